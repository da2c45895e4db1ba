// SPDX-License-Identifier: GPL-3.0-or-later
// Lines in a run's log that no worker of ours wrote: the good ones between them are read, the bad ones are counted.
#include "tests/ui/faults/fault_window.h"

#include <QFile>
#include <QTest>

using namespace bafo;
using faults::FaultWindow;

namespace {

/// A step as text, whatever its loss is.
QByteArray stepLine(int step, const QByteArray &loss)
{
    const QByteArray number = QByteArray::number(step);
    return "{\"v\":1,\"seq\":" + QByteArray::number(100 + step) + ",\"t\":1700000000000,\"run\":\"r\",\"rank\":0,"
        + "\"kind\":\"step_finished\",\"step\":" + number + ",\"loss\":" + loss + ",\"step_ms\":100}\n";
}

} // namespace

class StrangeLogTest : public QObject {
    Q_OBJECT

    std::unique_ptr<FaultWindow> m_place;
    std::optional<runs::RunFolder> m_run;

    void append(QByteArray bytes)
    {
        bytes.replace("\"run\":\"r\"", "\"run\":\"" + QByteArray::fromStdString(m_run->id()) + '"');
        QFile log(QString::fromStdString(m_run->eventLog().string()));
        QVERIFY(log.open(QIODevice::Append));
        QCOMPARE(log.write(bytes), bytes.size());
    }

    void finish()
    {
        m_place->tell(*m_run, faults::steps(8, 2));
        m_place->tell(*m_run, {protocol::RunFinished{.outcome = "finished", .step = 9, .outputModel = {}}});
    }

    walk::WindowDriver &look()
    {
        auto &user = m_place->open();
        user.window().showPage(QStringLiteral("run"), {{QStringLiteral("run"), QString::fromStdString(m_run->id())}});
        return user;
    }

private Q_SLOTS:
    void init()
    {
        m_place = std::make_unique<FaultWindow>();
        m_run = m_place->makeRun("second", faults::steps(1, 7));
    }
    void cleanup() { m_place.reset(); }

    void badLinesAreCountedAndTheRestIsRead_data()
    {
        QTest::addColumn<QByteArray>("lines");
        QTest::addColumn<QString>("told");
        const auto row = [](const char *name, const QByteArray &lines, const char *told) {
            QTest::newRow(name) << lines << QString::fromUtf8(told);
        };
        row("no JSON", "what is this\n[1, 2]\n{\"half\": \n", "3 line");
        row("NUL bytes", QByteArray(4096, '\0') + "\n", "1 line");
        row("half UTF-8", "{\"v\":1,\"seq\":99,\"t\":1,\"run\":\"\xC3\xC3\",\"kind\":\"\xFF\"}\n", "1 line");
        row("10 MB", QByteArray(10 << 20, 'x') + "\n", "1 line");
        row("texts for numbers", stepLine(8, "\"low\"").replace("\"step\":8", "\"step\":\"8\""), "1 line");
        row("NaN", stepLine(8, "NaN"), "1 line");
        row("deep", QByteArray(100000, '[') + "\n", "1 line");
        row("another run's", stepLine(29, "1e308").replace("\"run\":\"r\"", "\"run\":\"another\""), "1 line");
        row("absurd step", stepLine(8, "1e308").replace("\"step\":8", "\"step\":9223372036854775807"), "1 line");
    }

    void badLinesAreCountedAndTheRestIsRead()
    {
        QFETCH(const QByteArray, lines);
        QFETCH(const QString, told);
        append(lines);
        finish();
        auto &user = look();
        QVERIFY(user.waitFor(QStringLiteral("9 of 30")));
        QVERIFY(user.waitFor(QStringLiteral("finished")));
        QVERIFY(user.waitFor(told));
        QVERIFY(m_place->answers());
    }

    void aLossThatIsNoNumberIsMarkedAndTheChartStands()
    {
        append(stepLine(8, "null") + stepLine(9, "1e999"));
        m_place->tell(*m_run, faults::steps(10, 3));
        auto &user = look();
        QVERIFY(user.waitFor(QStringLiteral("12 of 30")));
        QVERIFY(m_place->answers());
    }

    void stepsThatGoBackwardsAreWhatTheyAre()
    {
        append(stepLine(5, "2.5") + stepLine(3, "2.25") + stepLine(-4, "1"));
        finish();
        auto &user = look();
        QVERIFY(user.waitFor(QStringLiteral("9 of 30")));
        QVERIFY(m_place->answers());
    }

    void rubbishThatComesWhileOneLooksIsToldToo()
    {
        auto &user = look();
        QVERIFY(user.waitFor(QStringLiteral("7 of 30")));
        append("\xFF\xFE rubbish \x01\n");
        finish();
        QVERIFY(user.waitFor(QStringLiteral("9 of 30")));
        QVERIFY(user.waitFor(QStringLiteral("1 line")));
        QVERIFY(m_place->answers());
    }
};

BAFO_FAULT_TEST(StrangeLogTest)

#include "strange_log_test.moc"
