// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/metric_series.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace bafo::ui;

class MetricSeriesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLateValueIsPutInItsPlaceAndTellsDrawersToBeginAnew()
    {
        MetricSeries series;
        series.add(1, 10);
        series.add(3, 30);
        const auto before = series.revision();
        series.add(4, 40);
        QCOMPARE(series.revision(), before); // only the end grew
        series.add(2, 20);
        QVERIFY(series.revision() > before);
        QCOMPARE(series.steps(), (std::vector<std::int64_t>{1, 2, 3, 4}));
        QCOMPARE(series.values(), (std::vector<double>{10, 20, 30, 40}));
    }

    void theLastWordOnAStepCounts()
    {
        MetricSeries series;
        series.add(1, 10);
        series.add(2, 20);
        series.add(1, 11);
        QCOMPARE(series.values(), (std::vector<double>{11, 20}));
        QCOMPARE(series.at(1), 11.0);
        QVERIFY(std::isnan(series.at(7)));
    }

    void rewindingTakesWhatCameAfter()
    {
        MetricSeries series;
        for (int step = 1; step <= 10; ++step) {
            series.add(step, step);
        }
        const auto before = series.revision();
        series.rewindTo(10);
        QCOMPARE(series.revision(), before); // nothing came after
        series.rewindTo(4);
        QCOMPARE(series.steps().back(), 4);
        QCOMPARE(series.size(), std::size_t{4});
        QVERIFY(series.revision() > before);
        series.add(5, 50);
        QCOMPARE(series.at(5), 50.0);
    }

    void smoothingDoesNotDependOnWhatComesLater()
    {
        std::vector<double> longOne(100'000);
        for (std::size_t i = 0; i < longOne.size(); ++i) {
            longOne[i] = 3 + std::sin(static_cast<double>(i) * 0.37) / (1 + static_cast<double>(i) * 1e-4);
        }
        const std::vector<double> shortOne(longOne.begin(), longOne.begin() + 10'000);
        const auto ofLong = smoothed(longOne, 0.98);
        const auto ofShort = smoothed(shortOne, 0.98);
        QVERIFY(std::equal(ofShort.begin(), ofShort.end(), ofLong.begin()));
        QVERIFY(ofShort != smoothed(shortOne, 0.97)); // the weight does matter
    }

    void theBeginningIsNotPulledTowardsZero()
    {
        const auto flat = smoothed(std::vector<double>(50, 4.0), 0.999);
        for (const double value : flat) {
            QVERIFY(std::abs(value - 4.0) < 1e-12);
        }
    }

    void aShortRunIsSmoothedLightly()
    {
        for (const std::size_t numPoints : {10, 30, 60, 120}) {
            std::vector<double> falling(numPoints);
            for (std::size_t i = 0; i < numPoints; ++i) {
                falling[i] = 9 - 3 * static_cast<double>(i) / static_cast<double>(numPoints);
            }
            const auto smooth = smoothed(falling, weightFor(0.95, numPoints));
            for (std::size_t i = 0; i < numPoints; ++i) {
                QVERIFY(smooth[i] - falling[i] <= 3.0 / 15); // of the whole way down
            }
            QVERIFY(numPoints < 60 || smooth != falling);
            const auto heavy = smoothed(falling, 0.95);
            QVERIFY(numPoints > 60 || heavy.back() - falling.back() > 3.0 / 15);
        }
        QCOMPARE(weightFor(0.95, 1000), 0.95);
        QCOMPARE(weightFor(0, 1000), 0.0);
        QCOMPARE(weightFor(0.95, 0), 0.0);
    }

    void aValueThatIsNoNumberIsAGapAndForgotten()
    {
        const double none = std::numeric_limits<double>::quiet_NaN();
        const auto gap = smoothed({1, none, 1, std::numeric_limits<double>::infinity(), 1}, 0.5);
        QVERIFY(std::isnan(gap[1]));
        QVERIFY(std::isnan(gap[3]));
        QCOMPARE(gap[4], 1.0);
    }
};

QTEST_GUILESS_MAIN(MetricSeriesTest)
#include "metric_series_test.moc"
