// SPDX-License-Identifier: GPL-3.0-or-later
// What is said of one cell of a score table.
#include "ui/models/score_table.h"
#include "ui/models/state_look.h"
#include "ui/widgets/number_text.h"

#include <QCoreApplication>

namespace bafo::ui {
namespace {

struct CellWords {
    Q_DECLARE_TR_FUNCTIONS(CellWords)
};

} // namespace

QStringList doubtsAbout(const ScoreCell &cell)
{
    QStringList doubts;
    if (!cell.hasScore) {
        return doubts;
    }
    if (cell.isLikeGuessing()) {
        doubts.append(CellWords::tr("It cannot be told from guessing."));
    }
    if (cell.isTooSmall()) {
        doubts.append(
            CellWords::tr("%1 items are few: %2, so smaller differences decide nothing.")
                .arg(groupedNumber(cell.numItems), doubtInWords(cell.low, cell.high, unitOfMetric(cell.metric))));
    }
    const auto tell = [&doubts](std::int64_t count, const QString &ofOne, const QString &ofMore) {
        if (count > 0) {
            doubts.append(count == 1 ? ofOne : ofMore.arg(groupedNumber(count)));
        }
    };
    tell(cell.isPartial ? cell.numAsked - cell.numItems : 0, CellWords::tr("One item is not answered yet."),
         CellWords::tr("%1 items are not answered yet."));
    tell(cell.numContaminated, CellWords::tr("One item stands in text that the model was trained on."),
         CellWords::tr("%1 items stand in text that the model was trained on."));
    tell(cell.numOverflown, CellWords::tr("One item did not fit into the context and was cut at its beginning."),
         CellWords::tr("%1 items did not fit into the context and were cut at their beginning."));
    tell(cell.numEmpty, CellWords::tr("One answer is empty."), CellWords::tr("%1 answers are empty."));
    tell(cell.numBroken, CellWords::tr("One line of the data is broken and was left out."),
         CellWords::tr("%1 lines of the data are broken and were left out."));
    if (!cell.isDataAsExpected) {
        doubts.append(CellWords::tr("The data is not the revision that the task was written for."));
    }
    return doubts;
}

QString cellInSentences(const ScoreCell &cell)
{
    if (!cell.hasScore) {
        return cell.run.isEmpty() ? CellWords::tr("Not asked yet.") : workInWords(cell);
    }
    const ScoreUnit unit = unitOfMetric(cell.metric);
    const QString name = metricInWords(cell.metric);
    QString sentence = cell.high > cell.low
        ? CellWords::tr("%1: %2 (%3 items); with 95 % certainty between %4 and %5.")
              .arg(name, scoreInWords(cell.value, unit), groupedNumber(cell.numItems), scoreInWords(cell.low, unit),
                   scoreInWords(cell.high, unit))
        : CellWords::tr("%1: %2 so far (%3 items).")
              .arg(name, scoreInWords(cell.value, unit), groupedNumber(cell.numItems));
    sentence[0] = sentence.at(0).toUpper();
    if (cell.chance > 0) {
        sentence += QLatin1Char(' ') + CellWords::tr("Guessing gives %1.").arg(scoreInWords(cell.chance, unit));
    }
    if (cell.isLowerBetter) {
        sentence += QLatin1Char(' ') + CellWords::tr("Less is better.");
    }
    return sentence;
}

QString workInWords(const ScoreCell &cell)
{
    if (!cell.work) {
        return {};
    }
    const QString word = lookOf(*cell.work).word;
    return cell.numToDo > 0
        ? CellWords::tr("%1, %2 of %3").arg(word, groupedNumber(cell.numDone), groupedNumber(cell.numToDo))
        : word;
}

} // namespace bafo::ui
