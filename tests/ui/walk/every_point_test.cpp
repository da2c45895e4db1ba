// SPDX-License-Identifier: GPL-3.0-or-later
// Every point of a real run is in the window's chart, its table and its CSV, and equal to the event log, although the
// window was killed five times while the log grew. Short here; the whole length by BAFO_WALK_STEPS=10000.
#include "tests/ui/walk/keyboard.h"
#include "tests/ui/walk/walk_scene.h"
#include "ui/widgets/chart.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTableView>
#include <QTest>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>

using namespace bafo;
using namespace bafo::walk;

namespace {

const QString kProject = QStringLiteral("amaphuzu");
constexpr int kNumKills = 5;
constexpr int kShort = 6000;
constexpr int kSpare = 20; ///< times as many steps as are wanted: a fast computer must not be done before the last kill
constexpr int kPatienceMs = 30000;

/// Eight curves: those that the chart shows by itself, and those that the user asks for.
const std::vector<std::string> kMetrics{"loss",    "learning_rate", "gradient_norm", "tokens_per_second",
                                        "step_ms", "forward_ms",    "backward_ms",   "resident_mb"};
const QStringList kWanted{QStringLiteral("Tokens per second"), QStringLiteral("Time of a step, ms"),
                          QStringLiteral("Forward, ms"), QStringLiteral("Backward, ms"), QStringLiteral("Memory, MB")};

using Points = std::vector<std::pair<double, double>>;

int numSteps()
{
    const int wanted = qEnvironmentVariableIntValue("BAFO_WALK_STEPS");
    return wanted > 0 ? wanted : kShort;
}

/// The number of a step that has this name.
struct Picked {
    std::string_view name;
    double value = 0;

    template <class Field>
    void operator()(const char *field, const Field &number)
    {
        if (name == field) {
            value = static_cast<double>(number);
        }
    }
};

double numberOf(const protocol::StepFinished &step, std::string_view name)
{
    Picked picked{name};
    protocol::StepFinished::visitFields(picked, step);
    return picked.value;
}

Points pointsInLog(const std::vector<protocol::StepFinished> &steps, std::string_view metric)
{
    Points points;
    for (const auto &step : steps) {
        points.emplace_back(static_cast<double>(step.step), numberOf(step, metric));
    }
    return points;
}

std::map<std::string, Points> measurementsInLog()
{
    std::map<std::string, Points> points;
    for (const auto &message : messagesOf(runIn(kProject))) {
        if (const auto *measured = std::get_if<protocol::EvalFinished>(&message.event)) {
            points[measured->name].emplace_back(static_cast<double>(measured->step), measured->bitsPerByte);
        }
    }
    return points;
}

/// To the last bit.
bool isDrawn(const ui::Chart &chart, const Points &points)
{
    for (int curve = 0; curve < chart.numCurves(); ++curve) {
        if (chart.pointsOf(curve) == points) {
            return true;
        }
    }
    return false;
}

const ui::Chart *chartOf(Keyboard &user)
{
    const ui::Page *page = user.window().page(QStringLiteral("run"));
    return page != nullptr ? page->findChild<ui::Chart *>() : nullptr;
}

bool openTheRun(Keyboard &user)
{
    user.goTo(5);
    MUST(user.waitUntil([&] { return user.countNamed(QStringLiteral("Runs")) > 0; }));
    MUST(user.tabTo(QStringLiteral("Runs")));
    const auto *table = qobject_cast<const QTableView *>(QApplication::focusWidget());
    MUST(table != nullptr && user.waitUntil([&] { return table->model()->rowCount() == 1; }));
    user.press(Qt::Key_Home);
    user.press(Qt::Key_Return);
    MUST(user.waitUntil([&] { return chartOf(user) != nullptr && chartOf(user)->numCurves() > 0; }));
    for (const QString &metric : kWanted) {
        MUST(user.chooseInMenu(QStringLiteral("Metrics"), metric));
    }
    return true;
}

/// Of the window's state, which is written once a second.
bool isKept(const QString &words)
{
    QDir projects(home() + QStringLiteral("/data/projects"));
    for (const QString &project : projects.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile pages(projects.filePath(project + QStringLiteral("/pages.json")));
        if (pages.open(QIODevice::ReadOnly) && pages.readAll().contains(words.toUtf8())) {
            return true;
        }
    }
    return false;
}

/// A window that looks at the run until it is killed, and says how many points its chart holds.
bool watch()
{
    WindowDriver driver(bafoProgram(), home());
    Keyboard user(driver);
    MUST(user.sees(QStringLiteral("Project: isiZulu stories")));
    if (user.window().currentPage() != QStringLiteral("run")) {
        MUST(openTheRun(user));
        MUST(user.waitUntil([] { return isKept(QString::fromStdString(kMetrics.back())); }));
    }
    const ui::Chart *chart = chartOf(user);
    std::size_t numTold = 0;
    for (;;) {
        MUST(user.waitUntil(
            [&] { return chart->numCurves() > 0 && chart->pointsOf(chart->numCurves() - 1).size() > numTold; },
            kPatienceMs));
        numTold = chart->pointsOf(chart->numCurves() - 1).size();
        std::printf("%zu\n", numTold);
        std::fflush(stdout);
    }
}

std::string configuration()
{
    return "name: amaphuzu\nmodel: tiny\noutput_model: amaphuzu-model\nsequence_length: 64\nsequences_per_step: 2\n"
           "threads: 1\nsteps: "
        + std::to_string(kSpare * numSteps())
        + "\ncurriculum:\n  - {name: stories, dataset: stories, language: zul, split: train, epochs: 400000}\n"
          "evaluation:\n  every_steps: 500\n  held_out:\n"
          "    - {name: zul, dataset: stories, language: zul, split: held-out, max_documents: 8}\n"
          "    - {name: eng, dataset: stories, language: eng, split: held-out, max_documents: 8}\n"
          "checkpoint: {every_steps: 1000, keep: 2}\n";
}

/// By the window's own door: the file "All numbers" of its export.
bool exportNumbers(Keyboard &user, const QString &path)
{
    const auto name = [&] {
        user.press(Qt::Key_A, Qt::ControlModifier);
        user.type(path);
        user.press(Qt::Key_Return);
        return true;
    };
    MUST(user.answeringAct(QStringLiteral("all numbers"), name));
    MUST(user.sees(QStringLiteral("Saved ") + path));
    return true;
}

/// A column of the file; rows without a value in it are left out.
Points pointsInFile(const QString &path, const std::string &metric)
{
    QFile file(path);
    Points points;
    if (!file.open(QIODevice::ReadOnly)) {
        return points;
    }
    const auto column = file.readLine().trimmed().split(',').indexOf(QByteArray::fromStdString(metric));
    while (!file.atEnd()) {
        const auto cells = file.readLine().trimmed().split(',');
        if (const QByteArray cell = cells.value(column); !cell.isEmpty()) {
            double value = 0;
            std::from_chars(cell.begin(), cell.end(), value);
            points.emplace_back(cells.front().toDouble(), value);
        }
    }
    return points;
}

} // namespace

class EveryPointTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;

private Q_SLOTS:
    void initTestCase()
    {
        m_home = makeHome();
        const QString folder = home() + QLatin1Char('/') + kProject;
        QVERIFY(makeByScript("screens/tiny_project.py", {folder, QStringLiteral("--without-runs")}));
        QFile config(home() + QStringLiteral("/run.yaml"));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write(QByteArray::fromStdString(configuration()));
        config.close();
        QCOMPARE(QProcess::execute(bafoProgram(),
                                   {QStringLiteral("run"), QStringLiteral("start"), config.fileName(),
                                    QStringLiteral("--json"), QStringLiteral("--project"), folder}),
                 0);
        ui::Settings().setLastProject(folder);
    }

    void cleanupTestCase() { cancelRunsIn(kProject); }

    void theWindowIsKilledWhileTheLogGrows()
    {
        const QString log = QString::fromStdString(runIn(kProject).eventLog().string());
        for (int kill = 1; kill <= kNumKills; ++kill) {
            QProcess window;
            window.setProcessChannelMode(QProcess::ForwardedErrorChannel);
            window.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--watch")});
            const int enough = numSteps() * kill / (kNumKills + 2);
            QVERIFY(QTest::qWaitFor([&] { return lastNumberOf(window) >= enough; }, kPatienceMs));
            QVERIFY2(!summaryOf(runIn(kProject)).hasEnded, "the run is too short for this computer");
            const qint64 before = QFileInfo(log).size();
            window.kill(); // SIGKILL
            QVERIFY(window.waitForFinished());
            QCOMPARE(window.exitStatus(), QProcess::CrashExit);
            QVERIFY(QTest::qWaitFor([&] { return QFileInfo(log).size() > before; }, kLongMs));
        }
    }

    void everyPointIsInTheChartAndInTheFile()
    {
        QVERIFY(QTest::qWaitFor([] { return summaryOf(runIn(kProject)).step >= numSteps(); }, kLongMs * 5));
        stopRun();
        QVERIFY(QTest::qWaitFor([] { return summaryOf(runIn(kProject)).hasEnded; }, kLongMs));
        QCOMPARE(summaryOf(runIn(kProject)).outcome, std::string("stopped"));
        const auto steps = stepsOf(runIn(kProject));
        QVERIFY(steps.size() >= static_cast<std::size_t>(numSteps()));
        WindowDriver driver(bafoProgram(), home());
        Keyboard user(driver);
        QCOMPARE(user.window().currentPage(), QStringLiteral("run"));
        const ui::Chart *chart = chartOf(user);
        QVERIFY(chart != nullptr);
        const QString file = home() + QStringLiteral("/numbers.csv");
        QVERIFY(user.waitUntil([&] { return isDrawn(*chart, pointsInLog(steps, "loss")); }));
        QVERIFY(exportNumbers(user, file));
        for (const std::string &metric : kMetrics) {
            Points expected = pointsInLog(steps, metric);
            QVERIFY2(isDrawn(*chart, expected), metric.c_str());
            QVERIFY2(pointsInFile(file, metric) == expected, metric.c_str());
            expected[expected.size() / 2].second = std::nextafter(expected[expected.size() / 2].second, 1e9);
            QVERIFY2(!isDrawn(*chart, expected), metric.c_str()); // the comparison sees the last bit
            QVERIFY2(pointsInFile(file, metric) != expected, metric.c_str());
        }
        const auto measurements = measurementsInLog();
        QCOMPARE(measurements.size(), 2U);
        for (const auto &[name, points] : measurements) {
            QVERIFY2(isDrawn(*chart, points), name.c_str());
            QVERIFY2(pointsInFile(file, "bits_per_byte/" + name) == points, name.c_str());
        }
        QVERIFY(user.isWellLed());
        qInfo("%zu points of %zu curves, after %d kills", steps.size(), kMetrics.size() + measurements.size(),
              kNumKills);
    }

private:
    static void stopRun()
    {
        const QString folder = home() + QLatin1Char('/') + kProject;
        QCOMPARE(QProcess::execute(bafoProgram(),
                                   {QStringLiteral("run"), QStringLiteral("stop"),
                                    QString::fromStdString(runIn(kProject).id()), QStringLiteral("--project"), folder}),
                 0);
    }

    /// That a window has told; 0 before.
    static int lastNumberOf(QProcess &window)
    {
        const QByteArray told = window.readAllStandardOutput().trimmed();
        return told.split('\n').back().toInt();
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("bafo"));
    QApplication::setApplicationName(QStringLiteral("walk"));
    if (application.arguments().contains(QStringLiteral("--watch"))) {
        useOwnSettings();
        return watch() ? 0 : 1;
    }
    EveryPointTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "every_point_test.moc"
