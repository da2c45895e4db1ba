// SPDX-License-Identifier: Apache-2.0
// JSON from strangers: read with limits on size and depth, because what is parsed may later be written out recursively.
#pragma once

#include "core/base/result.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <string_view>

namespace bafo::formats {

struct JsonLimits {
    std::size_t maxBytes = 64U << 20U;
    int maxDepth = 64;
    bool refusesDuplicateKeys = false;
};

/// Fails (data) where the text is no JSON, too long, too deep, or (if asked) has a key twice in one object. The message
/// does not name the file: the caller does.
[[nodiscard]] Result<nlohmann::json> parseJson(std::string_view text, const JsonLimits &limits);

} // namespace bafo::formats
