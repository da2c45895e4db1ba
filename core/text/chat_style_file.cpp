// SPDX-License-Identifier: Apache-2.0
// Reads a style from its YAML file.
#include "core/text/chat_style.h"

#include "core/base/sha256.h"
#include "core/formats/yaml_limits.h"

#include <yaml-cpp/yaml.h>

#include <map>
#include <set>

namespace bafo::text {

/// Takes values out of the file one by one, and keeps the first thing that is wrong with them.
class ChatStyle::Reader {
public:
    explicit Reader(const YAML::Node &map)
        : m_map(map)
    {
    }

    std::string text(const char *key)
    {
        const YAML::Node node = take(key);
        if (node && !node.IsScalar()) {
            note(key, "is no text");
        }
        return node && node.IsScalar() ? node.Scalar() : std::string();
    }

    std::vector<std::string> list(const char *key)
    {
        std::vector<std::string> values;
        const YAML::Node node = take(key);
        if (node && !node.IsSequence()) {
            note(key, "is no list");
            return values;
        }
        for (const auto &item : node) {
            if (!item.IsScalar() || item.Scalar().empty()) {
                note(key, "holds something that is no text");
                return values;
            }
            values.push_back(item.Scalar());
        }
        return values;
    }

    Template parts(const char *key, const std::vector<std::string> &control)
    {
        static const std::map<std::string, Part::Kind> placeholders = {{"{content}", Part::Kind::content},
                                                                       {"{input}", Part::Kind::input},
                                                                       {"{system}", Part::Kind::system},
                                                                       {"{begin}", Part::Kind::begin},
                                                                       {"{end}", Part::Kind::end}};
        Template parts;
        const std::string written = text(key);
        for (std::size_t i = 0; i < written.size();) {
            Part part{.kind = Part::Kind::text, .text = written.substr(i, 1)};
            for (const auto &[name, kind] : placeholders) {
                part = written.compare(i, name.size(), name) == 0 ? Part{.kind = kind, .text = name} : part;
            }
            for (const std::string &token : control) {
                part = written.compare(i, token.size(), token) == 0 ? Part{.kind = Part::Kind::control, .text = token}
                                                                    : part;
            }
            i += part.text.size();
            if (part.kind == Part::Kind::text && !parts.empty() && parts.back().kind == Part::Kind::text) {
                parts.back().text += part.text;
            } else {
                parts.push_back(std::move(part));
            }
        }
        return parts;
    }

    [[nodiscard]] bool flag(const char *key)
    {
        const std::string value = text(key);
        if (!value.empty() && value != "true" && value != "false") {
            note(key, "is neither true nor false");
        }
        return value == "true";
    }

    /// Also where there is a key that nobody asked for.
    [[nodiscard]] Result<void> finish()
    {
        for (const auto &pair : m_map) {
            if (!pair.first.IsScalar() || !m_taken.contains(pair.first.Scalar())) {
                note(pair.first.IsScalar() ? pair.first.Scalar() : "?", "is no key of a style");
            }
        }
        return m_wrong.empty() ? Result<void>() : fail(ErrorCode::config, "prompt style: " + m_wrong);
    }

    void note(const std::string &key, const std::string &what)
    {
        if (m_wrong.empty()) {
            m_wrong = key + " " + what;
        }
    }

private:
    YAML::Node take(const char *key)
    {
        m_taken.insert(key);
        return m_map[key];
    }

    const YAML::Node m_map;
    std::set<std::string> m_taken;
    std::string m_wrong;
};

Result<ChatStyle> ChatStyle::parse(std::string_view yaml)
{
    const YAML::Node document = BAFO_TRY(formats::parseYaml(yaml, {.maxBytes = 64U << 10U, .maxDepth = 4}));
    if (!document.IsMap()) {
        return fail(ErrorCode::config, "a prompt style is a map of settings");
    }
    Reader reader(document);
    ChatStyle style;
    style.m_name = reader.text("name");
    style.m_otherNames = reader.list("also");
    (void)reader.text("about");
    const std::vector<std::string> control = reader.list("control");
    style.m_begin = reader.parts("begin", control);
    style.m_defaultSystem = reader.text("default_system");
    style.m_defaultSystemWithInput = reader.text("default_system_with_input");
    style.m_system = reader.parts("system", control);
    style.m_user = reader.parts("user", control);
    style.m_userWithInput = reader.parts("user_with_input", control);
    style.m_userWithSystem = reader.parts("user_with_system", control);
    style.m_answerStart = reader.parts("answer_start", control);
    style.m_answer = reader.parts("answer", control);
    style.m_answerEnd = reader.parts("answer_end", control);
    style.m_between = reader.parts("between", control);
    style.m_isTrimmed = reader.flag("is_trimmed");
    style.m_stops = reader.list("stops");
    style.m_template = reader.text("template");
    style.m_knownTemplates = reader.list("known_templates");
    if (style.m_name.empty() || style.m_user.empty()) {
        reader.note(style.m_name.empty() ? "name" : "user", "is missing");
    }
    const auto last = style.m_answer.empty() ? Part::Kind::text : style.m_answer.back().kind;
    if (last != Part::Kind::control && last != Part::Kind::end) {
        reader.note("answer", "does not end with a token, so that nobody would learn where to stop");
    }
    BAFO_TRY(reader.finish());
    if (!style.m_template.empty()) {
        style.m_knownTemplates.push_back(sha256Of(style.m_template));
    }
    style.m_hash = sha256Of(yaml);
    return style;
}

} // namespace bafo::text
