// SPDX-License-Identifier: Apache-2.0
#include "core/distributed/rank_message.h"

#include "core/formats/json_limits.h"
#include "core/protocol/line_codec.h"

#include <nlohmann/json.hpp>

#include <optional>

namespace bafo::distributed {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr const char *kBeat = "beat";
constexpr const char *kReport = "report";
constexpr const char *kWarning = "warning";
constexpr std::size_t kMaxTextBytes = 4U << 10U; // so that five of them, escaped, stay below a line's limit
constexpr std::size_t kMaxEscapedBytes = 8U << 10U;

/// A control character takes six bytes in a line: a text full of them is shortened until it fits.
std::string cut(const std::string &text)
{
    std::string shortened = text.substr(0, kMaxTextBytes);
    while (json(shortened).dump(-1, ' ', false, json::error_handler_t::replace).size() > kMaxEscapedBytes) {
        shortened.resize(shortened.size() / 2);
    }
    return shortened;
}

Failure unreadable()
{
    return fail(ErrorCode::data, "no message of a rank", "this is a mistake in the program: please report it");
}

/// Fills fields and remembers whether one was missing or of a wrong type.
class FieldReader {
public:
    explicit FieldReader(const json &object)
        : m_object(object)
    {
    }

    std::string text(const char *name)
    {
        const auto found = m_object.find(name);
        m_isSound = m_isSound && found != m_object.end() && found->is_string();
        return m_isSound ? found->get<std::string>() : std::string();
    }

    std::int64_t count(const char *name)
    {
        const auto found = m_object.find(name);
        m_isSound = m_isSound && found != m_object.end() && found->is_number_integer();
        const std::int64_t value = m_isSound ? found->get<std::int64_t>() : 0;
        m_isSound = m_isSound && value >= 0 && value <= protocol::kMaxSeq;
        return value;
    }

    bool flag(const char *name)
    {
        const auto found = m_object.find(name);
        m_isSound = m_isSound && found != m_object.end() && found->is_boolean();
        return m_isSound && found->get<bool>();
    }

    [[nodiscard]] bool isSound() const { return m_isSound; }

private:
    const json &m_object;
    bool m_isSound = true;
};

RankReport readReport(FieldReader &fields)
{
    RankReport report{
        .outcome = fields.text("outcome"), .step = fields.count("step"), .outputModel = fields.text("output_model")};
    report.error = {errorCodeNamed(fields.text("code")), fields.text("message"), fields.text("hint")};
    report.hasLostPeer = fields.flag("lost_peer");
    return report;
}

bool isOutcome(const std::string &outcome)
{
    return outcome == "finished" || outcome == "cancelled" || outcome == "stopped" || outcome == "failed";
}

ordered_json toJson(const RankBeat &beat)
{
    return {{"kind", kBeat},
            {"step", beat.step},
            {"collectives", beat.numCollectives},
            {"phase", cut(beat.phase)},
            {"collective", cut(beat.collective)}};
}

ordered_json toJson(const RankReport &report)
{
    return {{"kind", kReport},
            {"outcome", report.outcome},
            {"step", report.step},
            {"output_model", cut(report.outputModel)},
            {"code", std::string(nameOf(report.error.code))},
            {"message", cut(report.error.message)},
            {"hint", cut(report.error.hint)},
            {"lost_peer", report.hasLostPeer}};
}

ordered_json toJson(const protocol::Warning &warning)
{
    return {{"kind", kWarning},
            {"code", cut(warning.code)},
            {"message", cut(warning.message)},
            {"hint", cut(warning.hint)}};
}

} // namespace

std::string encodeRankLine(const RankMessage &message)
{
    const ordered_json object = std::visit([](const auto &one) { return toJson(one); }, message);
    return object.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

Result<RankMessage> decodeRankLine(std::string_view line)
{
    if (!line.starts_with(R"({"kind":")")) { // a flood of noise must not cost the watching process its time
        return unreadable();
    }
    const auto object = formats::parseJson(line, {.maxBytes = kMaxRankLineBytes, .maxDepth = 4});
    if (!object || !object->is_object()) {
        return unreadable();
    }
    FieldReader fields(*object);
    const std::string kind = fields.text("kind");
    std::optional<RankMessage> message;
    if (kind == kBeat) {
        message = RankBeat{.step = fields.count("step"),
                           .numCollectives = fields.count("collectives"),
                           .phase = fields.text("phase"),
                           .collective = fields.text("collective")};
    } else if (kind == kReport) {
        RankReport report = readReport(fields);
        if (isOutcome(report.outcome)) {
            message = std::move(report);
        }
    } else if (kind == kWarning) {
        message = protocol::Warning{
            .code = fields.text("code"), .message = fields.text("message"), .hint = fields.text("hint")};
    }
    if (!message || !fields.isSound()) {
        return unreadable();
    }
    return std::move(*message);
}

} // namespace bafo::distributed
