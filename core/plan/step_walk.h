// SPDX-License-Identifier: Apache-2.0
// The walk behind planned_step.h: what a rank holds while it goes through a step, and each of the step's parts.
#pragma once

#include "core/plan/memory_ledger.h"
#include "core/plan/model_shape.h"
#include "core/plan/planned_step.h"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace bafo::plan {

inline constexpr std::int64_t kPieceElements = 1 << 22; ///< of a matrix product that is made in pieces
inline constexpr std::int64_t kFewestRows = 32; ///< of such a piece
inline constexpr std::int64_t kFloat = 4; ///< bytes

/// Of a tensor that is divided: what the first rank has.
[[nodiscard]] inline std::int64_t rowsPerRank(std::int64_t rows, int numRanks)
{
    return (rows + numRanks - 1) / numRanks;
}

inline constexpr std::int64_t kTileElements = 1 << 21; ///< of a packed matrix that are widened at once

/// Of a base of 4 bits: NF4 with double quantisation in the blocks, bf16 around them.
[[nodiscard]] std::int64_t packedBytesOf(const TensorShape &tensor, bool isTable);

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
class StepWalk {
public:
    StepWalk(const ModelShape &model, const StepSettings &settings)
        : m_model(model)
        , m_settings(settings)
        , m_numRows(settings.microBatch * settings.sequenceLength)
        , m_weights(model.units.size())
        , m_gathered(model.units.size())
        , m_gradients(model.units.size())
        , m_waiting(model.units.size())
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
    [[nodiscard]] Held attentionScratch(std::int64_t bytesAScore);
    [[nodiscard]] std::int64_t widthOf(std::size_t unit, std::string_view part) const;

    /// Whether ATen's operators compute, not our loops: they widen what they sum up, and hold more on the way.
    [[nodiscard]] bool usesOperators() const { return m_settings.bytes.activation != kFloat; }
    [[nodiscard]] Held widened(std::int64_t width);

    // Weights and their gradients.
    [[nodiscard]] bool isFrozen(const TensorShape &tensor) const;
    [[nodiscard]] bool isPacked(const TensorShape &tensor) const;
    void takePacked();
    [[nodiscard]] Held tile(std::int64_t numRows);
    void takeWeights(bool hasMoments);
    [[nodiscard]] bool hasCopies() const
    {
        return m_settings.numRanks > 1 || m_settings.bytes.gathered != m_settings.bytes.weight;
    }
    void gather(std::size_t unit);
    void giveBack(std::size_t unit);
    void addBatchGradient(std::size_t unit, std::string_view part);
    void addBatchGradientOf(std::size_t unit, const TensorShape &tensor);
    void addTo(Holdings &sums, std::size_t unit);
    void reduce(std::size_t unit);
    void sumOverRanks(const TensorShape &tensor);
    void multiplyForGradient(std::int64_t outputs, std::int64_t inputs);
    void addProductInto(std::int64_t outputs);

    // Passes.
    [[nodiscard]] Held embed();
    [[nodiscard]] Held forwardBlock(SavedBlock *saved);
    [[nodiscard]] Held forwardAttention(SavedBlock &saved);
    [[nodiscard]] Held forwardFeedForward(SavedBlock &saved);
    [[nodiscard]] Held lossByOperators(Held &logits, std::int64_t count);
    [[nodiscard]] Held lossAndGradient();
    [[nodiscard]] const TensorShape *around(std::string_view name) const;
    [[nodiscard]] const TensorShape *rowsOfHead() const;
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
    std::vector<Holdings> m_waiting; ///< whole, of earlier micro-batches of the step
    std::int64_t m_numRoundsLeft = 0;
    std::vector<Holdings> m_batch; ///< whole, of the micro-batch at work
    Holdings m_moments;
};

} // namespace bafo::plan
