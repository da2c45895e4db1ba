// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/settings.h"

#include <QLocale>

#include <algorithm>

namespace bafo::ui {
namespace {

constexpr qsizetype kMostRecent = 8;
const QLatin1String kTheme("theme");
const QLatin1String kLanguage("language");
const QLatin1String kTextScale("text_scale");
const QLatin1String kRecent("recent_projects");
const QLatin1String kLast("last_project");
const QLatin1String kDraft("new_project");
const QLatin1String kGeometry("window_geometry");

} // namespace

Settings::Settings(QObject *parent)
    : QObject(parent)
{
}

ThemeChoice Settings::theme() const
{
    const QString name = m_settings.value(kTheme).toString();
    return name == QLatin1String("light") ? ThemeChoice::light
        : name == QLatin1String("dark")   ? ThemeChoice::dark
                                          : ThemeChoice::system;
}

void Settings::setTheme(ThemeChoice theme)
{
    const char *name = theme == ThemeChoice::light ? "light" : theme == ThemeChoice::dark ? "dark" : "system";
    m_settings.setValue(kTheme, QLatin1String(name));
    Q_EMIT themeChanged();
}

QString Settings::language() const
{
    const QString system = QLocale::system().name().section(QLatin1Char('_'), 0, 0);
    return m_settings.value(kLanguage, system == QLatin1String("zu") ? system : QStringLiteral("en")).toString();
}

void Settings::setLanguage(const QString &language)
{
    m_settings.setValue(kLanguage, language);
    Q_EMIT languageChanged();
}

double Settings::textScale() const
{
    return std::clamp(m_settings.value(kTextScale, 1.0).toDouble(), 0.75, 2.0);
}

void Settings::setTextScale(double scale)
{
    m_settings.setValue(kTextScale, scale);
    Q_EMIT textScaleChanged();
}

QStringList Settings::recentProjects() const
{
    return m_settings.value(kRecent).toStringList();
}

void Settings::addRecentProject(const QString &folder)
{
    QStringList recent = recentProjects();
    recent.removeAll(folder);
    recent.prepend(folder);
    m_settings.setValue(kRecent, recent.mid(0, kMostRecent));
}

void Settings::forgetProject(const QString &folder)
{
    QStringList recent = recentProjects();
    recent.removeAll(folder);
    m_settings.setValue(kRecent, recent);
}

QString Settings::lastProject() const
{
    return m_settings.value(kLast).toString();
}

void Settings::setLastProject(const QString &folder)
{
    m_settings.setValue(kLast, folder);
    m_settings.sync();
}

QStringList Settings::newProjectDraft() const
{
    return m_settings.value(kDraft).toStringList();
}

void Settings::setNewProjectDraft(const QStringList &draft)
{
    if (draft.isEmpty()) {
        m_settings.remove(kDraft);
    } else {
        m_settings.setValue(kDraft, draft);
    }
}

QByteArray Settings::geometry() const
{
    return m_settings.value(kGeometry).toByteArray();
}

void Settings::setGeometry(const QByteArray &geometry)
{
    m_settings.setValue(kGeometry, geometry);
}

} // namespace bafo::ui
