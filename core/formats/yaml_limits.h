// SPDX-License-Identifier: Apache-2.0
// YAML from strangers: read with limits on size and depth, and without aliases.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <string_view>

namespace YAML {
class Node;
}

namespace bafo::formats {

struct YamlLimits {
    std::size_t maxBytes = 1U << 20U;
    int maxDepth = 32;
};

/// Reads one document. Fails (config) with the line where the text is no YAML, too long, too deep, goes on with a
/// second document, or uses anchors, aliases or tags. The message does not name the file: the caller does.
[[nodiscard]] Result<YAML::Node> parseYaml(std::string_view text, const YamlLimits &limits);

} // namespace bafo::formats
