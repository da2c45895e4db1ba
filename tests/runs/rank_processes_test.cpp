// SPDX-License-Identifier: Apache-2.0
#include "core/runs/rank_processes.h"

#include "core/runs/taken_run.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <future>

#include <unistd.h>

using namespace bafo;
using namespace bafo::runs;
using namespace std::chrono_literals;

class RankProcessesTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    PosixFileSystem m_files;

    RunFolder run() const { return RunFolder(Path(m_folder->path().toStdString())); }
    ProcessIdentity self() { return *identityOf(m_files, ::getpid()).value(); }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void whatIsWrittenComesBackInOrder()
    {
        const std::vector<ProcessIdentity> ranks = {self(), {.pid = 7, .startTicks = 8, .bootId = "b"}};
        QVERIFY(writeRankProcesses(m_files, run(), ranks));
        QVERIFY(*readRankProcesses(m_files, run()) == ranks);
    }

    void noFileAndADamagedOneTellOfNobody()
    {
        QVERIFY(readRankProcesses(m_files, run())->empty());
        QVERIFY(awaitRankProcesses(m_files, run(), 0ms));
        for (const char *text : {"", "[", "{}", "[1]", R"([{"pid": "1"}])"}) {
            QVERIFY(writeFileAtomically(m_files, run().rankFile(), text));
            QVERIFY(readRankProcesses(m_files, run())->empty());
        }
    }

    void thoseOfAnotherBootAreNotWaitedFor()
    {
        ProcessIdentity old = self();
        old.bootId = "another";
        QVERIFY(writeRankProcesses(m_files, run(), {old}));
        QVERIFY(awaitRankProcesses(m_files, run(), 0ms));
        QVERIFY(!m_files.status(run().rankFile())->exists);
    }

    void oneThatDoesNotEndIsNamed()
    {
        QVERIFY(writeRankProcesses(m_files, run(), {self()}));
        const auto waited = awaitRankProcesses(m_files, run(), 50ms);
        QVERIFY(!waited);
        QCOMPARE(waited.error().code, ErrorCode::inUse);
        QVERIFY(waited.error().message.find(std::to_string(::getpid())) != std::string::npos);
        QVERIFY(m_files.status(run().rankFile())->exists);
    }

    void whoTakesARunWaitsForTheRanksOfTheWorkerBefore()
    {
        QVERIFY(writeFileAtomically(m_files, run().configFile(), "name: x\n"));
        QProcess rank;
        rank.start(QStringLiteral("/bin/cat"), {});
        QVERIFY(rank.waitForStarted());
        QVERIFY(writeRankProcesses(m_files, run(), {*identityOf(m_files, rank.processId()).value()}));
        auto taking = std::async(std::launch::async, [this] { return takeRun(m_files, run()).has_value(); });
        QVERIFY(taking.wait_for(100ms) == std::future_status::timeout);
        rank.kill();
        QVERIFY(rank.waitForFinished());
        QVERIFY(taking.get());
        QVERIFY(!m_files.status(run().rankFile())->exists);
    }
};

QTEST_GUILESS_MAIN(RankProcessesTest)
#include "rank_processes_test.moc"
