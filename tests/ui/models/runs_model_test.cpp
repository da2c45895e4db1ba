// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/runs_model.h"

#include "core/runs/event_log.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace bafo;
using namespace bafo::ui;
using namespace bafo::protocol;

class RunsModelTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::optional<runs::Project> m_project;
    std::unique_ptr<RunList> m_list;
    std::unique_ptr<RunDetailsReader> m_details;
    PosixFileSystem m_files;
    SystemClock m_clock;

    [[nodiscard]] Path path(const char *name) const { return Path(m_folder->path().toStdString()) / name; }

    runs::RunFolder makeRun(const std::string &name, const std::string &yaml, double loss)
    {
        auto run = *runs::RunFolder::create(m_files, *m_project, name, yaml, m_clock);
        const auto log = runs::EventLogWriter::open(run.eventLog(), run.id(), m_clock);
        for (int step = 1; step <= 20; ++step) {
            (void)(*log)->emit(StepFinished{.step = step, .loss = loss + 1.0 / step});
        }
        (void)(*log)->emit(RunFinished{.outcome = "finished", .step = 20});
        return run;
    }

    void look()
    {
        QSignalSpy looked(m_list.get(), &RunList::changed);
        m_list->lookAgain();
        QVERIFY(looked.wait(10'000));
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_project = *runs::Project::init(m_files, path("project"), "p", {"zul"});
        m_list = std::make_unique<RunList>(*m_project, path("cache/runs.sqlite"));
        m_details = std::make_unique<RunDetailsReader>(path("cache/runs.sqlite"));
    }

    void cleanup()
    {
        m_details.reset();
        m_list.reset();
    }

    void rowsComeAndGoWithoutAReset()
    {
        (void)makeRun("b", "name: b\n", 2);
        const auto gone = makeRun("c", "name: c\n", 1);
        m_list->start();
        look();
        RunsModel model(*m_list, *m_details);
        QCOMPARE(model.rowCount(), 2);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        const QPersistentModelIndex kept = model.index(0, 0);
        QVERIFY(m_files.removeTree(gone.path()));
        (void)makeRun("d", "name: d\n", 3);
        (void)makeRun("e", "name: e\n", 3);
        look();
        model.update();
        QCOMPARE(model.rowCount(), 3);
        QVERIFY(kept.isValid());
        QCOMPARE(kept.data().toString(), QStringLiteral("b"));
        QCOMPARE(model.index(2, 0).data().toString(), QStringLiteral("e"));
        QCOMPARE(reset.size(), 0);
    }

    void theFilterLooksAtWordsAndStates()
    {
        (void)makeRun("zulu-first", "name: a\n", 2);
        (void)makeRun("xhosa", "name: a\n", 1);
        m_list->start();
        look();
        RunsModel model(*m_list, *m_details);
        RunsFilter filter;
        filter.setSourceModel(&model);
        filter.setWords(QStringLiteral("ZULU finished"));
        QCOMPARE(filter.rowCount(), 1);
        filter.setWords(QStringLiteral("zulu failed"));
        QCOMPARE(filter.rowCount(), 0);
        filter.setWords({});
        filter.setKind(RunsFilter::Kind::failed);
        QCOMPARE(filter.rowCount(), 0);
        filter.setKind(RunsFilter::Kind::finished);
        filter.sort(RunsModel::loss);
        QCOMPARE(filter.index(0, 0).data().toString(), QStringLiteral("xhosa"));
    }

    void curvesAndSettingsAreRead()
    {
        const auto one = makeRun("a", "name: a\nmodel: small\noptimizer: {learning_rate: 0.001}\n", 2);
        const auto two = makeRun("b", "name: b\nmodel: small\noptimizer: {learning_rate: 0.002}\n", 1);
        m_list->start();
        look();
        QSignalSpy read(m_details.get(), &RunDetailsReader::detailsRead);
        QVERIFY(m_details->of(one, 20) == nullptr); // not yet
        QVERIFY(read.wait(5000));
        const RunDetails *details = m_details->of(one, 20);
        QVERIFY(details != nullptr);
        QCOMPARE(details->model, QStringLiteral("small"));
        QCOMPARE(details->curve.size(), std::size_t{20});
        QCOMPARE(details->curve.front(), 3.0F);

        RunComparisons compared;
        connect(m_details.get(), &RunDetailsReader::compared, this,
                [&](const RunComparisons &runs) { compared = runs; });
        m_details->compare({one, two});
        QTRY_VERIFY(compared);
        const auto differences = differencesOf(*compared);
        QCOMPARE(differences.size(), std::size_t{2}); // the name and the learning rate, nothing else
        QCOMPARE(differences[1].key, QStringLiteral("optimizer.learning_rate"));
        QCOMPARE(differences[1].values, (QStringList{QStringLiteral("0.001"), QStringLiteral("0.002")}));
        QVERIFY(compared->at(0).sizeBytes > 1000);
    }

    void settingsThatCannotBeReadAreSaidSo()
    {
        const auto one = makeRun("a", "name: a\n", 2);
        const auto two = makeRun("b", "no_such_knob: 1\n", 1);
        RunComparisons compared;
        connect(m_details.get(), &RunDetailsReader::compared, this,
                [&](const RunComparisons &runs) { compared = runs; });
        m_details->compare({one, two});
        QTRY_VERIFY(compared);
        QVERIFY(compared->at(0).problem.isEmpty());
        QVERIFY(compared->at(1).problem.contains(QStringLiteral("no_such_knob")));
        QCOMPARE(compared->at(1).curves.front().series.size(), std::size_t{20}); // from the log: there is no index here
    }
};

QTEST_MAIN(RunsModelTest)
#include "runs_model_test.moc"
