// SPDX-License-Identifier: Apache-2.0
// What a model folder's JSON files say beside the architecture.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace bafo::exchange {

/// config.json of a folder, without what it says of weights of 4 bits: a model made of them is not configured by that.
/// Fails (data) where there is none, or it names a quantisation that is not read here.
[[nodiscard]] Result<std::string> readConfigText(FileSystem &files, const Path &folder);

/// eos_token_id of a folder's generation_config.json; empty where it has none. Fails (data) on a damaged file.
[[nodiscard]] Result<std::vector<std::uint32_t>> readEndTokens(FileSystem &files, const Path &folder);

/// One token or a list of them under this key of a JSON object; empty where there is none, or no object.
[[nodiscard]] std::vector<std::uint32_t> tokensAt(const std::string &json, const char *key);

} // namespace bafo::exchange
