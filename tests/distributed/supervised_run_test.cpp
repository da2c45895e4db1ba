// SPDX-License-Identifier: Apache-2.0
// A supervisor and its ranks as real processes: who dies, who is named, what is left behind. The ranks follow scripts
// (tests/fakes/fake_rank.cpp).
#include "core/distributed/rank_supervisor.h"
#include "core/distributed/supervised_run.h"
#include "core/protocol/events.h"
#include "core/runs/command_channel.h"
#include "core/runs/event_log.h"
#include "core/runs/file_lock.h"
#include "core/runs/rank_processes.h"
#include "core/runs/run_folder.h"
#include "tests/fakes/scripted_ranks.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>

#include <sys/stat.h>
#include <unistd.h>

using namespace bafo;

template <>
inline char *QTest::toString(const std::string &text)
{
    return qstrdup(text.c_str());
}

namespace {

constexpr int kLimitMs = 20'000;
const std::string kWork = "beat 37 100\nkeep-beating\nhang\n"; ///< a rank that never ends by itself

} // namespace

class SupervisedRunTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QProcess> m_supervisor;
    std::optional<runs::RunFolder> m_run;
    PosixFileSystem m_files;
    std::int64_t m_graceMs = 0;

    Path path(const std::string &name) const { return m_run->path() / name; }

    void write(const std::string &name, const std::string &text) const { std::ofstream(path(name)) << text; }

    std::unique_ptr<QProcess> startedSupervisor(int numRanks, int silenceMs, const char *rank = BAFO_FAKE_RANK)
    {
        auto supervisor = std::make_unique<QProcess>();
        supervisor->setProcessChannelMode(QProcess::MergedChannels);
        supervisor->start(QStringLiteral(BAFO_FAKE_SUPERVISOR),
                          {QString::fromStdString(m_run->path().string()), QString::number(numRanks),
                           QString::number(silenceMs), QString::number(m_graceMs), QString::fromUtf8(rank)});
        return supervisor;
    }

    /// One script a rank.
    void start(const std::vector<std::string> &scripts, int silenceMs = 60'000)
    {
        for (std::size_t rank = 0; rank < scripts.size(); ++rank) {
            write("script-" + std::to_string(rank), scripts[rank]);
        }
        m_supervisor = startedSupervisor(static_cast<int>(scripts.size()), silenceMs);
    }

    /// -1: a signal ended it.
    int exitCode()
    {
        if (!m_supervisor->waitForFinished(kLimitMs)) {
            return -2;
        }
        return m_supervisor->exitStatus() == QProcess::NormalExit ? m_supervisor->exitCode() : -1;
    }

    std::int64_t pidIn(const std::string &name)
    {
        const auto text = m_files.readFile(path(name), 100);
        return text ? std::atoll(text->c_str()) : 0;
    }

    bool isAlive(const std::string &name)
    {
        const std::int64_t pid = pidIn(name);
        return pid > 0 && runs::identityOf(m_files, pid)->has_value();
    }

    /// Names of this run's processes that live.
    std::string living()
    {
        std::string names;
        const auto all = m_files.list(m_run->path());
        for (const std::string &name : *all) {
            if ((name.starts_with("pid-") || name.starts_with("heir-")) && isAlive(name)) {
                names += name + " ";
            }
        }
        return names;
    }

    bool haveBegun(int numRanks)
    {
        for (int rank = 0; rank < numRanks; ++rank) {
            if (!isAlive("pid-" + std::to_string(rank))) {
                return false;
            }
        }
        return true;
    }

    bool exists(const std::string &name) { return m_files.status(path(name))->exists; }

    std::vector<Path> rendezvousFolders()
    {
        std::vector<Path> found;
        const auto all = m_files.list(m_run->path());
        for (const std::string &name : *all) {
            if (name.starts_with(".rendezvous-")) {
                found.push_back(path(name));
            }
        }
        return found;
    }

    std::vector<protocol::Message> events()
    {
        runs::EventLogReader reader(m_run->eventLog());
        auto messages = reader.poll().value();
        return reader.numDamagedLines() == 0 ? messages : std::vector<protocol::Message>();
    }

    /// "RANK CODE: MESSAGE -> HINT" of the last event, where it is run_failed.
    std::string failure()
    {
        const auto all = events();
        const auto *failed = all.empty() ? nullptr : std::get_if<protocol::RunFailed>(&all.back().event);
        return failed == nullptr ? std::string("no run_failed")
                                 : std::to_string(all.back().envelope.rank) + " " + failed->code + ": "
                + failed->message + " -> " + failed->hint;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_run.emplace(Path(m_folder->path().toStdString()) / "run");
        std::filesystem::create_directories(m_run->path());
        write("config.yaml", "name: x\n");
        m_graceMs = 50;
    }

    void cleanup()
    {
        if (m_supervisor && m_supervisor->state() != QProcess::NotRunning) {
            m_supervisor->kill();
            m_supervisor->waitForFinished();
        }
        const auto all = m_files.list(m_run->path());
        for (const std::string &name : *all) {
            if ((name.starts_with("pid-") || name.starts_with("heir-")) && isAlive(name)) {
                ::kill(static_cast<pid_t>(pidIn(name)), SIGKILL);
            }
        }
        m_supervisor.reset();
    }

    void aRunThatFinishesIsToldAsFinished()
    {
        const std::string end = "finish finished 5\n";
        start({"beat 5 9\nstep 5\n" + end, end, "warn too little memory\n" + end, end});
        QCOMPARE(exitCode(), 0);
        const auto all = events();
        QCOMPARE(all.size(), std::size_t{4});
        QVERIFY(std::holds_alternative<protocol::Hello>(all[0].event));
        QCOMPARE(std::get<protocol::StepFinished>(all[1].event).step, std::int64_t{5});
        QCOMPARE(all[2].envelope.rank, 2);
        QCOMPARE(std::get<protocol::Warning>(all[2].event).message, std::string("too little memory"));
        QCOMPARE(std::get<protocol::RunFinished>(all[3].event).outcome, std::string("finished"));
        QCOMPARE(std::get<protocol::RunFinished>(all[3].event).step, std::int64_t{5});
        QVERIFY(rendezvousFolders().empty());
    }

    void aKilledRankIsNamedWithinTwoSecondsAndNobodyIsLeft()
    {
        m_graceMs = distributed::SupervisionSettings().graceMs;
        start({"checkpoint 30\n" + kWork, kWork, kWork, kWork});
        QTRY_VERIFY_WITH_TIMEOUT(haveBegun(4) && events().size() == 2, kLimitMs);
        QTest::qWait(100); // a beat on its way is not what this is about
        QElapsedTimer timer;
        timer.start();
        ::kill(static_cast<pid_t>(pidIn("pid-2")), SIGKILL);
        QCOMPARE(exitCode(), exitCodeOf(ErrorCode::internal));
        QVERIFY2(timer.elapsed() < 2000, std::to_string(timer.elapsed()).c_str());
        QCOMPARE(failure(),
                 std::string("2 internal: rank 2 of 4 was killed (signal 9) after step 37 -> "
                             "'bafo run resume run' goes on from step 30"));
        QCOMPARE(living(), std::string());
        QVERIFY(rendezvousFolders().empty());
    }

    void allRanksKilledAtOnceAreAllMentioned()
    {
        start({kWork, kWork});
        QTRY_VERIFY_WITH_TIMEOUT(haveBegun(2), kLimitMs);
        ::kill(static_cast<pid_t>(pidIn("pid-0")), SIGKILL);
        ::kill(static_cast<pid_t>(pidIn("pid-1")), SIGKILL);
        QCOMPARE(exitCode(), 70);
        QVERIFY2(failure().starts_with("0 internal: rank 0 of 2 was killed (signal 9)")
                     && failure().find("; rank 1 too -> nothing was saved yet") != std::string::npos,
                 failure().c_str());
    }

    void aCrashIsNamedAsOne()
    {
        start({kWork, "beat 3 1\nraise 11\n"});
        QCOMPARE(exitCode(), 70);
        QVERIFY2(failure().starts_with("1 internal: rank 1 of 2 crashed (signal 11) after step 3"), failure().c_str());
    }

    void aStoppedRankIsNamedWithinItsTimeoutAndFiveSeconds()
    {
        constexpr int kSilenceMs = 1000;
        m_graceMs = distributed::SupervisionSettings().graceMs;
        start({kWork, kWork, kWork}, kSilenceMs);
        QTRY_VERIFY_WITH_TIMEOUT(haveBegun(3), kLimitMs);
        QTest::qWait(100);
        QElapsedTimer timer;
        timer.start();
        ::kill(static_cast<pid_t>(pidIn("pid-1")), SIGSTOP);
        QCOMPARE(exitCode(), 70);
        QVERIFY2(timer.elapsed() < kSilenceMs + 5000, std::to_string(timer.elapsed()).c_str());
        QVERIFY2(failure().starts_with("1 internal: rank 1 of 3 gave no sign of life for 1 s after step 37"),
                 failure().c_str());
        QCOMPARE(living(), std::string());
    }

    void whoLostAPeerIsNotNamedButThePeerIs()
    {
        start({"beat 9 5 all_gather\nwait gone\nlose-peer connection closed\nexit 70\n",
               "beat 9 5 all_gather\ntouch gone\nraise 9\n",
               "beat 9 5 all_gather\nwait gone\nlose-peer connection closed\nexit 70\n"});
        QCOMPARE(exitCode(), 70);
        QVERIFY2(failure().starts_with("1 internal: rank 1 of 3 was killed (signal 9) after step 9 (all_gather)"),
                 failure().c_str());
    }

    void anErrorOfARankIsTheErrorOfTheRun()
    {
        start({kWork, "beat 9 5\nfail disk_full the disk is full\nexit 6\n"});
        QCOMPARE(exitCode(), exitCodeOf(ErrorCode::diskFull));
        QVERIFY2(failure().starts_with("1 disk_full: rank 1 of 2: the disk is full"), failure().c_str());
        QVERIFY(m_supervisor->readAll().contains("the disk is full"));
    }

    void ranksThatIgnoreSigtermEndToo()
    {
        start({"ignore-term\n" + kWork, "ignore-term\n" + kWork, "wait go\nexit 1\n"});
        QTRY_VERIFY_WITH_TIMEOUT(haveBegun(3), kLimitMs);
        write("go", "");
        QCOMPARE(exitCode(), 70);
        QVERIFY2(failure().starts_with("2 internal: rank 2 of 3 ended without a word (exit code 1)"),
                 failure().c_str());
        QCOMPARE(living(), std::string());
    }

    void whatARankHasStartedEndsWithIt()
    {
        start({"fork\n" + kWork, "fork\nbeat 1 1\nwait go\nexit 1\n"});
        QTRY_VERIFY_WITH_TIMEOUT(isAlive("heir-0") && isAlive("heir-1"), kLimitMs);
        write("go", "");
        QCOMPARE(exitCode(), 70);
        QTRY_COMPARE_WITH_TIMEOUT(living(), std::string(), kLimitMs);
    }

    void noRankOutlivesAKilledSupervisorAndTheNextStartFindsAllFree()
    {
        start({kWork, kWork, "ignore-term\n" + kWork});
        QTRY_VERIFY_WITH_TIMEOUT(haveBegun(3), kLimitMs);
        QCOMPARE(rendezvousFolders().size(), std::size_t{1});
        QVERIFY(!*runs::FileLock::tryAcquire(m_run->lockFile()));
        ::kill(static_cast<pid_t>(m_supervisor->processId()), SIGKILL);
        QCOMPARE(exitCode(), -1);
        QTRY_COMPARE_WITH_TIMEOUT(living(), std::string(), kLimitMs);
        QVERIFY(*runs::FileLock::tryAcquire(m_run->lockFile()));
        const std::string end = "finish finished 5\n";
        start({end, end});
        QCOMPARE(exitCode(), 0);
        QVERIFY(rendezvousFolders().empty()); // its own, and the one that was left
        QVERIFY(!exists("ranks"));
    }

    /// The control of those above: what nobody ends is found to live. A rank starts nothing, so nothing is left.
    void whatARankHasStartedOutlivesAKilledSupervisorAndIsFound()
    {
        start({"fork\n" + kWork, kWork});
        QTRY_VERIFY_WITH_TIMEOUT(haveBegun(2) && isAlive("heir-0"), kLimitMs);
        ::kill(static_cast<pid_t>(m_supervisor->processId()), SIGKILL);
        QCOMPARE(exitCode(), -1);
        QTRY_COMPARE_WITH_TIMEOUT(living(), std::string("heir-0 "), kLimitMs);
    }

    void aSupervisorKilledWhileItStartsLeavesNobody()
    {
        for (int moment = 0; moment < 20; ++moment) {
            for (int rank = 0; rank < 4; ++rank) {
                (void)m_files.removeFile(path("pid-" + std::to_string(rank)));
            }
            start({kWork, kWork, kWork, kWork});
            QVERIFY(m_supervisor->waitForStarted());
            ::usleep(static_cast<useconds_t>(500 * moment));
            ::kill(static_cast<pid_t>(m_supervisor->processId()), SIGKILL);
            QCOMPARE(exitCode(), -1);
            // Those that got so far wrote their number and are gone; none comes later. One that had not even begun to
            // be a rank has the lock a moment longer.
            QTRY_COMPARE_WITH_TIMEOUT(living(), std::string(), kLimitMs);
            QTRY_VERIFY_WITH_TIMEOUT(*runs::FileLock::tryAcquire(m_run->lockFile()), kLimitMs);
        }
        QTest::qWait(200);
        QCOMPARE(living(), std::string());
    }

    void aLineThatAKilledLeaderLeftTornCostsNothing()
    {
        start({"step 4\ntorn\nbeat 4 9\nraise 9\n", kWork});
        QCOMPARE(exitCode(), 70);
        QVERIFY2(failure().starts_with("0 internal: rank 0 of 2 was killed (signal 9) after step 4"),
                 failure().c_str());
        const auto all = events();
        QCOMPARE(all.size(), std::size_t{3}); // hello, step, run_failed: and no damaged line
        QCOMPARE(all[2].envelope.seq, all[1].envelope.seq + 1);
    }

    void noiseOnThePipeDoesNotDisturbTheRun()
    {
        start({"garbage\nbeat 1 1\nfinish finished 5\n", "flood\ngarbage\nfinish finished 5\n",
               "garbage\nfinish finished 5\ngarbage\n"});
        QCOMPARE(exitCode(), 0);
    }

    void aRankThatClosesItsPipeIsGivenUpLikeASilentOne()
    {
        start({kWork, "beat 1 1\nclose\nhang\n"}, 500);
        QCOMPARE(exitCode(), 70);
        QVERIFY2(failure().starts_with("1 internal: rank 1 of 2 gave no sign of life"), failure().c_str());
    }

    void aStopReachesTheLeaderAlsoWhenItComesBeforeTheLeaderListens()
    {
        for (const bool isEarly : {false, true}) {
            start(
                {std::string(isEarly ? "wait go\n" : "") + "touch ready\nwait-for-stop\ntouch done\nfinish stopped 3\n",
                 "wait done\nfinish stopped 3\n"});
            QTRY_VERIFY_WITH_TIMEOUT(isEarly ? haveBegun(2) : exists("ready"), kLimitMs);
            m_supervisor->terminate();
            QTest::qWait(isEarly ? 200 : 0);
            write("go", "");
            QCOMPARE(exitCode(), exitCodeOf(ErrorCode::cancelled));
            const auto all = events();
            QCOMPARE(std::get<protocol::RunFinished>(all.back().event).outcome, std::string("stopped"));
            QCOMPARE(std::get<protocol::RunFinished>(all.back().event).step, std::int64_t{3});
            for (const char *name : {"go", "ready", "done", "pid-0", "pid-1"}) {
                (void)m_files.removeFile(path(name));
            }
        }
    }

    void commandsSentSinceTheHelloAreHeardAndOlderOnesAreNot()
    {
        QVERIFY(runs::sendCommand(m_run->commandLog(), {.kind = protocol::CommandKind::ping, .id = "old"}));
        start({"touch ready\nwait-for-command\ntouch heard\nfinish finished 1\n", "finish finished 1\n"});
        QTRY_VERIFY_WITH_TIMEOUT(exists("ready"), kLimitMs);
        QTest::qWait(50);
        QVERIFY(!exists("heard"));
        QVERIFY(runs::sendCommand(m_run->commandLog(), {.kind = protocol::CommandKind::ping, .id = "new"}));
        QCOMPARE(exitCode(), 0);
        QVERIFY(exists("heard"));
    }

    void theRunIsSeenAsTheSupervisors()
    {
        start({kWork, kWork});
        QTRY_VERIFY_WITH_TIMEOUT(haveBegun(2), kLimitMs);
        const auto identity = runs::readProcessFile(m_files, m_run->processFile()).value();
        QCOMPARE(identity->pid, std::int64_t{m_supervisor->processId()});
        QCOMPARE(std::get<protocol::Hello>(events().front().event).pid, identity->pid);
        QCOMPARE(runs::statusOf(m_files, *m_run, SystemClock())->state, runs::RunState::running);
        const auto second = startedSupervisor(2, 60'000);
        QVERIFY(second->waitForFinished(kLimitMs));
        QCOMPARE(second->exitCode(), exitCodeOf(ErrorCode::inUse));
        QVERIFY(second->readAll().contains("another worker has the run"));
        QTRY_COMPARE(runs::readRankProcesses(m_files, *m_run)->size(), std::size_t{2});
        QCOMPARE(runs::readRankProcesses(m_files, *m_run)->at(1).pid, pidIn("pid-1"));
        QVERIFY(haveBegun(2)); // and did no harm
    }

    void aRankStandsInTheSessionInAGroupOfItsOwnWithItsPipeAndNothingElse()
    {
        start({kWork, kWork});
        QTRY_VERIFY_WITH_TIMEOUT(haveBegun(2), kLimitMs);
        const auto rank = static_cast<pid_t>(pidIn("pid-1"));
        QCOMPARE(::getsid(rank), ::getsid(static_cast<pid_t>(m_supervisor->processId())));
        QCOMPARE(::getpgid(rank), rank);
        const Path files = "/proc/" + std::to_string(rank) + "/fd";
        QCOMPARE(std::filesystem::read_symlink(files / "0").string(), std::string("/dev/null"));
        QVERIFY(std::filesystem::read_symlink(files / "3").string().starts_with("pipe:"));
        for (const auto &entry : std::filesystem::directory_iterator(files)) {
            const std::string name = entry.path().filename().string();
            const std::string target = std::filesystem::read_symlink(entry.path()).string();
            QVERIFY2(std::stoi(name) <= 3 || target.ends_with("script-1"), (name + " -> " + target).c_str());
        }
        const auto folders = rendezvousFolders();
        QCOMPARE(folders.size(), std::size_t{1});
        struct stat info = {};
        QCOMPARE(::stat(folders.front().c_str(), &info), 0);
        QCOMPARE(info.st_mode & 0777U, 0700U);
    }

    void theHintNamesWhatIsSavedRatherThanWhatTheLogKnowsOfIt()
    {
        fakes::ScriptedRanks ranks;
        ranks.at(100, [&] { ranks.end(1, distributed::RankProcess::State::killed, SIGKILL); });
        const auto done = distributed::superviseRun({.files = m_files,
                                                     .clock = ranks,
                                                     .run = *m_run,
                                                     .launcher = ranks,
                                                     .isStopAsked = [] { return false; },
                                                     .version = "test",
                                                     .numRanks = 2,
                                                     .oldCommands = 17,
                                                     .settings = {},
                                                     .lastSavedStep = [] { return std::optional<std::int64_t>(33); }});
        QVERIFY(!done);
        QCOMPARE(done.error().hint, std::string("'bafo run resume run' goes on from step 33"));
        const std::vector<std::string> &words = ranks.rank(1).arguments;
        QCOMPARE(words.front() + " " + words.at(1), "run-rank " + m_run->path().string());
        QCOMPARE(words.at(3) + " " + words.at(5) + " " + words.at(9), std::string("1 2 17"));
    }

    void aProgramThatIsNotThereIsToldInTheLog()
    {
        m_supervisor = startedSupervisor(2, 60'000, "/no/such/engine");
        QCOMPARE(exitCode(), 70);
        QVERIFY2(failure().starts_with("0 internal: rank 0 of 2: cannot start /no/such/engine"), failure().c_str());
    }
};

QTEST_GUILESS_MAIN(SupervisedRunTest)
#include "supervised_run_test.moc"
