// SPDX-License-Identifier: Apache-2.0
// How a conversation is written for a model: turns as text and control tokens, and which of them are answers to learn.
//
// A style is a YAML file in resources/prompt-styles, compiled in:
//   name, also, about  its name, other names, a sentence for people
//   control            texts that stand for a special token wherever the templates below hold them
//   begin, system, user, answer_start, answer, answer_end, between
//                      templates: before everything, of each kind of turn, before an answer, the answer with the token
//                      that ends it, behind an answer, before a further question
//   user_with_input    of a user's turn that has an input; else the input stands behind the text, an empty line between
//   user_with_system   of the first user's turn, where the style has no turn for a system text
//   default_system     a system text where the conversation has none; default_system_with_input where it has an input
//   is_trimmed         white space at both ends of a text is taken off, as the model's own template does
//   stops              tokens that end an answer, as far as the vocabulary has them
//   template           the same as a Jinja template, for a model that is taught in this style
//   known_templates    SHA-256 of templates of others that were compared with this style
// Placeholders are {content}, {input}, {system}, {begin} (<bos>, <s> or <|begin_of_text|>, where there is one) and
// {end} (the token that ends a text). Goals: what people write stays text through and through; one rule for training,
// looking and talking. Non-goal: running templates of strangers.
#pragma once

#include "core/base/result.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::text {

struct ChatMessage {
    std::string role; ///< "system" (first only), "user" or "assistant"
    std::string content;
    std::string input = {}; ///< of a user's turn: what the instruction is about; may be empty

    bool operator==(const ChatMessage &) const = default;
};

/// A piece of a written conversation.
struct ChatSegment {
    std::string text; ///< of a control token its name
    std::optional<std::uint32_t> token; ///< a control token; nothing: text
    bool isAnswer = false; ///< of the assistant's answers, the tokens that end them included
};

/// Token ids, and beside each whether it belongs to an answer.
struct MaskedTokens {
    std::vector<std::uint32_t> ids;
    std::vector<bool> isAnswer;
};

/// A value; const and thread-safe.
class ChatStyle {
public:
    /// Fails (config) naming the key or template that is wrong.
    [[nodiscard]] static Result<ChatStyle> parse(std::string_view yaml);

    [[nodiscard]] std::string_view name() const { return m_name; }
    [[nodiscard]] bool isNamed(std::string_view name) const;

    /// Changes whenever the style writes something else.
    [[nodiscard]] const std::string &hash() const { return m_hash; }

    /// A Jinja template that writes the same; empty where the style has none.
    [[nodiscard]] const std::string &jinjaTemplate() const { return m_template; }

    /// Whether the template of a model is this style's.
    [[nodiscard]] bool isOfTemplate(const std::string &templateSha256) const;

    /// The whole conversation; where it ends with a question and `isOpen`, with the beginning of the answer. Fails
    /// (data) where the vocabulary lacks a control token of the style.
    [[nodiscard]] Result<std::vector<ChatSegment>>
    segments(const Tokenizer &tokenizer, const std::vector<ChatMessage> &messages, bool isOpen) const;

    /// The messages and the start of the assistant's answer. What people wrote is text through and through: names of
    /// special tokens in it stay text. Fails as segments() does.
    [[nodiscard]] Result<std::vector<std::uint32_t>> encode(const Tokenizer &tokenizer,
                                                            const std::vector<ChatMessage> &messages) const;

    /// A conversation with its answers, as it is trained on.
    [[nodiscard]] Result<MaskedTokens> encodeMasked(const Tokenizer &tokenizer,
                                                    const std::vector<ChatMessage> &messages) const;

    /// Tokens that end an answer in this style, as far as the vocabulary has them.
    [[nodiscard]] std::vector<std::uint32_t> endTokens(const Tokenizer &tokenizer) const;

private:
    /// A template cut at its control tokens and placeholders.
    struct Part {
        enum class Kind { text, control, content, input, system, begin, end };
        Kind kind = Kind::text;
        std::string text;
    };
    using Template = std::vector<Part>;
    class Writer;
    class Reader;

    ChatStyle() = default;

    std::string m_name;
    std::vector<std::string> m_otherNames;
    std::string m_hash;
    std::string m_template;
    std::vector<std::string> m_knownTemplates;
    std::vector<std::string> m_stops;
    std::string m_defaultSystem;
    std::string m_defaultSystemWithInput;
    bool m_isTrimmed = false;
    Template m_begin;
    Template m_system;
    Template m_user;
    Template m_userWithInput;
    Template m_userWithSystem;
    Template m_answerStart;
    Template m_answer;
    Template m_answerEnd;
    Template m_between;
};

/// Tokens of segments: every run of text between two control tokens is encoded as one, so that the ids are those of the
/// whole text; but a control token's name that somebody wrote is cut in two where the vocabulary would make the token
/// of it. Where an answer begins inside such a run, its first token is the first that the text before it alone
/// would not have.
[[nodiscard]] MaskedTokens encodeSegments(const Tokenizer &tokenizer, const std::vector<ChatSegment> &segments);

} // namespace bafo::text
