// SPDX-License-Identifier: Apache-2.0
#include "plugins/sources/jsonl/jsonl_source.h"

#include "core/data/conversation_layouts.h"
#include "core/data/text_rules.h"
#include "core/formats/json_limits.h"

#include <nlohmann/json.hpp>

namespace bafo::sources {
namespace {

Failure wrong(const std::string &place, const std::string &what, const std::string &hint)
{
    return fail(ErrorCode::data, place + ": " + what, hint);
}

/// The option names the field, for the hint.
Result<std::string> textField(const nlohmann::json &object, const std::string &field, const char *option,
                              const std::string &place)
{
    const auto found = object.find(field);
    if (found == object.end() || !found->is_string()) {
        return wrong(place, "there is no text in the field '" + field + "'",
                     std::string("name the right one with ") + option);
    }
    return found->get<std::string>();
}

Result<void> readLine(std::string_view line, const data::SourceOptions &options, const std::string &place,
                      data::EntrySink &sink)
{
    if (const auto bad = data::firstBadByte(line)) {
        return wrong(place, "byte " + std::to_string(*bad) + " of the line is no UTF-8",
                     "convert the file to UTF-8, for example with iconv");
    }
    auto object = formats::parseJson(line, {.maxBytes = 64U << 20U, .maxDepth = 64, .refusesDuplicateKeys = true});
    if (!object) {
        return wrong(place, object.error().message, "each line must be one JSON object");
    }
    if (!object->is_object()) {
        return wrong(place, "it is no JSON object", "each line must be one JSON object");
    }
    if (!object->contains(options.field) && !data::findConversation(*object).layout.empty()) {
        return wrong(place, "there is no text in the field '" + options.field + "', but a conversation",
                     "import the file with --conversations");
    }
    data::Entry entry{.texts = {{options.language, BAFO_TRY(textField(*object, options.field, "--field", place))}},
                      .context = {},
                      .place = place};
    if (!options.languageField.empty()) {
        entry.texts.front().language = BAFO_TRY(textField(*object, options.languageField, "--language-field", place));
    }
    return sink.add(std::move(entry));
}

} // namespace

Result<void> JsonlSource::read(std::string_view bytes, const data::SourceOptions &options, data::EntrySink &sink) const
{
    for (std::int64_t number = 1; !bytes.empty(); ++number) {
        const std::size_t end = bytes.find('\n');
        const std::string_view line = data::trimmed(bytes.substr(0, end));
        bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
        if (!line.empty()) {
            BAFO_TRY(readLine(line, options, "line " + std::to_string(number), sink));
        }
    }
    return {};
}

} // namespace bafo::sources
