// SPDX-License-Identifier: Apache-2.0
// `run start --after` of the built program beside an engine that is a few lines of sh.
#include "tests/bafo/bafo_program.h"

#include <QTest>

using namespace bafo;
using namespace bafo::fakes;

namespace {

/// A worker that says hello and has finished when its folder holds a file "go".
constexpr const char *kWorker = R"(
say() { echo '{"v":1,"seq":'$1',"t":'$1',"run":"'$(basename "$folder")'","rank":0,"kind":"'$2'"'$3'}' >> "$folder/events.jsonl"; }
folder="$2"
say 5 hello
while [ ! -e "$folder/go" ]; do sleep 0.05; done
say 6 run_finished ',"outcome":"finished","step":3'
)";

constexpr int kLimitMs = 20'000;

} // namespace

class RunQueueTest : public QObject {
    Q_OBJECT

    std::unique_ptr<BafoProgram> m_bafo;

    runs::RunFolder started(const std::vector<std::string> &more = {})
    {
        std::vector<std::string> arguments{"run", "start", "run.yaml"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const auto end = m_bafo->run(arguments);
        return *runs::RunFolder::find(m_bafo->files, m_bafo->project(), end.json.value("run", "none"));
    }

    std::string stateOf(const runs::RunFolder &run)
    {
        const auto json = m_bafo->run({"run", "show", run.id()}).json;
        const std::string state = json.value("state", "");
        return state == "ended" ? json.value("outcome", "") : state;
    }

    void letGo(const runs::RunFolder &run) { m_bafo->write(run.path() / "go", ""); }

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
            letGo(run); // nobody stays behind
            QTRY_VERIFY_WITH_TIMEOUT(!*runs::hasLivingProcess(m_bafo->files, run), kLimitMs);
        }
    }

    void aSecondRunWaitsAndStartsWhenTheFirstHasEnded()
    {
        const auto first = started();
        const auto second = started({"--after", "last"});
        QCOMPARE(stateOf(second), std::string("waiting"));
        const auto listed = m_bafo->run({"run", "list"});
        QCOMPARE(listed.json["runs"][1].value("state", ""), std::string("waiting"));
        QCOMPARE(listed.json["runs"][1].value("waits_for", ""), first.id());
        letGo(first);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(first), std::string("finished"), kLimitMs);
        QTRY_VERIFY_WITH_TIMEOUT(stateOf(second) != "waiting", kLimitMs);
        QCOMPARE(m_bafo->run({"run", "show", second.id()}).json.value("waits_for", "-"), std::string());
        letGo(second);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(second), std::string("finished"), kLimitMs);
    }

    void oneThatIsCancelledInTheQueueNeverStartsAndLetsNobodyPass()
    {
        const auto first = started();
        const auto second = started({"--after", first.id()});
        const auto third = started({"--after", first.id(), "--after", second.id()});
        const auto cancelled = m_bafo->run({"run", "cancel", second.id()});
        QVERIFY2(cancelled.exitCode == 0, cancelled.words.c_str());
        QCOMPARE(stateOf(second), std::string("cancelled"));
        QTest::qWait(1500); // three looks of the third: it must not mistake the second's end for its turn
        QCOMPARE(stateOf(third), std::string("waiting"));
        letGo(first);
        QTRY_VERIFY_WITH_TIMEOUT(stateOf(third) != "waiting", kLimitMs);
        QCOMPARE(stateOf(second), std::string("cancelled"));
    }

    void stoppingOneInTheQueueTakesItOut()
    {
        const auto first = started();
        const auto second = started({"--after", first.id()});
        const auto stopped = m_bafo->run({"run", "stop", second.id()});
        QVERIFY2(stopped.exitCode == 0, stopped.words.c_str());
        QCOMPARE(stopped.json.value("outcome", ""), std::string("cancelled"));
        QCOMPARE(stateOf(second), std::string("cancelled"));
        QVERIFY(*runs::hasLivingProcess(m_bafo->files, first));
    }

    void theQueueSurvivesTheDeathOfWhoeverStartedIt()
    {
        const auto first = started();
        (void)m_bafo->shell("setsid -w sh -c \"$bafo run start run.yaml --after last; kill -9 0\"");
        const auto second = *runs::RunFolder::find(m_bafo->files, m_bafo->project(), "last");
        QVERIFY(second.id() != first.id());
        QCOMPARE(stateOf(second), std::string("waiting"));
        letGo(first);
        letGo(second);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(second), std::string("finished"), kLimitMs);
    }

    void aRunThatHasEndedIsNotWaitedFor()
    {
        const auto first = started();
        letGo(first);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(first), std::string("finished"), kLimitMs);
        const auto second = started({"--after", first.id()});
        letGo(second);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(second), std::string("finished"), kLimitMs);
    }

    void whatAWaitingRunCannotDoIsSaid()
    {
        const auto first = started();
        const auto second = started({"--after", first.id()});
        for (const std::string verb : {"pause", "checkpoint", "resume"}) {
            QCOMPARE(m_bafo->run({"run", verb, second.id()}).differsFrom(2, {"waits"}), std::string());
        }
        QCOMPARE(m_bafo->run({"run", "rm", second.id()}).differsFrom(2, {second.id()}), std::string());
        QCOMPARE(m_bafo->run({"run", "start", "run.yaml", "--after", "nobody"}).differsFrom(2, {"nobody"}),
                 std::string());
    }

    void aWaiterWhoseProcessIsGoneNeverStarted()
    {
        const auto first = started();
        const auto second = started({"--after", first.id()});
        QCOMPARE(
            m_bafo
                ->shell("kill -9 " + std::to_string((*runs::readProcessFile(m_bafo->files, second.processFile()))->pid))
                .exitCode,
            0);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(second), std::string("never started"), kLimitMs);
        QCOMPARE(m_bafo->run({"run", "resume", second.id()}).exitCode, 0); // its turn or not: somebody said so
        QTRY_VERIFY_WITH_TIMEOUT(stateOf(second) != "never started", kLimitMs);
    }
};

QTEST_GUILESS_MAIN(RunQueueTest)
#include "run_queue_test.moc"
