// SPDX-License-Identifier: Apache-2.0
// Keys and values that one layer remembers of a sequence: all of them, or the last ones where it looks back no further.
//
// Shapes: G key-value heads, S rows of room, T new rows, E size of a head; B is 1.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace bafo::model {

/// Rows lie in the order of their positions. A layer with a window has room for the window and some more: so that it
/// seldom has to move rows, and so that a little can be taken back. One thread at a time.
class LayerCache {
public:
    /// Room for a sequence of `capacity` rows, in a layer that sees `window` of them (0: all). Takes memory, as
    /// the first keys say where and of which type, only when it is used.
    LayerCache(std::int64_t capacity, std::int64_t window);

    /// Keys and values of the last rows of a sequence, as far as they are needed.
    struct Rows {
        at::Tensor keys_BGSE;
        at::Tensor values_BGSE;
    };

    /// Remembers new rows [1, T, G, E], of which the first stands at firstPosition; what was behind it is forgotten.
    /// Returns these and all before them that a row among them sees. The result lives until the next call.
    Rows append(const at::Tensor &keys_BTGE, const at::Tensor &values_BTGE, std::int64_t firstPosition);

    /// Whether a row at this position finds everything that it sees, and so can be the next one.
    [[nodiscard]] bool canContinueAt(std::int64_t position) const;

    [[nodiscard]] std::int64_t numRows() const { return m_numRows; }

private:
    [[nodiscard]] std::int64_t numSeenBefore(std::int64_t position) const;
    void dropOldest(std::int64_t numKept, std::int64_t numUsed);
    void put(std::int64_t at, const at::Tensor &keys_BGTE, const at::Tensor &values_BGTE);

    void makeRoom(const at::Tensor &keys_BGTE);

    std::int64_t m_window;
    std::int64_t m_numRows;
    std::int64_t m_firstPosition = 0; ///< of row 0
    at::Tensor m_keys_BGSE; ///< undefined until the first rows come
    at::Tensor m_values_BGSE;
};

} // namespace bafo::model
