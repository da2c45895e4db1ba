// SPDX-License-Identifier: Apache-2.0
// A tiny model that learns on one rank or on several, each a thread.
#pragma once

#include "core/adapters/adapter_plan.h"
#include "core/train/adamw.h"
#include "core/train/decoder_model.h"
#include "core/train/row_groups.h"
#include "core/train/run_state.h"
#include "core/train/train_step.h"
#include "plugins/architectures/llama/llama.h"
#include "tests/fakes/rank_threads.h"
#include "tests/fakes/tensor_views.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bafo::train {

inline constexpr std::int64_t kVocabulary = 23;
inline constexpr std::int64_t kLength = 7;

/// Sizes that two, three and four ranks cannot divide.
inline model::ModelConfig tinyConfig(bool isTied)
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
inline adapters::AdapterPlan adapterPlan(const Settings &settings, const model::Architecture &architecture)
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

inline std::vector<model::TensorSpec> tensorsWith(const adapters::AdapterPlan &plan,
                                                  std::vector<model::TensorSpec> tensors)
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
        decoderModel.emplace(decoder, *weights, settings.dropout, 5, clock,
                             NoiseSettings{.adapterDropout = adapter.dropout});
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

/// What so many steps of so many ranks, a thread each, leave.
inline Outcome trained(int numRanks, const Settings &settings, int numSteps)
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

/// Bit for bit.
inline bool areEqual(const Outcome &one, const Outcome &other)
{
    bool areSame = one.losses == other.losses && one.norms == other.norms && one.values.size() == other.values.size();
    for (const auto &[name, value] : one.values) {
        areSame = areSame && at::equal(value, other.values.at(name));
    }
    return areSame;
}

} // namespace bafo::train
