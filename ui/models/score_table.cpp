// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/score_table.h"

#include "core/scoring/statistics.h"
#include "ui/widgets/language_names.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace bafo::ui {
namespace {

/// Beyond this half-width a proportion decides little (as core/scoring warns).
constexpr double kWideHalf = 0.05;
constexpr qsizetype kHashLength = 6;

using PromptKey = std::pair<QString, QString>; ///< task and prompt; an empty prompt: whichever

class TableBuilder {
public:
    TableBuilder(const std::vector<EvaluationTask> &tasks, const StatusOfRun &statusOf)
        : m_tasks(tasks)
        , m_statusOf(statusOf)
    {
    }

    ScoreTable build(const std::vector<EvaluationRecord> &records)
    {
        for (const EvaluationRecord &record : records) { // those that say of which weights they are
            if (!record.info.cells.empty()) {
                m_columnOf[record.id] = columnFor(record);
            }
        }
        for (const EvaluationRecord &record : records) {
            take(record);
        }
        nameColumns();
        addRows();
        return std::move(m_table);
    }

private:
    std::size_t columnFor(const EvaluationRecord &record)
    {
        const QString hash = QString::fromStdString(record.info.weightHash);
        auto &columns = m_table.columns;
        for (std::size_t i = columns.size(); i > 0; --i) { // without a hash the newest of this name
            if (columns[i - 1].model == record.model && (hash.isEmpty() || columns[i - 1].weightHash == hash)) {
                return i - 1;
            }
        }
        columns.push_back({.model = record.model, .weightHash = hash, .title = record.model});
        return columns.size() - 1;
    }

    void take(const EvaluationRecord &record)
    {
        const auto status = m_statusOf(record.id);
        const bool isLive = status && status->state != runs::RunState::ended;
        if (record.info.cells.empty()) {
            if (isLive) {
                const std::size_t column = columnFor(record);
                for (const QString &task : record.tasks) {
                    tellWork(m_cells[{task, {}}][column], record, *status);
                }
            }
            return;
        }
        const std::size_t column = m_columnOf[record.id];
        for (std::size_t i = 0; i < record.info.cells.size(); ++i) {
            const scoring::EvaluationCell &asked = record.info.cells[i];
            ScoreCell &cell
                = m_cells[{QString::fromStdString(asked.task), QString::fromStdString(asked.prompt)}][column];
            m_about[QString::fromStdString(asked.task)] = asked;
            takeScore(cell, record, i);
            if (isLive) {
                tellWork(cell, record, *status);
                cell.numDone = i < record.standings.size() ? record.standings[i].numAnswered : 0;
                cell.numToDo = asked.numItems;
            }
        }
    }

    static void tellWork(ScoreCell &cell, const EvaluationRecord &record, const runs::RunStatus &status)
    {
        cell.run = record.id;
        cell.work = status;
        cell.numDone = 0;
        cell.numToDo = 0;
    }

    static void takeScore(ScoreCell &cell, const EvaluationRecord &record, std::size_t at)
    {
        const bool isWhole = record.hasScores();
        const std::int64_t numAnswered = isWhole ? record.scores.cells[at].numItems
            : at < record.standings.size()       ? record.standings[at].numAnswered
                                                 : 0;
        if (numAnswered == 0 || (!isWhole && cell.hasScore && !cell.isPartial)) {
            return;
        }
        const scoring::EvaluationCell &asked = record.info.cells[at];
        const auto lead = static_cast<std::size_t>(asked.lead);
        ScoreCell fresh{.place = {record.id, static_cast<int>(at)},
                        .isPartial = !isWhole,
                        .metric = QString::fromStdString(asked.metrics.at(lead)),
                        .chance = asked.chance,
                        .numItems = numAnswered,
                        .numAsked = asked.numItems,
                        .numBroken = asked.numBroken,
                        .isDataAsExpected = asked.isDataAsExpected,
                        .run = cell.run,
                        .work = cell.work,
                        .numDone = cell.numDone,
                        .numToDo = cell.numToDo};
        if (isWhole) {
            const scoring::CellScores &scores = record.scores.cells[at];
            fresh.hasScore = lead < scores.scores.size();
            if (fresh.hasScore) {
                const scoring::Score &score = scores.scores[lead];
                std::tie(fresh.value, fresh.low, fresh.high, fresh.isLowerBetter)
                    = std::tuple(score.value, score.low, score.high, score.isLowerBetter);
            }
            fresh.numEmpty = scores.numEmpty;
            fresh.numOverflown = scores.numOverflown;
            fresh.numContaminated = scores.numContaminated;
        } else {
            takeStanding(fresh, record.standings[at]);
        }
        cell = std::move(fresh);
    }

    /// So far. An interval only where it can be told from the index; a score over sums (chrF, bits per byte) is nearly
    /// the mean of the items, and told as partial.
    static void takeStanding(ScoreCell &cell, const CellStanding &standing)
    {
        cell.hasScore = true;
        cell.numContaminated = standing.numContaminated;
        cell.value = standing.mean;
        cell.low = cell.high = standing.mean;
        if (standing.isProportion) {
            const auto interval = scoring::wilsonInterval(standing.mean, standing.numAnswered);
            cell.low = interval.low;
            cell.high = interval.high;
        }
        cell.isLowerBetter = cell.metric == QLatin1String("bits_per_byte");
    }

    void nameColumns()
    {
        for (ScoreColumn &column : m_table.columns) {
            const auto isSame = [&column](const ScoreColumn &other) { return other.model == column.model; };
            if (std::count_if(m_table.columns.begin(), m_table.columns.end(), isSame) > 1) {
                column.title += QLatin1Char(' ') + column.weightHash.left(kHashLength);
            }
        }
    }

    /// Of a task, from the list of tasks, else from an evaluation that asked it.
    [[nodiscard]] EvaluationTask aboutTask(const QString &name) const
    {
        const auto listed = std::find_if(m_tasks.begin(), m_tasks.end(),
                                         [&name](const EvaluationTask &task) { return task.name == name; });
        if (listed != m_tasks.end()) {
            return *listed;
        }
        EvaluationTask task{.name = name, .title = name};
        if (const auto asked = m_about.find(name); asked != m_about.end()) {
            task.title = QString::fromStdString(asked->second.title);
            task.kind = QString::fromStdString(asked->second.kind);
            task.language = QString::fromStdString(asked->second.language);
        }
        return task;
    }

    void addRows()
    {
        QStringList names;
        for (const EvaluationTask &task : m_tasks) {
            if (task.hasData) {
                names.append(task.name);
            }
        }
        for (const auto &[key, cells] : m_cells) {
            names.append(key.first);
        }
        names.removeDuplicates();
        std::vector<EvaluationTask> wanted;
        for (const QString &name : names) {
            wanted.push_back(aboutTask(name));
        }
        const auto order = [this](const EvaluationTask &task) {
            return std::tuple(task.language == QLatin1String("eng"), task.language, task.kind, task.name);
        };
        std::sort(wanted.begin(), wanted.end(),
                  [&order](const EvaluationTask &a, const EvaluationTask &b) { return order(a) < order(b); });
        QString section;
        for (const EvaluationTask &task : wanted) {
            const QString title = languageName(task.language) + QStringLiteral(" · ") + kindInWords(task.kind);
            if (title != section) {
                section = title;
                m_table.rows.push_back({.kind = ScoreRow::Kind::section, .title = title, .language = task.language});
            }
            addTask(task);
        }
    }

    void addTask(const EvaluationTask &task)
    {
        std::vector<ScoreRow> prompts;
        std::vector<ScoreCell> whichever(m_table.columns.size());
        for (const auto &[key, cells] : m_cells) {
            if (key.first != task.name) {
                continue;
            }
            std::vector<ScoreCell> all(m_table.columns.size());
            for (const auto &[column, cell] : cells) {
                all[column] = cell;
            }
            if (key.second.isEmpty()) {
                whichever = std::move(all);
            } else {
                prompts.push_back({.kind = ScoreRow::Kind::prompt,
                                   .title = key.second,
                                   .task = task.name,
                                   .prompt = key.second,
                                   .language = task.language,
                                   .cells = std::move(all)});
            }
        }
        ScoreRow row{.title = task.title, .task = task.name, .language = task.language, .cells = whichever};
        if (prompts.size() == 1) {
            row.prompt = prompts.front().prompt;
            row.cells = std::move(prompts.front().cells);
            prompts.clear();
            addWork(row, whichever);
        } else if (!prompts.empty()) {
            row.isOverPrompts = true;
            for (std::size_t i = 0; i < row.cells.size(); ++i) {
                spread(row.cells[i], prompts, i);
            }
        }
        scale(row, prompts);
        m_table.rows.push_back(std::move(row));
        for (ScoreRow &prompt : prompts) {
            m_table.rows.push_back(std::move(prompt));
        }
    }

    static void addWork(ScoreRow &row, const std::vector<ScoreCell> &whichever)
    {
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            if (row.cells[i].run.isEmpty() && !whichever[i].run.isEmpty()) {
                row.cells[i].run = whichever[i].run;
                row.cells[i].work = whichever[i].work;
            }
        }
    }

    static void spread(ScoreCell &over, const std::vector<ScoreRow> &prompts, std::size_t column)
    {
        int num = 0;
        for (const ScoreRow &prompt : prompts) {
            const ScoreCell &cell = prompt.cells[column];
            if (!cell.hasScore) {
                continue;
            }
            over.low = num == 0 ? cell.value : std::min(over.low, cell.value);
            over.high = num == 0 ? cell.value : std::max(over.high, cell.value);
            over.value += cell.value;
            over.metric = cell.metric;
            over.chance = cell.chance;
            over.isLowerBetter = cell.isLowerBetter;
            over.isPartial = over.isPartial || cell.isPartial;
            over.numItems += cell.numItems;
            ++num;
        }
        over.hasScore = num > 0;
        over.value /= std::max(num, 1);
    }

    /// Shares from 0 to 100 %; what else there is, from 0 to a little beyond the highest.
    static void scale(ScoreRow &row, std::vector<ScoreRow> &prompts)
    {
        double highest = 0;
        bool isShare = true;
        const auto look = [&](const ScoreRow &one) {
            for (const ScoreCell &cell : one.cells) {
                if (cell.hasScore) {
                    highest = std::max(highest, cell.high);
                    isShare = isShare && unitOfMetric(cell.metric) == ScoreUnit::percent;
                }
            }
        };
        look(row);
        std::for_each(prompts.begin(), prompts.end(), look);
        row.scaleHigh = isShare || !(highest > 0) ? 1 : highest * 1.1;
        for (ScoreRow &prompt : prompts) {
            prompt.scaleHigh = row.scaleHigh;
        }
    }

    const std::vector<EvaluationTask> &m_tasks;
    const StatusOfRun &m_statusOf;
    ScoreTable m_table;
    std::map<QString, std::size_t> m_columnOf; ///< of records
    std::map<PromptKey, std::map<std::size_t, ScoreCell>> m_cells;
    std::map<QString, scoring::EvaluationCell> m_about;
};

} // namespace

bool ScoreCell::isTooSmall() const
{
    const ScoreUnit unit = unitOfMetric(metric);
    const double most = unit == ScoreUnit::percent ? 1 : unit == ScoreUnit::points ? 100 : 0;
    return hasScore && most > 0 && (high - low) / 2 > kWideHalf * most;
}

bool ScoreCell::isLikeGuessing() const
{
    return hasScore && chance > 0 && low <= chance && chance <= high && high > low;
}

int ScoreTable::columnOf(const QString &title) const
{
    const auto found = std::find_if(columns.begin(), columns.end(),
                                    [&title](const ScoreColumn &column) { return column.title == title; });
    return found == columns.end() ? -1 : static_cast<int>(found - columns.begin());
}

int ScoreTable::rowOf(const QString &task, const QString &prompt) const
{
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const ScoreRow &row) {
        return row.kind != ScoreRow::Kind::section && row.task == task && row.prompt == prompt;
    });
    return found == rows.end() ? -1 : static_cast<int>(found - rows.begin());
}

int ScoreTable::numTasks() const
{
    return static_cast<int>(
        std::count_if(rows.begin(), rows.end(), [](const ScoreRow &row) { return row.kind == ScoreRow::Kind::task; }));
}

ScoreTable scoreTableOf(const std::vector<EvaluationTask> &tasks, const std::vector<EvaluationRecord> &records,
                        const StatusOfRun &statusOf)
{
    return TableBuilder(tasks, statusOf).build(records);
}

} // namespace bafo::ui
