// SPDX-License-Identifier: Apache-2.0
#include "core/runs/detached_launch.h"

#include "core/runs/process_identity.h"

#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <fstream>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

using namespace bafo;
using namespace bafo::runs;

class DetachedLaunchTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    PosixFileSystem m_files;

    Path path(const char *name) const { return Path(m_folder.path().toStdString()) / name; }

    std::string content(const char *name)
    {
        const auto text = m_files.readFile(path(name), 1U << 26U);
        return text ? *text : std::string();
    }

    Result<std::int64_t> shell(const std::string &script, std::uint64_t maxBytes = kMaxOutputBytes) const
    {
        return launchDetached({"/bin/sh", "-c", script}, path("."), path("log.txt"), maxBytes);
    }

    bool hasEnded(std::int64_t pid) { return !identityOf(m_files, pid)->has_value(); }

    std::uint64_t sizeOf(const char *name)
    {
        const auto status = m_files.status(path(name));
        return status ? status->sizeBytes : 0;
    }

private Q_SLOTS:
    void cleanup()
    {
        for (const char *name : {"log.txt", "log.txt.1", "done", "pid", "go"}) {
            (void)m_files.removeFile(path(name));
        }
    }

    void bothStreamsAreInTheLog()
    {
        const auto pid = shell("echo to stdout; echo to stderr >&2; pwd > done");
        QVERIFY2(pid.has_value(), pid ? "" : pid.error().message.c_str());
        QTRY_COMPARE(content("log.txt"), std::string("to stdout\nto stderr\n"));
        QTRY_COMPARE(content("done"), m_folder.path().toStdString() + "\n");
    }

    void theWorkerLeadsNoSessionOfOursAndIsNotOurChild()
    {
        const auto pid = shell("while [ ! -e go ]; do sleep 0.01; done");
        QVERIFY(pid.has_value());
        QVERIFY(::getsid(static_cast<pid_t>(*pid)) != ::getsid(0));
        QCOMPARE(::waitpid(static_cast<pid_t>(*pid), nullptr, WNOHANG), -1);
        std::ofstream(path("go")) << "x";
        QTRY_VERIFY(hasEnded(*pid));
    }

    void aProgramThatDoesNotExistIsAnError()
    {
        const auto pid = launchDetached({"/no/such/program"}, path("."), path("log.txt"));
        QVERIFY(!pid);
        QVERIFY(pid.error().message.find("/no/such/program") != std::string::npos);
    }

    void aHundredMegabytesOfNoiseStayCappedAndDoNotBlock()
    {
        const auto pid = shell("head -c 100000000 /dev/zero | tr '\\0' x; echo the end; echo y > done", 1U << 20U);
        QVERIFY(pid.has_value());
        QTRY_COMPARE_WITH_TIMEOUT(content("done"), std::string("y\n"), 60000);
        QTRY_VERIFY(hasEnded(*pid));
        QCOMPARE(sizeOf("log.txt"), std::uint64_t{1U << 19U});
        QVERIFY(sizeOf("log.txt.1") <= (1U << 19U));
        QTRY_VERIFY(content("log.txt.1").ends_with("the end\n"));
    }

    void theWorkerOutlivesWhoeverKeepsItsOutput()
    {
        const auto pid
            = shell("while [ ! -e go ]; do sleep 0.01; done; for i in 1 2 3; do echo noise; done; echo y > done");
        QVERIFY(pid.has_value());
        // The keeper is the other process of the worker's session.
        int numKilled = 0;
        for (const auto &entry : std::filesystem::directory_iterator("/proc")) {
            const pid_t other = static_cast<pid_t>(std::atoi(entry.path().filename().c_str()));
            if (other > 0 && other != *pid && ::getsid(other) == ::getsid(static_cast<pid_t>(*pid))) {
                std::ifstream name(entry.path() / "comm");
                std::string text;
                std::getline(name, text);
                if (text != "sleep" && text != "sh") {
                    ::kill(other, SIGKILL);
                    ++numKilled;
                }
            }
        }
        QCOMPARE(numKilled, 1);
        std::ofstream(path("go")) << "x";
        QTRY_COMPARE(content("done"), std::string("y\n"));
        QTRY_VERIFY(hasEnded(*pid));
        QVERIFY(content("log.txt").find("noise") == std::string::npos); // its output is lost, it is not
    }

    void anEarlierLogIsKeptAndCountsTowardsTheRoom()
    {
        std::ofstream(path("log.txt")) << "from before\n";
        QVERIFY(shell("echo new").has_value());
        QTRY_COMPARE(content("log.txt"), std::string("from before\nnew\n"));
    }
};

QTEST_GUILESS_MAIN(DetachedLaunchTest)
#include "detached_launch_test.moc"
