// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/fact_list.h"

#include "ui/widgets/labels.h"

#include <QGridLayout>

namespace bafo::ui {
namespace {

constexpr int kWidestNameUnits = 14; // in one line: the values need the rest

} // namespace

FactList::FactList(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    const int u = unitOf(*this);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(2 * u);
    m_grid->setVerticalSpacing(u / 2);
    m_grid->setColumnStretch(1, 1);
}

void FactList::set(const std::vector<Fact> &facts)
{
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    int row = 0;
    for (const Fact &fact : facts) {
        auto *name = new Label(fact.name, TextSize::body, TextWeight::normal, Tone::muted);
        name->setWordWrap(name->sizeHint().width() > kWidestNameUnits * unitOf(*this));
        auto *value = words(fact.value);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        value->setToolTip(fact.tip);
        value->setAccessibleName(fact.name + QStringLiteral(": ") + (fact.tip.isEmpty() ? fact.value : fact.tip));
        m_grid->addWidget(name, row, 0, Qt::AlignTop);
        m_grid->addWidget(value, row, 1, Qt::AlignTop);
        ++row;
    }
}

} // namespace bafo::ui
