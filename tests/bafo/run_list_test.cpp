// SPDX-License-Identifier: Apache-2.0
// `run list` of the built program reads the run index, and says the same without one.
#include "core/runs/event_log.h"
#include "tests/bafo/bafo_program.h"

#include <cmath>
#include <filesystem>
#include <fstream>

#include <sqlite3.h>

using namespace bafo;
using namespace bafo::fakes;
using namespace bafo::protocol;

class RunListTest : public QObject {
    Q_OBJECT

    std::unique_ptr<BafoProgram> m_bafo;

    runs::RunFolder makeRun(const std::string &name, const std::vector<Event> &events)
    {
        auto run = *runs::RunFolder::create(m_bafo->files, m_bafo->project(), name, "name: x\n", m_bafo->clock);
        const auto log = runs::EventLogWriter::open(run.eventLog(), run.id(), m_bafo->clock);
        for (const Event &event : events) {
            (void)(*log)->emit(event);
        }
        return run;
    }

    [[nodiscard]] Path indexFile() const
    {
        return m_bafo->outside("cache") / "bafo" / m_bafo->project().id() / "runs.sqlite";
    }

    /// "NAME OUTCOME STEP" of each run.
    std::vector<std::string> listed()
    {
        const auto end = m_bafo->run({"run", "list"});
        std::vector<std::string> lines;
        if (end.exitCode != 0) {
            return {end.words};
        }
        for (const auto &run : end.json["runs"]) {
            const std::string id = run["run"];
            lines.push_back(id.substr(16) + " " + run["outcome"].get<std::string>() + " "
                            + std::to_string(run["step"].get<int>()));
        }
        return lines;
    }

private Q_SLOTS:
    void init()
    {
        m_bafo = std::make_unique<BafoProgram>();
        (void)makeRun("a-done",
                      {Hello{}, RunStarted{.totalSteps = 9}, StepFinished{.step = 9, .loss = 1.5},
                       RunFinished{.outcome = "finished", .step = 9, .outputModel = "m"}});
        (void)makeRun("b-crashed", {Hello{}, StepFinished{.step = 4, .loss = 2.5}});
        (void)makeRun("c-failed", {Hello{}, RunFailed{.code = "data", .message = "m", .hint = "h"}});
        (void)makeRun("d-new", {});
    }

    void theListComesFromTheIndexAndEqualsTheLogs()
    {
        const std::vector<std::string> wanted{"a-done finished 9", "b-crashed crashed 4", "c-failed failed 0",
                                              "d-new never started 0"};
        QVERIFY(!m_bafo->files.status(indexFile())->exists);
        const auto first = m_bafo->run({"run", "list"});
        QVERIFY(m_bafo->files.status(indexFile())->exists);
        QCOMPARE(listed(), wanted);
        for (const auto &run : first.json["runs"]) { // all fields as `show`, which replays the log
            QCOMPARE(run.dump(), m_bafo->run({"run", "show", run["run"]}).json.dump());
        }
        // It is the index that is read: what is changed there, behind the log's back, is what is told.
        sqlite3 *handle = nullptr;
        QCOMPARE(sqlite3_open(indexFile().c_str(), &handle), SQLITE_OK);
        QCOMPARE(sqlite3_exec(handle, "UPDATE runs SET step = 77 WHERE id LIKE '%a-done'", nullptr, nullptr, nullptr),
                 SQLITE_OK);
        sqlite3_close(handle);
        QCOMPARE(listed().front(), std::string("a-done finished 77"));
        QCOMPARE(m_bafo->run({"index", "rebuild"}).exitCode, 0);
        QCOMPARE(listed(), wanted);
    }

    void figuresThatWereNeverMeasuredAreNotTold()
    {
        const std::vector<std::string> figures{"loss", "tokens_per_second", "bits_per_byte", "last_checkpoint_step"};
        const std::vector<std::string> words{"loss", "tokens/s", "bits per byte", "last save at"};
        const auto none = m_bafo->run({"run", "list"}).json["runs"][2];
        const auto measured = makeRun("e-measured",
                                      {Hello{}, RunStarted{.totalSteps = 9}, StepFinished{.step = 1, .loss = 0},
                                       EvalFinished{.name = "zul", .bitsPerByte = 0}, CheckpointCommitted{.step = 0}});
        const auto some = m_bafo->run({"run", "list"}).json["runs"][4];
        for (const std::string &figure : figures) {
            QVERIFY2(none[figure].is_null(), none.dump().c_str());
            QVERIFY2(some[figure] == 0, some.dump().c_str());
        }
        const auto told = [this](const std::string &id) { return m_bafo->shell("$bafo run show " + id).words; };
        const std::string noneInWords = told(none["run"]);
        const std::string someInWords = told(measured.id());
        for (const std::string &word : words) {
            QVERIFY2(noneInWords.find(word) == std::string::npos, noneInWords.c_str());
            QVERIFY2(someInWords.find(word) != std::string::npos, someInWords.c_str());
        }
    }

    void aLossThatIsNoNumberIsTold()
    {
        const auto run = makeRun("e-diverged", {Hello{}, StepFinished{.step = 1, .loss = std::nan("")}});
        const std::string words = m_bafo->shell("$bafo run show " + run.id()).words;
        QVERIFY2(words.find("loss nan") != std::string::npos, words.c_str());
    }

    void newEventsAndLivingRunsAreToldAtOnce()
    {
        QCOMPARE(listed().size(), std::size_t{4});
        const auto live = m_bafo->makeLiveRun("e-live", "name: x\n");
        {
            const auto log = runs::EventLogWriter::open(live.eventLog(), live.id(), m_bafo->clock);
            QVERIFY((*log)->emit(Hello{}));
            QVERIFY((*log)->emit(StepFinished{.step = 3, .stepMs = 1000}));
        }
        QCOMPARE(listed().back(), std::string("e-live  3"));
        std::filesystem::remove(live.processFile());
        QCOMPARE(listed().back(), std::string("e-live crashed 3"));
    }

    void withoutACacheFolderOrWithADamagedIndexTheListIsTheSame()
    {
        const auto wanted = listed();
        std::ofstream(indexFile(), std::ios::binary) << std::string(20000, 'x');
        QCOMPARE(listed(), wanted);
        m_bafo->setVariable("XDG_CACHE_HOME", "/proc/no-such-place");
        QCOMPARE(listed(), wanted);
        m_bafo->write(m_bafo->outside("file"), "no folder");
        m_bafo->setVariable("XDG_CACHE_HOME", m_bafo->outside("file").string());
        QCOMPARE(listed(), wanted);
        m_bafo->setVariable("XDG_CACHE_HOME", "");
        m_bafo->setVariable("HOME", "");
        QCOMPARE(listed(), wanted);
    }
};

QTEST_GUILESS_MAIN(RunListTest)
#include "run_list_test.moc"
