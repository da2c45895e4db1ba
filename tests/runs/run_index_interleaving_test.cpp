// SPDX-License-Identifier: Apache-2.0
// The run index against the logs after random work of several runs: writers that die and come back, torn and damaged
// lines, steps taken back, runs removed, the index lost.
#include "core/runs/event_log.h"
#include "core/runs/run_folder.h"
#include "core/runs/run_index.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <map>
#include <random>
#include <sstream>

using namespace bafo;
using namespace bafo::runs;
using namespace bafo::protocol;

namespace {

/// One run and what its log is known to say.
struct KnownRun {
    RunFolder folder;
    std::map<std::int64_t, double> losses = {};
    std::int64_t step = 0;
};

class Interleaving {
public:
    explicit Interleaving(unsigned seed)
        : m_random(seed)
        , m_root(Path(m_folder.path().toStdString()))
        , m_project(*Project::init(m_files, m_root / "project", "p", {"zul"}))
        , m_index(RunIndex::open(m_files, m_root / "runs.sqlite"))
    {
    }

    void doSomething()
    {
        const unsigned choice = draw(100);
        if (m_runs.empty() || choice < 4) {
            addRun();
            return;
        }
        const std::size_t chosen = draw(static_cast<unsigned>(m_runs.size()));
        KnownRun &run = m_runs[chosen];
        if (choice < 60) {
            tellSteps(run);
        } else if (choice < 70) {
            run.step = run.step > 0 ? draw(static_cast<unsigned>(run.step)) : 0;
            run.losses.erase(run.losses.upper_bound(run.step), run.losses.end());
            tell(run, Rewound{.toStep = run.step});
        } else if (choice < 78) {
            append(run, "{\"v\":1,\"seq\":"); // the worker dies within a line
        } else if (choice < 84) {
            tell(run, Heartbeat{.step = run.step});
            append(run, "no event at all\n");
        } else if (choice < 87) {
            (void)m_files.removeTree(run.folder.path());
            m_runs.erase(m_runs.begin() + static_cast<std::ptrdiff_t>(chosen));
        } else if (choice < 90) {
            m_index = rebuildRunIndex(m_files, m_root / "runs.sqlite", m_project);
        } else {
            refresh();
        }
    }

    void refresh() { (void)m_index->refresh(m_files, m_project); }

    /// Says what differs; empty where nothing does.
    std::string difference()
    {
        if (m_index->runs()->size() != m_runs.size()) {
            return "number of runs";
        }
        const auto indexedRuns = *m_index->runs();
        for (const IndexedRun &run : indexedRuns) {
            const auto folder = RunFolder::find(m_files, m_project, run.id);
            if (!folder || lasting(run.summary) != lasting(readWhole(*folder))) {
                return "summary of " + run.id;
            }
        }
        for (const KnownRun &run : m_runs) {
            std::map<std::int64_t, double> indexed;
            const auto points = *m_index->series(run.folder.id(), "loss");
            for (const SeriesPoint &point : points) {
                indexed[point.step] = point.value;
            }
            if (indexed != run.losses) {
                return "losses of " + run.folder.id();
            }
        }
        const auto rebuilt = rebuildRunIndex(m_files, m_root / "rebuilt.sqlite", m_project);
        return *rebuilt->dump() == *m_index->dump() ? std::string() : std::string("rebuilt index");
    }

    void tellUnread()
    {
        addRun();
        tellSteps(m_runs.back());
    }

private:
    /// From the log alone, without any index.
    static RunSummary readWhole(const RunFolder &run)
    {
        RunSummary summary;
        const auto messages = *EventLogReader(run.eventLog()).poll();
        for (const auto &message : messages) {
            summary.add(message);
        }
        return summary;
    }

    static std::string lasting(const RunSummary &summary)
    {
        std::ostringstream text;
        RunSummary::visitLasting([&text](const char *, const auto &field) { text << std::hexfloat << field << "|"; },
                                 summary);
        return text.str();
    }

    unsigned draw(unsigned below) { return static_cast<unsigned>(m_random() % below); }

    /// Every run has a name of its own: the index knows runs by id, and an id that a removed run had in the same second
    /// would be taken for that run.
    void addRun()
    {
        const std::string name = "r" + std::to_string(++m_numMade);
        m_runs.push_back({.folder = *RunFolder::create(m_files, m_project, name, "name: x\n", m_clock)});
    }

    void tell(KnownRun &run, const Event &event)
    {
        auto log = EventLogWriter::open(run.folder.eventLog(), run.folder.id(), m_clock);
        (void)(*log)->emit(event);
    }

    void tellSteps(KnownRun &run)
    {
        auto log = EventLogWriter::open(run.folder.eventLog(), run.folder.id(), m_clock);
        for (unsigned count = 1 + draw(5); count > 0; --count) {
            const double loss = 1.0 / (1 + draw(1'000'000));
            run.losses[++run.step] = loss;
            (void)(*log)->emit(StepFinished{.step = run.step, .loss = loss});
        }
    }

    static void append(const KnownRun &run, const std::string &bytes)
    {
        std::ofstream(run.folder.eventLog(), std::ios::app | std::ios::binary) << bytes;
    }

    std::mt19937 m_random;
    QTemporaryDir m_folder;
    Path m_root;
    PosixFileSystem m_files;
    SystemClock m_clock;
    Project m_project;
    Result<RunIndex> m_index;
    std::vector<KnownRun> m_runs;
    int m_numMade = 0;
};

} // namespace

class RunIndexInterleavingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theIndexEqualsTheLogsAfterAnyWork_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 8; ++seed) {
            QTest::newRow(qPrintable(QString::number(seed))) << seed;
        }
    }

    void theIndexEqualsTheLogsAfterAnyWork()
    {
        QFETCH(unsigned, seed);
        Interleaving work(seed);
        for (int round = 0; round < 6; ++round) {
            for (int action = 0; action < 20; ++action) {
                work.doSomething();
            }
            work.refresh();
            const std::string difference = work.difference();
            QVERIFY2(difference.empty(), difference.c_str());
        }
        work.tellUnread();
        QVERIFY(!work.difference().empty()); // without the refresh it must differ
    }
};

QTEST_GUILESS_MAIN(RunIndexInterleavingTest)
#include "run_index_interleaving_test.moc"
