// SPDX-License-Identifier: Apache-2.0
// The SentencePiece model inside a GGUF file ("llama" tokenizers: Llama 2, Gemma), as the tokenizer.model it came from.
// Source of the fields: sentencepiece_model.proto of SentencePiece 0.2.1, and llama.cpp's convert_hf_to_gguf.py.
#pragma once

#include "core/base/result.h"
#include "core/formats/gguf.h"
#include "core/text/tokenizer_json.h"

namespace bafo::text {

/// tokenizer.model and tokenizer_config.json. The model cuts text as the original does: pieces, scores and kinds are
/// the file's; what it does to text before (a space in front, spaces run together) is what its metadata say. Fails
/// (data) by name on what is missing or damaged, and where the sentencepiece library would not take it.
[[nodiscard]] Result<TokenizerFiles> sentencePieceFilesFromGguf(const formats::GgufFile &file);

} // namespace bafo::text
