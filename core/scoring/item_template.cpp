// SPDX-License-Identifier: Apache-2.0
#include "core/scoring/item_template.h"

#include "core/scoring/unicode_words.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>

namespace bafo::scoring {
namespace {

std::string capitalized(std::string_view text, bool isRestLowered)
{
    std::u32string characters = charactersOf(text);
    for (std::size_t i = 0; i < characters.size(); ++i) {
        if (i == 0) {
            characters[i] = raisedCharacter(characters[i]);
        } else if (isRestLowered) {
            characters[i] = loweredCharacter(characters[i]);
        }
    }
    return utf8Of(characters);
}

/// \[.*?\] within a line, taken out.
std::string withoutBrackets(std::string_view text)
{
    std::string result;
    while (!text.empty()) {
        const std::size_t open = text.find('[');
        result += text.substr(0, open);
        if (open == std::string_view::npos) {
            break;
        }
        const std::size_t close = text.find(']', open);
        const std::size_t lineEnd = text.find('\n', open);
        if (close == std::string_view::npos || lineEnd < close) {
            result += '[';
            text.remove_prefix(open + 1);
        } else {
            text.remove_prefix(close + 1);
        }
    }
    return result;
}

std::string cleanedHellaswag(std::string_view text)
{
    return replaced(withoutBrackets(replaced(stripped(text), " [title]", ". ")), "  ", " ");
}

struct TextFilter {
    std::string_view name;
    std::string (*apply)(std::string_view);
};

constexpr std::string_view kListFilter = "python-list";

constexpr std::array kFilters = {
    TextFilter{"strip", [](std::string_view text) { return std::string(stripped(text)); }},
    TextFilter{"lower", [](std::string_view text) { return lowered(text); }},
    TextFilter{"first-capital", [](std::string_view text) { return capitalized(text, false); }},
    TextFilter{"python-capital", [](std::string_view text) { return capitalized(text, true); }},
    TextFilter{"hellaswag", cleanedHellaswag},
    TextFilter{"words-of-underscores", [](std::string_view text) { return replaced(text, "_", " "); }},
};

const TextFilter *findFilter(std::string_view name)
{
    const auto found = std::find_if(kFilters.begin(), kFilters.end(),
                                    [name](const TextFilter &filter) { return filter.name == name; });
    return found == kFilters.end() ? nullptr : &*found;
}

std::vector<std::string> partsOf(std::string_view gap)
{
    std::vector<std::string> parts;
    while (true) {
        const std::size_t bar = gap.find('|');
        parts.emplace_back(stripped(gap.substr(0, bar)));
        if (bar == std::string_view::npos) {
            return parts;
        }
        gap.remove_prefix(bar + 1);
    }
}

/// Calls onText for what stands between gaps, onGap for what stands in them. Fails (config) on a gap that does not end.
Result<void> walkTemplate(std::string_view text, const std::function<void(std::string_view)> &onText,
                          const std::function<Result<void>(const std::vector<std::string> &)> &onGap)
{
    while (!text.empty()) {
        const std::size_t brace = text.find_first_of("{}");
        onText(text.substr(0, brace));
        if (brace == std::string_view::npos) {
            return {};
        }
        if (brace + 1 < text.size() && text[brace] == text[brace + 1]) {
            onText(text.substr(brace, 1));
            text.remove_prefix(brace + 2);
            continue;
        }
        const std::size_t close = text.find('}', brace);
        if (text[brace] == '}' || close == std::string_view::npos) {
            return fail(ErrorCode::config, "'" + std::string(text.substr(brace, 20)) + "' is no gap of a template",
                        "a gap is {field} or {field|filter}; a brace that is meant is written twice");
        }
        BAFO_TRY(onGap(partsOf(text.substr(brace + 1, close - brace - 1))));
        text.remove_prefix(close + 1);
    }
    return {};
}

std::string knownFields(const Item &item)
{
    std::string known;
    for (const auto &[name, values] : item.fields) {
        known += (known.empty() ? "" : ", ") + name;
    }
    return known;
}

} // namespace

Result<void> checkFilter(std::string_view name)
{
    if (name == kListFilter || findFilter(name) != nullptr) {
        return {};
    }
    std::string known(kListFilter);
    for (const TextFilter &filter : kFilters) {
        known += ", " + std::string(filter.name);
    }
    return fail(ErrorCode::config, "there is no filter '" + std::string(name) + "'", "known here: " + known);
}

Result<void> checkTemplate(std::string_view text)
{
    return walkTemplate(
        text, [](std::string_view) {},
        [](const std::vector<std::string> &parts) -> Result<void> {
            if (parts.front().empty()) {
                return fail(ErrorCode::config, "a gap of a template names no field", "write {field}");
            }
            for (std::size_t i = 1; i < parts.size(); ++i) {
                BAFO_TRY(checkFilter(parts[i]));
            }
            return {};
        });
}

Result<std::string> fillTemplate(std::string_view text, const Item &item)
{
    std::string filled;
    BAFO_TRY(walkTemplate(
        text, [&filled](std::string_view part) { filled += part; },
        [&](const std::vector<std::string> &parts) -> Result<void> {
            const auto found = item.fields.find(parts.front());
            if (found == item.fields.end()) {
                return fail(ErrorCode::data, "there is no field '" + parts.front() + "'",
                            "the line has: " + knownFields(item));
            }
            filled += joined(filtered(found->second, std::span(parts).subspan(1)), ", ");
            return {};
        }));
    return filled;
}

FieldValues filtered(const FieldValues &values, std::span<const std::string> filters)
{
    FieldValues result = values;
    for (const std::string &name : filters) {
        FieldValues next;
        for (const std::string &value : result) {
            if (name == kListFilter) {
                const FieldValues several = pythonListValues(value);
                next.insert(next.end(), several.begin(), several.end());
            } else {
                next.push_back(findFilter(name)->apply(value));
            }
        }
        result = std::move(next);
    }
    return result;
}

std::string filteredText(const std::string &text, std::span<const std::string> filters)
{
    return joined(filtered({text}, filters), ", ");
}

FieldValues pythonListValues(std::string_view text)
{
    const std::string_view inner = stripped(text);
    if (inner.size() < 2 || inner.front() != '[' || inner.back() != ']') {
        return {std::string(text)};
    }
    FieldValues values;
    std::string value;
    char quote = 0;
    for (std::size_t i = 1; i + 1 < inner.size(); ++i) {
        const char c = inner[i];
        if (quote == 0) {
            quote = c == '\'' || c == '"' ? c : '\0';
            value.clear();
        } else if (c == quote) {
            values.push_back(value);
            quote = 0;
        } else if (c == '\\' && i + 2 < inner.size()) {
            const char next = inner[++i];
            value += next == 'n' ? '\n' : next == 't' ? '\t' : next;
        } else {
            value += c;
        }
    }
    return quote == 0 ? values : FieldValues{std::string(text)};
}

} // namespace bafo::scoring
