// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/text/notice_strip.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/house_style.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <cmath>

namespace bafo::ui {
namespace {

constexpr int kBarSteps = 1000;

void act(const Offer &offer)
{
    const auto copy = offer.act; // what it does may show another notice
    if (copy) {
        copy();
    }
}

} // namespace

NoticeStrip::NoticeStrip(QWidget *parent)
    : QWidget(parent)
    , m_text(words({}))
    , m_hint(mutedWords({}))
    , m_bar(new QProgressBar)
    , m_controls(new QHBoxLayout)
    , m_main(button({}))
    , m_other(quietButton({}))
{
    const int u = unitOf(*this);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(2 * u, u + u / 2, u + u / 2, u + u / 2);
    row->setSpacing(u);
    auto *column = new QVBoxLayout;
    column->setSpacing(u / 3);
    column->addWidget(m_text);
    column->addWidget(m_hint);
    column->addWidget(m_bar);
    m_bar->setRange(0, kBarSteps);
    m_bar->setTextVisible(false);
    m_bar->setMaximumHeight(u);
    row->addLayout(column, 1);
    row->addSpacing(u);
    row->addLayout(m_controls);
    row->addWidget(m_other);
    row->addWidget(m_main);
    connect(m_main, &QPushButton::clicked, this, [this] { act(m_mainOffer); });
    connect(m_other, &QPushButton::clicked, this, [this] { act(m_otherOffer); });
    hide();
}

void NoticeStrip::show(const Notice &notice)
{
    m_text->setTone(notice.tone);
    m_text->setText(notice.text);
    m_hint->setText(notice.hint);
    m_hint->setVisible(!notice.hint.isEmpty());
    m_bar->setVisible(notice.share >= 0);
    m_bar->setValue(static_cast<int>(std::lround(notice.share * kBarSteps)));
    m_bar->setAccessibleName(notice.text);
    m_mainOffer = notice.main;
    m_otherOffer = notice.other;
    m_main->setText(notice.main.label);
    m_main->setVisible(!notice.main.label.isEmpty());
    m_main->setProperty(kPrimaryProperty, notice.isMainPrimary);
    m_main->update();
    m_other->setText(notice.other.label);
    m_other->setVisible(!notice.other.label.isEmpty());
    setAccessibleName(notice.text);
    setVisible(true);
}

void NoticeStrip::addControl(QWidget *control)
{
    m_controls->addWidget(control);
}

QString NoticeStrip::text() const
{
    return m_text->text();
}

void NoticeStrip::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(coloursOf(palette()).surface);
    const double radius = unitOf(*this) * 1.1;
    painter.drawRoundedRect(rect(), radius, radius);
}

} // namespace bafo::ui
