// SPDX-License-Identifier: GPL-3.0-or-later
// The whole way of a newcomer through the real window with the real engine, by mouse and keys: from an empty folder to
// a talk with two models, with a SIGKILL of the window in the middle. The first half runs in a child process, so that
// it can be killed.
#include "tests/ui/walk/live_watch.h"
#include "tests/ui/walk/walk_scene.h"
#include "tests/ui/walk/window_driver.h"

#include <QApplication>
#include <QProcess>
#include <QTableView>
#include <QTest>

#include <csignal>

#include <unistd.h>

using namespace bafo;
using namespace bafo::walk;

namespace {

const QString kProject = QStringLiteral("iphrojekthi");

bool makeProject(WindowDriver &user)
{
    MUST(user.click(QStringLiteral("New project")));
    MUST(user.write(QStringLiteral("Name"), QStringLiteral("Izindaba")));
    MUST(user.write(QStringLiteral("Folder"), home() + QLatin1Char('/') + kProject));
    MUST(user.click(QStringLiteral("Make the project")));
    MUST(user.waitFor(QStringLiteral("Project: Izindaba")));
    return true;
}

bool takeText(WindowDriver &user, const char *file, const QString &language)
{
    user.drop({fixture(file)});
    MUST(user.write(QStringLiteral("Language of the text"), language));
    MUST(user.write(QStringLiteral("Licence"), QStringLiteral("CC-BY-4.0")));
    MUST(user.write(QStringLiteral("Dataset"), QStringLiteral("izindaba")));
    MUST(user.click(QStringLiteral("Take in")));
    MUST(user.waitFor(QStringLiteral("Took ")));
    MUST(user.click(QStringLiteral("Close")));
    return true;
}

bool importModel(WindowDriver &user)
{
    user.goTo(8);
    MUST(user.click(QStringLiteral("Import a model")));
    MUST(user.write(QStringLiteral("File or folder of the model"), fixture("tiny")));
    MUST(user.click(QStringLiteral("Import")));
    MUST(user.waitFor(QStringLiteral("Talk with it"), kLongMs));
    return true;
}

bool growWords(WindowDriver &user)
{
    user.goTo(3);
    MUST(user.waitFor(QStringLiteral("a word")));
    MUST(user.click(QStringLiteral("Grow by")));
    MUST(user.click(QStringLiteral("Grow by")));
    MUST(user.click(QStringLiteral("Give tiny these pieces")));
    MUST(user.waitFor(QStringLiteral("is ready"), kLongMs));
    return true;
}

bool startTraining(WindowDriver &user)
{
    user.goTo(4);
    MUST(user.write(QStringLiteral("Context (sequence length)"), QStringLiteral("64")));
    MUST(user.write(QStringLiteral("Texts per step (batch)"), QStringLiteral("192")));
    MUST(user.write(QStringLiteral("How often row 1 is read"), QStringLiteral("1600")));
    MUST(user.write(QStringLiteral("Learning rate"), QStringLiteral("0,005")));
    MUST(user.click(QStringLiteral("Start 30 steps")));
    MUST(user.waitUntil([&] { return user.window().currentPage() == QStringLiteral("run"); }));
    return true;
}

/// Until SIGKILL.
bool firstHalf()
{
    WindowDriver user(bafoProgram(), home());
    MUST(makeProject(user));
    MUST(takeText(user, "izindaba.txt", QStringLiteral("isiZulu")));
    MUST(takeText(user, "stories.txt", QStringLiteral("English")));
    MUST(user.click(QStringLiteral("Hold out")));
    MUST(user.waitFor(QStringLiteral("Held out ")));
    MUST(importModel(user));
    MUST(growWords(user));
    const LiveWatch watch;
    MUST(startTraining(user));
    MUST(user.waitUntil([] { return summaryOf(runIn(kProject)).step >= 2; }, kLongMs));
    MUST(user.click(QStringLiteral("Pause")));
    MUST(user.waitFor(QStringLiteral("paused"), kLongMs));
    const auto paused = summaryOf(runIn(kProject));
    MUST(paused.isPaused && paused.step > 0 && paused.step < 30);
    MUST(user.click(QStringLiteral("Resume")));
    MUST(user.waitUntil([&] { return summaryOf(runIn(kProject)).step > paused.step; }));
    MUST(user.strayWindows().isEmpty());
    MUST(watch.sawNoLongCall());
    ::kill(::getpid(), SIGKILL);
    return false;
}

} // namespace

class ByMouseTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;

private Q_SLOTS:
    void initTestCase()
    {
        m_home = makeHome();
        QVERIFY(makeByScript("walk/make_fixture.py", {home() + QStringLiteral("/fixture")}));
    }

    /// A walk that fails half-way leaves its worker paused.
    void cleanupTestCase() { cancelRunsIn(kProject); }

    void aWindowIsKilledInTheMiddleOfTraining()
    {
        QProcess window;
        window.setProcessChannelMode(QProcess::ForwardedChannels);
        window.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--first-half")});
        QVERIFY(window.waitForFinished(400000));
        QCOMPARE(window.exitStatus(), QProcess::CrashExit);
        QCOMPARE(window.exitCode(), SIGKILL); // its own: the way went through to its end
    }

    void theRunGoesOnAndEveryStepIsFound()
    {
        const runs::RunFolder run = runIn(kProject);
        QVERIFY(QTest::qWaitFor([&] { return summaryOf(run).hasEnded; }, kLongMs));
        QCOMPARE(summaryOf(run).outcome, std::string("finished"));
        QCOMPARE(summaryOf(run).step, 30);
        QCOMPARE(stepsOf(run).size(), 30U);
    }

    void aNewWindowFindsAllAgainComparesAndTalks()
    {
        WindowDriver user(bafoProgram(), home());
        QVERIFY(user.waitFor(QStringLiteral("Project: Izindaba")));
        QCOMPARE(user.window().currentPage(), QStringLiteral("run"));
        QVERIFY(user.waitFor(QStringLiteral("30 of 30")));

        QVERIFY(user.click(QStringLiteral("Clone")));
        QCOMPARE(user.window().currentPage(), QStringLiteral("train"));
        QVERIFY(user.write(QStringLiteral("Texts per step (batch)"), QStringLiteral("4")));
        QVERIFY(user.write(QStringLiteral("Learning rate"), QStringLiteral("2e-3")));
        {
            const LiveWatch watch;
            QVERIFY(user.click(QStringLiteral("Start 30 steps")));
            const QStringList both{QStringLiteral("finished"), QStringLiteral("finished")};
            QVERIFY(user.waitUntil([&both] { return outcomesIn(kProject) == both; }, kLongMs));
            QVERIFY(watch.sawNoLongCall());
        }

        user.goTo(5);
        auto *table = user.table(QStringLiteral("Runs"));
        QVERIFY(user.waitUntil([&] { return table->model()->rowCount() == 2; }));
        table->selectAll();
        QVERIFY(user.waitFor(QStringLiteral("Only what differs")));

        user.goTo(7);
        QVERIFY(user.click(QStringLiteral("Compare two")));
        QVERIFY(user.write(QStringLiteral("Your question"), QStringLiteral("Umfana uthanda")));
        QVERIFY(user.click(QStringLiteral("Send")));
        QVERIFY(user.waitUntil([&] { return user.countNamed(QStringLiteral("Answer this again")) == 2; }, kLongMs));
        QCOMPARE(user.strayWindows(), QStringList());
    }
};

int main(int argc, char **argv)
{
    ui::WatchedApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("bafo"));
    QApplication::setApplicationName(QStringLiteral("walk"));
    if (application.arguments().contains(QStringLiteral("--first-half"))) {
        useOwnSettings();
        return firstHalf() ? 0 : 1;
    }
    ByMouseTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "by_mouse_test.moc"
