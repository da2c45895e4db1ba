// SPDX-License-Identifier: Apache-2.0
// Two models on the same items: the index alone says what the judged records say.
#include "core/scoring/paired_items.h"
#include "tests/fakes/recorded_evaluation.h"

#include <QTemporaryDir>
#include <QTest>

using namespace bafo;
using namespace bafo::scoring;

class PairedItemsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsAreThoseOfTheJudgedRecords()
    {
        const QTemporaryDir folder;
        const Path evaluations(folder.path().toStdString());
        PosixFileSystem files;
        QVERIFY(fakes::record(files, evaluations, {.id = "one", .isRight = [](auto line) { return line % 3 == 0; }}));
        QVERIFY(fakes::record(files, evaluations,
                              {.id = "two", .numItems = 30, .isRight = [](auto line) { return line % 2 == 0; }}));
        const EvaluationPlace one(evaluations / "one");
        const EvaluationPlace two(evaluations / "two");
        const PairedCounts counts = pairedCounts(rightByLine(readIndex(files, one).value(), 0),
                                                 rightByLine(readIndex(files, two).value(), 0));
        const auto kinds = evaluations::makeEvaluationKinds();
        const auto judged = compareEvaluations(judgeEvaluation(files, one, kinds).value(),
                                               judgeEvaluation(files, two, kinds).value());
        const CellComparison &cell = judged->front();
        QCOMPARE(counts.numItems(), 30);
        QCOMPARE(counts.numItems(), cell.numItems);
        QCOMPARE(counts.bothRight, cell.bothRight);
        QCOMPARE(counts.onlyFirst, cell.onlyFirst);
        QCOMPARE(counts.onlySecond, cell.onlySecond);
        QCOMPARE(counts.neither, cell.neither);
        QCOMPARE(counts.mcNemar, cell.mcNemar);
        QCOMPARE(counts.numFlips(), static_cast<std::int64_t>(cell.flips.size()));
        QVERIFY(counts.onlyFirst != counts.onlySecond); // so that an exchange would be seen
    }

    void anotherCellHasOtherItems()
    {
        std::vector<ItemEntry> entries(2);
        entries[0].cell = 1;
        entries[0].line = 5;
        entries[1].line = 6;
        QCOMPARE(rightByLine(entries, 1).size(), 1U);
        QCOMPARE(pairedCounts(rightByLine(entries, 0), rightByLine(entries, 1)).numItems(), 0);
        QCOMPARE(pairedCounts(rightByLine(entries, 0), rightByLine(entries, 1)).mcNemar, 1.0);
    }
};

QTEST_GUILESS_MAIN(PairedItemsTest)
#include "paired_items_test.moc"
