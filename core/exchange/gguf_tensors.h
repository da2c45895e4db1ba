// SPDX-License-Identifier: Apache-2.0
// What llama.cpp's architecture "llama" means in Hugging Face terms: tensor names and the row order of q and k.
// Source of the layout: llama.cpp's convert_hf_to_gguf.py and gguf-py/gguf/constants.py (early 2025).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace bafo::exchange {

/// Which rows llama.cpp has permuted.
enum class RowOrder { plain, permutedQuery, permutedKey };

struct TensorRename {
    std::string name; ///< Hugging Face name
    RowOrder rowOrder = RowOrder::plain;
};

/// "blk.3.attn_q.weight" -> "model.layers.3.self_attn.q_proj.weight"; nothing for names that are not of this
/// architecture. rope_freqs.weight has no counterpart: it is part of the configuration.
[[nodiscard]] std::optional<TensorRename> renameGgufLlamaTensor(std::string_view ggufName);

/// llama.cpp interleaves the two rotary halves of each head: its row (head, i, half) is row (head, half, i) here.
/// `rows` holds numHeads * headDim rows of rowLength values; headDim is even. Writes to `ordered`, of equal size.
void undoRotaryPermutation(std::span<const float> rows, std::span<float> ordered, std::int64_t numHeads,
                           std::int64_t rowLength);

} // namespace bafo::exchange
