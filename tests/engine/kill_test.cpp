// SPDX-License-Identifier: Apache-2.0
// The real worker, killed (SIGKILL) at chosen system calls and started again, against one that nobody killed.
#include "core/checkpoint/checkpoint_layout.h"
#include "core/checkpoint/checkpoint_store.h"
#include "core/checkpoint/shard_file.h"
#include "core/formats/safetensors.h"
#include "core/protocol/events.h"
#include "core/runs/event_log.h"
#include "tests/engine/worker_project.h"

#include <QTest>

#include <algorithm>
#include <functional>

using namespace bafo;
using fakes::StepLosses;
using fakes::WorkerProject;

namespace {

constexpr std::int64_t kNumSteps = 12;

/// Dropout, accumulation (two micro-batches a step), a moving learning rate, and saves every third step.
const std::string kConfig = "name: kill\n"
                            "seed: 7\n"
                            "model: tiny\n"
                            "sequence_length: 16\n"
                            "sequences_per_step: 3\n"
                            "micro_batch: 2\n"
                            "steps: 12\n"
                            "dropout: 0.1\n"
                            "threads: 2\n"
                            "curriculum:\n"
                            "  - {name: all, dataset: text, language: zul, epochs: 2}\n"
                            "optimizer: {learning_rate: 0.003, embedding_learning_rate_factor: 0.5}\n"
                            "schedule: {kind: cosine, warmup_steps: 3, minimum_learning_rate: 0.0001}\n"
                            "evaluation:\n"
                            "  every_steps: 5\n"
                            "  held_out:\n"
                            "    - {name: zul, dataset: text, language: zul}\n"
                            "checkpoint: {every_steps: 3, keep: 2}\n";

bool hasLeftover(const runs::RunFolder &run, FileSystem &files)
{
    const auto names = files.list(run.checkpointsFolder());
    return names && std::any_of(names->begin(), names->end(), [](const std::string &name) {
               return name.starts_with(".tmp-step-");
           });
}

} // namespace

class KillTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_project = std::make_unique<WorkerProject>(Path(BAFO_SOURCE_DIR "/tests/golden/exchange/tiny/sharded"));
        const runs::RunFolder reference = m_project->makeRun("reference", kConfig);
        QVERIFY2(m_project->runWorker(reference) == 0, m_project->output().constData());
        m_losses = WorkerProject::lossesOf(reference);
        m_hash = m_project->finalHashOf(reference);
        QCOMPARE(m_losses.size(), static_cast<std::size_t>(kNumSteps));
        QVERIFY(!m_hash.empty());
        QCOMPARE(m_project->newestManifest(reference).step, kNumSteps);
    }

    void anotherRunWithTheSameSettingsHasTheSameBitsAndAnotherSeedHasNot()
    {
        const runs::RunFolder again = m_project->makeRun("again", kConfig);
        QCOMPARE(m_project->runWorker(again), 0);
        QCOMPARE(WorkerProject::lossesOf(again), m_losses);
        QCOMPARE(m_project->finalHashOf(again), m_hash);
        const runs::RunFolder other = m_project->makeRun("other", kConfig + "\n# another seed\n");
        std::string yaml = m_project->files.readFile(other.configFile(), 1U << 20U).value();
        yaml.replace(yaml.find("seed: 7"), 7, "seed: 8");
        QVERIFY(writeFileAtomically(m_project->files, other.configFile(), yaml));
        QCOMPARE(m_project->runWorker(other), 0);
        QVERIFY(m_project->finalHashOf(other) != m_hash);
    }

    void aRunKilledAtAnyOfTwentyMomentsEndsWithTheSameBits_data()
    {
        QTest::addColumn<QByteArray>("moment");
        for (const char *moment :
             {"save:0",    "save:1",   "save:2",   "save:50",  "save:106", "save:107", "save:108",  "save:109",
              "save:110",  "save:111", "save:130", "save:160", "before:4", "before:9", "before:15", "before:22",
              "before:29", "torn:7",   "torn:12",  "torn:20",  "torn:26",  "after:11", "after:18",  "after:25"}) {
            QTest::newRow(moment) << QByteArray(moment);
        }
    }

    void aRunKilledAtAnyOfTwentyMomentsEndsWithTheSameBits()
    {
        QFETCH(QByteArray, moment);
        std::string name = moment.toStdString();
        std::replace(name.begin(), name.end(), ':', '-');
        const runs::RunFolder run = m_project->makeRun(name, kConfig);
        QCOMPARE(m_project->runWorker(run, moment.toStdString()), -1);
        m_numKilledInSave += hasLeftover(run, m_project->files) ? 1 : 0;
        ++m_numKilled;
        QVERIFY2(m_project->runWorker(run) == 0, m_project->output().constData());
        QCOMPARE(WorkerProject::lossesOf(run), m_losses);
        QCOMPARE(m_project->finalHashOf(run), m_hash);
        QVERIFY(!hasLeftover(run, m_project->files));
    }

    void enoughOfThoseMomentsLayBetweenFirstWriteAndRename()
    {
        QVERIFY(m_numKilled >= 20);
        QVERIFY2(m_numKilledInSave >= 5, qPrintable(QString::number(m_numKilledInSave)));
    }

    void aLogOfAKilledRunCountsOnAndTellsWhereItWentBackTo()
    {
        const runs::RunFolder run = m_project->makeRun("rewound", kConfig);
        // Dies in the second save, after step 6: goes on from step 3.
        QCOMPARE(m_project->runWorker(run, "save:160"), -1);
        QCOMPARE(m_project->runWorker(run), 0);
        runs::EventLogReader reader(run.eventLog());
        std::int64_t seq = 0;
        std::vector<std::int64_t> rewoundTo;
        const std::vector<protocol::Message> messages = reader.poll().value();
        for (const protocol::Message &message : messages) {
            QCOMPARE(message.envelope.seq, seq++);
            if (const auto *rewound = std::get_if<protocol::Rewound>(&message.event)) {
                rewoundTo.push_back(rewound->toStep);
            }
        }
        QCOMPARE(rewoundTo, std::vector<std::int64_t>{3});
    }

    void aTerminatedRunSavesFirstAndGoesOnWhereItStopped()
    {
        std::string yaml = kConfig;
        yaml.replace(yaml.find("steps: 12"), 9, "steps: 900");
        yaml.replace(yaml.find("epochs: 2"), 9, "epochs: 90");
        const runs::RunFolder run = m_project->makeRun("terminated", yaml);
        const auto worker = m_project->startWorker(run);
        QTRY_VERIFY_WITH_TIMEOUT(!WorkerProject::lossesOf(run).empty(), 60'000);
        worker->terminate();
        QVERIFY(worker->waitForFinished(60'000));
        QCOMPARE(worker->exitCode(), exitCodeOf(ErrorCode::cancelled));
        const std::int64_t lastStep = WorkerProject::lossesOf(run).rbegin()->first;
        QVERIFY(lastStep < 900);
        QCOMPARE(m_project->newestManifest(run).step, lastStep);
        runs::EventLogReader reader(run.eventLog());
        const std::vector<protocol::Message> messages = reader.poll().value();
        const auto *finished = std::get_if<protocol::RunFinished>(&messages.back().event);
        QVERIFY(finished != nullptr);
        QCOMPARE(finished->outcome, std::string("stopped"));
    }

    void aSecondWorkerOnTheSameRunIsRefused()
    {
        std::string yaml = kConfig;
        yaml.replace(yaml.find("steps: 12"), 9, "steps: 900");
        yaml.replace(yaml.find("epochs: 2"), 9, "epochs: 90");
        const runs::RunFolder run = m_project->makeRun("twice", yaml);
        const auto first = m_project->startWorker(run);
        QTRY_VERIFY_WITH_TIMEOUT(!WorkerProject::lossesOf(run).empty(), 60'000);
        QCOMPARE(m_project->runWorker(run), exitCodeOf(ErrorCode::inUse));
        QVERIFY(m_project->output().contains("another worker"));
        first->kill();
        QVERIFY(first->waitForFinished(60'000));
    }

    void controlsThatMustFail_data()
    {
        QTest::addColumn<QString>("control");
        for (const char *control : {"none", "moments", "step", "cursor"}) {
            QTest::newRow(control) << QString::fromLatin1(control);
        }
    }

    /// Resumed from a checkpoint without Adam's moments, or with step or data cursor off by one, a run must NOT end
    /// with the same bits; treated the same way but unspoilt, it must.
    void controlsThatMustFail()
    {
        QFETCH(QString, control);
        const runs::RunFolder run = m_project->makeRun("control-" + control.toStdString(), kConfig);
        QCOMPARE(m_project->runWorker(run, "save:160"), -1);
        spoil(run, control);
        QVERIFY2(m_project->runWorker(run) == 0, m_project->output().constData());
        const bool isEqual = WorkerProject::lossesOf(run) == m_losses && m_project->finalHashOf(run) == m_hash;
        QCOMPARE(isEqual, control == QLatin1String("none"));
    }

private:
    void spoil(const runs::RunFolder &run, const QString &control)
    {
        checkpoint::CheckpointStore store(m_project->files, run.checkpointsFolder(), 2);
        QVERIFY(store.sweep());
        const auto found = store.findNewest(run.id()).value();
        QVERIFY(found.manifest.has_value());
        checkpoint::Manifest manifest = *found.manifest;
        const auto file = formats::SafetensorsFile::open(found.folder / manifest.files[0].name).value();
        std::map<std::string, std::vector<std::byte>> contents;
        std::vector<checkpoint::TensorView> views;
        for (const auto &[name, entry] : file.tensors()) {
            auto &bytes = contents[name];
            bytes.assign(entry.bytes.begin(), entry.bytes.end());
            if (control == QLatin1String("moments") && name.starts_with("moment")) {
                std::fill(bytes.begin(), bytes.end(), std::byte{0});
            }
            views.push_back({.name = name, .dtype = entry.dtype, .shape = entry.shape, .bytes = bytes});
        }
        manifest.step += control == QLatin1String("step") ? 1 : 0;
        manifest.dataCursor += control == QLatin1String("cursor") ? 1 : 0;
        std::filesystem::remove_all(found.folder);
        QVERIFY(store.save(manifest, views, "spoilt"));
    }

    std::unique_ptr<WorkerProject> m_project;
    StepLosses m_losses;
    std::string m_hash;
    int m_numKilled = 0;
    int m_numKilledInSave = 0;
};

QTEST_GUILESS_MAIN(KillTest)
#include "kill_test.moc"
