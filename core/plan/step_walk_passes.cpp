// SPDX-License-Identifier: Apache-2.0
// Forward and backward of a block, the embedding and the loss.
#include "core/plan/loss_chunk.h"
#include "core/plan/step_walk.h"

#include <algorithm>
#include <string>
#include <utility>

namespace bafo::plan {
namespace {

constexpr std::int64_t kQueriesPerChunk = 128;

// Of ATen's operators, for one score: what attention holds at once in either pass, in bytes.
constexpr std::int64_t kForwardBytes = 10; ///< scores, their exponentials, these as halves
constexpr std::int64_t kBackwardBytes = 16; ///< beside those the slopes, both as halves
constexpr std::int64_t kCapBytes = 28; ///< of a soft cap's own slope, in several steps
constexpr std::int64_t kCapCopies = 3; ///< of the logits, for the slope of their cap
constexpr std::int64_t kScoreBytes = 256 << 20; ///< of a chunk, in fp32
constexpr std::int64_t kMostQueries = 1024; ///< of a chunk

} // namespace

/// Rows in fp32 for an operator that sums them up.
Held StepWalk::widened(std::int64_t width)
{
    return floats(MemoryKind::workspace, usesOperators() ? m_numRows * width : 0);
}

Held StepWalk::attentionScratch(std::int64_t bytesAScore)
{
    if (usesOperators()) {
        const std::int64_t scoresAQuery = m_settings.microBatch * m_model.numHeads * m_settings.sequenceLength;
        const std::int64_t most = std::clamp<std::int64_t>(kScoreBytes / (scoresAQuery * kFloat), 1, kMostQueries);
        return m_ledger.take(MemoryKind::workspace,
                             std::min(most, m_settings.sequenceLength) * scoresAQuery * bytesAScore);
    }
    const std::int64_t chunk = std::min(m_settings.sequenceLength, kQueriesPerChunk);
    return floats(MemoryKind::workspace, m_settings.numThreads * 2 * chunk * m_settings.sequenceLength);
}

Held StepWalk::embed()
{
    Held found = rows(m_model.hiddenSize);
    return m_model.hasScaledEmbedding ? rows(m_model.hiddenSize) : std::move(found);
}

Held StepWalk::forwardAttention(SavedBlock &saved)
{
    saved.attentionScale = rowScales();
    Held normed = rows(m_model.hiddenSize);
    const Held unturnedQueries = rows(m_model.queryWidth);
    const Held unturnedKeys = rows(m_model.keyWidth);
    saved.values = rows(m_model.keyWidth);
    normed.giveBack();
    saved.queries = rows(m_model.queryWidth);
    saved.keys = rows(m_model.keyWidth);
    saved.logSums = floats(MemoryKind::activations, m_numRows * m_model.numHeads);
    saved.attended = rows(m_model.queryWidth);
    {
        const Held scratch = attentionScratch(kForwardBytes);
    }
    return rows(m_model.hiddenSize);
}

Held StepWalk::forwardFeedForward(SavedBlock &saved)
{
    saved.feedForwardScale = rowScales();
    Held normed = rows(m_model.hiddenSize);
    saved.gate = rows(m_model.intermediateSize);
    saved.up = rows(m_model.intermediateSize);
    {
        const Held tiled = tile(m_numRows);
    }
    normed.giveBack();
    const Held gated = rows(m_model.intermediateSize);
    return rows(m_model.hiddenSize);
}

/// Without a place for what backward needs each part goes as soon as its own pass is over.
Held StepWalk::forwardBlock(SavedBlock *kept)
{
    SavedBlock attentionOnly;
    Held attended = forwardAttention(kept != nullptr ? *kept : attentionOnly);
    attentionOnly = {};
    SavedBlock own;
    SavedBlock &saved = kept != nullptr ? *kept : own;
    if (m_model.hasEndNorms) {
        saved.attentionOut = std::move(attended);
        saved.attentionOutScale = rowScales();
        attended = rows(m_model.hiddenSize);
        if (kept == nullptr) {
            saved.attentionOut.giveBack();
        }
    }
    if (m_settings.hasDropout && kept != nullptr) {
        const Held dropped = rows(m_model.hiddenSize);
    }
    saved.middle = rows(m_model.hiddenSize);
    Held fed = forwardFeedForward(saved);
    if (kept == nullptr) {
        saved.gate.giveBack();
        saved.up.giveBack();
    }
    if (m_model.hasEndNorms) {
        saved.feedForwardOut = std::move(fed);
        saved.feedForwardOutScale = rowScales();
        fed = rows(m_model.hiddenSize);
    }
    return rows(m_model.hiddenSize);
}

/// -> the slopes as halves, in place of the logits; nothing where they stay fp32.
Held StepWalk::lossByOperators(Held &logits, std::int64_t count)
{
    if (!usesOperators()) {
        return {};
    }
    const std::int64_t numLogits = count * m_model.vocabularySize;
    if (!m_settings.isBasePacked) { // the product with a packed head is made by our loops
        const Held onTheWay = floats(MemoryKind::workspace, numLogits * (m_model.hasEndNorms ? kCapCopies : 1));
    }
    Held slopes = m_ledger.take(MemoryKind::lossHead, numLogits * m_settings.bytes.activation);
    logits.giveBack();
    const Held wide = floats(MemoryKind::workspace, numLogits); // for the head's gradient
    return slopes;
}

/// Of what stands around the blocks; null where there is none of that name.
const TensorShape *StepWalk::around(std::string_view name) const
{
    for (const TensorShape &tensor : m_model.units.front()) {
        if (tensor.name == name) {
            return &tensor;
        }
    }
    return nullptr;
}

/// Rows of new tokens in the head's place; null where the head has all of its own.
const TensorShape *StepWalk::rowsOfHead() const
{
    return around((m_model.isTied ? "model.embed_tokens" : "lm_head") + std::string(kTokenRows));
}

Held StepWalk::lossAndGradient()
{
    Held gradient = rowsOf(MemoryKind::lossHead, m_model.hiddenSize);
    const std::int64_t chunk = rowsPerLossChunk(m_model.vocabularySize, m_settings.lossChunkMib << 20);
    const TensorShape *head = m_model.isTied ? nullptr : around("lm_head.weight");
    const TensorShape &table = head == nullptr ? m_model.units.front().front() : *head;
    const TensorShape *newRows = rowsOfHead();
    for (std::int64_t first = 0; first < std::min(m_numRows, 3 * chunk); first += chunk) {
        const std::int64_t count = std::min(chunk, m_numRows - first);
        Held logits = floats(MemoryKind::lossHead, count * m_model.vocabularySize);
        const Held tiled = tile(count);
        const Held newLogits = floats(MemoryKind::lossHead, newRows == nullptr ? 0 : count * newRows->rows);
        const Held halves = lossByOperators(logits, count);
        {
            const Held product = floats(MemoryKind::workspace, count * m_model.hiddenSize);
        }
        if (first == 0 && !isFrozen(table)) {
            m_batch.front().push_back(
                m_ledger.take(MemoryKind::batchGradients, table.numElements() * m_settings.bytes.gradient));
        }
        if (first == 0 && newRows != nullptr) {
            addBatchGradientOf(0, *newRows);
        }
        const std::int64_t pieceRows
            = std::min(m_model.vocabularySize, std::max(kFewestRows, kPieceElements / m_model.hiddenSize));
        const Held piece = floats(MemoryKind::workspace, pieceRows * count);
        const Held product = floats(MemoryKind::workspace, pieceRows * m_model.hiddenSize);
    }
    return gradient;
}

Held StepWalk::backwardEndNorm(Held &out, Held &scale)
{
    Held result = rows(m_model.hiddenSize);
    out.giveBack();
    scale.giveBack();
    return result;
}

/// Of linear layers over one norm: their gradients, and that of their input.
Held StepWalk::backwardInputs(std::size_t unit, std::initializer_list<std::string_view> parts, std::string_view norm)
{
    const Held normed = rows(m_model.hiddenSize);
    Held gradient;
    for (const std::string_view part : parts) {
        addBatchGradient(unit, part);
        if (gradient.isThere()) {
            addProductInto(m_model.hiddenSize);
        } else {
            gradient = rows(m_model.hiddenSize);
        }
    }
    addBatchGradient(unit, norm);
    return rows(m_model.hiddenSize);
}

/// -> gradient of what lies between attention and the feed-forward part.
Held StepWalk::backwardFeedForward(std::size_t unit, SavedBlock &saved)
{
    Held gradient;
    if (m_model.hasEndNorms) {
        gradient = backwardEndNorm(saved.feedForwardOut, saved.feedForwardOutScale);
        addBatchGradient(unit, "post_feedforward_layernorm");
    }
    const std::int64_t width = widthOf(unit, "mlp.gate_proj");
    Held product = rows(width);
    const Held toGate = rows(width);
    const Held toUp = rows(width);
    {
        const Held tiled = tile(m_numRows);
    }
    addBatchGradient(unit, "mlp.down_proj");
    product.giveBack();
    saved.gate.giveBack();
    saved.up.giveBack();
    gradient.giveBack();
    return backwardInputs(unit, {"mlp.gate_proj", "mlp.up_proj"},
                          m_model.hasEndNorms ? "pre_feedforward_layernorm" : "post_attention_layernorm");
}

/// -> the share of the input's gradient that comes through attention.
Held StepWalk::backwardAttention(std::size_t unit, SavedBlock &saved)
{
    Held gradient;
    if (m_model.hasEndNorms) {
        gradient = backwardEndNorm(saved.attentionOut, saved.attentionOutScale);
        addBatchGradient(unit, "post_attention_layernorm");
    }
    addBatchGradient(unit, "self_attn.o_proj");
    Held toAttended = rows(m_model.queryWidth);
    gradient.giveBack();
    {
        const Held pulls = rows(m_model.queryWidth);
    }
    Held toQueries = rows(m_model.queryWidth);
    Held toKeys = rows(m_model.queryWidth);
    Held toValues = rows(m_model.queryWidth);
    {
        const Held wideKeys = widened(m_model.keyWidth);
        const Held wideValues = widened(m_model.keyWidth);
        const Held scratch = attentionScratch(m_model.hasEndNorms ? kCapBytes : kBackwardBytes);
    }
    if (m_model.keyWidth < m_model.queryWidth) {
        Held sum = rows(m_model.keyWidth);
        Held other = rows(m_model.keyWidth);
        toKeys = std::move(sum);
        toValues = std::move(other);
    }
    toAttended.giveBack();
    for (Held *one : {&saved.queries, &saved.keys, &saved.values, &saved.attended, &saved.logSums}) {
        one->giveBack();
    }
    toQueries = rows(m_model.queryWidth); // turned back
    toKeys = rows(m_model.keyWidth);
    return backwardInputs(unit, {"self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"}, "input_layernorm");
}

Held StepWalk::backwardBlock(std::size_t unit, SavedBlock &saved)
{
    Held between = backwardFeedForward(unit, saved);
    between = rows(m_model.hiddenSize); // with what came past it
    saved.middle.giveBack();
    saved.feedForwardScale.giveBack();
    Held through = backwardAttention(unit, saved);
    Held result = rows(m_model.hiddenSize);
    saved = {};
    return result;
}

void StepWalk::embedBackward()
{
    Held scaled;
    if (m_model.hasScaledEmbedding) {
        scaled = rows(m_model.hiddenSize);
    }
    const TensorShape *newRows = around("model.embed_tokens" + std::string(kTokenRows));
    if (newRows != nullptr && !m_model.isTied) { // else the head has begun it
        addBatchGradientOf(0, *newRows);
    }
    if (!m_model.isTied && !isFrozen(m_model.units.front().front())) {
        m_batch.front().push_back(m_ledger.take(
            MemoryKind::batchGradients, m_model.units.front().front().numElements() * m_settings.bytes.gradient));
    }
}

} // namespace bafo::plan
