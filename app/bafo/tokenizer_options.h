// SPDX-License-Identifier: Apache-2.0
// The verbs of the family "tokenizer", and what they share.
#pragma once

#include "app/bafo/verbs.h"

#include <string>
#include <vector>

namespace bafo::app {

void addTokenizerGrow(CLI::App &family, VerbContext &context);
void addTokenizerAudit(CLI::App &family, VerbContext &context);

/// A tokenizer of the project, else a model's, else a path.
[[nodiscard]] Result<Path> tokenizerPlace(VerbContext &context, const std::string &nameOrPath);

/// Whole files. Fails (data) naming the file, and the line where it is not UTF-8, and on a file without a word.
[[nodiscard]] Result<std::vector<std::string>> readTexts(VerbContext &context, const std::vector<std::string> &paths);

/// Text of one kind: files, documents of a dataset, or both.
struct TextRequest {
    std::vector<std::string> files;
    std::string dataset; ///< empty: none
    std::string language; ///< empty: any
    std::string split; ///< empty: any

    [[nodiscard]] bool isEmpty() const { return files.empty() && dataset.empty(); }
};

/// One text a file and one a document. Fails (data) like readTexts, and where the dataset holds no such document.
[[nodiscard]] Result<std::vector<std::string>> textsOf(VerbContext &context, const TextRequest &request);

/// Nothing where the dataset has no such document.
[[nodiscard]] Result<std::vector<std::string>> documentsOf(VerbContext &context, const TextRequest &request);

} // namespace bafo::app
