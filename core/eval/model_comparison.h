// SPDX-License-Identifier: Apache-2.0
// Two models on the same text, without both of them in memory at once.
//
// Of the first only what its last norm gave is kept, and its head; the second is loaded afterwards, and the logits of
// both are made in chunks of rows. So a vocabulary of 256k words costs a chunk and not a text.
#pragma once

#include "core/base/result.h"
#include "core/eval/logit_comparison.h"
#include "core/model/decoder.h"
#include "core/model/weight_store.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace bafo::eval {

/// What both read. Ids are below the vocabulary, and no more of them than a model reads.
struct ComparedSequence {
    std::vector<std::uint32_t> ids;
    std::vector<std::uint32_t> targets; ///< one behind each id, whose likelihood is asked; or none at all
};

/// Weights, and what computes with them.
struct ComputingModel {
    std::unique_ptr<model::WeightStore> weights;
    std::unique_ptr<model::Decoder> decoder;
};

[[nodiscard]] ComputingModel makeComputingModel(const model::Architecture &architecture,
                                                const model::ModelConfig &config, model::WeightStore weights);

/// The first of the two. Movable. One thread at a time; torch's exceptions pass through.
class ReferenceRows {
public:
    /// Lets the model read everything, then forgets its blocks where they are not packed.
    ReferenceRows(ComputingModel reference, std::vector<ComparedSequence> sequences);

    /// Fails (data) where the other has another number of words. The same bits for any number of chunks but for the
    /// order of sums.
    [[nodiscard]] Result<LogitDifference> compare(model::Decoder &other) const;

    /// The same with what others computed: rowsOf gives the logits [T, V] of a sequence.
    using RowsOf = std::function<Result<at::Tensor>(const ComparedSequence &sequence)>;
    [[nodiscard]] Result<LogitDifference> compareRows(const RowsOf &rowsOf) const;

    [[nodiscard]] std::int64_t vocabularySize() const { return m_reference.decoder->config().vocabularySize; }

private:
    using LogitsOfRows = std::function<at::Tensor(std::int64_t first, std::int64_t count)>;
    void addChunks(std::size_t sequence, LogitComparison &comparison, const LogitsOfRows &logitsOf) const;

    ComputingModel m_reference;
    std::vector<ComparedSequence> m_sequences;
    std::vector<at::Tensor> m_hidden_TD;
};

} // namespace bafo::eval
