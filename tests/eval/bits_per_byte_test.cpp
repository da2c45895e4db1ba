// SPDX-License-Identifier: Apache-2.0
#include "core/eval/bits_per_byte.h"

#include "core/base/random.h"

#include <QTest>

#include <cmath>
#include <vector>

using namespace bafo;
using namespace bafo::eval;

namespace {

/// Documents of ten bytes whose bits are uniform over [10, 30): bits per byte has mean 2 and known spread.
std::vector<DocumentScore> uniformScores(int count, std::uint64_t seed)
{
    std::vector<DocumentScore> scores;
    const RandomStream draws({.seed = seed});
    for (int i = 0; i < count; ++i) {
        scores.push_back(
            {.document = i, .bits = 10 + 20 * draws.uniform(static_cast<std::uint64_t>(i)), .bytes = 10, .tokens = 3});
    }
    return scores;
}

} // namespace

class BitsPerByteTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bitsAndBytesAreAddedBeforeTheyAreDivided()
    {
        const std::vector<DocumentScore> scores = {{.document = 0, .bits = 8, .bytes = 2, .tokens = 1},
                                                   {.document = 1, .bits = 4, .bytes = 10, .tokens = 5}};
        const BitsPerByte result = bitsPerByteOf(scores);
        QCOMPARE(result.value, 1.0);
        QCOMPARE(result.bytes, 12);
        QCOMPARE(result.tokens, 6);
        QCOMPARE(result.documents, 2);
        QVERIFY(result.low <= result.value && result.value <= result.high);
    }

    void theIntervalIsTheSameEveryTimeAndAnotherSeedGivesAnother()
    {
        const auto scores = uniformScores(50, 3);
        const BitsPerByte first = bitsPerByteOf(scores, {.seed = 5});
        const BitsPerByte second = bitsPerByteOf(scores, {.seed = 5});
        QCOMPARE(first.low, second.low);
        QCOMPARE(first.high, second.high);
        QVERIFY(bitsPerByteOf(scores, {.seed = 6}).low != first.low);
    }

    void theIntervalHasTheWidthOfTheNormalApproximation()
    {
        // Standard error of the mean of 400 values uniform over [1, 3): (2 / sqrt(12)) / 20.
        const BitsPerByte result = bitsPerByteOf(uniformScores(400, 7), {.numResamples = 4000});
        const double expectedWidth = 2 * 1.96 * (2 / std::sqrt(12.0)) / 20;
        QVERIFY(std::abs((result.high - result.low) / expectedWidth - 1) < 0.1);
    }

    void aNinetyFivePercentIntervalHoldsTheTruthAboutThatOften()
    {
        int hits = 0;
        constexpr int kTrials = 300;
        for (int trial = 0; trial < kTrials; ++trial) {
            const BitsPerByte result
                = bitsPerByteOf(uniformScores(60, 100 + static_cast<std::uint64_t>(trial)), {.numResamples = 300});
            hits += result.low <= 2 && 2 <= result.high ? 1 : 0;
        }
        QVERIFY2(hits > kTrials * 0.90 && hits < kTrials * 0.99, qPrintable(QString::number(hits)));
    }

    void nothingGivesZeroAndOneDocumentHasNoWidth()
    {
        QCOMPARE(bitsPerByteOf({}).value, 0.0);
        const std::vector<DocumentScore> one = {{.document = 0, .bits = 6, .bytes = 3, .tokens = 2}};
        const BitsPerByte result = bitsPerByteOf(one);
        QCOMPARE(result.low, 2.0);
        QCOMPARE(result.high, 2.0);
    }
};

QTEST_APPLESS_MAIN(BitsPerByteTest)
#include "bits_per_byte_test.moc"
