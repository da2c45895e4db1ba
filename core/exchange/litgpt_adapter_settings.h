// SPDX-License-Identifier: Apache-2.0
// hyperparameters.yaml of LitGPT's `finetune lora`: what of it says which adapter it is.
#pragma once

#include "core/adapters/adapter_settings.h"
#include "core/base/result.h"

#include <array>
#include <string_view>

namespace bafo::exchange {

struct LitgptAdapterSettings {
    adapters::AdapterSettings adapter; ///< rank, alpha, dropout, targets
    std::array<bool, 3> isEnabled = {}; ///< of q, k and v
};

/// Fails (data) on what is missing or out of range, on an adapter of the head, and where no layer has one.
[[nodiscard]] Result<LitgptAdapterSettings> parseLitgptAdapterSettings(std::string_view yaml);

} // namespace bafo::exchange
