// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/litgpt_tensors.h"

#include <algorithm>
#include <array>
#include <span>

namespace bafo::exchange {
namespace {

struct NamePair {
    std::string_view huggingFace;
    std::string_view litgpt;
};

constexpr std::array kOutside = {
    NamePair{"model.embed_tokens", "transformer.wte"},
    NamePair{"model.norm", "transformer.ln_f"},
    NamePair{"lm_head", "lm_head"},
};

constexpr std::array kInBlock = {
    NamePair{"self_attn.o_proj", "attn.proj"}, NamePair{"mlp.gate_proj", "mlp.fc_1"},
    NamePair{"mlp.up_proj", "mlp.fc_2"},       NamePair{"mlp.down_proj", "mlp.proj"},
    NamePair{"input_layernorm", "norm_1"},
};

constexpr std::array kTwoNorms = {NamePair{"post_attention_layernorm", "norm_2"}};

constexpr std::array kFourNorms = {
    NamePair{"post_attention_layernorm", "post_attention_norm"},
    NamePair{"pre_feedforward_layernorm", "norm_2"},
    NamePair{"post_feedforward_layernorm", "post_mlp_norm"},
};

std::string_view find(std::span<const NamePair> pairs, std::string_view name)
{
    const auto found
        = std::find_if(pairs.begin(), pairs.end(), [&](const NamePair &pair) { return pair.huggingFace == name; });
    return found == pairs.end() ? std::string_view() : found->litgpt;
}

/// Which of q (0), k (1) and v (2); nothing for others.
std::optional<int> partOfQkv(std::string_view name)
{
    constexpr std::array kParts = {std::string_view("self_attn.q_proj"), std::string_view("self_attn.k_proj"),
                                   std::string_view("self_attn.v_proj")};
    const auto found = std::find(kParts.begin(), kParts.end(), name);
    return found == kParts.end() ? std::nullopt : std::optional(static_cast<int>(found - kParts.begin()));
}

std::vector<RowRange> rowsOf(int part, const HeadCounts &heads, QkvLayout layout)
{
    const std::int64_t size = heads.headSize;
    if (layout == QkvLayout::blocks) {
        const std::int64_t queries = heads.numHeads * size;
        const std::int64_t keys = heads.numKeyValueHeads * size;
        return {part == 0 ? RowRange{0, queries} : RowRange{queries + (part - 1) * keys, keys}};
    }
    std::vector<RowRange> rows;
    const std::int64_t queriesPerGroup = heads.numHeads / heads.numKeyValueHeads;
    for (std::int64_t group = 0; group < heads.numKeyValueHeads; ++group) {
        const std::int64_t begin = group * (queriesPerGroup + 2) * size;
        rows.push_back(part == 0 ? RowRange{begin, queriesPerGroup * size}
                                 : RowRange{begin + (queriesPerGroup + part - 1) * size, size});
    }
    return rows;
}

} // namespace

std::optional<LitgptPart> litgptPartOf(std::string_view huggingFaceName, bool hasFourNorms, const HeadCounts &heads,
                                       QkvLayout layout)
{
    const std::size_t lastDot = huggingFaceName.rfind('.');
    if (lastDot == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string kind(huggingFaceName.substr(lastDot));
    const std::string_view stem = huggingFaceName.substr(0, lastDot);
    if (const std::string_view name = find(kOutside, stem); !name.empty()) {
        return LitgptPart{.name = std::string(name) + kind, .rows = {}};
    }
    constexpr std::string_view kLayers = "model.layers.";
    const std::size_t dot = stem.find('.', kLayers.size());
    if (!stem.starts_with(kLayers) || dot == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string block = "transformer.h." + std::string(stem.substr(kLayers.size(), dot - kLayers.size())) + ".";
    const std::string_view inBlock = stem.substr(dot + 1);
    if (const auto part = partOfQkv(inBlock)) {
        return LitgptPart{.name = block + (layout == QkvLayout::blocks ? "attn.qkv" : "attn.attn") + kind,
                          .rows = rowsOf(*part, heads, layout)};
    }
    std::string_view name = find(kInBlock, inBlock);
    if (name.empty()) {
        name = hasFourNorms ? find(kFourNorms, inBlock) : find(kTwoNorms, inBlock);
    }
    return name.empty() ? std::nullopt
                        : std::optional(LitgptPart{.name = block + std::string(name) + kind, .rows = {}});
}

} // namespace bafo::exchange
