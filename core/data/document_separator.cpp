// SPDX-License-Identifier: Apache-2.0
#include "core/data/document_separator.h"

namespace bafo::data {

std::optional<std::uint32_t> documentSeparator(const text::Tokenizer &tokenizer)
{
    for (const char *name : {"<|endoftext|>", "<|end_of_text|>"}) {
        if (const auto id = tokenizer.idOf(name)) {
            return id;
        }
    }
    const auto end = tokenizer.endOfText();
    return end ? end : tokenizer.beginOfText();
}

} // namespace bafo::data
