// SPDX-License-Identifier: Apache-2.0
// Conversations as token ids, in styles that are built in. A model's own template is recognised by its hash and never
// run.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::text {

struct ChatMessage {
    std::string role; ///< "system", "user" or "assistant"
    std::string content;
};

/// Stateless; thread-safe.
class ChatStyle {
public:
    virtual ~ChatStyle() = default;

    [[nodiscard]] virtual std::string_view name() const = 0;

    /// The messages and the start of the assistant's answer. What people wrote is text through and through: names of
    /// special tokens in it stay text. Fails (data) where the vocabulary lacks the style's own tokens.
    [[nodiscard]] virtual Result<std::vector<std::uint32_t>> encode(const Tokenizer &tokenizer,
                                                                    const std::vector<ChatMessage> &messages) const = 0;

    /// Tokens that end an answer in this style, as far as the vocabulary has them.
    [[nodiscard]] virtual std::vector<std::uint32_t> endTokens(const Tokenizer &tokenizer) const = 0;
};

/// "chatml", "smollm2", "llama3" or "plain". Fails (config) with the known names.
[[nodiscard]] Result<const ChatStyle *> chatStyleNamed(std::string_view name);

/// The style whose template has this text, by SHA-256; null where nobody knows it.
[[nodiscard]] const ChatStyle *chatStyleOfTemplate(std::string_view templateText);

/// The template of a model folder: "chat_template" of tokenizer_config.json, or chat_template.jinja. Empty where there
/// is none.
[[nodiscard]] Result<std::string> readChatTemplate(FileSystem &files, const Path &folder);

} // namespace bafo::text
