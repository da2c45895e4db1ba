// SPDX-License-Identifier: GPL-3.0-or-later
// Every point of a long run is in its chart and equal to the log, whatever the log went through.
#include "ui/pages/run/run_curves.h"

#include "core/protocol/line_codec.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <fstream>
#include <map>

using namespace bafo;
using namespace bafo::ui;
using namespace bafo::protocol;

namespace {

const std::vector<std::string> kMetrics{"loss", "gradient_norm", "learning_rate", "tokens_per_second", "m4", "m5", "m6",
                                        "m7"};

double valueOf(std::size_t metric, std::int64_t step, int attempt)
{
    return static_cast<double>(metric + 1) + std::sin(static_cast<double>(step) * 0.01 + attempt) / 3;
}

} // namespace

class RunCurvesTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<RunRecord> m_record;
    std::ofstream m_log;
    std::int64_t m_seq = 0;

    void write(const Event &event)
    {
        m_log << encodeLine({.seq = m_seq++, .t = 1'700'000'000'000 + m_seq, .run = "r"}, event);
    }

    void writeStep(std::int64_t step, int attempt)
    {
        write(StepFinished{.step = step,
                           .loss = valueOf(0, step, attempt),
                           .learningRate = valueOf(2, step, attempt),
                           .gradientNorm = valueOf(1, step, attempt),
                           .tokensPerSecond = valueOf(3, step, attempt),
                           .trainTokens = step * 512});
        for (std::size_t metric = 4; metric < kMetrics.size(); ++metric) {
            write(Metric{.name = kMetrics[metric], .value = valueOf(metric, step, attempt), .step = step});
        }
    }

    [[nodiscard]] bool hasStep(std::int64_t step) const
    {
        return m_record->series(QStringLiteral("m7")).steps().size() > 0
            && m_record->series(QStringLiteral("m7")).steps().back() == step;
    }

    void compareAll(const RunCurves &curves, const Chart &chart, std::int64_t last, std::int64_t rewoundTo)
    {
        for (std::size_t metric = 0; metric < kMetrics.size(); ++metric) {
            const auto points = chart.pointsOf(curves.curveOf(QString::fromStdString(kMetrics[metric])));
            QCOMPARE(points.size(), static_cast<std::size_t>(last));
            for (std::int64_t step = 1; step <= last; ++step) {
                const auto &point = points[static_cast<std::size_t>(step - 1)];
                QCOMPARE(point.first, static_cast<double>(step));
                QVERIFY(point.second == valueOf(metric, step, step > rewoundTo ? 1 : 0)); // to the last bit
            }
        }
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        const runs::RunFolder folder(m_folder->path().toStdString());
        m_seq = 0;
        m_log.open(folder.eventLog(), std::ios::binary);
        m_record = std::make_unique<RunRecord>(folder);
    }

    void cleanup()
    {
        m_record.reset();
        m_log.close();
    }

    void allPointsOfTenThousandStepsAreThereAfterGarbageTornLinesAndARewind()
    {
        Chart chart;
        RunCurves curves(chart);
        QStringList names;
        for (const std::string &metric : kMetrics) {
            names.append(QString::fromStdString(metric));
        }
        curves.setMetrics(names);
        curves.setSmoothing(0.9);
        curves.setRecord(m_record.get());
        connect(m_record.get(), &RunRecord::changed, this, [&curves] { curves.update(); });
        write(RunStarted{.totalSteps = 10'000});
        for (int step = 1; step <= 4000; ++step) {
            writeStep(step, 0);
            if (step % 1000 == 0) {
                m_log << "{\"this is\": no event}\n\xff\xfe garbage \x01\n";
            }
        }
        const std::string whole
            = encodeLine({.seq = m_seq, .t = 1, .run = "r"}, Metric{.name = "late", .value = 1, .step = 1});
        m_log << whole.substr(0, whole.size() / 2) << std::flush; // a torn line: its end comes later
        m_record->start();
        QTRY_VERIFY_WITH_TIMEOUT(m_record->isCaughtUp() && hasStep(4000), 20'000);
        m_log << whole.substr(whole.size() / 2);
        write(Rewound{.toStep = 3900}); // a crash: what came after the save is done again, with other values
        for (int step = 3901; step <= 10'000; ++step) {
            writeStep(step, 1);
        }
        m_log << std::flush;
        QTRY_VERIFY_WITH_TIMEOUT(hasStep(10'000), 20'000);
        curves.update();
        compareAll(curves, chart, 10'000, 3900);
        QCOMPARE(m_record->series(QStringLiteral("late")).at(1), 1.0);
        QCOMPARE(m_record->numDamagedLines(), 8ULL);
    }

    void theAxisMayBeTokensOrTime()
    {
        Chart chart;
        RunCurves curves(chart);
        curves.setMetrics({QStringLiteral("loss")});
        for (int step = 1; step <= 3; ++step) {
            writeStep(step, 0);
        }
        m_log << std::flush;
        m_record->start();
        QTRY_VERIFY(m_record->isCaughtUp());
        curves.setRecord(m_record.get());
        curves.setAxis(RunAxis::tokens);
        QCOMPARE(chart.pointsOf(curves.curveOf(QStringLiteral("loss"))).back().first, 1536.0);
        curves.setAxis(RunAxis::time);
        const auto points = chart.pointsOf(curves.curveOf(QStringLiteral("loss")));
        QVERIFY(points.back().first > points.front().first);
        QVERIFY(points.back().first < 1);
    }

    void aGrowingCurveIsSmoothedAsAWholeOne()
    {
        Chart chart;
        RunCurves curves(chart);
        curves.setMetrics({QStringLiteral("loss")});
        curves.setSmoothing(0.95);
        curves.setRecord(m_record.get());
        std::vector<Message> all;
        for (int step = 1; step <= 300; ++step) {
            all.push_back({.envelope = {}, .event = StepFinished{.step = step, .loss = valueOf(0, step, 0)}});
            if (step % 7 == 0) {
                m_record->take(all);
                all.clear();
                curves.update();
            }
        }
        m_record->take(all);
        curves.update();
        const auto points = chart.pointsOf(curves.curveOf(QStringLiteral("loss")) + 1);
        const auto whole = smoothed(m_record->series(QStringLiteral("loss")).values(), weightFor(0.95, 300));
        QCOMPARE(points.size(), whole.size());
        for (std::size_t i = 0; i < whole.size(); ++i) {
            QVERIFY(points[i].second == whole[i]);
        }
    }
};

QTEST_MAIN(RunCurvesTest)
#include "run_curves_test.moc"
