// SPDX-License-Identifier: GPL-3.0-or-later
// The window is killed (SIGKILL) with forms half filled and a question half typed: the next one shows them.
#include "tests/ui/faults/fault_window.h"

#include <QApplication>
#include <QFile>
#include <QProcess>
#include <QTest>

#include <csignal>

#include <unistd.h>

using namespace bafo;
using faults::FaultWindow;
using walk::WindowDriver;

namespace {

const QString kWorkbench = QStringLiteral(BAFO_BIN_DIR "/bafo-workbench");
const QString kQuestion = QStringLiteral("Your question");
const QString kRate = QStringLiteral("Learning rate");
const QString kFindRun = QStringLiteral("Find a run by a word of its name, date or state");
const QString kModelFile = QStringLiteral("File or folder of the model");
constexpr int kKeptMs = 1500; ///< what is typed is kept once a second

/// In a process of its own: types on every page, then is no more.
int typeAndDie(const QString &home)
{
    WindowDriver user(home + QStringLiteral("/bin/bafo"), home);
    bool isTyped = user.goTo(2);
    user.drop({home + QStringLiteral("/izindaba.txt")});
    isTyped = isTyped && user.write(QStringLiteral("Dataset"), QStringLiteral("ezinye"))
        && user.write(QStringLiteral("Where it came from"), QStringLiteral("isolezwe.co.za")) && user.goTo(4)
        && user.write(kRate, QStringLiteral("0.0042")) && user.goTo(5) && user.write(kFindRun, QStringLiteral("kuqala"))
        && user.goTo(8) && user.click(QStringLiteral("Import a model"))
        && user.write(kModelFile, QStringLiteral("/media/stick/gpt")) && user.goTo(7)
        && user.write(kQuestion, QStringLiteral("Umfana ufunda"));
    if (!isTyped) {
        return 1;
    }
    QTest::qWait(kKeptMs);
    ::kill(::getpid(), SIGKILL);
    return 1;
}

int typeNewProjectAndDie(const QString &home)
{
    WindowDriver user(home + QStringLiteral("/bin/bafo"), home);
    if (!user.goTo(4)) {
        return 1;
    }
    user.press(Qt::Key_N, Qt::ControlModifier);
    if (!user.write(QStringLiteral("Name"), QStringLiteral("Isolezwe"))
        || !user.write(QStringLiteral("Folder"), home + QStringLiteral("/isolezwe"))) {
        return 1;
    }
    QTest::qWait(kKeptMs);
    ::kill(::getpid(), SIGKILL);
    return 1;
}

} // namespace

class KilledWindowTest : public QObject {
    Q_OBJECT

    std::unique_ptr<FaultWindow> m_place;

    bool dies(const QString &how)
    {
        QProcess window;
        window.setProcessChannelMode(QProcess::ForwardedChannels);
        window.start(QCoreApplication::applicationFilePath(), {how, m_place->home()});
        return window.waitForFinished(60000) && window.exitStatus() == QProcess::CrashExit;
    }

private Q_SLOTS:
    void init() { m_place = std::make_unique<FaultWindow>(); }
    void cleanup() { m_place.reset(); }

    void everythingTypedIsThereAgain()
    {
        QVERIFY(dies(QStringLiteral("--type")));
        auto &user = m_place->open();
        QVERIFY(user.waitFor(kQuestion)); // on the page where the last one was
        QCOMPARE(m_place->textOf(kQuestion), QStringLiteral("Umfana ufunda"));
        user.goTo(4);
        QVERIFY(user.waitFor(kRate));
        QCOMPARE(m_place->textOf(kRate), QStringLiteral("0.0042"));
        user.goTo(5);
        QVERIFY(user.waitFor(kFindRun));
        QCOMPARE(m_place->textOf(kFindRun), QStringLiteral("kuqala"));
        user.goTo(8);
        QVERIFY(user.waitFor(kModelFile));
        QCOMPARE(m_place->textOf(kModelFile), QStringLiteral("/media/stick/gpt"));
        user.goTo(2);
        QVERIFY(user.waitFor(QStringLiteral("Where it came from")));
        QCOMPARE(m_place->textOf(QStringLiteral("Dataset")), QStringLiteral("ezinye"));
        QCOMPARE(m_place->textOf(QStringLiteral("Where it came from")), QStringLiteral("isolezwe.co.za"));
    }

    void theFormOfANewProjectIsOpenAgain()
    {
        QVERIFY(dies(QStringLiteral("--type-new-project")));
        auto &user = m_place->open();
        QVERIFY(user.waitFor(QStringLiteral("Make the project")));
        QCOMPARE(m_place->textOf(QStringLiteral("Name")), QStringLiteral("Isolezwe"));
        QCOMPARE(m_place->textOf(QStringLiteral("Folder")), m_place->home() + QStringLiteral("/isolezwe"));
        QVERIFY(user.click(QStringLiteral("Make the project")));
        QVERIFY(user.waitFor(QStringLiteral("Project: Isolezwe")));
        m_place->close();
        m_place->open(); // one that was sent off is not asked for again
        QVERIFY(m_place->user().waitFor(QStringLiteral("Project: Isolezwe")));
        QVERIFY(!m_place->user().isSaying(QStringLiteral("Make the project")));
    }

    /// The real program: what a killed one leaves behind (its socket, half a file) does not keep the next one out.
    void theProgramStartsAgainAfterItWasKilled()
    {
        if (!QFile::exists(kWorkbench)) {
            QSKIP("bafo-workbench is not built");
        }
        const auto start = [this](QProcess &window) {
            window.start(kWorkbench, {m_place->root()});
            return window.waitForStarted();
        };
        const QString states = qEnvironmentVariable("XDG_DATA_HOME") + QStringLiteral("/bafo/workbench/projects/")
            + QString::fromStdString(m_place->project().id()) + QStringLiteral("/pages.json");
        QProcess first;
        QVERIFY(start(first));
        QVERIFY(QTest::qWaitFor([&] { return QFile::exists(states); }, 20000));
        first.kill();
        QVERIFY(first.waitForFinished());
        QCOMPARE(first.exitStatus(), QProcess::CrashExit);
        QVERIFY(QFile::remove(states));
        QProcess second;
        QVERIFY(start(second));
        QVERIFY(QTest::qWaitFor([&] { return QFile::exists(states); }, 20000));
        QCOMPARE(second.state(), QProcess::Running);
        QProcess third; // hands over to the second
        QVERIFY(start(third));
        QVERIFY(third.waitForFinished(20000));
        QCOMPARE(third.exitCode(), 0);
        QCOMPARE(second.state(), QProcess::Running);
        second.kill();
        QVERIFY(second.waitForFinished());
    }
};

int main(int argc, char **argv)
{
    const QByteArray how = argc == 3 ? argv[1] : "";
    if (how == "--type" || how == "--type-new-project") {
        QApplication application(argc, argv);
        QApplication::setOrganizationName(QStringLiteral("bafo"));
        QApplication::setApplicationName(QStringLiteral("faults"));
        const QString home = QString::fromLocal8Bit(argv[2]);
        return how == "--type" ? typeAndDie(home) : typeNewProjectAndDie(home);
    }
    return faults::runTest(argc, argv, []() -> QObject * { return new KilledWindowTest; });
}

#include "killed_window_test.moc"
