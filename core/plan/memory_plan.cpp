// SPDX-License-Identifier: Apache-2.0
#include "core/plan/memory_plan.h"

#include <algorithm>

namespace bafo::plan {
namespace {

// Of bafo-engine with LibTorch 2.11 before a tensor is there, resident: measured on Debian 12, x86-64, two threads
// (tests/bench/results, memory).
constexpr std::int64_t kProgramBytes = 165'000'000;
constexpr std::int64_t kSharedProgramBytes = 85'000'000; ///< of these: pages of files, the same for every process
/// Of a tokenizer in memory, for a byte of its file.
constexpr std::int64_t kBytesPerTokenizerByte = 10;
constexpr std::int64_t kHalf = 2; ///< of a number in bf16

std::int64_t &of(BytesByKind &bytes, MemoryKind kind)
{
    return bytes[static_cast<std::size_t>(kind)];
}

} // namespace

std::int64_t MemoryPlan::machineBytes() const
{
    const std::int64_t own = rankBytes() - programPagesShared;
    const std::int64_t watcher = numRanks > 1 ? kProgramBytes - kSharedProgramBytes : 0;
    return programPagesShared + own * numRanks + watcher;
}

StepSettings stepSettingsOf(const config::RunConfig &config, int numRanks, int numProcessors)
{
    const std::int64_t threads
        = config.threads > 0 ? config.threads : std::max<std::int64_t>(1, numProcessors / std::max(1, numRanks));
    const bool isMixed = config.precision == "bf16-mixed";
    return {.sequenceLength = config.sequenceLength,
            .microBatch = std::min(config.microBatch, config.sequencesPerStep),
            .sequencesPerStep = config.sequencesPerStep,
            .lossChunkMib = config.lossChunkMib,
            .numThreads = threads,
            .numRanks = numRanks,
            .isRecomputed = config.recompute == "block",
            .isFullySharded = config.sharding == "zero3",
            .hasDropout = config.dropout > 0,
            .sumsAtTheEnd = config.sync == "last",
            .frozenTensors = config.freezing.tensors,
            .adapter = adapterShapeOf(config),
            .isBasePacked = config.method == "qlora",
            .bytes = isMixed ? ElementBytes{.gathered = kHalf, .activation = kHalf} : ElementBytes{}};
}

MemoryPlan planTraining(const ModelShape &model, const StepSettings &settings, std::int64_t tokenizerBytes)
{
    MemoryPlan plan;
    plan.numRanks = settings.numRanks;
    plan.perRank = planTrainingTensors(model, settings);
    of(plan.perRank, MemoryKind::program)
        = kProgramBytes + kBytesPerTokenizerByte * (tokenizerBytes > 0 ? tokenizerBytes : model.tokenizerBytes);
    plan.programPagesShared = kSharedProgramBytes;
    plan.filePages = planLoading(model, settings).filePages;
    return plan;
}

MemoryPlan planScoring(const ModelShape &model, const StepSettings &settings)
{
    MemoryPlan plan;
    plan.perRank = planScoringTensors(model, settings);
    of(plan.perRank, MemoryKind::program) = kProgramBytes + kBytesPerTokenizerByte * model.tokenizerBytes;
    plan.programPagesShared = kSharedProgramBytes;
    plan.filePages = planLoading(model, settings).filePages;
    return plan;
}

} // namespace bafo::plan
