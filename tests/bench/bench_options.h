// SPDX-License-Identifier: Apache-2.0
// "--name value" of a bench program.
#pragma once

#include <cstdlib>
#include <map>
#include <string>

namespace bafo::bench {

class BenchOptions {
public:
    BenchOptions(int count, char **words)
    {
        for (int i = 1; i + 1 < count; i += 2) {
            m_given[words[i]] = words[i + 1];
        }
    }

    [[nodiscard]] double number(const std::string &name, double fallback) const
    {
        const auto found = m_given.find(name);
        return found == m_given.end() ? fallback : std::strtod(found->second.c_str(), nullptr);
    }

    [[nodiscard]] std::string text(const std::string &name) const
    {
        const auto found = m_given.find(name);
        return found == m_given.end() ? "" : found->second;
    }

    [[nodiscard]] std::int64_t count(const std::string &name, std::int64_t fallback) const
    {
        return static_cast<std::int64_t>(number(name, static_cast<double>(fallback)));
    }

private:
    std::map<std::string, std::string> m_given;
};

} // namespace bafo::bench
