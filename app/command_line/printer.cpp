// SPDX-License-Identifier: Apache-2.0
#include "app/command_line/printer.h"

#include <nlohmann/json.hpp>

#include <ostream>

namespace bafo::command_line {
namespace {

std::string lineOf(const nlohmann::json &value)
{
    return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// A terminal would obey what stands in a file or in its name: control characters (C0, DEL, C1) are shown as escapes.
/// Lines and tabs are ours.
std::string forPeople(std::string_view text)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string shown;
    shown.reserve(text.size());
    const auto escape = [&](unsigned char byte) { shown += {'\\', 'x', kDigits[byte >> 4U], kDigits[byte & 15U]}; };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : '\0');
        if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F) {
            escape(byte);
        } else if (byte == 0xC2 && next >= 0x80 && next < 0xA0) { // C1 in UTF-8
            escape(next);
            ++i;
        } else {
            shown += text[i];
        }
    }
    return shown;
}

} // namespace

Printer::Printer(std::ostream &machine, std::ostream &people)
    : m_machine(machine)
    , m_people(people)
{
}

void Printer::say(std::string_view line)
{
    const std::lock_guard lock(m_mutex);
    if (!m_isJson) {
        m_people << forPeople(line) << '\n' << std::flush;
    }
}

void Printer::json(const nlohmann::json &value)
{
    const std::lock_guard lock(m_mutex);
    if (m_isJson) {
        m_machine << lineOf(value) << '\n' << std::flush;
    }
}

void Printer::result(std::string_view text)
{
    const std::lock_guard lock(m_mutex);
    if (!m_isJson) {
        m_machine << text << std::flush;
    }
}

void Printer::error(const Error &error)
{
    const std::lock_guard lock(m_mutex);
    m_people << "error: " << forPeople(error.message) << '\n';
    if (!error.hint.empty()) {
        m_people << "  -> " << forPeople(error.hint) << '\n';
    }
    m_people << std::flush;
    if (m_isJson) {
        m_machine << lineOf(
            {{"error", {{"code", std::string(nameOf(error.code))}, {"message", error.message}, {"hint", error.hint}}}})
                  << '\n'
                  << std::flush;
    }
}

} // namespace bafo::command_line
