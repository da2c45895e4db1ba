// SPDX-License-Identifier: Apache-2.0
#include "core/data/instruction_templates.h"

#include "core/data/text_rules.h"
#include "core/formats/yaml_limits.h"

#include <yaml-cpp/yaml.h>

#include <set>

namespace bafo::data {
namespace {

constexpr std::string_view kQuestion = "{question}";

std::string scalarAt(const YAML::Node &map, const char *key)
{
    const YAML::Node node = map[key];
    return node && node.IsScalar() ? node.Scalar() : std::string();
}

/// Nothing where all is well.
std::string readWording(const YAML::Node &node, InstructionWording &wording)
{
    static const std::set<std::string> known = {"kind", "from", "to", "wording", "texts"};
    if (!node.IsMap()) {
        return "is no map";
    }
    for (const auto &pair : node) {
        if (!pair.first.IsScalar() || !known.contains(pair.first.Scalar())) {
            return "has an unknown key";
        }
    }
    const std::string kind = scalarAt(node, "kind");
    wording.kind = kind == "ask" ? InstructionKind::ask : InstructionKind::translate;
    wording.from = scalarAt(node, "from");
    wording.to = scalarAt(node, "to");
    wording.wording = scalarAt(node, "wording");
    if (kind != "ask" && kind != "translate") {
        return "is of no known kind: translate or ask";
    }
    if (!isLanguageTag(wording.from) || !isLanguageTag(wording.to) || !isLanguageTag(wording.wording)) {
        return "names no languages in from, to and wording";
    }
    for (const auto &text : node["texts"]) {
        const bool isUsable = text.IsScalar() && !text.Scalar().empty() && !firstBadByte(text.Scalar())
            && (kind != "ask" || text.Scalar().find(kQuestion) != std::string::npos);
        if (!isUsable) {
            return kind == "ask" ? "has a text without {question}" : "has a text that is empty";
        }
        wording.texts.push_back(text.Scalar());
    }
    return wording.texts.empty() ? "has no texts" : "";
}

} // namespace

Result<InstructionTemplates> parseInstructionTemplates(std::string_view yaml)
{
    const YAML::Node document = BAFO_TRY(formats::parseYaml(yaml, {.maxBytes = 1U << 20U, .maxDepth = 6}));
    if (!document.IsMap() || !document["rules"] || !document["rules"].IsSequence()) {
        return fail(ErrorCode::config, "instruction templates are a list of rules",
                    "write 'rules:' and a list below it");
    }
    InstructionTemplates templates;
    for (const auto &node : document["rules"]) {
        InstructionWording wording;
        const std::string wrong = readWording(node, wording);
        if (!wrong.empty()) {
            return fail(ErrorCode::config, "rule " + std::to_string(templates.size() + 1) + " " + wrong,
                        "a rule has kind, from, to, wording and texts");
        }
        templates.push_back(std::move(wording));
    }
    return templates;
}

} // namespace bafo::data
