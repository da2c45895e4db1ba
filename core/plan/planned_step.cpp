// SPDX-License-Identifier: Apache-2.0
#include "core/plan/planned_step.h"

#include "core/plan/loss_chunk.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace bafo::plan {
namespace {

constexpr std::int64_t kPieceElements = 1 << 22; ///< of a matrix product that is made in pieces
constexpr std::int64_t kFewestRows = 32;
constexpr std::int64_t kSumPieceElements = 8 << 20; ///< of a gradient on its way to the other ranks
constexpr std::int64_t kQueriesPerChunk = 128;
constexpr std::int64_t kFloat = 4;
constexpr int kSteps = 2; ///< the heap has found its size by then
constexpr std::int64_t kMostRounds = 2; ///< of micro-batches: the later ones repeat

std::int64_t rowsPerRank(std::int64_t rows, int numRanks)
{
    return (rows + numRanks - 1) / numRanks;
}

/// What a block's forward pass leaves for backward.
struct SavedBlock {
    Held attentionScale;
    Held queries;
    Held keys;
    Held values;
    Held attended;
    Held logSums;
    Held attentionOut; ///< where it is normed
    Held attentionOutScale;
    Held middle;
    Held feedForwardScale;
    Held gate;
    Held up;
    Held feedForwardOut; ///< where it is normed
    Held feedForwardOutScale;
};

/// Holds what a rank holds. One object a walk.
class Walk {
public:
    Walk(const ModelShape &model, const StepSettings &settings)
        : m_model(model)
        , m_settings(settings)
        , m_numRows(settings.microBatch * settings.sequenceLength)
        , m_weights(model.units.size())
        , m_gathered(model.units.size())
        , m_gradients(model.units.size())
        , m_batch(model.units.size())
    {
    }

    [[nodiscard]] BytesByKind train();
    [[nodiscard]] BytesByKind score();

private:
    using Holdings = std::vector<Held>;

    // Sizes.
    [[nodiscard]] Held rows(std::int64_t width) { return rowsOf(MemoryKind::activations, width); }
    [[nodiscard]] Held rowsOf(MemoryKind kind, std::int64_t width)
    {
        return m_ledger.take(kind, m_numRows * width * m_settings.bytes.activation);
    }
    [[nodiscard]] Held floats(MemoryKind kind, std::int64_t count) { return m_ledger.take(kind, count * kFloat); }
    [[nodiscard]] Held rowScales() { return floats(MemoryKind::activations, m_numRows); }
    [[nodiscard]] Held attentionScratch();
    [[nodiscard]] std::int64_t widthOf(std::size_t unit, std::string_view part) const;

    // Weights and their gradients.
    void takeWeights(bool hasMoments);
    [[nodiscard]] bool hasCopies() const
    {
        return m_settings.numRanks > 1 || m_settings.bytes.gathered != m_settings.bytes.weight;
    }
    void gather(std::size_t unit);
    void giveBack(std::size_t unit);
    void addBatchGradient(std::size_t unit, std::string_view part);
    void addBatchGradientOf(std::size_t unit, const TensorShape &tensor);
    void reduce(std::size_t unit);
    void sumOverRanks(const TensorShape &tensor);
    void multiplyForGradient(std::int64_t outputs, std::int64_t inputs);
    void addProductInto(std::int64_t outputs);

    // Passes.
    [[nodiscard]] Held embed();
    [[nodiscard]] Held forwardBlock(SavedBlock *saved);
    [[nodiscard]] Held forwardAttention(SavedBlock &saved);
    [[nodiscard]] Held forwardFeedForward(SavedBlock &saved);
    [[nodiscard]] Held lossAndGradient();
    void scoreRows();
    [[nodiscard]] Held backwardBlock(std::size_t unit, SavedBlock &saved);
    [[nodiscard]] Held backwardFeedForward(std::size_t unit, SavedBlock &saved);
    [[nodiscard]] Held backwardAttention(std::size_t unit, SavedBlock &saved);
    [[nodiscard]] Held backwardEndNorm(Held &out, Held &scale);
    [[nodiscard]] Held backwardInputs(std::size_t unit, std::initializer_list<std::string_view> parts,
                                      std::string_view norm);
    void microBatch();
    void embedBackward();

    [[nodiscard]] std::size_t lastUnit() const { return m_model.units.size() - 1; }

    const ModelShape &m_model;
    StepSettings m_settings;
    std::int64_t m_numRows;
    MemoryLedger m_ledger; ///< before all that it counts
    std::vector<Holdings> m_weights;
    std::vector<Holdings> m_gathered;
    Holdings m_late; ///< given back, and not yet gone
    std::vector<Holdings> m_gradients; ///< of this rank's rows
    std::vector<Holdings> m_batch; ///< whole, of the micro-batch at work
    Holdings m_moments;
};

void Walk::takeWeights(bool hasMoments)
{
    for (std::size_t unit = 0; unit < m_model.units.size(); ++unit) {
        for (const TensorShape &tensor : m_model.units[unit]) {
            const std::int64_t own = rowsPerRank(tensor.rows, m_settings.numRanks) * tensor.rowSize;
            m_weights[unit].push_back(m_ledger.take(MemoryKind::weights, own * m_settings.bytes.weight));
        }
    }
    for (std::size_t unit = 0; hasMoments && unit < m_model.units.size(); ++unit) {
        for (const TensorShape &tensor : m_model.units[unit]) {
            const std::int64_t own = rowsPerRank(tensor.rows, m_settings.numRanks) * tensor.rowSize;
            for (int moment = 0; moment < 2; ++moment) {
                m_moments.push_back(m_ledger.take(MemoryKind::moments, own * m_settings.bytes.moment));
            }
        }
    }
}

void Walk::gather(std::size_t unit)
{
    if (!hasCopies() || !m_gathered[unit].empty()) {
        return;
    }
    for (const TensorShape &tensor : m_model.units[unit]) {
        const std::int64_t padded = rowsPerRank(tensor.rows, m_settings.numRanks) * m_settings.numRanks;
        m_gathered[unit].push_back(
            m_ledger.take(MemoryKind::gathered, padded * tensor.rowSize * m_settings.bytes.gathered));
    }
}

void Walk::giveBack(std::size_t unit)
{
    // The thread that gathered a unit may hold it a little longer: the last one goes when the next is given back.
    if (unit > 0 && m_settings.isFullySharded) {
        m_late = std::move(m_gathered[unit]);
        m_gathered[unit].clear();
    }
}

std::int64_t Walk::widthOf(std::size_t unit, std::string_view part) const
{
    for (const TensorShape &tensor : m_model.units[unit]) {
        if (tensor.name.find(part) != std::string::npos) {
            return tensor.rows;
        }
    }
    return 0;
}

/// Of the tensors of a part: weight and bias, or a norm.
void Walk::addBatchGradient(std::size_t unit, std::string_view part)
{
    for (const TensorShape &tensor : m_model.units[unit]) {
        if (tensor.name.find(part) != std::string::npos) {
            addBatchGradientOf(unit, tensor);
        }
    }
}

void Walk::addBatchGradientOf(std::size_t unit, const TensorShape &tensor)
{
    m_batch[unit].push_back(
        m_ledger.take(MemoryKind::batchGradients, tensor.numElements() * m_settings.bytes.gradient));
    if (tensor.rowSize > 1) {
        multiplyForGradient(tensor.rows, tensor.rowSize);
    }
}

/// The rows of the batch times themselves: laid out anew, whole or in pieces.
void Walk::multiplyForGradient(std::int64_t outputs, std::int64_t inputs)
{
    if (m_numRows * outputs <= kPieceElements) {
        const Held laidOut = rowsOf(MemoryKind::workspace, outputs);
        return;
    }
    const std::int64_t pieceRows = std::min(outputs, std::max(kFewestRows, kPieceElements / inputs));
    const Held piece = rowsOf(MemoryKind::workspace, pieceRows);
    const Held product = floats(MemoryKind::workspace, pieceRows * inputs);
}

void Walk::addProductInto(std::int64_t outputs)
{
    const std::int64_t pieceRows = std::min(m_numRows, std::max(kFewestRows, kPieceElements / outputs));
    const Held product = floats(MemoryKind::workspace, pieceRows * outputs);
}

void Walk::reduce(std::size_t unit)
{
    const bool isFirst = m_gradients[unit].empty();
    if (m_settings.numRanks == 1) {
        if (isFirst) { // the micro-batch's own gradient is the sum so far
            for (Held &gradient : m_batch[unit]) {
                gradient.become(MemoryKind::gradients);
            }
            m_gradients[unit] = std::move(m_batch[unit]);
        }
        m_batch[unit].clear();
        return;
    }
    for (std::size_t i = 0; i < m_model.units[unit].size(); ++i) {
        const TensorShape &tensor = m_model.units[unit][i];
        if (isFirst) {
            const std::int64_t own = rowsPerRank(tensor.rows, m_settings.numRanks) * tensor.rowSize;
            m_gradients[unit].push_back(m_ledger.take(MemoryKind::gradients, own * m_settings.bytes.gradient));
        }
        sumOverRanks(tensor);
    }
    m_batch[unit].clear();
}

void Walk::sumOverRanks(const TensorShape &tensor)
{
    const std::int64_t all = std::min(tensor.numElements(), kSumPieceElements);
    const Held sent = floats(MemoryKind::workspace, all);
    const Held received = floats(MemoryKind::workspace, all);
}

Held Walk::attentionScratch()
{
    const std::int64_t chunk = std::min(m_settings.sequenceLength, kQueriesPerChunk);
    return floats(MemoryKind::workspace, m_settings.numThreads * 2 * chunk * m_settings.sequenceLength);
}

Held Walk::embed()
{
    Held found = rows(m_model.hiddenSize);
    return m_model.hasScaledEmbedding ? rows(m_model.hiddenSize) : std::move(found);
}

Held Walk::forwardAttention(SavedBlock &saved)
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
        const Held scratch = attentionScratch();
    }
    return rows(m_model.hiddenSize);
}

Held Walk::forwardFeedForward(SavedBlock &saved)
{
    saved.feedForwardScale = rowScales();
    Held normed = rows(m_model.hiddenSize);
    saved.gate = rows(m_model.intermediateSize);
    saved.up = rows(m_model.intermediateSize);
    normed.giveBack();
    const Held gated = rows(m_model.intermediateSize);
    return rows(m_model.hiddenSize);
}

/// Without a place for what backward needs each part goes as soon as its own pass is over.
Held Walk::forwardBlock(SavedBlock *kept)
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

Held Walk::lossAndGradient()
{
    Held gradient = rowsOf(MemoryKind::lossHead, m_model.hiddenSize);
    const std::int64_t chunk = rowsPerLossChunk(m_model.vocabularySize, m_settings.lossChunkMib << 20);
    const TensorShape &head = m_model.units.front().back();
    const TensorShape &table = m_model.isTied ? m_model.units.front().front() : head;
    for (std::int64_t first = 0; first < std::min(m_numRows, 3 * chunk); first += chunk) {
        const std::int64_t count = std::min(chunk, m_numRows - first);
        const Held logits = floats(MemoryKind::lossHead, count * m_model.vocabularySize);
        {
            const Held product = floats(MemoryKind::workspace, count * m_model.hiddenSize);
        }
        if (first == 0) {
            m_batch.front().push_back(
                m_ledger.take(MemoryKind::batchGradients, table.numElements() * m_settings.bytes.gradient));
        }
        const std::int64_t pieceRows
            = std::min(m_model.vocabularySize, std::max(kFewestRows, kPieceElements / m_model.hiddenSize));
        const Held piece = floats(MemoryKind::workspace, pieceRows * count);
        const Held product = floats(MemoryKind::workspace, pieceRows * m_model.hiddenSize);
    }
    return gradient;
}

Held Walk::backwardEndNorm(Held &out, Held &scale)
{
    Held result = rows(m_model.hiddenSize);
    out.giveBack();
    scale.giveBack();
    return result;
}

/// Of linear layers over one norm: their gradients, and that of their input.
Held Walk::backwardInputs(std::size_t unit, std::initializer_list<std::string_view> parts, std::string_view norm)
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
Held Walk::backwardFeedForward(std::size_t unit, SavedBlock &saved)
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
    addBatchGradient(unit, "mlp.down_proj");
    product.giveBack();
    saved.gate.giveBack();
    saved.up.giveBack();
    gradient.giveBack();
    return backwardInputs(unit, {"mlp.gate_proj", "mlp.up_proj"},
                          m_model.hasEndNorms ? "pre_feedforward_layernorm" : "post_attention_layernorm");
}

/// -> the share of the input's gradient that comes through attention.
Held Walk::backwardAttention(std::size_t unit, SavedBlock &saved)
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
        const Held scratch = attentionScratch();
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

Held Walk::backwardBlock(std::size_t unit, SavedBlock &saved)
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

void Walk::embedBackward()
{
    Held scaled;
    if (m_model.hasScaledEmbedding) {
        scaled = rows(m_model.hiddenSize);
    }
    if (!m_model.isTied) {
        m_batch.front().push_back(m_ledger.take(
            MemoryKind::batchGradients, m_model.units.front().front().numElements() * m_settings.bytes.gradient));
    }
}

void Walk::microBatch()
{
    const Held ids = m_ledger.take(MemoryKind::activations, m_numRows * 16);
    std::vector<Held> stream; // what goes into each block, and what comes out of the last
    std::vector<SavedBlock> saved(m_model.units.size());
    gather(0);
    stream.push_back(embed());
    for (std::size_t unit = 1; unit <= lastUnit(); ++unit) {
        gather(unit);
        if (unit < lastUnit()) {
            gather(unit + 1);
        }
        stream.push_back(forwardBlock(m_settings.isRecomputed ? nullptr : &saved[unit]));
        if (unit < lastUnit()) {
            giveBack(unit);
        }
    }
    const Held scale = rowScales();
    const Held normed = rows(m_model.hiddenSize);
    const Held toHidden = lossAndGradient();
    addBatchGradient(0, "model.norm");
    Held gradient = rows(m_model.hiddenSize);
    for (std::size_t unit = lastUnit(); unit > 0; --unit) {
        gather(unit);
        if (unit > 1) {
            gather(unit - 1);
        }
        Held again;
        if (m_settings.isRecomputed) {
            again = forwardBlock(&saved[unit]);
        }
        Held next = backwardBlock(unit, saved[unit]);
        gradient = std::move(next);
        // A graph holds its output till the block is through; what came out of the last block stays to the end.
        if (m_settings.isRecomputed || unit == 1) {
            stream[unit - 1].giveBack();
        }
        if (!m_settings.isRecomputed && unit < lastUnit()) {
            stream[unit].giveBack();
        }
        reduce(unit);
        giveBack(unit);
    }
    embedBackward();
    reduce(0);
}

BytesByKind Walk::train()
{
    takeWeights(true);
    const std::int64_t numMicroBatches
        = (m_settings.sequencesPerStep + m_settings.microBatch - 1) / m_settings.microBatch;
    const std::int64_t numRounds = (numMicroBatches + m_settings.numRanks - 1) / m_settings.numRanks;
    for (int step = 0; step < kSteps; ++step) {
        for (Holdings &gradients : m_gradients) {
            gradients.clear();
        }
        for (std::int64_t round = 0; round < std::min(numRounds, kMostRounds); ++round) {
            microBatch();
        }
    }
    return m_ledger.mostHeld();
}

void Walk::scoreRows()
{
    const std::int64_t chunk = rowsPerLossChunk(m_model.vocabularySize, m_settings.lossChunkMib << 20);
    const Held logits = floats(MemoryKind::lossHead, std::min(chunk, m_numRows) * m_model.vocabularySize);
}

BytesByKind Walk::score()
{
    takeWeights(false);
    Held stream = embed();
    for (std::size_t unit = 1; unit <= lastUnit(); ++unit) {
        Held next = forwardBlock(nullptr);
        stream = std::move(next);
    }
    const Held scale = rowScales();
    const Held normed = rows(m_model.hiddenSize);
    stream.giveBack();
    scoreRows();
    return m_ledger.mostHeld();
}

} // namespace

BytesByKind planTrainingTensors(const ModelShape &model, const StepSettings &settings)
{
    return Walk(model, settings).train();
}

BytesByKind planScoringTensors(const ModelShape &model, const StepSettings &settings)
{
    return Walk(model, settings).score();
}

LoadingBytes planLoading(const ModelShape &model, const StepSettings &settings)
{
    LoadingBytes most;
    std::int64_t weights = 0;
    for (const auto &unit : model.units) {
        for (const TensorShape &tensor : unit) {
            const std::int64_t own = rowsPerRank(tensor.rows, settings.numRanks);
            weights += own * tensor.rowSize * settings.bytes.weight;
            const std::int64_t pages = tensor.fileBytes / tensor.rows * own;
            if (weights + pages > most.weights + most.filePages) {
                most = {.weights = weights, .filePages = pages};
            }
        }
    }
    return most;
}

} // namespace bafo::plan
