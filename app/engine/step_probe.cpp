// SPDX-License-Identifier: Apache-2.0
#include "app/engine/step_probe.h"

#include "core/base/check.h"
#include "core/base/random.h"
#include "core/exchange/random_weights.h"
#include "core/train/row_groups.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>

namespace bafo::engine {
namespace {

constexpr std::uint64_t kSeed = 5;
constexpr std::uint32_t kTokenPurpose = 0x50524F42; ///< "PROB"
constexpr double kDeviation = 0.02; ///< of fresh weights
constexpr double kLearningRate = 1e-4;

model::DecoderOptions optionsOf(const ComputeDevice &device, const ProbeSettings &settings)
{
    return {.recompute = settings.recomputesBlocks ? model::Recompute::block : model::Recompute::none,
            .lossHead = {.chunkBytes = settings.lossChunkMib << 20},
            .device = device.device};
}

} // namespace

StepProbe::StepProbe(const model::Architecture &architecture, const model::ModelConfig &config,
                     const ComputeDevice &device, const ProbeSettings &settings, const Clock &clock)
    : m_device(device)
    , m_settings(settings)
    , m_weights(architecture.tensors(config), model::WeightStore::Values::elsewhere)
    , m_decoder(architecture, config, m_weights, optionsOf(device, settings))
    , m_shards(m_alone, m_weights, m_decoder.units(), train::ZeroStage::two, train::GradientSync::each,
               storageOf(device, settings.precision))
    , m_tokens(config.vocabularySize, settings.sequenceLength)
{
    drawWeights();
    prepareTraining(clock);
}

void StepProbe::drawWeights()
{
    const auto drawn = m_shards.fill([this](const train::WeightRows &rows) -> Result<void> {
        const model::TensorSpec &spec = m_weights.specOf(m_weights.at(rows.name));
        if (spec.shape.size() > 1) {
            exchange::drawNormalWeights(rows.values, kSeed, rows.name, kDeviation);
        } else {
            std::fill(rows.values.begin(), rows.values.end(), static_cast<float>(spec.freshValue));
        }
        return {};
    });
    BAFO_CHECK(drawn, "drawing cannot fail");
}

void StepProbe::prepareTraining(const Clock &clock)
{
    m_model.emplace(m_decoder, m_shards, 0.0, kSeed, clock);
    m_optimizer.emplace(
        train::AdamW::create({}, train::rowGroupsOf(m_weights, {.weightDecay = 0.1}).value(), m_model->parameters())
            .value());
    m_plan.emplace(train::StepPlan::create({.numSequences = m_tokens.numSequences(),
                                            .sequencesPerStep = m_settings.sequencesPerStep,
                                            .microBatch = std::min(m_settings.microBatch, m_settings.sequencesPerStep)})
                       .value());
    m_step.emplace(*m_model, m_tokens, *m_optimizer, m_alone, clock,
                   train::Schedule{.kind = train::ScheduleKind::constant, .peakLearningRate = kLearningRate}, 1.0);
}

Result<train::TrainingSequence> StepProbe::RandomTokens::sequence(std::int64_t globalIndex)
{
    const RandomStream draws(
        {.seed = kSeed, .sequence = static_cast<std::uint64_t>(globalIndex), .purpose = kTokenPurpose});
    train::TrainingSequence sequence;
    for (std::uint64_t block = 0; static_cast<std::int64_t>(sequence.tokens.size()) <= m_length; ++block) {
        for (const std::uint32_t word : draws.block(block)) {
            sequence.tokens.push_back(static_cast<std::uint32_t>(word % static_cast<std::uint64_t>(m_vocabularySize)));
        }
    }
    sequence.tokens.resize(static_cast<std::size_t>(m_length + 1));
    sequence.numValidTargets = m_length;
    sequence.numBytes = m_length;
    return sequence;
}

Result<train::StepReport> StepProbe::step()
{
    const std::int64_t cursor = m_numSteps * m_settings.sequencesPerStep;
    const train::StepReport report = BAFO_TRY(m_step->run(*m_plan, m_numSteps, cursor));
    ++m_numSteps;
    if (m_device.cuda) {
        std::array<char, BAFO_CUDA_WHY_BYTES> why{};
        if (m_device.cuda->functions().waitForDevice(m_device.device.index(), why.data()) != 0) {
            return fail(ErrorCode::internal, "the device did not end its work: " + std::string(why.data()));
        }
    }
    return report;
}

std::map<std::string, at::Tensor> StepProbe::gradients()
{
    std::map<std::string, at::Tensor> all;
    for (const train::ParameterView &view : m_model->parameters()) {
        if (view.isOnDevice()) {
            all[view.name] = view.deviceGradient.to(at::kCPU);
        } else {
            all[view.name]
                = at::from_blob(const_cast<float *>(view.gradient), {view.rows, view.rowSize}, at::kFloat).clone();
        }
    }
    return all;
}

} // namespace bafo::engine
