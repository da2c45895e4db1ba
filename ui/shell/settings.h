// SPDX-License-Identifier: GPL-3.0-or-later
// The user's preferences: QSettings with names and defaults in one place.
#pragma once

#include <QByteArray>
#include <QObject>
#include <QSettings>
#include <QStringList>

namespace bafo::ui {

enum class ThemeChoice { system, light, dark };

/// The window's thread only. Every change is kept at once.
class Settings final : public QObject {
    Q_OBJECT

public:
    explicit Settings(QObject *parent = nullptr);

    [[nodiscard]] ThemeChoice theme() const;
    void setTheme(ThemeChoice theme);

    /// "en" or "zu"; before the first choice the system's, where there is a translation.
    [[nodiscard]] QString language() const;
    void setLanguage(const QString &language);

    /// 1.0, 1.25 or 1.5 times the system's text.
    [[nodiscard]] double textScale() const;
    void setTextScale(double scale);

    [[nodiscard]] QStringList recentProjects() const;
    void addRecentProject(const QString &folder);
    void forgetProject(const QString &folder);

    /// Open when the window closed last; empty for none.
    [[nodiscard]] QString lastProject() const;
    void setLastProject(const QString &folder);

    /// What is typed in the form of a new project while it is open: its name, and its folder where that was typed too.
    /// Empty for none: a form that was closed, not one that went with a crash.
    [[nodiscard]] QStringList newProjectDraft() const;
    void setNewProjectDraft(const QStringList &draft);

    [[nodiscard]] QByteArray geometry() const;
    void setGeometry(const QByteArray &geometry);

Q_SIGNALS:
    void themeChanged();
    void languageChanged();
    void textScaleChanged();

private:
    QSettings m_settings;
};

} // namespace bafo::ui
