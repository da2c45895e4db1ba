// SPDX-License-Identifier: Apache-2.0
// Ranks of the real engine, killed at moments that nobody chose: every run ends with the bits of one that nobody
// killed.
#include "core/base/random.h"
#include "core/protocol/events.h"
#include "core/runs/event_log.h"
#include "core/runs/launch_settings.h"
#include "core/runs/rank_processes.h"
#include "tests/engine/worker_project.h"

#include <QElapsedTimer>
#include <QTest>
#include <QThread>

#include <csignal>

using namespace bafo;
using fakes::StepLosses;
using fakes::WorkerProject;

namespace {

constexpr int kLimitMs = 120'000;
constexpr std::int64_t kNumSteps = 24;
constexpr std::int64_t kNumElasticSteps = 96; // enough for three kills on a machine of any speed

/// Seven sequences a step in micro-batches of two: neither ranks nor micro-batches divide them.
std::string configOf(std::int64_t numSteps)
{
    return "name: ranks\n"
           "seed: 7\n"
           "model: tiny\n"
           "sequence_length: 16\n"
           "sequences_per_step: 7\n"
           "micro_batch: 2\n"
           "steps: "
        + std::to_string(numSteps)
        + "\n"
          "dropout: 0.1\n"
          "threads: 1\n"
          "sharding: zero3\n"
          "recompute: block\n"
          "curriculum:\n"
          "  - {name: all, dataset: text, language: zul, epochs: "
        + std::to_string(numSteps / 3)
        + "}\n"
          "optimizer: {learning_rate: 0.003}\n"
          "checkpoint: {every_steps: 3, keep: 2}\n";
}

/// How many moments are tried: a few as a rule, BAFO_RANK_KILLS of them by hand.
int numMoments()
{
    bool isNumber = false;
    const int wanted = qEnvironmentVariableIntValue("BAFO_RANK_KILLS", &isNumber);
    return isNumber && wanted > 0 ? wanted : 6;
}

std::int64_t newestStepOf(const runs::RunFolder &run)
{
    const StepLosses losses = WorkerProject::lossesOf(run);
    return losses.empty() ? 0 : losses.rbegin()->first;
}

const protocol::RunFailed *failureIn(const std::vector<protocol::Message> &messages)
{
    return messages.empty() ? nullptr : std::get_if<protocol::RunFailed>(&messages.back().event);
}

} // namespace

class RanksKillTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_project = std::make_unique<WorkerProject>(Path(BAFO_SOURCE_DIR "/tests/golden/exchange/tiny/sharded"));
    }

    void aRunWhoseRanksAreKilledEndsWithTheSameBits()
    {
        const StepLosses losses = undisturbed("reference", kNumSteps);
        const RandomStream draws({.seed = 20});
        std::uint64_t numDraws = 0;
        const auto draw = [&](std::int64_t below) {
            return static_cast<std::int64_t>(draws.uniform(numDraws++) * static_cast<double>(below));
        };
        for (int moment = 0; moment < numMoments(); ++moment) {
            const int numRanks = 1 << (moment % 3);
            const runs::RunFolder run = m_project->makeRun("moment-" + std::to_string(moment), configOf(kNumSteps));
            QVERIFY(runs::writeLaunchSettings(m_project->files, run, {.numRanks = numRanks}));
            const std::int64_t step = draw(kNumSteps - 2);
            const int victim = static_cast<int>(draw(numRanks + 1)) - 1; // -1: all at once
            killAt(run, numRanks, step, draw(20), victim);
            if (QTest::currentTestFailed()) {
                return;
            }
            m_numBegunAgain += newestStepOf(run) < kNumSteps ? 1 : 0;
            QVERIFY2(m_project->runWorker(run) == 0, m_project->output().constData());
            QVERIFY2(
                WorkerProject::lossesOf(run) == losses,
                qPrintable(QStringLiteral("%1 ranks, killed at step %2, rank %3").arg(numRanks).arg(step).arg(victim)));
        }
        QVERIFY2(m_numBegunAgain > numMoments() / 2, "most runs had ended before they were killed");
    }

    void aRunGoesOnWithFewerAndMoreRanks()
    {
        const StepLosses losses = undisturbed("one-rank", kNumElasticSteps);
        const runs::RunFolder run = m_project->makeRun("elastic", configOf(kNumElasticSteps));
        for (const int numRanks : {4, 2, 1}) {
            QVERIFY(runs::writeLaunchSettings(m_project->files, run, {.numRanks = numRanks}));
            killAt(run, numRanks, newestStepOf(run) + 4, 0, -1);
            QVERIFY2(newestStepOf(run) < kNumElasticSteps, "the run had ended before it was killed");
        }
        QVERIFY(runs::writeLaunchSettings(m_project->files, run, {.numRanks = 4}));
        QVERIFY2(m_project->runWorker(run) == 0, m_project->output().constData());
        QVERIFY(WorkerProject::lossesOf(run) == losses);
        QCOMPARE(m_project->newestManifest(run).worldSize, 4);
    }

    void cleanupTestCase() { qInfo("a killed rank was named within %lld ms", m_slowestMs); }

private:
    /// The losses of a run on one rank that nobody kills.
    StepLosses undisturbed(const std::string &name, std::int64_t numSteps)
    {
        const runs::RunFolder run = m_project->makeRun(name, configOf(numSteps));
        const bool isDone = m_project->runWorker(run) == 0;
        const StepLosses losses = WorkerProject::lossesOf(run);
        if (!isDone || losses.size() != static_cast<std::size_t>(numSteps)) {
            qFatal("%s", m_project->output().constData());
        }
        return losses;
    }

    /// Starts a run and kills a rank of it, or everything, some milliseconds after a step was told.
    void killAt(const runs::RunFolder &run, int numRanks, std::int64_t step, std::int64_t milliseconds, int victim)
    {
        const auto worker = m_project->startWorker(run);
        QTRY_VERIFY_WITH_TIMEOUT(newestStepOf(run) > step || worker->state() == QProcess::NotRunning, kLimitMs);
        QThread::msleep(static_cast<unsigned long>(milliseconds));
        const auto ranks = numRanks == 1 ? std::vector<runs::ProcessIdentity>()
                                         : runs::readRankProcesses(m_project->files, run).value();
        QElapsedTimer sinceDeath;
        sinceDeath.start();
        const bool isOneKilled = victim >= 0 && static_cast<std::size_t>(victim) < ranks.size();
        if (isOneKilled) {
            ::kill(static_cast<pid_t>(ranks[static_cast<std::size_t>(victim)].pid), SIGKILL);
        } else {
            worker->kill();
        }
        QVERIFY(worker->waitForFinished(kLimitMs));
        if (isOneKilled && newestStepOf(run) < kNumSteps) {
            const auto messages = runs::EventLogReader(run.eventLog()).poll().value();
            const protocol::RunFailed *failed = failureIn(messages);
            const std::string words
                = "rank " + std::to_string(victim) + " of " + std::to_string(numRanks) + " was killed";
            QVERIFY2(failed != nullptr && failed->message.starts_with(words), m_project->output().constData());
            m_slowestMs = std::max(m_slowestMs, sinceDeath.elapsed());
        }
        QVERIFY(runs::awaitRankProcesses(m_project->files, run, std::chrono::seconds(10)).has_value());
    }

    std::unique_ptr<WorkerProject> m_project;
    int m_numBegunAgain = 0;
    qint64 m_slowestMs = 0;
};

QTEST_GUILESS_MAIN(RanksKillTest)
#include "ranks_kill_test.moc"
