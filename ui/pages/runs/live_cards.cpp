// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/live_cards.h"

#include "ui/models/run_figures.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/measures.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/sparkline.h"

#include <QHBoxLayout>

namespace bafo::ui {

LiveCard::LiveCard(QWidget *parent)
    : QAbstractButton(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void LiveCard::show(const RunRow &row, const RunDetails *details)
{
    m_run = row.id();
    m_name = row.name;
    m_look = lookOf(row.status);
    const runs::RunSummary &summary = row.status.summary;
    m_share = summary.totalSteps > 0 ? static_cast<double>(summary.step) / static_cast<double>(summary.totalSteps) : 0;
    m_progress = row.isEvaluation ? tr("%1 items").arg(stepInWords(summary)) : tr("Step %1").arg(stepInWords(summary));
    if (const auto left = timeLeftMs(summary)) {
        m_progress += QStringLiteral(" · ") + tr("%1 left").arg(durationInWords(*left));
    }
    if (details != nullptr) {
        m_curve = details->curve;
    }
    setAccessibleName(tr("Run %1, %2, %3").arg(m_name, m_look.word, m_progress));
    update();
}

QSize LiveCard::sizeHint() const
{
    const int u = unitOf(*this);
    return {36 * u, 11 * u};
}

void LiveCard::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours &colours = coloursOf(palette());
    const int u = unitOf(*this);
    painter.setPen(hasFocus() ? QPen(colours.accent, 2) : QPen(Qt::NoPen));
    painter.setBrush(underMouse() ? colours.raised : colours.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), u * 1.1, u * 1.1);
    const QRect inside = rect().adjusted(2 * u, u, -2 * u, -u);
    const int line = QFontMetrics(font()).height();
    const QRect head(inside.left(), inside.top(), inside.width(), line * 5 / 4);
    painter.setPen(colours.text);
    painter.setFont(fontOf(TextSize::body, TextWeight::strong));
    const QFontMetrics strong(painter.font());
    const int wordWidth = QFontMetrics(font()).horizontalAdvance(m_look.word) + 2 * u + u / 2;
    painter.drawText(head, Qt::AlignLeft | Qt::AlignVCenter,
                     strong.elidedText(m_name, Qt::ElideRight, head.width() - wordWidth - u));
    painter.setFont(font());
    const QColor tone = colourOf(m_look.tone, palette());
    painter.setPen(tone);
    painter.drawText(head, Qt::AlignRight | Qt::AlignVCenter, m_look.word);
    drawShape(painter, QRectF(head.right() - wordWidth, head.top(), 2 * u, head.height()), m_look.shape, tone);
    painter.setPen(colours.muted);
    const QRect below(inside.left(), head.bottom() + u / 3, inside.width(), line);
    painter.drawText(below, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetrics(font()).elidedText(m_progress, Qt::ElideRight, below.width()));
    const QRectF curve(inside.left(), below.bottom() + u / 2.0, inside.width(),
                       inside.bottom() - below.bottom() - 1.5 * u);
    drawSparkline(painter, curve, m_curve, colours.series[0]);
    const QRectF groove(inside.left(), inside.bottom() - 3, inside.width(), 3);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.line);
    painter.drawRoundedRect(groove, 1.5, 1.5);
    painter.setBrush(tone);
    painter.drawRoundedRect(QRectF(groove.topLeft(), QSizeF(groove.width() * m_share, 3)), 1.5, 1.5);
}

LiveCards::LiveCards(QWidget *parent)
    : QWidget(parent)
    , m_row(new QHBoxLayout(this))
{
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(unitOf(*this) + unitOf(*this) / 2);
    m_row->addStretch(1);
    hide();
}

void LiveCards::show(const std::vector<RunRow> &live, RunDetailsReader &details)
{
    constexpr std::size_t kMost = 4; // more would not fit; the table has them all
    const std::size_t num = std::min(live.size(), kMost);
    while (m_cards.size() < num) {
        auto *card = new LiveCard;
        connect(card, &QAbstractButton::clicked, this, [this, card] { Q_EMIT chosen(card->run()); });
        m_row->insertWidget(static_cast<int>(m_cards.size()), card);
        m_cards.push_back(card);
    }
    for (std::size_t i = 0; i < m_cards.size(); ++i) {
        m_cards[i]->setVisible(i < num);
        if (i < num) {
            m_cards[i]->show(live[i], details.of(live[i].folder, live[i].status.summary.lastSeq));
        }
    }
    setVisible(num > 0);
}

} // namespace bafo::ui
