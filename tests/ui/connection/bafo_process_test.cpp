// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/bafo_process.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace bafo;
using ui::BafoProcess;
using ui::ProcessEnd;

namespace {

/// A child that has run to its end.
struct Outcome {
    QList<QJsonObject> said;
    std::optional<ProcessEnd> end;
    int numEnds = 0;
};

Outcome outcomeOf(const QString &mode, const QString &program = QStringLiteral(BAFO_FAKE))
{
    Outcome outcome;
    BafoProcess process(program, {mode}, QStringLiteral("/"));
    QObject::connect(&process, &BafoProcess::said, &process,
                     [&](const QJsonObject &object) { outcome.said << object; });
    QObject::connect(&process, &BafoProcess::ended, &process, [&](const ProcessEnd &end) {
        outcome.end = end;
        ++outcome.numEnds;
    });
    process.start();
    [&] { QTRY_VERIFY_WITH_TIMEOUT(outcome.numEnds > 0, 30000); }();
    QTest::qWait(20);
    return outcome;
}

} // namespace

class BafoProcessTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    static void linesAreWholeWhateverPiecesTheyComeIn()
    {
        const Outcome outcome = outcomeOf(QStringLiteral("split"));
        QCOMPARE(outcome.said.size(), 2);
        QCOMPARE(outcome.said[0].value(QLatin1String("word")).toString(), QStringLiteral("isiZulu \u00e9"));
        QVERIFY(!outcome.end->error);
        QCOMPARE(outcome.end->result.value(QLatin1String("done")).toBool(), true);
    }

    static void aFloodLosesNothing()
    {
        const Outcome outcome = outcomeOf(QStringLiteral("flood"));
        QCOMPARE(outcome.said.size(), 200001);
        for (int i = 0; i < 200000; ++i) {
            QCOMPARE(outcome.said[i].value(QLatin1String("n")).toInt(-1), i);
        }
    }

    static void garbageIsPassedOver()
    {
        const Outcome outcome = outcomeOf(QStringLiteral("garbage"));
        QCOMPARE(outcome.said.size(), 1);
        QCOMPARE(outcome.said[0].value(QLatin1String("good")).toInt(), 1);
    }

    static void aToldErrorKeepsItsHint()
    {
        const Outcome outcome = outcomeOf(QStringLiteral("error"));
        QVERIFY(outcome.end->error.has_value());
        QVERIFY(outcome.end->error->code == ErrorCode::diskFull);
        QCOMPARE(outcome.end->error->hint, std::string("free some"));
    }

    static void aFailureWithoutJsonTellsTheLastWords()
    {
        const Outcome outcome = outcomeOf(QStringLiteral("mute"));
        QVERIFY(outcome.end->error.has_value());
        QVERIFY(outcome.end->error->message.find("why it failed") != std::string::npos);
        QVERIFY(outcome.end->error->hint.find("bafo mute") != std::string::npos);
    }

    static void aCrashIsAnErrorOnce()
    {
        const Outcome outcome = outcomeOf(QStringLiteral("crash"));
        QCOMPARE(outcome.numEnds, 1);
        QVERIFY(outcome.end->error.has_value());
        QVERIFY(outcome.end->error->message.find("about to crash") != std::string::npos);
    }

    static void aProgramThatIsMissingIsAnErrorOnce()
    {
        const Outcome outcome = outcomeOf(QStringLiteral("x"), QStringLiteral("/nowhere/bafo"));
        QCOMPARE(outcome.numEnds, 1);
        QVERIFY(outcome.end->error->message.find("/nowhere/bafo") != std::string::npos);
        QVERIFY(!outcome.end->error->hint.empty());
    }

    static void whatIgnoresSigtermIsKilled()
    {
        BafoProcess process(QStringLiteral(BAFO_FAKE), {QStringLiteral("quiet")}, QStringLiteral("/"));
        QSignalSpy said(&process, &BafoProcess::said);
        QSignalSpy ended(&process, &BafoProcess::ended);
        process.start();
        QTRY_COMPARE(said.size(), 1);
        process.stop();
        QVERIFY(process.state() == BafoProcess::State::ending);
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 10000);
        QVERIFY(process.state() == BafoProcess::State::ended);
        const auto end = qvariant_cast<ProcessEnd>(ended[0][0]);
        QVERIFY(end.error->code == ErrorCode::cancelled);
    }

    static void anEndlessLineDoesNotFillMemory()
    {
        ui::LineSplitter lines;
        const QByteArray piece(1 << 20, 'x');
        for (int i = 0; i < 40; ++i) {
            QVERIFY(lines.take(piece).isEmpty());
            QVERIFY(lines.rest().size() <= ui::LineSplitter::kMaxLineBytes);
        }
        QCOMPARE(lines.take("tail\ngood\n"), QList<QByteArray>{"good"});
    }

    static void aCommandLineCanBeTyped()
    {
        QCOMPARE(
            ui::commandLineOf({QStringLiteral("data"), QStringLiteral("import"), QStringLiteral("it's a file.txt")}),
            QStringLiteral("bafo data import 'it'\\''s a file.txt'"));
        QCOMPARE(ui::commandLineOf({QString()}), QStringLiteral("bafo ''"));
    }
};

QTEST_GUILESS_MAIN(BafoProcessTest)
#include "bafo_process_test.moc"
