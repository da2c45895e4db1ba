// SPDX-License-Identifier: Apache-2.0
#include "core/text/chat_format.h"

#include "core/base/check.h"
#include "core/base/sha256.h"
#include "core/formats/json_limits.h"

#include <nlohmann/json.hpp>

namespace bafo::text {
namespace {

constexpr std::uint64_t kMaxTemplateBytes = 64U << 10U;
constexpr std::uint64_t kMaxConfigBytes = 64U << 20U;

std::vector<ChatStyle> parseAll()
{
    std::vector<ChatStyle> styles;
    for (const std::string_view yaml : promptStyleTexts()) {
        auto style = ChatStyle::parse(yaml);
        BAFO_CHECK(style.has_value(), style ? std::string() : style.error().message); // a test reads them all
        styles.push_back(std::move(*style));
    }
    return styles;
}

} // namespace

const std::vector<ChatStyle> &chatStyles()
{
    static const std::vector<ChatStyle> all = parseAll();
    return all;
}

Result<const ChatStyle *> chatStyleNamed(std::string_view name)
{
    std::string known;
    for (const ChatStyle &style : chatStyles()) {
        if (style.isNamed(name)) {
            return &style;
        }
        known += (known.empty() ? "" : ", ") + std::string(style.name());
    }
    return fail(ErrorCode::config, "unknown chat style '" + std::string(name) + "'", "known: " + known);
}

const ChatStyle *chatStyleOfTemplate(std::string_view templateText)
{
    const std::string hash = sha256Of(templateText);
    for (const ChatStyle &style : chatStyles()) {
        if (style.isOfTemplate(hash)) {
            return &style;
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

Result<const ChatStyle *> chatStyleFor(FileSystem &files, std::string_view name, const Path &folder)
{
    if (name != "model") {
        return chatStyleNamed(name);
    }
    const std::string own = BAFO_TRY(readChatTemplate(files, folder));
    if (const ChatStyle *style = chatStyleOfTemplate(own)) {
        return style;
    }
    return fail(ErrorCode::config,
                folder.string()
                    + (own.empty() ? " has no chat template" : " has a chat template that is not known here"),
                "choose a style: chatml, gemma or llama-3 where the vocabulary has its tokens, else alpaca or plain");
}

} // namespace bafo::text
