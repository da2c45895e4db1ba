// SPDX-License-Identifier: Apache-2.0
#include "core/model/plain_operators.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <limits>

namespace bafo::model {

bool hasLoops(const at::Tensor &x)
{
    return x.is_cpu() && x.scalar_type() == at::kFloat;
}

namespace operators {
namespace {

constexpr std::int64_t kScoreBytes = 256 << 20; ///< of one chunk, in fp32

at::Tensor asFloat(const at::Tensor &x)
{
    return x.to(at::kFloat);
}

/// One chunk of queries and the keys that it may see.
struct Chunk {
    std::int64_t firstQuery = 0;
    std::int64_t numQueries = 0;
    std::int64_t firstKey = 0;
    std::int64_t numKeys = 0;
};

std::vector<Chunk> chunksOf(const at::Tensor &q, const at::Tensor &k, std::int64_t window)
{
    const std::int64_t numTimes = q.size(1);
    const std::int64_t numPast = k.size(1) - numTimes;
    const std::int64_t perQuery = std::max<std::int64_t>(1, q.size(0) * q.size(2) * k.size(1) * 4);
    const std::int64_t most = std::clamp<std::int64_t>(kScoreBytes / perQuery, 1, 1024);
    std::vector<Chunk> chunks;
    for (std::int64_t first = 0; first < numTimes; first += most) {
        Chunk chunk{.firstQuery = first, .numQueries = std::min(most, numTimes - first)};
        chunk.firstKey = window > 0 ? std::max<std::int64_t>(0, numPast + first + 1 - window) : 0;
        chunk.numKeys = numPast + first + chunk.numQueries - chunk.firstKey;
        chunks.push_back(chunk);
    }
    return chunks;
}

/// Rows of queries [B, T, H, E] -> [B, G, R C, E]: all R query heads of a key head one below the other.
at::Tensor queryRows(const at::Tensor &x_BTHE, const Chunk &chunk, std::int64_t numGroups)
{
    const at::Tensor rows = x_BTHE.narrow(1, chunk.firstQuery, chunk.numQueries);
    const std::int64_t each = x_BTHE.size(2) / numGroups;
    return rows.view({rows.size(0), rows.size(1), numGroups, each, rows.size(3)})
        .permute({0, 2, 3, 1, 4})
        .reshape({rows.size(0), numGroups, each * rows.size(1), rows.size(3)});
}

/// The other way round, into place.
void putQueryRows(const at::Tensor &to_BTHE, const Chunk &chunk, const at::Tensor &rows, std::int64_t numGroups)
{
    const std::int64_t each = to_BTHE.size(2) / numGroups;
    to_BTHE.narrow(1, chunk.firstQuery, chunk.numQueries)
        .view({rows.size(0), chunk.numQueries, numGroups, each, rows.size(3)})
        .copy_(rows.view({rows.size(0), numGroups, each, chunk.numQueries, rows.size(3)}).permute({0, 3, 1, 2, 4}));
}

/// Keys or values [B, S, G, E] -> [B, G, S, E] of a chunk.
at::Tensor keyRows(const at::Tensor &x_BSGE, const Chunk &chunk)
{
    return x_BSGE.narrow(1, chunk.firstKey, chunk.numKeys).transpose(1, 2);
}

/// [B, 1, 1, C, S] or [1, 1, 1, C, S]: true where a query may not look.
at::Tensor hiddenFrom(const Chunk &chunk, std::int64_t numPast, std::int64_t window, const at::Tensor &firstVisible_BT,
                      const at::TensorOptions &options)
{
    const auto integers = options.dtype(at::kLong);
    const at::Tensor key = at::arange(chunk.firstKey, chunk.firstKey + chunk.numKeys, integers).view({1, 1, 1, 1, -1});
    const std::int64_t first = numPast + chunk.firstQuery;
    const at::Tensor query = at::arange(first, first + chunk.numQueries, integers).view({1, 1, 1, -1, 1});
    at::Tensor isHidden = key > query;
    if (window > 0) {
        isHidden = isHidden.logical_or(key <= query - window);
    }
    if (firstVisible_BT.defined()) {
        const at::Tensor begin = firstVisible_BT.narrow(1, chunk.firstQuery, chunk.numQueries);
        isHidden = isHidden.logical_or(key < begin.view({begin.size(0), 1, 1, -1, 1}));
    }
    return isHidden;
}

/// Of one chunk, fp32 [B, G, R, C, S]: scores after cap and mask.
at::Tensor scoresOf(const at::Tensor &queries, const at::Tensor &keys, const Chunk &chunk,
                    const AttentionOptions &options, const at::Tensor &isHidden)
{
    at::Tensor scores = asFloat(at::matmul(queries, keys.transpose(2, 3)));
    scores.mul_(options.scale.value());
    if (options.softCap > 0) {
        scores.div_(options.softCap).tanh_().mul_(options.softCap);
    }
    scores = scores.view({scores.size(0), scores.size(1), -1, chunk.numQueries, chunk.numKeys});
    return scores.masked_fill_(isHidden, -std::numeric_limits<float>::infinity());
}

/// [B, H, T] of a chunk -> [B, G, R, C, 1].
at::Tensor perQuery(const at::Tensor &x_BHT, const Chunk &chunk, std::int64_t numGroups)
{
    const at::Tensor part = x_BHT.narrow(2, chunk.firstQuery, chunk.numQueries);
    return part.reshape({part.size(0), numGroups, part.size(1) / numGroups, chunk.numQueries, 1});
}

} // namespace

at::Tensor rowScales(const at::Tensor &x_ND, double epsilon)
{
    return asFloat(x_ND).square().mean(1).add_(epsilon).rsqrt_();
}

at::Tensor normedRows(const at::Tensor &x_ND, const at::Tensor &factor_D, const at::Tensor &scale_N)
{
    return (asFloat(x_ND) * scale_N.unsqueeze(1)).mul_(asFloat(factor_D)).to(x_ND.scalar_type());
}

at::Tensor normInputGradient(const at::Tensor &gradient_ND, const at::Tensor &x_ND, const at::Tensor &factor_D,
                             const at::Tensor &scale_N)
{
    const at::Tensor x = asFloat(x_ND);
    const at::Tensor scale = scale_N.unsqueeze(1);
    const at::Tensor scaled = asFloat(gradient_ND) * asFloat(factor_D);
    const at::Tensor pull = (scaled * x).mean(1, true) * scale.square();
    return ((scaled - x * pull) * scale).to(x_ND.scalar_type());
}

at::Tensor normWeightGradient(const at::Tensor &gradient_ND, const at::Tensor &x_ND, const at::Tensor &scale_N)
{
    return (asFloat(gradient_ND) * asFloat(x_ND)).mul_(scale_N.unsqueeze(1)).sum(0);
}

at::Tensor turn(const at::Tensor &x_BTHE, const at::Tensor &cosine, const at::Tensor &sine, double sign)
{
    const std::int64_t half = x_BTHE.size(3) / 2;
    const at::Tensor first = asFloat(x_BTHE.narrow(3, 0, half));
    const at::Tensor second = asFloat(x_BTHE.narrow(3, half, half));
    const at::Tensor c = cosine.unsqueeze(1);
    const at::Tensor s = sine.unsqueeze(1) * sign;
    return at::cat({first * c - second * s, second * c + first * s}, 3).to(x_BTHE.scalar_type());
}

at::Tensor gate(const at::Tensor &gate, const at::Tensor &up, Activation activation)
{
    return (activation == Activation::geluTanh ? at::gelu(gate, "tanh") : at::silu(gate)) * up;
}

GateGradients gateBackward(const at::Tensor &gate, const at::Tensor &up, const at::Tensor &gradient,
                           Activation activation)
{
    const bool isGelu = activation == Activation::geluTanh;
    const at::Tensor activated = isGelu ? at::gelu(gate, "tanh") : at::silu(gate);
    const at::Tensor toActivated = gradient * up;
    return {.product = activated * up,
            .toGate = isGelu ? at::gelu_backward(toActivated, gate, "tanh") : at::silu_backward(toActivated, gate),
            .toUp = gradient * activated};
}

AttentionResult attention(const at::Tensor &q_BTHE, const at::Tensor &k_BSGE, const at::Tensor &v_BSGE,
                          const AttentionOptions &options, const at::Tensor &firstVisible_BT)
{
    const std::int64_t numGroups = k_BSGE.size(2);
    const std::int64_t numPast = k_BSGE.size(1) - q_BTHE.size(1);
    const std::vector<std::int64_t> sumShape = {q_BTHE.size(0), q_BTHE.size(2), q_BTHE.size(1)};
    const AttentionResult result{.result_BTHE = at::empty_like(q_BTHE),
                                 .logSums_BHT = at::empty(sumShape, q_BTHE.options().dtype(at::kFloat))};
    for (const Chunk &chunk : chunksOf(q_BTHE, k_BSGE, options.window)) {
        const at::Tensor isHidden = hiddenFrom(chunk, numPast, options.window, firstVisible_BT, q_BTHE.options());
        const at::Tensor scores
            = scoresOf(queryRows(q_BTHE, chunk, numGroups), keyRows(k_BSGE, chunk), chunk, options, isHidden);
        const at::Tensor logSums = scores.logsumexp({4}, true);
        const at::Tensor weights = (scores - logSums).exp_().flatten(2, 3).to(q_BTHE.scalar_type());
        putQueryRows(result.result_BTHE, chunk, at::matmul(weights, keyRows(v_BSGE, chunk)), numGroups);
        result.logSums_BHT.narrow(2, chunk.firstQuery, chunk.numQueries).copy_(logSums.squeeze(4).flatten(1, 2));
    }
    return result;
}

AttentionGradients attentionBackward(const at::Tensor &q_BTHE, const at::Tensor &k_BTGE, const at::Tensor &v_BTGE,
                                     const AttentionOptions &options, const at::Tensor &firstVisible_BT,
                                     const AttentionResult &forward, const at::Tensor &gradient_BTHE)
{
    const std::int64_t numGroups = k_BTGE.size(2);
    const auto type = q_BTHE.scalar_type();
    const at::Tensor pulls_BHT = (asFloat(gradient_BTHE) * asFloat(forward.result_BTHE)).sum(3).transpose(1, 2);
    const at::Tensor toQ = at::empty_like(q_BTHE);
    const at::Tensor toK = at::zeros(k_BTGE.sizes(), k_BTGE.options().dtype(at::kFloat));
    const at::Tensor toV = at::zeros_like(toK);
    for (const Chunk &chunk : chunksOf(q_BTHE, k_BTGE, options.window)) {
        const at::Tensor queries = queryRows(q_BTHE, chunk, numGroups);
        const at::Tensor gradients = queryRows(gradient_BTHE, chunk, numGroups);
        const at::Tensor isHidden = hiddenFrom(chunk, 0, options.window, firstVisible_BT, q_BTHE.options());
        const at::Tensor scores = scoresOf(queries, keyRows(k_BTGE, chunk), chunk, options, isHidden);
        const at::Tensor weights = (scores - perQuery(forward.logSums_BHT, chunk, numGroups)).exp_();
        at::Tensor slopes
            = asFloat(at::matmul(gradients, keyRows(v_BTGE, chunk).transpose(2, 3))).view(weights.sizes());
        slopes.sub_(perQuery(pulls_BHT, chunk, numGroups)).mul_(weights).mul_(options.scale.value());
        if (options.softCap > 0) {
            // Where a query may not look the score is infinite, and the slope 0 already.
            slopes.mul_(1 - (scores.masked_fill(isHidden, 0) / options.softCap).square());
        }
        const at::Tensor weightRows = weights.flatten(2, 3).to(type);
        const at::Tensor slopeRows = slopes.flatten(2, 3).to(type);
        putQueryRows(toQ, chunk, at::matmul(slopeRows, keyRows(k_BTGE, chunk)), numGroups);
        keyRows(toK, chunk).add_(at::matmul(slopeRows.transpose(2, 3), queries));
        keyRows(toV, chunk).add_(at::matmul(weightRows.transpose(2, 3), gradients));
    }
    return {.toQ_BTHE = toQ, .toK_BTGE = toK.to(type), .toV_BTGE = toV.to(type)};
}

double lossIntoGradient(const at::Tensor &logits_CV, const at::Tensor &targets_C, double scale, double softCap)
{
    if (softCap > 0) {
        logits_CV.div_(softCap).tanh_().mul_(softCap);
    }
    const at::Tensor target_C1 = targets_C.unsqueeze(1);
    const at::Tensor logSums_C1 = logits_CV.logsumexp({1}, true);
    const auto loss = (logSums_C1 - logits_CV.gather(1, target_C1)).to(at::kDouble).sum().item<double>();
    const at::Tensor throughCap = softCap > 0 ? 1 - (logits_CV / softCap).square() : at::Tensor();
    logits_CV.sub_(logSums_C1).exp_();
    logits_CV.scatter_add_(1, target_C1, at::full_like(logSums_C1, -1));
    logits_CV.mul_(scale);
    if (throughCap.defined()) {
        logits_CV.mul_(throughCap);
    }
    return loss;
}

at::Tensor targetLogProbabilities(const at::Tensor &logits_CV, const at::Tensor &targets_C, double softCap)
{
    if (softCap > 0) {
        logits_CV.div_(softCap).tanh_().mul_(softCap);
    }
    return (logits_CV.gather(1, targets_C.unsqueeze(1)) - logits_CV.logsumexp({1}, true)).squeeze(1);
}

} // namespace operators
} // namespace bafo::model
