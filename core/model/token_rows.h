// SPDX-License-Identifier: Apache-2.0
// Rows that an adapter puts in the place of some of a table's own: the table stays frozen, these are trained.
//
// Shapes: K rows, V vocabulary, D width, N rows of a batch, C of them in a chunk.
#pragma once

#include "core/model/weight.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace bafo::model {

/// Of an embedding, of a head, or of one table that is both. Borrows its weight [K, D]. One thread at a time.
class TokenRows {
public:
    /// The ids of the rows, each once and below numTokens, in the order of the weight.
    TokenRows(Weight &rows_KD, const std::vector<std::int64_t> &ids, std::int64_t numTokens);

    [[nodiscard]] Weight &weight() const { return *m_rows; }

    /// What was read out of the table for ids_N, with the rows that replace it: changes found [N, D].
    void putInto(const at::Tensor &found_ND, const at::Tensor &ids_N) const;

    /// The gradient of what was read.
    void addGradient(const at::Tensor &ids_N, const at::Tensor &gradient_ND) const;

    /// Puts the logits of these rows over those of the table.
    void putLogits(const at::Tensor &logits_CV, const at::Tensor &hidden_CD) const;

    /// Takes the gradient of their logits out of that of all: gives it to the rows, adds the hidden rows' share to
    /// hiddenGradient, and leaves zeros for the table.
    void takeLogitGradient(const at::Tensor &slope_CV, const at::Tensor &hidden_CD,
                           const at::Tensor &hiddenGradient_CD) const;

private:
    struct Found {
        at::Tensor places; ///< in the batch
        at::Tensor slots; ///< among the rows
    };
    [[nodiscard]] Found findIn(const at::Tensor &ids_N) const;

    Weight *m_rows; ///< never null
    at::Tensor m_ids_K;
    at::Tensor m_slotOf_V; ///< -1 where the table keeps its own
};

} // namespace bafo::model
