// SPDX-License-Identifier: GPL-3.0-or-later
// The page of tests with the built bafo behind it; evaluations are recorded ones, so that no model is asked.
#include "ui/pages/test/test_page.h"

#include "core/scoring/verdict_file.h"
#include "tests/fakes/recorded_evaluation.h"
#include "tests/ui/pages/page_project.h"
#include "ui/pages/test/choice_rows.h"
#include "ui/pages/test/test_work.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QTest>

using namespace bafo;
using namespace bafo::fakes;
using namespace bafo::ui;

namespace {

constexpr int kLimitMs = 60'000;

} // namespace

class TestPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void init()
    {
        m_page.reset();
        m_project = std::make_unique<PageProject>();
    }

    void cleanup() { m_page.reset(); }

    void withoutTestDataTheOneThingToDoIsToAddSome()
    {
        show();
        QTRY_COMPARE_WITH_TIMEOUT(primaryButtonsOf(*m_page), QStringList{QStringLiteral("Add test data…")}, kLimitMs);
    }

    void aDroppedFileFindsItsTaskAndIsTakenIn()
    {
        const std::string line
            = R"({"flores_passage":"isiqephu","question":"umbuzo","mc_answer1":"a","mc_answer2":"b",)"
              R"("mc_answer3":"c","mc_answer4":"d","correct_answer_num":"2"})";
        const Path file = m_project->path("belebele_zu.jsonl");
        QVERIFY(writeFileAtomically(m_project->files, file, line + "\nno json\n"));
        show();
        QTRY_VERIFY_WITH_TIMEOUT(!primaryButtonsOf(*m_page).isEmpty(), kLimitMs);
        QVERIFY(!m_page->takeFiles({QStringLiteral("/somewhere/model.gguf")}));
        QVERIFY(m_page->takeFiles({QString::fromStdString(file.string())}));
        auto *task = named<QComboBox>(QStringLiteral("Task"));
        QVERIFY(task != nullptr);
        task->setCurrentIndex(task->findData(QStringLiteral("belebele-zul")));
        QTRY_VERIFY_WITH_TIMEOUT(buttonOf(*m_page, QStringLiteral("Take it in"))->isEnabled(), kLimitMs);
        buttonOf(*m_page, QStringLiteral("Take it in"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(
            m_project->host.told.contains(QStringLiteral("The data of belebele-zul is here: 1 items.")), kLimitMs);
        QTRY_COMPARE_WITH_TIMEOUT(primaryButtonsOf(*m_page), QStringList{QStringLiteral("Ask a model…")}, kLimitMs);
    }

    void scoresStandByTaskAndModelAndSayWhatTheyMean()
    {
        recordTwo();
        show();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->scores().columnCount(), 3, kLimitMs);
        const ScoreModel &scores = m_page->scores();
        QCOMPARE(scores.index(0, 0).data().toString(), QStringLiteral("isiZulu · questions with choices"));
        QCOMPARE(scores.index(1, 1).data().toString(), QStringLiteral("50.0 %"));
        QCOMPARE(scores.index(1, 2).data().toString(), QStringLiteral("75.0 %"));
        grid()->setCurrentIndex(scores.index(1, 1));
        QTRY_VERIFY_WITH_TIMEOUT(isSaying(QStringLiteral("40 items are few")), kLimitMs);
        QVERIFY(isSaying(QStringLiteral("Right answers: 50.0 % (40 items)")));
        QVERIFY(isSaying(QStringLiteral("It cannot be told from guessing.")));
    }

    void twoModelsAreComparedInWordsAndTheirFlipsAreItems()
    {
        recordTwo();
        show();
        compareBoth();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->scores().index(1, 3).data().toString(), QStringLiteral("grown better"),
                                  kLimitMs);
        grid()->setCurrentIndex(m_page->scores().index(1, 3));
        QVERIFY(isSaying(QStringLiteral("grown has 10 right that tiny has not (wins), and tiny has 0 right")));
        QTRY_VERIFY_WITH_TIMEOUT(isSaying(QStringLiteral("The score differs by +25.0 points")), kLimitMs);
        buttonOf(*m_page, QStringLiteral("See the 10 flips"))->click();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->items().list().rowCount(), 10, kLimitMs);
        QTRY_VERIFY_WITH_TIMEOUT(isSaying(QStringLiteral("grown: right"), true), kLimitMs);
        QVERIFY(isSaying(QStringLiteral("tiny: wrong"), true));
    }

    void aVerdictByKeyIsKeptAndTheNextItemIsChosen()
    {
        recordTwo();
        show();
        openItems();
        QTableView *items = itemTable();
        QTRY_COMPARE_WITH_TIMEOUT(items->currentIndex().row(), 0, kLimitMs);
        QTest::keyClick(items, Qt::Key_3);
        QCOMPARE(items->currentIndex().row(), 1);
        QTest::keyClick(items, Qt::Key_1);
        QTest::keyClick(items, Qt::Key_4);
        items->selectRow(1);
        QTest::keyClick(items, Qt::Key_0); // taken back
        const scoring::EvaluationPlace place(evaluations() / "20260101-000000-tiny");
        const auto verdicts = [&] { return scoring::readVerdicts(m_project->files, place)->last; };
        QTRY_COMPARE_WITH_TIMEOUT(numLinesOf(place.verdictsFile()), 4, kLimitMs);
        QCOMPARE(verdicts().size(), 2U);
        QCOMPARE(verdicts().at({0, 1}).verdict, scoring::Verdict::wrong);
        QCOMPARE(verdicts().at({0, 3}).verdict, scoring::Verdict::badItem);
        QCOMPARE(m_page->items().list().numJudged(), 2);
    }

    void whatIsKnownFromTrainingIsMarkedAndFound()
    {
        recordTwo();
        show();
        openItems();
        QTRY_VERIFY_WITH_TIMEOUT(buttonOf(*m_page, QStringLiteral("Known from training")) != nullptr, kLimitMs);
        buttonOf(*m_page, QStringLiteral("Known from training"))->click();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->items().list().rowCount(), 1, kLimitMs);
        QTRY_VERIFY_WITH_TIMEOUT(
            isSaying(QStringLiteral("tiny may know it by heart: it stands in the dataset izindaba")), kLimitMs);
    }

    void thePageComesBackAsItWasLeft()
    {
        recordTwo();
        show();
        compareBoth();
        openItems();
        QTRY_COMPARE_WITH_TIMEOUT(m_page->items().list().rowCount(), 40, kLimitMs);
        itemTable()->selectRow(4);
        QTRY_VERIFY_WITH_TIMEOUT(isSaying(QStringLiteral("Line 5")), kLimitMs);
        const QJsonObject state = m_page->state();
        m_page.reset();
        show(state);
        QTRY_COMPARE_WITH_TIMEOUT(m_page->items().list().rowCount(), 40, kLimitMs);
        QTRY_VERIFY_WITH_TIMEOUT(isSaying(QStringLiteral("Line 5")), kLimitMs);
        QTRY_COMPARE_WITH_TIMEOUT(m_page->scores().columnCount(), 4, kLimitMs); // still compared
        QCOMPARE(m_page->state(), state);
    }

    void aMissingIndexSaysHowItIsMadeAgain()
    {
        recordTwo();
        std::filesystem::resize_file(evaluations() / "20260101-000000-tiny" / "items.index", 5);
        show();
        openItems();
        QTRY_VERIFY_WITH_TIMEOUT(isSaying(QStringLiteral("is no index of items")), kLimitMs);
    }

    void commandsAreThoseOfATerminal()
    {
        QCOMPARE(runArguments({.models = {},
                               .tasks = {QStringLiteral("a"), QStringLiteral("b")},
                               .prompt = QStringLiteral("letters"),
                               .limit = 50},
                              QStringLiteral("tiny"), QStringLiteral("20260101-000000-x"))
                     .join(QLatin1Char(' ')),
                 QStringLiteral("eval run tiny --task a --task b --prompts letters --limit 50 --after "
                                "20260101-000000-x"));
        QCOMPARE(runArguments({.models = {}, .tasks = {QStringLiteral("a")}, .prompt = {}, .limit = 0},
                              QStringLiteral("tiny"), {})
                     .join(QLatin1Char(' ')),
                 QStringLiteral("eval run tiny --task a"));
    }

    void choicesAreCutWhereTheTokensAreAndShareWhatIsLikely()
    {
        const auto pieces
            = piecesOf("umfana", {{.bytes = 4, .logProbability = -1.5}, {.bytes = 3, .logProbability = -2}});
        QCOMPARE(pieces.size(), 2U);
        QCOMPARE(pieces[0].text(), QStringLiteral("·umf")); // with the space that parts it from its context
        QCOMPARE(pieces[1].text(), QStringLiteral("ana"));
        QVERIFY(pieces[0].tip.contains(QStringLiteral("-1.5")));
        scoring::Answer likely;
        likely.logProbability = -1000;
        scoring::Answer unlikely;
        unlikely.logProbability = -1000 - std::log(3);
        const auto shares = sharesOf({likely, unlikely}, 2);
        QVERIFY(std::abs(shares[0] - 0.75) < 1e-12);
    }

private:
    [[nodiscard]] Path evaluations() const { return scoring::evaluationsFolder(m_project->session->project().root()); }

    void recordTwo()
    {
        QVERIFY(record(m_project->files, evaluations(),
                       {.id = "20260101-000000-tiny",
                        .model = "tiny",
                        .isRight = [](auto line) { return line % 2 == 0; },
                        .isContaminated = [](auto line) { return line == 5; }}));
        QVERIFY(record(
            m_project->files, evaluations(),
            {.id = "20260102-000000-grown", .model = "grown", .weightHash = "bbbbbbbb", .isRight = [](auto line) {
                 return line % 4 != 1;
             }}));
    }

    void show(const QJsonObject &state = {})
    {
        m_project->session->runs().start();
        m_page = std::make_unique<TestPage>(m_project->context(), nullptr);
        m_page->restore(state);
        m_page->resize(1230, 700);
        m_page->show();
        m_page->setInSight(true);
    }

    void compareBoth()
    {
        auto *first = named<QComboBox>(QStringLiteral("Compare this model"));
        auto *second = named<QComboBox>(QStringLiteral("with this one"));
        QTRY_COMPARE_WITH_TIMEOUT(first->count(), 3, kLimitMs);
        first->setCurrentText(QStringLiteral("tiny"));
        second->setCurrentText(QStringLiteral("grown"));
    }

    /// Of the first model.
    void openItems()
    {
        QTRY_VERIFY_WITH_TIMEOUT(m_page->scores().rowCount() > 1, kLimitMs);
        grid()->setCurrentIndex(m_page->scores().index(1, 1));
        QTest::keyClick(grid(), Qt::Key_Return);
        QVERIFY(itemTable()->isVisible());
    }

    template <class Widget>
    [[nodiscard]] Widget *named(const QString &name) const
    {
        for (Widget *widget : m_page->findChildren<Widget *>()) {
            if (widget->accessibleName() == name) {
                return widget;
            }
        }
        return nullptr;
    }

    [[nodiscard]] QTableView *grid() const { return named<QTableView>(QStringLiteral("Scores")); }
    [[nodiscard]] QTableView *itemTable() const { return named<QTableView>(QStringLiteral("Items")); }

    /// In a label that can be seen, or, with `isNamed`, in the name of any widget.
    [[nodiscard]] bool isSaying(const QString &words, bool isNamed = false) const
    {
        for (const QWidget *widget : m_page->findChildren<QWidget *>()) {
            const auto *label = qobject_cast<const QLabel *>(widget);
            if (widget->isVisible()
                && ((label != nullptr && label->text().contains(words))
                    || (isNamed && widget->accessibleName().contains(words)))) {
                return true;
            }
        }
        return false;
    }

    [[nodiscard]] int numLinesOf(const Path &file)
    {
        const std::string text = m_project->files.readFile(file, 1U << 20U).value_or(std::string());
        return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
    }

    std::unique_ptr<PageProject> m_project;
    std::unique_ptr<TestPage> m_page;
};

QTEST_MAIN(TestPageTest)
#include "test_page_test.moc"
