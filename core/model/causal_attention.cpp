// SPDX-License-Identifier: Apache-2.0
#include "core/model/causal_attention.h"

#include "core/base/check.h"
#include "core/model/plain_operators.h"
#include "core/model/vector_kernels.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>
#include <utility>
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

    HeadRows(const at::Tensor &x_BTHE, std::int64_t batch, std::int64_t head, std::int64_t first = 0)
        : data(x_BTHE.mutable_data_ptr<float>() + batch * x_BTHE.stride(0) + head * x_BTHE.stride(2))
        , stride(x_BTHE.stride(1))
    {
        data += first * stride;
    }
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

/// scores [count, numKeys] = scale * rows keys^T.
void scoresOf(const HeadRows &rows, std::int64_t count, const HeadRows &keys, std::int64_t numKeys, std::int64_t size,
              float scale, float *scores)
{
    multiply(numKeys, count, size, scale, {keys.data, keys.stride, true}, {rows.data, rows.stride}, 0.0F, scores,
             numKeys);
}

/// out = weights [count, numKeys] times rows.
void weightedRows(const float *weights, std::int64_t count, const HeadRows &rows, std::int64_t numKeys,
                  std::int64_t size, const HeadRows &out)
{
    multiply(size, count, numKeys, 1.0F, {rows.data, rows.stride}, {weights, numKeys}, 0.0F, out.data, out.stride);
}

/// sums [numKeys] += weights^T rows.
void addTransposed(const float *weights, std::int64_t count, const HeadRows &rows, std::int64_t numKeys,
                   std::int64_t size, const HeadRows &sums)
{
    multiply(size, numKeys, count, 1.0F, {rows.data, rows.stride}, {weights, numKeys, true}, 1.0F, sums.data,
             sums.stride);
}

double scaleOf(const AttentionOptions &options, const at::Tensor &q_BTHE)
{
    return options.scale.value_or(1.0 / std::sqrt(static_cast<double>(q_BTHE.size(3))));
}

/// Some queries of one head, the keys that any of them sees, and room for scores between them.
struct Chunk {
    std::int64_t batch = 0;
    std::int64_t head = 0;
    std::int64_t firstQuery = 0;
    std::int64_t numQueries = 0;
    std::int64_t firstKey = 0;
    std::int64_t numKeys = 0;
    float *scores = nullptr;
    float *slopes = nullptr;
};

/// The inputs of one call, and who sees whom.
class Attention {
public:
    Attention(at::Tensor q, at::Tensor k, at::Tensor v, at::Tensor firstVisible, const AttentionOptions &options)
        : m_q(std::move(q))
        , m_k(std::move(k))
        , m_v(std::move(v))
        , m_firstVisible(std::move(firstVisible))
        , m_scale(static_cast<float>(scaleOf(options, m_q)))
        , m_cap(static_cast<float>(options.softCap))
        , m_window(options.window)
        , m_numPast(m_k.size(1) - m_q.size(1))
        , m_group(m_q.size(2) / m_k.size(2))
    {
    }

    /// Calls work(chunk) for every chunk; one head is one thread's.
    template <class Work>
    void forEachChunk(const Work &work) const
    {
        const std::int64_t numTimes = m_q.size(1);
        const std::int64_t numHeads = m_q.size(2);
        at::parallel_for(0, m_q.size(0) * numHeads, 1, [&](std::int64_t begin, std::int64_t end) {
            const auto room = static_cast<std::size_t>(std::min(numTimes, kQueriesPerChunk) * mostKeys());
            std::vector<float> scores(room);
            std::vector<float> slopes(room);
            for (std::int64_t place = begin; place < end; ++place) {
                Chunk chunk{.batch = place / numHeads, .head = place % numHeads};
                chunk.scores = scores.data();
                chunk.slopes = slopes.data();
                for (; chunk.firstQuery < numTimes; chunk.firstQuery += kQueriesPerChunk) {
                    chunk.numQueries = std::min(kQueriesPerChunk, numTimes - chunk.firstQuery);
                    findKeys(chunk);
                    work(chunk);
                }
            }
        });
    }

    /// Scores of a chunk, scaled; not yet capped or masked.
    void fillScores(const Chunk &chunk) const
    {
        scoresOf(queriesOf(m_q, chunk), chunk.numQueries, keysOf(m_k, chunk), chunk.numKeys, m_q.size(3), m_scale,
                 chunk.scores);
    }

    /// The keys that query i of a chunk sees, as places in its row of scores.
    struct Sight {
        std::int64_t begin = 0;
        std::int64_t end = 0;
    };

    [[nodiscard]] Sight sightOf(const Chunk &chunk, std::int64_t i) const
    {
        const std::int64_t t = chunk.firstQuery + i;
        return {firstKeyOf(chunk.batch, t) - chunk.firstKey, m_numPast + t + 1 - chunk.firstKey};
    }

    /// Nothing where a query may not look.
    static void clearUnseen(float *row, const Sight &sight, std::int64_t numKeys)
    {
        std::fill(row, row + sight.begin, 0.0F);
        std::fill(row + sight.end, row + numKeys, 0.0F);
    }

    [[nodiscard]] static HeadRows queriesOf(const at::Tensor &x_BTHE, const Chunk &chunk)
    {
        return {x_BTHE, chunk.batch, chunk.head, chunk.firstQuery};
    }

    /// Of keys or values: the rows that a chunk sees.
    [[nodiscard]] HeadRows keysOf(const at::Tensor &x_BSGE, const Chunk &chunk) const
    {
        return {x_BSGE, chunk.batch, chunk.head / m_group, chunk.firstKey};
    }

    at::Tensor forward(float *logSums_BHT) const;
    variable_list backward(const at::Tensor &gradient, const float *pulls_BTH, const float *logSums_BHT) const;

private:
    [[nodiscard]] std::int64_t mostKeys() const
    {
        return m_window > 0 ? std::min(m_k.size(1), m_window - 1 + kQueriesPerChunk) : m_k.size(1);
    }

    [[nodiscard]] std::int64_t firstKeyOf(std::int64_t batch, std::int64_t t) const
    {
        const std::int64_t inWindow = m_window > 0 ? std::max<std::int64_t>(0, m_numPast + t + 1 - m_window) : 0;
        return m_firstVisible.defined()
            ? std::max(inWindow, m_firstVisible.const_data_ptr<std::int64_t>()[batch * m_q.size(1) + t])
            : inWindow;
    }

    void findKeys(Chunk &chunk) const
    {
        const std::int64_t end = m_numPast + chunk.firstQuery + chunk.numQueries;
        chunk.firstKey = end;
        for (std::int64_t i = 0; i < chunk.numQueries; ++i) {
            chunk.firstKey = std::min(chunk.firstKey, firstKeyOf(chunk.batch, chunk.firstQuery + i));
        }
        chunk.numKeys = end - chunk.firstKey;
    }

    at::Tensor m_q;
    at::Tensor m_k;
    at::Tensor m_v;
    at::Tensor m_firstVisible;
    float m_scale;
    float m_cap;
    std::int64_t m_window;
    std::int64_t m_numPast; ///< keys before that of the first query
    std::int64_t m_group; ///< query heads of one key head
};

at::Tensor Attention::forward(float *logSums_BHT) const
{
    at::Tensor result = at::empty_like(m_q);
    forEachChunk([&](const Chunk &chunk) {
        fillScores(chunk);
        float *logSums = logSums_BHT + (chunk.batch * m_q.size(2) + chunk.head) * m_q.size(1) + chunk.firstQuery;
        for (std::int64_t i = 0; i < chunk.numQueries; ++i) {
            float *row = chunk.scores + i * chunk.numKeys;
            const Sight sight = sightOf(chunk, i);
            if (m_cap > 0) {
                softCap(row + sight.begin, sight.end - sight.begin, m_cap);
            }
            logSums[i] = static_cast<float>(softmaxInPlace(row + sight.begin, sight.end - sight.begin, 1.0F));
            clearUnseen(row, sight, chunk.numKeys);
        }
        weightedRows(chunk.scores, chunk.numQueries, keysOf(m_v, chunk), chunk.numKeys, m_q.size(3),
                     queriesOf(result, chunk));
    });
    return result;
}

variable_list Attention::backward(const at::Tensor &gradient, const float *pulls_BTH, const float *logSums_BHT) const
{
    const std::int64_t size = m_q.size(3);
    at::Tensor toQ = at::empty_like(m_q);
    at::Tensor toK = at::zeros_like(m_q); // of each query head, summed over its group below
    at::Tensor toV = at::zeros_like(m_q);
    forEachChunk([&](const Chunk &chunk) {
        const std::int64_t numKeys = chunk.numKeys;
        fillScores(chunk);
        scoresOf(queriesOf(gradient, chunk), chunk.numQueries, keysOf(m_v, chunk), numKeys, size, 1.0F, chunk.slopes);
        const float *logSums = logSums_BHT + (chunk.batch * m_q.size(2) + chunk.head) * m_q.size(1) + chunk.firstQuery;
        for (std::int64_t i = 0; i < chunk.numQueries; ++i) {
            const std::int64_t t = chunk.firstQuery + i;
            const float pull = pulls_BTH[(chunk.batch * m_q.size(1) + t) * m_q.size(2) + chunk.head];
            const Sight sight = sightOf(chunk, i);
            float *scores = chunk.scores + i * numKeys;
            float *slopes = chunk.slopes + i * numKeys;
            const std::int64_t count = sight.end - sight.begin;
            if (count == 1) { // nothing to choose from: rounding must not look like a slope
                scores[sight.begin] = 1;
                slopes[sight.begin] = 0;
            } else if (m_cap > 0) {
                cappedSoftmaxBackward(scores + sight.begin, slopes + sight.begin, count, logSums[i], pull, m_scale,
                                      m_cap);
            } else {
                softmaxBackward(scores + sight.begin, slopes + sight.begin, count, logSums[i], pull, m_scale);
            }
            clearUnseen(scores, sight, numKeys);
            clearUnseen(slopes, sight, numKeys);
        }
        const HeadRows toKeys(toK, chunk.batch, chunk.head, chunk.firstKey);
        const HeadRows toValues(toV, chunk.batch, chunk.head, chunk.firstKey);
        addTransposed(chunk.scores, chunk.numQueries, queriesOf(gradient, chunk), numKeys, size, toValues);
        addTransposed(chunk.slopes, chunk.numQueries, queriesOf(m_q, chunk), numKeys, size, toKeys);
        weightedRows(chunk.slopes, chunk.numQueries, keysOf(m_k, chunk), numKeys, size, queriesOf(toQ, chunk));
    });
    const std::vector<std::int64_t> grouped = {m_q.size(0), m_q.size(1), m_k.size(2), m_group, size};
    return {toQ, m_group == 1 ? toK : toK.view(grouped).sum(3), m_group == 1 ? toV : toV.view(grouped).sum(3)};
}

/// By our loops where they can, by ATen's operators elsewhere.
operators::AttentionResult attended(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v,
                                    const AttentionOptions &options, const at::Tensor &firstVisible)
{
    if (!hasLoops(q)) {
        return operators::attention(q, k, v, options, firstVisible);
    }
    at::Tensor logSums_BHT = at::empty({q.size(0), q.size(2), q.size(1)}, q.options());
    at::Tensor result = Attention(q, k, v, firstVisible, options).forward(logSums_BHT.mutable_data_ptr<float>());
    return {.result_BTHE = std::move(result), .logSums_BHT = std::move(logSums_BHT)};
}

class CausalAttentionFunction : public torch::autograd::Function<CausalAttentionFunction> {
public:
    static at::Tensor forward(AutogradContext *context, const at::Tensor &q, const at::Tensor &k, const at::Tensor &v,
                              const std::optional<at::Tensor> &documents, double scale, double softCap,
                              std::int64_t window)
    {
        const at::Tensor firstVisible = documents.value_or(at::Tensor());
        const AttentionOptions options{.scale = scale, .softCap = softCap, .window = window};
        const operators::AttentionResult result = attended(q, k, v, options, firstVisible);
        context->save_for_backward({q, k, v, firstVisible, result.result_BTHE, result.logSums_BHT});
        context->saved_data["scale"] = scale;
        context->saved_data["soft_cap"] = softCap;
        context->saved_data["window"] = window;
        return result.result_BTHE;
    }

    static variable_list backward(AutogradContext *context, const variable_list &gradients)
    {
        const variable_list saved = context->get_saved_variables();
        const AttentionOptions options{.scale = context->saved_data["scale"].toDouble(),
                                       .softCap = context->saved_data["soft_cap"].toDouble(),
                                       .window = context->saved_data["window"].toInt()};
        const at::Tensor gradient = gradients[0].contiguous();
        if (!hasLoops(gradient)) {
            const auto slopes = operators::attentionBackward(saved[0], saved[1], saved[2], options, saved[3],
                                                             {saved[4], saved[5]}, gradient);
            return {slopes.toQ_BTHE, slopes.toK_BTGE, slopes.toV_BTGE, {}, {}, {}, {}};
        }
        const at::Tensor pulls_BTH = (gradient * saved[4]).sum(3);
        variable_list result
            = Attention(saved[0], saved[1], saved[2], saved[3], options)
                  .backward(gradient, pulls_BTH.const_data_ptr<float>(), saved[5].const_data_ptr<float>());
        result.resize(7);
        return result;
    }
};

bool isWithinThePast(const at::Tensor &firstVisible_BT)
{
    const at::Tensor place_T = at::arange(firstVisible_BT.size(1), firstVisible_BT.options());
    return (firstVisible_BT >= 0).logical_and(firstVisible_BT <= place_T).all().item<bool>();
}

} // namespace

at::Tensor causalAttention(const at::Tensor &q_BTHE, const at::Tensor &k_BTGE, const at::Tensor &v_BTGE,
                           const AttentionOptions &options, const at::Tensor &firstVisible_BT)
{
    BAFO_CHECK(!firstVisible_BT.defined() || isWithinThePast(firstVisible_BT), "a row's document begins behind it");
    return CausalAttentionFunction::apply(q_BTHE.contiguous(), k_BTGE.contiguous(), v_BTGE.contiguous(),
                                          firstVisible_BT.defined() ? std::optional(firstVisible_BT) : std::nullopt,
                                          scaleOf(options, q_BTHE), options.softCap, options.window);
}

at::Tensor continuedAttention(const at::Tensor &q_BTHE, const at::Tensor &k_BSGE, const at::Tensor &v_BSGE,
                              const AttentionOptions &options)
{
    AttentionOptions known = options;
    known.scale = scaleOf(options, q_BTHE);
    return attended(q_BTHE.contiguous(), k_BSGE, v_BSGE, known, {}).result_BTHE;
}

} // namespace bafo::model
