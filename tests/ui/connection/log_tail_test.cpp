// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clock.h"
#include "core/runs/event_log.h"
#include "ui/connection/log_tail.h"

#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace bafo;
using ui::EventBatch;
using ui::LogTail;

namespace {

/// A log that is written in pieces, and everything that a tail of it said.
struct Tailed {
    QTemporaryDir folder;
    Path log = Path(folder.path().toStdString()) / "events.jsonl";
    std::vector<protocol::Message> messages;
    int numRestarts = 0;
    int numCaughtUp = 0;
    int numFailures = 0;
    qulonglong numDamaged = 0;
    std::unique_ptr<LogTail> tail;

    void start()
    {
        tail = std::make_unique<LogTail>(log);
        QObject::connect(tail.get(), &LogTail::received, tail.get(), [this](const EventBatch &batch) {
            messages.insert(messages.end(), batch->begin(), batch->end());
        });
        QObject::connect(tail.get(), &LogTail::restarted, tail.get(), [this] {
            messages.clear();
            ++numRestarts;
        });
        QObject::connect(tail.get(), &LogTail::caughtUp, tail.get(), [this] { ++numCaughtUp; });
        QObject::connect(tail.get(), &LogTail::failed, tail.get(), [this] { ++numFailures; });
        QObject::connect(tail.get(), &LogTail::damaged, tail.get(), [this](qulonglong n) { numDamaged = n; });
        tail->start();
    }

    void append(const QByteArray &bytes) const
    {
        QFile file(QString::fromStdString(log.string()));
        QVERIFY(file.open(QIODevice::Append));
        file.write(bytes);
    }

    [[nodiscard]] bool isInOrder() const
    {
        for (std::size_t i = 0; i < messages.size(); ++i) {
            if (messages[i].envelope.seq != static_cast<std::int64_t>(i)) {
                return false;
            }
        }
        return true;
    }
};

QByteArray line(int seq)
{
    return QStringLiteral("{\"v\":1,\"seq\":%1,\"t\":1,\"run\":\"r\",\"rank\":0,\"kind\":\"metric\",\"name\":\"x\","
                          "\"value\":1.5,\"step\":%1,\"unit\":\"\"}\n")
        .arg(seq)
        .toUtf8();
}

} // namespace

class LogTailTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    static void whatIsThereComesFirstAndThenWhatIsNew()
    {
        Tailed tailed;
        for (int i = 0; i < 100; ++i) {
            tailed.append(line(i));
        }
        tailed.start();
        QTRY_COMPARE(tailed.numCaughtUp, 1);
        QTRY_COMPARE(tailed.messages.size(), 100U);
        tailed.append(line(100));
        QTRY_COMPARE(tailed.messages.size(), 101U);
        QVERIFY(tailed.isInOrder());
        QCOMPARE(tailed.numCaughtUp, 1);
    }

    static void aLogThatComesLaterIsFound()
    {
        Tailed tailed;
        tailed.start();
        QTRY_COMPARE(tailed.numCaughtUp, 1);
        tailed.append(line(0));
        QTRY_COMPARE_WITH_TIMEOUT(tailed.messages.size(), 1U, 5000);
    }

    static void aHalfWrittenLineWaitsForItsEnd()
    {
        Tailed tailed;
        const QByteArray whole = line(0);
        tailed.append(whole.left(20));
        tailed.start();
        QTRY_COMPARE(tailed.numCaughtUp, 1);
        QCOMPARE(tailed.messages.size(), 0U);
        tailed.append(whole.mid(20));
        QTRY_COMPARE_WITH_TIMEOUT(tailed.messages.size(), 1U, 5000);
        QCOMPARE(tailed.numDamaged, 0U);
    }

    static void garbageIsCountedAndPassedOver()
    {
        Tailed tailed;
        tailed.append(line(0) + "garbage\n{\"v\":1}\n\x00\x01\n" + line(1));
        tailed.start();
        QTRY_COMPARE(tailed.messages.size(), 2U);
        QVERIFY(tailed.isInOrder());
        QTRY_VERIFY(tailed.numDamaged >= 2U);
    }

    static void aLogThatGotShorterIsReadAnew()
    {
        Tailed tailed;
        for (int i = 0; i < 50; ++i) {
            tailed.append(line(i));
        }
        tailed.start();
        QTRY_COMPARE(tailed.messages.size(), 50U);
        QFile::remove(QString::fromStdString(tailed.log.string()));
        tailed.append(line(0) + line(1));
        QTRY_COMPARE_WITH_TIMEOUT(tailed.numRestarts, 1, 5000);
        QTRY_COMPARE_WITH_TIMEOUT(tailed.messages.size(), 2U, 5000);
        QVERIFY(tailed.isInOrder());
    }

    static void aStreamIsLookedAtTwiceASecondAndOneLineAtOnce()
    {
        Tailed tailed;
        tailed.append(line(0));
        tailed.start();
        QTRY_COMPARE(tailed.messages.size(), 1U);
        int numBatches = 0;
        QObject::connect(tailed.tail.get(), &LogTail::received, tailed.tail.get(), [&numBatches] { ++numBatches; });
        QElapsedTimer timer;
        timer.start();
        int seq = 1;
        while (timer.elapsed() < 1600) {
            tailed.append(line(seq++));
            QTest::qWait(20);
        }
        QTRY_COMPARE(tailed.messages.size(), static_cast<std::size_t>(seq));
        QVERIFY(numBatches >= 1);
        QVERIFY2(numBatches <= timer.elapsed() / 500 + 2, qPrintable(QString::number(numBatches)));
        QVERIFY(tailed.isInOrder());
    }

    static void aFastWriterLosesNothing()
    {
        constexpr int kNumEvents = 60000;
        Tailed tailed;
        tailed.start();
        std::jthread writer([&] {
            const SystemClock clock;
            const auto log = runs::EventLogWriter::open(tailed.log, "r", clock).value();
            for (int i = 0; i < kNumEvents; ++i) {
                (void)log->emit(protocol::Metric{.name = "x", .value = i * 0.5, .step = i});
            }
        });
        QTRY_COMPARE_WITH_TIMEOUT(tailed.messages.size(), static_cast<std::size_t>(kNumEvents), 60000);
        QVERIFY(tailed.isInOrder());
    }

    static void aTailThatGoesInTheMiddleDoesNoHarm()
    {
        for (int round = 0; round < 20; ++round) {
            Tailed tailed;
            for (int i = 0; i < 2000; ++i) {
                tailed.append(line(i));
            }
            tailed.start();
            QTest::qWait(round % 5);
            tailed.tail.reset();
            QCoreApplication::processEvents();
        }
    }
};

QTEST_GUILESS_MAIN(LogTailTest)
#include "log_tail_test.moc"
