// SPDX-License-Identifier: GPL-3.0-or-later
// Scores as people read them, put together out of evaluations that were never run.
#include "ui/models/score_model.h"

#include <QLocale>
#include <QTest>

using namespace bafo;
using namespace bafo::ui;

namespace {

EvaluationTask task(const QString &name, const QString &language, bool hasData)
{
    return {.name = name,
            .title = name + QStringLiteral(" test"),
            .about = {},
            .kind = QStringLiteral("multiple_choice"),
            .language = language,
            .prompts = {QStringLiteral("plain")},
            .files = {},
            .format = {},
            .source = {},
            .revision = {},
            .licence = {},
            .hasData = hasData};
}

/// One evaluation of "small", by one prompt a score; without scores so many items were answered.
EvaluationRecord evaluation(const QString &id, const QString &model, const std::vector<double> &values,
                            std::int64_t numAnswered = 0)
{
    EvaluationRecord record{.id = id, .model = model, .tasks = {QStringLiteral("small")}, .problem = {}};
    record.info.weightHash = model.toStdString() + "-hash";
    record.info.model = model.toStdString();
    for (std::size_t i = 0; i < std::max<std::size_t>(values.size(), 1); ++i) {
        scoring::EvaluationCell cell;
        cell.task = "small";
        cell.title = "Small";
        cell.language = "zul";
        cell.kind = "multiple_choice";
        cell.prompt = i == 0 ? "plain" : "other";
        cell.metrics = {"acc"};
        cell.numItems = 100;
        cell.chance = 0.25;
        record.info.cells.push_back(cell);
    }
    for (const double value : values) {
        scoring::CellScores scores;
        scores.numItems = 100;
        scores.scores = {{.metric = "acc", .value = value, .low = value - 0.09, .high = value + 0.09}};
        record.scores.cells.push_back(scores);
    }
    if (values.empty()) {
        record.standings = {{.numAnswered = numAnswered, .numContaminated = 0, .mean = 0.5, .isProportion = true}};
    }
    return record;
}

std::optional<runs::RunStatus> statusOf(runs::RunState state)
{
    runs::RunStatus status;
    status.state = state;
    return status;
}

std::optional<runs::RunStatus> nobody(const QString & /*run*/)
{
    return std::nullopt;
}

} // namespace

class ScoreTableTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void tasksStandByLanguageAndKindAndThoseWithoutDataAreLeftOut()
    {
        const auto table = scoreTableOf({task(QStringLiteral("english"), QStringLiteral("eng"), true),
                                         task(QStringLiteral("small"), QStringLiteral("zul"), true),
                                         task(QStringLiteral("missing"), QStringLiteral("zul"), false)},
                                        {}, nobody);
        QCOMPARE(table.rows.size(), 4U);
        QCOMPARE(table.rows[0].title, QStringLiteral("isiZulu · questions with choices"));
        QVERIFY(table.rows[0].kind == ScoreRow::Kind::section);
        QCOMPARE(table.rows[1].task, QStringLiteral("small"));
        QCOMPARE(table.rows[3].task, QStringLiteral("english"));
        QCOMPARE(table.rowOf(QStringLiteral("missing"), {}), -1);
    }

    void modelsAreColumnsAndOneThatWasMadeAnewIsAnother()
    {
        auto older = evaluation(QStringLiteral("1"), QStringLiteral("tiny"), {0.3});
        older.info.weightHash = "0123456789";
        const auto table
            = scoreTableOf({}, {older, evaluation(QStringLiteral("2"), QStringLiteral("tiny"), {0.6})}, nobody);
        QCOMPARE(table.columns.size(), 2U);
        QCOMPARE(table.columns[0].title, QStringLiteral("tiny 012345"));
        const ScoreRow &row = table.rows[1];
        QCOMPARE(row.cells[0].value, 0.3);
        QCOMPARE(row.cells[1].value, 0.6);
    }

    void theNewestWholeEvaluationCountsAndAPartialOneOnlyWhereThereIsNone()
    {
        const auto whole = evaluation(QStringLiteral("1"), QStringLiteral("tiny"), {0.3});
        const auto newer = evaluation(QStringLiteral("2"), QStringLiteral("tiny"), {0.4});
        const auto partial = evaluation(QStringLiteral("3"), QStringLiteral("tiny"), {}, 12);
        const auto table = scoreTableOf({}, {whole, newer, partial}, nobody);
        QCOMPARE(table.rows[1].cells[0].value, 0.4);
        QVERIFY(!table.rows[1].cells[0].isPartial);
        const auto alone = scoreTableOf({}, {partial}, nobody);
        const ScoreCell &cell = alone.rows[1].cells[0];
        QVERIFY(cell.hasScore && cell.isPartial);
        QCOMPARE(cell.numItems, 12);
        QVERIFY(cell.low < 0.3 && cell.high > 0.7); // Wilson's interval of 6 of 12
        QVERIFY(doubtsAbout(cell).join(QLatin1Char(' ')).contains(QStringLiteral("88 items are not answered yet")));
    }

    void anEvaluationAtWorkStandsInItsCellBesideTheOldScore()
    {
        const auto whole = evaluation(QStringLiteral("1"), QStringLiteral("tiny"), {0.3});
        const auto live = evaluation(QStringLiteral("2"), QStringLiteral("tiny"), {}, 12);
        EvaluationRecord begun{.id = QStringLiteral("3"),
                               .model = QStringLiteral("grown"),
                               .tasks = {QStringLiteral("small")},
                               .problem = {}};
        const auto table = scoreTableOf({}, {whole, live, begun}, [](const QString &run) {
            return run == QLatin1String("1") ? statusOf(runs::RunState::ended)
                : run == QLatin1String("2")  ? statusOf(runs::RunState::paused)
                                             : statusOf(runs::RunState::waiting);
        });
        const ScoreRow &row = table.rows[1];
        QCOMPARE(row.cells[0].value, 0.3);
        QCOMPARE(row.cells[0].run, QStringLiteral("2"));
        QCOMPARE(workInWords(row.cells[0]), QStringLiteral("paused, 12 of 100"));
        QVERIFY(!row.cells[1].hasScore);
        QCOMPARE(workInWords(row.cells[1]), QStringLiteral("waiting"));
    }

    void severalWaysOfAskingHaveARowEachAndOneOverThem()
    {
        const auto table
            = scoreTableOf({}, {evaluation(QStringLiteral("1"), QStringLiteral("tiny"), {0.3, 0.5})}, nobody);
        QCOMPARE(table.rows.size(), 4U);
        QVERIFY(table.rows[1].isOverPrompts);
        QCOMPARE(table.rows[1].cells[0].low, 0.3);
        QCOMPARE(table.rows[1].cells[0].high, 0.5);
        QCOMPARE(table.rows[1].cells[0].value, 0.4);
        QVERIFY(!table.rows[1].cells[0].place.isSomewhere());
        QCOMPARE(table.rows[table.rowOf(QStringLiteral("small"), QStringLiteral("other"))].cells[0].place.cell, 1);
    }

    void whatDecidesNothingIsSaid()
    {
        ScoreCell cell{.hasScore = true, .metric = QStringLiteral("acc"), .value = 0.3, .low = 0.2, .high = 0.44};
        cell.numItems = 50;
        cell.chance = 0.25;
        QVERIFY(cell.isTooSmall() && cell.isLikeGuessing());
        const QString doubts = doubtsAbout(cell).join(QLatin1Char(' '));
        QVERIFY(doubts.contains(QStringLiteral("50 items are few: ±12.0 points")));
        QVERIFY(doubts.contains(QStringLiteral("guessing")));
        cell.low = 0.28;
        cell.high = 0.32;
        cell.numItems = 5000;
        QVERIFY(doubtsAbout(cell).isEmpty()); // the negative control
        QCOMPARE(cellInSentences(cell),
                 QStringLiteral("Right answers: 30.0 % (5,000 items); with 95 % certainty between 28.0 % and 32.0 %. "
                                "Guessing gives 25.0 %."));
    }

    void twoModelsAreComparedInWords()
    {
        const scoring::PairedCounts clear{
            .bothRight = 200, .onlyFirst = 12, .onlySecond = 40, .neither = 48, .mcNemar = 0.0002};
        QCOMPARE(verdictOnPair(clear, QStringLiteral("a"), QStringLiteral("b")), QStringLiteral("b better"));
        const QString words = pairInSentences(clear, QStringLiteral("a"), QStringLiteral("b"));
        QVERIFY(words.contains(QStringLiteral("52 flips")) && words.contains(QStringLiteral("below 0.001")));
        const scoring::PairedCounts unclear{
            .bothRight = 20, .onlyFirst = 4, .onlySecond = 6, .neither = 5, .mcNemar = 0.75};
        QCOMPARE(verdictOnPair(unclear, QStringLiteral("a"), QStringLiteral("b")),
                 QStringLiteral("no difference shown"));
        QVERIFY(pairInSentences(unclear, QStringLiteral("a"), QStringLiteral("b"))
                    .contains(QStringLiteral("decides nothing")));
    }

    void theColumnOfComparisonsComesWithTwoModels()
    {
        ScoreModel model;
        model.setTable(scoreTableOf({},
                                    {evaluation(QStringLiteral("1"), QStringLiteral("tiny"), {0.3}),
                                     evaluation(QStringLiteral("2"), QStringLiteral("grown"), {0.6})},
                                    nobody));
        QCOMPARE(model.columnCount(), 3);
        model.setCompared({.first = 0, .second = 0});
        QCOMPARE(model.columnCount(), 3); // the same model twice is no pair
        model.setCompared({.first = 0, .second = 1});
        QCOMPARE(model.columnCount(), 4);
        QCOMPARE(model.headerData(3, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("tiny → grown"));
        const auto wishes = model.wishes();
        QCOMPARE(wishes.size(), 1U);
        QCOMPARE(wishes[0].second.evaluation, QStringLiteral("2"));
        model.setPairs({{wishes[0].key, {.onlySecond = 9, .mcNemar = 0.004}}});
        QCOMPARE(model.index(1, 3).data().toString(), QStringLiteral("grown better"));
        QVERIFY(!model.flags(model.index(0, 1)).testFlag(Qt::ItemIsSelectable)); // a section
    }
};

QTEST_MAIN(ScoreTableTest)
#include "score_table_test.moc"
