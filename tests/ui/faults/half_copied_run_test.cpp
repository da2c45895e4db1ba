// SPDX-License-Identifier: GPL-3.0-or-later
// Run folders that a copy left half there: the window shows what there is and says what is missing.
#include "tests/ui/faults/fault_window.h"

#include <QDir>
#include <QFile>
#include <QTableView>
#include <QTest>

using namespace bafo;
using faults::FaultWindow;

class HalfCopiedRunTest : public QObject {
    Q_OBJECT

    std::unique_ptr<FaultWindow> m_place;

    [[nodiscard]] QString runs() const { return m_place->root() + QStringLiteral("/runs"); }

    int numRows()
    {
        m_place->user().goTo(5);
        const auto *table = m_place->user().table(QStringLiteral("Runs"));
        return table == nullptr ? -1 : table->model()->rowCount();
    }

    void show(const runs::RunFolder &run)
    {
        m_place->user().window().showPage(QStringLiteral("run"),
                                          {{QStringLiteral("run"), QString::fromStdString(run.id())}});
    }

    static QString pathOf(const Path &path) { return QString::fromStdString(path.string()); }

private Q_SLOTS:
    void init() { m_place = std::make_unique<FaultWindow>(); }
    void cleanup() { m_place.reset(); }

    void aFolderWithoutItsConfigurationIsNamedWithWhatIsMissing()
    {
        const auto run = m_place->makeRun("second", faults::steps(1, 5));
        const QString config = pathOf(run.configFile());
        QVERIFY(QFile::rename(config, config + QStringLiteral(".later")));
        auto &user = m_place->open();
        QVERIFY(user.waitUntil([this] { return numRows() == 1; }));
        QVERIFY(user.waitFor(QString::fromStdString(run.id()))); // no word of it would be a lie
        QVERIFY(user.isSaying(QStringLiteral("config.yaml")));
        QVERIFY(user.isSaying(QStringLiteral("copy")));
        QVERIFY(m_place->answers());

        QVERIFY(QFile::rename(config + QStringLiteral(".later"), config)); // the copy goes on
        QVERIFY(user.waitUntil([this] { return numRows() == 2; }));
        QVERIFY(user.waitUntil([&] { return !user.isSaying(QStringLiteral("config.yaml")); }));
    }

    void anEmptyLogIsARunThatNeverStarted()
    {
        const auto run = m_place->makeRun("second", {});
        QFile log(pathOf(run.eventLog()));
        QVERIFY(log.open(QIODevice::WriteOnly | QIODevice::Truncate));
        log.close();
        auto &user = m_place->open();
        QVERIFY(user.waitUntil([this] { return numRows() == 2; }));
        show(run);
        QVERIFY(user.waitFor(QStringLiteral("never started")));
        QVERIFY(user.waitFor(QStringLiteral("its log is empty")));
        QVERIFY(m_place->answers());
    }

    void aTornLastLineCostsThatLineOnly()
    {
        const auto run = m_place->makeRun("second", faults::steps(1, 7));
        QFile log(pathOf(run.eventLog()));
        QVERIFY(log.open(QIODevice::ReadWrite));
        QVERIFY(log.resize(log.size() - 40)); // in the middle of the seventh step
        log.close();
        auto &user = m_place->open();
        show(run);
        QVERIFY(user.waitFor(QStringLiteral("6 of 30")));
        QVERIFY(user.waitFor(QStringLiteral("ended without a word"))); // it has no process, and said no last word
        QVERIFY(user.isSaying(QStringLiteral("No saved point is there: Resume begins it anew")));
        QVERIFY(m_place->answers());
    }

    void aSavedPointWithoutItsFolderIsNotOffered()
    {
        auto events = faults::steps(1, 10);
        events.emplace_back(
            protocol::CheckpointCommitted{.step = 10, .folder = "checkpoints/step-10", .sizeBytes = 1000, .saveMs = 5});
        const auto run = m_place->makeRun("second", events);
        auto &user = m_place->open();
        show(run);
        QVERIFY(user.waitFor(QStringLiteral("10 of 30")));
        QVERIFY(user.waitFor(QStringLiteral("None is on the disk any more")));
        QVERIFY(m_place->answers());
    }

    void aRunThatVanishesUnderItsPageIsStillReadableAndSaysSo()
    {
        const auto run = m_place->makeRun("second", faults::steps(1, 10));
        auto &user = m_place->open();
        show(run);
        QVERIFY(user.waitFor(QStringLiteral("10 of 30")));
        QVERIFY(QDir(pathOf(run.path())).removeRecursively());
        QVERIFY(user.waitFor(QStringLiteral("The folder of this run is gone: ") + pathOf(run.path())));
        QVERIFY(user.isSaying(QStringLiteral("What you see is what was read before")));
        QVERIFY(user.waitUntil([this] { return numRows() == 1; }));
        QVERIFY(m_place->answers());
    }

    /// The index is in the cache: it outlives the run, as where a stick holds another state of the project.
    void anIndexThatKnowsAVanishedRunDoesNotShowIt()
    {
        const auto run = m_place->makeRun("second", faults::steps(1, 10));
        m_place->open();
        QVERIFY(m_place->user().waitUntil([this] { return numRows() == 2; }));
        m_place->close();
        QVERIFY(QDir(pathOf(run.path())).removeRecursively());
        auto &user = m_place->open();
        user.window().showPage(QStringLiteral("run"), {{QStringLiteral("run"), QString::fromStdString(run.id())}});
        QVERIFY(user.waitFor(QStringLiteral("is not there any more")));
        QVERIFY(user.isSaying(QStringLiteral("Its folder was removed or moved")));
        QVERIFY(user.click(QStringLiteral("All runs")));
        QVERIFY(user.waitUntil([this] { return numRows() == 1; }));
        QVERIFY(m_place->answers());
    }
};

BAFO_FAULT_TEST(HalfCopiedRunTest)

#include "half_copied_run_test.moc"
