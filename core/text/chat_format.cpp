// SPDX-License-Identifier: Apache-2.0
#include "core/text/chat_format.h"

#include "core/base/sha256.h"
#include "core/formats/json_limits.h"

#include <nlohmann/json.hpp>

#include <array>

namespace bafo::text {
namespace {

constexpr std::uint64_t kMaxTemplateBytes = 64U << 10U;
constexpr std::uint64_t kMaxConfigBytes = 64U << 20U;

/// Builds ids out of special tokens and plain text.
class IdBuilder {
public:
    explicit IdBuilder(const Tokenizer &tokenizer)
        : m_tokenizer(tokenizer)
    {
    }

    Result<void> special(std::string_view token)
    {
        const auto id = m_tokenizer.idOf(token);
        if (!id || !m_tokenizer.isSpecial(*id)) {
            return fail(ErrorCode::data, "the vocabulary has no token " + std::string(token),
                        "choose another --style, or plain");
        }
        m_ids.push_back(*id);
        return {};
    }

    void text(std::string_view text)
    {
        const auto ids = m_tokenizer.encode(text);
        m_ids.insert(m_ids.end(), ids.begin(), ids.end());
    }

    [[nodiscard]] std::vector<std::uint32_t> take() { return std::move(m_ids); }

private:
    const Tokenizer &m_tokenizer;
    std::vector<std::uint32_t> m_ids;
};

std::vector<std::uint32_t> idsOf(const Tokenizer &tokenizer, std::initializer_list<std::string_view> tokens)
{
    std::vector<std::uint32_t> ids;
    for (const std::string_view token : tokens) {
        if (const auto id = tokenizer.idOf(token)) {
            ids.push_back(*id);
        }
    }
    return ids;
}

/// <|im_start|>role, line end, text, <|im_end|>, line end (OpenAI's ChatML).
class ChatMl final : public ChatStyle {
public:
    ChatMl(std::string_view name, std::string_view defaultSystem)
        : m_name(name)
        , m_defaultSystem(defaultSystem)
    {
    }

    [[nodiscard]] std::string_view name() const override { return m_name; }

    [[nodiscard]] Result<std::vector<std::uint32_t>> encode(const Tokenizer &tokenizer,
                                                            const std::vector<ChatMessage> &messages) const override
    {
        IdBuilder ids(tokenizer);
        if (!m_defaultSystem.empty() && !messages.empty() && messages.front().role != "system") {
            BAFO_TRY(add(ids, {.role = "system", .content = std::string(m_defaultSystem)}));
        }
        for (const ChatMessage &message : messages) {
            BAFO_TRY(add(ids, message));
        }
        BAFO_TRY(ids.special("<|im_start|>"));
        ids.text("assistant\n");
        return ids.take();
    }

    [[nodiscard]] std::vector<std::uint32_t> endTokens(const Tokenizer &tokenizer) const override
    {
        return idsOf(tokenizer, {"<|im_end|>", "<|endoftext|>"});
    }

private:
    static Result<void> add(IdBuilder &ids, const ChatMessage &message)
    {
        BAFO_TRY(ids.special("<|im_start|>"));
        ids.text(message.role + "\n" + message.content);
        BAFO_TRY(ids.special("<|im_end|>"));
        ids.text("\n");
        return {};
    }

    std::string_view m_name;
    std::string_view m_defaultSystem;
};

/// The turns of Llama 3, without its dated system text.
class Llama3 final : public ChatStyle {
public:
    [[nodiscard]] std::string_view name() const override { return "llama3"; }

    [[nodiscard]] Result<std::vector<std::uint32_t>> encode(const Tokenizer &tokenizer,
                                                            const std::vector<ChatMessage> &messages) const override
    {
        IdBuilder ids(tokenizer);
        BAFO_TRY(ids.special("<|begin_of_text|>"));
        for (const ChatMessage &message : messages) {
            BAFO_TRY(addHeader(ids, message.role));
            ids.text("\n\n" + message.content);
            BAFO_TRY(ids.special("<|eot_id|>"));
        }
        BAFO_TRY(addHeader(ids, "assistant"));
        ids.text("\n\n");
        return ids.take();
    }

    [[nodiscard]] std::vector<std::uint32_t> endTokens(const Tokenizer &tokenizer) const override
    {
        return idsOf(tokenizer, {"<|eot_id|>", "<|end_of_text|>"});
    }

private:
    static Result<void> addHeader(IdBuilder &ids, const std::string &role)
    {
        BAFO_TRY(ids.special("<|start_header_id|>"));
        ids.text(role);
        return ids.special("<|end_header_id|>");
    }
};

/// For models that were never taught to converse: the texts one after another, to be continued.
class Plain final : public ChatStyle {
public:
    [[nodiscard]] std::string_view name() const override { return "plain"; }

    [[nodiscard]] Result<std::vector<std::uint32_t>> encode(const Tokenizer &tokenizer,
                                                            const std::vector<ChatMessage> &messages) const override
    {
        std::string all;
        for (const ChatMessage &message : messages) {
            all += (all.empty() ? "" : "\n") + message.content;
        }
        return tokenizer.encode(all);
    }

    [[nodiscard]] std::vector<std::uint32_t> endTokens(const Tokenizer &tokenizer) const override
    {
        return idsOf(tokenizer, {"<|endoftext|>", "<|end_of_text|>"});
    }
};

const std::array<const ChatStyle *, 4> &styles()
{
    static const ChatMl chatMl("chatml", "");
    static const ChatMl smolLm2("smollm2", "You are a helpful AI assistant named SmolLM, trained by Hugging Face");
    static const Llama3 llama3;
    static const Plain plain;
    static const std::array<const ChatStyle *, 4> all = {&chatMl, &smolLm2, &llama3, &plain};
    return all;
}

struct KnownTemplate {
    std::string_view sha256;
    std::string_view style;
};

/// One line for each template that was compared with its style.
constexpr std::array kKnownTemplates = {
    KnownTemplate{"872be49dbb638044ad01b60388f48d469ff2980e5f0dccdc22ec907db54d0788", "smollm2"}, // SmolLM2-*-Instruct
};

} // namespace

Result<const ChatStyle *> chatStyleNamed(std::string_view name)
{
    std::string known;
    for (const ChatStyle *style : styles()) {
        if (style->name() == name) {
            return style;
        }
        known += (known.empty() ? "" : ", ") + std::string(style->name());
    }
    return fail(ErrorCode::config, "unknown chat style '" + std::string(name) + "'", "known: " + known);
}

const ChatStyle *chatStyleOfTemplate(std::string_view templateText)
{
    const std::string hash = sha256Of(templateText);
    for (const KnownTemplate &known : kKnownTemplates) {
        if (known.sha256 == hash) {
            return chatStyleNamed(known.style).value_or(nullptr);
        }
    }
    return nullptr;
}

Result<std::string> readChatTemplate(FileSystem &files, const Path &folder)
{
    const Path jinja = folder / "chat_template.jinja";
    if (BAFO_TRY(files.status(jinja)).exists) {
        return files.readFile(jinja, kMaxTemplateBytes);
    }
    const Path config = folder / "tokenizer_config.json";
    if (!BAFO_TRY(files.status(config)).exists) {
        return std::string();
    }
    const auto parsed = formats::parseJson(BAFO_TRY(files.readFile(config, kMaxConfigBytes)), {});
    if (!parsed || !parsed->is_object()) {
        return fail(ErrorCode::data, config.string() + ": " + (parsed ? "is no JSON object" : parsed.error().message),
                    "the file is damaged; copy it again");
    }
    const auto found = parsed->find("chat_template");
    return found != parsed->end() && found->is_string() ? found->get<std::string>() : std::string();
}

} // namespace bafo::text
