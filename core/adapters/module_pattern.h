// SPDX-License-Identifier: Apache-2.0
// Patterns over names of modules, as PEFT writes them into adapter_config.json: a small part of regular expressions.
#pragma once

#include "core/base/result.h"

#include <regex>
#include <string>

namespace bafo::adapters {

/// Means what Python's re means by it. A pattern comes from strangers, so it is held to what takes no time to match:
/// letters, '.', '*', '+', '?', '|', groups that are not repeated, sets, '\.', '\d' and '\w'. Thread-safe.
class ModulePattern {
public:
    /// Fails (data) naming the pattern where it is anything else.
    [[nodiscard]] static Result<ModulePattern> parse(const std::string &text);

    /// The whole name, as re.fullmatch does.
    [[nodiscard]] bool matches(const std::string &name) const { return std::regex_match(name, m_whole); }

    /// The whole name or its end behind a dot: how PEFT reads rank_pattern and alpha_pattern.
    [[nodiscard]] bool matchesEnd(const std::string &name) const { return std::regex_match(name, m_end); }

private:
    ModulePattern() = default;

    std::regex m_whole;
    std::regex m_end;
};

/// Whether a name is this target or ends with it behind a dot: how PEFT reads a list of target_modules.
[[nodiscard]] bool isOrEndsWith(const std::string &name, const std::string &target);

} // namespace bafo::adapters
