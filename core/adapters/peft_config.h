// SPDX-License-Identifier: Apache-2.0
// adapter_config.json of PEFT, in and out.
//
// Goals: an adapter that PEFT made computes here what it computes there, or is refused by the name of the key; what is
// written here PEFT loads. Keys and their meaning after peft 0.21. Non-goals: what PEFT does before training
// (initialisations), kinds of adapters other than LoRA. Rejected: passing over keys that are not known: a later kind of
// adapter would be read as an earlier one.
#pragma once

#include "core/adapters/adapter_settings.h"
#include "core/base/result.h"

#include <string>
#include <string_view>

namespace bafo::adapters {

inline constexpr std::string_view kPeftConfigName = "adapter_config.json";
inline constexpr std::string_view kPeftWeightsName = "adapter_model";
inline constexpr std::string_view kPeftPrefix = "base_model.model."; ///< of every tensor's name

/// `origin` is named in errors (data). A key that is not known is passed over where it is null, false or empty only.
[[nodiscard]] Result<AdapterSettings> parsePeftConfig(const std::string &text, const std::string &origin);

/// With all keys that older versions of PEFT ask for.
[[nodiscard]] std::string toPeftConfig(const AdapterSettings &settings);

} // namespace bafo::adapters
