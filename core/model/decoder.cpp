// SPDX-License-Identifier: Apache-2.0
#include "core/model/decoder.h"

#include "core/base/check.h"
#include "core/model/embedding_noise.h"
#include "core/model/rms_norm.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <utility>

namespace bafo::model {
namespace {

/// A tensor of its own for autograd to start from, over the same memory.
at::Tensor asLeaf(const at::Tensor &x)
{
    return x.detach().requires_grad_(true);
}

at::Tensor gradientOf(const at::Tensor &output, const at::Tensor &input, const at::Tensor &gradient)
{
    return torch::autograd::grad({output}, {input}, {gradient})[0];
}

} // namespace

void KvCache::truncate(std::int64_t count)
{
    const bool canContinue = std::all_of(layers.begin(), layers.end(),
                                         [count](const LayerCache &layer) { return layer.canContinueAt(count); });
    numTokens = canContinue ? count : 0;
}

Decoder::Decoder(const Architecture &architecture, ModelConfig config, WeightStore &weights, DecoderOptions options)
    : m_config(std::move(config))
    , m_options(options)
    , m_embedding(weights.at(architecture.embeddingName()))
    , m_finalNorm(weights.at(architecture.finalNormName()))
    , m_head(weights.at(architecture.headName()))
    , m_embeddingRows(weights.tokenRowsOf(architecture.embeddingName()))
    , m_headRows(weights.tokenRowsOf(architecture.headName()))
{
    m_options.lossHead.softCap = m_config.finalSoftCap;
    for (std::int64_t layer = 0; layer < m_config.numLayers; ++layer) {
        m_blocks.push_back(architecture.makeBlock(m_config, layer, weights));
    }
    m_ownKeeper = std::make_unique<ResidentWeights>(units());
    m_keeper = m_ownKeeper.get();
}

std::vector<WeightUnit> Decoder::units() const
{
    std::vector<WeightUnit> units = {{&m_embedding, &m_finalNorm}};
    if (&m_head != &m_embedding) {
        units.front().push_back(&m_head);
    }
    if (m_embeddingRows != nullptr) {
        units.front().push_back(&m_embeddingRows->weight());
    }
    if (m_headRows != nullptr && m_headRows != m_embeddingRows) {
        units.front().push_back(&m_headRows->weight());
    }
    for (const auto &block : m_blocks) {
        units.push_back(block->weights());
    }
    return units;
}

/// The next unit is fetched while this one is used. A last block that backward begins with is not given back between.
template <class Use>
void Decoder::walkForward(bool isLastKept, const Use &use)
{
    const std::size_t last = m_blocks.size();
    for (std::size_t unit = 1; unit <= last; ++unit) {
        m_keeper->unshard(unit);
        if (unit < last) {
            m_keeper->prefetch(unit + 1);
        }
        use(unit - 1);
        if (unit < last || !isLastKept || firstTrainedBlock() == last) {
            m_keeper->reshard(unit);
        }
    }
}

std::size_t Decoder::firstTrainedBlock() const
{
    if (!m_embedding.isFrozen() || (m_embeddingRows != nullptr && !m_embeddingRows->weight().isFrozen())) {
        return 0;
    }
    std::size_t block = 0;
    const auto isFrozen = [](const Weight *weight) { return weight->isFrozen(); };
    while (block < m_blocks.size()) {
        const std::vector<Weight *> weights = m_blocks[block]->weights();
        if (!std::all_of(weights.begin(), weights.end(), isFrozen)) {
            break;
        }
        ++block;
    }
    return block;
}

template <class Use>
void Decoder::walkBackward(const Use &use)
{
    const std::size_t first = firstTrainedBlock() + 1;
    for (std::size_t unit = m_blocks.size(); unit >= first; --unit) {
        m_keeper->unshard(unit);
        if (unit > first) {
            m_keeper->prefetch(unit - 1);
        }
        use(unit - 1);
        m_keeper->reduceGradients(unit);
        m_keeper->reshard(unit);
    }
}

void Decoder::joinMicroBatch()
{
    const auto nothing = [](std::size_t /*block*/) {};
    m_keeper->unshard(0);
    walkForward(true, nothing);
    walkBackward(nothing);
    m_keeper->reduceGradients(0);
    m_keeper->reshard(0);
}

const RotaryTable &Decoder::rotaryFor(std::int64_t numPositions, at::Device device)
{
    if (!m_rotary || m_rotary->numPositions() < numPositions || m_rotary->cosine().device() != device) {
        m_rotary = std::make_unique<RotaryTable>(m_config, numPositions, device);
    }
    return *m_rotary;
}

EmbeddingOptions Decoder::embeddingOptions() const
{
    return {.scale = m_config.embeddingScale, .paddingToken = m_config.paddingToken, .rows = m_embeddingRows};
}

at::Tensor Decoder::finalNorm(const at::Tensor &x) const
{
    return rmsNorm(x, {.weight = &m_finalNorm, .epsilon = m_config.normEpsilon, .offset = m_config.normOffset});
}

at::Tensor Decoder::headLogits(const at::Tensor &normed) const
{
    const bool isPlain = normed.scalar_type() == at::kFloat && !m_head.isPacked();
    at::Tensor logits = isPlain ? at::matmul(normed, m_head.value().t())
                                : m_head.floatOutputsOf(normed.reshape({-1, normed.size(-1)}));
    if (!isPlain) {
        std::vector<std::int64_t> shape = normed.sizes().vec();
        shape.back() = logits.size(1);
        logits = logits.view(shape);
    }
    if (m_headRows != nullptr) {
        m_headRows->putLogits(logits.view({-1, logits.size(-1)}), normed.reshape({-1, normed.size(-1)}));
    }
    if (m_config.finalSoftCap != 0) {
        logits.div_(m_config.finalSoftCap).tanh_().mul_(m_config.finalSoftCap);
    }
    return logits;
}

StepLoss Decoder::lossAndGradients(const at::Tensor &ids, const at::Tensor &targets, std::int64_t validTargets,
                                   const DropoutPlace &dropout, const Clock &clock, const at::Tensor &firstVisible)
{
    const at::Tensor ids_BT = ids.to(m_options.device);
    const at::Tensor targets_BT = targets.to(m_options.device);
    const at::Tensor firstVisible_BT = firstVisible.defined() ? firstVisible.to(m_options.device) : firstVisible;
    StepLoss result;
    const std::int64_t startNs = clock.steadyNs();
    const BlockContext context{
        .rotary = rotaryFor(ids_BT.size(1), ids_BT.device()), .dropout = dropout, .firstVisible_BT = firstVisible_BT};
    std::vector<at::Tensor> inputs;
    std::vector<at::Tensor> outputs;
    m_keeper->unshard(0);
    at::Tensor x_BTD
        = withEmbeddingNoise(embed(ids_BT, m_embedding, embeddingOptions()).detach(), dropout, m_config.embeddingScale);
    const std::size_t firstTrained = firstTrainedBlock();
    walkForward(true, [&](std::size_t block) {
        const bool isTrained = block >= firstTrained;
        const bool isGraphKept = isTrained && m_options.recompute == Recompute::none;
        inputs.push_back(isTrained ? asLeaf(x_BTD) : at::Tensor());
        const at::AutoGradMode mode(isGraphKept);
        at::Tensor output = m_blocks[block]->forward(isTrained ? inputs.back() : x_BTD, context);
        x_BTD = output.detach();
        outputs.push_back(isGraphKept ? std::move(output) : at::Tensor());
    });
    const at::AutoGradMode mode(true);
    const at::Tensor last_BTD = asLeaf(x_BTD);
    const at::Tensor normed_BTD = finalNorm(last_BTD);
    const std::int64_t forwardEndNs = clock.steadyNs();
    const LossAndGradient head = lossAndGradient(
        normed_BTD.detach().view({-1, m_config.hiddenSize}), targets_BT.reshape({-1}), m_head,
        1.0 / static_cast<double>(std::max<std::int64_t>(1, validTargets)), m_options.lossHead, m_headRows);
    at::Tensor gradient_BTD = gradientOf(normed_BTD, last_BTD, head.hiddenGradient_ND.view(normed_BTD.sizes()));
    gradient_BTD = backwardThroughBlocks(std::move(gradient_BTD), inputs, outputs, context);
    embedBackward(ids_BT, gradient_BTD, m_embedding, embeddingOptions());
    m_keeper->reduceGradients(0);
    m_keeper->reshard(0);
    result.loss = head.loss;
    result.forwardNs = forwardEndNs - startNs;
    result.backwardNs = clock.steadyNs() - forwardEndNs;
    return result;
}

at::Tensor Decoder::backwardThroughBlocks(at::Tensor gradient_BTD, std::vector<at::Tensor> &inputs,
                                          std::vector<at::Tensor> &outputs, const BlockContext &context)
{
    walkBackward([&](std::size_t block) {
        at::Tensor output = std::move(outputs[block]);
        outputs[block].reset();
        if (!output.defined()) {
            output = m_blocks[block]->forward(inputs[block], context);
        }
        gradient_BTD = gradientOf(output, inputs[block], gradient_BTD);
        inputs[block].reset();
    });
    return gradient_BTD;
}

at::Tensor Decoder::runBlocks(const at::Tensor &ids, KvCache *cache)
{
    const at::Tensor ids_BT = ids.to(m_options.device);
    const std::int64_t firstPosition = cache == nullptr ? 0 : cache->numTokens;
    BlockContext context{.rotary = rotaryFor(firstPosition + ids_BT.size(1), ids_BT.device()),
                         .firstPosition = firstPosition};
    m_keeper->unshard(0);
    at::Tensor x_BTD = embed(ids_BT, m_embedding, embeddingOptions());
    walkForward(false, [&](std::size_t block) {
        context.cache = cache == nullptr ? nullptr : &cache->layers[block];
        x_BTD = m_blocks[block]->forward(x_BTD, context);
    });
    return x_BTD;
}

at::Tensor Decoder::hidden(const at::Tensor &ids_BT)
{
    const at::NoGradGuard noGrad;
    return finalNorm(runBlocks(ids_BT, nullptr));
}

at::Tensor Decoder::logits(const at::Tensor &ids_BT)
{
    const at::NoGradGuard noGrad;
    return headLogits(hidden(ids_BT));
}

at::Tensor Decoder::logitsOf(const at::Tensor &hidden_ND) const
{
    const at::NoGradGuard noGrad;
    return headLogits(hidden_ND);
}

std::vector<double> Decoder::logProbabilities(const at::Tensor &ids_BT, const at::Tensor &targets_BT)
{
    const at::Tensor hidden_ND = hidden(ids_BT).view({-1, m_config.hiddenSize});
    return targetLogProbabilities(hidden_ND, targets_BT.reshape({-1}).to(m_options.device), m_head, m_options.lossHead,
                                  m_headRows);
}

KvCache Decoder::makeCache(std::int64_t capacity) const
{
    KvCache cache;
    cache.capacity = capacity;
    for (std::int64_t layer = 0; layer < m_config.numLayers; ++layer) {
        cache.layers.emplace_back(capacity, m_config.windowOf(layer));
    }
    return cache;
}

at::Tensor Decoder::readNext(const at::Tensor &ids_T, KvCache &cache)
{
    return readNextRows(ids_T, cache, 1).squeeze(0);
}

at::Tensor Decoder::readNextRows(const at::Tensor &ids_T, KvCache &cache, std::int64_t numRows)
{
    BAFO_CHECK(cache.numTokens + ids_T.size(0) <= cache.capacity, "more tokens than the cache has room for");
    BAFO_CHECK(numRows >= 1 && numRows <= ids_T.size(0), "a row of logits belongs to an id that was read");
    const at::NoGradGuard noGrad;
    const at::Tensor x_BTD = runBlocks(ids_T.unsqueeze(0), &cache);
    cache.numTokens += ids_T.size(0);
    const at::Tensor last_RD = x_BTD.select(0, 0).narrow(0, ids_T.size(0) - numRows, numRows);
    return headLogits(finalNorm(last_RD));
}

} // namespace bafo::model
