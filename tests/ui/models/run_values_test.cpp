// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_values.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <map>

using namespace bafo;
using namespace bafo::ui;
using namespace bafo::protocol;

class RunValuesTest : public QObject {
    Q_OBJECT

    static Message at(std::int64_t t, Event event) { return {.envelope = {.t = t}, .event = std::move(event)}; }

    /// Rows of a CSV without quotes: step -> column -> text.
    static std::map<qint64, std::map<QByteArray, QByteArray>> parsed(const QByteArray &csv)
    {
        std::map<qint64, std::map<QByteArray, QByteArray>> rows;
        const auto lines = csv.trimmed().split('\n');
        const auto head = lines.front().split(',');
        for (qsizetype line = 1; line < lines.size(); ++line) {
            const auto fields = lines.at(line).split(',');
            for (qsizetype i = 1; i < fields.size(); ++i) {
                rows[fields.front().toLongLong()][head.at(i)] = fields.at(i);
            }
        }
        return rows;
    }

private Q_SLOTS:
    void csvHoldsEveryValueToTheLastBit()
    {
        RunRecord record{runs::RunFolder("/nowhere/runs/x")};
        std::vector<Message> messages;
        for (int step = 1; step <= 500; ++step) {
            messages.push_back(
                at(1000 * step, StepFinished{.step = step, .loss = 1.0 / step + 0.1, .trainTokens = 512 * step}));
        }
        messages.push_back(at(1,
                              EvalFinished{.name = "zul",
                                           .language = "zul",
                                           .bitsPerByte = 1.1,
                                           .bitsPerByteLow = 1.0,
                                           .bitsPerByteHigh = 1.2,
                                           .step = 0}));
        messages.push_back(at(1, Metric{.name = "odd_one", .value = 2e-300, .step = 77}));
        record.take(messages);
        const auto rows = parsed(csvOf(valuesOf(record)));
        QCOMPARE(rows.size(), std::size_t{501});
        const MetricSeries &loss = record.series(QStringLiteral("loss"));
        for (std::size_t i = 0; i < loss.size(); ++i) {
            QCOMPARE(rows.at(loss.steps()[i]).at("loss").toDouble(), loss.values()[i]);
        }
        QCOMPARE(rows.at(0).at("bits_per_byte/zul"), QByteArray("1.1"));
        QCOMPARE(rows.at(0).at("loss"), QByteArray()); // not told: nothing, and not 0
        QCOMPARE(rows.at(77).at("odd_one").toDouble(), 2e-300);
    }

    void whatIsNoNumberSaysSo()
    {
        RunRecord record{runs::RunFolder("/nowhere/runs/x")};
        record.take({at(1,
                        StepFinished{.step = 1,
                                     .loss = std::numeric_limits<double>::quiet_NaN(),
                                     .gradientNorm = std::numeric_limits<double>::infinity()})});
        const auto rows = parsed(csvOf(valuesOf(record)));
        QCOMPARE(rows.at(1).at("loss"), QByteArray("nan"));
        QCOMPARE(rows.at(1).at("gradient_norm"), QByteArray("inf"));
        QCOMPARE(record.marks().size(), std::size_t{1});
    }

    void whatBeginsWithAStepIsOneMarkOfTheCharts()
    {
        RunRecord record{runs::RunFolder("/nowhere/runs/x")};
        record.take(
            {at(1, StageEntered{.name = "begin", .step = 1}), at(1, FreezingChanged{.trained = "new_rows", .step = 1}),
             at(1, StageEntered{.name = "eng", .step = 2, .replayOf = "begin"}),
             at(1, FreezingChanged{.trained = "all", .step = 6}), at(1, StageEntered{.name = "go-on", .step = 9})});
        const auto steps = [&record] {
            std::vector<std::int64_t> found;
            for (const RunMark &mark : record.marks()) {
                found.push_back(mark.step);
            }
            return found;
        };
        QCOMPARE(steps(), (std::vector<std::int64_t>{1, 2, 6, 9}));
        QCOMPARE(record.marks()[0].text, QStringLiteral("begin, new word pieces only"));
        QCOMPARE(record.marks()[1].text, QStringLiteral("+ eng"));
        QCOMPARE(record.summary().stage, std::string("go-on")); // no replayed text takes a stage's place
        record.take({at(1, Rewound{.toStep = 7})});
        QCOMPARE(steps(), (std::vector<std::int64_t>{1, 2, 6}));
        QCOMPARE(record.summary().stage, std::string("begin"));
        record.take({at(1, StageEntered{.name = "go-on", .step = 9})});
        QCOMPARE(record.summary().stage, std::string("go-on"));
    }

    void aNameWithACommaKeepsItsColumn()
    {
        RunRecord record{runs::RunFolder("/nowhere/runs/x")};
        record.take({at(1, Metric{.name = "a,\"b\"", .value = 1, .step = 1})});
        QCOMPARE(csvOf(valuesOf(record)), QByteArray("step,\"a,\"\"b\"\"\"\n1,1\n"));
    }

    void twoMeasurementsOfOneLanguageAreToldApart()
    {
        RunRecord record{runs::RunFolder("/nowhere/runs/x")};
        record.take({at(1, EvalFinished{.name = "news", .language = "zul"}),
                     at(1, EvalFinished{.name = "bible", .language = "zul"}),
                     at(1, EvalFinished{.name = "wiki", .language = "eng"})});
        const auto names = evaluationNames(record);
        QCOMPARE(names.size(), std::size_t{3});
        QVERIFY(names[0].title != names[1].title);
        QCOMPARE(names[2].title, QStringLiteral("English"));
    }
};

QTEST_MAIN(RunValuesTest)
#include "run_values_test.moc"
