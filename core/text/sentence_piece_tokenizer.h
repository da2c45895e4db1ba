// SPDX-License-Identifier: Apache-2.0
// SentencePiece models (tokenizer.model), with ids equal to the sentencepiece library's, which does the work behind a
// check of our own (Kudo and Richardson, arXiv 1808.06226).
#pragma once

#include "core/base/result.h"
#include "core/text/tokenizer.h"

#include <memory>
#include <string_view>

namespace bafo::text {

inline constexpr std::string_view kSentencePieceFileName = "tokenizer.model";

/// Walks the file's fields before the library sees it: every length inside the bytes that remain, at most 2,000,000
/// pieces of at most 4 KiB each without a zero byte, scores finite. Fails (data) with the rule that was broken.
Result<void> checkSentencePieceModel(std::string_view model);

/// Checks, then loads. User-defined symbols are found in any text, as the library does it, whatever
/// EncodeOptions::parseSpecial says. Pieces that stand for one byte ("<0x0A>") are that byte.
[[nodiscard]] Result<std::unique_ptr<Tokenizer>> loadSentencePieceModel(std::string_view model);

} // namespace bafo::text
