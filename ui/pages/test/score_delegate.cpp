// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/test/score_delegate.h"

#include "ui/models/score_model.h"
#include "ui/models/state_look.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/interval_bar.h"
#include "ui/widgets/measures.h"
#include "ui/widgets/number_text.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QPainter>

namespace bafo::ui {
namespace {

/// The upper and the lower half of a cell, within its margins.
struct Halves {
    QRect upper;
    QRect lower;
};

Halves halvesOf(const QStyleOptionViewItem &option)
{
    const int u = unitOf(option.font);
    const QRect inside = option.rect.adjusted(u, u / 2, -u, -u / 2);
    const int line = option.fontMetrics.height() + u / 3;
    return {QRect(inside.left(), inside.top(), inside.width(), line),
            QRect(inside.left(), inside.top() + line, inside.width(), inside.height() - line)};
}

void drawWords(QPainter &painter, const QRect &rect, const QString &words, const QColor &colour, Qt::Alignment side)
{
    painter.setPen(colour);
    const QString shown = QFontMetrics(painter.font()).elidedText(words, Qt::ElideRight, rect.width());
    painter.drawText(rect, static_cast<int>(side | Qt::AlignVCenter), shown);
}

} // namespace

ScoreDelegate::ScoreDelegate(const ScoreModel &model, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_model(model)
{
}

void ScoreDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem ground = option;
    initStyleOption(&ground, index);
    ground.text.clear();
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &ground, painter, option.widget);
    painter->save();
    painter->setFont(option.font);
    const ScoreRow *row = m_model.rowAt(index.row());
    if (row == nullptr) {
        if (index.column() == 0) {
            painter->setFont(fontOf(TextSize::body, TextWeight::strong));
            const QRect place = option.rect.adjusted(unitOf(option.font), unitOf(option.font) / 2, 0, 0);
            drawWords(*painter, place, index.data().toString(), coloursOf(option.palette).muted, Qt::AlignLeft);
        }
    } else if (index.column() == 0) {
        paintName(*painter, option, index);
    } else if (m_model.isComparison(index.column())) {
        paintPair(*painter, option, index.row());
    } else if (const ScoreCell *cell = m_model.cellAt(index)) {
        paintCell(*painter, option, *row, *cell);
    }
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    if (view != nullptr && view->hasFocus() && view->currentIndex() == index) {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(coloursOf(option.palette).accent, 2));
        painter->setBrush(Qt::NoBrush);
        const double radius = unitOf(option.font) * 0.6;
        painter->drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), radius, radius);
    }
    painter->restore();
}

void ScoreDelegate::paintName(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Colours &colours = coloursOf(option.palette);
    const ScoreRow &row = *m_model.rowAt(index.row());
    Halves place = halvesOf(option);
    const bool isPrompt = row.kind == ScoreRow::Kind::prompt;
    const int inset = isPrompt ? 3 * unitOf(option.font) : 0;
    drawWords(painter, place.upper.adjusted(inset, 0, 0, 0), row.title, colours.text, Qt::AlignLeft);
    QString below = isPrompt ? QString() : row.task;
    if (row.isOverPrompts) {
        below = tr("%1 · over all ways of asking").arg(row.task);
    } else if (!isPrompt && !row.prompt.isEmpty()) {
        below = tr("%1 · asked as %2").arg(row.task, row.prompt);
    }
    drawWords(painter, place.lower.adjusted(inset, 0, 0, 0), below, colours.muted, Qt::AlignLeft);
}

void ScoreDelegate::paintCell(QPainter &painter, const QStyleOptionViewItem &option, const ScoreRow &row,
                              const ScoreCell &cell) const
{
    const Colours &colours = coloursOf(option.palette);
    const Halves place = halvesOf(option);
    const int u = unitOf(option.font);
    int used = 0;
    if (cell.hasScore) {
        const ScoreUnit unit = unitOfMetric(cell.metric);
        const QString score = row.isOverPrompts && cell.high > cell.low ? intervalInWords(cell.low, cell.high, unit)
                                                                        : scoreInWords(cell.value, unit);
        painter.setFont(fontOf(TextSize::body, row.isOverPrompts ? TextWeight::normal : TextWeight::strong));
        drawWords(painter, place.upper, score, cell.isPartial ? colours.muted : colours.text, Qt::AlignLeft);
        used = QFontMetrics(painter.font()).horizontalAdvance(score) + u;
        painter.setFont(option.font);
    }
    const QRect aside = place.upper.adjusted(used, 0, 0, 0);
    if (cell.work) {
        const StateLook look = lookOf(*cell.work);
        const QColor tone = colourOf(look.tone, option.palette);
        const QString words = cell.numToDo > 0
            ? tr("%1 of %2").arg(groupedNumber(cell.numDone), groupedNumber(cell.numToDo))
            : look.word;
        drawWords(painter, aside, words, tone, Qt::AlignRight);
        const int width = QFontMetrics(painter.font()).horizontalAdvance(words);
        drawShape(painter, QRectF(aside.right() - width - 2.2 * u, aside.top(), 2 * u, aside.height()), look.shape,
                  tone);
    } else if (!cell.hasScore) {
        drawWords(painter, place.upper, QStringLiteral("–"), colours.muted, Qt::AlignLeft);
    } else if (!row.isOverPrompts && cell.isTooSmall()) {
        drawWords(painter, aside, tr("n = %1: decides little").arg(cell.numItems), colours.warning, Qt::AlignRight);
    } else if (!row.isOverPrompts && cell.high > cell.low) {
        drawWords(painter, aside, doubtInWords(cell.low, cell.high, unitOfMetric(cell.metric)), colours.muted,
                  Qt::AlignRight);
    }
    if (cell.hasScore) {
        drawInterval(painter, QRectF(place.lower),
                     {.low = cell.low,
                      .value = cell.value,
                      .high = cell.high,
                      .chance = cell.chance,
                      .scaleLow = row.scaleLow,
                      .scaleHigh = row.scaleHigh,
                      .isDoubtful = !row.isOverPrompts && (cell.isTooSmall() || cell.isLikeGuessing()),
                      .hasDot = !row.isOverPrompts},
                     colours, u);
    }
}

void ScoreDelegate::paintPair(QPainter &painter, const QStyleOptionViewItem &option, int row) const
{
    const scoring::PairedCounts *pair = m_model.pairAt(row);
    if (pair == nullptr) {
        return;
    }
    const Colours &colours = coloursOf(option.palette);
    const Halves place = halvesOf(option);
    const bool isDecided = pair->numItems() > 0 && pair->mcNemar < kDecisiveProbability;
    const bool isBetter = isDecided && pair->onlySecond > pair->onlyFirst;
    const QColor tone = !isDecided ? colours.muted : isBetter ? colours.good : colours.error;
    drawWords(painter, place.upper, verdictOnPair(*pair, m_model.firstName(), m_model.secondName()), tone,
              Qt::AlignLeft);
    if (pair->numItems() > 0) {
        drawWords(painter, place.lower,
                  tr("won %1, lost %2; p %3")
                      .arg(groupedNumber(pair->onlySecond), groupedNumber(pair->onlyFirst),
                           probabilityInWords(pair->mcNemar)),
                  colours.muted, Qt::AlignLeft);
    }
}

} // namespace bafo::ui
