// SPDX-License-Identifier: GPL-3.0-or-later
// States of runs over time, from a log that the test writes and a process that is the test itself.
#include "ui/models/run_list.h"

#include "core/runs/event_log.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

using namespace bafo;
using namespace bafo::ui;
using namespace bafo::protocol;

namespace {

/// Stands where the test puts it.
class ManualClock final : public Clock {
public:
    [[nodiscard]] std::int64_t wallMs() const override { return now; }
    [[nodiscard]] std::int64_t steadyNs() const override { return now * 1'000'000; }
    std::int64_t now = SystemClock().wallMs();
};

} // namespace

class RunListTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::optional<runs::Project> m_project;
    std::optional<runs::RunFolder> m_run;
    std::unique_ptr<RunList> m_list;
    PosixFileSystem m_files;
    ManualClock m_clock;

    [[nodiscard]] Path path(const char *name) const { return Path(m_folder->path().toStdString()) / name; }

    void tell(const std::vector<Event> &events, std::int64_t agoMs = 0)
    {
        m_clock.now = SystemClock().wallMs() - agoMs;
        const auto log = runs::EventLogWriter::open(m_run->eventLog(), m_run->id(), m_clock);
        for (const Event &event : events) {
            QVERIFY((*log)->emit(event));
        }
    }

    void live()
    {
        const auto self = *runs::identityOf(m_files, ::getpid());
        QVERIFY(runs::writeProcessFile(m_files, m_run->processFile(), *self));
    }

    void die() { QVERIFY(m_files.removeFile(m_run->processFile())); }

    [[nodiscard]] runs::RunState state()
    {
        m_list->lookAgain();
        QSignalSpy looked(m_list.get(), &RunList::changed);
        if (!looked.wait(5000)) {
            return runs::RunState::noContact; // which a local run never has
        }
        return m_list->row(QString::fromStdString(m_run->id()))->status.state;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_project = *runs::Project::init(m_files, path("project"), "p", {"zul"});
        m_clock.now = SystemClock().wallMs();
        m_run = *runs::RunFolder::create(m_files, *m_project, "a", "name: a\n", m_clock);
        m_list = std::make_unique<RunList>(*m_project, path("cache/runs.sqlite"));
        m_list->start();
    }

    void cleanup() { m_list.reset(); }

    void aRunIsStartingThenRunningThenPausedThenEnded()
    {
        live();
        QCOMPARE(state(), runs::RunState::starting);
        tell({RunStarted{.totalSteps = 3}, PhaseChanged{.phase = "training"},
              StepFinished{.step = 1, .loss = 2, .stepMs = 1000}});
        QCOMPARE(state(), runs::RunState::running);
        tell({Paused{.step = 1}});
        QCOMPARE(state(), runs::RunState::paused);
        QSignalSpy ended(m_list.get(), &RunList::runEnded);
        tell({Resumed{.step = 1}, RunFinished{.outcome = "finished", .step = 3}});
        die();
        QCOMPARE(state(), runs::RunState::ended);
        QCOMPARE(ended.size(), 1);
        QCOMPARE(m_list->row(QString::fromStdString(m_run->id()))->status.summary.outcome, std::string("finished"));
    }

    void aSilentRunIsStalledAndOneThatWentIsSaidToHaveCrashed()
    {
        live();
        tell({Hello{}, RunStarted{.totalSteps = 9}, PhaseChanged{.phase = "training"},
              StepFinished{.step = 1, .loss = 2, .stepMs = 1000}},
             40'000);
        QCOMPARE(state(), runs::RunState::stalled);
        tell({Heartbeat{.step = 1, .lastProgressAt = SystemClock().wallMs()}});
        QVERIFY(state() != runs::RunState::stalled); // it speaks again
        die();
        QCOMPARE(state(), runs::RunState::ended);
        QCOMPARE(m_list->row(QString::fromStdString(m_run->id()))->status.summary.outcome, std::string("crashed"));
    }

    void liveRunsAreFollowedAndNewOnesFoundUnasked()
    {
        live();
        tell({RunStarted{.totalSteps = 3}, StepFinished{.step = 1, .loss = 2, .stepMs = 1000}});
        QCOMPARE(state(), runs::RunState::running);
        const QString id = QString::fromStdString(m_run->id());
        tell({StepFinished{.step = 2, .loss = 1.5, .stepMs = 1000}});
        QTRY_COMPARE_WITH_TIMEOUT(m_list->row(id)->status.summary.step, 2, 10000);
        (void)*runs::RunFolder::create(m_files, *m_project, "b", "name: b\n", m_clock);
        QTRY_COMPARE_WITH_TIMEOUT(m_list->rows()->size(), 2U, 10000);
        QSignalSpy ended(m_list.get(), &RunList::runEnded);
        tell({RunFinished{.outcome = "finished", .step = 3}});
        die();
        QTRY_VERIFY_WITH_TIMEOUT(!m_list->row(id)->isLive(), 10000);
        QTRY_VERIFY_WITH_TIMEOUT(ended.size() >= 1, 10000);
        QCOMPARE(m_list->row(id)->status.summary.outcome, std::string("finished"));
    }

    void aRunWithoutProgressIsSlow()
    {
        live();
        tell({Hello{}, RunStarted{.totalSteps = 9}, PhaseChanged{.phase = "training"},
              StepFinished{.step = 1, .loss = 2, .stepMs = 1000}},
             8'000);
        tell({Heartbeat{.step = 1, .lastProgressAt = SystemClock().wallMs() - 8'000}});
        QCOMPARE(state(), runs::RunState::slow);
    }

    void aRunThatIsRemovedLeavesTheList()
    {
        QCOMPARE(state(), runs::RunState::ended);
        QVERIFY(m_files.removeTree(m_run->path()));
        m_list->lookAgain();
        QTRY_VERIFY(m_list->rows()->empty());
    }
};

QTEST_GUILESS_MAIN(RunListTest)
#include "run_list_test.moc"
