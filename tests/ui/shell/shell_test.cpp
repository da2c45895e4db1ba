// SPDX-License-Identifier: GPL-3.0-or-later
// The small parts of the window around the pages.
#include "ui/shell/command_palette.h"
#include "ui/shell/help_window.h"
#include "ui/shell/new_project_dialog.h"
#include "ui/shell/single_instance.h"
#include "ui/shell/state_store.h"
#include "ui/shell/top_bar.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/number_text.h"

#include <QDialog>
#include <QDir>
#include <QFile>
#include <QLocale>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>
#include <QThread>

using namespace bafo;

class ShellTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    static void numbersMeanTheSameInEveryLocale_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("value");
        QTest::newRow("point") << QStringLiteral("0.0002") << 0.0002;
        QTest::newRow("comma") << QStringLiteral("0,0002") << 0.0002;
        QTest::newRow("exponent") << QStringLiteral("2e-4") << 0.0002;
        QTest::newRow("exponent with comma") << QStringLiteral("2,5E-4") << 0.00025;
        QTest::newRow("spaces") << QStringLiteral(" 1 000 000 ") << 1e6;
        QTest::newRow("both marks, English") << QStringLiteral("1,234.5") << 1234.5;
        QTest::newRow("both marks, European") << QStringLiteral("1.234,5") << 1234.5;
        QTest::newRow("minus sign") << QStringLiteral("\u22123") << -3.0;
    }

    static void numbersMeanTheSameInEveryLocale()
    {
        QFETCH(const QString, text);
        QFETCH(const double, value);
        for (const char *name : {"en_GB", "en_ZA", "zu_ZA", "af_ZA", "de_DE"}) {
            QLocale::setDefault(QLocale(QLatin1String(name)));
            QCOMPARE(ui::numberIn(text), std::optional(value));
        }
        QLocale::setDefault(QLocale::c());
        QCOMPARE(ui::numberIn(ui::plainNumber(value)), std::optional(value));
    }

    static void whatIsNoNumberIsNone()
    {
        for (const char *text : {"", "abc", "1.2.3,4,5x", "1e999", "nan", "inf", "0x10", "1,2,3"}) {
            QVERIFY2(!ui::numberIn(QString::fromLatin1(text)), text);
        }
        QCOMPARE(ui::wholeNumberIn(QStringLiteral("1,000")), std::optional<qint64>(1000));
        QCOMPARE(ui::wholeNumberIn(QStringLiteral("1 000 000")), std::optional<qint64>(1000000));
        QCOMPARE(ui::wholeNumberIn(QStringLiteral("2e3")), std::optional<qint64>(2000));
        QVERIFY(!ui::wholeNumberIn(QStringLiteral("1.5")));
    }

    static void actionsAreFoundByAFewLetters()
    {
        const QString name = QStringLiteral("New project");
        QVERIFY(ui::matchOf(QStringLiteral("nwp"), name) > 0);
        QVERIFY(ui::matchOf(QStringLiteral("project"), name) > ui::matchOf(QStringLiteral("nwp"), name));
        QVERIFY(ui::matchOf(QStringLiteral("New"), name) > ui::matchOf(QStringLiteral("project"), name));
        QCOMPARE(ui::matchOf(QStringLiteral("xyz"), name), 0);
    }

    static void anyNameStandsInTheTopBarAsItIsWritten()
    {
        ui::Settings settings;
        ui::TopBar bar(settings);
        const auto *button = bar.findChild<QPushButton *>(QStringLiteral("projectButton"));
        bar.setProject(QStringLiteral("News & stories"));
        QCOMPARE(button->text(), QStringLiteral("News && stories"));
        const QString longName(130, QLatin1Char('w'));
        bar.setProject(longName);
        QVERIFY(button->text().size() < 100);
        QCOMPARE(button->toolTip(), longName);
        QCOMPARE(button->accessibleName(), QStringLiteral("Project: ") + longName);
        const ui::NameLabel heading(longName, ui::TextSize::heading, ui::TextWeight::strong);
        QVERIFY(heading.minimumSizeHint().width() < 200);
    }

    static void helpComesOnceAndGoesWithEscape()
    {
        QWidget window;
        window.show();
        const auto open = [&window] { return window.findChildren<QDialog *>(QStringLiteral("help")); };
        for (int i = 0; i < 3; ++i) {
            ui::showHelpWindow(QStringLiteral("Umbhalo"), QStringLiteral("# Umbhalo\n\nLapha."), &window);
        }
        QCOMPARE(open().size(), 1);
        QCOMPARE(open().front()->findChild<QTextBrowser *>()->toPlainText(), QStringLiteral("Lapha."));
        QVERIFY(open().front()->findChild<QPushButton *>() != nullptr);
        ui::showHelpWindow(QStringLiteral("Other"), QStringLiteral("Words."), &window);
        QTRY_COMPARE(open().size(), 1);
        QCOMPARE(open().front()->windowTitle(), QStringLiteral("Other"));
        QTest::keyClick(open().front(), Qt::Key_Escape);
        QTRY_VERIFY(open().isEmpty());
    }

    static void statesOutliveTheWindow()
    {
        QTemporaryDir folder;
        const QString file = folder.path() + QStringLiteral("/a/pages.json");
        const QJsonObject state{{QStringLiteral("text"), QStringLiteral("half a sent")}};
        QVERIFY(ui::StateStore(file).keep(QStringLiteral("words"), state));
        QCOMPARE(ui::StateStore(file).stateOf(QStringLiteral("words")), state);
        QVERIFY(ui::StateStore(file).stateOf(QStringLiteral("train")).isEmpty());
    }

    static void aDamagedStateIsKeptAsideAndNoHarm()
    {
        QTemporaryDir folder;
        const QString path = folder.path() + QStringLiteral("/pages.json");
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"words\": {");
        file.close();
        ui::StateStore store(path);
        QVERIFY(store.stateOf(QStringLiteral("words")).isEmpty());
        QVERIFY(QFile::exists(path + QStringLiteral(".damaged")));
        QVERIFY(store.keep(QStringLiteral("words"), {{QStringLiteral("a"), 1}}));
    }

    static void aStateThatCannotBeWrittenSaysSo()
    {
        ui::StateStore store(QStringLiteral("/proc/nowhere/pages.json"));
        QTRY_VERIFY(!store.keep(QStringLiteral("words"), {{QStringLiteral("a"), 1}}));
    }

    static void aStateIsWrittenWhileTheWindowGoesOnAndTheLastOneAtItsEnd()
    {
        QTemporaryDir folder;
        const QString file = folder.path() + QStringLiteral("/pages.json");
        {
            ui::StateStore store(file);
            store.keep(QStringLiteral("words"), {{QStringLiteral("a"), 1}});
            QTRY_COMPARE(ui::StateStore(file).stateOf(QStringLiteral("words")).value(QLatin1String("a")).toInt(), 1);
            for (int i = 2; i <= 20; ++i) {
                QVERIFY(store.keep(QStringLiteral("words"), {{QStringLiteral("a"), i}}));
            }
        }
        QCOMPARE(ui::StateStore(file).stateOf(QStringLiteral("words")).value(QLatin1String("a")).toInt(), 20);
    }

    static void aStateIsWrittenOnceThereIsRoomAgain()
    {
        QTemporaryDir folder;
        const QString place = folder.path() + QStringLiteral("/place");
        QFile inTheWay(place); // a file where the folder should be
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        ui::StateStore store(place + QStringLiteral("/pages.json"));
        const auto keep = [&store] { return store.keep(QStringLiteral("words"), {{QStringLiteral("a"), 1}}); };
        QTRY_VERIFY(!keep());
        QVERIFY(inTheWay.remove());
        QTRY_VERIFY(keep());
        QTRY_VERIFY(QFile::exists(place + QStringLiteral("/pages.json")));
    }

    static void theNewestMessageIsShownErrorsStayBehindItAndNewsGivesWay()
    {
        ui::MessageBar bar;
        bar.tell(ui::Message{.text = QStringLiteral("news 1")});
        bar.tell(ui::Message{.text = QStringLiteral("news 2")});
        QCOMPARE(bar.currentText(), QStringLiteral("news 2"));
        QCOMPARE(bar.numWaiting(), 1);
        bar.tell(Error{.code = ErrorCode::data, .message = "error 1", .hint = "mend"});
        bar.tell(Error{.code = ErrorCode::data, .message = "error 2", .hint = {}});
        bar.tell(Error{.code = ErrorCode::data, .message = "error 2", .hint = {}});
        QCOMPARE(bar.currentText(), QStringLiteral("error 2"));
        QCOMPARE(bar.numWaiting(), 2);
        auto *older = bar.findChild<QPushButton *>(QStringLiteral("olderMessages"));
        QVERIFY(older->isVisibleTo(&bar));
        QCOMPARE(older->text(), QStringLiteral("+1"));
        QVERIFY(!older->accessibleName().isEmpty());
        older->click();
        QCOMPARE(bar.currentText(), QStringLiteral("error 1"));
        bar.findChild<QPushButton *>(QStringLiteral("closeMessage"))->click();
        QCOMPARE(bar.currentText(), QStringLiteral("error 2"));
        QVERIFY(!older->isVisibleTo(&bar));
        bar.tell(ui::Message{.text = QStringLiteral("news 3")});
        QCOMPARE(bar.currentText(), QStringLiteral("news 3"));
        bar.clear();
        QCOMPARE(bar.numWaiting(), 0);
    }

    static void aFolderIsMeantFromTheHomeFolder()
    {
        const QString home = QDir::homePath();
        QCOMPARE(ui::folderMeantBy(QStringLiteral("~/zed")), home + QStringLiteral("/zed"));
        QCOMPARE(ui::folderMeantBy(QStringLiteral(" relproj/../other ")), home + QStringLiteral("/other"));
        QCOMPARE(ui::folderMeantBy(QStringLiteral("~")), home);
        QCOMPARE(ui::folderMeantBy(QStringLiteral("/srv/~/p/")), QStringLiteral("/srv/~/p"));
        QCOMPARE(ui::folderMeantBy(QStringLiteral("  ")), QString());
    }

    static void aSecondWindowHandsItsProjectOver()
    {
        QTemporaryDir folder;
        const QString name = folder.path() + QStringLiteral("/socket");
        ui::SingleInstance first(name);
        QVERIFY(!first.handOver(QStringLiteral("/p")));
        first.listen();
        QSignalSpy requested(&first, &ui::SingleInstance::requested);
        bool isTaken = false;
        const std::unique_ptr<QThread> other(QThread::create([&] {
            ui::SingleInstance second(name);
            isTaken = second.handOver(QStringLiteral("/home/umuntu/iphrojekthi"));
        }));
        other->start();
        QTRY_COMPARE(requested.size(), 1);
        QVERIFY(other->wait(5000));
        QVERIFY(isTaken);
        QCOMPARE(requested[0][0].toString(), QStringLiteral("/home/umuntu/iphrojekthi"));
    }
};

QTEST_MAIN(ShellTest)
#include "shell_test.moc"
