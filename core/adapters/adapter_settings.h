// SPDX-License-Identifier: Apache-2.0
// What an adapter is, beside its values: what adapter_config.json of PEFT says of it.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace bafo::adapters {

/// A plain value.
struct AdapterSettings {
    std::int64_t rank = 16;
    double alpha = 32;
    double dropout = 0;
    bool isRankStabilised = false; ///< scale alpha / rank^1/2 instead of alpha / rank

    /// Names of modules or their ends behind a dot; or a pattern instead, for whole names, or "all-linear".
    std::vector<std::string> targets = {};
    std::string targetPattern = {};

    std::map<std::string, std::int64_t> ranks = {}; ///< where another rank holds: by a pattern for the ends of names
    std::map<std::string, double> alphas = {};

    /// Rows of tables that are replaced, by the module's name or its end: embed_tokens, lm_head. A tied head follows
    /// the embedding.
    std::map<std::string, std::vector<std::int64_t>> tokenRows = {};

    std::string baseName = {}; ///< for people and for PEFT; which base it is decides the lineage

    bool operator==(const AdapterSettings &) const = default;
};

/// Short names of a run's settings (q, k, v, o, gate, up, down) as ends of modules. Fails (config) naming one that is
/// unknown or there twice.
[[nodiscard]] Result<std::vector<std::string>> targetsOf(const std::vector<std::string> &names);

} // namespace bafo::adapters
