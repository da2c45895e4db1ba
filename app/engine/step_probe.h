// SPDX-License-Identifier: Apache-2.0
// Training steps of a model with random weights on random tokens: to compare devices, and to measure one.
#pragma once

#include "app/engine/compute_device.h"
#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/distributed/collectives.h"
#include "core/model/decoder.h"
#include "core/train/adamw.h"
#include "core/train/decoder_model.h"
#include "core/train/sharded_weights.h"
#include "core/train/train_step.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace bafo::engine {

struct ProbeSettings {
    std::int64_t sequenceLength = 64;
    std::int64_t sequencesPerStep = 2;
    std::int64_t microBatch = 1;
    std::string precision = "fp32"; ///< as the run's knob
    bool recomputesBlocks = false;
    std::int64_t lossChunkMib = 0;
};

/// The same seed, so the same weights and tokens, on every device. Borrows architecture, configuration and clock.
/// Torch's exceptions pass through. One thread.
class StepProbe {
public:
    StepProbe(const model::Architecture &architecture, const model::ModelConfig &config, const ComputeDevice &device,
              const ProbeSettings &settings, const Clock &clock);

    /// The next training step: gradients, norm, clipping, AdamW. Returns when the device has done it.
    Result<train::StepReport> step();

    /// Of the last step, before clipping, in main memory: by the weight's name.
    [[nodiscard]] std::map<std::string, at::Tensor> gradients();

    [[nodiscard]] std::int64_t numParameters() const { return m_weights.numParameters(); }

private:
    class RandomTokens final : public train::SequenceSource {
    public:
        RandomTokens(std::int64_t vocabularySize, std::int64_t length)
            : m_vocabularySize(vocabularySize)
            , m_length(length)
        {
        }
        [[nodiscard]] std::int64_t numSequences() const override { return std::int64_t{1} << 40; }
        Result<train::TrainingSequence> sequence(std::int64_t globalIndex) override;

    private:
        std::int64_t m_vocabularySize;
        std::int64_t m_length;
    };

    void drawWeights();
    void prepareTraining(const Clock &clock);

    ComputeDevice m_device;
    ProbeSettings m_settings;
    distributed::OneRank m_alone;
    model::WeightStore m_weights;
    model::Decoder m_decoder;
    train::ShardedWeights m_shards;
    RandomTokens m_tokens;
    std::optional<train::DecoderModel> m_model;
    std::optional<train::AdamW> m_optimizer;
    std::optional<train::StepPlan> m_plan;
    std::optional<train::TrainStep> m_step;
    std::int64_t m_numSteps = 0;
};

} // namespace bafo::engine
