// SPDX-License-Identifier: Apache-2.0
// One value of a knob, from a YAML node and to YAML text.
#pragma once

#include "core/base/result.h"
#include "core/config/run_config.h"

#include <yaml-cpp/node/node.h>

#include <string>
#include <vector>

namespace bafo::config {

/// Each fails (config) naming the knob, the line and what it should be.
Result<void> readValue(const Knob &knob, const YAML::Node &node, std::string &field);
Result<void> readValue(const Knob &knob, const YAML::Node &node, std::int64_t &field);
Result<void> readValue(const Knob &knob, const YAML::Node &node, double &field);
Result<void> readValue(const Knob &knob, const YAML::Node &node, bool &field);
Result<void> readValue(const Knob &knob, const YAML::Node &node, std::vector<std::string> &field);
Result<void> readValue(const Knob &knob, const YAML::Node &node, std::vector<StageConfig> &field);
Result<void> readValue(const Knob &knob, const YAML::Node &node, std::vector<HeldOutConfig> &field);

/// Lists take lines of their own, indented by `indent`.
[[nodiscard]] std::string writeValue(const std::string &value, const std::string &indent = {});
[[nodiscard]] std::string writeValue(std::int64_t value, const std::string &indent = {});
[[nodiscard]] std::string writeValue(double value, const std::string &indent = {});
[[nodiscard]] std::string writeValue(bool value, const std::string &indent = {});
[[nodiscard]] std::string writeValue(const std::vector<std::string> &value, const std::string &indent);
[[nodiscard]] std::string writeValue(const std::vector<StageConfig> &value, const std::string &indent);
[[nodiscard]] std::string writeValue(const std::vector<HeldOutConfig> &value, const std::string &indent);

/// The known key with the fewest letters to change; empty where none is near.
[[nodiscard]] std::string nearestOf(std::string_view key, const std::vector<std::string> &known);

/// "line 3: " or nothing.
[[nodiscard]] std::string lineOf(const YAML::Node &node);

} // namespace bafo::config
