// SPDX-License-Identifier: Apache-2.0
#include "core/eval/logit_comparison.h"

#include "core/base/check.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace bafo::eval {
namespace {

/// A comparison with what is no number must never pass.
double finiteOrInfinite(double value)
{
    return std::isfinite(value) ? value : std::numeric_limits<double>::infinity();
}

/// -log2 p of the targets.
double bitsOf(const at::Tensor &logProbabilities_CV, const at::Tensor &targets_C)
{
    const at::Tensor picked = logProbabilities_CV.gather(1, targets_C.unsqueeze(1));
    return -picked.sum().item<double>() / std::numbers::ln2;
}

} // namespace

double LogitDifference::klNatsPerToken() const
{
    return rows.empty() ? 0 : sumKlNats / static_cast<double>(rows.size());
}

double LogitDifference::medianDifference() const
{
    std::vector<double> differences;
    differences.reserve(rows.size());
    for (const Row &row : rows) {
        differences.push_back(row.largestDifference);
    }
    if (differences.empty()) {
        return 0;
    }
    const auto middle = differences.begin() + static_cast<std::ptrdiff_t>(differences.size() / 2);
    std::nth_element(differences.begin(), middle, differences.end());
    return *middle;
}

std::int64_t LogitDifference::numRowsOver(double margin) const
{
    return std::count_if(rows.begin(), rows.end(), [margin](const Row &row) { return row.margin > margin; });
}

double LogitDifference::topAgreement(double margin) const
{
    const std::int64_t counted = numRowsOver(margin);
    const auto equal = std::count_if(rows.begin(), rows.end(),
                                     [margin](const Row &row) { return row.margin > margin && row.isTopEqual; });
    return counted == 0 ? 1 : static_cast<double>(equal) / static_cast<double>(counted);
}

void LogitComparison::add(const at::Tensor &reference, const at::Tensor &logits, std::span<const std::int64_t> targets)
{
    BAFO_CHECK(reference.sizes() == logits.sizes() && reference.dim() == 2, "rows are compared with the same rows");
    BAFO_CHECK(targets.empty() || static_cast<std::int64_t>(targets.size()) == reference.size(0),
               "targets stand behind rows");
    if (reference.size(0) == 0) {
        return;
    }
    LogitDifference &sums = m_difference;
    addTopRows(reference, logits);
    const at::Tensor reference_CV = reference.to(at::kDouble);
    const at::Tensor logits_CV = logits.to(at::kDouble);
    const double largest = finiteOrInfinite((reference_CV - logits_CV).abs().max().item<double>());
    sums.largestDifference = std::max(sums.largestDifference, largest);
    sums.largestLogit = std::max(sums.largestLogit, finiteOrInfinite(reference_CV.abs().max().item<double>()));
    const at::Tensor expected_CV = at::log_softmax(reference_CV, 1);
    const at::Tensor found_CV = at::log_softmax(logits_CV, 1);
    // Never below 0 but by rounding: that is none.
    const double kl = (expected_CV.exp() * (expected_CV - found_CV)).sum().item<double>();
    sums.sumKlNats += std::isfinite(kl) ? std::max(0.0, kl) : std::numeric_limits<double>::infinity();
    if (!targets.empty()) {
        const at::Tensor targets_C = at::empty({reference.size(0)}, at::kLong);
        std::copy(targets.begin(), targets.end(), targets_C.mutable_data_ptr<std::int64_t>());
        sums.referenceBits += bitsOf(expected_CV, targets_C);
        sums.bits += bitsOf(found_CV, targets_C);
        sums.numTargets += reference.size(0);
    }
}

void LogitComparison::addTopRows(const at::Tensor &reference_CV, const at::Tensor &logits_CV)
{
    const at::Tensor expected_C = reference_CV.argmax(1);
    const at::Tensor found_C = logits_CV.argmax(1);
    const at::Tensor isEqual_C = expected_C == found_C;
    const std::int64_t numKept = std::min<std::int64_t>(2, reference_CV.size(1));
    const at::Tensor highest = std::get<0>(reference_CV.topk(numKept, 1));
    const at::Tensor margins_C = (highest.select(1, 0) - highest.select(1, numKept - 1)).contiguous();
    const auto *isEqual = isEqual_C.const_data_ptr<bool>();
    const auto *margins = margins_C.const_data_ptr<float>();
    const at::Tensor differences_C = (reference_CV - logits_CV).abs().amax(1);
    const auto *differences = differences_C.const_data_ptr<float>();
    for (std::int64_t row = 0; row < reference_CV.size(0); ++row) {
        m_difference.rows.push_back({.largestDifference = finiteOrInfinite(static_cast<double>(differences[row])),
                                     .margin = static_cast<double>(margins[row]),
                                     .isTopEqual = isEqual[row]});
    }
}

} // namespace bafo::eval
