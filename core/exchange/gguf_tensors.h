// SPDX-License-Identifier: Apache-2.0
// What llama.cpp's names and layouts of tensors mean in Hugging Face terms, for architectures llama, qwen2 and gemma2.
// Source of the layout: llama.cpp's convert_hf_to_gguf.py and gguf-py/gguf/constants.py (early 2025).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace bafo::exchange {

/// What llama.cpp's converter has done to the values: rows of q and k permuted (llama), 1 added to the weights of norms
/// (gemma2).
enum class GgufChange { none, permutedQuery, permutedKey, addedOne };

struct TensorRename {
    std::string name;
    GgufChange change = GgufChange::none;
};

/// Into Hugging Face's: "blk.3.attn_q.weight" -> "model.layers.3.self_attn.q_proj.weight"; nothing for names that are
/// not of this architecture. rope_freqs.weight has no counterpart: it is part of the configuration.
[[nodiscard]] std::optional<TensorRename> renameGgufTensor(std::string_view architecture, std::string_view ggufName);

/// The way back: "model.layers.3.self_attn.q_proj.weight" -> "blk.3.attn_q.weight", with what has to be done to the
/// values; nothing for names that llama.cpp does not know.
[[nodiscard]] std::optional<TensorRename> ggufTensorOf(std::string_view architecture, std::string_view name);

/// llama.cpp interleaves the two rotary halves of each head: its row (head, i, half) is row (head, half, i) here.
/// `rows` holds numHeads * headDim rows of rowLength values; headDim is even. Writes to `ordered`, of equal size.
void undoRotaryPermutation(std::span<const float> rows, std::span<float> ordered, std::int64_t numHeads,
                           std::int64_t rowLength);

/// What llama.cpp's converter does to rows of q and k: the same sizes, the other way round.
void applyRotaryPermutation(std::span<const float> ordered, std::span<float> rows, std::int64_t numHeads,
                            std::int64_t rowLength);

} // namespace bafo::exchange
