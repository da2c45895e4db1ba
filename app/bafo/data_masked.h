// SPDX-License-Identifier: Apache-2.0
// `bafo data show DATASET --masked`: conversations as a trainer sees them.
#pragma once

#include "app/bafo/verbs.h"
#include "core/data/dataset.h"
#include "core/data/marked_tokens.h"

#include <string>

namespace bafo::app {

struct MaskedRequest {
    bool isWanted = false;
    std::string tokenizer; ///< a tokenizer or model of the project, or a folder
    std::string style = "model";
    std::string loss = "answers";
    std::int64_t sequenceLength = 512;
    std::int64_t mostTokens = 0; ///< told of each conversation; 0: all
};

/// --masked, --tokenizer, --style, --loss, --length and --most-tokens.
void addMaskedOptions(CLI::App &verb, MaskedRequest &request);

/// A page of examples. Fails (config) on a dataset of texts, or where no tokenizer was named.
[[nodiscard]] Result<void> showMasked(VerbContext &context, data::Dataset &dataset, const MaskedRequest &request,
                                      const data::DocumentQuery &query, std::int64_t after, std::int64_t limit);

} // namespace bafo::app
