// SPDX-License-Identifier: Apache-2.0
#include "core/scoring/statistics.h"

#include "core/base/random.h"

#include <QTest>

#include <cmath>

using namespace bafo;
using namespace bafo::scoring;

namespace {

double meanScore(std::span<const double> sums)
{
    return sums[1] > 0 ? sums[0] / sums[1] : 0;
}

/// Rows {0 or 1, 1}: right with this share.
std::vector<double> answers(int count, double share, std::uint64_t seed)
{
    std::vector<double> rows;
    const RandomStream draws({.seed = seed});
    for (int i = 0; i < count; ++i) {
        rows.push_back(draws.uniform(static_cast<std::uint64_t>(i)) < share ? 1 : 0);
        rows.push_back(1);
    }
    return rows;
}

} // namespace

class StatisticsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aBootstrapOfAMeanHasItsStandardError()
    {
        const std::vector<double> rows = answers(400, 0.35, 3);
        const ItemSums items{.values = rows, .width = 2};
        std::vector<double> values;
        for (std::size_t i = 0; i < rows.size(); i += 2) {
            values.push_back(rows[i]);
        }
        const Resampled resampled = bootstrap(items, meanScore, {.numResamples = 4000});
        QVERIFY(std::abs(resampled.standardError / standardErrorOf(values) - 1) < 0.05);
        QVERIFY(resampled.interval.low < meanOf(values) && meanOf(values) < resampled.interval.high);
        const Resampled again = bootstrap(items, meanScore, {.numResamples = 4000});
        QCOMPARE(again.interval.low, resampled.interval.low);
        QVERIFY(bootstrap(items, meanScore, {.numResamples = 4000, .seed = 2}).standardError
                != resampled.standardError);
    }

    void pairingFindsADifferenceThatTwoIntervalsHide()
    {
        // The second model is right wherever the first is, and on 4 % more.
        const std::vector<double> first = answers(900, 0.35, 5);
        std::vector<double> second = first;
        for (std::size_t i = 0; i < second.size(); i += 50) {
            second[i] = 1;
        }
        const ItemSums one{.values = first, .width = 2};
        const ItemSums two{.values = second, .width = 2};
        const PairedDifference paired = pairedBootstrap(one, two, meanScore);
        QVERIFY(paired.difference > 0);
        QVERIFY(paired.interval.low > 0);
        QVERIFY(paired.probability < 0.05);
        QVERIFY(bootstrap(one, meanScore).interval.high > bootstrap(two, meanScore).interval.low);
    }

    void equalModelsAreNotFoundToDiffer()
    {
        const std::vector<double> rows = answers(100, 0.5, 1);
        const ItemSums items{.values = rows, .width = 2};
        const PairedDifference paired = pairedBootstrap(items, items, meanScore);
        QCOMPARE(paired.difference, 0.0);
        QCOMPARE(paired.probability, 1.0);
        const std::vector<double> other = answers(100, 0.5, 2);
        const PairedDifference apart = pairedBootstrap(items, {.values = other, .width = 2}, meanScore);
        QVERIFY(apart.interval.low < 0 && apart.interval.high > 0);
    }

    void aWilsonIntervalHoldsTheTruthAboutThatOften()
    {
        int hits = 0;
        constexpr int kTrials = 1000;
        for (int trial = 0; trial < kTrials; ++trial) {
            const std::vector<double> rows = answers(40, 0.25, 100 + static_cast<std::uint64_t>(trial));
            const double share = meanScore(sumsOf({.values = rows, .width = 2}));
            const Interval interval = wilsonInterval(share, 40);
            hits += interval.low <= 0.25 && 0.25 <= interval.high ? 1 : 0;
        }
        QVERIFY2(hits > kTrials * 0.92 && hits < kTrials * 0.98, qPrintable(QString::number(hits)));
    }

    void nothingHasNoDoubtToTell()
    {
        QCOMPARE(standardErrorOf({}), 0.0);
        QCOMPARE(bootstrap({.values = {}, .width = 2}, meanScore).interval.high, 0.0);
        QCOMPARE(wilsonInterval(0, 0).high, 1.0);
        QCOMPARE(pairedBootstrap({.values = {}, .width = 2}, {.values = {}, .width = 2}, meanScore).probability, 1.0);
    }
};

QTEST_APPLESS_MAIN(StatisticsTest)
#include "statistics_test.moc"
