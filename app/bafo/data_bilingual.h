// SPDX-License-Identifier: Apache-2.0
// `bafo data build NAME --from-parallel ... --from-questions ...`: bilingual conversations out of translated pairs.
#pragma once

#include "app/bafo/verbs.h"
#include "core/data/instruction_builder.h"

#include <string>
#include <vector>

namespace bafo::app {

struct BilingualRequest {
    std::vector<std::string> parallel; ///< datasets
    std::vector<std::string> questions;
    std::vector<std::string> shares; ///< "translate=0.5"
    std::string templates; ///< a file; empty: the wordings that are built in
    data::BuilderSettings settings;

    [[nodiscard]] bool isWanted() const { return !parallel.empty() || !questions.empty(); }
};

/// --from-parallel, --from-questions, --share, --seed and --templates.
void addBilingualOptions(CLI::App &verb, BilingualRequest &request);

/// Fails (config) where the dataset is there already, or as data::buildInstructions does.
[[nodiscard]] Result<void> buildBilingual(VerbContext &context, const std::string &name, BilingualRequest request);

} // namespace bafo::app
