// SPDX-License-Identifier: GPL-3.0-or-later
// Scores of a project as people read them: tasks by language and kind, models beside each other. Plain values, put
// together out of evaluations.
#pragma once

#include "ui/models/evaluation_shelf.h"
#include "ui/models/evaluation_tasks.h"
#include "ui/models/score_words.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <optional>
#include <vector>

namespace bafo::ui {

/// Where the items of a cell lie.
struct CellPlace {
    QString evaluation = {}; ///< empty: nowhere
    int cell = 0; ///< in EvaluationInfo::cells

    [[nodiscard]] bool isSomewhere() const { return !evaluation.isEmpty(); }
    bool operator==(const CellPlace &) const = default;
};

struct ScoreCell {
    CellPlace place = {}; ///< of what is shown
    bool hasScore = false;
    bool isPartial = false; ///< the evaluation has not come to its end
    QString metric = {};
    double value = 0;
    double low = 0; ///< of the 95 % interval; low == high where none is known
    double high = 0;
    double chance = 0; ///< score of guessing; 0: unknown
    bool isLowerBetter = false;
    std::int64_t numItems = 0; ///< answered
    std::int64_t numAsked = 0;
    std::int64_t numEmpty = 0;
    std::int64_t numOverflown = 0;
    std::int64_t numContaminated = 0;
    std::int64_t numBroken = 0;
    bool isDataAsExpected = true;
    QString run = {}; ///< an evaluation that is at work on this cell; empty: none
    std::optional<runs::RunStatus> work = {}; ///< of that run
    std::int64_t numDone = 0; ///< by it
    std::int64_t numToDo = 0; ///< 0: not known yet

    [[nodiscard]] bool isEmpty() const { return !hasScore && run.isEmpty(); }

    /// A proportion whose interval is so wide that most models differ by less.
    [[nodiscard]] bool isTooSmall() const;

    /// The interval holds the score of guessing.
    [[nodiscard]] bool isLikeGuessing() const;
};

struct ScoreRow {
    enum class Kind {
        section, ///< "isiZulu · questions with choices"
        task, ///< of one prompt: with scores; of several: over them
        prompt, ///< one way of asking a task that has several
    };
    Kind kind = Kind::task;
    QString title = {};
    QString task = {};
    QString prompt = {}; ///< of a task that was asked in several ways: empty
    QString language = {};
    std::vector<ScoreCell> cells = {}; ///< a column each; none of a section
    double scaleLow = 0; ///< of the bars
    double scaleHigh = 1;
    bool isOverPrompts = false; ///< its cells hold worst (low), mean (value) and best (high)
};

struct ScoreColumn {
    QString model = {}; ///< name in the project
    QString weightHash = {}; ///< empty: none of its evaluations has begun
    QString title = {}; ///< the name; with the hash's beginning where another column has the same
};

struct ScoreTable {
    std::vector<ScoreColumn> columns = {};
    std::vector<ScoreRow> rows = {};

    /// -1 where there is none.
    [[nodiscard]] int columnOf(const QString &title) const;
    [[nodiscard]] int rowOf(const QString &task, const QString &prompt) const;
    [[nodiscard]] int numTasks() const;
};

using StatusOfRun = std::function<std::optional<runs::RunStatus>(const QString &run)>;

/// A row for every task that has data or was asked. Of several evaluations of one cell the newest that came to its end
/// counts; where none has, the newest with answers.
[[nodiscard]] ScoreTable scoreTableOf(const std::vector<EvaluationTask> &tasks,
                                      const std::vector<EvaluationRecord> &records, const StatusOfRun &statusOf);

/// What stands in the way of trusting a score, a sentence each; empty where nothing does.
[[nodiscard]] QStringList doubtsAbout(const ScoreCell &cell);

/// "Right answers: 31.2 % of 900 items; with 95 % certainty between 28.3 and 34.3 %. Guessing gives 25 %."
[[nodiscard]] QString cellInSentences(const ScoreCell &cell);

/// Of a cell at work: "212 of 900", or the state's word before it has begun.
[[nodiscard]] QString workInWords(const ScoreCell &cell);

} // namespace bafo::ui
