// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/home/home_cards.h"
#include "ui/pages/home/step_card.h"

#include "ui/widgets/house_style.h"

#include <QPushButton>
#include <QTest>

using namespace bafo;
using namespace bafo::ui;

class HomeCardsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::SouthAfrica)); }

    void anEmptyProjectAsksForTextAndSaysWhatWaitsForIt()
    {
        const ProjectOverview overview = empty();
        QCOMPARE(card(overview, "text").action, QStringLiteral("Add text"));
        QCOMPARE(card(overview, "words").word, QStringLiteral("waits for text"));
        QVERIFY(card(overview, "words").action.isEmpty());
        QCOMPARE(card(overview, "train").word, QStringLiteral("waits for text"));
        QCOMPARE(pageOf(nextStepOf(factsOf(overview))), QStringLiteral("text"));
    }

    void unclearLicencesAreCountedAndReviewed()
    {
        ProjectOverview overview = empty();
        overview.text->numDocuments = 10;
        overview.text->numWords = 551204;
        overview.text->numSources = 9;
        QVERIFY(card(overview, "text").warning.isEmpty());
        overview.text->numUnclear = 2;
        QCOMPARE(card(overview, "text").warning, QStringLiteral("2 with unclear licence"));
        QCOMPARE(card(overview, "text").action, QStringLiteral("Review licences"));
    }

    void aGrowthShowsPiecesAWordBeforeAndAfter()
    {
        ProjectOverview overview = withModels();
        overview.words->tokenizer = QStringLiteral("grown");
        overview.words->piecesBefore = 3.46;
        overview.words->piecesAfter = 2.21;
        QVERIFY(card(overview, "words").figure.startsWith(QLocale().toString(3.46, 'f', 2)));
        QCOMPARE(card(overview, "words").word, QStringLiteral("no model has them"));
        overview.models->grown = QStringLiteral("smol-grown");
        QCOMPARE(card(overview, "words").word, QStringLiteral("ready"));
    }

    void aLiveRunShowsItsShareAndTheChangeOfTheLanguage()
    {
        ProjectOverview overview = withModels();
        setRun(overview, runs::RunState::running, {});
        QCOMPARE(card(overview, "train").figure, QStringLiteral("20 %"));
        QCOMPARE(card(overview, "train").detail, QStringLiteral("isiZulu began at %1 bits a byte").arg(two(2)));
        overview.run->scores.languages.front().last = 1.5;
        overview.run->scores.languages.front().lastStep = 400;
        QCOMPARE(card(overview, "train").detail,
                 QStringLiteral("isiZulu needs 25 % fewer bits so far, %1 → %2").arg(two(2), two(1.5)));
        overview.run->scores.languages.front().last = 2.5;
        QVERIFY(card(overview, "train").detail.contains(QStringLiteral("more bits")));
        QCOMPARE(card(overview, "train").goTo, QStringLiteral("run"));
        QCOMPARE(pageOf(nextStepOf(factsOf(overview))), QStringLiteral("train"));
    }

    void figuresOfAnotherRunAreNotShown()
    {
        ProjectOverview overview = withModels();
        setRun(overview, runs::RunState::running, {});
        overview.run->id = QStringLiteral("20260101-000000-another");
        QVERIFY(card(overview, "train").detail.isEmpty());
    }

    void aFailedRunSaysWhy()
    {
        ProjectOverview overview = withModels();
        setRun(overview, runs::RunState::ended, "failed");
        QCOMPARE(card(overview, "train").warning, QStringLiteral("The disk is full"));
        QCOMPARE(card(overview, "train").action, QStringLiteral("See why"));
        QVERIFY(factsOf(overview).hasLastRunFailed);
    }

    void aPowerCutCostsWhatWasNotSaved()
    {
        QCOMPARE(longestLossMs(360'000, 100, 5'400), std::optional<std::int64_t>(540'000));
        QCOMPARE(longestLossMs(600'000, 100, 5'400), std::optional<std::int64_t>(600'000));
        QCOMPARE(longestLossMs(600'000, 0, 5'400), std::optional<std::int64_t>());
        QCOMPARE(longestLossMs(7'000, 10, std::nan("")), std::optional<std::int64_t>(7'000));
        ProjectOverview overview = withModels();
        setRun(overview, runs::RunState::running, {});
        const qint64 nowMs = 1'000'000;
        overview.run->scores.lastSaveMs = nowMs - 360'000;
        overview.run->saveEverySteps = 100;
        PlaceWords words = placeInWords(overview, nowMs);
        QCOMPARE(words.progress, QStringLiteral("step 400, last saved 6 min ago"));
        QCOMPARE(words.stake, QStringLiteral("If power fails you lose at most 9 min."));
        QCOMPARE(words.advice, QStringLiteral("Keep this computer on: the run is here."));
        overview.run->saveEverySteps = 0;
        QVERIFY(placeInWords(overview, nowMs).stake.contains(QStringLiteral("only at its end")));
        setRun(overview, runs::RunState::ended, "finished");
        words = placeInWords(overview, nowMs);
        QVERIFY(!words.isRunning && words.stake.isEmpty());
        QVERIFY(words.advice.contains(QStringLiteral("switch this computer off")));
    }

    void onlyTheNextStepsButtonIsPrimary()
    {
        StepCard step(QStringLiteral("Text"));
        const HomeCard shown = card(empty(), "text");
        step.show(shown, true);
        QVERIFY(step.button()->property(kPrimaryProperty).toBool());
        step.show(shown, false);
        QVERIFY(!step.button()->property(kPrimaryProperty).toBool());
        QString page;
        connect(&step, &StepCard::wanted, &step, [&page](const QString &wanted) { page = wanted; });
        step.button()->click();
        QCOMPARE(page, QStringLiteral("text"));
    }

    void anEvaluationIsNoTrainingAndHasACardOfItsOwn()
    {
        ProjectOverview overview = withModels();
        overview.tests.emplace();
        QCOMPARE(card(overview, "test").word, QStringLiteral("waits for test data"));
        overview.tests->numTasks = 3;
        QCOMPARE(card(overview, "test").action, QStringLiteral("Ask a model"));
        setRun(overview, runs::RunState::running, {});
        std::vector<RunRow> rows = *overview.runs;
        rows.front().isEvaluation = true;
        overview.runs = std::make_shared<const std::vector<RunRow>>(rows);
        QVERIFY(overview.shownRun() == nullptr);
        QCOMPARE(card(overview, "train").word, QStringLiteral("not started"));
        QCOMPARE(card(overview, "test").figure, QStringLiteral("400"));
        QCOMPARE(card(overview, "test").request.value(QLatin1String("evaluation")).toString(), rows.front().id());
        QVERIFY(placeInWords(overview, 0).stake.contains(QStringLiteral("item at work")));
        QVERIFY(pageOf(nextStepOf(factsOf(overview))) != QStringLiteral("train") || !factsOf(overview).isRunning);
        rows.front().status.state = runs::RunState::ended;
        overview.runs = std::make_shared<const std::vector<RunRow>>(rows);
        *overview.tests = {.numTasks = 3,
                           .numEvaluations = 1,
                           .model = QStringLiteral("smol"),
                           .task = QStringLiteral("Belebele"),
                           .metric = QStringLiteral("acc"),
                           .value = 0.312,
                           .low = 0.282,
                           .high = 0.342,
                           .numItems = 900};
        QCOMPARE(card(overview, "test").figure, QStringLiteral("%1 %").arg(QLocale().toString(31.2, 'f', 1)));
        QCOMPARE(card(overview, "test").detail,
                 QStringLiteral("Belebele: smol, ±%1 points").arg(QLocale().toString(3.0, 'f', 1)));
    }

private:
    static QString two(double value) { return QLocale().toString(value, 'f', 2); }

    static ProjectOverview empty()
    {
        ProjectOverview overview;
        overview.language = QStringLiteral("zul");
        overview.text.emplace();
        overview.words.emplace();
        overview.models.emplace();
        overview.runs = std::make_shared<const std::vector<RunRow>>();
        return overview;
    }

    static ProjectOverview withModels()
    {
        ProjectOverview overview = empty();
        overview.text->numDocuments = 10;
        overview.text->numWords = 1000;
        overview.models->numModels = 1;
        overview.models->base = QStringLiteral("smol");
        return overview;
    }

    static void setRun(ProjectOverview &overview, runs::RunState state, const std::string &outcome)
    {
        RunRow row{runs::RunFolder("/nowhere/p/runs/20260131-094501-zulu"), {}, QStringLiteral("zulu")};
        row.status.state = state;
        row.status.summary.outcome = outcome;
        row.status.summary.failureMessage = outcome == "failed" ? "the disk is full" : "";
        row.status.summary.step = 400;
        row.status.summary.totalSteps = 2000;
        row.status.summary.medianStepMs = 5'400;
        RunFigures figures;
        figures.id = row.id();
        figures.scores.languages = {{QStringLiteral("zul"), 2.0, 2.0, 0, 0}};
        overview.run = figures;
        overview.runs = std::make_shared<const std::vector<RunRow>>(std::vector<RunRow>{row});
    }

    static HomeCard card(const ProjectOverview &overview, const char *page)
    {
        for (const HomeCard &one : homeCards(overview)) {
            if (one.page == QLatin1String(page)) {
                return one;
            }
        }
        return {};
    }
};

QTEST_MAIN(HomeCardsTest)
#include "home_cards_test.moc"
