// SPDX-License-Identifier: Apache-2.0
// `run stop` of the built program: SIGTERM to the worker, and the truth about how that ended.
#include "core/runs/event_log.h"
#include "core/runs/process_identity.h"
#include "tests/bafo/bafo_program.h"

#include <QProcess>
#include <QTest>

using namespace bafo;
using namespace bafo::fakes;
using namespace bafo::protocol;

class RunStopTest : public QObject {
    Q_OBJECT

    std::unique_ptr<BafoProgram> m_bafo;
    std::unique_ptr<QProcess> m_worker;
    std::optional<runs::RunFolder> m_run;

    /// A shell in the worker's place: at SIGTERM it does what the script says.
    void startWorker(const QString &atTerm)
    {
        m_run = *runs::RunFolder::create(m_bafo->files, m_bafo->project(), "a", "name: a\n", m_bafo->clock);
        const auto log = runs::EventLogWriter::open(m_run->eventLog(), m_run->id(), m_bafo->clock);
        QVERIFY((*log)->emit(Hello{}) && (*log)->emit(StepFinished{.step = 7, .loss = 2}));
        m_worker = std::make_unique<QProcess>();
        m_worker->setWorkingDirectory(QString::fromStdString(m_run->path().string()));
        m_worker->start(
            QStringLiteral("/bin/sh"),
            {QStringLiteral("-c"),
             QStringLiteral("trap '%1; exit 0' TERM; echo ready; while :; do sleep 0.02; done").arg(atTerm)});
        QVERIFY(m_worker->waitForReadyRead(10'000));
        const auto identity = *runs::identityOf(m_bafo->files, m_worker->processId());
        QVERIFY(runs::writeProcessFile(m_bafo->files, m_run->processFile(), *identity));
    }

private Q_SLOTS:
    void init() { m_bafo = std::make_unique<BafoProgram>(); }
    void cleanup() { m_worker.reset(); }

    void aWorkerThatSavesIsSaidToBeStopped()
    {
        startWorker(QStringLiteral("cat said >> events.jsonl"));
        const auto log = runs::EventLogWriter::open(m_bafo->outside("said.jsonl"), m_run->id(), m_bafo->clock);
        QVERIFY((*log)->emit(CheckpointCommitted{.step = 7, .folder = "checkpoints/step-7"}));
        QVERIFY((*log)->emit(RunFinished{.outcome = "stopped", .step = 7}));
        QVERIFY(m_bafo->files.rename(m_bafo->outside("said.jsonl"), m_run->path() / "said"));
        const auto end = m_bafo->run({"run", "stop", "last"});
        QCOMPARE(end.exitCode, 0);
        QCOMPARE(end.json["outcome"].get<std::string>(), std::string("stopped"));
        QCOMPARE(end.json["last_checkpoint_step"].get<int>(), 7);
    }

    void aWorkerThatGoesWithoutSavingIsNotCalledASuccess()
    {
        startWorker(QStringLiteral(":"));
        const auto end = m_bafo->run({"run", "stop", "last"});
        QVERIFY(end.exitCode != 0);
        QVERIFY(end.words.find("without a word") != std::string::npos);
    }

    void aRunThatHasEndedCannotBeStopped()
    {
        startWorker(QStringLiteral(":"));
        m_worker->kill();
        QVERIFY(m_worker->waitForFinished(10'000));
        const std::string differs = m_bafo->run({"run", "stop", "last"}).differsFrom(2, {"is not running"});
        QVERIFY2(differs.empty(), differs.c_str());
    }
};

QTEST_GUILESS_MAIN(RunStopTest)
#include "run_stop_test.moc"
