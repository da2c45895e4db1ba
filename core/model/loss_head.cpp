// SPDX-License-Identifier: Apache-2.0
#include "core/model/loss_head.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace bafo::model {
namespace {

/// Rows that have a target: only these cost anything.
struct ValidRows {
    at::Tensor places_N;
    at::Tensor hidden_ND;
    at::Tensor targets_N;
};

ValidRows validRowsOf(const at::Tensor &hidden_ND, const at::Tensor &targets_N)
{
    const at::Tensor places = at::nonzero(targets_N >= 0).squeeze(1);
    if (places.size(0) == targets_N.size(0)) {
        return {places, hidden_ND.contiguous(), targets_N};
    }
    return {places, hidden_ND.index_select(0, places), targets_N.index_select(0, places)};
}

std::int64_t rowsPerChunk(std::int64_t vocabularySize, const LossHeadOptions &options)
{
    return std::max<std::int64_t>(1, options.chunkBytes / (vocabularySize * 4));
}

/// ln p of all words for some rows [C, V].
at::Tensor logProbabilities(const at::Tensor &hidden_CD, const at::Tensor &head_VD)
{
    return at::log_softmax(at::mm(hidden_CD, head_VD.t()), 1);
}

double sumOf(const at::Tensor &values)
{
    const at::Tensor flat = values.contiguous();
    const auto *data = flat.const_data_ptr<float>();
    double sum = 0;
    for (std::int64_t i = 0; i < flat.numel(); ++i) {
        sum += static_cast<double>(data[i]);
    }
    return sum;
}

} // namespace

LossAndGradient lossAndGradient(const at::Tensor &hidden_ND, const at::Tensor &targets_N, Weight &head_VD, double scale,
                                const LossHeadOptions &options)
{
    const at::NoGradGuard noGrad;
    LossAndGradient result;
    const ValidRows rows = validRowsOf(hidden_ND, targets_N);
    at::Tensor gradient_ND = at::empty_like(rows.hidden_ND);
    const std::int64_t numRows = rows.hidden_ND.size(0);
    const std::int64_t chunk = rowsPerChunk(head_VD.shape()[0], options);
    for (std::int64_t first = 0; first < numRows; first += chunk) {
        const std::int64_t count = std::min(chunk, numRows - first);
        const at::Tensor hidden_CD = rows.hidden_ND.narrow(0, first, count);
        const at::Tensor target_C1 = rows.targets_N.narrow(0, first, count).unsqueeze(1);
        at::Tensor slope_CV = logProbabilities(hidden_CD, head_VD.value());
        result.loss -= sumOf(slope_CV.gather(1, target_C1)) * scale;
        // d loss / d logit = (p - [target]) * scale
        slope_CV.exp_();
        slope_CV.scatter_add_(1, target_C1, at::full_like(target_C1, -1, slope_CV.options()));
        slope_CV.mul_(scale);
        at::Tensor gradient_CD = gradient_ND.narrow(0, first, count);
        at::mm_out(gradient_CD, slope_CV, head_VD.value());
        if (!head_VD.isFrozen()) {
            head_VD.addOuterProduct(slope_CV, hidden_CD);
        }
    }
    if (numRows == hidden_ND.size(0)) {
        result.hiddenGradient_ND = gradient_ND;
    } else {
        result.hiddenGradient_ND = at::zeros_like(hidden_ND);
        result.hiddenGradient_ND.index_copy_(0, rows.places_N, gradient_ND);
    }
    return result;
}

std::vector<double> targetLogProbabilities(const at::Tensor &hidden_ND, const at::Tensor &targets_N,
                                           const Weight &head_VD, const LossHeadOptions &options)
{
    const at::NoGradGuard noGrad;
    const ValidRows rows = validRowsOf(hidden_ND, targets_N);
    const std::int64_t numRows = rows.hidden_ND.size(0);
    const std::int64_t chunk = rowsPerChunk(head_VD.shape()[0], options);
    std::vector<double> result;
    result.reserve(static_cast<std::size_t>(numRows));
    for (std::int64_t first = 0; first < numRows; first += chunk) {
        const std::int64_t count = std::min(chunk, numRows - first);
        const at::Tensor logits_CV = at::mm(rows.hidden_ND.narrow(0, first, count), head_VD.value().t());
        const at::Tensor target_C1 = rows.targets_N.narrow(0, first, count).unsqueeze(1);
        const at::Tensor chosen_C
            = (logits_CV.gather(1, target_C1).squeeze(1) - at::logsumexp(logits_CV, 1)).contiguous();
        const auto *values = chosen_C.const_data_ptr<float>();
        result.insert(result.end(), values, values + count);
    }
    return result;
}

} // namespace bafo::model
