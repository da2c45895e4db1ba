// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/home/welcome_view.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"

#include <QCoreApplication>
#include <QDir>
#include <QHBoxLayout>
#include <QTimer>
#include <QVBoxLayout>

#include <array>

namespace bafo::ui {
namespace {

/// Later: opening a project takes this view away, and its button with it.
template <class Act>
void later(Act act)
{
    QTimer::singleShot(0, QCoreApplication::instance(), act);
}

/// "~/projects/news" reads better than the whole path.
QString shortPath(const QString &folder)
{
    const QString home = QDir::homePath();
    return folder.startsWith(home + QLatin1Char('/')) ? QLatin1Char('~') + folder.mid(home.size()) : folder;
}

} // namespace

WelcomeView::WelcomeView(PageHost &host, QWidget *parent)
    : QWidget(parent)
    , m_host(host)
{
    const int u = unitOf(*this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 4 * u, 0, 0);
    column->setSpacing(u);
    column->addWidget(heading(tr("Teach a language model your language")));
    column->addWidget(mutedWords(
        tr("Gather text, grow the vocabulary, train, compare and talk. Everything stays on this computer.")));
    auto *row = new QHBoxLayout;
    row->setSpacing(u);
    const QStringList recent = host.recentProjects();
    const bool isFirst = recent.isEmpty(); // who has seen nothing yet sees the example first
    QPushButton *example = isFirst ? primaryButton(tr("Open the example")) : button(tr("Open the example"));
    QPushButton *fresh = isFirst ? button(tr("New project")) : primaryButton(tr("New project"));
    QPushButton *open = button(tr("Open a project"));
    for (QPushButton *one : isFirst ? std::array{example, fresh, open} : std::array{fresh, open, example}) {
        row->addWidget(one);
    }
    m_first = isFirst ? example : fresh;
    row->addStretch(1);
    column->addSpacing(u);
    column->addLayout(row);
    column->addWidget(
        mutedWords(tr("The example is a finished small project: a model that learned some isiZulu in ten "
                      "minutes, with its curves, scores and a recorded chat. 4 MB; the models' weights are "
                      "not in it.")));
    if (!recent.isEmpty()) {
        column->addSpacing(3 * u);
        column->addWidget(makeRecent(recent));
    }
    column->addStretch(1);
    connect(example, &QPushButton::clicked, this, [&host = m_host] { later([&host] { host.openExample(); }); });
    connect(fresh, &QPushButton::clicked, this, [&host = m_host] { later([&host] { host.newProject(); }); });
    connect(open, &QPushButton::clicked, this, [&host = m_host] { later([&host] { host.openProject({}); }); });
}

QWidget *WelcomeView::makeRecent(const QStringList &folders)
{
    constexpr int kWidthUnits = 70;
    const int u = unitOf(*this);
    auto *card = new Card(tr("Recent projects"), nullptr);
    card->setMaximumWidth(kWidthUnits * u);
    for (const QString &folder : folders) {
        const QString name = QDir(folder).dirName();
        auto *row = new QHBoxLayout;
        row->setSpacing(2 * u);
        auto *text = new QVBoxLayout;
        text->setSpacing(0);
        text->addWidget(new NameLabel(name, TextSize::body, TextWeight::strong));
        text->addWidget(mutedWords(shortPath(folder)));
        QPushButton *open = button(tr("Open"));
        open->setAccessibleName(tr("Open %1").arg(name));
        row->addLayout(text, 1);
        row->addWidget(open, 0, Qt::AlignVCenter);
        card->body()->addLayout(row);
        connect(open, &QPushButton::clicked, this,
                [&host = m_host, folder] { later([&host, folder] { host.openProject(folder); }); });
    }
    return card;
}

} // namespace bafo::ui
