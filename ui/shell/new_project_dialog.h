// SPDX-License-Identifier: GPL-3.0-or-later
// Asks for a name and a place, and makes a project there.
#pragma once

#include "ui/shell/settings.h"

#include <QDialog>

class QLineEdit;
class QPushButton;

namespace bafo::ui {

class BafoProcess;
class Label;
struct ProcessEnd;

class NewProjectDialog final : public QDialog {
    Q_OBJECT

public:
    NewProjectDialog(QString bafoProgram, Settings &settings, QWidget *parent);

    /// As if it had been typed.
    void setFolder(const QString &folder);

Q_SIGNALS:
    void made(const QString &folder);

private:
    void suggestFolder();
    void keepDraft();
    void refresh();
    QWidget *buildFolderRow();
    void make();
    void finish(const ProcessEnd &end);

    Settings &m_settings;
    QString m_program;
    QLineEdit *m_name;
    QLineEdit *m_folder;
    Label *m_place; ///< what will be made, in full
    Label *m_problem;
    QPushButton *m_make;
    bool m_hasOwnFolder = false; ///< typed or chosen by the user: no longer follows the name
};

/// The folder that is meant by what was typed: "~" is the home folder, and what does not begin at the root lies in it.
/// Empty where nothing was typed.
[[nodiscard]] QString folderMeantBy(const QString &typed);

} // namespace bafo::ui
