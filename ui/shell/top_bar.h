// SPDX-License-Identifier: GPL-3.0-or-later
// The line above the page: the project, the live runs, the language, the settings.
#pragma once

#include "ui/shell/run_pill.h"
#include "ui/shell/settings.h"

#include <QWidget>

class QMenu;
class QPushButton;

namespace bafo::ui {

class TopBar final : public QWidget {
    Q_OBJECT

public:
    explicit TopBar(Settings &settings, QWidget *parent = nullptr);

    /// Empty where no project is open.
    void setProject(const QString &name);

    [[nodiscard]] RunPill *pill() const { return m_pill; }

Q_SIGNALS:
    void projectChosen(const QString &folder); ///< empty: ask for one
    void newProjectWanted();
    void projectClosed();
    void paletteWanted();
    void shortcutsWanted();

private:
    void fillProjectMenu();
    [[nodiscard]] QWidget *makeLanguages();
    [[nodiscard]] QMenu *makeSettingsMenu();

    Settings &m_settings;
    QPushButton *m_project;
    QMenu *m_projectMenu;
    RunPill *m_pill;
};

} // namespace bafo::ui
