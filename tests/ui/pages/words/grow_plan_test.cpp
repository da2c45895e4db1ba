// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/words/grow_plan.h"

#include <QTest>

using namespace bafo;
using namespace bafo::ui;

namespace {

GrowPlan plan()
{
    GrowPlan plan;
    plan.base = QStringLiteral("models/smol");
    plan.learned = {.dataset = QStringLiteral("news"), .language = QStringLiteral("zul")};
    plan.kept = {.dataset = QStringLiteral("news"), .language = QStringLiteral("eng")};
    plan.name = QStringLiteral("zul-1k");
    return plan;
}

QJsonObject result()
{
    return {{QStringLiteral("new_pieces"), 1000},
            {QStringLiteral("tokens_per_word_before"), 4.38},
            {QStringLiteral("tokens_per_word_after"), 3.72},
            {QStringLiteral("measured_on"), QStringLiteral("held-out")},
            {QStringLiteral("protected_sentences"), 4049},
            {QStringLiteral("changed_sentences"), 0},
            {QStringLiteral("checked_sentences"), 453},
            {QStringLiteral("changed_checked_sentences"), 0},
            {QStringLiteral("changed_checked_share"), 0.0}};
}

} // namespace

class GrowPlanTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void theCommandNamesBothLanguagesAndChecksOnlyWhereTextIsHeldOut()
    {
        GrowPlan wanted = plan();
        QVERIFY(!wanted.arguments().contains(QStringLiteral("--check-dataset")));
        wanted.hasKeptHeldOut = true;
        QCOMPARE(wanted.arguments().join(QLatin1Char(' ')),
                 QStringLiteral("tokenizer grow models/smol --add 1000 --dataset news --language zul --protect-dataset "
                                "news --protect-language eng --check-dataset news --check-language eng --to zul-1k"));
        wanted.isLearnedSplit = false;
        const QStringList unsplit = wanted.arguments();
        QCOMPARE(unsplit.at(unsplit.indexOf(QStringLiteral("--split")) + 1), QString());
    }

    void aPlanSurvivesTheStateOfThePage()
    {
        GrowPlan wanted = plan();
        wanted.keptFiles = {QStringLiteral("/tmp/a file.txt")};
        wanted.numPieces = 32000;
        QCOMPARE(GrowPlan::fromJson(wanted.toJson()).arguments(), wanted.arguments());
    }

    void namesAreFree()
    {
        QCOMPARE(growthName(QStringLiteral("zul"), 1000, {}), QStringLiteral("zul-1k"));
        QCOMPARE(growthName(QStringLiteral("zul"), 250, {}), QStringLiteral("zul-250"));
        QCOMPARE(growthName(QStringLiteral("zul"), 1000, {QStringLiteral("zul-1k"), QStringLiteral("zul-1k-2")}),
                 QStringLiteral("zul-1k-3"));
    }

    void theCostIsThatOfWholeRows()
    {
        runs::ModelSummary model;
        model.vocabularySize = 49152;
        model.hiddenSize = 576;
        model.isTied = true;
        model.numParameters = 134'515'008;
        model.sizeBytes = 538'090'432;
        const RowCost cost = costOf(model, 49152, 1000);
        QCOMPARE(cost.numRows, 1024);
        QCOMPARE(cost.sizeBytes, 1024ULL * 576 * 4);
        model.isTied = false;
        QCOMPARE(costOf(model, 49152, 1000).sizeBytes, 2048ULL * 576 * 4);
        model.vocabularySize = 60000; // has spare rows
        QCOMPARE(costOf(model, 49152, 1000).numRows, 0);
    }

    void theResultIsASentence()
    {
        const GrowthWords words = growthWords(result(), plan());
        QCOMPARE(words.result,
                 QStringLiteral("1000 pieces. isiZulu 4.38 → 3.72 pieces a word on held-out text. 0 of 453 "
                                "English sentences that had no say are cut differently."));
        QVERIFY(words.warnings.isEmpty());
    }

    void whatShouldWorryIsAWarning()
    {
        QJsonObject changed = result();
        changed[QStringLiteral("changed_checked_sentences")] = 9;
        changed[QStringLiteral("changed_checked_share")] = 0.02;
        QCOMPARE(growthWords(changed, plan()).warnings.size(), 1);
        QJsonObject bare = result();
        bare[QStringLiteral("protected_sentences")] = 0;
        bare[QStringLiteral("checked_sentences")] = 0;
        bare[QStringLiteral("changed_checked_share")] = QJsonValue::Null;
        bare[QStringLiteral("new_pieces")] = 12;
        QCOMPARE(growthWords(bare, plan()).warnings.size(), 2);
    }
};

QTEST_GUILESS_MAIN(GrowPlanTest)
#include "grow_plan_test.moc"
