// SPDX-License-Identifier: GPL-3.0-or-later
// The project is made read-only under the open window: it is read on, what cannot be done is told, and nothing typed is
// lost. By a preloaded library, for permissions do not hold root.
#include "tests/ui/faults/fault_window.h"
#include "tests/ui/faults/sick_disk_control.h"

#include <QTest>

using namespace bafo;
using faults::FaultWindow;
using faults::SickDisk;

class ReadOnlyTest : public QObject {
    Q_OBJECT

    std::unique_ptr<FaultWindow> m_place;
    SickDisk m_disk;

private Q_SLOTS:
    void init() { m_place = std::make_unique<FaultWindow>(); }
    void cleanup()
    {
        m_disk.recover();
        m_place.reset();
    }

    void everyPageIsReadOn()
    {
        m_disk.lock(m_place->root());
        auto &user = m_place->open();
        QVERIFY(user.waitFor(QStringLiteral("Project: Izindaba")));
        for (const int page : {1, 2, 3, 4, 5, 7, 8}) {
            QVERIFY(user.goTo(page));
            QTest::qWait(100);
        }
        user.goTo(2);
        QVERIFY(user.waitFor(QStringLiteral("CC-BY-4.0")));
        QVERIFY(!user.isSaying(QStringLiteral("unable to open")));
        user.window().showPage(QStringLiteral("run"));
        QVERIFY(user.waitFor(QStringLiteral("30 of 30")));
        QVERIFY(m_place->answers());
    }

    void aRunIsNotBegunAndTheFormStays()
    {
        m_place->setEngine("exec " BAFO_FAKE_WORKER " \"$2\" split\n");
        auto &user = m_place->open();
        user.goTo(4);
        QVERIFY(user.write(QStringLiteral("Learning rate"), QStringLiteral("0.0042")));
        m_disk.lock(m_place->root());
        QVERIFY(user.click(QStringLiteral("Start 30 steps")));
        QVERIFY(user.waitFor(QStringLiteral("cannot be written: Read-only file system")));
        QVERIFY(user.isSaying(m_place->root() + QStringLiteral("/configs/")));
        QVERIFY(user.isSaying(QStringLiteral("yours to write")));
        m_disk.recover();
        m_disk.lock(m_place->root() + QStringLiteral("/runs")); // that much bafo itself finds out
        QVERIFY(user.click(QStringLiteral("Close this message")));
        QVERIFY(user.click(QStringLiteral("Start 30 steps")));
        QVERIFY(user.waitFor(QStringLiteral("Read-only file system")));
        QCOMPARE(m_place->textOf(QStringLiteral("Learning rate")), QStringLiteral("0.0042"));
        QVERIFY(m_place->answers());
        m_disk.recover();
        QVERIFY(user.click(QStringLiteral("Start 30 steps")));
        QVERIFY(user.waitFor(QStringLiteral("20 of 30")));
    }

    void textIsNotTakenInAndTheFormStays()
    {
        auto &user = m_place->open();
        user.goTo(2);
        user.drop({m_place->home() + QStringLiteral("/izindaba.txt")});
        QVERIFY(user.write(QStringLiteral("Language of the text"), QStringLiteral("isiZulu")));
        QVERIFY(user.write(QStringLiteral("Dataset"), QStringLiteral("ezinye")));
        m_disk.lock(m_place->root());
        QVERIFY(user.click(QStringLiteral("Take in 1 file")));
        QVERIFY(user.waitFor(QStringLiteral("Read-only file system")));
        QVERIFY(user.isSaying(m_place->root()));
        m_disk.recover();
        QVERIFY(user.click(QStringLiteral("Back to the form")));
        QCOMPARE(m_place->textOf(QStringLiteral("Dataset")), QStringLiteral("ezinye"));
        QVERIFY(user.click(QStringLiteral("Take in 1 file")));
        QVERIFY(user.waitFor(QStringLiteral("Took 60 documents")));
        QVERIFY(m_place->answers());
    }

    void aModelIsStillTalkedWith()
    {
        m_place->setEngine("exec " BAFO_FAKE_SERVE "\n");
        m_disk.lock(m_place->root());
        auto &user = m_place->open();
        user.goTo(7);
        QVERIFY(user.write(QStringLiteral("Your question"), QStringLiteral("Umfana ufunda")));
        QVERIFY(user.click(QStringLiteral("Send")));
        QVERIFY(user.waitFor(QStringLiteral("tokens/s")));
        QVERIFY(m_place->answers());
    }
};

BAFO_SICK_DISK_TEST(ReadOnlyTest)

#include "read_only_test.moc"
