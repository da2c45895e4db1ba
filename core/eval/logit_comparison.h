// SPDX-License-Identifier: Apache-2.0
// How far the logits of one model lie from those of another, row by row.
//
// Shapes: C rows, V vocabulary.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>
#include <vector>

namespace bafo::eval {

/// Of all rows that were compared.
struct LogitDifference {
    struct Row {
        double largestDifference = 0; ///< of two logits; infinite where one is no number
        double margin = 0; ///< of the reference's highest logit over its second
        bool isTopEqual = false; ///< both find the same token the likeliest; of equals the lowest id counts
    };

    std::vector<Row> rows;
    double largestDifference = 0; ///< of two logits; infinite where one is no number
    double largestLogit = 0; ///< of the reference, by magnitude
    double sumKlNats = 0; ///< KL(reference || model) of the rows' distributions, added up
    double referenceBits = 0; ///< -log2 p of the targets, added up
    double bits = 0; ///< the same by the model
    std::int64_t numTargets = 0;

    [[nodiscard]] double klNatsPerToken() const;

    /// Of the rows' largest differences the one in the middle: what a few rows do does not move it.
    [[nodiscard]] double medianDifference() const;

    /// Among the rows whose margin is over this one; 1 where there is none.
    [[nodiscard]] double topAgreement(double margin = -1) const;
    [[nodiscard]] std::int64_t numRowsOver(double margin) const;
};

/// Adds up chunk after chunk, in fp64. One thread at a time.
class LogitComparison {
public:
    /// Two fp32 tensors [C, V] of the same rows; targets one a row, or none at all.
    void add(const at::Tensor &reference_CV, const at::Tensor &logits_CV, std::span<const std::int64_t> targets_C);

    [[nodiscard]] const LogitDifference &difference() const { return m_difference; }

private:
    void addTopRows(const at::Tensor &reference_CV, const at::Tensor &logits_CV);

    LogitDifference m_difference;
};

} // namespace bafo::eval
