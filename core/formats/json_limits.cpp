// SPDX-License-Identifier: Apache-2.0
#include "core/formats/json_limits.h"

#include <nlohmann/json.hpp>

#include <set>
#include <string>
#include <vector>

namespace bafo::formats {
namespace {

using nlohmann::json;

/// Deepest nesting of brackets outside strings; right for every text that is JSON at all.
int depthOf(std::string_view text)
{
    int depth = 0;
    int deepest = 0;
    bool isInString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (isInString) {
            if (c == '\\') {
                ++i;
            } else if (c == '"') {
                isInString = false;
            }
        } else if (c == '"') {
            isInString = true;
        } else if (c == '{' || c == '[') {
            deepest = std::max(deepest, ++depth);
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return deepest;
}

/// Watches a parse go by and remembers the first key that an object has twice.
class DuplicateWatch {
public:
    bool operator()(json::parse_event_t event, const json &parsed)
    {
        if (event == json::parse_event_t::object_start) {
            m_open.emplace_back();
        } else if (event == json::parse_event_t::object_end) {
            m_open.pop_back();
        } else if (event == json::parse_event_t::key) {
            const auto &key = parsed.get_ref<const std::string &>();
            if (!m_open.back().insert(key).second && m_duplicate.empty()) {
                m_duplicate = "'" + key + "'";
            }
        }
        return true;
    }

    [[nodiscard]] const std::string &duplicate() const { return m_duplicate; }

private:
    std::vector<std::set<std::string>> m_open;
    std::string m_duplicate;
};

} // namespace

Result<json> parseJson(std::string_view text, const JsonLimits &limits)
{
    const std::string hint = "check that it is the right file and that it is complete";
    if (text.size() > limits.maxBytes) {
        return fail(ErrorCode::data, "JSON of more than " + std::to_string(limits.maxBytes) + " bytes", hint);
    }
    if (depthOf(text) > limits.maxDepth) {
        return fail(ErrorCode::data, "JSON nested deeper than " + std::to_string(limits.maxDepth), hint);
    }
    try {
        if (!limits.refusesDuplicateKeys) {
            return json::parse(text);
        }
        DuplicateWatch watch;
        json parsed
            = json::parse(text, [&watch](int, json::parse_event_t event, json &value) { return watch(event, value); });
        if (!watch.duplicate().empty()) {
            return fail(ErrorCode::data, "JSON with the key " + watch.duplicate() + " twice in one object", hint);
        }
        return parsed;
    } catch (const json::exception &error) {
        return fail(ErrorCode::data, std::string("no JSON: ") + error.what(), hint);
    }
}

} // namespace bafo::formats
