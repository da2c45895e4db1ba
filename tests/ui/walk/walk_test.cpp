// SPDX-License-Identifier: GPL-3.0-or-later
// The whole way of a newcomer through the real window with the real engine: from an empty folder to a talk with two
// models, with a SIGKILL of the window in the middle. The first half runs in a child process, so that it can be killed.
#include "core/base/file_system.h"
#include "core/runs/event_log.h"
#include "core/runs/run_folder.h"
#include "tests/ui/walk/window_driver.h"
#include "ui/shell/event_watch.h"

#include <QApplication>
#include <QDir>
#include <QProcess>
#include <QSettings>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

#include <unistd.h>

using namespace bafo;
using walk::WindowDriver;

namespace {

const QString kBafo = QStringLiteral(BAFO_BIN_DIR "/bafo");
constexpr int kLongMs = 120000;

/// The promise is 50 ms on a computer that does nothing else, and make bench measures it. Here an engine and other
/// tests have the same processor, whose caches and clock a call pays for in its own time too.
constexpr double kLongestCallMs = 100;

/// Where everything of one walk lies; told to the child by its environment.
QString home()
{
    return qEnvironmentVariable("BAFO_WALK_HOME");
}

QString fixture(const char *name)
{
    return home() + QStringLiteral("/fixture/") + QLatin1String(name);
}

runs::RunFolder lastRun()
{
    PosixFileSystem files;
    const auto project = runs::Project::open(files, (home() + QStringLiteral("/iphrojekthi")).toStdString()).value();
    return runs::RunFolder::find(files, project, "last").value();
}

runs::RunSummary summaryOf(const runs::RunFolder &run)
{
    runs::RunSummary summary;
    runs::EventLogReader reader(run.eventLog());
    const auto messages = reader.poll();
    for (const auto &message : messages ? *messages : std::vector<protocol::Message>()) {
        summary.add(message);
    }
    return summary;
}

/// Of the window as it was when the walk could not go on.
QString pictureOf(WindowDriver &user)
{
    const QString file = QDir::tempPath() + QStringLiteral("/bafo-walk-failed.png");
    user.window().grab().save(file);
    return file;
}

#define MUST(step)                                                                                                     \
    do {                                                                                                               \
        if (!(step)) {                                                                                                 \
            qCritical("the walk ends here: %s (page %s; picture: %s)", #step, qPrintable(user.window().currentPage()), \
                      qPrintable(pictureOf(user)));                                                                    \
            return false;                                                                                              \
        }                                                                                                              \
    } while (false)

/// Watches the calls in the window's thread while a run is live.
class LiveWatch {
public:
    LiveWatch() { application()->setWatch(&m_watch); }
    ~LiveWatch() { application()->setWatch(nullptr); }
    LiveWatch(const LiveWatch &) = delete;
    LiveWatch &operator=(const LiveWatch &) = delete;

    [[nodiscard]] bool sawNoLongCall() const
    {
        const ui::WatchedTime &longest = m_watch.longestOwnCall();
        qInfo("longest call with a live run: %.1f ms own, %.1f ms wall time, %s", longest.ownMs, longest.wallMs,
              longest.what.constData());
        return !longest.what.isEmpty() && longest.ownMs < kLongestCallMs;
    }

private:
    static ui::WatchedApplication *application() { return static_cast<ui::WatchedApplication *>(qApp); }

    ui::EventWatch m_watch;
};

bool makeProject(WindowDriver &user)
{
    MUST(user.click(QStringLiteral("New project")));
    MUST(user.write(QStringLiteral("Name"), QStringLiteral("Izindaba")));
    MUST(user.write(QStringLiteral("Folder"), home() + QStringLiteral("/iphrojekthi")));
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
    MUST(user.write(QStringLiteral("Texts per step (batch)"), QStringLiteral("48")));
    MUST(user.write(QStringLiteral("How often row 1 is read"), QStringLiteral("400")));
    MUST(user.write(QStringLiteral("Learning rate"), QStringLiteral("0,005")));
    MUST(user.click(QStringLiteral("Start 30 steps")));
    MUST(user.waitUntil([&] { return user.window().currentPage() == QStringLiteral("run"); }));
    return true;
}

/// Focus by Tab, then Space: no mouse.
bool pressButton(WindowDriver &user, const QString &text)
{
    MUST(user.button(text) != nullptr);
    MUST(user.tabTo(text));
    user.press(Qt::Key_Space);
    return true;
}

/// Focus by Tab, then keys over what stands there.
bool typeInto(WindowDriver &user, const QString &name, const QString &text)
{
    MUST(user.tabTo(name));
    user.press(Qt::Key_A, Qt::ControlModifier);
    user.keys(text);
    return true;
}

bool makeProjectByKeys(WindowDriver &user)
{
    user.press(Qt::Key_N, Qt::ControlModifier);
    MUST(user.waitFor(QStringLiteral("Make the project")));
    MUST(typeInto(user, QStringLiteral("Name"), QStringLiteral("Ngezinkinobho")));
    MUST(typeInto(user, QStringLiteral("Folder"), home() + QStringLiteral("/ngezinkinobho")));
    user.press(Qt::Key_Return);
    MUST(user.waitFor(QStringLiteral("Project: Ngezinkinobho")));
    return true;
}

bool takeTextByKeys(WindowDriver &user, const char *file, const QString &language)
{
    user.goTo(2);
    MUST(user.waitFor(QStringLiteral("Add text")));
    user.answerFileDialog(fixture(file));
    MUST(pressButton(user, QStringLiteral("Add text…")));
    MUST(typeInto(user, QStringLiteral("Language of the text"), language));
    MUST(typeInto(user, QStringLiteral("Dataset"), QStringLiteral("izindaba")));
    MUST(pressButton(user, QStringLiteral("Take in 1 file")));
    MUST(user.waitFor(QStringLiteral("Took ")));
    return true;
}

bool trainByKeys(WindowDriver &user)
{
    user.goTo(4);
    MUST(user.waitFor(QStringLiteral("Start 30 steps")));
    MUST(typeInto(user, QStringLiteral("Context (sequence length)"), QStringLiteral("64")));
    MUST(typeInto(user, QStringLiteral("How often row 1 is read"), QStringLiteral("50")));
    MUST(pressButton(user, QStringLiteral("Start 30 steps")));
    MUST(user.waitUntil([&] { return user.window().currentPage() == QStringLiteral("run"); }));
    MUST(user.waitFor(QStringLiteral("finished"), kLongMs));
    return true;
}

bool talkByKeys(WindowDriver &user)
{
    user.goTo(7);
    MUST(user.waitFor(QStringLiteral("Your question")));
    MUST(pressButton(user, QStringLiteral("Compare two")));
    MUST(user.tabTo(QStringLiteral("Your question")));
    user.keys(QStringLiteral("Umfana uthanda"));
    user.press(Qt::Key_Return);
    MUST(user.waitUntil([&] { return user.countNamed(QStringLiteral("Answer this again")) == 2; }, kLongMs));
    return true;
}

/// The second way, without a mouse: from a new project to a talk with two models.
bool byKeys(WindowDriver &user)
{
    MUST(makeProjectByKeys(user));
    MUST(takeTextByKeys(user, "izindaba.txt", QStringLiteral("zul")));
    MUST(takeTextByKeys(user, "stories.txt", QStringLiteral("eng")));
    MUST(pressButton(user, QStringLiteral("Hold out")));
    MUST(user.waitFor(QStringLiteral("Held out ")));
    user.goTo(8);
    MUST(pressButton(user, QStringLiteral("Import a model")));
    MUST(typeInto(user, QStringLiteral("File or folder of the model"), fixture("tiny")));
    MUST(pressButton(user, QStringLiteral("Import")));
    MUST(user.waitFor(QStringLiteral("Talk with it"), kLongMs));
    MUST(trainByKeys(user));
    MUST(talkByKeys(user));
    return true;
}

/// Until SIGKILL.
bool firstHalf()
{
    WindowDriver user(kBafo, home());
    MUST(makeProject(user));
    MUST(takeText(user, "izindaba.txt", QStringLiteral("isiZulu")));
    MUST(takeText(user, "stories.txt", QStringLiteral("English")));
    MUST(user.click(QStringLiteral("Hold out")));
    MUST(user.waitFor(QStringLiteral("Held out ")));
    MUST(importModel(user));
    MUST(growWords(user));
    const LiveWatch watch;
    MUST(startTraining(user));
    MUST(user.waitUntil([] { return summaryOf(lastRun()).step >= 2; }, kLongMs));
    MUST(user.click(QStringLiteral("Pause")));
    MUST(user.waitFor(QStringLiteral("paused"), kLongMs));
    const auto paused = summaryOf(lastRun());
    MUST(paused.isPaused && paused.step > 0 && paused.step < 30);
    MUST(user.click(QStringLiteral("Resume")));
    MUST(user.waitUntil([&] { return summaryOf(lastRun()).step > paused.step; }));
    MUST(watch.sawNoLongCall());
    ::kill(::getpid(), SIGKILL);
    return false;
}

} // namespace

class WalkTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_home;

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("BAFO_WALK_HOME", m_home.path().toUtf8());
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, home() + QStringLiteral("/config"));
        QProcess python;
        python.start(QStringLiteral("python3"),
                     {QStringLiteral("-B"), QStringLiteral(BAFO_SOURCE_DIR "/tests/ui/walk/make_fixture.py"), kBafo,
                      m_home.path() + QStringLiteral("/fixture")});
        QVERIFY(python.waitForFinished(60000));
        QCOMPARE(python.exitCode(), 0);
    }

    /// A walk that fails half-way leaves its worker paused.
    void cleanupTestCase()
    {
        for (const char *project : {"/iphrojekthi", "/ngezinkinobho"}) {
            QProcess::execute(kBafo,
                              {QStringLiteral("run"), QStringLiteral("cancel"), QStringLiteral("last"),
                               QStringLiteral("--json"), QStringLiteral("--project"),
                               m_home.path() + QLatin1String(project)});
        }
    }

    void aWindowIsKilledInTheMiddleOfTraining()
    {
        QProcess window;
        window.setProcessChannelMode(QProcess::ForwardedChannels);
        window.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--first-half")});
        QVERIFY(window.waitForFinished(400000));
        QCOMPARE(window.exitStatus(), QProcess::CrashExit); // by SIGKILL: the way went through to its end
    }

    void theRunGoesOnAndEveryStepIsFound()
    {
        const runs::RunFolder run = lastRun();
        QVERIFY(QTest::qWaitFor([&] { return summaryOf(run).hasEnded; }, kLongMs));
        QCOMPARE(summaryOf(run).outcome, std::string("finished"));
        QCOMPARE(summaryOf(run).step, 30);
        runs::EventLogReader reader(run.eventLog());
        std::vector<std::int64_t> steps;
        const auto messages = reader.poll().value();
        for (const auto &message : messages) {
            if (const auto *step = std::get_if<protocol::StepFinished>(&message.event)) {
                steps.push_back(step->step);
            }
        }
        QCOMPARE(steps.size(), 30U);
    }

    void aNewWindowFindsAllAgainComparesAndTalks()
    {
        WindowDriver user(kBafo, home());
        QVERIFY(user.waitFor(QStringLiteral("Project: Izindaba")));
        QCOMPARE(user.window().currentPage(), QStringLiteral("run"));
        QVERIFY(user.waitFor(QStringLiteral("30 of 30")));

        QVERIFY(user.click(QStringLiteral("Clone")));
        QCOMPARE(user.window().currentPage(), QStringLiteral("train"));
        QVERIFY(user.write(QStringLiteral("Learning rate"), QStringLiteral("2e-3")));
        {
            const LiveWatch watch;
            QVERIFY(user.click(QStringLiteral("Start 30 steps")));
            QVERIFY(user.waitFor(QStringLiteral("finished"), kLongMs));
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
    }

    void theSameGoesByKeysAlone()
    {
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, home() + QStringLiteral("/config-keys"));
        WindowDriver user(kBafo, home() + QStringLiteral("/keys"));
        QVERIFY(byKeys(user));
    }
};

int main(int argc, char **argv)
{
    ui::WatchedApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("bafo"));
    QApplication::setApplicationName(QStringLiteral("walk"));
    if (application.arguments().contains(QStringLiteral("--first-half"))) {
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, home() + QStringLiteral("/config"));
        return firstHalf() ? 0 : 1;
    }
    WalkTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "walk_test.moc"
