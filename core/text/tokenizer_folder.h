// SPDX-License-Identifier: Apache-2.0
// A tokenizer's files in a folder: which of them decides, read and made a tokenizer of.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/text/tokenizer.h"
#include "core/text/tokenizer_json.h"

#include <memory>

namespace bafo::text {

/// Of a folder, or of one file. tokenizer.model decides where it lies beside a tokenizer.json that is not byte-level
/// BPE; where such a tokenizer.json lies alone, a model is made of it (parseSentencePieceJson). Fails (data) naming the
/// file.
[[nodiscard]] Result<TokenizerFiles> readTokenizerFiles(FileSystem &files, const Path &folderOrFile);

/// Fails (data) as the readers of the two kinds do.
[[nodiscard]] Result<std::unique_ptr<Tokenizer>> makeTokenizer(const TokenizerFiles &files);

/// Whether growTokenizer may take it: byte-level BPE, and SentencePiece BPE like Gemma's. Cheap, so not everything is
/// looked at: a few models are refused only when they are grown.
[[nodiscard]] bool canGrow(const TokenizerFiles &files);

} // namespace bafo::text
