// SPDX-License-Identifier: GPL-3.0-or-later
// No room: everything that writes says so, names the file or folder, keeps what was typed, and works when there is
// room.
#include "tests/ui/faults/fault_window.h"
#include "tests/ui/faults/sick_disk_control.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QPushButton>
#include <QSettings>
#include <QTest>

using namespace bafo;
using faults::FaultWindow;
using faults::SickDisk;

class FullDiskTest : public QObject {
    Q_OBJECT

    std::unique_ptr<FaultWindow> m_place;
    SickDisk m_disk;

    /// As what follows a full disk has to be: in words, with a way out, and the window alive.
    bool isToldWith(const QString &words)
    {
        walk::WindowDriver &user = m_place->user();
        return user.waitFor(words) && m_place->answers();
    }

    /// An entry of the menu of a button, by its words, with a path for the dialog that it opens.
    void saveAs(const QString &action, const QString &path)
    {
        m_place->user().answerFileDialog(path);
        for (QAction *one : m_place->user().window().findChildren<QAction *>()) {
            if (one->text().startsWith(action)) {
                one->trigger();
                return;
            }
        }
        QFAIL(qPrintable(action));
    }

private Q_SLOTS:
    void init() { m_place = std::make_unique<FaultWindow>(); }
    void cleanup()
    {
        m_disk.recover();
        m_place.reset();
    }

    void aNewProjectKeepsItsFormUntilThereIsRoom()
    {
        auto &user = m_place->open();
        QVERIFY(user.waitFor(QStringLiteral("Project: Izindaba")));
        QVERIFY(user.goTo(2));
        user.press(Qt::Key_N, Qt::ControlModifier);
        const QString folder = m_place->home() + QStringLiteral("/entsha");
        QVERIFY(user.write(QStringLiteral("Name"), QStringLiteral("Entsha")));
        QVERIFY(user.write(QStringLiteral("Folder"), folder));
        m_disk.fill(folder);
        QVERIFY(user.click(QStringLiteral("Make the project")));
        QVERIFY(isToldWith(QStringLiteral("No space left")));
        QVERIFY(user.isSaying(folder));
        QCOMPARE(m_place->textOf(QStringLiteral("Name")), QStringLiteral("Entsha"));
        QVERIFY(!QFile::exists(folder)); // nothing half made
        m_disk.recover();
        QVERIFY(user.click(QStringLiteral("Make the project")));
        QVERIFY(user.waitFor(QStringLiteral("Project: Entsha")));
    }

    void textThatDoesNotFitLeavesTheFormAsItWas()
    {
        const QString file = m_place->home() + QStringLiteral("/izindaba.txt");
        auto &user = m_place->open();
        user.goTo(2);
        user.drop({file});
        QVERIFY(user.write(QStringLiteral("Language of the text"), QStringLiteral("isiZulu")));
        QVERIFY(user.write(QStringLiteral("Dataset"), QStringLiteral("ezinye")));
        m_disk.fill(m_place->root());
        QVERIFY(user.click(QStringLiteral("Take in 1 file")));
        QVERIFY(isToldWith(QStringLiteral("disk")));
        QVERIFY(user.click(QStringLiteral("Back to the form")));
        QCOMPARE(m_place->textOf(QStringLiteral("Dataset")), QStringLiteral("ezinye"));
        m_disk.recover();
        QVERIFY(user.click(QStringLiteral("Take in 1 file")));
        QVERIFY(user.waitFor(QStringLiteral("Took 60 documents")));
    }

    void aJobThatCannotKeepItsNotesIsNotStarted()
    {
        const QString file = m_place->home() + QStringLiteral("/izindaba.txt");
        auto &user = m_place->open();
        user.goTo(2);
        user.drop({file});
        QVERIFY(user.write(QStringLiteral("Language of the text"), QStringLiteral("isiZulu")));
        QVERIFY(user.write(QStringLiteral("Dataset"), QStringLiteral("ezinye")));
        m_disk.fill(m_place->home() + QStringLiteral("/data"));
        QVERIFY(user.click(QStringLiteral("Take in 1 file")));
        QVERIFY(isToldWith(QStringLiteral("Make room on the disk")));
        m_disk.recover();
        QVERIFY(user.click(QStringLiteral("Back to the form")));
        QVERIFY(user.click(QStringLiteral("Take in 1 file")));
        QVERIFY(user.waitFor(QStringLiteral("Took 60 documents")));
    }

    void aRunThatCannotBeginStartsWhenThereIsRoom()
    {
        m_place->setEngine("exec " BAFO_FAKE_WORKER " \"$2\" split\n");
        auto &user = m_place->open();
        user.goTo(4);
        QVERIFY(user.write(QStringLiteral("Learning rate"), QStringLiteral("0.0042")));
        m_disk.fill(m_place->root());
        QVERIFY(user.click(QStringLiteral("Start 30 steps")));
        QVERIFY(isToldWith(QStringLiteral("cannot be written: the disk is full")));
        QVERIFY(user.isSaying(m_place->root() + QStringLiteral("/configs/")));
        QVERIFY(user.isSaying(QStringLiteral("Make room on the disk")));
        m_disk.recover();
        QCOMPARE(m_place->textOf(QStringLiteral("Learning rate")), QStringLiteral("0.0042"));
        QVERIFY(user.click(QStringLiteral("Close this message")));

        m_disk.fill(m_place->root() + QStringLiteral("/runs")); // the configuration is written, the run is not
        QVERIFY(user.click(QStringLiteral("Start 30 steps")));
        QVERIFY(isToldWith(QStringLiteral("No space left")));
        QVERIFY(user.isSaying(QStringLiteral("Make room on the disk")));
        m_disk.recover();
        QVERIFY(user.click(QStringLiteral("Start 30 steps")));
        QVERIFY(user.waitFor(QStringLiteral("20 of 30")));
    }

    void whatIsTypedStaysInTheWindowUntilItCanBeKept()
    {
        auto &user = m_place->open();
        user.goTo(4);
        QVERIFY(user.write(QStringLiteral("Learning rate"), QStringLiteral("0.0042")));
        m_disk.fill(m_place->home() + QStringLiteral("/data"));
        user.goTo(7);
        QVERIFY(user.write(QStringLiteral("Your question"), QStringLiteral("Umfana ufunda")));
        QVERIFY(isToldWith(QStringLiteral("What you type cannot be kept")));
        QVERIFY(user.isSaying(m_place->home() + QStringLiteral("/data")));
        QVERIFY(user.isSaying(QStringLiteral("Make room on the disk")));
        m_disk.recover();
        QVERIFY(user.waitFor(QStringLiteral("What you type is kept again")));
        QVERIFY(!user.isSaying(QStringLiteral("What you type cannot be kept")));
        m_place->open(); // a new window, from what was kept
        QVERIFY(m_place->user().waitFor(QStringLiteral("Your question")));
        QCOMPARE(m_place->textOf(QStringLiteral("Your question")), QStringLiteral("Umfana ufunda"));
    }

    void settingsStayWhatTheyWereUntilThereIsRoom()
    {
        m_place->open();
        const QString path = QSettings().fileName();
        const auto holds = [&](const QByteArray &words) {
            QFile file(path);
            return file.open(QIODevice::ReadOnly) && file.readAll().contains(words);
        };
        const QByteArray project = "last_project=" + m_place->root().toUtf8();
        QVERIFY(m_place->user().waitUntil([&] { return holds(project); }));
        ui::Settings settings;
        m_disk.fill(QFileInfo(path).path());
        settings.setTheme(ui::ThemeChoice::dark);
        QSettings().sync();
        QVERIFY(holds(project)); // not emptied
        m_disk.recover();
        settings.setTheme(ui::ThemeChoice::light);
        QVERIFY(m_place->user().waitUntil([&] { return holds("theme=light"); }));
        QVERIFY(holds(project));
        QVERIFY(m_place->answers());
    }

    void aTranscriptThatDoesNotFitIsSavedElsewhereOrLater()
    {
        m_place->setEngine("exec " BAFO_FAKE_SERVE "\n");
        auto &user = m_place->open();
        user.goTo(7);
        QVERIFY(user.write(QStringLiteral("Your question"), QStringLiteral("Umfana ufunda")));
        QVERIFY(user.click(QStringLiteral("Send")));
        QVERIFY(user.waitFor(QStringLiteral("tokens/s")));
        const QString path = m_place->home() + QStringLiteral("/stick/talk.md");
        QVERIFY(QDir().mkpath(m_place->home() + QStringLiteral("/stick")));
        m_disk.fill(m_place->home() + QStringLiteral("/stick"));
        saveAs(QStringLiteral("For people"), path);
        QVERIFY(isToldWith(path + QStringLiteral(" cannot be written")));
        QVERIFY(user.isSaying(QStringLiteral("Make room on the disk")));
        QVERIFY(user.isSaying(QStringLiteral("Yebo")));
        QVERIFY(!QFile::exists(path));
        m_disk.recover();
        QVERIFY(user.click(QStringLiteral("Close this message")));
        saveAs(QStringLiteral("For people"), path);
        QVERIFY(user.waitFor(QStringLiteral("Saved to ") + path));
    }

    void aChartThatDoesNotFitIsToldInEachFormat_data()
    {
        QTest::addColumn<QString>("action");
        QTest::addColumn<QString>("suffix");
        QTest::newRow("png") << QStringLiteral("Chart as picture") << QStringLiteral("png");
        QTest::newRow("svg") << QStringLiteral("Chart as drawing") << QStringLiteral("svg");
        QTest::newRow("pdf") << QStringLiteral("Chart as page") << QStringLiteral("pdf");
        QTest::newRow("csv") << QStringLiteral("All numbers") << QStringLiteral("csv");
    }

    void aChartThatDoesNotFitIsToldInEachFormat()
    {
        QFETCH(const QString, action);
        QFETCH(const QString, suffix);
        auto &user = m_place->open();
        user.window().showPage(QStringLiteral("run"));
        QVERIFY(user.waitFor(QStringLiteral("30 of 30")));
        const QString path = m_place->home() + QStringLiteral("/stick/chart.") + suffix;
        QVERIFY(QDir().mkpath(m_place->home() + QStringLiteral("/stick")));
        m_disk.fill(m_place->home() + QStringLiteral("/stick"));
        saveAs(action, path);
        QVERIFY(isToldWith(path + QStringLiteral(" cannot be written")));
        QVERIFY(user.isSaying(QStringLiteral("Make room on the disk")));
        m_disk.recover();
        QVERIFY(user.click(QStringLiteral("Close this message")));
        saveAs(action, path);
        QVERIFY(user.waitFor(QStringLiteral("Saved ") + path));
        QVERIFY(QFileInfo(path).size() > 0);
    }
};

BAFO_SICK_DISK_TEST(FullDiskTest)

#include "full_disk_test.moc"
