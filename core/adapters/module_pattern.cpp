// SPDX-License-Identifier: Apache-2.0
#include "core/adapters/module_pattern.h"

#include <cctype>

namespace bafo::adapters {
namespace {

constexpr std::size_t kLongest = 512;
constexpr int kMostRepeats = 6; ///< each may take as many ways as a name has letters

Failure unknown(const std::string &text, const std::string &why)
{
    return fail(ErrorCode::data, "the pattern '" + text.substr(0, 80) + "' is not understood: " + why,
                "write the names of the modules as a list, for example [\"q_proj\", \"v_proj\"]");
}

bool isRepeat(char letter)
{
    return letter == '*' || letter == '+';
}

/// Empty where it is one of ours; else why not.
std::string whyNot(const std::string &text)
{
    constexpr std::string_view kSigns = "_.*+?|()[]^$-\\:";
    int numRepeats = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char letter = text[i];
        const char next = i + 1 < text.size() ? text[i + 1] : '\0';
        if (std::isalnum(static_cast<unsigned char>(letter)) == 0 && kSigns.find(letter) == std::string_view::npos) {
            return std::string("it has a '") + letter + "'";
        }
        if (letter == '\\') {
            if (next != '.' && next != 'd' && next != 'w' && next != '-') {
                return "it has an escape other than \\., \\d and \\w";
            }
            ++i;
        } else if (letter == '(' && next == '?' && (i + 2 >= text.size() || text[i + 2] != ':')) {
            return "it has a group of a special kind";
        } else if (letter == ')' && isRepeat(next)) {
            return "it repeats a group";
        }
        numRepeats += isRepeat(letter) ? 1 : 0;
    }
    return numRepeats > kMostRepeats ? "it repeats too much" : "";
}

} // namespace

Result<ModulePattern> ModulePattern::parse(const std::string &text)
{
    if (text.empty() || text.size() > kLongest) {
        return unknown(text, text.empty() ? "it is empty" : "it is too long");
    }
    const std::string reason = whyNot(text);
    if (!reason.empty()) {
        return unknown(text, reason);
    }
    ModulePattern pattern;
    try {
        pattern.m_whole = std::regex("(?:" + text + ")");
        pattern.m_end = std::regex("(?:.*\\.)?(?:" + text + ")");
    } catch (const std::regex_error &) {
        return unknown(text, "it is no regular expression");
    }
    return pattern;
}

bool isOrEndsWith(const std::string &name, const std::string &target)
{
    return name == target || name.ends_with("." + target);
}

} // namespace bafo::adapters
