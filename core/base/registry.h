// SPDX-License-Identifier: Apache-2.0
// A list of things found by name: architectures, data sources, evaluation kinds. Filled by one explicit list, no static
// magic.
#pragma once

#include "core/base/result.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bafo {

/// Owns its entries, in the order in which they were added. T needs `name()`. Filled once in main or in a plugin
/// list, then only read: reading is thread-safe.
template <class T>
class Registry {
public:
    /// `what` names the kind for messages: "architecture".
    explicit Registry(std::string what)
        : m_what(std::move(what))
    {
    }

    void add(std::unique_ptr<const T> entry) { m_entries.push_back(std::move(entry)); }

    [[nodiscard]] const std::vector<std::unique_ptr<const T>> &entries() const { return m_entries; }

    /// Null where nobody has that name.
    [[nodiscard]] const T *find(std::string_view name) const
    {
        for (const auto &entry : m_entries) {
            if (entry->name() == name) {
                return entry.get();
            }
        }
        return nullptr;
    }

    /// Fails with the known names in the hint.
    [[nodiscard]] Result<const T *> get(std::string_view name) const
    {
        if (const T *entry = find(name)) {
            return entry;
        }
        std::string known;
        for (const auto &entry : m_entries) {
            known += (known.empty() ? "" : ", ") + std::string(entry->name());
        }
        return fail(ErrorCode::config, "unknown " + m_what + " '" + std::string(name) + "'", "known here: " + known);
    }

private:
    std::string m_what;
    std::vector<std::unique_ptr<const T>> m_entries;
};

} // namespace bafo
