// SPDX-License-Identifier: GPL-3.0-or-later
// What the window says, and of what it keeps silent, with a bafo that is a script and has no engine.
#include "core/base/file_system.h"
#include "core/runs/project.h"
#include "ui/pages/chat/composer.h"
#include "ui/shell/main_window.h"
#include "ui/widgets/message_bar.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QFile>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace bafo;
using ui::MainWindow;

namespace {

constexpr auto kScript = R"(#!/bin/sh
echo "$*" >> "$(dirname "$0")/called"
case "$1 $2" in
"engine status") echo '{"engine":{"state":"absent","download_bytes":100000000,"kept_bytes":0,"disk_bytes":400000000}}' ;;
*) echo '{"error":{"code":"config","message":"not here","hint":""}}' ; exit 2 ;;
esac
)";

void write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}

} // namespace

class WindowMessagesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        qputenv("HOME", m_home->path().toUtf8());
        for (const char *name : {"XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"}) {
            qunsetenv(name);
        }
        write(path("bafo"), kScript);
        QFile::setPermissions(path("bafo"), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        for (const char *name : {"one", "two"}) {
            QVERIFY(runs::Project::init(m_files, path(name).toStdString(), name, {"zul"}));
        }
        QVERIFY(QDir().mkpath(path("one/models/smol")));
        m_settings = std::make_unique<ui::Settings>();
        m_settings->setLanguage(QStringLiteral("en"));
        m_appearance = std::make_unique<ui::Appearance>(*m_settings);
        m_window = std::make_unique<MainWindow>(
            *m_settings, *m_appearance,
            ui::Places{.bafoProgram = path("bafo"), .cacheFolder = path("cache"), .dataFolder = path("data")});
        m_window->show();
        m_window->open({});
    }

    void cleanup() { m_window.reset(); }

    void whatNeedsTheEngineIsAnsweredWithItsOfferAndNothingIsStarted()
    {
        m_window->open(path("one"));
        QTRY_VERIFY(m_window->findChild<QPushButton *>(QStringLiteral("engineButton"))->isVisible());
        m_window->showPage(QStringLiteral("chat"));
        auto *field
            = m_window->page(QStringLiteral("chat"))->findChild<ui::Composer *>()->findChild<QPlainTextEdit *>();
        field->setFocus();
        QTest::keyClicks(field, QStringLiteral("Sawubona"));
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY2(bar().currentText().contains(QStringLiteral("needs the engine")), qPrintable(bar().currentText()));
        QCOMPARE(field->toPlainText(), QStringLiteral("Sawubona"));
        QPushButton *offer = buttonIn(bar(), QStringLiteral("Also train on this computer (100 MB)"));
        QVERIFY(offer != nullptr);
        QVERIFY(!called().contains("serve"));
        QTest::qWait(300); // bafo is asked again meanwhile, and says the same: the offer stays
        QVERIFY(offer->isVisible());
        offer->click();
        QTRY_VERIFY(called().contains("engine install"));
    }

    void anotherProjectWithdrawsWhatWasSaidOfTheOneBefore()
    {
        m_window->open(path("one"));
        QVERIFY(QDir(path("one")).removeRecursively());
        QTRY_VERIFY(bar().currentText().contains(path("one")));
        m_window->open(path("two"));
        QCOMPARE(bar().currentText(), QString());
    }

    void aFolderWithoutAProjectIsOfferedForANewOne()
    {
        QVERIFY(QDir().mkpath(path("empty")));
        m_window->open(path("empty"));
        QCOMPARE(bar().currentText(), QStringLiteral("There is no project in %1.").arg(path("empty")));
        QVERIFY(buttonIn(bar(), QStringLiteral("New project here…")) != nullptr);
    }

    void onlyWhatCanBeDoneIsOffered()
    {
        const auto isOffered = [this](const QString &text) {
            const auto actions = m_window->actions();
            const auto found = std::find_if(actions.begin(), actions.end(),
                                            [&text](const QAction *one) { return one->text() == text; });
            return found != actions.end() && (*found)->isEnabled();
        };
        QVERIFY(!isOffered(QStringLiteral("Go to Text")));
        QVERIFY(!isOffered(QStringLiteral("Close this project")));
        QVERIFY(isOffered(QStringLiteral("Go to Home")));
        m_window->open(path("one"));
        QVERIFY(isOffered(QStringLiteral("Go to Text")));
        m_settings->setTextScale(1.25); // the frame is built anew
        QVERIFY(isOffered(QStringLiteral("Go to Text")));
        m_window->open({});
        QVERIFY(!isOffered(QStringLiteral("Go to Text")));
        m_settings->setTextScale(1);
    }

private:
    [[nodiscard]] QString path(const char *name) const { return m_home->filePath(QString::fromLatin1(name)); }
    [[nodiscard]] ui::MessageBar &bar() const { return *m_window->findChild<ui::MessageBar *>(); }

    [[nodiscard]] QByteArray called() const
    {
        QFile file(path("called"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    static QPushButton *buttonIn(const QWidget &inside, const QString &text)
    {
        for (auto *button : inside.findChildren<QPushButton *>()) {
            if (button->text() == text && button->isVisibleTo(&inside)) {
                return button;
            }
        }
        return nullptr;
    }

    PosixFileSystem m_files;
    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<ui::Settings> m_settings;
    std::unique_ptr<ui::Appearance> m_appearance;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(WindowMessagesTest)
#include "window_messages_test.moc"
