// SPDX-License-Identifier: Apache-2.0
// --ranks of `run start` and `run resume` of the built program, beside an engine that is a few lines of sh.
#include "core/runs/launch_settings.h"
#include "core/runs/rank_processes.h"
#include "tests/bafo/bafo_program.h"

#include <QTest>

using namespace bafo;
using namespace bafo::fakes;

namespace {

/// A worker that copies the launch.json it finds, says that it began, and ends as the file "end" says.
constexpr const char *kWorker = R"sh(
folder="$2"
say() { echo '{"v":1,"seq":'$1',"t":'$1',"run":"'$(basename "$folder")'","rank":'$2',"kind":"'$3'"'$4'}' >> "$folder/events.jsonl"; }
cat "$folder/launch.json" >> "$folder/launches" 2>/dev/null || echo none >> "$folder/launches"
say 5 0 hello ',"pid":'$$
while [ ! -e "$folder/end" ]; do sleep 0.05; done
say 6 2 run_failed "$(cat "$folder/end")"
rm "$folder/end"
)sh";

constexpr const char *kFailure
    = R"(,"code":"internal","message":"rank 2 of 4 was killed (signal 9) after step 37","hint":"resume it")";
constexpr int kLimitMs = 20'000;

} // namespace

class RunRanksTest : public QObject {
    Q_OBJECT

    std::unique_ptr<BafoProgram> m_bafo;

    runs::RunFolder lastRun() { return *runs::RunFolder::find(m_bafo->files, m_bafo->project(), "last"); }

    ProgramEnd start(const std::vector<std::string> &more)
    {
        std::vector<std::string> arguments{"run", "start", "run.yaml"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return m_bafo->run(arguments);
    }

    void endRun(const char *fields = kFailure)
    {
        const auto run = lastRun();
        m_bafo->write(run.path() / "end", fields);
        QTRY_VERIFY_WITH_TIMEOUT(!*runs::hasLivingProcess(m_bafo->files, run), kLimitMs);
    }

    /// What each worker of the run found, a line each.
    std::string launches()
    {
        const auto text = m_bafo->files.readFile(lastRun().path() / "launches", 4096);
        return text ? *text : std::string();
    }

    nlohmann::json shown() { return m_bafo->run({"run", "show", "last"}).json; }

private Q_SLOTS:
    void init()
    {
        m_bafo = std::make_unique<BafoProgram>();
        m_bafo->write(m_bafo->project().modelsFolder() / "smol" / "config.json", "{}");
        QVERIFY(m_bafo->files.createDirectories(m_bafo->project().datasetsFolder() / "texts"));
        m_bafo->write(m_bafo->root() / "run.yaml", "model: smol\ncurriculum: [{dataset: texts}]\n");
        m_bafo->standBeside(kWorker);
    }

    void cleanup()
    {
        const auto all = runs::RunFolder::list(m_bafo->files, m_bafo->project());
        for (const auto &run : *all) {
            m_bafo->write(run.path() / "end", kFailure);
            QTRY_VERIFY_WITH_TIMEOUT(!*runs::hasLivingProcess(m_bafo->files, run), kLimitMs);
        }
    }

    void theWorkerFindsTheNumberAndTheConfigurationDoesNotKnowIt()
    {
        QCOMPARE(start({"--ranks", "4", "--rank-timeout", "7"}).exitCode, 0);
        QTRY_COMPARE_WITH_TIMEOUT(launches(), std::string("{\"ranks\":4,\"rank_timeout_s\":7,\"device\":\"auto\"}\n"),
                                  kLimitMs);
        QCOMPARE(shown()["ranks"].dump(), std::string("4"));
        const auto config = m_bafo->files.readFile(lastRun().configFile(), 1U << 20U);
        QVERIFY(config->find("rank_timeout") == std::string::npos);
        QVERIFY(config->find("ranks") == std::string::npos);
    }

    void withoutTheNumberARunIsOneProcess()
    {
        QCOMPARE(start({}).exitCode, 0);
        QTRY_COMPARE_WITH_TIMEOUT(launches(), std::string("none\n"), kLimitMs);
        QCOMPARE(shown()["ranks"].dump(), std::string("1"));
        QCOMPARE(shown()["rank_processes"].dump(), std::string("[]"));
    }

    void resumingStartsAsLastTimeOrWithAnotherNumber()
    {
        QCOMPARE(start({"--ranks", "4"}).exitCode, 0);
        endRun();
        QCOMPARE(m_bafo->run({"run", "resume", "last"}).exitCode, 0);
        endRun();
        QCOMPARE(m_bafo->run({"run", "resume", "last", "--ranks", "2"}).exitCode, 0);
        endRun();
        QCOMPARE(m_bafo->run({"run", "resume", "last", "--rank-timeout", "9"}).exitCode, 0);
        QTRY_COMPARE_WITH_TIMEOUT(launches(),
                                  std::string("{\"ranks\":4,\"rank_timeout_s\":30,\"device\":\"auto\"}\n"
                                              "{\"ranks\":4,\"rank_timeout_s\":30,\"device\":\"auto\"}\n"
                                              "{\"ranks\":2,\"rank_timeout_s\":30,\"device\":\"auto\"}\n"
                                              "{\"ranks\":2,\"rank_timeout_s\":9,\"device\":\"auto\"}\n"),
                                  kLimitMs);
    }

    void theDeviceStandsBesideTheNumber()
    {
        QCOMPARE(start({"--device", "cpu"}).exitCode, 0);
        endRun();
        QCOMPARE(m_bafo->run({"run", "resume", "last"}).exitCode, 0);
        QTRY_COMPARE_WITH_TIMEOUT(launches(),
                                  std::string("{\"ranks\":1,\"rank_timeout_s\":30,\"device\":\"cpu\"}\n"
                                              "{\"ranks\":1,\"rank_timeout_s\":30,\"device\":\"cpu\"}\n"),
                                  kLimitMs);
        QCOMPARE(start({"--device", "gpu"}).differsFrom(2, {"there is no device 'gpu'", "auto, cpu, cuda"}),
                 std::string());
    }

    void theLostRankIsReadInShowListAndAttach()
    {
        QCOMPARE(start({"--ranks", "4"}).exitCode, 0);
        endRun();
        QCOMPARE(m_bafo->run({"run", "attach", "last"}).differsFrom(70, {"rank 2 of 4 was killed (signal 9)"}),
                 std::string());
        const auto end = m_bafo->shell("$bafo run show last");
        QVERIFY(end.words.find("rank 2 of 4 was killed (signal 9) after step 37") != std::string::npos);
        QVERIFY(end.words.find("4 ranks") != std::string::npos);
        QCOMPARE(shown().value("outcome", ""), std::string("failed"));
        QCOMPARE(m_bafo->run({"run", "list"}).json["runs"][0].value("outcome", ""), std::string("failed"));
    }

    void theProcessesOfRanksAreShownWhileTheyRun()
    {
        QCOMPARE(start({"--ranks", "2"}).exitCode, 0);
        const auto self = *runs::identityOf(m_bafo->files, ::getpid()).value();
        QVERIFY(runs::writeRankProcesses(m_bafo->files, lastRun(), {self, {.pid = 1, .startTicks = 1, .bootId = "b"}}));
        QCOMPARE(shown()["rank_processes"].dump(), "[" + std::to_string(::getpid()) + ",null]");
        QVERIFY(m_bafo->files.removeFile(lastRun().rankFile()));
    }

    void numbersThatCannotBeAreRefusedBeforeThereIsARun()
    {
        for (const char *number : {"0", "-1", "65"}) {
            QCOMPARE(start({"--ranks", number}).differsFrom(2, {"ranks", "from 1 to 64"}), std::string());
        }
        QCOMPARE(start({"--ranks", "2", "--rank-timeout", "0"}).differsFrom(2, {"--rank-timeout"}), std::string());
        QVERIFY(start({"--ranks", "two"}).exitCode == 2);
        QVERIFY(m_bafo->files.list(m_bafo->project().runsFolder())->empty());
    }

    void aRunAtWorkKeepsItsNumber()
    {
        QCOMPARE(start({"--ranks", "2"}).exitCode, 0);
        QTRY_VERIFY_WITH_TIMEOUT(!launches().empty(), kLimitMs);
        QCOMPARE(m_bafo->run({"run", "resume", "last", "--ranks", "3"}).differsFrom(2, {"at work with 2 ranks"}),
                 std::string());
        QCOMPARE(runs::readLaunchSettings(m_bafo->files, lastRun())->numRanks, std::int64_t{2});
    }

    void aDamagedFileIsNamedAndMendedByTheNumber()
    {
        QCOMPARE(start({"--ranks", "2"}).exitCode, 0);
        endRun();
        m_bafo->write(lastRun().launchFile(), "{\"ranks\": ");
        QCOMPARE(m_bafo->run({"run", "resume", "last"}).differsFrom(5, {"launch.json", "--ranks"}), std::string());
        QVERIFY(shown()["ranks"].is_null());
        QCOMPARE(m_bafo->run({"run", "resume", "last", "--ranks", "3"}).exitCode, 0);
        QTRY_VERIFY_WITH_TIMEOUT(launches().ends_with("{\"ranks\":3,\"rank_timeout_s\":30,\"device\":\"auto\"}\n"),
                                 kLimitMs);
    }

    void oneThatWaitsForItsTurnKeepsItsNumberToo()
    {
        QCOMPARE(start({}).exitCode, 0);
        const auto first = lastRun();
        QCOMPARE(start({"--ranks", "3", "--after", "last"}).exitCode, 0);
        m_bafo->write(first.path() / "end", kFailure);
        QTRY_COMPARE_WITH_TIMEOUT(launches(), std::string("{\"ranks\":3,\"rank_timeout_s\":30,\"device\":\"auto\"}\n"),
                                  kLimitMs);
    }
};

QTEST_GUILESS_MAIN(RunRanksTest)
#include "run_ranks_test.moc"
