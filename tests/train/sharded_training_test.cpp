// SPDX-License-Identifier: Apache-2.0
// A step divided among ranks is the step of one rank, bit for bit; and so are a hundred, and a run that changes its
// number of ranks on the way.
#include "core/adapters/adapter_plan.h"
#include "core/train/adamw.h"
#include "core/train/decoder_model.h"
#include "core/train/row_groups.h"
#include "core/train/run_state.h"
#include "core/train/train_step.h"
#include "plugins/architectures/llama/llama.h"
#include "tests/fakes/failing_file_system.h"
#include "tests/fakes/rank_threads.h"
#include "tests/fakes/tensor_views.h"

#include <ATen/ATen.h>

#include <QStringList>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

using namespace bafo;
using namespace bafo::train;

namespace {

constexpr std::int64_t kVocabulary = 23;
constexpr std::int64_t kLength = 7;

/// Sizes that two, three and four ranks cannot divide.
model::ModelConfig tinyConfig(bool isTied)
{
    return {.vocabularySize = kVocabulary,
            .hiddenSize = 10,
            .intermediateSize = 14,
            .numLayers = 3,
            .numHeads = 5,
            .numKeyValueHeads = 1,
            .headSize = 2,
            .contextLength = 16,
            .isTied = isTied,
            .hasAttentionBias = true};
}

/// Counting in steps of one to three, with a padded end now and then: something to learn.
class Counting final : public SequenceSource {
public:
    [[nodiscard]] std::int64_t numSequences() const override { return 100'000; }

    Result<TrainingSequence> sequence(std::int64_t index) override
    {
        TrainingSequence sequence;
        const std::int64_t stride = 1 + index % 3;
        for (std::int64_t i = 0; i <= kLength; ++i) {
            sequence.tokens.push_back(static_cast<std::uint32_t>((index * 5 + i * stride) % kVocabulary));
        }
        sequence.numValidTargets = index % 4 == 3 ? kLength - 2 : kLength;
        sequence.numBytes = sequence.numValidTargets;
        if (index % 5 == 1) {
            sequence.documentRows = {1, kLength / 2};
        }
        return sequence;
    }
};

struct Settings {
    bool isTied = true;
    ZeroStage stage = ZeroStage::two;
    model::Recompute recompute = model::Recompute::none;
    double dropout = 0.1;
    std::int64_t sequencesPerStep = 7; ///< not divisible by ranks or micro-batch
    std::int64_t microBatch = 2;
    GradientSync sync = GradientSync::each;
    std::int64_t newRowsOnlySteps = 0;
    std::vector<std::string> frozenTensors = {};
    at::ScalarType computeType = at::kFloat;
    bool isOnDevice = false; ///< as optimizer, norm and checkpoints see it
    bool hasAdapter = false;
};

/// On a few layers, with rows of tokens, of a rank that two, three and four ranks cannot divide.
adapters::AdapterPlan adapterPlan(const Settings &settings, const model::Architecture &architecture)
{
    if (!settings.hasAdapter) {
        return {};
    }
    return adapters::planAdapter({.rank = 5,
                                  .dropout = 0.2,
                                  .targets = {"q_proj", "o_proj", "down_proj"},
                                  .tokenRows = {{"embed_tokens", {9, 4, 22, 11, 12}}}},
                                 architecture, tinyConfig(settings.isTied))
        .value();
}

std::vector<model::TensorSpec> tensorsWith(const adapters::AdapterPlan &plan, std::vector<model::TensorSpec> tensors)
{
    const std::vector<model::TensorSpec> added = plan.tensors();
    tensors.insert(tensors.end(), added.begin(), added.end());
    return tensors;
}

/// One rank's half of a run.
struct Rank {
    Rank(distributed::Collectives &collectives, const Settings &settings)
        : ranks(collectives)
        , config(tinyConfig(settings.isTied))
        , adapter(adapterPlan(settings, llama))
        , store(attached(adapter, model::WeightStore(tensorsWith(adapter, llama.tensors(config)))))
        , decoder(llama, config, store, {.recompute = settings.recompute})
        , plan(StepPlan::create({.numSequences = source.numSequences(),
                                 .sequencesPerStep = settings.sequencesPerStep,
                                 .microBatch = settings.microBatch})
                   .value())
    {
        double frequency = 0.37;
        for (const auto &weight : store.weights()) {
            const at::Tensor places = at::arange(weight->value().numel(), at::kDouble);
            weight->value().copy_((places * (frequency += 0.11)).sin().view(weight->shape()) * 0.3);
        }
        weights.emplace(ranks, store, decoder.units(), settings.stage, settings.sync,
                        distributed::ShardStorage{.computeType = settings.computeType});
        decoderModel.emplace(decoder, *weights, settings.dropout, 5, clock, adapter.dropout);
        tensorViews.emplace(*decoderModel);
        trainable = settings.isOnDevice ? static_cast<TrainableModel *>(&*tensorViews) : &*decoderModel;
        optimizer.emplace(AdamW::create({}, groups(settings), trainable->parameters()).value());
        step.emplace(*trainable, source, *optimizer, ranks, clock,
                     Schedule{.kind = ScheduleKind::constant, .peakLearningRate = 0.01, .warmupSteps = 3}, 1.0);
    }

    static model::WeightStore attached(const adapters::AdapterPlan &plan, model::WeightStore store)
    {
        if (!plan.layers.empty()) {
            plan.attachTo(store);
        }
        return store;
    }

    /// The embedding in two groups, of which one has a border inside a rank's share.
    [[nodiscard]] std::vector<RowGroup> groups(const Settings &settings) const
    {
        if (settings.hasAdapter) {
            return rowGroupsOf(store, {.weightDecay = 0.1}).value();
        }
        if (settings.newRowsOnlySteps > 0 || !settings.frozenTensors.empty()) {
            return rowGroupsOf(store,
                               {.weightDecay = 0.1,
                                .newRowsFactor = 2,
                                .firstNewRow = 9,
                                .newRowsOnlySteps = settings.newRowsOnlySteps,
                                .frozenTensors = settings.frozenTensors})
                .value();
        }
        std::vector<RowGroup> all = rowGroupsOf(store, {.weightDecay = 0.1, .embeddingFactor = 0.5}).value();
        RowGroup tail = all.front();
        all.front().numRows = 9;
        tail.firstRow = 9;
        tail.numRows = kVocabulary - 9;
        tail.learningRateFactor = 2;
        all.push_back(tail);
        return all;
    }

    StepReport run()
    {
        const StepReport report = step->run(plan, progress.step, progress.dataCursor).value();
        ++progress.step;
        progress.dataCursor += report.numSequences;
        return report;
    }

    std::map<std::string, at::Tensor> values()
    {
        std::map<std::string, at::Tensor> all;
        for (const auto &weight : store.weights()) {
            (void)weights->withWhole(weight->name(), [&](std::span<const float> floats) -> Result<void> {
                all[weight->name()] = at::tensor(at::ArrayRef<float>(floats.data(), floats.size()));
                return {};
            });
        }
        return all;
    }

    distributed::Collectives &ranks;
    SystemClock clock;
    architectures::Llama llama;
    model::ModelConfig config;
    adapters::AdapterPlan adapter;
    model::WeightStore store;
    model::Decoder decoder;
    Counting source;
    StepPlan plan;
    RunProgress progress;
    std::optional<ShardedWeights> weights;
    std::optional<DecoderModel> decoderModel;
    std::optional<fakes::TensorViews> tensorViews;
    TrainableModel *trainable = nullptr;
    std::optional<AdamW> optimizer;
    std::optional<TrainStep> step;
};

struct Outcome {
    std::vector<double> losses;
    std::vector<double> norms;
    std::map<std::string, at::Tensor> values;
    std::vector<std::size_t> numMomentsOfRank;
    std::vector<ShardBytes> bytesOfRank;
    std::int64_t numCalls = 0; ///< of collectives, by rank 0
    std::size_t numDeviceMoments = 0; ///< of the first rank
};

Outcome trained(int numRanks, const Settings &settings, int numSteps)
{
    Outcome outcome;
    outcome.numMomentsOfRank.resize(static_cast<std::size_t>(numRanks));
    outcome.bytesOfRank.resize(static_cast<std::size_t>(numRanks));
    fakes::runRanks(numRanks, [&](fakes::ThreadCollectives &ranks) {
        Rank rank(ranks, settings);
        std::vector<double> losses;
        std::vector<double> norms;
        for (int i = 0; i < numSteps; ++i) {
            const StepReport report = rank.run();
            losses.push_back(report.loss);
            norms.push_back(report.gradientNorm);
        }
        const std::int64_t numCalls = ranks.numCalls();
        const auto place = static_cast<std::size_t>(ranks.rank());
        outcome.bytesOfRank[place] = rank.weights->bytes();
        for (const GroupMoments &moments : rank.optimizer->moments()) {
            outcome.numMomentsOfRank[place] += moments.first.size();
            if (ranks.rank() == 0 && moments.deviceFirst.defined()) {
                outcome.numDeviceMoments += static_cast<std::size_t>(moments.deviceFirst.numel());
            }
        }
        auto values = rank.values();
        if (ranks.rank() == 0) {
            outcome.numCalls = numCalls;
            outcome.losses = losses;
            outcome.norms = norms;
            outcome.values = std::move(values);
        }
    });
    return outcome;
}

bool areEqual(const Outcome &one, const Outcome &other)
{
    bool areSame = one.losses == other.losses && one.norms == other.norms && one.values.size() == other.values.size();
    for (const auto &[name, value] : one.values) {
        areSame = areSame && at::equal(value, other.values.at(name));
    }
    return areSame;
}

} // namespace

class ShardedTrainingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aHundredStepsAreThoseOfOneRankBitForBit_data()
    {
        QTest::addColumn<int>("numRanks");
        QTest::addColumn<bool>("isThree");
        QTest::addColumn<bool>("isTied");
        QTest::addColumn<bool>("isRecomputed");
        for (int numRanks = 2; numRanks <= 4; ++numRanks) {
            QTest::addRow("%d ranks, stage 2", numRanks) << numRanks << false << true << false;
            QTest::addRow("%d ranks, stage 2, recomputed", numRanks) << numRanks << false << false << true;
            QTest::addRow("%d ranks, stage 3", numRanks) << numRanks << true << false << false;
            QTest::addRow("%d ranks, stage 3, recomputed", numRanks) << numRanks << true << true << true;
        }
    }

    void aHundredStepsAreThoseOfOneRankBitForBit()
    {
        QFETCH(int, numRanks);
        QFETCH(bool, isThree);
        QFETCH(bool, isTied);
        QFETCH(bool, isRecomputed);
        Settings settings{.isTied = isTied};
        std::optional<Outcome> &known = isTied ? m_tiedAlone : m_untiedAlone;
        if (!known) {
            known = trained(1, settings, 100);
        }
        const Outcome &alone = *known;
        settings.stage = isThree ? ZeroStage::three : ZeroStage::two;
        settings.recompute = isRecomputed ? model::Recompute::block : model::Recompute::none;
        QVERIFY2(alone.losses.back() < 0.7 * alone.losses.front(),
                 qPrintable(QStringLiteral("%1 -> %2").arg(alone.losses.front()).arg(alone.losses.back())));
        QVERIFY(areEqual(alone, trained(numRanks, settings, 100)));
    }

    void anotherMicroBatchIsAnotherSum()
    {
        // The control of the test above: where the order of additions changes, the bits do.
        const Outcome two = trained(1, {.microBatch = 2}, 20);
        const Outcome three = trained(1, {.microBatch = 3}, 20);
        QVERIFY(!areEqual(two, three));
        QVERIFY(std::abs(two.losses.back() - three.losses.back()) < 1e-4);
    }

    void freezingIsThatOfOneRankBitForBit_data()
    {
        QTest::addColumn<bool>("isTied");
        QTest::addColumn<QStringList>("frozen");
        QTest::newRow("new rows of a tied head first") << true << QStringList();
        QTest::newRow("new rows of both tables first") << false << QStringList();
        QTest::newRow("a frozen block too") << true << QStringList{QStringLiteral("model.layers.0.*")};
        QTest::newRow("all below a block")
            << false << QStringList{QStringLiteral("model.embed_tokens.weight"), QStringLiteral("model.layers.0.*")};
    }

    void freezingIsThatOfOneRankBitForBit()
    {
        QFETCH(bool, isTied);
        QFETCH(QStringList, frozen);
        Settings settings{.isTied = isTied, .newRowsOnlySteps = 4};
        for (const QString &name : frozen) {
            settings.frozenTensors.push_back(name.toStdString());
        }
        const Outcome alone = trained(1, settings, 12);
        QVERIFY(alone.losses.back() < alone.losses.front());
        for (const ZeroStage stage : {ZeroStage::two, ZeroStage::three}) {
            settings.stage = stage;
            settings.recompute = stage == ZeroStage::two ? model::Recompute::block : model::Recompute::none;
            QVERIFY(areEqual(alone, trained(stage == ZeroStage::two ? 2 : 3, settings, 12)));
        }
        settings.newRowsOnlySteps = 5;
        QVERIFY(!areEqual(alone, trained(1, settings, 12)));
    }

    void anAdapterLearnsAsOnOneRankBitForBit_data()
    {
        QTest::addColumn<bool>("isTied");
        QTest::newRow("tied") << true;
        QTest::newRow("head of its own") << false;
    }

    void anAdapterLearnsAsOnOneRankBitForBit()
    {
        QFETCH(bool, isTied);
        Settings settings{.isTied = isTied, .hasAdapter = true};
        const Outcome before = trained(1, settings, 0);
        const Outcome alone = trained(1, settings, 20);
        QVERIFY(alone.losses.back() < alone.losses.front());
        for (int numRanks = 2; numRanks <= 3; ++numRanks) {
            for (const ZeroStage stage : {ZeroStage::two, ZeroStage::three}) {
                settings.stage = stage;
                settings.recompute = stage == ZeroStage::two ? model::Recompute::block : model::Recompute::none;
                const Outcome divided = trained(numRanks, settings, 20);
                QVERIFY(areEqual(alone, divided));
                QVERIFY(divided.bytesOfRank[0].gradients < divided.bytesOfRank[0].parameters / 2);
            }
        }
        for (const auto &[name, value] : before.values) {
            const bool isAdapter
                = name.find("lora_") != std::string::npos || name.find("token_adapter") != std::string::npos;
            QVERIFY2(at::equal(value, alone.values.at(name)) != isAdapter, name.c_str());
        }
        settings.dropout = 0; // the control
        QVERIFY(!areEqual(alone, trained(1, settings, 20)));
    }

    void onlyNewRowsMoveUntilTheRestThaws()
    {
        const Outcome before = trained(2, {.newRowsOnlySteps = 4}, 0);
        const Outcome frozen = trained(2, {.newRowsOnlySteps = 4}, 4);
        const Outcome thawed = trained(2, {.newRowsOnlySteps = 4}, 5);
        const char *table = "model.embed_tokens.weight";
        for (const auto &[name, value] : before.values) {
            const std::int64_t firstNew = name == table ? 9 * 10 : value.numel();
            QVERIFY(at::equal(value.narrow(0, 0, firstNew), frozen.values.at(name).narrow(0, 0, firstNew)));
            QVERIFY2(!at::equal(value, thawed.values.at(name)), name.c_str());
        }
        QVERIFY(!at::equal(before.values.at(table), frozen.values.at(table)));
        // Neither rank has moments of more than its new rows, at first.
        QCOMPARE(before.numMomentsOfRank[0] + before.numMomentsOfRank[1], std::size_t{(kVocabulary - 9) * 10});
        QVERIFY(thawed.numMomentsOfRank[0] > 10 * before.numMomentsOfRank[0]);
        QVERIFY(frozen.bytesOfRank[0].gradients < frozen.bytesOfRank[0].parameters / 2);
    }

    void gradientsAddedUpOnceAStepDifferInTheirLastDigitsOnly()
    {
        const Outcome alone = trained(1, {}, 20);
        QVERIFY(areEqual(alone, trained(1, {.sync = GradientSync::last}, 20)));
        for (const ZeroStage stage : {ZeroStage::two, ZeroStage::three}) {
            const Outcome each = trained(3, {.stage = stage}, 20);
            const Outcome last = trained(3, {.stage = stage, .sync = GradientSync::last}, 20);
            QVERIFY(areEqual(alone, each));
            QVERIFY(!areEqual(each, last));
            QVERIFY(last.numCalls < each.numCalls);
            for (std::size_t i = 0; i < each.losses.size(); ++i) {
                QVERIFY(std::abs(each.losses[i] - last.losses[i]) < 1e-5 * each.losses[i]);
            }
        }
    }

    void eachRankKeepsItsPartOnly()
    {
        const Outcome alone = trained(1, {}, 1);
        for (int numRanks = 2; numRanks <= 4; ++numRanks) {
            for (const ZeroStage stage : {ZeroStage::two, ZeroStage::three}) {
                const Outcome divided = trained(numRanks, {.stage = stage}, 1);
                std::int64_t parameters = 0;
                std::size_t moments = 0;
                for (std::size_t rank = 0; rank < divided.bytesOfRank.size(); ++rank) {
                    const ShardBytes bytes = divided.bytesOfRank[rank];
                    QCOMPARE(bytes.gradients, bytes.parameters);
                    QCOMPARE(static_cast<std::int64_t>(divided.numMomentsOfRank[rank] * sizeof(float)),
                             bytes.parameters);
                    QVERIFY(bytes.parameters <= alone.bytesOfRank[0].parameters / numRanks * 13 / 10);
                    parameters += bytes.parameters;
                    moments += divided.numMomentsOfRank[rank];
                }
                QCOMPARE(parameters, alone.bytesOfRank[0].parameters);
                QCOMPARE(moments, alone.numMomentsOfRank[0]);
                // Stage 2 holds all blocks after a step, stage 3 only what stands around them.
                const std::int64_t gathered = divided.bytesOfRank[0].gathered;
                QVERIFY(stage == ZeroStage::two ? gathered == alone.bytesOfRank[0].parameters
                                                : gathered < alone.bytesOfRank[0].parameters / 3);
            }
        }
    }

    void aRunMayGoOnWithAnotherNumberOfRanks()
    {
        const QTemporaryDir scratch;
        PosixFileSystem files;
        const Path folder = Path(scratch.path().toStdString()) / "checkpoints";
        const RunIdentity identity{.run = "r", .configHash = "c", .codeVersion = "1"};
        const Settings settings{.stage = ZeroStage::three};
        const Outcome whole = trained(1, settings, 12);
        std::vector<double> losses;
        int part = 0;
        for (const int numRanks : {4, 2, 1, 3}) {
            fakes::runRanks(numRanks, [&](distributed::Collectives &ranks) {
                Rank rank(ranks, settings);
                checkpoint::CheckpointStore store(files, folder, 2, &ranks);
                QVERIFY(store.sweep().has_value());
                const checkpoint::Found found = store.findNewest("r").value();
                QCOMPARE(found.manifest.has_value(), part > 0);
                if (found.manifest) {
                    rank.progress
                        = restore(found.folder, *found.manifest, identity, *rank.trainable, *rank.optimizer).value();
                    rank.trainable->weightsChanged();
                }
                for (int i = 0; i < 3; ++i) {
                    const double loss = rank.run().loss;
                    if (ranks.rank() == 0) {
                        losses.push_back(loss);
                    }
                }
                const auto saved
                    = store.save(manifestOf(identity, rank.progress, *rank.optimizer),
                                 tensorsToSave(*rank.trainable, *rank.optimizer), "a" + std::to_string(ranks.rank()));
                QVERIFY2(saved.has_value(), saved ? "" : saved.error().message.c_str());
                QCOMPARE(saved->worldSize, numRanks);
                QCOMPARE(saved->files.size(), static_cast<std::size_t>(numRanks));
            });
            ++part;
        }
        QCOMPARE(losses, whole.losses);
    }

    void aCheckpointOfWhichOneShardCannotBeWrittenIsNone()
    {
        const QTemporaryDir scratch;
        PosixFileSystem files;
        const Path folder = Path(scratch.path().toStdString()) / "checkpoints";
        fakes::runRanks(3, [&](distributed::Collectives &ranks) {
            Rank rank(ranks, {});
            fakes::FailingFileSystem disk(files, [&](fakes::FileOperation operation, const Path &) {
                const bool isFull = ranks.rank() == 1 && operation == fakes::FileOperation::write;
                return isFull ? std::optional(Error{ErrorCode::diskFull, "the disk is full", ""}) : std::nullopt;
            });
            checkpoint::CheckpointStore store(disk, folder, 2, &ranks);
            QVERIFY(store.sweep().has_value());
            const std::vector<checkpoint::TensorView> tensors = tensorsToSave(*rank.trainable, *rank.optimizer);
            const auto saved = store.save(
                manifestOf({.run = "r", .configHash = "c", .codeVersion = "1"}, {.step = 1}, *rank.optimizer), tensors,
                "a");
            QVERIFY(!saved.has_value());
            QVERIFY2(saved.error().message.starts_with("rank 1: "), saved.error().message.c_str());
            QVERIFY(!store.findNewest("r").value().manifest.has_value());
        });
        QVERIFY(files.list(folder).value().empty());
    }

    /// bf16 copies to compute with, of fp32 weights: what holds of fp32 holds of them.
    void stepsInMixedPrecisionAreThoseOfOneRankBitForBit_data()
    {
        QTest::addColumn<int>("numRanks");
        QTest::addColumn<bool>("isThree");
        for (int numRanks = 1; numRanks <= 4; ++numRanks) {
            QTest::addRow("%d ranks, stage 2", numRanks) << numRanks << false;
            QTest::addRow("%d ranks, stage 3", numRanks) << numRanks << true;
        }
    }

    void stepsInMixedPrecisionAreThoseOfOneRankBitForBit()
    {
        QFETCH(int, numRanks);
        QFETCH(bool, isThree);
        Settings settings{.computeType = at::kBFloat16};
        if (!m_mixedAlone) {
            m_mixedAlone = trained(1, settings, 50);
        }
        settings.stage = isThree ? ZeroStage::three : ZeroStage::two;
        settings.recompute = isThree ? model::Recompute::block : model::Recompute::none;
        QVERIFY(areEqual(*m_mixedAlone, trained(numRanks, settings, 50)));
    }

    void mixedPrecisionLearnsAsFp32Does()
    {
        const Outcome exact = trained(1, {}, 50);
        const Outcome mixed = trained(1, {.computeType = at::kBFloat16}, 50);
        QVERIFY(exact.losses.back() < 0.8 * exact.losses.front());
        double worst = 0;
        for (std::size_t i = 0; i < exact.losses.size(); ++i) {
            worst = std::max(worst, std::abs(mixed.losses[i] - exact.losses[i]));
        }
        qInfo("largest difference over 50 steps: %.4f nats, of %.3f", worst, exact.losses.back());
        QVERIFY2(worst > 0 && worst < 0.01, qPrintable(QString::number(worst)));
    }

    /// Every other device computes with ATen's operators; fp64, which has no loops of ours, does as well.
    void plainOperatorsTrainAsOurLoopsDo()
    {
        const Outcome loops = trained(1, {}, 20);
        const Outcome plain = trained(1, {.computeType = at::kDouble}, 20);
        QVERIFY(loops.losses != plain.losses);
        for (std::size_t i = 0; i < loops.losses.size(); ++i) {
            QVERIFY2(std::abs(plain.losses[i] / loops.losses[i] - 1) < 1e-5,
                     qPrintable(QStringLiteral("step %1: %2").arg(i).arg(plain.losses[i] / loops.losses[i] - 1)));
        }
    }

    /// Norm, clipping and update by ATen's operators, on any number of ranks.
    void tensorsOfADeviceAreUpdatedAsMainMemoryIs()
    {
        const Outcome memory = trained(1, {}, 20);
        const Outcome device = trained(1, {.isOnDevice = true}, 20);
        QCOMPARE(device.numMomentsOfRank[0], std::size_t{0});
        QCOMPARE(device.numDeviceMoments, memory.numMomentsOfRank[0]);
        for (std::size_t i = 0; i < memory.losses.size(); ++i) {
            QVERIFY(std::abs(device.losses[i] / memory.losses[i] - 1) < 1e-6);
            QVERIFY(std::abs(device.norms[i] / memory.norms[i] - 1) < 1e-5);
        }
        QVERIFY(areEqual(device, trained(3, {.stage = ZeroStage::three, .isOnDevice = true}, 20)));
    }

    void aRunOfADeviceGoesOnBitForBit_data()
    {
        QTest::addColumn<bool>("isMixed");
        QTest::addColumn<bool>("isOnDevice");
        QTest::newRow("mixed precision") << true << false;
        QTest::newRow("mixed precision on a device") << true << true;
        QTest::newRow("fp32 on a device") << false << true;
    }

    void aRunOfADeviceGoesOnBitForBit()
    {
        QFETCH(bool, isMixed);
        QFETCH(bool, isOnDevice);
        const Settings settings{.computeType = isMixed ? at::kBFloat16 : at::kFloat, .isOnDevice = isOnDevice};
        const Outcome whole = trained(1, settings, 10);
        const QTemporaryDir scratch;
        PosixFileSystem files;
        const RunIdentity identity{.run = "r", .configHash = "c", .codeVersion = "1"};
        std::vector<double> losses;
        for (const int numRanks : {1, 3, 1}) {
            const int numSteps = losses.size() < 8 ? 4 : 2;
            fakes::runRanks(numRanks, [&](distributed::Collectives &ranks) {
                Rank rank(ranks, settings);
                checkpoint::CheckpointStore store(files, Path(scratch.path().toStdString()) / "c", 2, &ranks);
                const checkpoint::Found found = store.findNewest("r").value();
                if (found.manifest) {
                    rank.progress
                        = restore(found.folder, *found.manifest, identity, *rank.trainable, *rank.optimizer).value();
                    rank.trainable->weightsChanged();
                }
                for (int i = 0; i < numSteps; ++i) {
                    const double loss = rank.run().loss;
                    if (ranks.rank() == 0) {
                        losses.push_back(loss);
                    }
                }
                const auto tensors = tensorsToSave(*rank.trainable, *rank.optimizer);
                QVERIFY(checkpoint::sizeOf(tensors) > 1000);
                QVERIFY(store
                            .save(manifestOf(identity, rank.progress, *rank.optimizer), tensors,
                                  "a" + std::to_string(numRanks))
                            .has_value());
            });
        }
        QCOMPARE(losses, whole.losses);
    }

private:
    std::optional<Outcome> m_mixedAlone; ///< fifty steps of one rank
    std::optional<Outcome> m_tiedAlone; ///< a hundred steps of one rank
    std::optional<Outcome> m_untiedAlone;
};

QTEST_APPLESS_MAIN(ShardedTrainingTest)
#include "sharded_training_test.moc"
