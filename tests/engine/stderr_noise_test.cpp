// SPDX-License-Identifier: Apache-2.0
// The real worker, started by the real 'bafo run start', writes 100 MB to its own stderr, while whoever started it and
// whoever reads its output are gone: its log, its losses and its index are those of a quiet run.
#include "core/protocol/events.h"
#include "core/protocol/line_codec.h"
#include "core/runs/detached_launch.h"
#include "core/runs/event_log.h"
#include "core/runs/process_identity.h"
#include "core/runs/run_index.h"
#include "tests/engine/worker_project.h"

#include <QJsonDocument>
#include <QTest>

#include <bit>
#include <csignal>
#include <unistd.h>

using namespace bafo;
using fakes::WorkerProject;

namespace {

constexpr int kLimitMs = 120'000;
constexpr int kNumSteps = 30;

const std::string kConfig = "name: noise\n"
                            "seed: 7\n"
                            "model: tiny\n"
                            "sequence_length: 16\n"
                            "sequences_per_step: 2\n"
                            "steps: 30\n"
                            "threads: 1\n"
                            "curriculum:\n"
                            "  - {name: all, dataset: text, language: zul, epochs: 4}\n"
                            "checkpoint: {every_steps: 10, keep: 2}\n";

struct Noise {
    bool isReaderKilled = false;
    bool isSigpipeDeadly = false;
};

/// What ended with the run, for comparing.
struct Ending {
    std::vector<std::string> kinds; ///< heartbeats and memory left out: they follow the clock
    fakes::StepLosses losses;
    bool isSeqWhole = true;

    bool operator==(const Ending &) const = default;
};

Ending endingOf(const runs::RunFolder &run)
{
    Ending ending;
    std::int64_t seq = 0;
    const auto messages = runs::EventLogReader(run.eventLog()).poll().value();
    for (const protocol::Message &message : messages) {
        ending.isSeqWhole = ending.isSeqWhole && message.envelope.seq == seq++;
        const std::string kind(protocol::kindOf(message.event));
        if (kind != "heartbeat" && kind != "memory") {
            ending.kinds.push_back(kind);
        }
    }
    ending.losses = WorkerProject::lossesOf(run);
    return ending;
}

/// Kills the process that keeps the worker's output: the other one of its session. Gives how many there were.
int killReadersOf(std::int64_t worker)
{
    int numKilled = 0;
    for (const auto &entry : std::filesystem::directory_iterator("/proc")) {
        const pid_t other = static_cast<pid_t>(std::atoi(entry.path().filename().c_str()));
        if (other > 0 && other != worker && ::getsid(other) == ::getsid(static_cast<pid_t>(worker))) {
            numKilled += ::kill(other, SIGKILL) == 0 ? 1 : 0;
        }
    }
    return numKilled;
}

} // namespace

class StderrNoiseTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_project = std::make_unique<WorkerProject>(Path(BAFO_SOURCE_DIR "/tests/golden/exchange/tiny/sharded"));
        const runs::RunFolder quiet = m_project->makeRun("quiet", kConfig);
        QVERIFY2(m_project->runWorker(quiet) == 0, m_project->output().constData());
        m_quiet = endingOf(quiet);
        m_quietHash = m_project->finalHashOf(quiet);
        QCOMPARE(m_quiet.losses.size(), static_cast<std::size_t>(kNumSteps));
        QVERIFY(m_quiet.isSeqWhole);
        QCOMPARE(m_quiet.kinds.back(), std::string("run_finished"));
        QVERIFY(!m_quietHash.empty());
    }

    void noiseIsCappedAndCostsNoEvent()
    {
        const runs::RunFolder run = runNoisy({});
        QVERIFY(m_report.startsWith("100000000 0\n"));
        QVERIFY(endingOf(run) == m_quiet);
        QCOMPARE(m_project->finalHashOf(run), m_quietHash);
        const std::uint64_t kept
            = std::filesystem::file_size(run.outputLog()) + std::filesystem::file_size(run.outputLog().string() + ".1");
        QVERIFY(kept > 0 && kept <= runs::kMaxOutputBytes);
    }

    void noiseThatNobodyReadsCostsNoEvent()
    {
        const runs::RunFolder run = runNoisy({.isReaderKilled = true});
        QVERIFY2(m_report.startsWith("100000000 ") && !m_report.startsWith("100000000 0"), m_report.constData());
        QVERIFY(endingOf(run) == m_quiet);
        QCOMPARE(m_project->finalHashOf(run), m_quietHash);
        theIndexEqualsTheLogs(run);
    }

    /// The control: a worker that SIGPIPE can end must not come through.
    void aWorkerThatSigpipeEndsIsCutOff()
    {
        const runs::RunFolder run = runNoisy({.isReaderKilled = true, .isSigpipeDeadly = true});
        QVERIFY(m_report.isEmpty());
        QVERIFY(endingOf(run).isSeqWhole);
        QVERIFY(!(endingOf(run) == m_quiet));
    }

private:
    Path scratch(const char *name) const { return Path(m_folder.path().toStdString()) / name; }

    /// Starts a run by bafo, which has ended when the noise goes on, and waits for the worker's end.
    runs::RunFolder runNoisy(const Noise &noise)
    {
        const std::string path = scratch("noise").string();
        std::filesystem::remove(path + ".report");
        const std::string id = startByBafo(noise, path);
        waitFor([&path] { return std::filesystem::exists(path + ".gate"); });
        runs::RunFolder run = runs::RunFolder::find(m_project->files, m_project->project(), id).value();
        const auto worker = runs::readProcessFile(m_project->files, run.processFile());
        if (!worker || !*worker) {
            QTest::qFail("the worker has no process file", __FILE__, __LINE__);
            return run;
        }
        const std::int64_t pid = (*worker)->pid;
        if (noise.isReaderKilled && killReadersOf(pid) != 1) {
            QTest::qFail("the worker has not exactly one reader", __FILE__, __LINE__);
        }
        std::filesystem::remove(path + ".gate");
        waitFor([this, pid] { return !runs::identityOf(m_project->files, pid)->has_value(); });
        const auto report = m_project->files.readFile(path + ".report", 1000);
        m_report = report ? QByteArray::fromStdString(*report) : QByteArray();
        return run;
    }

    /// Gives the id of the run.
    std::string startByBafo(const Noise &noise, const std::string &path)
    {
        (void)writeFileAtomically(m_project->files, scratch("config.yaml"), kConfig);
        QProcess bafo;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("LD_PRELOAD"), QStringLiteral(BAFO_NOISY_WORKER));
        environment.insert(QStringLiteral("BAFO_TEST_NOISE"), QString::fromStdString(path));
        if (noise.isSigpipeDeadly) {
            environment.insert(QStringLiteral("BAFO_TEST_NOISE_SIGPIPE"), QStringLiteral("1"));
        }
        bafo.setProcessEnvironment(environment);
        bafo.start(QStringLiteral(BAFO_BIN_DIR "/bafo"),
                   {QStringLiteral("run"), QStringLiteral("start"), QStringLiteral("--json"),
                    QString::fromStdString(scratch("config.yaml").string()), QStringLiteral("--project"),
                    QString::fromStdString(m_project->project().root().string())});
        bafo.waitForFinished(kLimitMs);
        return QJsonDocument::fromJson(bafo.readAllStandardOutput())[QStringLiteral("run")].toString().toStdString();
    }

    template <class Condition>
    static void waitFor(const Condition &condition)
    {
        if (!QTest::qWaitFor(condition, kLimitMs)) {
            QTest::qFail("waited too long", __FILE__, __LINE__);
        }
    }

    void theIndexEqualsTheLogs(const runs::RunFolder &run)
    {
        auto index = runs::RunIndex::open(m_project->files, scratch("runs.sqlite"));
        QVERIFY(index->refresh(m_project->files, m_project->project()));
        fakes::StepLosses indexed;
        const auto points = index->series(run.id(), "loss").value();
        for (const runs::SeriesPoint &point : points) {
            indexed[point.step] = std::bit_cast<std::uint64_t>(point.value);
        }
        QCOMPARE(indexed, m_quiet.losses);
        const std::string before = index->dump().value();
        const auto rebuilt = runs::rebuildRunIndex(m_project->files, scratch("runs.sqlite"), m_project->project());
        QCOMPARE(rebuilt->dump().value(), before);
        QVERIFY(!before.empty());
    }

    QTemporaryDir m_folder;
    std::unique_ptr<WorkerProject> m_project;
    Ending m_quiet;
    std::string m_quietHash;
    QByteArray m_report;
};

QTEST_GUILESS_MAIN(StderrNoiseTest)
#include "stderr_noise_test.moc"
