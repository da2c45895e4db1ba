// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/card.h"

#include "ui/widgets/colours.h"

#include <QPainter>

namespace bafo::ui {

Card::Card(QWidget *parent)
    : Card(QString(), parent)
{
}

Card::Card(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_title(new Label(title, TextSize::title, TextWeight::strong))
    , m_head(new QHBoxLayout)
    , m_body(new QVBoxLayout)
{
    const int u = unitOf(*this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(2 * u, 2 * u, 2 * u, 2 * u);
    column->setSpacing(u);
    m_head->setSpacing(u);
    m_head->addWidget(m_title);
    m_head->addStretch(1);
    m_body->setSpacing(u);
    column->addLayout(m_head);
    column->addLayout(m_body, 1);
    m_title->setVisible(!title.isEmpty()); // inside by now: else it would be a window of its own for a moment
}

void Card::addToHead(QWidget *widget)
{
    m_head->addWidget(widget);
}

void Card::setTitle(const QString &title)
{
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
}

void Card::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(coloursOf(palette()).surface);
    const double radius = unitOf(*this) * 1.1;
    painter.drawRoundedRect(rect(), radius, radius);
}

} // namespace bafo::ui
