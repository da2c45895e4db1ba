// SPDX-License-Identifier: Apache-2.0
// A training step and a scoring pass walked through with sizes instead of tensors: what is taken and given back, in the
// order in which core/model and core/train do it. Who changes an order there changes it here; tests/bench/memory holds
// both together.
#pragma once

#include "core/plan/adapter_shape.h"
#include "core/plan/memory_ledger.h"
#include "core/plan/model_shape.h"

#include <cstdint>
#include <string>
#include <vector>

namespace bafo::plan {

/// Bytes of one number.
struct ElementBytes {
    std::int64_t weight = 4; ///< what a rank keeps and updates
    std::int64_t moment = 4; ///< each of two
    std::int64_t gradient = 4;
    std::int64_t gathered = 4; ///< copies to compute with; other than a weight: they are there on one rank too
    std::int64_t activation = 4;
};

/// What decides a rank's memory beside the model.
struct StepSettings {
    std::int64_t sequenceLength = 0;
    std::int64_t microBatch = 1;
    std::int64_t sequencesPerStep = 1;
    std::int64_t lossChunkMib = 0; ///< 0: what suits the vocabulary
    std::int64_t numThreads = 1; ///< of this rank
    int numRanks = 1;
    bool isRecomputed = false; ///< a block's forward pass again in backward
    bool isFullySharded = false; ///< zero3
    bool hasDropout = false;
    bool sumsAtTheEnd = false; ///< gradients of a step's micro-batches wait, whole, for the last one
    std::vector<std::string> frozenTensors = {}; ///< patterns: no gradient, no moments
    AdapterShape adapter = {};
    bool isBasePacked = false; ///< NF4 and bf16, whole on every rank
    ElementBytes bytes = {};
};

/// What a rank's tensors take at most over some steps. The rank is the first: no other holds more.
[[nodiscard]] BytesByKind planTrainingTensors(const ModelShape &model, const StepSettings &settings);

/// What scoring one batch takes: all weights, a pass without a graph, the loss.
[[nodiscard]] BytesByKind planScoringTensors(const ModelShape &model, const StepSettings &settings);

/// Resident pages of the weight files while they are read, at the moment when these and the weights read so far are
/// most together: {weights, pages}. They go before the first step.
struct LoadingBytes {
    std::int64_t weights = 0;
    std::int64_t filePages = 0;
};
[[nodiscard]] LoadingBytes planLoading(const ModelShape &model, const StepSettings &settings);

} // namespace bafo::plan
