// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/gguf_tensors.h"

#include "core/base/check.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace bafo::exchange {
namespace {

struct NamePair {
    std::string_view gguf;
    std::string_view huggingFace;
};

constexpr std::array kOutside = {
    NamePair{"token_embd", "model.embed_tokens"},
    NamePair{"output_norm", "model.norm"},
    NamePair{"output", "lm_head"},
};

constexpr std::array kInBlock = {
    NamePair{"attn_norm", "input_layernorm"},    NamePair{"attn_q", "self_attn.q_proj"},
    NamePair{"attn_k", "self_attn.k_proj"},      NamePair{"attn_v", "self_attn.v_proj"},
    NamePair{"attn_output", "self_attn.o_proj"}, NamePair{"ffn_gate", "mlp.gate_proj"},
    NamePair{"ffn_up", "mlp.up_proj"},           NamePair{"ffn_down", "mlp.down_proj"},
};

constexpr std::array kTwoNorms = {NamePair{"ffn_norm", "post_attention_layernorm"}};

constexpr std::array kFourNorms = {
    NamePair{"post_attention_norm", "post_attention_layernorm"},
    NamePair{"ffn_norm", "pre_feedforward_layernorm"},
    NamePair{"post_ffw_norm", "post_feedforward_layernorm"},
};

std::string_view find(std::span<const NamePair> pairs, std::string_view name)
{
    const auto found
        = std::find_if(pairs.begin(), pairs.end(), [&](const NamePair &pair) { return pair.gguf == name; });
    return found == pairs.end() ? std::string_view() : found->huggingFace;
}

std::string_view findBack(std::span<const NamePair> pairs, std::string_view name)
{
    const auto found
        = std::find_if(pairs.begin(), pairs.end(), [&](const NamePair &pair) { return pair.huggingFace == name; });
    return found == pairs.end() ? std::string_view() : found->gguf;
}

/// What the converter has done to a tensor, by the last part of its name.
GgufChange changeOf(std::string_view architecture, std::string_view stem)
{
    if (architecture == "llama" && (stem == "attn_q" || stem == "attn_k")) {
        return stem == "attn_q" ? GgufChange::permutedQuery : GgufChange::permutedKey;
    }
    return architecture == "gemma2" && stem.ends_with("norm") ? GgufChange::addedOne : GgufChange::none;
}

} // namespace

std::optional<TensorRename> renameGgufTensor(std::string_view architecture, std::string_view ggufName)
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
    if (const std::string_view name = find(kOutside, stem); !name.empty()) {
        return TensorRename{.name = std::string(name) + std::string(kind), .change = changeOf(architecture, stem)};
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
    const std::string_view inBlock = stem.substr(dot + 1);
    std::string_view name = find(kInBlock, inBlock);
    if (name.empty()) {
        name = architecture == "gemma2" ? find(kFourNorms, inBlock) : find(kTwoNorms, inBlock);
    }
    // Only the one spelling of a number is taken: "007" would collide with "7".
    if (error != std::errc() || end != stem.data() + dot || std::to_string(layer).size() != dot || name.empty()) {
        return std::nullopt;
    }
    return TensorRename{.name = "model.layers." + std::to_string(layer) + "." + std::string(name) + std::string(kind),
                        .change = changeOf(architecture, inBlock)};
}

std::optional<TensorRename> ggufTensorOf(std::string_view architecture, std::string_view name)
{
    const std::size_t lastDot = name.rfind('.');
    if (lastDot == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string kind(name.substr(lastDot));
    const std::string_view stem = name.substr(0, lastDot);
    if (const std::string_view outside = findBack(kOutside, stem); !outside.empty()) {
        return TensorRename{.name = std::string(outside) + kind, .change = changeOf(architecture, outside)};
    }
    constexpr std::string_view kLayers = "model.layers.";
    const std::size_t dot = stem.find('.', kLayers.size());
    if (!stem.starts_with(kLayers) || dot == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view inBlock = stem.substr(dot + 1);
    std::string_view found = findBack(kInBlock, inBlock);
    if (found.empty()) {
        found = architecture == "gemma2" ? findBack(kFourNorms, inBlock) : findBack(kTwoNorms, inBlock);
    }
    if (found.empty()) {
        return std::nullopt;
    }
    const std::string layer(stem.substr(kLayers.size(), dot - kLayers.size()));
    return TensorRename{.name = "blk." + layer + "." + std::string(found) + kind,
                        .change = changeOf(architecture, found)};
}

namespace {

/// Calls `move(interleaved, ordered)` for every row of the one and its place in the other.
template <class Move>
void forEachRotaryRow(std::size_t numValues, std::int64_t numHeads, std::int64_t rowLength, const Move &move)
{
    const auto heads = static_cast<std::size_t>(numHeads);
    const auto length = static_cast<std::size_t>(rowLength);
    BAFO_CHECK(heads > 0 && length > 0 && numValues % (2 * heads * length) == 0,
               "rows do not divide into rotary halves of heads");
    const std::size_t half = numValues / (2 * heads * length);
    for (std::size_t head = 0; head < heads; ++head) {
        for (std::size_t side = 0; side < 2; ++side) {
            for (std::size_t i = 0; i < half; ++i) {
                move((head * 2 * half + 2 * i + side) * length, (head * 2 * half + side * half + i) * length);
            }
        }
    }
}

void copyRow(std::span<const float> from, std::size_t fromPlace, std::span<float> to, std::size_t toPlace,
             std::int64_t rowLength)
{
    std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(fromPlace), rowLength,
                to.begin() + static_cast<std::ptrdiff_t>(toPlace));
}

} // namespace

void undoRotaryPermutation(std::span<const float> rows, std::span<float> ordered, std::int64_t numHeads,
                           std::int64_t rowLength)
{
    BAFO_CHECK(rows.size() == ordered.size(), "rows of two sizes");
    forEachRotaryRow(rows.size(), numHeads, rowLength, [&](std::size_t interleaved, std::size_t inOrder) {
        copyRow(rows, interleaved, ordered, inOrder, rowLength);
    });
}

void applyRotaryPermutation(std::span<const float> ordered, std::span<float> rows, std::int64_t numHeads,
                            std::int64_t rowLength)
{
    BAFO_CHECK(rows.size() == ordered.size(), "rows of two sizes");
    forEachRotaryRow(rows.size(), numHeads, rowLength, [&](std::size_t interleaved, std::size_t inOrder) {
        copyRow(ordered, inOrder, rows, interleaved, rowLength);
    });
}

} // namespace bafo::exchange
