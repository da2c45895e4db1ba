// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/run_pill.h"

#include "ui/widgets/colours.h"
#include "ui/widgets/measures.h"
#include "ui/widgets/number_text.h"

#include <QDateTime>
#include <QPainter>

#include <algorithm>

namespace bafo::ui {

RunPill::RunPill(QWidget *parent)
    : QAbstractButton(parent)
{
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    hide();
}

void RunPill::show(const std::vector<RunRow> &live)
{
    setVisible(!live.empty());
    if (live.empty()) {
        m_run.clear();
        return;
    }
    const auto worst = std::max_element(live.begin(), live.end(), [](const RunRow &a, const RunRow &b) {
        return urgencyOf(a.status.state) < urgencyOf(b.status.state);
    });
    const runs::RunSummary &summary = worst->status.summary;
    m_run = worst->id();
    m_look = lookOf(worst->status);
    m_main = summary.totalSteps > 0
        ? QStringLiteral("%1  %2 / %3").arg(worst->name, groupedNumber(summary.step), groupedNumber(summary.totalSteps))
        : worst->name;
    m_aside = m_look.word;
    if (live.size() > 1) {
        m_aside += QStringLiteral("  +%1").arg(live.size() - 1);
    }
    setAccessibleName(tr("Run %1: %2").arg(m_main, m_look.word));
    setToolTip(accessibleName());
    updateGeometry();
    update();
}

QSize RunPill::sizeHint() const
{
    const int u = unitOf(*this);
    const QFontMetrics metrics(font());
    return {metrics.horizontalAdvance(m_main) + metrics.horizontalAdvance(m_aside) + 6 * u, 4 * u};
}

void RunPill::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours &colours = coloursOf(palette());
    const int u = unitOf(*this);
    painter.setPen(hasFocus() ? QPen(colours.accent, 2) : QPen(Qt::NoPen));
    painter.setBrush(underMouse() ? colours.raised : colours.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), height() / 2.0, height() / 2.0);
    drawShape(painter, QRectF(u, 0, 2 * u, height()), m_look.shape, colourOf(m_look.tone, palette()));
    painter.setPen(colours.text);
    const QRect place = rect().adjusted(3 * u, 0, -u, 0);
    painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft, m_main);
    painter.setPen(colours.muted);
    const int width = QFontMetrics(font()).horizontalAdvance(m_main);
    painter.drawText(place.adjusted(width + u, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, m_aside);
}

} // namespace bafo::ui
