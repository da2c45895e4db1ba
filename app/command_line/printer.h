// SPDX-License-Identifier: Apache-2.0
// How programs talk: words for people on stderr, JSON for programs on stdout where it was asked for.
#pragma once

#include "core/base/result.h"

#include <nlohmann/json_fwd.hpp>

#include <iosfwd>
#include <mutex>
#include <string>
#include <string_view>

namespace bafo::command_line {

/// Thread-safe. Owns nothing: the streams outlive it.
class Printer {
public:
    Printer(std::ostream &machine, std::ostream &people);

    /// After --json: say() is silent, json() speaks.
    void setJson(bool isJson) { m_isJson = isJson; }
    [[nodiscard]] bool isJson() const { return m_isJson; }

    /// A line for people. Silent after --json.
    void say(std::string_view line);

    /// One object, or one line of a stream, for programs. Silent without --json.
    void json(const nlohmann::json &value);

    /// What a verb is for: a completion, a file's content. On stdout in any case, as it stands; silent after --json.
    void result(std::string_view text);

    /// An error, for both: message and hint on stderr; after --json {"error": {code, message, hint}} on stdout too.
    void error(const Error &error);

private:
    std::ostream &m_machine;
    std::ostream &m_people;
    std::mutex m_mutex;
    bool m_isJson = false;
};

} // namespace bafo::command_line
