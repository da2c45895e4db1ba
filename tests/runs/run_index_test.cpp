// SPDX-License-Identifier: Apache-2.0
#include "core/protocol/item_progress.h"
#include "core/runs/event_log.h"
#include "core/runs/run_folder.h"
#include "core/runs/run_index.h"

#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>

#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>

using namespace bafo;
using namespace bafo::runs;
using namespace bafo::protocol;

/// A clock whose hands the test turns.
class ManualClock final : public Clock {
public:
    [[nodiscard]] std::int64_t wallMs() const override { return now; }
    [[nodiscard]] std::int64_t steadyNs() const override { return now * 1000000; }
    std::int64_t now = 1700000000000;
};

class RunIndexTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    PosixFileSystem m_files;
    ManualClock m_clock;
    std::optional<Project> m_project;

    Path path(const char *name) const { return Path(m_folder->path().toStdString()) / name; }

    RunFolder newRun(const char *name) { return *RunFolder::create(m_files, *m_project, name, "name: x\n", m_clock); }

    void tell(const RunFolder &run, const std::vector<Event> &events)
    {
        const auto log = EventLogWriter::open(run.eventLog(), run.id(), m_clock);
        for (const Event &event : events) {
            m_clock.now += 10;
            QVERIFY((*log)->emit(event));
        }
    }

    static Event step(std::int64_t number, double loss)
    {
        return StepFinished{.step = number, .loss = loss, .stepMs = 100};
    }

    std::string dumpOfRebuilt() { return *rebuildRunIndex(m_files, path("rebuilt/runs.sqlite"), *m_project)->dump(); }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_project = *Project::init(m_files, path("project"), "p", {"zul"});
    }

    void theIndexSaysWhatTheLogsSay()
    {
        const RunFolder run = newRun("a");
        tell(run,
             {Hello{}, RunStarted{.totalSteps = 3}, step(1, 5), step(2, 4.5), step(3, 0.1 + 0.2),
              EvalFinished{.name = "zul", .bitsPerByte = 2.25, .step = 3},
              RunFinished{.outcome = "finished", .step = 3, .outputModel = "m"}});
        auto index = RunIndex::open(m_files, path("cache/runs.sqlite"));
        QVERIFY(index->refresh(m_files, *m_project));
        const auto runs = index->runs();
        QCOMPARE(runs->size(), std::size_t{1});
        QCOMPARE(runs->at(0).summary.outcome, std::string("finished"));
        QCOMPARE(runs->at(0).summary.totalSteps, 3);
        QCOMPARE(runs->at(0).summary.lastSeq, 6);
        QCOMPARE(*index->series(run.id(), "loss"), (std::vector<SeriesPoint>{{1, 5}, {2, 4.5}, {3, 0.1 + 0.2}}));
        QCOMPARE(index->series(run.id(), "bits_per_byte/zul")->at(0).value, 2.25);
    }

    void lookingAgainWithoutNewsWritesNothing()
    {
        const RunFolder run = newRun("a");
        (void)newRun("no-log-yet");
        tell(run, {Hello{}, step(1, 5)});
        const Path file = path("cache/runs.sqlite");
        auto index = RunIndex::open(m_files, file);
        QVERIFY(index->refresh(m_files, *m_project));
        const auto old = std::filesystem::file_time_type::clock::now() - std::chrono::hours(1);
        std::filesystem::last_write_time(file, old);
        QVERIFY(index->refresh(m_files, *m_project));
        QCOMPARE(std::filesystem::last_write_time(file), old);
        tell(run, {step(2, 4)});
        QVERIFY(index->refresh(m_files, *m_project));
        QVERIFY(std::filesystem::last_write_time(file) > old);
        QCOMPARE(index->series(run.id(), "loss")->size(), std::size_t{2});
    }

    void readingOnAndRebuildingGiveTheSame()
    {
        auto index = RunIndex::open(m_files, path("cache/runs.sqlite"));
        const RunFolder one = newRun("one");
        const RunFolder two = newRun("two");
        for (int round = 0; round < 5; ++round) {
            tell(one, {Hello{}, step(2 * round + 1, 3), step(2 * round + 2, 2)});
            tell(two, {Metric{.name = "x", .value = 1.0 / (round + 1), .step = round}});
            QVERIFY(index->refresh(m_files, *m_project));
            QCOMPARE(*index->dump(), dumpOfRebuilt());
        }
        tell(one, {step(99, 1)});
        QVERIFY(*index->dump() != dumpOfRebuilt()); // before the refresh they differ
    }

    void rewoundStepsAreGoneAndTheLastValueStays()
    {
        const RunFolder run = newRun("a");
        auto index = RunIndex::open(m_files, path("cache/runs.sqlite"));
        tell(run, {step(1, 5), step(2, 4), step(3, 3)});
        QVERIFY(index->refresh(m_files, *m_project));
        tell(run, {Rewound{.toStep = 1}, step(2, 7)});
        QVERIFY(index->refresh(m_files, *m_project));
        QCOMPARE(*index->series(run.id(), "loss"), (std::vector<SeriesPoint>{{1, 5}, {2, 7}}));
        QCOMPARE(*index->dump(), dumpOfRebuilt());
    }

    void aTornLineIsLeftForTheNextRefresh()
    {
        const RunFolder run = newRun("a");
        auto index = RunIndex::open(m_files, path("cache/runs.sqlite"));
        tell(run, {step(1, 5)});
        std::ofstream(run.eventLog(), std::ios::app) << "{\"v\":1,\"se";
        QVERIFY(index->refresh(m_files, *m_project));
        tell(run, {step(2, 4)});
        QVERIFY(index->refresh(m_files, *m_project));
        QCOMPARE(index->series(run.id(), "loss")->size(), std::size_t{2});
        QCOMPARE(*index->dump(), dumpOfRebuilt());
    }

    void removedRunsDisappear()
    {
        const RunFolder run = newRun("a");
        tell(run, {step(1, 5)});
        auto index = RunIndex::open(m_files, path("cache/runs.sqlite"));
        QVERIFY(index->refresh(m_files, *m_project));
        QVERIFY(m_files.removeTree(run.path()));
        QVERIFY(index->refresh(m_files, *m_project));
        QVERIFY(index->runs()->empty());
        QCOMPARE(*index->dump(), std::string());
    }

    void aDamagedIndexIsMadeAnew()
    {
        const RunFolder run = newRun("a");
        tell(run, {step(1, 5)});
        QVERIFY(writeFileAtomically(m_files, path("bad.sqlite"), std::string(5000, 'x')));
        auto index = RunIndex::open(m_files, path("bad.sqlite"));
        QVERIFY2(index.has_value(), index ? "" : index.error().message.c_str());
        QVERIFY(index->refresh(m_files, *m_project));
        QCOMPARE(index->runs()->size(), std::size_t{1});
    }

    void aDamagedPageIsFoundAndTheIndexMadeAnew()
    {
        const RunFolder run = newRun("a");
        for (int number = 1; number <= 400; ++number) {
            tell(run, {step(number, 1.0 / number)});
        }
        const Path file = path("cache/runs.sqlite");
        QVERIFY(RunIndex::open(m_files, file)->refresh(m_files, *m_project));
        const std::uint64_t size = m_files.status(file)->sizeBytes;
        QVERIFY(size > 8 * 4096);
        {
            std::fstream damaged(file, std::ios::in | std::ios::out | std::ios::binary);
            damaged.seekp(3 * 4096);
            damaged << std::string(2 * 4096, '\x5a');
        }
        auto index = RunIndex::open(m_files, file);
        QVERIFY2(index.has_value(), index ? "" : index.error().message.c_str());
        QCOMPARE(index->runs()->size(), std::size_t{0}); // new
        QVERIFY(index->refresh(m_files, *m_project));
        QCOMPARE(*index->dump(), dumpOfRebuilt());
        const auto upToDate = upToDateRunIndex(m_files, file, *m_project);
        QCOMPARE(*upToDate->dump(), dumpOfRebuilt());
    }

    void aDatabaseOfAnotherKindIsNotTakenForAnIndex()
    {
        const Path file = path("cache/runs.sqlite");
        QVERIFY(RunIndex::open(m_files, file));
        for (const std::string &command :
             {std::string("PRAGMA application_id=7"), std::string("PRAGMA user_version=1")}) {
            sqlite3 *handle = nullptr;
            QCOMPARE(sqlite3_open(file.c_str(), &handle), SQLITE_OK);
            QCOMPARE(sqlite3_exec(handle, "CREATE TABLE theirs (x)", nullptr, nullptr, nullptr), SQLITE_OK);
            QCOMPARE(sqlite3_exec(handle, command.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
            sqlite3_close(handle);
            QVERIFY(RunIndex::open(m_files, file)->refresh(m_files, *m_project));
            sqlite3_open(file.c_str(), &handle);
            QVERIFY(sqlite3_exec(handle, "SELECT * FROM theirs", nullptr, nullptr, nullptr) != SQLITE_OK);
            sqlite3_close(handle);
        }
    }

    void aReaderReadsAndNeverWrites()
    {
        const RunFolder run = newRun("a");
        tell(run, {step(1, 5)});
        const Path file = path("cache/runs.sqlite");
        QVERIFY(!RunIndex::openForReading(file));
        QVERIFY(!m_files.status(file)->exists);
        QVERIFY(upToDateRunIndex(m_files, file, *m_project));
        auto reader = RunIndex::openForReading(file);
        QCOMPARE(reader->runs()->size(), std::size_t{1});
        tell(run, {step(2, 4)});
        QVERIFY(!reader->refresh(m_files, *m_project));
        QCOMPARE(reader->series(run.id(), "loss")->size(), std::size_t{1});
        QVERIFY(RunIndex::open(m_files, file)->refresh(m_files, *m_project)); // while the reader has it open
        QCOMPARE(reader->series(run.id(), "loss")->size(), std::size_t{2});
    }

    void aLossThatIsNoNumberStaysNone()
    {
        const RunFolder run = newRun("a");
        tell(run, {step(1, std::nan(""))});
        const auto index = upToDateRunIndex(m_files, path("cache/runs.sqlite"), *m_project);
        QVERIFY(std::isnan(index->runs()->at(0).summary.loss));
        QVERIFY(std::isnan(index->series(run.id(), "loss")->at(0).value));
    }

    void anEvaluationsLastItemsAreKnownAlthoughItTellsThemOnceASecond()
    {
        RunSummary summary;
        const auto say = [&](const Event &event) {
            summary.add({.envelope = {.seq = summary.lastSeq + 1, .t = 1000}, .event = event});
        };
        say(RunStarted{.totalSteps = 900});
        say(Metric{.name = kItemsMetric, .value = 48, .step = 48});
        say(Metric{.name = "small/plain/acc", .value = 0.5, .step = 700}); // a score is no progress
        QCOMPARE(summary.step, 48);
        say(Paused{.step = 49});
        QCOMPARE(summary.step, 49);
        say(RunFinished{.outcome = "cancelled", .step = 52});
        QCOMPARE(summary.step, 52);
    }

    void aRunsStateFollowsFromLogProcessAndTime()
    {
        RunSummary summary;
        std::int64_t now = 1000000;
        const auto say = [&](const Event &event) {
            summary.add({.envelope = {.seq = summary.lastSeq + 1, .t = now}, .event = event});
        };
        QCOMPARE(stateOf(summary, true, now), RunState::starting);
        QCOMPARE(stateOf(summary, false, now), RunState::ended);
        say(Hello{});
        for (int number = 1; number <= 5; ++number) {
            now += 2000;
            say(StepFinished{.step = number, .stepMs = 2000});
        }
        QCOMPARE(stateOf(summary, true, now + 2000), RunState::running);
        QCOMPARE(stateOf(summary, true, now + 6500), RunState::slow);
        QCOMPARE(stateOf(summary, true, now + 30001), RunState::stalled); // no word at all
        for (int beat = 0; beat < 14; ++beat) {
            now += 5000;
            say(Heartbeat{});
        }
        QCOMPARE(stateOf(summary, true, now), RunState::stalled); // it beats, but no step ends
        say(Paused{});
        QCOMPARE(stateOf(summary, true, now), RunState::paused);
        say(RunFinished{.outcome = "cancelled"});
        QCOMPARE(stateOf(summary, true, now), RunState::ended);
        QCOMPARE(summary.outcome, std::string("cancelled"));
        say(Hello{});
        QCOMPARE(stateOf(summary, true, now), RunState::running); // another process goes on
        QVERIFY(summary.outcome.empty());
    }

    void aFailureIsForgottenWhenAnotherProcessGoesOn()
    {
        const RunFolder run = newRun("a");
        const std::vector<Event> beginnings{Hello{}, RunStarted{.totalSteps = 3}};
        for (const Event &beginning : beginnings) {
            tell(run, {RunFailed{.code = "data", .message = "m", .hint = "h"}});
            RunSummary summary = statusOf(m_files, run, m_clock)->summary;
            QCOMPARE(summary.failureMessage, std::string("m"));
            QVERIFY(summary.hasEnded);
            tell(run, {beginning});
            summary = statusOf(m_files, run, m_clock)->summary;
            QCOMPARE(summary.failureCode + summary.failureMessage + summary.failureHint, std::string());
            QVERIFY(!summary.hasEnded);
            QCOMPARE(summary.outcome, std::string("crashed")); // the new process, not "failed"
        }
    }

    void whatWasNotMeasuredIsNoNumber()
    {
        tell(newRun("a"), {Hello{}});
        tell(newRun("b"), {Hello{}, step(1, 0), EvalFinished{.name = "zul", .bitsPerByte = 0}});
        const auto index = upToDateRunIndex(m_files, path("cache/runs.sqlite"), *m_project);
        const RunSummary none = index->runs()->at(0).summary;
        QVERIFY(std::isnan(none.loss) && std::isnan(none.tokensPerSecond) && std::isnan(none.bitsPerByte));
        QCOMPARE(none.lastCheckpointStep, -1);
        const RunSummary some = index->runs()->at(1).summary;
        QCOMPARE(some.loss, 0.0);
        QCOMPARE(some.bitsPerByte, 0.0);
    }

    void aRunWhoseProcessWentWithoutAWordHasCrashed()
    {
        const RunFolder run = newRun("a");
        QCOMPARE(statusOf(m_files, run, m_clock)->summary.outcome, std::string("never started"));
        tell(run, {Hello{}, step(1, 5)});
        QVERIFY(writeProcessFile(m_files, run.processFile(), {.pid = 1, .startTicks = 1, .bootId = "gone"}));
        const auto status = statusOf(m_files, run, m_clock);
        QCOMPARE(status->state, RunState::ended);
        QCOMPARE(status->summary.outcome, std::string("crashed"));
    }

    void twoRunsOfOneSecondHaveTwoIds()
    {
        const RunFolder one = newRun("same");
        const RunFolder two = newRun("same");
        QVERIFY(one.id() != two.id());
        QCOMPARE(RunFolder::find(m_files, *m_project, "last")->id(), std::max(one.id(), two.id()));
        QVERIFY(!RunFolder::find(m_files, *m_project, "../../etc"));
        QVERIFY(!RunFolder::create(m_files, *m_project, "a/b", "", m_clock));
    }
};

QTEST_GUILESS_MAIN(RunIndexTest)
#include "run_index_test.moc"
