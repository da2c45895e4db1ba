// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/own_time.h"
#include "ui/shell/event_watch.h"

#include <QEventLoop>
#include <QTest>
#include <QThread>
#include <QTimer>
#include <QWidget>

using namespace bafo::ui;
using bafo::compute;

class EventWatchTest : public QObject {
    Q_OBJECT

    WatchedApplication &m_application;
    EventWatch m_watch;

    void call(const std::function<void()> &work)
    {
        QMetaObject::invokeMethod(this, work, Qt::QueuedConnection);
        QCoreApplication::processEvents();
    }

public:
    explicit EventWatchTest(WatchedApplication &application)
        : m_application(application)
    {
    }

private Q_SLOTS:
    void init()
    {
        QCoreApplication::processEvents();
        m_application.setWatch(&m_watch);
        m_watch.reset();
    }

    void cleanup() { m_application.setWatch(nullptr); }

    void aLongCallIsFoundByNameAndTime()
    {
        setObjectName(QStringLiteral("tester"));
        call([] { compute(30); });
        QVERIFY2(m_watch.longestOwnCall().ownMs >= 29, m_watch.longestOwnCall().what);
        QVERIFY(m_watch.longestCall().wallMs >= 29);
        QCOMPARE(m_watch.longestOwnCall().what, QByteArray("EventWatchTest tester: MetaCall"));
    }

    void aShortCallIsNoLongOne()
    {
        call([] { compute(1); });
        QVERIFY2(m_watch.longestOwnCall().ownMs < 25, m_watch.longestOwnCall().what);
    }

    void sleepingTakesTheUsersTimeButNotTheThreads()
    {
        call([] { QThread::msleep(40); });
        QVERIFY(m_watch.longestCall().wallMs >= 40);
        QVERIFY2(m_watch.longestOwnCall().ownMs < 25, m_watch.longestOwnCall().what);
    }

    void anEventSentByAnotherIsPartOfIt()
    {
        QTimer inner;
        connect(&inner, &QObject::objectNameChanged, this, [] { compute(10); });
        call([&inner, this] {
            compute(10);
            QEvent event(QEvent::User);
            QCoreApplication::sendEvent(this, &event);
            inner.setObjectName(QStringLiteral("x"));
        });
        QVERIFY(m_watch.longestOwnCall().ownMs >= 19);
    }

    void anEventLoopInsideOfACallWaitsForTheUser()
    {
        call([] {
            QEventLoop loop;
            QTimer::singleShot(5, &loop, [] { compute(10); });
            QTimer::singleShot(120, &loop, &QEventLoop::quit);
            loop.exec();
        });
        QVERIFY2(m_watch.longestCall().ownMs < 100, m_watch.longestCall().what);
        QVERIFY(m_watch.longestOwnCall().ownMs >= 9); // what happened inside is seen
        QVERIFY2(m_watch.longestOwnCall().what.contains("Timer") || m_watch.longestOwnCall().what.contains("MetaCall"),
                 m_watch.longestOwnCall().what);
    }

    void oneTurnHoldsAllItsCalls()
    {
        for (int i = 0; i < 3; ++i) {
            QMetaObject::invokeMethod(
                this, [] { compute(10); }, Qt::QueuedConnection);
        }
        QEventLoop loop; // a turn is one of a loop: what runs before the program's has none
        QTimer::singleShot(200, &loop, &QEventLoop::quit);
        loop.exec();
        QVERIFY(m_watch.longestTurn().ownMs >= 29);
        QVERIFY(m_watch.longestTurn().wallMs >= m_watch.longestCall().wallMs);
    }

    void otherThreadsMayTakeTheirTime()
    {
        QThread thread;
        QObject worker;
        worker.moveToThread(&thread);
        thread.start();
        QMetaObject::invokeMethod(
            &worker, [] { QThread::msleep(60); }, Qt::BlockingQueuedConnection);
        QMetaObject::invokeMethod(
            &worker, [&worker] { worker.moveToThread(nullptr); }, Qt::BlockingQueuedConnection);
        thread.quit();
        thread.wait();
        QCoreApplication::processEvents();
        QVERIFY2(m_watch.longestCall().what != "QObject: MetaCall", m_watch.longestCall().what);
    }

    void aReceiverThatGoesInItsOwnEventIsStillNamed()
    {
        auto *receiver = new QTimer;
        QMetaObject::invokeMethod(
            receiver,
            [receiver] {
                compute(30);
                delete receiver;
            },
            Qt::QueuedConnection);
        QCoreApplication::processEvents();
        QCOMPARE(m_watch.longestOwnCall().what, QByteArray("QTimer: MetaCall"));
    }

    void theListenerHearsOfLongCallsAndOfTheFirstPaintingOnce()
    {
        QByteArrayList heard;
        int numPaintings = 0;
        m_watch.setListener({.fromMs = 20,
                             .call = [&heard](const WatchedTime &time) { heard.append(time.what); },
                             .turn = {},
                             .firstPaint = [&numPaintings] { ++numPaintings; }});
        for (int i = 0; i < 2; ++i) {
            QWidget window;
            window.show();
            QVERIFY(QTest::qWaitForWindowExposed(&window));
            QTRY_COMPARE(numPaintings, 1);
        }
        heard.clear();
        call([] { compute(1); });
        call([] { compute(25); });
        QVERIFY(heard.contains("EventWatchTest tester: MetaCall"));
        m_watch.setListener({});
    }

    void aCallMayEndTheWatchOrBeginAnother()
    {
        EventWatch other;
        call([this] { m_application.setWatch(nullptr); });
        call([this, &other] { m_application.setWatch(&other); });
        call([] { compute(30); });
        QVERIFY(other.longestOwnCall().ownMs >= 29);
        QVERIFY(m_watch.longestOwnCall().ownMs < 25);
        m_application.setWatch(nullptr);
    }

    void everyCallIsInTheHistogram()
    {
        const std::uint64_t before = m_watch.histogram().back();
        call([] { QThread::msleep(60); });
        QVERIFY(m_watch.histogram().back() > before);
    }
};

int main(int argc, char **argv)
{
    WatchedApplication application(argc, argv);
    EventWatchTest test(application);
    return QTest::qExec(&test, argc, argv);
}

#include "event_watch_test.moc"
