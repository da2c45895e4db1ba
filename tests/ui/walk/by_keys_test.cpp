// SPDX-License-Identifier: GPL-3.0-or-later
// The same way as by mouse, by keys alone: whatever cannot be reached, seen or done with them ends it. Here too the
// first half runs in a child process, which kills itself while the run works.
#include "tests/ui/walk/keyboard.h"
#include "tests/ui/walk/walk_scene.h"

#include <QApplication>
#include <QLocale>
#include <QProcess>
#include <QTableView>
#include <QTableWidget>
#include <QTest>

#include <csignal>

#include <unistd.h>

using namespace bafo;
using namespace bafo::walk;

namespace {

const QString kFinished = QStringLiteral("finished");
const QString kProject = QStringLiteral("ngezinkinobho");
constexpr std::size_t kNumSteps = 30;

bool makeProject(Keyboard &user)
{
    MUST(user.pressButton(QStringLiteral("New project")));
    MUST(user.sees(QStringLiteral("Make the project")));
    MUST(user.write(QStringLiteral("Name"), QStringLiteral("Ngezinkinobho")));
    MUST(user.write(QStringLiteral("Folder"), home() + QLatin1Char('/') + kProject));
    user.press(Qt::Key_Return);
    MUST(user.sees(QStringLiteral("Project: Ngezinkinobho")));
    return true;
}

bool takeText(Keyboard &user, const char *file, const QString &language)
{
    const auto choose = [&] {
        user.press(Qt::Key_A, Qt::ControlModifier); // in the field for the name
        user.type(fixture(file));
        user.press(Qt::Key_Return);
        return true;
    };
    MUST(user.answering(choose, [&] { user.press(Qt::Key_I, Qt::ControlModifier); }));
    MUST(user.write(QStringLiteral("Language of the text"), language));
    MUST(user.write(QStringLiteral("Licence"), QStringLiteral("CC-BY-4.0")));
    MUST(user.write(QStringLiteral("Dataset"), QStringLiteral("izindaba")));
    MUST(user.pressButton(QStringLiteral("Take in 1 file")));
    MUST(user.sees(QStringLiteral("Took ")));
    MUST(user.pressButton(QStringLiteral("Close")));
    return true;
}

bool gatherText(Keyboard &user)
{
    user.goTo(2);
    MUST(user.sees(QStringLiteral("There is no text yet")));
    MUST(takeText(user, "izindaba.txt", QStringLiteral("isiZulu")));
    MUST(takeText(user, "stories.txt", QStringLiteral("English")));
    MUST(user.pressButton(QStringLiteral("Hold out")));
    MUST(user.sees(QStringLiteral("Held out ")));
    return true;
}

bool importModel(Keyboard &user)
{
    user.goTo(8);
    MUST(user.pressButton(QStringLiteral("Import a model")));
    MUST(user.write(QStringLiteral("File or folder of the model"), fixture("tiny")));
    MUST(user.pressButton(QStringLiteral("Import")));
    MUST(user.sees(QStringLiteral("Talk with it"), kLongMs));
    return true;
}

/// Sees the words of a sentence piece by piece, then grows the vocabulary and gives the model its pieces.
bool growWords(Keyboard &user)
{
    user.goTo(3);
    MUST(user.sees(QStringLiteral("a word")));
    MUST(user.write(QStringLiteral("A sentence of yours"), QStringLiteral("Umfana ufunda incwadi")));
    MUST(user.sees(QStringLiteral("21 pieces")));
    MUST(user.pressButton(QStringLiteral("Grow by")));
    MUST(user.choose(QStringLiteral("How many new pieces"), QStringLiteral("250")));
    MUST(user.pressButton(QStringLiteral("Grow by 250")));
    MUST(user.pressButton(QStringLiteral("Give tiny these pieces")));
    MUST(user.sees(QStringLiteral("is ready"), kLongMs));
    MUST(user.pressButton(QStringLiteral("Train it")));
    return true;
}

bool startTraining(Keyboard &user)
{
    MUST(user.write(QStringLiteral("Context (sequence length)"), QStringLiteral("64")));
    MUST(user.write(QStringLiteral("Texts per step (batch)"), QStringLiteral("192")));
    MUST(user.write(QStringLiteral("How often row 1 is read"), QStringLiteral("1600")));
    MUST(user.write(QStringLiteral("Learning rate"), QStringLiteral("0,005")));
    MUST(user.pressButton(QStringLiteral("Start 30 steps")));
    MUST(user.waitUntil([&] { return user.window().currentPage() == QStringLiteral("run"); }));
    return true;
}

/// Looks at the chart while it grows, pauses, goes on.
bool watch(Keyboard &user)
{
    MUST(user.waitUntil([] { return summaryOf(runIn(kProject)).step >= 2; }, kLongMs));
    MUST(user.waitUntil([&user] { // the chart comes with the first figures
        user.press(Qt::Key_Return, Qt::ControlModifier);
        return QApplication::focusWidget()->accessibleName().startsWith(QStringLiteral("Chart of the run"));
    }));
    user.press(Qt::Key_Left);
    MUST(user.sees(QStringLiteral("of 30")));
    MUST(user.pressButton(QStringLiteral("Pause")));
    MUST(user.sees(QStringLiteral("paused"), kLongMs));
    const auto paused = summaryOf(runIn(kProject));
    MUST(paused.isPaused && paused.step > 0 && paused.step < static_cast<std::int64_t>(kNumSteps));
    MUST(user.sees(QStringLiteral("Resume")));
    user.press(Qt::Key_Return); // the focus is where it was wanted next
    MUST(user.waitUntil([&] { return summaryOf(runIn(kProject)).step > paused.step; }));
    return true;
}

/// Until SIGKILL.
bool firstHalf()
{
    WindowDriver driver(bafoProgram(), home());
    Keyboard user(driver);
    MUST(makeProject(user));
    MUST(gatherText(user));
    MUST(importModel(user));
    MUST(growWords(user));
    MUST(startTraining(user));
    MUST(watch(user));
    MUST(user.isWellLed());
    ::kill(::getpid(), SIGKILL);
    return false;
}

/// Every step of the log stands in the table of the run, the newest on top.
bool findEveryStep(Keyboard &user)
{
    MUST(user.act(QStringLiteral("table")));
    MUST(QApplication::focusWidget()->accessibleName() == QStringLiteral("All numbers of the run"));
    const auto *table = qobject_cast<const QTableView *>(QApplication::focusWidget());
    const auto steps = stepsOf(runIn(kProject));
    MUST(steps.size() == kNumSteps);
    MUST(user.waitUntil([&] { return table->model()->rowCount() >= static_cast<int>(kNumSteps); }));
    int row = table->model()->rowCount();
    while (--row >= 0 && table->model()->index(row, 0).data() == QStringLiteral("0")) { } // measured before the first
    for (const auto &step : steps) {
        const auto cell = [&](int column) { return table->model()->index(row, column).data().toString(); };
        MUST(cell(0) == QString::number(step.step));
        MUST(cell(1) == QLocale().toString(step.loss, 'g', 6));
        --row;
    }
    MUST(user.act(QStringLiteral("table")));
    return true;
}

/// A second run from the first one's settings, then both side by side.
bool compareRuns(Keyboard &user)
{
    MUST(user.pressButton(QStringLiteral("Clone")));
    MUST(user.waitUntil([&] { return user.window().currentPage() == QStringLiteral("train"); }));
    user.press(Qt::Key_F6); // to the message that says where the settings came from
    MUST(user.pressButton(QStringLiteral("Close this message")));
    MUST(user.write(QStringLiteral("Texts per step (batch)"), QStringLiteral("4")));
    MUST(user.write(QStringLiteral("Learning rate"), QStringLiteral("2e-3")));
    user.press(Qt::Key_Return, Qt::ControlModifier);
    user.goTo(5);
    MUST(user.tabTo(QStringLiteral("Runs")));
    const auto *table = qobject_cast<const QTableView *>(QApplication::focusWidget());
    MUST(table != nullptr);
    MUST(user.waitUntil([&] { return table->model()->rowCount() == 2; }));
    user.press(Qt::Key_A, Qt::ControlModifier);
    MUST(user.waitUntil([] { return outcomesIn(kProject) == QStringList({kFinished, kFinished}); }, kLongMs));
    MUST(user.sees(QStringLiteral("Delete 2 runs"))); // as soon as the one that was chosen while it worked has ended
    MUST(user.sees(QStringLiteral("Only what differs")));
    const auto *differences = user.window().page(QStringLiteral("runs"))->findChild<QTableWidget *>();
    MUST(user.waitUntil([&] { return differences->rowCount() == 4; })); // both numbers, and the names
    QStringList settings;
    for (int line = 0; line < differences->rowCount(); ++line) {
        settings.append(differences->item(line, 0)->text());
    }
    MUST(settings.contains(QStringLiteral("Texts per step (batch)")));
    MUST(settings.contains(QStringLiteral("Learning rate")));
    return true;
}

bool talkWithBoth(Keyboard &user)
{
    const QString second = QString::fromStdString(summaryOf(runIn(kProject)).outputModel);
    const QString first = second.left(second.lastIndexOf(QLatin1Char('-')));
    user.goTo(7);
    MUST(user.chooseInMenu(QStringLiteral("Model: "), first));
    MUST(user.pressButton(QStringLiteral("Compare two")));
    MUST(user.tabTo(QStringLiteral("Close this column"))); // behind the second model
    MUST(user.tabBackTo(QStringLiteral("Model: ")));
    MUST(user.chooseInMenu(QStringLiteral("Model: "), second));
    MUST(user.sees(QStringLiteral("Model: ") + first) && user.sees(QStringLiteral("Model: ") + second));
    user.type(QStringLiteral("Umfana uthanda")); // the field has the focus after a choice
    user.press(Qt::Key_Return);
    MUST(user.waitUntil([&] { return user.countNamed(QStringLiteral("Answer this again")) == 2; }, kLongMs));
    return true;
}

/// After the SIGKILL.
bool secondHalf()
{
    WindowDriver driver(bafoProgram(), home());
    Keyboard user(driver);
    MUST(user.sees(QStringLiteral("Project: Ngezinkinobho")));
    MUST(user.window().currentPage() == QStringLiteral("run"));
    MUST(user.sees(QStringLiteral("30 of 30"), kLongMs));
    MUST(findEveryStep(user));
    MUST(compareRuns(user));
    MUST(talkWithBoth(user));
    MUST(user.isWellLed());
    return true;
}

} // namespace

class ByKeysTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;

private Q_SLOTS:
    void initTestCase()
    {
        m_home = makeHome();
        QVERIFY(makeByScript("walk/make_fixture.py", {home() + QStringLiteral("/fixture")}));
    }

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

    void aNewWindowFindsEveryStepComparesAndTalks() { QVERIFY(secondHalf()); }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("bafo"));
    QApplication::setApplicationName(QStringLiteral("walk"));
    if (application.arguments().contains(QStringLiteral("--first-half"))) {
        useOwnSettings();
        return firstHalf() ? 0 : 1;
    }
    ByKeysTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "by_keys_test.moc"
