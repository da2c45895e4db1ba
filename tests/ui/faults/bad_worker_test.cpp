// SPDX-License-Identifier: GPL-3.0-or-later
// Programs beside the window that misbehave: the real bafo with a worker that splits lines, floods, goes quiet, crashes
// or cannot be started at all; and a bafo that is not there.
#include "core/runs/process_identity.h"
#include "tests/ui/faults/fault_window.h"

#include <QFile>
#include <QPushButton>
#include <QTest>

#include <csignal>

#include <unistd.h>

using namespace bafo;
using faults::FaultWindow;

namespace {

/// A clock that stands still in the past.
class OldClock final : public Clock {
public:
    [[nodiscard]] std::int64_t wallMs() const override { return SystemClock().wallMs() - 120'000; }
    [[nodiscard]] std::int64_t steadyNs() const override { return 0; }
};

constexpr const char *kStart = "Start 30 steps";

} // namespace

class BadWorkerTest : public QObject {
    Q_OBJECT

    std::unique_ptr<FaultWindow> m_place;

    static QByteArray worker(const char *mode) { return QByteArray("exec " BAFO_FAKE_WORKER " \"$2\" ") + mode + "\n"; }

    /// Presses Start on the page Train; the window shows the run's page then, or a message.
    bool start()
    {
        walk::WindowDriver &user = m_place->user();
        return user.goTo(4) && user.click(QLatin1String(kStart));
    }

    void killWorker()
    {
        const auto run = runs::RunFolder::find(m_place->files, m_place->project(), "last").value();
        const auto identity = runs::readProcessFile(m_place->files, run.processFile()).value();
        if (identity && identity->pid != ::getpid() && runs::isRunning(m_place->files, *identity).value()) {
            ::kill(static_cast<pid_t>(identity->pid), SIGKILL);
        }
    }

private Q_SLOTS:
    void init() { m_place = std::make_unique<FaultWindow>(); }
    void cleanup()
    {
        killWorker();
        m_place.reset();
    }

    void linesInPiecesAndHalfLettersAreReadWhole()
    {
        m_place->setEngine(worker("split"));
        auto &user = m_place->open();
        QVERIFY(start());
        QVERIFY(user.waitFor(QStringLiteral("20 of 30")));
        QVERIFY(user.waitFor(QStringLiteral("finished")));
        QVERIFY(user.waitFor(QStringLiteral("ufundé incwadi")));
        QVERIFY(!user.isSaying(QStringLiteral("damaged")));
        QVERIFY(m_place->answers());
    }

    void aFloodDoesNotStopTheWindow()
    {
        m_place->setEngine(worker("flood"));
        auto &user = m_place->open();
        QVERIFY(start());
        QVERIFY(user.waitFor(QStringLiteral("20,000")));
        QVERIFY(user.waitFor(QStringLiteral("finished")));
        QVERIFY(m_place->answers());
        const auto run = runs::RunFolder::find(m_place->files, m_place->project(), "last").value();
        QVERIFY(QFile(QString::fromStdString(run.outputLog().string())).size() <= (9 << 20));
    }

    void oneThatGoesQuietIsStalledAndCanBeStopped()
    {
        m_place->setEngine(worker("quiet"));
        auto &user = m_place->open();
        QVERIFY(start());
        QVERIFY(user.waitFor(QStringLiteral("10 of 30")));
        killWorker();
        // Half a minute without a word, of a run that lives: its process is this test, its last word two minutes old.
        auto run = m_place->makeRun("quiet", {});
        QFile::remove(QString::fromStdString(run.eventLog().string()));
        const OldClock old;
        m_place->tellAt(run, faults::steps(1, 10), old);
        const auto self = runs::identityOf(m_place->files, ::getpid()).value();
        QVERIFY(runs::writeProcessFile(m_place->files, run.processFile(), *self));
        QVERIFY(user.waitFor(QStringLiteral("stalled"))); // in the pill
        user.window().showPage(QStringLiteral("run"), {{QStringLiteral("run"), QString::fromStdString(run.id())}});
        QVERIFY(user.waitFor(QStringLiteral("Nothing has been done for 2 min")));
        QVERIFY(user.button(QStringLiteral("Stop and save")) != nullptr);
        QVERIFY(m_place->files.removeFile(run.processFile()));
        QVERIFY(user.waitFor(QStringLiteral("ended without a word")));
        QVERIFY(m_place->answers());
    }

    void aCrashIsToldWithItsLastWordsAndTheWayOn()
    {
        m_place->setEngine(worker("crash"));
        auto &user = m_place->open();
        QVERIFY(start());
        QVERIFY(user.waitFor(QStringLiteral("10 of 30")));
        QVERIFY(user.waitFor(QStringLiteral("ended without a word")));
        QVERIFY(user.waitFor(QStringLiteral("a wrong pointer")));
        QVERIFY(user.isSaying(QStringLiteral("No saved point is there: Resume begins it anew")));
        m_place->setEngine(worker("split"));
        QVERIFY(user.click(QStringLiteral("Resume"))); // what it was is over
        QVERIFY(user.waitFor(QStringLiteral("finished")));
        QVERIFY(m_place->answers());
    }

    void oneThatEndsAtOnceWithoutAWordNeverStarted()
    {
        m_place->setEngine("exit 0\n");
        auto &user = m_place->open();
        QVERIFY(start());
        QVERIFY(user.waitFor(QStringLiteral("never started")));
        QVERIFY(user.waitFor(QStringLiteral("This run never said anything")));
        QVERIFY(m_place->answers());
    }

    void anEngineThatCannotBeStartedIsNamed_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<bool>("isExecutable");
        QTest::addColumn<QString>("told");
        QTest::newRow("missing") << QByteArray() << true << QStringLiteral("came without the engine");
        QTest::newRow("not executable") << QByteArray("#!/bin/sh\n") << false << QStringLiteral("bafo-engine");
        QTest::newRow("another machine's") << QByteArray("\x7F"
                                                         "ELF\x02\x01\x01",
                                                         7)
                + QByteArray(57, '\0') << true
                                           << QStringLiteral("bafo-engine");
    }

    void anEngineThatCannotBeStartedIsNamed()
    {
        QFETCH(const QByteArray, content);
        QFETCH(const bool, isExecutable);
        QFETCH(const QString, told);
        const QString engine = m_place->home() + QStringLiteral("/bin/bafo-engine");
        QVERIFY(QFile::remove(engine));
        if (!content.isEmpty()) {
            QFile file(engine);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(content);
            file.setPermissions(isExecutable ? QFile::ReadOwner | QFile::ExeOwner : QFile::ReadOwner);
        }
        auto &user = m_place->open();
        user.goTo(4);
        QVERIFY(user.write(QStringLiteral("Learning rate"), QStringLiteral("0.0042")));
        QVERIFY(start());
        QVERIFY(user.waitFor(told));
        user.goTo(7);
        QVERIFY(user.write(QStringLiteral("Your question"), QStringLiteral("Umfana ufunda")));
        QVERIFY(user.click(QStringLiteral("Send")));
        // What is known to be missing is not started, so there is nothing to start again.
        QVERIFY(content.isEmpty() || user.waitFor(QStringLiteral("Start it again")));
        QVERIFY(user.isSaying(told));
        user.goTo(4);
        QCOMPARE(m_place->textOf(QStringLiteral("Learning rate")), QStringLiteral("0.0042"));
        QVERIFY(m_place->answers());
    }

    void withoutBafoTheWindowReadsOnAndSaysWhatIsMissing()
    {
        QVERIFY(QFile::remove(m_place->bafo()));
        auto &user = m_place->open();
        QVERIFY(user.waitFor(QStringLiteral("Project: Izindaba")));
        QVERIFY(start());
        QVERIFY(user.waitFor(m_place->bafo() + QStringLiteral(" cannot be started")));
        QVERIFY(user.isSaying(QStringLiteral("Install BafoGPT Workbench again")));
        user.window().showPage(QStringLiteral("run"));
        QVERIFY(user.waitFor(QStringLiteral("30 of 30")));
        QVERIFY(m_place->answers());
    }

    /// In place of the whole command line: what it says is no promise.
    void aBafoThatBreaksDownIsToldWithItsLastWords_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<QString>("told");
        QTest::newRow("crash") << QByteArray("echo wrong pointer >&2; kill -SEGV $$\n")
                               << QStringLiteral("wrong pointer");
        QTest::newRow("code 3") << QByteArray("echo so it is >&2; exit 3\n") << QStringLiteral("so it is");
        QTest::newRow("silent 0") << QByteArray("exit 0\n") << QStringLiteral("bafo said nothing");
        QTest::newRow("half a line") << QByteArray("printf '{\"run\": \"x'; exit 0\n")
                                     << QStringLiteral("bafo said nothing");
    }

    void aBafoThatBreaksDownIsToldWithItsLastWords()
    {
        QFETCH(const QByteArray, script);
        QFETCH(const QString, told);
        QVERIFY(QFile::remove(m_place->bafo()));
        QFile file(m_place->bafo());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("#!/bin/sh\n" + script);
        file.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
        file.close();
        auto &user = m_place->open();
        QVERIFY(start());
        QVERIFY(user.waitFor(told));
        QVERIFY(user.button(QLatin1String(kStart)) != nullptr);
        QVERIFY(m_place->answers());
    }
};

BAFO_FAULT_TEST(BadWorkerTest)

#include "bad_worker_test.moc"
