// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/gguf_llama.h"

#include "core/base/check.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace bafo::exchange {
namespace {

struct NamePair {
    std::string_view gguf;
    std::string_view huggingFace;
    RowOrder rowOrder = RowOrder::plain;
};

constexpr std::array kOutside = {
    NamePair{"token_embd", "model.embed_tokens"},
    NamePair{"output_norm", "model.norm"},
    NamePair{"output", "lm_head"},
};

constexpr std::array kInBlock = {
    NamePair{"attn_norm", "input_layernorm"},
    NamePair{"attn_q", "self_attn.q_proj", RowOrder::permutedQuery},
    NamePair{"attn_k", "self_attn.k_proj", RowOrder::permutedKey},
    NamePair{"attn_v", "self_attn.v_proj"},
    NamePair{"attn_output", "self_attn.o_proj"},
    NamePair{"ffn_norm", "post_attention_layernorm"},
    NamePair{"ffn_gate", "mlp.gate_proj"},
    NamePair{"ffn_up", "mlp.up_proj"},
    NamePair{"ffn_down", "mlp.down_proj"},
};

template <std::size_t N>
const NamePair *findPair(const std::array<NamePair, N> &pairs, std::string_view name)
{
    const auto found
        = std::find_if(pairs.begin(), pairs.end(), [&](const NamePair &pair) { return pair.gguf == name; });
    return found == pairs.end() ? nullptr : &*found;
}

} // namespace

std::optional<TensorRename> renameGgufLlamaTensor(std::string_view ggufName)
{
    const std::size_t lastDot = ggufName.rfind('.');
    if (lastDot == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view kind = ggufName.substr(lastDot);
    if (kind != ".weight" && kind != ".bias") {
        return std::nullopt;
    }
    std::string_view stem = ggufName.substr(0, lastDot);
    if (const NamePair *pair = findPair(kOutside, stem)) {
        return TensorRename{.name = std::string(pair->huggingFace) + std::string(kind), .rowOrder = pair->rowOrder};
    }
    constexpr std::string_view kBlock = "blk.";
    if (!stem.starts_with(kBlock)) {
        return std::nullopt;
    }
    stem.remove_prefix(kBlock.size());
    const std::size_t dot = stem.find('.');
    if (dot == std::string_view::npos) {
        return std::nullopt;
    }
    unsigned layer = 0;
    const auto [end, error] = std::from_chars(stem.data(), stem.data() + dot, layer);
    const NamePair *pair = findPair(kInBlock, stem.substr(dot + 1));
    // Only the one spelling of a number is taken: "007" would collide with "7".
    if (error != std::errc() || end != stem.data() + dot || std::to_string(layer).size() != dot || pair == nullptr) {
        return std::nullopt;
    }
    return TensorRename{.name = "model.layers." + std::to_string(layer) + "." + std::string(pair->huggingFace)
                            + std::string(kind),
                        .rowOrder = pair->rowOrder};
}

void undoRotaryPermutation(std::span<const float> rows, std::span<float> ordered, std::int64_t numHeads,
                           std::int64_t rowLength)
{
    const auto heads = static_cast<std::size_t>(numHeads);
    const auto length = static_cast<std::size_t>(rowLength);
    BAFO_CHECK(rows.size() == ordered.size() && heads > 0 && length > 0 && rows.size() % (2 * heads * length) == 0,
               "rows do not divide into rotary halves of heads");
    const std::size_t half = rows.size() / (2 * heads * length);
    for (std::size_t head = 0; head < heads; ++head) {
        for (std::size_t side = 0; side < 2; ++side) {
            for (std::size_t i = 0; i < half; ++i) {
                const std::size_t from = head * 2 * half + 2 * i + side;
                const std::size_t to = head * 2 * half + side * half + i;
                std::copy_n(rows.begin() + static_cast<std::ptrdiff_t>(from * length), length,
                            ordered.begin() + static_cast<std::ptrdiff_t>(to * length));
            }
        }
    }
}

} // namespace bafo::exchange
