// SPDX-License-Identifier: Apache-2.0
#include "core/protocol/line_codec.h"

#include "core/formats/json_limits.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>
#include <utility>

namespace bafo::protocol {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

/// One absurd step would stretch every chart and outlive the run's end.
bool isPlausible(std::string_view name, std::int64_t value)
{
    if (name == "step" || name == "to_step" || name == "total_steps") {
        return value >= 0 && value <= kMaxStep;
    }
    return name != "seq" || (value >= 0 && value <= kMaxSeq);
}

/// Writes each field it is shown.
class FieldWriter {
public:
    explicit FieldWriter(ordered_json &object)
        : m_object(object)
    {
    }

    void operator()(const char *name, const std::string &value) { m_object[name] = value; }
    void operator()(const char *name, std::int64_t value) { m_object[name] = value; }
    void operator()(const char *name, bool value) { m_object[name] = value; }

    void operator()(const char *name, double value)
    {
        if (std::isfinite(value)) {
            m_object[name] = value;
        } else {
            m_object[name] = std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }
    }

private:
    ordered_json &m_object;
};

/// Fills each field it is shown, where the object has it, and remembers the first of a wrong type.
class FieldReader {
public:
    explicit FieldReader(const json &object)
        : m_object(object)
    {
    }

    void operator()(const char *name, std::string &value)
    {
        if (const json *found = find(name, &json::is_string)) {
            value = found->get<std::string>();
        }
    }

    void operator()(const char *name, std::int64_t &value)
    {
        if (const json *found = find(name, &json::is_number_integer)) {
            value = found->get<std::int64_t>();
            if (!isPlausible(name, value)) {
                noteWrong(name);
            }
        }
    }

    void operator()(const char *name, bool &value)
    {
        if (const json *found = find(name, &json::is_boolean)) {
            value = found->get<bool>();
        }
    }

    void operator()(const char *name, double &value)
    {
        const auto found = m_object.find(name);
        if (found == m_object.end()) {
            return;
        }
        if (found->is_number()) {
            value = found->get<double>();
        } else if (*found == "nan") {
            value = std::numeric_limits<double>::quiet_NaN();
        } else if (*found == "inf") {
            value = std::numeric_limits<double>::infinity();
        } else if (*found == "-inf") {
            value = -std::numeric_limits<double>::infinity();
        } else {
            noteWrong(name);
        }
    }

    [[nodiscard]] const std::string &wrong() const { return m_wrong; }

private:
    const json *find(const char *name, bool (json::*isRight)() const noexcept)
    {
        const auto found = m_object.find(name);
        if (found == m_object.end()) {
            return nullptr;
        }
        if (!((*found).*isRight)()) {
            noteWrong(name);
            return nullptr;
        }
        return &*found;
    }

    void noteWrong(const char *name)
    {
        if (m_wrong.empty()) {
            m_wrong = name;
        }
    }

    const json &m_object;
    std::string m_wrong;
};

/// Tries the kinds of the variant one after the other; the last one, UnknownEvent, takes what is left.
template <std::size_t index = 0>
Event readEvent(const std::string &kind, const json &object, FieldReader &reader)
{
    using Kind = std::variant_alternative_t<index, Event>;
    if constexpr (std::is_same_v<Kind, UnknownEvent>) {
        return UnknownEvent{.kind = kind, .json = object.dump()};
    } else {
        if (kind == Kind::kKind) {
            Kind event;
            Kind::visitFields(reader, event);
            return event;
        }
        return readEvent<index + 1>(kind, object, reader);
    }
}

Failure unreadable(const std::string &why)
{
    return fail(ErrorCode::data, "no event: " + why, "the log was damaged or is none of this program");
}

} // namespace

std::string_view kindOf(const Event &event)
{
    if (const auto *unknown = std::get_if<UnknownEvent>(&event)) {
        return unknown->kind;
    }
    return std::visit([](const auto &known) { return std::string_view(known.kKind); }, event);
}

std::string encodeLine(const Envelope &envelope, const Event &event)
{
    ordered_json object;
    if (const auto *unknown = std::get_if<UnknownEvent>(&event)) {
        object = ordered_json::parse(unknown->json, nullptr, false);
        if (!object.is_object()) {
            object = ordered_json::object();
        }
    }
    object["v"] = envelope.v;
    object["seq"] = envelope.seq;
    object["t"] = envelope.t;
    object["run"] = envelope.run;
    object["rank"] = envelope.rank;
    object["kind"] = kindOf(event);
    FieldWriter writer(object);
    std::visit(
        [&writer](const auto &known) {
            using Kind = std::decay_t<decltype(known)>;
            if constexpr (!std::is_same_v<Kind, UnknownEvent>) {
                Kind::visitFields(writer, known);
            }
        },
        event);
    return object.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

Result<Message> decodeLine(std::string_view line)
{
    const json object = BAFO_TRY(formats::parseJson(line, {.maxBytes = kMaxLineBytes, .maxDepth = 32}));
    if (!object.is_object()) {
        return unreadable("it is no JSON object");
    }
    const auto kind = object.find("kind");
    if (kind == object.end() || !kind->is_string() || !object.contains("v") || !object.contains("seq")) {
        return unreadable("its envelope has no v, seq or kind");
    }
    FieldReader reader(object);
    Message message;
    std::int64_t version = 0;
    std::int64_t rank = 0;
    reader("v", version);
    reader("seq", message.envelope.seq);
    reader("t", message.envelope.t);
    reader("run", message.envelope.run);
    reader("rank", rank);
    message.envelope.v = static_cast<int>(version);
    message.envelope.rank = static_cast<int>(rank);
    message.event = readEvent(kind->get<std::string>(), object, reader);
    if (!reader.wrong().empty()) {
        return unreadable("'" + reader.wrong() + "' has the wrong type or is beyond what can be");
    }
    return message;
}

} // namespace bafo::protocol
