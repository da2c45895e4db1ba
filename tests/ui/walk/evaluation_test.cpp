// SPDX-License-Identifier: GPL-3.0-or-later
// A real evaluation, all of it in the window and with the real engine: test data dropped, a model asked, paused, gone
// on with, cancelled and taken up again; then its items read and judged, and found again by the next window.
// BAFO_WALK_PICTURES=folder keeps pictures there.
#include "core/scoring/item_index.h"
#include "core/scoring/verdict_file.h"
#include "tests/ui/walk/live_watch.h"
#include "tests/ui/walk/walk_scene.h"
#include "tests/ui/walk/window_driver.h"
#include "ui/models/item_list.h"

#include <QApplication>
#include <QListWidget>
#include <QTableView>
#include <QTest>

#include <fstream>

using namespace bafo;
using namespace bafo::walk;

namespace {

const QString kProject = QStringLiteral("ukuhlola");
constexpr int kNumItems = 60'000; ///< so many that nobody waits for the end

const char *const kTask = "name: izilwane\nversion: 1\ntitle: Izilwane\nkind: multiple_choice\nlanguage: zul\n"
                          "about: What animals do.\n"
                          "data: {source: own, revision: '1', licence: CC0, format: jsonl}\n"
                          "prompts: [{name: plain, context: \"{q}\", choices: [yebo, cha]}]\n"
                          "answer: \"{a}\"\nanswer_form: number-from-0\nchance: 0.5\n";

void keepPicture(WindowDriver &user, const char *name)
{
    const QString folder = qEnvironmentVariable("BAFO_WALK_PICTURES");
    if (!folder.isEmpty()) {
        QTest::qWait(1500); // what has changed is on the screen within a second
        user.window().grab().save(folder + QLatin1Char('/') + QLatin1String(name) + QStringLiteral(".png"));
    }
}

QString makeFiles(const char *name, const std::string &text)
{
    const QString path = home() + QLatin1Char('/') + QLatin1String(name);
    std::ofstream(path.toStdString()) << text;
    return path;
}

bool takeData(WindowDriver &user)
{
    std::string lines;
    for (int i = 0; i < kNumItems; ++i) {
        lines += "{\"q\": \"Inja " + std::to_string(i) + " iyakhonkotha?\", \"a\": " + std::to_string(i % 2) + "}\n";
    }
    user.goTo(6);
    MUST(user.waitFor(QStringLiteral("No test data is here yet")));
    keepPicture(user, "1-empty");
    user.drop({makeFiles("izilwane.yaml", kTask), makeFiles("izilwane.jsonl", lines)});
    MUST(user.waitFor(QStringLiteral("Task izilwane")));
    keepPicture(user, "2-data");
    MUST(user.click(QStringLiteral("Take it in")));
    MUST(user.waitFor(QStringLiteral("The data of izilwane is here: 60000 items."), kLongMs));
    return true;
}

/// Chooses the task and the first model in the form, by keys.
bool choose(WindowDriver &user, const QString &list, const QString &words)
{
    QListWidget *found = nullptr;
    MUST(user.waitUntil([&] {
        for (QListWidget *one : user.window().findChildren<QListWidget *>()) {
            found = one->isVisible() && one->accessibleName() == list ? one : found;
        }
        return found != nullptr && !found->findItems(words, Qt::MatchStartsWith).isEmpty();
    }));
    QListWidgetItem *item = found->findItems(words, Qt::MatchStartsWith).front();
    found->setCurrentItem(item);
    if (item->checkState() != Qt::Checked) {
        QTest::keyClick(found, Qt::Key_Space);
    }
    MUST(item->checkState() == Qt::Checked);
    return true;
}

bool ask(WindowDriver &user, const QString &model, const QString &limit)
{
    MUST(user.click(QStringLiteral("Ask a model…")));
    MUST(choose(user, QStringLiteral("Tasks"), QStringLiteral("Izilwane")));
    MUST(choose(user, QStringLiteral("Models"), model));
    MUST(user.write(QStringLiteral("Items of each task"), limit));
    keepPicture(user, "3-ask");
    MUST(user.click(QStringLiteral("Ask")));
    MUST(user.waitUntil([&user] { // a short one may have ended before anybody looks
        return user.isSaying(QStringLiteral("The evaluation has begun")) || user.isSaying(QStringLiteral("has ended"));
    }));
    return true;
}

bool pauseResumeCancel(WindowDriver &user)
{
    MUST(user.waitUntil([] { return summaryOf(runIn(kProject)).step > 0; }, kLongMs));
    MUST(user.waitFor(QStringLiteral("of 60,000 items"), kLongMs));
    MUST(user.click(QStringLiteral("Pause")));
    MUST(user.waitUntil([] { return summaryOf(runIn(kProject)).isPaused; }, kLongMs));
    MUST(user.waitFor(QStringLiteral("paused"), kLongMs));
    const std::int64_t paused = summaryOf(runIn(kProject)).step;
    MUST(paused > 0 && paused < kNumItems);
    keepPicture(user, "4-paused");
    MUST(user.click(QStringLiteral("Resume")));
    MUST(user.waitUntil([paused] { return summaryOf(runIn(kProject)).step > paused; }, kLongMs));
    MUST(user.click(QStringLiteral("Cancel")));
    MUST(user.waitUntil([] { return summaryOf(runIn(kProject)).outcome == "cancelled"; }, kLongMs));
    MUST(user.waitFor(QStringLiteral("items are not answered yet"), kLongMs));
    keepPicture(user, "5-cancelled");
    const std::int64_t cancelled = summaryOf(runIn(kProject)).step;
    MUST(user.click(QStringLiteral("Go on with it")));
    MUST(user.waitUntil([cancelled] { return summaryOf(runIn(kProject)).step > cancelled; }, kLongMs));
    MUST(user.click(QStringLiteral("Cancel")));
    MUST(user.waitUntil([] { return summaryOf(runIn(kProject)).outcome == "cancelled"; }, kLongMs));
    return true;
}

bool readItems(WindowDriver &user)
{
    QTableView *grid = user.table(QStringLiteral("Scores"));
    MUST(grid != nullptr);
    MUST(user.waitUntil([grid] { return grid->model()->columnCount() > 2; }, kLongMs));
    MUST(user.waitUntil([grid] { return grid->model()->index(1, 2).data().toString().endsWith(QLatin1Char('%')); },
                        kLongMs));
    grid->setCurrentIndex(grid->model()->index(1, 2));
    MUST(user.waitFor(QStringLiteral("20 items are few")));
    keepPicture(user, "6-scores");
    MUST(user.click(QStringLiteral("See the items")));
    QTableView *items = user.table(QStringLiteral("Items"));
    MUST(items != nullptr && user.waitUntil([items] { return items->model()->rowCount() == 20; }));
    const auto lineAt = [items](int row) {
        return QStringLiteral("Line ") + items->model()->index(row, ui::ItemList::kLine).data().toString();
    };
    MUST(user.waitFor(lineAt(0)));
    QTest::keyClick(items, Qt::Key_4);
    MUST(user.waitFor(lineAt(1)));
    MUST(user.waitFor(QStringLiteral("1 judged")));
    keepPicture(user, "7-items");
    return true;
}

/// Every answer of the evaluation is there once, whatever was done to its run.
bool isEveryAnswerThereOnce(const runs::RunFolder &run)
{
    PosixFileSystem files;
    const scoring::EvaluationPlace place(scoring::evaluationsFolder(run.projectFolder()) / run.id());
    const auto entries = scoring::readIndex(files, place);
    std::int64_t line = 0;
    for (const scoring::ItemEntry &entry : entries.value_or(std::vector<scoring::ItemEntry>())) {
        if (entry.line != ++line) {
            return false;
        }
    }
    return line > 0 && line == summaryOf(run).step;
}

} // namespace

class EvaluationWalkTest : public QObject {
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

    void aModelIsAskedAndItsItemsAreJudged()
    {
        {
            WindowDriver user(bafoProgram(), home());
            const LiveWatch watch;
            QVERIFY(takeData(user));
            QVERIFY(ask(user, QStringLiteral("tiny"), QStringLiteral("0")));
            QVERIFY(pauseResumeCancel(user));
            QVERIFY(isEveryAnswerThereOnce(runIn(kProject)));
            QVERIFY(ask(user, QStringLiteral("tiny-grown"), QStringLiteral("20")));
            QVERIFY(user.waitUntil([] { return summaryOf(runIn(kProject)).outcome == "finished"; }, kLongMs));
            QVERIFY(readItems(user));
            QCOMPARE(user.strayWindows(), QStringList());
            QVERIFY(watch.sawNoLongCall());
            QVERIFY(user.window().close()); // keeps where it was
        }
        WindowDriver user(bafoProgram(), home()); // another window finds the page as it was left
        QVERIFY(user.waitFor(QStringLiteral("1 judged")));
        QCOMPARE(user.window().currentPage(), QStringLiteral("test"));
        PosixFileSystem files;
        const runs::RunFolder run = runIn(kProject);
        const scoring::EvaluationPlace place(scoring::evaluationsFolder(run.projectFolder()) / run.id());
        const auto verdicts = scoring::readVerdicts(files, place).value();
        QCOMPARE(verdicts.last.size(), 1U);
        QCOMPARE(verdicts.last.begin()->second.verdict, scoring::Verdict::badItem);
    }
};

int main(int argc, char **argv)
{
    ui::WatchedApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("bafo"));
    QApplication::setApplicationName(QStringLiteral("walk"));
    EvaluationWalkTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "evaluation_test.moc"
