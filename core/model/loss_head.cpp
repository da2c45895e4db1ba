// SPDX-License-Identifier: Apache-2.0
#include "core/model/loss_head.h"

#include "core/base/check.h"
#include "core/model/plain_operators.h"
#include "core/model/vector_kernels.h"
#include "core/plan/loss_chunk.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace bafo::model {
namespace {

/// Rows that have a target: only these cost anything.
struct ValidRows {
    at::Tensor places_N;
    at::Tensor hidden_ND;
    at::Tensor targets_N;
};

ValidRows validRowsOf(const at::Tensor &hidden_ND, const at::Tensor &targets_N, const Weight &head_VD)
{
    // A target chooses a word of a row by address: one too large would write past the logits.
    BAFO_CHECK(targets_N.numel() == 0 || targets_N.max().item<std::int64_t>() < head_VD.shape()[0],
               "a target lies beyond the vocabulary of " + head_VD.name());
    const at::Tensor places = at::nonzero(targets_N >= 0).squeeze(1);
    if (places.size(0) == targets_N.size(0)) {
        return {places, hidden_ND.contiguous(), targets_N.contiguous()};
    }
    return {places, hidden_ND.index_select(0, places), targets_N.index_select(0, places)};
}

/// Turns the logits of one row into the gradient of its loss. Returns -ln p of the target, not scaled.
double rowIntoGradient(float *words, std::int64_t numWords, std::int64_t target, double scale, double softCap)
{
    const auto logit = static_cast<double>(words[target]);
    if (softCap == 0) {
        const double logSum = softmaxInPlace(words, numWords, static_cast<float>(scale));
        words[target] -= static_cast<float>(scale);
        return logSum - logit;
    }
    const double tangent = std::tanh(logit / softCap);
    const double logSum = cappedSoftmaxInPlace(words, numWords, static_cast<float>(scale), static_cast<float>(softCap));
    words[target] -= static_cast<float>(scale * (1 - tangent * tangent));
    return logSum - softCap * tangent;
}

/// Turns logits into the gradient of the scaled loss: (p - [target]) * scale, through the soft cap where there is one.
/// Returns the sum of -ln p, not scaled, in the order of the rows.
double lossIntoGradient(const at::Tensor &logits_CV, const at::Tensor &targets_C, double scale, double softCap)
{
    if (!hasLoops(logits_CV)) {
        return operators::lossIntoGradient(logits_CV, targets_C, scale, softCap);
    }
    const std::int64_t numWords = logits_CV.size(1);
    auto *logits = logits_CV.mutable_data_ptr<float>();
    const auto *targets = targets_C.const_data_ptr<std::int64_t>();
    std::vector<double> losses(static_cast<std::size_t>(logits_CV.size(0)));
    at::parallel_for(0, logits_CV.size(0), 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) {
            losses[static_cast<std::size_t>(row)]
                = rowIntoGradient(logits + row * numWords, numWords, targets[row], scale, softCap);
        }
    });
    return std::accumulate(losses.begin(), losses.end(), 0.0);
}

} // namespace

std::int64_t rowsPerChunk(std::int64_t vocabularySize, const LossHeadOptions &options)
{
    return plan::rowsPerLossChunk(vocabularySize, options.chunkBytes);
}

LossAndGradient lossAndGradient(const at::Tensor &hidden_ND, const at::Tensor &targets_N, Weight &head_VD, double scale,
                                const LossHeadOptions &options, const TokenRows *tokenRows)
{
    const at::NoGradGuard noGrad;
    LossAndGradient result;
    const ValidRows rows = validRowsOf(hidden_ND, targets_N, head_VD);
    at::Tensor gradient_ND = at::empty_like(rows.hidden_ND);
    const std::int64_t numRows = rows.hidden_ND.size(0);
    const std::int64_t chunk = rowsPerChunk(head_VD.shape()[0], options);
    for (std::int64_t first = 0; first < numRows; first += chunk) {
        const std::int64_t count = std::min(chunk, numRows - first);
        const at::Tensor hidden_CD = rows.hidden_ND.narrow(0, first, count);
        at::Tensor slope_CV = head_VD.floatOutputsOf(hidden_CD); // logits so far
        if (tokenRows != nullptr) {
            tokenRows->putLogits(slope_CV, hidden_CD);
        }
        const at::Tensor targets_C = rows.targets_N.narrow(0, first, count);
        result.loss += lossIntoGradient(slope_CV, targets_C, scale, options.softCap) * scale;
        slope_CV = slope_CV.to(hidden_CD.scalar_type());
        const at::Tensor gradient_CD = gradient_ND.narrow(0, first, count);
        if (tokenRows != nullptr) {
            gradient_CD.zero_();
            tokenRows->takeLogitGradient(slope_CV, hidden_CD, gradient_CD);
            gradient_CD.add_(head_VD.inputGradientOf(slope_CV));
        } else {
            gradient_CD.copy_(head_VD.inputGradientOf(slope_CV));
        }
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

namespace {

/// ln p of the targets of a chunk: fp64 [C] in main memory. Changes the logits.
at::Tensor chosenLogProbabilities(const at::Tensor &logits_CV, const at::Tensor &targets_C, double cap)
{
    if (!hasLoops(logits_CV)) {
        return operators::targetLogProbabilities(logits_CV, targets_C, cap).to(at::kCPU, at::kDouble);
    }
    at::Tensor result_C = at::empty(targets_C.sizes(), at::kDouble);
    auto *logits = logits_CV.mutable_data_ptr<float>();
    const auto *targets = targets_C.const_data_ptr<std::int64_t>();
    auto *result = result_C.mutable_data_ptr<double>();
    const std::int64_t numWords = logits_CV.size(1);
    at::parallel_for(0, logits_CV.size(0), 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) {
            float *words = logits + row * numWords;
            if (cap != 0) {
                softCap(words, numWords, static_cast<float>(cap));
            }
            result[row] = static_cast<double>(words[targets[row]]) - logSumExp(words, numWords);
        }
    });
    return result_C;
}

} // namespace

std::vector<double> targetLogProbabilities(const at::Tensor &hidden_ND, const at::Tensor &targets_N,
                                           const Weight &head_VD, const LossHeadOptions &options,
                                           const TokenRows *tokenRows)
{
    const at::NoGradGuard noGrad;
    const ValidRows rows = validRowsOf(hidden_ND, targets_N, head_VD);
    const std::int64_t numRows = rows.hidden_ND.size(0);
    const std::int64_t chunk = rowsPerChunk(head_VD.shape()[0], options);
    std::vector<double> result;
    for (std::int64_t first = 0; first < numRows; first += chunk) {
        const std::int64_t count = std::min(chunk, numRows - first);
        const at::Tensor hidden_CD = rows.hidden_ND.narrow(0, first, count);
        const at::Tensor logits_CV = head_VD.floatOutputsOf(hidden_CD);
        if (tokenRows != nullptr) {
            tokenRows->putLogits(logits_CV, hidden_CD);
        }
        const at::Tensor chosen_C
            = chosenLogProbabilities(logits_CV, rows.targets_N.narrow(0, first, count), options.softCap);
        const auto *chosen = chosen_C.const_data_ptr<double>();
        result.insert(result.end(), chosen, chosen + count);
    }
    return result;
}

} // namespace bafo::model
