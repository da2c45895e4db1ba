// SPDX-License-Identifier: GPL-3.0-or-later
// A run in the queue behind a paused one: what is said of it, and how it comes out of the queue again.
#include "core/runs/process_identity.h"
#include "tests/ui/faults/fault_window.h"

#include <QFile>
#include <QProcess>
#include <QTest>

using namespace bafo;
using faults::FaultWindow;

namespace {

/// Five steps, then it is paused until its folder holds a file "go".
constexpr const char *kWorker = R"(
folder="$2"
seq=$(wc -l < "$folder/events.jsonl" 2>/dev/null || echo 0)
say() { echo '{"v":1,"seq":'$seq',"t":'$(date +%s000)',"run":"'$(basename "$folder")'","rank":0,"kind":"'$1'"'$2'}' >> "$folder/events.jsonl"; seq=$((seq+1)); }
say hello
say run_started ',"total_steps":30'
for step in 1 2 3 4 5; do say step_finished ',"step":'$step',"loss":2,"step_ms":60000,"tokens_per_second":777'; done
say paused ',"step":5'
while [ ! -e "$folder/go" ]; do sleep 0.05; done
say run_finished ',"outcome":"finished","step":5'
)";

} // namespace

class WaitingRunTest : public QObject {
    Q_OBJECT

    std::unique_ptr<FaultWindow> m_place;

    bool bafo(const QStringList &words)
    {
        return QProcess::execute(m_place->bafo(), words + QStringList{QStringLiteral("--project"), m_place->root()})
            == 0;
    }

private Q_SLOTS:
    void init()
    {
        m_place = std::make_unique<FaultWindow>();
        m_place->setEngine(kWorker);
    }

    void cleanup()
    {
        const auto all = runs::RunFolder::list(m_place->files, m_place->project());
        for (const auto &run : *all) {
            QFile go(QString::fromStdString((run.path() / "go").string()));
            QVERIFY(go.open(QIODevice::WriteOnly));
            QTRY_VERIFY_WITH_TIMEOUT(!*runs::hasLivingProcess(m_place->files, run), 20'000);
        }
        m_place.reset();
    }

    void itSaysWhatItWaitsForAndComesOutOfTheQueue()
    {
        auto &user = m_place->open();
        QVERIFY(user.goTo(4) && user.click(QStringLiteral("Start 30 steps")));
        QVERIFY(user.waitFor(QStringLiteral("5 of 30")) && user.waitFor(QStringLiteral("paused")));
        QVERIFY(user.waitUntil([&] { return !user.isSaying(QStringLiteral("777")); })); // nothing goes on: no speed
        QVERIFY(!user.isSaying(QStringLiteral("25 min"))); // nor an end in sight
        QVERIFY(user.goTo(4));
        QVERIFY(user.waitFor(QStringLiteral("is paused: it ends only after you resume it")));
        QVERIFY(user.click(QStringLiteral("Wait until it has ended")));

        QVERIFY(user.waitFor(QStringLiteral("Take out of the queue")));
        QVERIFY(user.isSaying(QStringLiteral("Waits for")));
        QVERIFY(user.waitFor(QStringLiteral("Nothing measured yet: the run waits for its turn")));
        for (const char *senseless : {"Pause", "Save now", "Stop and save"}) {
            QVERIFY2(!user.isSaying(QLatin1String(senseless)), senseless);
        }
        QVERIFY(user.goTo(4)); // until the list of runs has seen it: else nobody can tell its end
        QVERIFY(user.waitFor(QStringLiteral("2 runs are live or waiting.")));
        user.window().showPage(QStringLiteral("run"));
        QVERIFY(user.click(QStringLiteral("Take out of the queue")));
        QVERIFY(user.waitFor(QStringLiteral("cancelled")));
        QVERIFY(user.waitFor(QStringLiteral("Nothing was measured")));
        QVERIFY(!user.isSaying(QStringLiteral("crashed")));
        QVERIFY(!user.isSaying(QStringLiteral("never started")));
        QVERIFY(user.waitFor(QStringLiteral("has ended: cancelled")));

        QVERIFY(bafo({QStringLiteral("run"), QStringLiteral("rm"), QStringLiteral("last")}));
        QVERIFY(user.waitUntil([&] { return !user.isSaying(QStringLiteral("has ended: cancelled")); }));
        QVERIFY(m_place->answers());
    }

    void cloneMeansTheRunThatThePageWasAskedFor()
    {
        const auto second = m_place->makeRun("second", faults::steps(1, 7));
        const auto third = m_place->makeRun("third", faults::steps(1, 9));
        auto &user = m_place->open();
        const auto show = [&user](const runs::RunFolder &run) {
            user.window().showPage(QStringLiteral("run"), {{QStringLiteral("run"), QString::fromStdString(run.id())}});
        };
        user.goTo(4); // so that it has read the project
        QVERIFY(user.button(QStringLiteral("Start 30 steps")) != nullptr);
        show(second);
        QVERIFY(user.waitFor(QStringLiteral("7 of 30")));
        show(third); // its log is not read yet
        QVERIFY(!user.isSaying(QStringLiteral("7 of 30")));
        QVERIFY(user.click(QStringLiteral("Clone")));
        QVERIFY(user.waitFor(QStringLiteral("These are the settings of third")));
    }
};

BAFO_FAULT_TEST(WaitingRunTest)

#include "waiting_run_test.moc"
