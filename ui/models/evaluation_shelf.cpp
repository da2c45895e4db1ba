// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/evaluation_shelf.h"

#include "core/base/file_system.h"
#include "core/config/evaluation_run_config.h"
#include "core/scoring/item_index.h"

#include <algorithm>
#include <map>
#include <utility>

namespace bafo::ui {
namespace {

constexpr std::uint64_t kMostConfigBytes = 1U << 20U;

/// Sizes and times of an evaluation's files: the same where nothing was written.
using Print = std::vector<std::pair<std::uint64_t, std::int64_t>>;

std::vector<CellStanding> standingsOf(const scoring::EvaluationInfo &info,
                                      const std::vector<scoring::ItemEntry> &entries)
{
    std::vector<CellStanding> standings(info.cells.size());
    for (CellStanding &standing : standings) {
        standing.isProportion = true;
    }
    for (const scoring::ItemEntry &entry : entries) {
        if (entry.cell >= standings.size()) {
            continue;
        }
        CellStanding &standing = standings[entry.cell];
        const auto lead = static_cast<std::size_t>(info.cells[entry.cell].lead);
        const double value = lead < scoring::kMaxIndexedMetrics ? entry.values[lead] : 0.5;
        standing.isProportion = standing.isProportion && (value == 0 || value == 1);
        standing.mean += value;
        ++standing.numAnswered;
        standing.numContaminated += entry.has(scoring::ItemEntry::isContaminated) ? 1 : 0;
    }
    for (CellStanding &standing : standings) {
        standing.mean = standing.numAnswered > 0 ? standing.mean / static_cast<double>(standing.numAnswered) : 0;
    }
    return standings;
}

QStringList textsOf(const std::vector<std::string> &texts)
{
    QStringList list;
    for (const std::string &text : texts) {
        list.append(QString::fromStdString(text));
    }
    return list;
}

} // namespace

struct EvaluationShelf::Reader {
    struct Known {
        Print print;
        EvaluationRecord record;
    };

    PosixFileSystem files;
    std::map<std::string, Known> known;

    /// All of the folder and of these runs.
    std::vector<EvaluationRecord> read(const runs::Project &project, const std::vector<runs::RunFolder> &runs)
    {
        std::map<std::string, EvaluationRecord> found;
        const Path folder = scoring::evaluationsFolder(project.root());
        for (const std::string &name : files.list(folder).value_or(std::vector<std::string>())) {
            const scoring::EvaluationPlace place(folder / name);
            if (runs::isName(name) && printOf(place).front().first > 0) {
                found.emplace(name, readOne(name, place));
            }
        }
        for (const runs::RunFolder &run : runs) {
            if (found.find(run.id()) == found.end()) {
                found.emplace(run.id(), wishOf(run));
            }
        }
        std::vector<EvaluationRecord> records;
        for (auto &[id, record] : found) {
            records.push_back(std::move(record));
        }
        return records;
    }

private:
    Print printOf(const scoring::EvaluationPlace &place)
    {
        Print print;
        for (const Path &path : {place.infoFile(), place.scoresFile(), place.indexFile()}) {
            const FileStatus status = files.status(path).value_or(FileStatus());
            print.emplace_back(status.sizeBytes, status.modifiedMs);
        }
        return print;
    }

    const EvaluationRecord &readOne(const std::string &id, const scoring::EvaluationPlace &place)
    {
        Known &one = known[id];
        Print print = printOf(place); // before its files: what is written meanwhile is read next time
        if (one.print != print) {
            one.record = readNow(id, place);
            one.print = std::move(print);
        }
        return one.record;
    }

    EvaluationRecord readNow(const std::string &id, const scoring::EvaluationPlace &place)
    {
        EvaluationRecord record{.id = QString::fromStdString(id)};
        auto info = scoring::readEvaluationInfo(files, place);
        if (!info) {
            record.problem = QString::fromStdString(info.error().message);
            return record;
        }
        record.info = std::move(*info);
        record.model = QString::fromStdString(record.info.model);
        for (scoring::EvaluationCell &cell : record.info.cells) {
            cell.start.clear(); // long, and nobody asks for it here
            const QString task = QString::fromStdString(cell.task);
            if (!record.tasks.contains(task)) {
                record.tasks.append(task);
            }
        }
        const auto scores = scoring::readEvaluationScores(files, place);
        if (scores && scores->cells.size() == record.info.cells.size()) {
            record.scores = *scores;
            return record;
        }
        if (const auto entries = scoring::readIndex(files, place)) {
            record.standings = standingsOf(record.info, *entries);
        } else {
            record.problem = QString::fromStdString(entries.error().message);
        }
        return record;
    }

    /// Of a run that has asked nothing yet.
    EvaluationRecord wishOf(const runs::RunFolder &run)
    {
        EvaluationRecord record{.id = QString::fromStdString(run.id())};
        const auto text = files.readFile(run.configFile(), kMostConfigBytes);
        if (const auto config = text ? config::parseEvaluationRunConfig(*text)
                                     : Result<config::EvaluationRunConfig>(fail(text.error()))) {
            record.model = QString::fromStdString(config->model);
            record.tasks = textsOf(config->tasks);
        } else {
            record.problem = QString::fromStdString(config.error().message);
        }
        return record;
    }
};

EvaluationShelf::EvaluationShelf(ProjectSession &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_reader(std::make_shared<Reader>())
{
    connect(&session.runs(), &RunList::changed, this, &EvaluationShelf::look);
}

EvaluationShelf::~EvaluationShelf()
{
    m_background.finish();
}

void EvaluationShelf::setInSight(bool isInSight)
{
    m_isInSight = isInSight;
    if (isInSight && m_isStale) {
        look();
    }
}

void EvaluationShelf::look()
{
    if (m_isLooking || !m_isInSight || !m_session.runs().rows()) {
        m_isStale = true;
        return;
    }
    m_isLooking = true;
    m_isStale = false;
    std::vector<runs::RunFolder> runs;
    for (const RunRow &row : *m_session.runs().rows()) {
        if (row.isEvaluation) {
            runs.push_back(row.folder);
        }
    }
    m_background.run([reader = m_reader, project = m_session.project(),
                      runs = std::move(runs)] { return reader->read(project, runs); },
                     [this](std::vector<EvaluationRecord> records) {
                         m_isLooking = false;
                         m_records = std::make_shared<const std::vector<EvaluationRecord>>(std::move(records));
                         Q_EMIT changed();
                         if (m_isStale) {
                             look();
                         }
                     });
}

const EvaluationRecord *EvaluationShelf::find(const QString &id) const
{
    if (!m_records) {
        return nullptr;
    }
    const auto found = std::find_if(m_records->begin(), m_records->end(),
                                    [&id](const EvaluationRecord &record) { return record.id == id; });
    return found == m_records->end() ? nullptr : &*found;
}

std::optional<runs::RunStatus> EvaluationShelf::statusOf(const QString &id) const
{
    const auto row = m_session.runs().row(id);
    return row ? std::optional(row->status) : std::nullopt;
}

std::vector<RunRow> EvaluationShelf::liveRows() const
{
    std::vector<RunRow> live = m_session.runs().liveRows();
    std::erase_if(live, [](const RunRow &row) { return !row.isEvaluation; });
    return live;
}

} // namespace bafo::ui
