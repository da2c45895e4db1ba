// SPDX-License-Identifier: Apache-2.0
#include "core/base/name_pattern.h"

#include <algorithm>

namespace bafo {

bool matchesPattern(std::string_view pattern, std::string_view name)
{
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos) {
        return pattern == name;
    }
    if (!name.starts_with(pattern.substr(0, star))) {
        return false;
    }
    const std::string_view rest = pattern.substr(star + 1);
    for (std::size_t skipped = star; skipped <= name.size(); ++skipped) {
        if (matchesPattern(rest, name.substr(skipped))) {
            return true;
        }
    }
    return false;
}

bool matchesAny(const std::vector<std::string> &patterns, std::string_view name)
{
    return std::any_of(patterns.begin(), patterns.end(),
                       [name](const std::string &pattern) { return matchesPattern(pattern, name); });
}

} // namespace bafo
