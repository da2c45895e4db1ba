// SPDX-License-Identifier: GPL-3.0-or-later
// What the Test page says of the chosen cell.
#include "ui/pages/test/cell_card.h"
#include "ui/pages/test/test_page.h"
#include "ui/pages/test/test_work.h"
#include "ui/widgets/number_text.h"

#include <QJsonArray>
#include <QLocale>

namespace bafo::ui {
namespace {

const QString kBetween = QStringLiteral(" · ");

/// Of a cell whose evaluation ended before its end, and nobody goes on with it.
QString unfinishedRunOf(const ScoreCell &cell, const EvaluationShelf &shelf)
{
    if (!cell.isPartial || !cell.run.isEmpty()) {
        return {};
    }
    const auto status = shelf.statusOf(cell.place.evaluation);
    return status && status->state == runs::RunState::ended ? cell.place.evaluation : QString();
}

QString spreadInSentences(const ScoreCell &cell)
{
    const ScoreUnit unit = unitOfMetric(cell.metric);
    return TestPage::tr(
               "By the way of asking alone it goes from %1 to %2, %3 on average. Choose one way below to see its "
               "doubt and its items.")
        .arg(scoreInWords(cell.low, unit), scoreInWords(cell.high, unit), scoreInWords(cell.value, unit));
}

} // namespace

CellSubject TestPage::subjectOf(const QModelIndex &index) const
{
    const ScoreRow *row = m_scores->rowAt(index.row());
    if (row == nullptr) {
        return {};
    }
    if (m_scores->isComparison(index.column())) {
        return pairSubjectOf(index.row());
    }
    const EvaluationTask *task = m_tasks->find(row->task);
    const QString title
        = row->kind == ScoreRow::Kind::prompt && task != nullptr ? task->title + kBetween + row->title : row->title;
    const ScoreCell *cell = m_scores->cellAt(index);
    if (cell == nullptr) {
        QString sentences = task == nullptr ? QString() : task->about;
        if (task != nullptr && !task->licence.isEmpty()) {
            sentences += QLatin1Char(' ') + tr("Licence: %1.").arg(task->licence);
        }
        return {.title = title, .sentences = sentences};
    }
    const QString model = m_scores->headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString();
    if (row->isOverPrompts) {
        return {.title = title + kBetween + model,
                .sentences = cell->hasScore ? spreadInSentences(*cell) : cellInSentences(*cell)};
    }
    CellSubject subject{.title = title + kBetween + model,
                        .sentences = cellInSentences(*cell),
                        .doubts = doubtsAbout(*cell),
                        .hasItems = cell->place.isSomewhere(),
                        .unfinished = unfinishedRunOf(*cell, *m_shelf)};
    if (m_work->isSteering(subject.unfinished)) {
        subject.unfinished.clear();
    }
    return subject;
}

CellSubject TestPage::pairSubjectOf(int row) const
{
    const ScoreRow &scores = *m_scores->rowAt(row);
    const EvaluationTask *task = m_tasks->find(scores.task);
    CellSubject subject{.title = scores.kind == ScoreRow::Kind::prompt && task != nullptr
                            ? task->title + kBetween + scores.title
                            : scores.title};
    subject.title
        += kBetween + m_scores->headerData(m_scores->comparisonColumn(), Qt::Horizontal, Qt::DisplayRole).toString();
    const scoring::PairedCounts *pair = m_scores->pairAt(row);
    if (pair == nullptr) {
        subject.sentences = scores.isOverPrompts ? tr("Choose one way of asking below: items are compared one by one.")
                                                 : tr("Both models must have been asked this.");
        return subject;
    }
    subject.sentences = pairInSentences(*pair, m_scores->firstName(), m_scores->secondName());
    if (const QString difference = scoreDifference(row); !difference.isEmpty()) {
        subject.sentences += QLatin1Char(' ') + difference;
    }
    subject.hasItems = pair->numItems() > 0;
    subject.itemsLabel
        = pair->numFlips() > 0 ? tr("See the %1 flips").arg(groupedNumber(pair->numFlips())) : tr("See the items");
    return subject;
}

/// "The score differs by +6.3 points, with 95 % certainty between +2.1 and +10.4."
QString TestPage::scoreDifference(int row) const
{
    const ScoreRow &scores = *m_scores->rowAt(row);
    const ScoreCell &first = scores.cells[static_cast<std::size_t>(m_scores->compared().first)];
    const ScoreCell &second = scores.cells[static_cast<std::size_t>(m_scores->compared().second)];
    if (first.isPartial || second.isPartial) {
        return {}; // not its last figure
    }
    m_work->compare(first.place.evaluation, second.place.evaluation);
    const QJsonObject *compared = m_work->comparisonOf(first.place.evaluation, second.place.evaluation);
    if (compared == nullptr) {
        return {};
    }
    for (const QJsonValue &value : compared->value(QLatin1String("cells")).toArray()) {
        const QJsonObject cell = value.toObject();
        if (cell.value(QLatin1String("task")).toString() != scores.task
            || (!scores.prompt.isEmpty() && cell.value(QLatin1String("prompt")).toString() != scores.prompt)) {
            continue;
        }
        for (const QJsonValue &one : cell.value(QLatin1String("metrics")).toArray()) {
            const QJsonObject metric = one.toObject();
            if (metric.value(QLatin1String("metric")).toString() != second.metric) {
                continue;
            }
            const bool isShare = unitOfMetric(second.metric) == ScoreUnit::percent;
            const auto figure = [&metric, isShare](const char *name) {
                const double number = metric.value(QLatin1String(name)).toDouble() * (isShare ? 100 : 1);
                return (number < 0 ? QString(QChar(0x2212)) : QStringLiteral("+"))
                    + QLocale().toString(std::abs(number), 'f', isShare ? 1 : 3);
            };
            return tr("The score differs by %1, with 95 % certainty between %2 and %3.")
                .arg(isShare ? tr("%1 points").arg(figure("difference")) : figure("difference"), figure("low"),
                     figure("high"));
        }
    }
    return {};
}

} // namespace bafo::ui
