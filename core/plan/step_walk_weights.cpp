// SPDX-License-Identifier: Apache-2.0
// Weights and their gradients: kept, gathered, summed.
#include "core/base/name_pattern.h"
#include "core/plan/step_walk.h"

#include <algorithm>
#include <string>
#include <utility>

namespace bafo::plan {
namespace {

constexpr std::int64_t kSumPieceElements = 8 << 20; ///< of a gradient on its way to the other ranks

constexpr std::int64_t kTableElementsAtOnce = 1 << 22; ///< of a table that is read to be packed
constexpr std::int64_t kBlockSize = 64; ///< numbers with a scale
constexpr std::int64_t kScaleBlockSize = 256; ///< scales of a byte with a scale of their own

} // namespace

std::int64_t packedBytesOf(const TensorShape &tensor, bool isTable)
{
    if (isTable) {
        return 2 * tensor.numElements();
    }
    const std::int64_t numBlocks = (tensor.numElements() + kBlockSize - 1) / kBlockSize;
    return (tensor.numElements() + 1) / 2 + numBlocks + (numBlocks + kScaleBlockSize - 1) / kScaleBlockSize * kFloat;
}

bool StepWalk::isPacked(const TensorShape &tensor) const
{
    return m_settings.isBasePacked && tensor.isFrozen && tensor.rowSize > 1;
}

/// The largest matrix, or some rows of a table, stands beside it as fp32.
void StepWalk::takePacked()
{
    std::int64_t largest = kTableElementsAtOnce;
    for (std::size_t unit = 1; unit < m_model.units.size(); ++unit) {
        for (const TensorShape &tensor : m_model.units[unit]) {
            largest = isPacked(tensor) ? std::max(largest, tensor.numElements()) : largest;
        }
    }
    const Held read = floats(MemoryKind::workspace, m_settings.isBasePacked ? largest : 0);
    for (std::size_t unit = 0; unit < m_model.units.size(); ++unit) {
        for (const TensorShape &tensor : m_model.units[unit]) {
            if (isPacked(tensor)) {
                m_weights[unit].push_back(m_ledger.take(MemoryKind::weights, packedBytesOf(tensor, unit == 0)));
            }
        }
    }
}

/// What is widened at once of a packed matrix, and the product of so many rows with it.
Held StepWalk::tile(std::int64_t numRows)
{
    const std::int64_t tileRows = std::max<std::int64_t>(1, kTileElements / m_model.hiddenSize);
    return floats(MemoryKind::workspace, m_settings.isBasePacked ? kTileElements + numRows * tileRows : 0);
}

bool StepWalk::isFrozen(const TensorShape &tensor) const
{
    return tensor.isFrozen || matchesAny(m_settings.frozenTensors, tensor.name);
}

void StepWalk::takeWeights(bool hasMoments)
{
    takePacked();
    for (std::size_t unit = 0; unit < m_model.units.size(); ++unit) {
        for (const TensorShape &tensor : m_model.units[unit]) {
            if (isPacked(tensor)) {
                continue;
            }
            const std::int64_t own = rowsPerRank(tensor.rows, m_settings.numRanks) * tensor.rowSize;
            m_weights[unit].push_back(m_ledger.take(MemoryKind::weights, own * m_settings.bytes.weight));
        }
    }
    for (std::size_t unit = 0; hasMoments && unit < m_model.units.size(); ++unit) {
        for (const TensorShape &tensor : m_model.units[unit]) {
            const std::int64_t own = rowsPerRank(tensor.rows, m_settings.numRanks) * tensor.rowSize;
            for (int moment = 0; moment < 2 && !isFrozen(tensor); ++moment) {
                m_moments.push_back(m_ledger.take(MemoryKind::moments, own * m_settings.bytes.moment));
            }
        }
    }
}

void StepWalk::gather(std::size_t unit)
{
    if (!hasCopies() || !m_gathered[unit].empty()) {
        return;
    }
    Holdings sent; // other than what is kept, until all have it
    for (const TensorShape &tensor : m_model.units[unit]) {
        if (isPacked(tensor)) {
            continue;
        }
        const std::int64_t padded = rowsPerRank(tensor.rows, m_settings.numRanks) * m_settings.numRanks;
        const std::int64_t bytes = tensor.rowSize > 1 ? m_settings.bytes.gathered : kFloat;
        m_gathered[unit].push_back(m_ledger.take(MemoryKind::gathered, padded * tensor.rowSize * bytes));
        if (m_settings.numRanks > 1 && bytes != m_settings.bytes.weight) {
            sent.push_back(m_ledger.take(MemoryKind::gathered, padded / m_settings.numRanks * tensor.rowSize * bytes));
        }
    }
}

void StepWalk::giveBack(std::size_t unit)
{
    // The thread that gathered a unit may hold it a little longer: the last one goes when the next is given back.
    if (unit > 0 && m_settings.isFullySharded) {
        m_late = std::move(m_gathered[unit]);
        m_gathered[unit].clear();
    }
}

std::int64_t StepWalk::widthOf(std::size_t unit, std::string_view part) const
{
    for (const TensorShape &tensor : m_model.units[unit]) {
        if (tensor.name.find(part) != std::string::npos) {
            return tensor.rows;
        }
    }
    return 0;
}

/// Of the tensors of a part: weight and bias, or a norm.
void StepWalk::addBatchGradient(std::size_t unit, std::string_view part)
{
    for (const TensorShape &tensor : m_model.units[unit]) {
        if (tensor.name.find(part) != std::string::npos) {
            addBatchGradientOf(unit, tensor);
        }
    }
}

void StepWalk::addBatchGradientOf(std::size_t unit, const TensorShape &tensor)
{
    if (isFrozen(tensor)) {
        return;
    }
    m_batch[unit].push_back(
        m_ledger.take(MemoryKind::batchGradients, tensor.numElements() * m_settings.bytes.gradient));
    if (tensor.rowSize > 1) {
        multiplyForGradient(tensor.rows, tensor.rowSize);
    }
}

/// The rows of the batch times themselves: laid out anew, whole or in pieces.
void StepWalk::multiplyForGradient(std::int64_t outputs, std::int64_t inputs)
{
    const Held wide = widened(outputs);
    if (m_numRows * outputs <= kPieceElements) {
        const Held laidOut = rowsOf(MemoryKind::workspace, outputs);
        return;
    }
    const std::int64_t pieceRows = std::min(outputs, std::max(kFewestRows, kPieceElements / inputs));
    const Held piece = rowsOf(MemoryKind::workspace, pieceRows);
    const Held product = floats(MemoryKind::workspace, pieceRows * inputs);
}

void StepWalk::addProductInto(std::int64_t outputs)
{
    const std::int64_t pieceRows = std::min(m_numRows, std::max(kFewestRows, kPieceElements / outputs));
    const Held product = floats(MemoryKind::workspace, pieceRows * outputs);
}

/// The micro-batch's own gradient is the sum so far, or is added to it.
void StepWalk::addTo(Holdings &sums, std::size_t unit)
{
    if (sums.empty()) {
        for (Held &gradient : m_batch[unit]) {
            gradient.become(MemoryKind::gradients);
        }
        sums = std::move(m_batch[unit]);
    }
    m_batch[unit].clear();
}

void StepWalk::reduce(std::size_t unit)
{
    if (m_settings.numRanks == 1) {
        addTo(m_gradients[unit], unit);
        return;
    }
    if (m_settings.sumsAtTheEnd) {
        addTo(m_waiting[unit], unit);
        if (m_numRoundsLeft > 0) {
            return;
        }
    }
    const bool isFirst = m_gradients[unit].empty();
    for (const TensorShape &tensor : m_model.units[unit]) {
        if (isFrozen(tensor)) {
            continue;
        }
        if (isFirst) {
            const std::int64_t own = rowsPerRank(tensor.rows, m_settings.numRanks) * tensor.rowSize;
            m_gradients[unit].push_back(m_ledger.take(MemoryKind::gradients, own * m_settings.bytes.gradient));
        }
        sumOverRanks(tensor);
    }
    m_batch[unit].clear();
    m_waiting[unit].clear();
}

void StepWalk::sumOverRanks(const TensorShape &tensor)
{
    const std::int64_t all = std::min(tensor.numElements(), kSumPieceElements);
    const Held sent = floats(MemoryKind::workspace, all);
    const Held received = floats(MemoryKind::workspace, all);
}

} // namespace bafo::plan
