// SPDX-License-Identifier: Apache-2.0
// A map of YAML read strictly: every key is asked for by name, and what was not asked for is an error that names its
// line and the nearest key.
#pragma once

#include "core/base/result.h"

#include <yaml-cpp/node/node.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bafo::scoring {

/// Reads keep their first error; finish() gives it. One thread.
class YamlMap {
public:
    /// `place` names the map for messages: "prompts", or nothing for the whole file.
    YamlMap(YAML::Node node, std::string place);

    void read(const char *key, std::string &field);
    void read(const char *key, std::int64_t &field, std::int64_t minimum, std::int64_t maximum);
    void read(const char *key, double &field, double minimum, double maximum);
    void read(const char *key, std::vector<std::string> &field);

    /// The node below a key, undefined where there is none.
    [[nodiscard]] YAML::Node below(const char *key);

    /// Remembers an error of what is below.
    void note(const Result<void> &result);

    /// An error of ours: "line 3: prompts.name ...".
    void refuse(const char *key, const std::string &why, const std::string &hint);

    /// Fails (config) with the first error, an unknown or double key, or one of `required` that is not there.
    [[nodiscard]] Result<void> finish(const std::vector<std::string> &required);

private:
    [[nodiscard]] std::string nameOf(const std::string &key) const;
    std::optional<std::string> scalarOf(const char *key);

    YAML::Node m_node;
    std::string m_place;
    std::vector<std::string> m_known;
    std::optional<Error> m_error;
};

} // namespace bafo::scoring
