// SPDX-License-Identifier: Apache-2.0
#include "core/config/evaluation_run_config.h"

#include "core/base/sha256.h"
#include "core/config/knob_values.h"
#include "core/formats/yaml_limits.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>

namespace bafo::config {
namespace {

template <class Visitor, class Config>
void visitFields(Visitor &&visit, Config &config)
{
    constexpr auto kMore = KnobLevel::more;
    visit(Knob{"name", "a name for people; part of the run's id", kMore}, config.name);
    visit(Knob{"model", "the model that answers: a name in the project, or a folder of it", kMore}, config.model);
    visit(Knob{"tasks", "what it answers: 'bafo eval tasks' shows all", kMore}, config.tasks);
    visit(Knob{"prompts", "which ways of asking; empty: all of each task", kMore}, config.prompts);
    visit(Knob{"limit", "items of each task at most; 0: all", kMore, 0, 1e9, "items"}, config.limit);
    visit(Knob{"threads", "processor threads; 0: all", kMore, 0, 1024}, config.threads);
}

Failure unknownKey(const YAML::Node &key, const std::vector<std::string> &known)
{
    const std::string near = nearestOf(key.Scalar(), known);
    return fail(ErrorCode::config, lineOf(key) + "unknown key '" + key.Scalar() + "'",
                near.empty() ? "an evaluation has name, model, tasks, prompts, limit and threads"
                             : "did you mean '" + near + "'?");
}

} // namespace

std::string runKindOf(std::string_view yaml)
{
    const auto document = formats::parseYaml(yaml, {});
    if (!document || !document->IsMap()) {
        return kTrainKind;
    }
    const YAML::Node kind = std::as_const(*document)["kind"];
    return kind.IsDefined() && kind.IsScalar() ? kind.Scalar() : kTrainKind;
}

Result<EvaluationRunConfig> parseEvaluationRunConfig(std::string_view yaml)
{
    const YAML::Node document = BAFO_TRY(formats::parseYaml(yaml, {}));
    if (!document.IsMap() || runKindOf(yaml) != kEvalKind) {
        return fail(ErrorCode::config, "this is no configuration of an evaluation", "it begins with 'kind: eval'");
    }
    EvaluationRunConfig config;
    std::vector<std::string> known = {"kind"};
    Result<void> result;
    visitFields(
        [&](const Knob &knob, auto &field) {
            known.emplace_back(knob.key);
            const YAML::Node node = std::as_const(document)[known.back()];
            if (result && node.IsDefined()) {
                result = readValue(knob, node, field);
            }
        },
        config);
    BAFO_TRY(std::move(result));
    for (const auto &pair : document) {
        if (std::find(known.begin(), known.end(), pair.first.Scalar()) == known.end()) {
            return unknownKey(pair.first, known);
        }
    }
    if (config.model.empty() || config.tasks.empty()) {
        return fail(ErrorCode::config, config.model.empty() ? "model is missing" : "tasks are missing",
                    "an evaluation needs a model and at least one task");
    }
    return config;
}

std::string toYaml(const EvaluationRunConfig &config)
{
    std::string text = std::string("kind: ") + kEvalKind + "\n";
    visitFields(
        [&text](const Knob &knob, const auto &field) {
            const std::string value = writeValue(field, "  ");
            text += std::string(knob.key) + (value.starts_with('\n') ? ":" : ": ") + value + "\n";
        },
        config);
    return text;
}

std::vector<std::pair<std::string, std::string>> settingsOf(const EvaluationRunConfig &config)
{
    std::vector<std::pair<std::string, std::string>> settings;
    visitFields([&settings](const Knob &knob,
                            const auto &field) { settings.emplace_back(std::string(knob.key), writeValue(field, "")); },
                config);
    return settings;
}

std::string hashOf(const EvaluationRunConfig &config)
{
    EvaluationRunConfig decisive = config;
    decisive.name.clear();
    decisive.threads = 0;
    return sha256Of(toYaml(decisive));
}

} // namespace bafo::config
