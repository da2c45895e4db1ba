// SPDX-License-Identifier: Apache-2.0
#include "core/base/markdown.h"

namespace bafo {
namespace {

constexpr std::string_view kSpecial = "\\`*_[]|~#$!";

/// Line breaks and other control characters would begin something new.
char onOneLine(char letter)
{
    return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F ? ' ' : letter;
}

} // namespace

std::string markdownText(std::string_view text)
{
    std::string result;
    for (const char given : text) {
        const char letter = onOneLine(given);
        if (letter == '<') {
            result += "&lt;";
        } else if (letter == '>') {
            result += "&gt;";
        } else if (letter == '&') {
            result += "&amp;";
        } else {
            result += kSpecial.find(letter) == std::string_view::npos ? "" : "\\";
            result += letter;
        }
    }
    return result;
}

} // namespace bafo
