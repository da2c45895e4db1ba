// SPDX-License-Identifier: Apache-2.0
// Names with stars: how a configuration names several tensors at once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bafo {

/// A star stands for any letters, also none; everything else for itself.
[[nodiscard]] bool matchesPattern(std::string_view pattern, std::string_view name);

[[nodiscard]] bool matchesAny(const std::vector<std::string> &patterns, std::string_view name);

} // namespace bafo
