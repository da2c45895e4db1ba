// SPDX-License-Identifier: Apache-2.0
// The linear layers that can have an adapter: how settings call them, and how a model does.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace bafo::config {

struct AdaptableLayer {
    std::string_view target; ///< in adapter.targets
    std::string_view module; ///< behind "model.layers.<N>.", in the names of all families
};

/// In the order of a forward pass.
inline constexpr std::array<AdaptableLayer, 7> kAdaptableLayers = {{{"q", "self_attn.q_proj"},
                                                                    {"k", "self_attn.k_proj"},
                                                                    {"v", "self_attn.v_proj"},
                                                                    {"o", "self_attn.o_proj"},
                                                                    {"gate", "mlp.gate_proj"},
                                                                    {"up", "mlp.up_proj"},
                                                                    {"down", "mlp.down_proj"}}};

/// Null where no layer is called so.
[[nodiscard]] constexpr const AdaptableLayer *adaptableLayer(std::string_view target)
{
    const auto *const found = std::find_if(kAdaptableLayers.begin(), kAdaptableLayers.end(),
                                           [&](const AdaptableLayer &layer) { return layer.target == target; });
    return found == kAdaptableLayers.end() ? nullptr : found;
}

} // namespace bafo::config
