// SPDX-License-Identifier: Apache-2.0
// Lines of event and command logs: what is read and written again reads back as the same line.
#include "core/protocol/commands.h"
#include "core/protocol/line_codec.h"
#include "tests/fuzz/fuzz_input.h"

#include <string>

namespace {

using namespace bafo;

void readEvent(std::string_view line)
{
    const auto message = protocol::decodeLine(line);
    if (!message) {
        fuzz::require(!message.error().message.empty());
        return;
    }
    const std::string written = protocol::encodeLine(message->envelope, message->event);
    fuzz::require(!written.empty() && written.back() == '\n' && written.find('\n') == written.size() - 1);
    const auto again = protocol::decodeLine(written);
    fuzz::require(again.has_value());
    fuzz::require(protocol::kindOf(again->event) == protocol::kindOf(message->event));
    if (!std::holds_alternative<protocol::UnknownEvent>(message->event)) { // those keep their content, not their order
        fuzz::require(protocol::encodeLine(again->envelope, again->event) == written);
    }
}

void readCommand(std::string_view line)
{
    const auto command = protocol::decodeCommand(line);
    if (command) {
        const auto again = protocol::decodeCommand(protocol::encodeCommand(*command));
        fuzz::require(again && again->kind == command->kind && again->t == command->t);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    std::string_view text = fuzz::textOf(data, size);
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        readEvent(line);
        readCommand(line);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
    return 0;
}
