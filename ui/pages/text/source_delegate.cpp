// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/text/source_delegate.h"

#include "ui/models/source_list.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/measures.h"
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
    const bool isChosen = item.state.testFlag(QStyle::State_Selected);
    const int u = unitOf(item.font);
    const int lineHeight = item.fontMetrics.height();
    const QRect area = item.rect.adjusted(u, u / 2, -u, -u / 2);
    painter->save();
    painter->setFont(item.font);
    const QColor quiet = isChosen ? colours.textOnAccent : colours.muted;
    const auto drawEnds = [&](QRect line, const QString &left, const QColor &tone, const QString &right) {
        painter->setPen(quiet);
        painter->drawText(line, Qt::AlignVCenter | Qt::AlignRight, right);
        line.setRight(line.right() - item.fontMetrics.horizontalAdvance(right) - u);
        painter->setPen(isChosen ? colours.textOnAccent : tone);
        painter->drawText(line, Qt::AlignVCenter | Qt::AlignLeft,
                          item.fontMetrics.elidedText(left, Qt::ElideRight, line.width()));
    };
    drawEnds(QRect(area.left(), area.top(), area.width(), lineHeight), source.name, colours.text,
             source.id == 0 ? QString() : shareInWords(source));
    QRect second(area.left(), area.top() + lineHeight, area.width(), lineHeight);
    if (source.isUnclear) {
        const QColor tone = isChosen ? colours.textOnAccent : colours.warning;
        drawShape(*painter, QRectF(second.left(), second.top(), lineHeight, lineHeight), Shape::triangle, tone);
        second.setLeft(second.left() + lineHeight);
    }
    const QString amount = wordsInWords(source.numWords);
    drawEnds(second, source.id == 0 ? amount : source.licence, source.isUnclear ? colours.warning : colours.muted,
             source.id == 0 ? QString() : amount);
    painter->restore();
}

QSize SourceDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex & /*index*/) const
{
    return {10 * unitOf(option.font), 2 * option.fontMetrics.height() + 2 * unitOf(option.font)};
}

} // namespace bafo::ui
