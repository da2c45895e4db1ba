// SPDX-License-Identifier: Apache-2.0
#include "core/protocol/commands.h"

#include "core/formats/json_limits.h"
#include "core/protocol/events.h"

#include <nlohmann/json.hpp>

#include <array>

namespace bafo::protocol {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxLineBytes = 64U << 10U;
constexpr std::array kKinds
    = {CommandKind::pause, CommandKind::resume, CommandKind::checkpointNow, CommandKind::cancel, CommandKind::ping};

} // namespace

std::string_view nameOf(CommandKind kind)
{
    switch (kind) {
    case CommandKind::pause:
        return "pause";
    case CommandKind::resume:
        return "resume";
    case CommandKind::checkpointNow:
        return "checkpoint_now";
    case CommandKind::cancel:
        return "cancel";
    case CommandKind::ping:
        return "ping";
    }
    return "";
}

std::string encodeCommand(const Command &command)
{
    nlohmann::ordered_json line;
    line["v"] = kProtocolVersion;
    line["t"] = command.t;
    line["id"] = command.id;
    line["kind"] = nameOf(command.kind);
    return line.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

Result<Command> decodeCommand(std::string_view line)
{
    const json parsed = BAFO_TRY(formats::parseJson(line, {.maxBytes = kMaxLineBytes, .maxDepth = 8}));
    const auto text = [&parsed](const char *key) {
        const auto found = parsed.find(key);
        return found != parsed.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    if (!parsed.is_object() || text("id").empty()) {
        return fail(ErrorCode::data, "a command without an id", "send commands by 'bafo run'");
    }
    for (const CommandKind kind : kKinds) {
        if (nameOf(kind) == text("kind")) {
            const auto time = parsed.find("t");
            return Command{.kind = kind,
                           .id = text("id"),
                           .t = time != parsed.end() && time->is_number_integer() ? time->get<std::int64_t>() : 0};
        }
    }
    return fail(ErrorCode::data, "unknown command '" + text("kind") + "'",
                "known here: pause, resume, checkpoint_now, cancel, ping");
}

} // namespace bafo::protocol
