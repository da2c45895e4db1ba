// SPDX-License-Identifier: Apache-2.0
#include "core/checkpoint/checkpoint_layout.h"
#include "core/train/trainer.h"
#include "tests/fakes/bigram_model.h"
#include "tests/fakes/cyclic_text.h"
#include "tests/fakes/failing_file_system.h"
#include "tests/fakes/memory_sink.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <map>
#include <memory>
#include <thread>

using namespace bafo;
using namespace bafo::train;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t kVocabularySize = 7;
constexpr std::int64_t kNumSteps = 10;

std::vector<RowGroup> allRows()
{
    return {{.tensor = "table", .numRows = kVocabularySize, .weightDecay = 0.1},
            {.tensor = "bias", .numRows = kVocabularySize}};
}

/// One process' life of a run in a folder: everything a trainer needs, made anew.
struct Life {
    explicit Life(const Path &folder, FileSystem &fileSystem)
        : files(fileSystem)
        , optimizer(AdamW::create({}, allRows(), model.parameters()).value())
        , checkpoints(files, folder, 2)
    {
        settings.identity = {.run = "run-1", .configHash = "c", .codeVersion = "1"};
        settings.schedule = {.kind = ScheduleKind::cosine,
                             .peakLearningRate = 0.05,
                             .minimumLearningRate = 0.001,
                             .warmupSteps = 3,
                             .totalSteps = kNumSteps};
        settings.flopsPerSequence = 100;
        settings.evaluateEvery = 4;
        settings.checkpointEvery = 2;
        settings.heldOut = {{.name = "held-out", .language = "zul", .documents = {{.tokens = {1, 2, 3}, .bytes = 6}}}};
    }

    Result<TrainOutcome> run()
    {
        const auto evenOdds = [](const eval::ScoringBatch &batch) -> Result<std::vector<double>> {
            return std::vector<double>(
                static_cast<std::size_t>(std::count_if(batch.targets.begin(), batch.targets.end(),
                                                       [](std::int64_t target) { return target >= 0; })),
                -std::log(4.0));
        };
        Trainer trainer({.model = model,
                         .optimizer = optimizer,
                         .source = source,
                         .checkpoints = checkpoints,
                         .ranks = ranks,
                         .events = sink,
                         .control = control,
                         .heartbeat = heartbeat,
                         .files = files,
                         .clock = clock,
                         .scorer = evenOdds,
                         .sample = {},
                         .saveModel = isSavingModel ? std::function([this](const RunProgress &progress) {
                             savedModelStep = progress.step;
                             return Result<void>();
                         })
                                                    : nullptr,
                         .newAttemptId = [this] { return "attempt-" + std::to_string(numAttempts++); }},
                        settings,
                        StepPlan::create({.numSequences = 38, .sequencesPerStep = 4, .microBatch = 3}).value());
        return trainer.run();
    }

    FileSystem &files;
    fakes::BigramModel model{kVocabularySize, 0.2};
    AdamW optimizer;
    fakes::CyclicText source{38, 6, kVocabularySize};
    checkpoint::CheckpointStore checkpoints;
    fakes::MemorySink sink;
    distributed::OneRank ranks;
    TrainerControl control;
    SystemClock clock;
    Heartbeat heartbeat{sink, clock, 1h};
    TrainerSettings settings;
    bool isSavingModel = true;
    std::int64_t savedModelStep = -1;
    int numAttempts = 0;
};

/// Losses by step as bits; a later value of a step replaces an earlier one.
void collectLosses(const Life &life, std::map<std::int64_t, std::uint64_t> &losses)
{
    for (const auto &event : life.sink.all<protocol::StepFinished>()) {
        losses[event.step] = std::bit_cast<std::uint64_t>(event.loss);
    }
}

} // namespace

class TrainerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void aRunGoesToItsEndAndTellsEverything()
    {
        Life life(root(), m_files);
        QCOMPARE(life.run().value(), TrainOutcome::finished);
        const auto steps = life.sink.all<protocol::StepFinished>();
        QCOMPARE(steps.size(), static_cast<std::size_t>(kNumSteps));
        for (std::size_t i = 0; i < steps.size(); ++i) {
            QCOMPARE(steps[i].step, static_cast<std::int64_t>(i + 1));
            QVERIFY(steps[i].gradientNorm > 0);
            QVERIFY(steps[i].peakResidentMb >= steps[i].residentMb && steps[i].residentMb > 0);
            const double sum
                = steps[i].dataMs + steps[i].forwardMs + steps[i].backwardMs + steps[i].optimizerMs + steps[i].otherMs;
            QVERIFY(std::abs(sum - steps[i].stepMs) < 1e-9);
            // The rest must not swallow what has names.
            QVERIFY(steps[i].otherMs >= 0);
            QVERIFY(steps[i].dataMs > 0 && steps[i].optimizerMs > 0 && steps[i].stepMs > steps[i].optimizerMs);
        }
        QVERIFY(steps.back().loss < steps.front().loss);
        QCOMPARE(steps.back().trainTokens, 37 * 6 + 3);
        QCOMPARE(steps.back().trainBytes, 2 * (37 * 6 + 3));
        QCOMPARE(steps.back().trainFlops, 3800.0);
        const auto evals = life.sink.all<protocol::EvalFinished>();
        QCOMPARE(evals.size(), 4U); // at 0, 4, 8 and the end
        QCOMPARE(evals[0].bitsPerByte, 1.0);
        QCOMPARE(evals[1].trainFlops, 1600.0);
        QCOMPARE(evals[3].step, kNumSteps);
        QCOMPARE(life.sink.all<protocol::CheckpointCommitted>().size(), 5U);
        QCOMPARE(life.sink.all<protocol::StageEntered>().size(), 2U);
        QVERIFY(life.sink.all<protocol::Rewound>().empty());
        QCOMPARE(life.savedModelStep, kNumSteps);
        QCOMPARE(m_files.list(root()).value(), (std::vector<std::string>{"step-10", "step-8"}));
    }

    /// Stopped after every possible step, without a farewell, a run comes to the same losses and weights bit for bit.
    void aRunCutOffAnywhereEndsWithTheSameBits()
    {
        Life reference(root(), m_files);
        QVERIFY(reference.run());
        std::map<std::int64_t, std::uint64_t> expected;
        collectLosses(reference, expected);
        for (std::int64_t cut = 1; cut < kNumSteps; ++cut) {
            init();
            std::map<std::int64_t, std::uint64_t> losses;
            const auto weights = runCutOffAt(
                cut, [](checkpoint::Manifest &) {}, losses);
            QCOMPARE(losses, expected);
            QCOMPARE(weights, reference.model.table());
        }
    }

    /// The second stage begins inside of step 5, and the rows that wait thaw with step 4.
    void whatBeginsIsToldWithItsStepAndOnlyOnce()
    {
        for (std::int64_t cut = 1; cut <= kNumSteps; ++cut) {
            init();
            std::map<std::string, std::vector<std::int64_t>> told;
            for (int part = 0; part < 2; ++part) {
                Life life(root(), m_files);
                life.settings.checkpointEvery = 1;
                life.settings.newRowsOnlySteps = 3;
                life.sink.onEvent = [&](const protocol::Event &event) {
                    const auto *step = std::get_if<protocol::StepFinished>(&event);
                    if (part == 0 && step != nullptr && step->step == cut) {
                        life.control.post({.kind = RequestKind::stop, .commandId = ""});
                    }
                };
                QVERIFY(life.run());
                for (const auto &stage : life.sink.all<protocol::StageEntered>()) {
                    told[stage.name].push_back(stage.step);
                    QVERIFY(stage.replayOf.empty());
                }
                for (const auto &freezing : life.sink.all<protocol::FreezingChanged>()) {
                    told[freezing.trained].push_back(freezing.step);
                }
            }
            const std::map<std::string, std::vector<std::int64_t>> expected
                = {{"first", {1}}, {"second", {5}}, {"new_rows", {1}}, {"all", {4}}};
            QCOMPARE(told, expected);
        }
    }

    void controlsThatMustFail_data()
    {
        QTest::addColumn<QString>("control");
        QTest::newRow("step off by one") << QStringLiteral("step");
        QTest::newRow("optimizer steps off by one") << QStringLiteral("optimizer");
        QTest::newRow("data cursor off by one") << QStringLiteral("cursor");
        QTest::newRow("no moments") << QStringLiteral("moments");
    }

    void controlsThatMustFail()
    {
        QFETCH(QString, control);
        Life reference(root(), m_files);
        QVERIFY(reference.run());
        init();
        std::map<std::int64_t, std::uint64_t> losses;
        const auto spoil = [&control](checkpoint::Manifest &manifest) {
            if (control == QLatin1String("step")) {
                ++manifest.step;
            } else if (control == QLatin1String("optimizer")) {
                ++manifest.optimizerSteps;
            } else if (control == QLatin1String("cursor")) {
                ++manifest.dataCursor;
            }
        };
        const auto weights = runCutOffAt(5, spoil, losses, control == QLatin1String("moments"));
        QVERIFY(weights != reference.model.table());
    }

    void aPausedRunSavesAndGoesOnWhenAsked()
    {
        Life life(root(), m_files);
        life.sink.onEvent = [&life](const protocol::Event &event) {
            if (const auto *step = std::get_if<protocol::StepFinished>(&event); step != nullptr && step->step == 3) {
                life.control.post({.kind = RequestKind::pause, .commandId = "p"});
            }
            if (std::holds_alternative<protocol::Paused>(event)) {
                life.control.post({.kind = RequestKind::pause, .commandId = "again"});
                life.control.post({.kind = RequestKind::resume, .commandId = "r"});
            }
        };
        QCOMPARE(life.run().value(), TrainOutcome::finished);
        QCOMPARE(life.sink.all<protocol::Paused>()[0].step, 3);
        QCOMPARE(life.sink.all<protocol::Resumed>()[0].step, 3);
        const auto committed = life.sink.all<protocol::CheckpointCommitted>();
        QVERIFY(std::any_of(committed.begin(), committed.end(), [](const auto &event) { return event.step == 3; }));
        const auto answers = life.sink.all<protocol::CommandAnswered>();
        QCOMPARE(answers.size(), 3U);
        QVERIFY(std::all_of(answers.begin(), answers.end(), [](const auto &answer) { return answer.ok; }));
    }

    void cancelEndsAtOnceAndStopSavesFirst_data()
    {
        QTest::addColumn<bool>("isStop");
        QTest::newRow("cancel") << false;
        QTest::newRow("stop") << true;
    }

    void cancelEndsAtOnceAndStopSavesFirst()
    {
        QFETCH(bool, isStop);
        Life life(root(), m_files);
        life.sink.onEvent = [&](const protocol::Event &event) {
            if (const auto *step = std::get_if<protocol::StepFinished>(&event); step != nullptr && step->step == 3) {
                life.control.post(
                    {.kind = isStop ? RequestKind::stop : RequestKind::cancel, .commandId = isStop ? "" : "c"});
            }
        };
        QCOMPARE(life.run().value(), isStop ? TrainOutcome::stopped : TrainOutcome::cancelled);
        QCOMPARE(life.sink.all<protocol::StepFinished>().size(), 3U);
        QCOMPARE(life.checkpoints.committedSteps()->back(), isStop ? 3 : 2);
        QCOMPARE(life.savedModelStep, -1);
    }

    void aFullDiskIsToldAndTrainingGoesOn()
    {
        int numWrites = 0;
        fakes::FailingFileSystem failing(
            m_files, [&](fakes::FileOperation operation, const Path &) -> std::optional<Error> {
                const bool isFull = operation == fakes::FileOperation::reserve && ++numWrites == 2;
                return isFull ? std::optional(Error{ErrorCode::diskFull, "No space left on device", ""}) : std::nullopt;
            });
        Life life(root(), failing);
        QCOMPARE(life.run().value(), TrainOutcome::finished);
        const auto failed = life.sink.all<protocol::CheckpointFailed>();
        QCOMPARE(failed.size(), 1U);
        QCOMPARE(failed[0].step, 4);
        QVERIFY(failed[0].needBytes > 0);
        QCOMPARE(life.sink.all<protocol::CheckpointCommitted>().size(), 4U);
        QCOMPARE(life.sink.all<protocol::StepFinished>().size(), static_cast<std::size_t>(kNumSteps));
    }

    void aDiskThatStaysFullEndsTheRunAndTheLastCheckpointStays()
    {
        int numReserved = 0;
        fakes::FailingFileSystem failing(
            m_files, [&](fakes::FileOperation operation, const Path &) -> std::optional<Error> {
                const bool isFull = operation == fakes::FileOperation::reserve && ++numReserved > 1;
                return isFull ? std::optional(Error{ErrorCode::diskFull, "No space left on device", ""}) : std::nullopt;
            });
        Life life(root(), failing);
        const auto outcome = life.run();
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, ErrorCode::diskFull);
        QCOMPARE(life.sink.all<protocol::CheckpointFailed>().size(), 3U);
        QCOMPARE(life.sink.all<protocol::CheckpointCommitted>().size(), 1U);
        Life next(root(), m_files);
        QCOMPARE(next.run().value(), TrainOutcome::finished);
        QCOMPARE(next.sink.all<protocol::Rewound>()[0].toStep, 2);
    }

    void aLastStepThatCannotBeSavedIsNoFinishedRun_data()
    {
        QTest::addColumn<bool>("hasModel");
        QTest::newRow("its model is written") << true;
        QTest::newRow("nothing is left of it") << false;
    }

    void aLastStepThatCannotBeSavedIsNoFinishedRun()
    {
        QFETCH(bool, hasModel);
        auto failing = alwaysFull();
        Life life(root(), failing);
        life.settings.checkpointEvery = 0;
        life.isSavingModel = hasModel;
        const auto outcome = life.run();
        QCOMPARE(life.sink.all<protocol::CheckpointFailed>().size(), 1U);
        QCOMPARE(outcome.has_value(), hasModel);
        QCOMPARE(life.savedModelStep, hasModel ? kNumSteps : -1);
        if (!hasModel) {
            QCOMPARE(outcome.error().code, ErrorCode::diskFull);
            QVERIFY(!outcome.error().hint.empty());
        }
    }

    void whoCannotSaveNeitherPausesNorStopsAndSaysSo()
    {
        auto failing = alwaysFull();
        Life life(root(), failing);
        life.settings.checkpointEvery = 0;
        life.sink.onEvent = [&life](const protocol::Event &event) {
            const auto *step = std::get_if<protocol::StepFinished>(&event);
            if (step != nullptr && step->step == 3) {
                life.control.post({.kind = RequestKind::pause, .commandId = "p"});
                life.control.post({.kind = RequestKind::checkpointNow, .commandId = "c"});
            }
            if (step != nullptr && step->step == 5) {
                life.control.post({.kind = RequestKind::stop, .commandId = ""});
            }
        };
        const auto outcome = life.run();
        QCOMPARE(outcome.error().code, ErrorCode::diskFull);
        QVERIFY(life.sink.all<protocol::Paused>().empty());
        QCOMPARE(life.sink.all<protocol::StepFinished>().size(), 5U);
        const auto answers = life.sink.all<protocol::CommandAnswered>();
        QCOMPARE(answers.size(), 2U);
        QVERIFY(std::none_of(answers.begin(), answers.end(), [](const auto &answer) { return answer.ok; }));
        QVERIFY(answers[0].message.find("No space left") != std::string::npos);
    }

    void aRunIsCancelledAfterItsLastStepToo()
    {
        Life life(root(), m_files);
        life.sink.onEvent = [&life](const protocol::Event &event) {
            const auto *evaluated = std::get_if<protocol::EvalFinished>(&event);
            if (evaluated != nullptr && evaluated->step == kNumSteps) {
                life.control.post({.kind = RequestKind::cancel, .commandId = "c"});
            }
        };
        QCOMPARE(life.run().value(), TrainOutcome::cancelled);
        QCOMPARE(life.sink.all<protocol::CommandAnswered>().size(), 1U);
        QCOMPARE(life.savedModelStep, -1);
    }

    void everyStepOfACheckpointIsSyncedBefore()
    {
        Life life(root(), m_files);
        std::int64_t synced = 0;
        std::int64_t told = 0;
        life.sink.onSync = [&] { synced = told; };
        life.sink.onEvent = [&](const protocol::Event &event) {
            if (const auto *step = std::get_if<protocol::StepFinished>(&event)) {
                told = step->step;
            }
            if (const auto *saved = std::get_if<protocol::CheckpointCommitted>(&event)) {
                QCOMPARE(synced, saved->step);
            }
        };
        QVERIFY(life.run());
        QCOMPARE(synced, kNumSteps);
    }

    void changedTextIsRefusedByItsName()
    {
        Life first(root(), m_files);
        QVERIFY(first.run());
        Life second(root(), m_files);
        second.settings.identity.dataHash = "other";
        const auto outcome = second.run();
        QCOMPARE(outcome.error().code, ErrorCode::config);
        QVERIFY(outcome.error().message.find("text") != std::string::npos);
    }

    void aChangedConfigurationIsRefused()
    {
        std::map<std::int64_t, std::uint64_t> losses;
        Life first(root(), m_files);
        QVERIFY(first.run());
        Life second(root(), m_files);
        second.settings.identity.configHash = "other";
        QCOMPARE(second.run().error().code, ErrorCode::config);
    }

    void aNewerDamagedCheckpointIsPassedOverAndNamed()
    {
        Life first(root(), m_files);
        QVERIFY(first.run());
        std::filesystem::resize_file(root() / "step-10" / checkpoint::shardName(0), 99);
        Life second(root(), m_files);
        QCOMPARE(second.run().value(), TrainOutcome::finished);
        QCOMPARE(second.sink.all<protocol::Warning>().size(), 1U);
        QCOMPARE(second.sink.all<protocol::Rewound>()[0].toStep, 8);
        QCOMPARE(second.model.table(), first.model.table());
    }

    void aHeartbeatBeatsWhileTheTrainerWaits()
    {
        fakes::MemorySink sink;
        std::mutex mutex;
        std::condition_variable heard;
        sink.onEvent = [&](const protocol::Event &) { heard.notify_all(); };
        const SystemClock clock;
        Heartbeat heartbeat(sink, clock, 1ms);
        heartbeat.noteStep(17);
        std::unique_lock lock(mutex);
        const bool isHeard = heard.wait_for(lock, 10s, [&] {
            const auto beats = sink.all<protocol::Heartbeat>();
            return beats.size() >= 3 && beats.back().step == 17;
        });
        QVERIFY(isHeard);
    }

private:
    /// No room for any checkpoint.
    fakes::FailingFileSystem alwaysFull()
    {
        return fakes::FailingFileSystem(
            m_files, [](fakes::FileOperation operation, const Path &) -> std::optional<Error> {
                const bool isFull = operation == fakes::FileOperation::reserve;
                return isFull ? std::optional(Error{ErrorCode::diskFull, "No space left on device", ""}) : std::nullopt;
            });
    }

    [[nodiscard]] Path root() const { return Path(m_folder->path().toStdString()) / "checkpoints"; }

    /// Lives once until `cut` steps were told, then once more to the end; the manifest it resumes from may be spoilt.
    std::vector<float> runCutOffAt(std::int64_t cut, const std::function<void(checkpoint::Manifest &)> &spoil,
                                   std::map<std::int64_t, std::uint64_t> &losses, bool isWithoutMoments = false)
    {
        Life first(root(), m_files);
        first.sink.onEvent = [&](const protocol::Event &event) {
            if (const auto *step = std::get_if<protocol::StepFinished>(&event); step != nullptr && step->step == cut) {
                first.control.post({.kind = RequestKind::cancel, .commandId = ""});
            }
        };
        [&] { QCOMPARE(first.run().value(), TrainOutcome::cancelled); }();
        collectLosses(first, losses);
        spoilNewest(spoil, isWithoutMoments);
        Life second(root(), m_files);
        [&] { QCOMPARE(second.run().value(), TrainOutcome::finished); }();
        collectLosses(second, losses);
        return second.model.table();
    }

    void spoilNewest(const std::function<void(checkpoint::Manifest &)> &spoil, bool isWithoutMoments)
    {
        checkpoint::CheckpointStore store(m_files, root(), 2);
        const auto found = store.findNewest("run-1").value();
        if (!found.manifest) {
            return;
        }
        checkpoint::Manifest manifest = *found.manifest;
        if (isWithoutMoments) {
            Life loaded(root(), m_files);
            (void)restore(found.folder, manifest, loaded.settings.identity, loaded.model, loaded.optimizer).value();
            for (GroupMoments &moments : loaded.optimizer.moments()) {
                std::fill(moments.first.begin(), moments.first.end(), 0.0F);
                std::fill(moments.second.begin(), moments.second.end(), 0.0F);
            }
            (void)store.save(manifest, tensorsToSave(loaded.model, loaded.optimizer), "spoilt").value();
            return;
        }
        spoil(manifest);
        QVERIFY(writeFileAtomically(m_files, found.folder / checkpoint::kManifestName, checkpoint::toJson(manifest)));
        const Path renamed = root() / checkpoint::committedName(manifest.step);
        if (renamed != found.folder) {
            QVERIFY(m_files.rename(found.folder, renamed));
        }
    }

    PosixFileSystem m_files;
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_APPLESS_MAIN(TrainerTest)
#include "trainer_test.moc"
