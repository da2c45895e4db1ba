// SPDX-License-Identifier: Apache-2.0
// A few real steps of a configuration, to measure what the whole run will take: which settings decide that, and which
// are changed for it.
#pragma once

#include "core/config/run_config.h"

#include <cstdint>
#include <string>
#include <vector>

namespace bafo::plan {

/// Whatever decides speed, memory and size of a saved point, as one text to compare.
[[nodiscard]] std::string settingsBehind(const config::RunConfig &config, int numRanks);

/// "key=value" a change: that many steps, nothing measured, no model made. It saves at its end at the latest.
[[nodiscard]] std::vector<std::string> changesForShortRun(const std::string &name, std::int64_t steps,
                                                          std::int64_t saveEvery);

} // namespace bafo::plan
