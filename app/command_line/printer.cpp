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
        m_people << line << '\n' << std::flush;
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
    m_people << "error: " << error.message << '\n';
    if (!error.hint.empty()) {
        m_people << "  -> " << error.hint << '\n';
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
