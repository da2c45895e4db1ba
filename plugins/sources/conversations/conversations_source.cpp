// SPDX-License-Identifier: Apache-2.0
#include "plugins/sources/conversations/conversations_source.h"

#include "core/data/conversation_layouts.h"
#include "core/data/text_rules.h"
#include "core/formats/json_limits.h"

#include <nlohmann/json.hpp>

namespace bafo::sources {
namespace {

constexpr formats::JsonLimits kLimits{.maxBytes = 256U << 20U, .maxDepth = 64, .refusesDuplicateKeys = true};

/// Reads one conversation after the other, and counts.
class ConversationReader {
public:
    ConversationReader(const data::SourceOptions &options, data::EntrySink &sink)
        : m_options(options)
        , m_sink(sink)
    {
    }

    Result<void> readLine(std::string_view line, const std::string &place)
    {
        const auto object = formats::parseJson(line, kLimits);
        return object ? readObject(*object, place) : leaveOut("it is no JSON: " + object.error().message, place);
    }

    Result<void> readObject(const nlohmann::json &object, const std::string &place)
    {
        auto found = data::findConversation(object);
        if (found.layout.empty()) {
            return leaveOut("it has the fields of no conversation", place);
        }
        if (!found.reason.empty()) {
            return leaveOut(found.reason, place);
        }
        if (data::firstBadByte(data::conversationText(found.conversation)
                               + data::conversationText(found.translation))) {
            return leaveOut("it holds a character that no text has", place);
        }
        data::Entry entry{.texts = {}, .context = std::string(found.layout), .place = place};
        entry.texts.push_back(
            {.language = languageOf(object), .text = {}, .conversation = std::move(found.conversation)});
        if (!found.translation.empty()) {
            entry.texts.push_back(
                {.language = m_options.originalLanguage, .text = {}, .conversation = std::move(found.translation)});
        }
        ++m_numUsed;
        return m_sink.add(std::move(entry));
    }

    Result<void> finish() const
    {
        if (m_numUsed > 0 || m_firstProblem.empty()) {
            return {};
        }
        return fail(
            ErrorCode::data, m_firstProblem + "; no conversation could be used",
            "a line is an object with messages, conversations, instruction and output, prompt and completion, or "
            "question and answer");
    }

private:
    [[nodiscard]] std::string languageOf(const nlohmann::json &object) const
    {
        const auto found = object.find(m_options.languageField);
        return !m_options.languageField.empty() && found != object.end() && found->is_string()
            ? found->get<std::string>()
            : m_options.language;
    }

    Result<void> leaveOut(const std::string &reason, const std::string &place)
    {
        m_firstProblem = m_firstProblem.empty() ? place + ": " + reason : m_firstProblem;
        m_sink.skipAt(reason.starts_with("it is no JSON") ? "it is no JSON" : reason, place);
        return {};
    }

    const data::SourceOptions &m_options;
    data::EntrySink &m_sink;
    std::int64_t m_numUsed = 0;
    std::string m_firstProblem;
};

} // namespace

Result<void> ConversationsSource::read(std::string_view bytes, const data::SourceOptions &options,
                                       data::EntrySink &sink) const
{
    ConversationReader reader(options, sink);
    if (const std::string_view whole = data::trimmed(bytes.substr(0, 64)); whole.starts_with('[')) {
        const auto list = BAFO_TRY(formats::parseJson(bytes, kLimits));
        for (std::size_t i = 0; i < list.size(); ++i) {
            BAFO_TRY(reader.readObject(list[i], "conversation " + std::to_string(i + 1)));
        }
        return reader.finish();
    }
    for (std::int64_t number = 1; !bytes.empty(); ++number) {
        const std::size_t end = bytes.find('\n');
        const std::string_view line = bytes.substr(0, end);
        bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
        if (line.find_first_not_of(" \t\r") != std::string_view::npos) {
            BAFO_TRY(reader.readLine(line, "line " + std::to_string(number)));
        }
    }
    return reader.finish();
}

} // namespace bafo::sources
