// SPDX-License-Identifier: Apache-2.0
// The real engine as ranks under a supervisor: it computes what one process computes alone, and its end is known.
#include "core/base/sha256.h"
#include "core/protocol/events.h"
#include "core/runs/command_channel.h"
#include "core/runs/event_log.h"
#include "core/runs/launch_settings.h"
#include "core/runs/rank_processes.h"
#include "tests/engine/worker_project.h"

#include <QElapsedTimer>
#include <QTest>

#include <csignal>

using namespace bafo;
using fakes::WorkerProject;

namespace {

std::string configWith(int steps, int epochs)
{
    return "name: ranks\nseed: 7\nmodel: tiny\nsequence_length: 16\nsequences_per_step: 3\nthreads: 1\nsteps: "
        + std::to_string(steps) + "\ncurriculum:\n  - {name: all, dataset: text, language: zul, epochs: "
        + std::to_string(epochs) + "}\ncheckpoint: {every_steps: 3, keep: 2}\n";
}

constexpr int kLimitMs = 60'000;

} // namespace

class RunRanksTest : public QObject {
    Q_OBJECT

    std::unique_ptr<WorkerProject> m_project;

    /// The supervising worker over a given number of ranks of the real engine, also over one: `bafo-engine run-worker`
    /// does such a run alone.
    std::unique_ptr<QProcess> startSupervised(const runs::RunFolder &run, int numRanks, int silentMs = 30'000)
    {
        auto supervisor = std::make_unique<QProcess>();
        supervisor->setProcessChannelMode(QProcess::MergedChannels);
        supervisor->start(QStringLiteral(BAFO_FAKE_SUPERVISOR),
                          {QString::fromStdString(run.path().string()), QString::number(numRanks),
                           QString::number(silentMs), QStringLiteral("1000"),
                           QStringLiteral(BAFO_BIN_DIR "/bafo-engine")});
        return supervisor;
    }

    static std::vector<protocol::Message> eventsOf(const runs::RunFolder &run)
    {
        return runs::EventLogReader(run.eventLog()).poll().value();
    }

    std::int64_t leaderOf(const runs::RunFolder &run)
    {
        const auto ranks = runs::readRankProcesses(m_project->files, run).value();
        return ranks.empty() ? 0 : ranks.front().pid;
    }

private Q_SLOTS:
    void init()
    {
        m_project = std::make_unique<WorkerProject>(Path(BAFO_SOURCE_DIR "/tests/golden/exchange/tiny/sharded"));
    }

    void oneRankComputesTheSameBitsAsAWorkerAlone()
    {
        const runs::RunFolder alone = m_project->makeRun("alone", configWith(6, 1));
        QVERIFY2(m_project->runWorker(alone) == 0, m_project->output().constData());
        const runs::RunFolder run = m_project->makeRun("supervised", configWith(6, 1));
        const auto supervisor = startSupervised(run, 1);
        QVERIFY(supervisor->waitForFinished(kLimitMs));
        QVERIFY2(supervisor->exitCode() == 0, supervisor->readAll().constData());
        QCOMPARE(WorkerProject::lossesOf(run).size(), std::size_t{6});
        QCOMPARE(WorkerProject::lossesOf(run), WorkerProject::lossesOf(alone));
        QCOMPARE(m_project->finalHashOf(run), m_project->finalHashOf(alone));
        int numHellos = 0;
        int numEnds = 0;
        std::int64_t seq = 0;
        for (const protocol::Message &message : eventsOf(run)) {
            QCOMPARE(message.envelope.seq, seq++);
            numHellos += std::holds_alternative<protocol::Hello>(message.event) ? 1 : 0;
            numEnds += std::holds_alternative<protocol::RunFinished>(message.event) ? 1 : 0;
        }
        QCOMPARE(numHellos, 1);
        QCOMPARE(numEnds, 1);
    }

    void aKilledRankIsNamedAndTheRunGoesOnFromItsLastSave()
    {
        const runs::RunFolder run = m_project->makeRun("killed", configWith(900, 90));
        const auto supervisor = startSupervised(run, 1);
        QTRY_VERIFY_WITH_TIMEOUT(WorkerProject::lossesOf(run).size() > 4, kLimitMs);
        QElapsedTimer timer;
        timer.start();
        ::kill(static_cast<pid_t>(leaderOf(run)), SIGKILL);
        QVERIFY(supervisor->waitForFinished(kLimitMs));
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(supervisor->exitCode(), exitCodeOf(ErrorCode::internal));
        const auto events = eventsOf(run);
        const auto *failed = std::get_if<protocol::RunFailed>(&events.back().event);
        QVERIFY(failed != nullptr);
        QVERIFY2(failed->message.starts_with("rank 0 of 1 was killed (signal 9)"), failed->message.c_str());
        std::int64_t saved = -1;
        for (const protocol::Message &message : events) {
            const auto *checkpoint = std::get_if<protocol::CheckpointCommitted>(&message.event);
            saved = checkpoint != nullptr ? checkpoint->step : saved;
        }
        QVERIFY2(failed->hint.ends_with("goes on from step " + std::to_string(saved)), failed->hint.c_str());
        const std::size_t numBefore = events.size();
        const auto again = startSupervised(run, 1);
        QTRY_VERIFY_WITH_TIMEOUT(eventsOf(run).size() > numBefore + 5, kLimitMs);
        again->terminate();
        QVERIFY(again->waitForFinished(kLimitMs));
        std::int64_t rewoundTo = -1;
        for (const protocol::Message &message : eventsOf(run)) {
            const auto *rewound = std::get_if<protocol::Rewound>(&message.event);
            rewoundTo = rewound != nullptr ? rewound->toStep : rewoundTo;
        }
        QVERIFY(rewoundTo >= saved); // a save whose event was not told is one too
    }

    void aRankThatIsStoppedIsNamedWhenItsTimeIsUp()
    {
        constexpr int kSilentMs = 4'000;
        const runs::RunFolder run = m_project->makeRun("halted", configWith(900, 90));
        const auto supervisor = startSupervised(run, 2, kSilentMs);
        QTRY_VERIFY_WITH_TIMEOUT(WorkerProject::lossesOf(run).size() > 4, kLimitMs);
        const auto ranks = runs::readRankProcesses(m_project->files, run).value();
        QCOMPARE(ranks.size(), 2U);
        QElapsedTimer timer;
        timer.start();
        ::kill(static_cast<pid_t>(ranks[1].pid), SIGSTOP);
        QVERIFY(supervisor->waitForFinished(kLimitMs));
        QVERIFY2(timer.elapsed() < kSilentMs + 5000, qPrintable(QString::number(timer.elapsed())));
        const auto events = eventsOf(run);
        const auto *failed = std::get_if<protocol::RunFailed>(&events.back().event);
        QVERIFY(failed != nullptr);
        QVERIFY2(failed->message.starts_with("rank 1 of 2 gave no sign of life for 4 s"), failed->message.c_str());
        QVERIFY(!runs::identityOf(m_project->files, ranks[0].pid)->has_value());
        QVERIFY(!runs::identityOf(m_project->files, ranks[1].pid)->has_value()); // a stopped one ends too
        qInfo("a stopped rank was named after %lld ms, its timeout is %d ms", timer.elapsed(), kSilentMs);
    }

    void aStopSavesAndACommandIsAnswered()
    {
        const runs::RunFolder run = m_project->makeRun("stopped", configWith(900, 90));
        const auto supervisor = startSupervised(run, 1);
        QTRY_VERIFY_WITH_TIMEOUT(!eventsOf(run).empty(), kLimitMs); // hello: the rank loads its libraries meanwhile
        QVERIFY(runs::sendCommand(run.commandLog(), {.kind = protocol::CommandKind::ping, .id = "early"}));
        const auto isAnswered = [&] {
            for (const protocol::Message &message : eventsOf(run)) {
                const auto *answer = std::get_if<protocol::CommandAnswered>(&message.event);
                if (answer != nullptr && answer->id == "early") {
                    return answer->ok;
                }
            }
            return false;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isAnswered(), kLimitMs);
        QTRY_VERIFY_WITH_TIMEOUT(!WorkerProject::lossesOf(run).empty(), kLimitMs);
        supervisor->terminate();
        QVERIFY(supervisor->waitForFinished(kLimitMs));
        QCOMPARE(supervisor->exitCode(), exitCodeOf(ErrorCode::cancelled));
        const auto events = eventsOf(run);
        QCOMPARE(std::get<protocol::RunFinished>(events.back().event).outcome, std::string("stopped"));
        QCOMPARE(m_project->newestManifest(run).step, WorkerProject::lossesOf(run).rbegin()->first);
    }

    void aStopThatComesBeforeTheRankIsThereIsHeardToo()
    {
        const runs::RunFolder run = m_project->makeRun("early", configWith(900, 90));
        const auto supervisor = startSupervised(run, 1);
        QTRY_VERIFY_WITH_TIMEOUT(!eventsOf(run).empty(), kLimitMs);
        supervisor->terminate();
        QVERIFY(supervisor->waitForFinished(kLimitMs));
        QVERIFY2(supervisor->exitCode() == exitCodeOf(ErrorCode::cancelled), supervisor->readAll().constData());
    }

    void cancellingReachesTheRanksAndShowTellsTheirProcesses()
    {
        const runs::RunFolder run = m_project->makeRun("cancelled", configWith(900, 90));
        const auto supervisor = startSupervised(run, 1);
        QTRY_VERIFY_WITH_TIMEOUT(!WorkerProject::lossesOf(run).empty(), kLimitMs);
        const auto bafo = [&](const char *verb) {
            QProcess process;
            process.start(QStringLiteral(BAFO_BIN_DIR "/bafo"),
                          {QStringLiteral("run"), QString::fromUtf8(verb), QString::fromStdString(run.id()),
                           QStringLiteral("--json"), QStringLiteral("--project"),
                           QString::fromStdString(m_project->project().root().string())});
            process.waitForFinished(kLimitMs);
            return process.readAllStandardOutput();
        };
        const std::int64_t rank = leaderOf(run);
        const QByteArray shown = bafo("show");
        QVERIFY2(shown.contains("\"rank_processes\":[" + QByteArray::number(qlonglong{rank}) + "]"), shown);
        QVERIFY2(shown.contains("\"state\":\"running\""), shown);
        const QByteArray cancelled = bafo("cancel");
        QVERIFY2(cancelled.contains("\"cancelled_by\":\"command\""), cancelled);
        QVERIFY(supervisor->waitForFinished(kLimitMs));
        QCOMPARE(supervisor->exitCode(), exitCodeOf(ErrorCode::cancelled));
        QVERIFY(!runs::identityOf(m_project->files, rank)->has_value());
        QVERIFY(!m_project->files.status(run.rankFile())->exists);
    }

    void severalRanksTrainAsOneDoes_data()
    {
        QTest::addColumn<int>("numRanks");
        QTest::addColumn<QString>("sharding");
        QTest::newRow("two, stage 2") << 2 << QStringLiteral("zero2");
        QTest::newRow("three, stage 3") << 3 << QStringLiteral("zero3");
    }

    void severalRanksTrainAsOneDoes()
    {
        QFETCH(int, numRanks);
        QFETCH(QString, sharding);
        const std::string settings = configWith(6, 1) + "sharding: " + sharding.toStdString() + "\n";
        const runs::RunFolder one = m_project->makeRun("one", settings + "output_model: of-one\n");
        QCOMPARE(m_project->runWorker(one), 0);
        const runs::RunFolder many = m_project->makeRun("many", settings + "output_model: of-many\n");
        QVERIFY(runs::writeLaunchSettings(m_project->files, many, {.numRanks = numRanks}));
        const int code = m_project->runWorker(many);
        const auto events = eventsOf(many);
        const auto *failed = std::get_if<protocol::RunFailed>(&events.back().event);
        QVERIFY2(code == 0, failed == nullptr ? "" : failed->message.c_str());
        QCOMPARE(WorkerProject::lossesOf(many).size(), 6U);
        QVERIFY(WorkerProject::lossesOf(many) == WorkerProject::lossesOf(one));
        QCOMPARE(m_project->newestManifest(many).worldSize, numRanks);
        const Path models = m_project->project().modelsFolder();
        const std::string weights = sha256OfFile(models / "of-many" / "model.safetensors").value();
        QCOMPARE(weights, sha256OfFile(models / "of-one" / "model.safetensors").value());
    }

    void aRankThatNobodySupervisesIsRefused()
    {
        const runs::RunFolder run = m_project->makeRun("alone", configWith(6, 1));
        QProcess rank;
        rank.start(QStringLiteral(BAFO_BIN_DIR "/bafo-engine"),
                   {QStringLiteral("run-rank"), QString::fromStdString(run.path().string()), QStringLiteral("--rank"),
                    QStringLiteral("0"), QStringLiteral("--ranks"), QStringLiteral("1"), QStringLiteral("--rendezvous"),
                    QStringLiteral("/nowhere")});
        QVERIFY(rank.waitForFinished(kLimitMs));
        QCOMPARE(rank.exitCode(), exitCodeOf(ErrorCode::config));
        QVERIFY(rank.readAllStandardError().contains("nobody supervises the run"));
        QVERIFY(eventsOf(run).empty());
    }
};

QTEST_GUILESS_MAIN(RunRanksTest)
#include "run_ranks_test.moc"
