// SPDX-License-Identifier: Apache-2.0
// The verbs of the family "data", and what they share.
#pragma once

#include "app/bafo/verbs.h"
#include "core/data/dataset.h"

#include <string>

namespace bafo::app {

void addDataImport(CLI::App &family, VerbContext &context);
void addDataViews(CLI::App &family, VerbContext &context);
void addDataAnnotate(CLI::App &family, VerbContext &context);
void addDataChanges(CLI::App &family, VerbContext &context);
void addDataCorrect(CLI::App &family, VerbContext &context);

/// Where a dataset of the project lies or would lie. Fails (config) for a name that cannot be one.
[[nodiscard]] Result<Path> datasetFolder(VerbContext &context, const std::string &name);

/// An existing dataset. Fails (data) naming the ones that there are.
[[nodiscard]] Result<data::Dataset> openDataset(VerbContext &context, const std::string &name);
[[nodiscard]] Result<data::Dataset> openDatasetForWriting(VerbContext &context, const std::string &name);

/// Of a tokenizer of the project, a model's, or a path.
[[nodiscard]] Result<Path> tokenizerFolder(VerbContext &context, const std::string &name);

/// Names of all datasets of the project, sorted.
[[nodiscard]] Result<std::vector<std::string>> datasetNames(VerbContext &context);

} // namespace bafo::app
