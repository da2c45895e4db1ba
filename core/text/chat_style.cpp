// SPDX-License-Identifier: Apache-2.0
#include "core/text/chat_style.h"

#include "core/text/utf8.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <utility>

namespace bafo::text {
namespace {

std::string trimmed(const std::string &text)
{
    std::size_t first = std::string::npos;
    std::size_t end = 0;
    for (std::size_t i = 0; i < text.size();) {
        const DecodedCharacter character = decodeCharacter(std::string_view(text).substr(i));
        const auto length = static_cast<std::size_t>(character.length);
        if (u_isUWhiteSpace(static_cast<UChar32>(character.value)) == 0) {
            first = std::min(first, i);
            end = i + length;
        }
        i += length;
    }
    return first == std::string::npos ? std::string() : text.substr(first, end - first);
}

/// Which token begins a text where one does. A vocabulary may name another as its beginning that is none (SmolLM2's is
/// the start of a turn), so only tokens that are nothing else.
std::optional<std::uint32_t> beginToken(const Tokenizer &tokenizer)
{
    for (const char *name : {"<bos>", "<|begin_of_text|>", "<s>"}) {
        const auto id = tokenizer.idOf(name);
        if (id && tokenizer.isSpecial(*id)) {
            return id;
        }
    }
    return std::nullopt;
}

/// Whether a text with this name in it becomes the token, asked for or not: Gemma's turns are such pieces of its
/// SentencePiece model.
bool isReadOutOfText(const Tokenizer &tokenizer, std::string_view name, std::uint32_t token)
{
    return tokenizer.encode(name) == std::vector<std::uint32_t>{token};
}

std::optional<std::uint32_t> endToken(const Tokenizer &tokenizer)
{
    for (const char *name : {"<|endoftext|>", "<|end_of_text|>"}) {
        const auto id = tokenizer.idOf(name);
        if (id && tokenizer.isSpecial(*id)) {
            return id;
        }
    }
    return tokenizer.endOfText();
}

} // namespace

/// Fills templates, and keeps the first thing that the vocabulary lacks.
class ChatStyle::Writer {
public:
    Writer(const ChatStyle &style, const Tokenizer &tokenizer)
        : m_style(style)
        , m_tokenizer(tokenizer)
    {
    }

    struct Values {
        std::string content = {};
        std::string input = {};
        std::string system = {};
    };

    void add(const Template &parts, const Values &values, bool isAnswer = false)
    {
        for (const Part &part : parts) {
            switch (part.kind) {
            case Part::Kind::text:
                addText(part.text, isAnswer);
                break;
            case Part::Kind::content:
                addText(values.content, isAnswer);
                break;
            case Part::Kind::input:
                addText(values.input, isAnswer);
                break;
            case Part::Kind::system:
                addText(values.system, isAnswer);
                break;
            case Part::Kind::begin:
                if (const auto token = beginToken(m_tokenizer)) {
                    addToken(m_tokenizer.pieceBytes(*token), *token, isAnswer);
                }
                break;
            case Part::Kind::end:
                addControl(endToken(m_tokenizer), "that ends a text", isAnswer);
                break;
            case Part::Kind::control:
                addControl(m_tokenizer.idOf(part.text), part.text, isAnswer);
                break;
            }
        }
    }

    void addQuestion(Values values)
    {
        if (m_style.m_userWithInput.empty() && !values.input.empty()) {
            values.content += "\n\n" + std::exchange(values.input, {});
        }
        const bool hasOwnSystem = !values.system.empty() && !m_style.m_userWithSystem.empty();
        add(!values.input.empty() ? m_style.m_userWithInput
                : hasOwnSystem    ? m_style.m_userWithSystem
                                  : m_style.m_user,
            values);
    }

    [[nodiscard]] Result<std::vector<ChatSegment>> take()
    {
        if (!m_missing.empty()) {
            return fail(ErrorCode::data,
                        "the vocabulary has no token " + m_missing + ", which the style '" + m_style.m_name
                            + "' writes",
                        "choose another style: plain and alpaca need no tokens of their own");
        }
        return std::move(m_segments);
    }

private:
    void addText(const std::string &text, bool isAnswer)
    {
        if (!text.empty()) {
            m_segments.push_back({.text = text, .token = {}, .isAnswer = isAnswer});
        }
    }

    void addControl(std::optional<std::uint32_t> token, const std::string &name, bool isAnswer)
    {
        if (token && (m_tokenizer.isSpecial(*token) || isReadOutOfText(m_tokenizer, name, *token))) {
            addToken(m_tokenizer.pieceBytes(*token), *token, isAnswer);
        } else if (m_missing.empty()) {
            m_missing = name;
        }
    }

    void addToken(std::string name, std::uint32_t token, bool isAnswer)
    {
        m_segments.push_back({.text = std::move(name), .token = token, .isAnswer = isAnswer});
    }

    const ChatStyle &m_style;
    const Tokenizer &m_tokenizer;
    std::vector<ChatSegment> m_segments;
    std::string m_missing;
};

bool ChatStyle::isNamed(std::string_view name) const
{
    return name == m_name || std::find(m_otherNames.begin(), m_otherNames.end(), name) != m_otherNames.end();
}

bool ChatStyle::isOfTemplate(const std::string &templateSha256) const
{
    return std::find(m_knownTemplates.begin(), m_knownTemplates.end(), templateSha256) != m_knownTemplates.end();
}

Result<std::vector<ChatSegment>> ChatStyle::segments(const Tokenizer &tokenizer,
                                                     const std::vector<ChatMessage> &messages, bool isOpen) const
{
    Writer writer(*this, tokenizer);
    const auto form = [this](const std::string &text) { return m_isTrimmed ? trimmed(text) : text; };
    const bool hasSystem = !messages.empty() && messages.front().role == "system";
    const bool hasInput = std::any_of(messages.begin(), messages.end(), [](const auto &m) { return !m.input.empty(); });
    std::string system = hasSystem                      ? form(messages.front().content)
        : hasInput && !m_defaultSystemWithInput.empty() ? m_defaultSystemWithInput
                                                        : m_defaultSystem;
    writer.add(m_begin, {});
    if (!system.empty() && !m_system.empty()) {
        writer.add(m_system, {.content = std::exchange(system, {})});
    }
    bool isFirst = true;
    for (auto message = messages.begin() + (hasSystem ? 1 : 0); message != messages.end(); ++message) {
        Writer::Values values{.content = form(message->content), .input = form(message->input), .system = system};
        if (message->role == "assistant") {
            writer.add(m_answerStart, {});
            writer.add(m_answer, values, true);
            writer.add(m_answerEnd, {});
            continue;
        }
        if (!isFirst) {
            writer.add(m_between, {});
        }
        writer.addQuestion(std::move(values));
        system.clear();
        isFirst = false;
    }
    if (isOpen) {
        writer.add(m_answerStart, {});
    }
    return writer.take();
}

Result<std::vector<std::uint32_t>> ChatStyle::encode(const Tokenizer &tokenizer,
                                                     const std::vector<ChatMessage> &messages) const
{
    return encodeSegments(tokenizer, BAFO_TRY(segments(tokenizer, messages, true))).ids;
}

Result<MaskedTokens> ChatStyle::encodeMasked(const Tokenizer &tokenizer, const std::vector<ChatMessage> &messages) const
{
    return encodeSegments(tokenizer, BAFO_TRY(segments(tokenizer, messages, false)));
}

std::vector<std::uint32_t> ChatStyle::endTokens(const Tokenizer &tokenizer) const
{
    std::vector<std::uint32_t> ids;
    for (const std::string &token : m_stops) {
        if (const auto id = tokenizer.idOf(token)) {
            ids.push_back(*id);
        }
    }
    const bool usesEnd
        = std::any_of(m_answer.begin(), m_answer.end(), [](const Part &part) { return part.kind == Part::Kind::end; });
    if (const auto end = endToken(tokenizer); usesEnd && end) {
        ids.push_back(*end);
    }
    return ids;
}

namespace {

/// Names of control tokens that the vocabulary would read out of text.
std::vector<std::string> namesToGuard(const Tokenizer &tokenizer, const std::vector<ChatSegment> &segments)
{
    std::vector<std::string> names;
    for (const ChatSegment &segment : segments) {
        if (segment.token && std::find(names.begin(), names.end(), segment.text) == names.end()
            && isReadOutOfText(tokenizer, segment.text, *segment.token)) {
            names.push_back(segment.text);
        }
    }
    return names;
}

/// A run of text between two control tokens.
class TextRun {
public:
    TextRun(const Tokenizer &tokenizer, std::vector<std::string> guarded)
        : m_tokenizer(tokenizer)
        , m_guarded(std::move(guarded))
    {
    }

    void add(const ChatSegment &segment)
    {
        if (segment.isAnswer && m_answerAt == std::string::npos) {
            m_answerAt = m_text.size();
        }
        m_text += segment.text;
    }

    void encodeInto(MaskedTokens &tokens)
    {
        const std::vector<std::uint32_t> ids = encoded(m_text);
        std::size_t firstAnswer = m_answerAt == std::string::npos ? ids.size() : 0;
        if (m_answerAt != std::string::npos && m_answerAt > 0) {
            const auto before = encoded(std::string_view(m_text).substr(0, m_answerAt));
            firstAnswer = static_cast<std::size_t>(
                std::mismatch(ids.begin(), ids.end(), before.begin(), before.end()).first - ids.begin());
        }
        tokens.ids.insert(tokens.ids.end(), ids.begin(), ids.end());
        tokens.isAnswer.resize(tokens.isAnswer.size() + firstAnswer, false);
        tokens.isAnswer.resize(tokens.ids.size(), true);
        m_text.clear();
        m_answerAt = std::string::npos;
    }

private:
    /// Cut behind the first byte of every name that must not become a token.
    [[nodiscard]] std::vector<std::uint32_t> encoded(std::string_view text) const
    {
        std::vector<std::uint32_t> ids;
        while (!text.empty()) {
            std::size_t end = text.size();
            for (const std::string &name : m_guarded) {
                const std::size_t found = text.find(name);
                end = found == std::string_view::npos ? end : std::min(end, found + 1);
            }
            const auto part = m_tokenizer.encode(text.substr(0, end));
            ids.insert(ids.end(), part.begin(), part.end());
            text.remove_prefix(end);
        }
        return ids;
    }

    const Tokenizer &m_tokenizer;
    std::vector<std::string> m_guarded;
    std::string m_text;
    std::size_t m_answerAt = std::string::npos;
};

} // namespace

MaskedTokens encodeSegments(const Tokenizer &tokenizer, const std::vector<ChatSegment> &segments)
{
    MaskedTokens tokens;
    TextRun run(tokenizer, namesToGuard(tokenizer, segments));
    for (const ChatSegment &segment : segments) {
        if (!segment.token) {
            run.add(segment);
            continue;
        }
        run.encodeInto(tokens);
        tokens.ids.push_back(*segment.token);
        tokens.isAnswer.push_back(segment.isAnswer);
    }
    run.encodeInto(tokens);
    return tokens;
}

} // namespace bafo::text
