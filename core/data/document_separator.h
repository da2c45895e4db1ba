// SPDX-License-Identifier: Apache-2.0
// The one token that stands between documents, in training and in measuring alike.
#pragma once

#include "core/text/tokenizer.h"

#include <cstdint>
#include <optional>

namespace bafo::data {

/// "<|endoftext|>" or "<|end_of_text|>" where the vocabulary has it, else the tokenizer's end of text, else its begin
/// of text. The end of text of a chat model ends a turn ("<|im_end|>"), which is the wrong thing between plain texts:
/// the base model learned the other. Nothing where there is none of them.
[[nodiscard]] std::optional<std::uint32_t> documentSeparator(const text::Tokenizer &tokenizer);

} // namespace bafo::data
