// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_list.h"

#include "core/base/clock.h"
#include "core/base/file_system.h"
#include "core/config/evaluation_run_config.h"
#include "core/runs/event_log.h"
#include "core/runs/run_index.h"

#include <map>

#include <sys/stat.h>

namespace bafo::ui {
namespace {

constexpr std::uint64_t kMostConfigBytes = 1U << 20U;
constexpr int kLivePauseMs = 1000;
constexpr int kQuietPauseMs = 5000;
constexpr std::int64_t kRestPerWholeLook = 200; // thousands of runs must not cost more than a few do
constexpr std::int64_t kShortestRestNs = 4'900'000'000; // just below kQuietPauseMs: each quiet look is whole
constexpr std::int64_t kLongestRestNs = 60'000'000'000;

/// 0 where there is no such file.
ino_t inodeOf(const Path &file)
{
    struct stat status = {};
    return ::stat(file.c_str(), &status) == 0 ? status.st_ino : 0;
}

/// When an entry came to a folder or went; zero where there is none.
timespec changeOf(const Path &folder)
{
    struct stat status = {};
    return ::stat(folder.c_str(), &status) == 0 ? status.st_mtim : timespec{};
}

bool isSame(const timespec &one, const timespec &other)
{
    return one.tv_sec == other.tv_sec && one.tv_nsec == other.tv_nsec;
}

} // namespace

/// Lives in the list's thread.
class RunList::Looker final : public QObject {
public:
    Looker(RunList &list, runs::Project project, Path indexFile)
        : m_list(list)
        , m_project(std::move(project))
        , m_indexFile(std::move(indexFile))
    {
    }

    /// A whole look lists all runs and brings the index up to date; in between only those that work are followed.
    void look(bool isWhole)
    {
        auto found = isWhole || isWholeLookDue() ? wholeLook() : quickLook();
        const auto project = m_files.status(m_project.root() / runs::kProjectFileName); // asked after reading
        if (!project || !project->exists) { // the session tells; that there are no runs would be wrong
            m_rows.reset();
            tell([](RunList &list) { list.m_timer.start(kQuietPauseMs); });
            return;
        }
        if (!found) {
            const Error error = found.error();
            const bool isNews = !std::exchange(m_hasFailed, true);
            tell([error, isNews](RunList &list) {
                list.m_timer.start(kQuietPauseMs);
                if (isNews) {
                    Q_EMIT list.failed(QString::fromStdString(error.message), QString::fromStdString(error.hint));
                }
            });
            return;
        }
        m_hasFailed = false;
        m_rows = *found;
        tell([rows = *found, half = m_halfRuns](RunList &list) { list.take(rows, half); });
    }

private:
    struct Followed {
        runs::EventLogReader reader;
        runs::RunSummary summary;
    };

    /// In the list's own thread.
    template <class Say>
    void tell(Say say)
    {
        QMetaObject::invokeMethod(
            &m_list, [&list = m_list, say] { say(list); }, Qt::QueuedConnection);
    }

    [[nodiscard]] bool isWholeLookDue() const
    {
        return !m_rows || !m_halfRuns.isEmpty() || m_clock.steadyNs() >= m_wholeLookDueNs
            || !isSame(changeOf(m_project.runsFolder()), m_runsChange);
    }

    Result<RunRows> wholeLook()
    {
        m_rows.reset(); // whatever fails, the next look is whole
        m_runsChange = changeOf(m_project.runsFolder()); // before the listing
        const std::int64_t began = m_clock.steadyNs();
        auto found = BAFO_TRY(rows());
        m_halfRuns = halfRuns();
        const std::int64_t now = m_clock.steadyNs();
        m_wholeLookDueNs = now + std::clamp((now - began) * kRestPerWholeLook, kShortestRestNs, kLongestRestNs);
        return std::make_shared<const std::vector<RunRow>>(std::move(found));
    }

    Result<RunRows> quickLook()
    {
        auto found = std::make_shared<std::vector<RunRow>>(*m_rows);
        for (RunRow &row : *found) {
            if (row.isLive()) {
                row.status = follow(row.folder);
                if (!row.isLive()) {
                    return wholeLook(); // the index is to know how it ended
                }
            }
        }
        return RunRows(std::move(found));
    }

    Result<std::vector<RunRow>> rows()
    {
        const auto folders = BAFO_TRY(runs::RunFolder::list(m_files, m_project));
        const auto indexed = indexedRuns();
        std::vector<RunRow> found;
        for (const runs::RunFolder &folder : folders) {
            const auto known = indexed.find(folder.id());
            runs::RunStatus status;
            if (known != indexed.end() && known->second.hasEnded) {
                m_followed.erase(folder.id());
                status = runs::statusFrom(known->second, false, m_clock.wallMs());
            } else {
                status = follow(folder);
            }
            found.push_back(
                {folder, std::move(status), runNameOf(QString::fromStdString(folder.id())), isEvaluation(folder)});
        }
        return found;
    }

    /// A run's configuration never changes: it is read once.
    [[nodiscard]] bool isEvaluation(const runs::RunFolder &folder)
    {
        const auto known = m_isEvaluation.find(folder.id());
        if (known != m_isEvaluation.end()) {
            return known->second;
        }
        const auto text = m_files.readFile(folder.configFile(), kMostConfigBytes);
        if (!text) {
            return false; // perhaps the next look can
        }
        // Thousands of runs are told apart without parsing all of them.
        const bool isOne = text->find("kind:") != std::string::npos && config::runKindOf(*text) == config::kEvalKind;
        m_isEvaluation.emplace(folder.id(), isOne);
        return isOne;
    }

    [[nodiscard]] QStringList halfRuns()
    {
        QStringList names;
        const auto all = m_files.list(m_project.runsFolder());
        for (const std::string &name : all ? *all : std::vector<std::string>()) {
            const runs::RunFolder folder(m_project.runsFolder() / name);
            const auto place = m_files.status(folder.path());
            const auto config = m_files.status(folder.configFile());
            if (runs::isName(name) && place && place->isDirectory && config && !config->exists) {
                names.append(QString::fromStdString(name));
            }
        }
        return names;
    }

    /// Without an index (no room, no cache folder) the logs say the same, only slower.
    std::map<std::string, runs::RunSummary> indexedRuns()
    {
        std::map<std::string, runs::RunSummary> found;
        if (const auto all = readIndex()) {
            for (const auto &run : *all) {
                found.emplace(run.id, run.summary);
            }
        }
        return found;
    }

    /// The index stays open between looks: opening it checks the whole file.
    Result<std::vector<runs::IndexedRun>> readIndex()
    {
        if (!m_index || inodeOf(m_indexFile) != m_indexInode) { // somebody made it anew
            m_index.reset();
            BAFO_TRY(runs::upToDateRunIndex(m_files, m_indexFile, m_project)); // mends a damaged one
            m_index.emplace(BAFO_TRY(runs::RunIndex::open(m_files, m_indexFile)));
            m_indexInode = inodeOf(m_indexFile);
        } else if (auto refreshed = m_index->refresh(m_files, m_project); !refreshed) {
            m_index.reset();
            return fail(std::move(refreshed).error());
        }
        auto all = m_index->runs();
        if (!all) {
            m_index.reset();
        }
        return all;
    }

    runs::RunStatus follow(const runs::RunFolder &folder)
    {
        const auto isAlive = runs::hasLivingProcess(m_files, folder); // before its log: see statusFrom()
        auto [place, isNew]
            = m_followed.try_emplace(folder.id(), Followed{runs::EventLogReader(folder.eventLog()), {}});
        Followed &followed = place->second;
        while (true) {
            const auto messages = followed.reader.poll();
            if (!messages) {
                followed = {runs::EventLogReader(folder.eventLog()), {}}; // it was replaced: the next look begins anew
                break;
            }
            for (const auto &message : *messages) {
                followed.summary.add(message);
            }
            if (messages->empty()) {
                break;
            }
        }
        return runs::statusFrom(followed.summary, isAlive && *isAlive, m_clock.wallMs());
    }

    RunList &m_list;
    runs::Project m_project;
    Path m_indexFile;
    PosixFileSystem m_files;
    SystemClock m_clock;
    RunRows m_rows; ///< of the last look; null: the next one is whole
    QStringList m_halfRuns; ///< found by it; while there are some, every look is whole
    timespec m_runsChange{};
    std::int64_t m_wholeLookDueNs = 0;
    std::map<std::string, Followed> m_followed;
    std::map<std::string, bool> m_isEvaluation; ///< by id
    std::optional<runs::RunIndex> m_index;
    ino_t m_indexInode = 0;
    bool m_hasFailed = false;
};

RunList::RunList(runs::Project project, Path indexFile, QObject *parent)
    : QObject(parent)
    , m_indexFile(indexFile)
    , m_looker(new Looker(*this, std::move(project), std::move(indexFile)))
{
    m_looker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_looker, &QObject::deleteLater);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        const bool isWhole = std::exchange(m_wantsWhole, false);
        QMetaObject::invokeMethod(m_looker, [looker = m_looker, isWhole] { looker->look(isWhole); });
    });
}

RunList::~RunList()
{
    m_thread.quit();
    m_thread.wait();
}

void RunList::start()
{
    m_thread.start();
    m_timer.start(0);
}

void RunList::lookAgain()
{
    m_wantsWhole = true;
    m_timer.start(50);
}

std::optional<RunRow> RunList::row(const QString &id) const
{
    if (!m_rows) {
        return std::nullopt;
    }
    const std::string wanted = id.toStdString();
    const auto found
        = std::lower_bound(m_rows->begin(), m_rows->end(), wanted,
                           [](const RunRow &row, const std::string &one) { return row.folder.id() < one; });
    return found == m_rows->end() || found->folder.id() != wanted ? std::nullopt : std::optional(*found);
}

std::vector<RunRow> RunList::liveRows() const
{
    std::vector<RunRow> live;
    if (m_rows) {
        std::copy_if(m_rows->begin(), m_rows->end(), std::back_inserter(live),
                     [](const RunRow &row) { return row.isLive(); });
    }
    return live;
}

void RunList::take(const RunRows &rows, const QStringList &halfRuns)
{
    const std::vector<RunRow> wereLive = liveRows();
    m_rows = rows;
    m_halfRuns = halfRuns;
    const bool isAnyLive = std::any_of(rows->begin(), rows->end(), [](const RunRow &row) { return row.isLive(); });
    if (!m_wantsWhole || !m_timer.isActive()) { // else somebody asked for a look meanwhile, sooner than this
        m_timer.start(isAnyLive ? kLivePauseMs : kQuietPauseMs);
    }
    Q_EMIT changed();
    for (const RunRow &was : wereLive) {
        if (const auto now = row(was.id()); now && !now->isLive()) {
            Q_EMIT runEnded(was.id());
        }
    }
}

QString runNameOf(const QString &id)
{
    constexpr qsizetype kTimeLength = 16; // 20260131-094501-
    const bool hasTime = id.size() > kTimeLength && id.at(8) == QLatin1Char('-') && id.at(15) == QLatin1Char('-');
    return hasTime ? id.mid(kTimeLength) : id;
}

} // namespace bafo::ui
