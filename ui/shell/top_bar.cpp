// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/top_bar.h"

#include "ui/shell/appearance.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/measures.h"

#include <QActionGroup>
#include <QDir>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>

namespace bafo::ui {
namespace {

QAction *choice(QMenu &menu, QActionGroup &group, const QString &text, bool isOn)
{
    QAction *action = menu.addAction(text);
    action->setCheckable(true);
    action->setChecked(isOn);
    group.addAction(action);
    return action;
}

/// A button takes one & for the mark of a key.
QString asWritten(QString name)
{
    return name.replace(QLatin1Char('&'), QLatin1String("&&"));
}

} // namespace

TopBar::TopBar(Settings &settings, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_project(quietButton({}))
    , m_projectMenu(new QMenu(this))
    , m_pill(new RunPill)
{
    const int u = unitOf(*this);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(3 * u - u, u, 3 * u, u);
    row->setSpacing(u);
    QFont strong = m_project->font();
    strong.setWeight(QFont::DemiBold);
    m_project->setFont(strong);
    m_project->setMenu(m_projectMenu);
    m_project->setObjectName(QStringLiteral("projectButton"));
    connect(m_projectMenu, &QMenu::aboutToShow, this, &TopBar::fillProjectMenu);
    row->addWidget(m_project);
    row->addWidget(m_pill);
    row->addStretch(1);
    row->addWidget(makeLanguages());
    QPushButton *gear = iconButton(QStringLiteral("configure"), tr("Settings"));
    gear->setMenu(makeSettingsMenu());
    gear->setObjectName(QStringLiteral("settingsButton"));
    row->addWidget(gear);
    setProject({});
}

void TopBar::setProject(const QString &name)
{
    constexpr int kMostUnits = 40;
    const QString whole = name.isEmpty() ? tr("No project") : name;
    const QFontMetrics metrics(m_project->font());
    m_project->setText(asWritten(metrics.elidedText(whole, Qt::ElideRight, kMostUnits * unitOf(*this))));
    m_project->setToolTip(whole.toHtmlEscaped());
    m_project->setAccessibleName(tr("Project: %1").arg(whole));
}

void TopBar::fillProjectMenu()
{
    m_projectMenu->clear();
    connect(m_projectMenu->addAction(tr("New project…")), &QAction::triggered, this, &TopBar::newProjectWanted);
    connect(m_projectMenu->addAction(tr("Open a project…")), &QAction::triggered, this,
            [this] { Q_EMIT projectChosen({}); });
    m_projectMenu->addSeparator();
    for (const QString &folder : m_settings.recentProjects()) {
        const bool isThere = QDir(folder).exists();
        QAction *recent = m_projectMenu->addAction(asWritten(QDir(folder).dirName()));
        recent->setToolTip(folder);
        recent->setEnabled(isThere);
        connect(recent, &QAction::triggered, this, [this, folder] { Q_EMIT projectChosen(folder); });
    }
    m_projectMenu->addSeparator();
    connect(m_projectMenu->addAction(tr("Close this project")), &QAction::triggered, this, &TopBar::projectClosed);
}

QWidget *TopBar::makeLanguages()
{
    auto *group = new QWidget;
    auto *row = new QHBoxLayout(group);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    for (const QString &language : Appearance::languages()) {
        QPushButton *one = quietButton(Appearance::nameOf(language));
        one->setCheckable(true);
        one->setChecked(language == m_settings.language());
        one->setAccessibleName(tr("Language: %1").arg(one->text()));
        connect(one, &QPushButton::clicked, this, [this, language] { m_settings.setLanguage(language); });
        row->addWidget(one);
    }
    return group;
}

QMenu *TopBar::makeSettingsMenu()
{
    auto *menu = new QMenu(this);
    auto *themes = new QActionGroup(menu);
    menu->addSection(tr("Colours"));
    const std::pair<ThemeChoice, QString> themeNames[] = {
        {ThemeChoice::system, tr("As the system")}, {ThemeChoice::light, tr("Light")}, {ThemeChoice::dark, tr("Dark")}};
    for (const auto &[theme, text] : themeNames) {
        connect(choice(*menu, *themes, text, m_settings.theme() == theme), &QAction::triggered, this,
                [this, chosen = theme] { m_settings.setTheme(chosen); });
    }
    auto *sizes = new QActionGroup(menu);
    menu->addSection(tr("Text size"));
    for (const double scale : {1.0, 1.25, 1.5}) {
        const QString text = QStringLiteral("%1 %").arg(scale * 100);
        connect(choice(*menu, *sizes, text, m_settings.textScale() == scale), &QAction::triggered, this,
                [this, scale] { m_settings.setTextScale(scale); });
    }
    menu->addSeparator();
    QAction *all = menu->addAction(tr("All actions…"));
    all->setShortcut(QKeySequence(QStringLiteral("Ctrl+K")));
    all->setShortcutContext(Qt::WidgetShortcut); // shown here; the window has the real one
    connect(all, &QAction::triggered, this, &TopBar::paletteWanted);
    connect(menu->addAction(tr("Keyboard shortcuts")), &QAction::triggered, this, &TopBar::shortcutsWanted);
    return menu;
}

} // namespace bafo::ui
