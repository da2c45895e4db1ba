// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/text/source_delegate.h"

#include "ui/models/source_list.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/measures.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/state_mark.h"

#include <QApplication>
#include <QPainter>

namespace bafo::ui {

void SourceDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QStyle *style = item.widget != nullptr ? item.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &item, painter, item.widget);
    const auto *sources = qobject_cast<const SourceList *>(index.model());
    if (sources == nullptr) {
        return;
    }
    const SourceRow &source = sources->rowAt(index.row());
    const Colours &colours = coloursOf(item.palette);
    const int u = unitOf(item.font);
    const int lineHeight = item.fontMetrics.height();
    const QRect area = item.rect.adjusted(u, u / 2, -u, -u / 2);
    painter->save();
    painter->setFont(item.font);
    // What stands on the right gives way: first the shorter wording, then none.
    const auto drawEnds = [&](QRect line, const QString &left, const QColor &tone, const QStringList &rights) {
        const auto widthOf = [&](const QString &text) { return item.fontMetrics.horizontalAdvance(text); };
        for (const QString &right : rights) {
            if (widthOf(left) + u + widthOf(right) <= line.width()) {
                painter->setPen(colours.muted);
                painter->drawText(line, Qt::AlignVCenter | Qt::AlignRight, right);
                line.setRight(line.right() - widthOf(right) - u);
                break;
            }
        }
        painter->setPen(tone);
        painter->drawText(line, Qt::AlignVCenter | Qt::AlignLeft,
                          item.fontMetrics.elidedText(left, Qt::ElideMiddle, line.width()));
    };
    const bool isAll = source.id == 0;
    drawEnds(QRect(area.left(), area.top(), area.width(), lineHeight), source.name, colours.text,
             isAll ? QStringList() : QStringList{shareInWords(source)});
    QRect second(area.left(), area.top() + lineHeight, area.width(), lineHeight);
    if (source.isUnclear) {
        drawShape(*painter, QRectF(second.left(), second.top(), lineHeight, lineHeight), Shape::triangle,
                  colours.warning);
        second.setLeft(second.left() + lineHeight);
    }
    const QString amount = wordsInWords(source.numWords);
    drawEnds(second, isAll ? amount : source.licence, source.isUnclear ? colours.warning : colours.muted,
             isAll ? QStringList() : QStringList{amount, groupedNumber(source.numWords)});
    painter->restore();
}

QSize SourceDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex & /*index*/) const
{
    return {10 * unitOf(option.font), 2 * option.fontMetrics.height() + 2 * unitOf(option.font)};
}

} // namespace bafo::ui
