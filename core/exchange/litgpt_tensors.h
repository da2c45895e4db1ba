// SPDX-License-Identifier: Apache-2.0
// Where a tensor under its Hugging Face name lies in a LitGPT checkpoint.
// Source of the names: litgpt/scripts/convert_hf_checkpoint.py of LitGPT 0.5.13.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::exchange {

/// Rows [begin, begin + count).
struct RowRange {
    std::int64_t begin = 0;
    std::int64_t count = 0;

    bool operator==(const RowRange &) const = default;
};

/// A LitGPT tensor, and which of its rows; all of them where `rows` is empty.
struct LitgptPart {
    std::string name;
    std::vector<RowRange> rows;
};

/// Sizes that place q, k and v in the one tensor that LitGPT keeps for the three.
struct HeadCounts {
    std::int64_t numHeads = 0;
    std::int64_t numKeyValueHeads = 0;
    std::int64_t headSize = 0;

    [[nodiscard]] std::int64_t numRows() const { return (numHeads + 2 * numKeyValueHeads) * headSize; }
};

/// How that tensor is ordered: `attn.qkv` holds all of q, then k, then v; the older `attn.attn` holds for each
/// key-value head its queries, its key and its value.
enum class QkvLayout { blocks, interleaved };

/// "model.layers.3.self_attn.k_proj.weight" -> rows of "transformer.h.3.attn.qkv.weight". `hasFourNorms` is Gemma-2's
/// way of naming norms. Nothing for names that LitGPT has no counterpart for.
[[nodiscard]] std::optional<LitgptPart> litgptPartOf(std::string_view huggingFaceName, bool hasFourNorms,
                                                     const HeadCounts &heads, QkvLayout layout);

} // namespace bafo::exchange
