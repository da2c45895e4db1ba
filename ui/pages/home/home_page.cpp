// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/home/home_page.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace bafo::ui {

HomePage::HomePage(const PageContext &context, QWidget *parent)
    : Page(context, parent)
{
    if (context.session == nullptr) {
        buildWelcome();
    }
}

QString HomePage::help() const
{
    return tr("Home shows where your project stands.");
}

void HomePage::buildWelcome()
{
    const int u = unitOf(*this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(3 * u, 6 * u, 3 * u, 3 * u);
    column->setSpacing(u);
    column->addWidget(heading(tr("Teach a language model your language")));
    auto *about = mutedWords(
        tr("Gather text, grow the vocabulary, train, compare and talk. Everything stays on this computer."));
    column->addWidget(about);
    auto *row = new QHBoxLayout;
    QPushButton *fresh = primaryButton(tr("New project"));
    QPushButton *open = button(tr("Open a project"));
    row->addWidget(fresh);
    row->addWidget(open);
    row->addStretch(1);
    column->addSpacing(u);
    column->addLayout(row);
    column->addStretch(1);
    connect(fresh, &QPushButton::clicked, this, [this] { context().host->newProject(); });
    connect(open, &QPushButton::clicked, this, [this] { context().host->openProject({}); });
}

} // namespace bafo::ui
