// SPDX-License-Identifier: Apache-2.0
// The YAML head of a model card, as the Hugging Face Hub reads it from README.md.
#pragma once

#include "core/runs/model_card.h"

#include <string>
#include <vector>

namespace bafo::runs {

/// Languages of the text that the runs read, sorted, each once; "eng-zul" of a built dataset counts as both. Of a
/// dataset that is gone only the one that the run chose is known.
[[nodiscard]] std::vector<std::string> languagesOf(const ModelCard &card);

/// Between its lines "---". Keys are the Hub's; whatever nobody said stays out, but for the licence, which is "unknown"
/// then: the Hub's own word for it.
[[nodiscard]] std::string cardHead(const ModelCard &card);

} // namespace bafo::runs
