// SPDX-License-Identifier: GPL-3.0-or-later
// A run on four processes, all of it in the window and with the real engine: started by mouse, watched, one process
// killed, the cause read where the run is shown, and the run taken up again by its button.
// BAFO_WALK_PICTURES=folder keeps pictures of the four moments there.
#include "core/runs/rank_processes.h"
#include "tests/ui/walk/live_watch.h"
#include "tests/ui/walk/walk_scene.h"
#include "tests/ui/walk/window_driver.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QTest>

#include <csignal>
#include <set>

using namespace bafo;
using namespace bafo::walk;

namespace {

const QString kProject = QStringLiteral("izinqubo");
constexpr int kNumRanks = 4;
constexpr std::size_t kVictim = 2;

std::vector<runs::ProcessIdentity> ranksOf(const runs::RunFolder &run)
{
    PosixFileSystem files;
    const auto ranks = runs::readRankProcesses(files, run);
    return ranks ? *ranks : std::vector<runs::ProcessIdentity>();
}

void keepPicture(WindowDriver &user, const char *name)
{
    const QString folder = qEnvironmentVariable("BAFO_WALK_PICTURES");
    if (!folder.isEmpty()) {
        QTest::qWait(1500); // what has changed is on the screen within a second
        user.window().grab().save(folder + QLatin1Char('/') + QLatin1String(name) + QStringLiteral(".png"));
    }
}

bool startOnFour(WindowDriver &user)
{
    user.goTo(4);
    MUST(user.write(QStringLiteral("Context (sequence length)"), QStringLiteral("64")));
    MUST(user.write(QStringLiteral("Texts per step (batch)"), QStringLiteral("64")));
    MUST(user.write(QStringLiteral("How often row 1 is read"), QStringLiteral("1600")));
    MUST(user.write(QStringLiteral("Processes"), QString::number(kNumRanks)));
    keepPicture(user, "1-train");
    MUST(user.click(QStringLiteral("Start 30 steps")));
    MUST(user.waitUntil([&] { return user.window().currentPage() == QStringLiteral("run"); }));
    return true;
}

/// Gives how long it took until the page said so, in milliseconds; negative where it never did.
qint64 killOne(WindowDriver &user, const runs::RunFolder &run)
{
    const auto ranks = ranksOf(run);
    if (ranks.size() != kNumRanks) {
        qWarning("%zu ranks are noted", ranks.size());
        return -1;
    }
    QElapsedTimer timer;
    timer.start();
    ::kill(static_cast<pid_t>(ranks[kVictim].pid), SIGKILL);
    return user.waitFor(QStringLiteral("One of the 4 processes (rank 2) was killed")) ? timer.elapsed() : -1;
}

} // namespace

class SeveralRanksTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;

private Q_SLOTS:
    void initTestCase()
    {
        m_home = makeHome();
        const QString folder = home() + QLatin1Char('/') + kProject;
        QVERIFY(makeByScript("screens/tiny_project.py", {folder, QStringLiteral("--without-runs")}));
        ui::Settings().setLastProject(folder);
    }

    void cleanupTestCase() { cancelRunsIn(kProject); }

    void oneOfFourIsKilledItsEndIsReadAndTheRunGoesOn()
    {
        WindowDriver user(bafoProgram(), home());
        const LiveWatch watch;
        QVERIFY(startOnFour(user));
        const runs::RunFolder run = runIn(kProject);
        QVERIFY(user.waitUntil([&] { return summaryOf(run).step >= 3; }, kLongMs));
        keepPicture(user, "2-live");
        const qint64 toldAfter = killOne(user, run);
        QVERIFY(toldAfter >= 0);
        QVERIFY(summaryOf(run).hasEnded);
        QCOMPARE(summaryOf(run).outcome, std::string("failed"));
        QVERIFY(ranksOf(run).empty()); // nobody was left behind
        keepPicture(user, "3-killed");
        const std::int64_t step = summaryOf(run).step;
        QVERIFY(step < 30);
        QVERIFY(user.click(QStringLiteral("Resume")));
        QVERIFY(user.waitUntil([&] { return !summaryOf(run).hasEnded && summaryOf(run).step > step; }, kLongMs));
        const auto isWithdrawn = [&] { return !user.isSaying(QStringLiteral("has ended: failed")); };
        QVERIFY(user.waitUntil(isWithdrawn)); // it is no longer so
        keepPicture(user, "4-resumed");
        QVERIFY(user.waitUntil([&] { return summaryOf(run).hasEnded; }, kLongMs));
        QCOMPARE(summaryOf(run).outcome, std::string("finished"));
        std::set<std::int64_t> steps;
        for (const auto &one : stepsOf(run)) {
            steps.insert(one.step);
        }
        QCOMPARE(steps.size(), 30U);
        QVERIFY(user.waitFor(QStringLiteral("30 of 30")));
        QCOMPARE(user.strayWindows(), QStringList());
        QVERIFY(watch.sawNoLongCall());
        qInfo("the page named the killed process after %lld ms", toldAfter);
    }
};

int main(int argc, char **argv)
{
    ui::WatchedApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("bafo"));
    QApplication::setApplicationName(QStringLiteral("walk"));
    SeveralRanksTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "several_ranks_test.moc"
