// SPDX-License-Identifier: Apache-2.0
// The tokenizer inside a GGUF file, as Hugging Face files.
#pragma once

#include "core/base/result.h"
#include "core/formats/gguf.h"
#include "core/text/tokenizer_json.h"

namespace bafo::text {

/// Byte-level BPE ("gpt2") with the cuts gpt-2, smollm, llama-bpe and qwen2, and SentencePiece models ("llama"). Fails
/// (data) by name on other kinds and on damage.
[[nodiscard]] Result<TokenizerFiles> tokenizerFilesFromGguf(const formats::GgufFile &file);

} // namespace bafo::text
