// SPDX-License-Identifier: Apache-2.0
#include "core/scoring/item_record.h"

#include "core/formats/json_limits.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace bafo::scoring {
namespace {

constexpr std::size_t kMaxLineBytes = 64U << 20U;

nlohmann::ordered_json toJson(const Answer &answer)
{
    nlohmann::ordered_json object = {{"log_probability", answer.logProbability}, {"tokens_used", answer.numTokens}};
    if (answer.isGreedy) {
        object["is_greedy"] = true;
    }
    if (!answer.tokens.empty()) {
        object["tokens"] = nlohmann::ordered_json::array();
        for (const ScoredToken &token : answer.tokens) {
            object["tokens"].push_back({token.bytes, token.logProbability});
        }
    }
    if (!answer.end.empty()) {
        object["text"] = answer.text;
        object["end"] = answer.end;
    }
    if (answer.numDropped > 0) {
        object["dropped"] = answer.numDropped;
    }
    return object;
}

nlohmann::ordered_json toJson(const Question &question)
{
    nlohmann::ordered_json object = {{"context", question.context}};
    const auto write = [&object](const char *name, const std::vector<std::string> &texts) {
        if (!texts.empty()) {
            object[name] = texts;
        }
    };
    write("choices", question.choices);
    write("references", question.references);
    write("labels", question.labels);
    if (question.gold >= 0) {
        object["gold"] = question.gold;
    }
    return object;
}

/// Reads fields of one object; one of the wrong form makes the whole unsound.
class ObjectReader {
public:
    explicit ObjectReader(const nlohmann::json &object)
        : m_object(object)
        , m_isSound(object.is_object())
    {
    }

    void read(const char *name, std::string &field)
    {
        if (const auto *value = find(name, [](const nlohmann::json &json) { return json.is_string(); })) {
            field = value->get<std::string>();
        }
    }
    void read(const char *name, std::int64_t &field)
    {
        if (const auto *value = find(name, [](const nlohmann::json &json) { return json.is_number_integer(); })) {
            field = value->get<std::int64_t>();
        }
    }
    void read(const char *name, double &field)
    {
        if (const auto *value = find(name, [](const nlohmann::json &json) { return json.is_number(); })) {
            field = value->get<double>();
        }
    }
    void read(const char *name, bool &field)
    {
        if (const auto *value = find(name, [](const nlohmann::json &json) { return json.is_boolean(); })) {
            field = value->get<bool>();
        }
    }
    void read(const char *name, std::vector<std::string> &field)
    {
        const auto isTexts = [](const nlohmann::json &json) {
            return json.is_array()
                && std::all_of(json.begin(), json.end(), [](const auto &entry) { return entry.is_string(); });
        };
        if (const auto *value = find(name, isTexts)) {
            field = value->get<std::vector<std::string>>();
        }
    }
    void read(const char *name, std::vector<ScoredToken> &field)
    {
        const auto isToken = [](const nlohmann::json &json) {
            return json.is_array() && json.size() == 2 && json[0].is_number_integer() && json[1].is_number();
        };
        const auto isTokens = [&isToken](const nlohmann::json &json) {
            return json.is_array() && std::all_of(json.begin(), json.end(), isToken);
        };
        if (const auto *value = find(name, isTokens)) {
            for (const nlohmann::json &entry : *value) {
                field.push_back({.bytes = entry[0].get<std::int64_t>(), .logProbability = entry[1].get<double>()});
            }
        }
    }

    [[nodiscard]] bool isSound() const { return m_isSound; }

private:
    template <class IsFit>
    const nlohmann::json *find(const char *name, const IsFit &isFit)
    {
        if (!m_isSound) {
            return nullptr;
        }
        const auto found = m_object.find(name);
        if (found == m_object.end()) {
            return nullptr;
        }
        m_isSound = isFit(*found);
        return m_isSound ? &*found : nullptr;
    }

    const nlohmann::json &m_object;
    bool m_isSound;
};

bool readQuestion(const nlohmann::json &object, Question &question)
{
    ObjectReader reader(object);
    reader.read("context", question.context);
    reader.read("choices", question.choices);
    reader.read("references", question.references);
    reader.read("labels", question.labels);
    reader.read("gold", question.gold);
    return reader.isSound() && question.gold >= -1
        && question.gold < static_cast<std::int64_t>(std::max<std::size_t>(question.choices.size(), 1));
}

bool readAnswer(const nlohmann::json &object, Answer &answer)
{
    ObjectReader reader(object);
    reader.read("log_probability", answer.logProbability);
    reader.read("is_greedy", answer.isGreedy);
    reader.read("tokens", answer.tokens);
    reader.read("text", answer.text);
    reader.read("end", answer.end);
    reader.read("tokens_used", answer.numTokens);
    reader.read("dropped", answer.numDropped);
    return reader.isSound();
}

} // namespace

std::string toLine(const ItemRecord &record)
{
    nlohmann::ordered_json object
        = {{"cell", record.cell}, {"line", record.line}, {"question", toJson(record.question)}};
    object["answers"] = nlohmann::ordered_json::array();
    for (const Answer &answer : record.answers) {
        object["answers"].push_back(toJson(answer));
    }
    if (!record.foundIn.empty()) {
        object["found_in"] = record.foundIn;
    }
    // A generation may end inside of a character: what is no UTF-8 is shown as U+FFFD.
    return object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<ItemRecord> parseRecord(std::string_view line)
{
    const nlohmann::json object = BAFO_TRY(formats::parseJson(line, {.maxBytes = kMaxLineBytes, .maxDepth = 8}));
    ItemRecord record;
    ObjectReader reader(object);
    reader.read("cell", record.cell);
    reader.read("line", record.line);
    reader.read("found_in", record.foundIn);
    bool isSound = reader.isSound() && record.cell >= 0 && object.contains("question") && object.contains("answers")
        && object["answers"].is_array() && readQuestion(object["question"], record.question);
    if (isSound) {
        for (const nlohmann::json &entry : object["answers"]) {
            isSound = isSound && readAnswer(entry, record.answers.emplace_back());
        }
    }
    if (!isSound) {
        return fail(ErrorCode::data, "it is no record of an item", "the file was changed by hand or by a sick disk");
    }
    return record;
}

} // namespace bafo::scoring
