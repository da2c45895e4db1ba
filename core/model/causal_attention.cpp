// SPDX-License-Identifier: Apache-2.0
#include "core/model/causal_attention.h"

#include "core/model/vector_kernels.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>
#include <vector>

/// BLAS, which the torch wheel carries and exports; inside a parallel region it stays on its thread. ATen's own wrapper
/// of it is not exported.
extern "C" void sgemm_(const char *transA, const char *transB, const int *m, const int *n, const int *k,
                       const float *alpha, const float *a, const int *lda, const float *b, const int *ldb,
                       const float *beta, float *c, const int *ldc);

namespace bafo::model {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr std::int64_t kQueriesPerChunk = 128;

/// Rows of one head inside [B, T, heads, E]: row t begins at data + t * stride.
struct HeadRows {
    float *data = nullptr;
    std::int64_t stride = 0;

    HeadRows(const at::Tensor &x_BTHE, std::int64_t batch, std::int64_t head)
        : data(x_BTHE.mutable_data_ptr<float>() + (batch * x_BTHE.size(1) * x_BTHE.size(2) + head) * x_BTHE.size(3))
        , stride(x_BTHE.size(2) * x_BTHE.size(3))
    {
    }

    [[nodiscard]] float *row(std::int64_t t) const { return data + t * stride; }
};

/// A matrix for BLAS: `isTransposed` as seen by it, which takes rows for columns.
struct Factor {
    const float *data = nullptr;
    std::int64_t stride = 0;
    bool isTransposed = false;
};

/// c [n, m] = alpha * b a + beta * c, row by row; k is the length of the sums.
void multiply(std::int64_t m, std::int64_t n, std::int64_t k, float alpha, const Factor &a, const Factor &b, float beta,
              float *c, std::int64_t stride)
{
    const auto narrow = [](std::int64_t value) { return static_cast<int>(value); };
    const int sizes[] = {narrow(m), narrow(n), narrow(k), narrow(a.stride), narrow(b.stride), narrow(stride)};
    sgemm_(a.isTransposed ? "T" : "N", b.isTransposed ? "T" : "N", &sizes[0], &sizes[1], &sizes[2], &alpha, a.data,
           &sizes[3], b.data, &sizes[4], &beta, c, &sizes[5]);
}

/// scores [count, numKeys] = scale * rows[first..] keys^T.
void scoresOf(const HeadRows &rows, std::int64_t first, std::int64_t count, const HeadRows &keys, std::int64_t numKeys,
              std::int64_t size, float scale, float *scores)
{
    multiply(numKeys, count, size, scale, {keys.data, keys.stride, true}, {rows.row(first), rows.stride}, 0.0F, scores,
             numKeys);
}

/// out[first..] = weights [count, numKeys] times rows.
void weightedRows(const float *weights, std::int64_t count, const HeadRows &rows, std::int64_t numKeys,
                  std::int64_t size, const HeadRows &out, std::int64_t first)
{
    multiply(size, count, numKeys, 1.0F, {rows.data, rows.stride}, {weights, numKeys}, 0.0F, out.row(first),
             out.stride);
}

/// sums[0..numKeys] += weights^T rows[first..].
void addTransposed(const float *weights, std::int64_t count, const HeadRows &rows, std::int64_t first,
                   std::int64_t numKeys, std::int64_t size, const HeadRows &sums)
{
    multiply(size, numKeys, count, 1.0F, {rows.row(first), rows.stride}, {weights, numKeys, true}, 1.0F, sums.data,
             sums.stride);
}

/// Calls work(batch, head, firstQuery, numQueries, scores, more) for every chunk; two buffers hold a chunk's scores.
template <class Work>
void forEachChunk(const at::Tensor &q_BTHE, const Work &work)
{
    const std::int64_t numTimes = q_BTHE.size(1);
    const std::int64_t numHeads = q_BTHE.size(2);
    at::parallel_for(0, q_BTHE.size(0) * numHeads, 1, [&](std::int64_t begin, std::int64_t end) {
        const auto room = static_cast<std::size_t>(std::min(numTimes, kQueriesPerChunk) * numTimes);
        std::vector<float> scores(room);
        std::vector<float> more(room);
        for (std::int64_t place = begin; place < end; ++place) {
            for (std::int64_t first = 0; first < numTimes; first += kQueriesPerChunk) {
                const std::int64_t count = std::min(kQueriesPerChunk, numTimes - first);
                work(place / numHeads, place % numHeads, first, count, scores.data(), more.data());
            }
        }
    });
}

class CausalAttentionFunction : public torch::autograd::Function<CausalAttentionFunction> {
public:
    static at::Tensor forward(AutogradContext *context, const at::Tensor &q, const at::Tensor &k, const at::Tensor &v)
    {
        const std::int64_t size = q.size(3);
        const std::int64_t group = q.size(2) / k.size(2);
        const float scale = 1.0F / std::sqrt(static_cast<float>(size));
        at::Tensor result = at::empty_like(q);
        at::Tensor logSums_BHT = at::empty({q.size(0), q.size(2), q.size(1)}, q.options());
        auto *logSums = logSums_BHT.mutable_data_ptr<float>();
        forEachChunk(q,
                     [&](std::int64_t b, std::int64_t h, std::int64_t first, std::int64_t count, float *scores,
                         float * /*more*/) {
                         const std::int64_t numKeys = first + count;
                         scoresOf({q, b, h}, first, count, {k, b, h / group}, numKeys, size, scale, scores);
                         for (std::int64_t i = 0; i < count; ++i) {
                             float *row = scores + i * numKeys;
                             logSums[(b * q.size(2) + h) * q.size(1) + first + i]
                                 = static_cast<float>(softmaxInPlace(row, first + i + 1, 1.0F));
                             std::fill(row + first + i + 1, row + numKeys, 0.0F);
                         }
                         weightedRows(scores, count, {v, b, h / group}, numKeys, size, {result, b, h}, first);
                     });
        context->save_for_backward({q, k, v, result, logSums_BHT});
        return result;
    }

    static variable_list backward(AutogradContext *context, const variable_list &gradients)
    {
        const variable_list saved = context->get_saved_variables();
        const at::Tensor &q = saved[0];
        const at::Tensor &k = saved[1];
        const at::Tensor &v = saved[2];
        const at::Tensor gradient = gradients[0].contiguous();
        const std::int64_t size = q.size(3);
        const std::int64_t group = q.size(2) / k.size(2);
        const float scale = 1.0F / std::sqrt(static_cast<float>(size));
        const at::Tensor pulls_BTH = (gradient * saved[3]).sum(3);
        const auto *pulls = pulls_BTH.const_data_ptr<float>();
        const auto *logSums = saved[4].const_data_ptr<float>();
        at::Tensor toQ = at::empty_like(q);
        at::Tensor toK = at::zeros_like(q); // of each query head, summed over its group below
        at::Tensor toV = at::zeros_like(q);
        forEachChunk(
            q,
            [&](std::int64_t b, std::int64_t h, std::int64_t first, std::int64_t count, float *scores, float *slopes) {
                const std::int64_t numKeys = first + count;
                scoresOf({q, b, h}, first, count, {k, b, h / group}, numKeys, size, scale, scores);
                scoresOf({gradient, b, h}, first, count, {v, b, h / group}, numKeys, size, 1.0F, slopes);
                for (std::int64_t i = 0; i < count; ++i) {
                    const std::int64_t t = first + i;
                    softmaxBackward(scores + i * numKeys, slopes + i * numKeys, t + 1,
                                    logSums[(b * q.size(2) + h) * q.size(1) + t],
                                    pulls[(b * q.size(1) + t) * q.size(2) + h], scale);
                    std::fill(scores + i * numKeys + t + 1, scores + (i + 1) * numKeys, 0.0F);
                    std::fill(slopes + i * numKeys + t + 1, slopes + (i + 1) * numKeys, 0.0F);
                }
                addTransposed(scores, count, {gradient, b, h}, first, numKeys, size, {toV, b, h});
                addTransposed(slopes, count, {q, b, h}, first, numKeys, size, {toK, b, h});
                weightedRows(slopes, count, {k, b, h / group}, numKeys, size, {toQ, b, h}, first);
            });
        const std::vector<std::int64_t> grouped = {q.size(0), q.size(1), k.size(2), group, size};
        return {toQ, group == 1 ? toK : toK.view(grouped).sum(3), group == 1 ? toV : toV.view(grouped).sum(3)};
    }
};

} // namespace

at::Tensor causalAttention(const at::Tensor &q_BTHE, const at::Tensor &k_BTGE, const at::Tensor &v_BTGE)
{
    return CausalAttentionFunction::apply(q_BTHE.contiguous(), k_BTGE.contiguous(), v_BTGE.contiguous());
}

} // namespace bafo::model
