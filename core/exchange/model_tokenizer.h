// SPDX-License-Identifier: Apache-2.0
// The tokenizer that lies in a model's folder, and whether a tokenizer fits a model.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/exchange/model_folder.h"
#include "core/text/tokenizer.h"

#include <memory>

namespace bafo::exchange {

/// Every token of the tokenizer must have a row of the embedding: fails (config) with both counts where it has none.
/// Rows beyond the tokenizer's are padding and no error.
[[nodiscard]] Result<void> checkTokenizerFits(const text::Tokenizer &tokenizer, const ModelFolder &model);

/// What text::loadTokenizer reads from the folder, checked to fit; null where the folder holds none of its files. Fails
/// as the two do.
[[nodiscard]] Result<std::unique_ptr<text::Tokenizer>> loadTokenizerOf(FileSystem &files, const ModelFolder &model);

} // namespace bafo::exchange
