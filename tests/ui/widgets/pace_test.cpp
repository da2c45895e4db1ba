// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/own_time.h"
#include "ui/widgets/pace.h"

#include <QElapsedTimer>
#include <QTest>

using bafo::compute;
using bafo::ui::Pace;

class PaceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void firstNewsAreShownSoon()
    {
        int numTimes = 0;
        Pace pace([&numTimes] { ++numTimes; });
        pace.askFor();
        QCOMPARE(numTimes, 0); // not in the call that brings the news
        QTRY_COMPARE_WITH_TIMEOUT(numTimes, 1, 2000);
    }

    void manyNewsAreOnePieceOfWork()
    {
        int numTimes = 0;
        Pace pace([&numTimes] { ++numTimes; });
        for (int i = 0; i < 100; ++i) {
            pace.askFor();
        }
        QTRY_COMPARE(numTimes, 1);
        QTest::qWait(150);
        QCOMPARE(numTimes, 1);
    }

    void dearWorkIsDoneSeldomThoughAlwaysInTheEnd()
    {
        int numTimes = 0;
        Pace pace([&numTimes] {
            compute(3);
            ++numTimes;
        });
        QElapsedTimer timer;
        timer.start();
        pace.doNow();
        QCOMPARE(numTimes, 1);
        pace.askFor();
        QTRY_COMPARE_WITH_TIMEOUT(numTimes, 2, 5000);
        QVERIFY2(timer.elapsed() >= 3 * 300, qPrintable(QString::number(timer.elapsed())));
    }

    void theLongestWaitHasALimit()
    {
        int numTimes = 0;
        Pace pace([&numTimes] {
            compute(60); // would ask for 18 s
            ++numTimes;
        });
        pace.doNow();
        pace.askFor();
        QTest::qWait(Pace::kLongestPauseMs / 2);
        QCOMPARE(numTimes, 1);
        QTRY_COMPARE_WITH_TIMEOUT(numTimes, 2, 10000);
    }

    void whatIsResetIsNotDoneAndTheNextNewsAreFirstOnes()
    {
        int numTimes = 0;
        Pace pace([&numTimes] { ++numTimes; });
        pace.askFor();
        pace.reset();
        QTest::qWait(50);
        QCOMPARE(numTimes, 0);
        pace.askFor();
        QTRY_COMPARE_WITH_TIMEOUT(numTimes, 1, 2000);
    }
};

QTEST_MAIN(PaceTest)
#include "pace_test.moc"
