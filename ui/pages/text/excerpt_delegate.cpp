// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/text/excerpt_delegate.h"

#include "ui/models/text_matches.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/measures.h"

#include <QApplication>
#include <QPainter>
#include <QTextLayout>

namespace bafo::ui {

QColor matchColour(const QPalette &palette)
{
    return coloursOf(palette).pieces[2];
}

void ExcerptDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem row = option;
    initStyleOption(&row, index);
    const QStyle *style = row.widget != nullptr ? row.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &row, painter, row.widget);
    const int margin = unitOf(row.font); // as the header has it
    const QRect area = row.rect.adjusted(margin, 0, -margin, 0);
    const QString line = row.fontMetrics.elidedText(row.text, Qt::ElideRight, area.width());
    const Colours &colours = coloursOf(row.palette);

    QList<QTextLayout::FormatRange> marks;
    for (const TextRange &match : matchesIn(line, m_search)) {
        QTextLayout::FormatRange mark;
        mark.start = static_cast<int>(match.start);
        mark.length = static_cast<int>(match.length);
        mark.format.setBackground(matchColour(row.palette));
        marks.append(mark);
    }
    QTextLayout layout(line, row.font);
    QTextOption whole;
    whole.setWrapMode(QTextOption::NoWrap);
    layout.setTextOption(whole);
    layout.setFormats(marks);
    layout.beginLayout();
    QTextLine only = layout.createLine();
    only.setLineWidth(area.width());
    layout.endLayout();
    painter->save();
    painter->setClipRect(area);
    painter->setPen(colours.text);
    layout.draw(painter, QPointF(area.left(), area.top() + (area.height() - only.height()) / 2));
    painter->restore();
}

} // namespace bafo::ui
