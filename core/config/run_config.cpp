// SPDX-License-Identifier: Apache-2.0
#include "core/config/run_config.h"

#include "core/base/sha256.h"
#include "core/config/adapter_layers.h"
#include "core/config/knob_values.h"
#include "core/formats/yaml_limits.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace bafo::config {
namespace {

/// What runs::isName allows; a configuration can be checked without a project.
constexpr std::string_view kNameLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

std::vector<std::string> knownKeys()
{
    std::vector<std::string> keys;
    const RunConfig defaults;
    visitKnobs([&keys](const Knob &knob, const auto &) { keys.emplace_back(knob.key); }, defaults);
    return keys;
}

/// Leaves by dotted key. A map whose name is a knob stays a leaf: the knob says what it should have been.
Result<void> flatten(const YAML::Node &map, const std::string &prefix, const std::set<std::string> &known,
                     std::map<std::string, YAML::Node> &leaves)
{
    for (const auto &pair : map) {
        if (!pair.first.IsScalar()) {
            return fail(ErrorCode::config, lineOf(pair.first) + "a key is not a plain text", "write 'key: value'");
        }
        const std::string key = prefix + pair.first.Scalar();
        if (leaves.contains(key)) {
            return fail(ErrorCode::config, fmt::format("{}{} is set twice", lineOf(pair.first), key),
                        "keep one of the two lines");
        }
        if (pair.second.IsMap() && !known.contains(key)) {
            BAFO_TRY(flatten(pair.second, key + ".", known, leaves));
        } else if (!known.contains(key)) {
            const std::string near = nearestOf(key, {known.begin(), known.end()});
            return fail(ErrorCode::config, fmt::format("{}unknown key '{}'", lineOf(pair.first), key),
                        near.empty() ? "'bafo config check --help' lists all keys" : "did you mean '" + near + "'?");
        } else {
            leaves.emplace(key, pair.second);
        }
    }
    return {};
}

Result<void> applyLeaves(const std::map<std::string, YAML::Node> &leaves, RunConfig &config)
{
    std::optional<Error> error;
    visitKnobs(
        [&](const Knob &knob, auto &field) {
            const auto leaf = leaves.find(std::string(knob.key));
            if (error || leaf == leaves.end()) {
                return;
            }
            const auto result = readValue(knob, leaf->second, field);
            if (!result) {
                error = result.error();
            }
        },
        config);
    return error ? Result<void>(fail(*error)) : Result<void>();
}

} // namespace

Result<RunConfig> parseRunConfig(std::string_view yaml)
{
    const YAML::Node document = BAFO_TRY(formats::parseYaml(yaml, {}));
    RunConfig config;
    if (document.IsNull()) {
        return config;
    }
    if (!document.IsMap()) {
        return fail(ErrorCode::config, "a run configuration is a map of settings", "write lines of 'key: value'");
    }
    const auto keys = knownKeys();
    std::map<std::string, YAML::Node> leaves;
    BAFO_TRY(flatten(document, "", {keys.begin(), keys.end()}, leaves));
    BAFO_TRY(applyLeaves(leaves, config));
    return config;
}

Result<void> setKnob(RunConfig &config, std::string_view key, std::string_view value)
{
    const auto keys = knownKeys();
    const std::string name(key);
    if (std::find(keys.begin(), keys.end(), name) == keys.end()) {
        const std::string near = nearestOf(key, keys);
        return fail(ErrorCode::config, "unknown key '" + name + "'",
                    near.empty() ? "'bafo config check --help' lists all keys" : "did you mean '" + near + "'?");
    }
    const bool isList = value.starts_with('[') || value.starts_with('{');
    const YAML::Node node = isList ? BAFO_TRY(formats::parseYaml(value, {})) : YAML::Node(std::string(value));
    return applyLeaves({{name, node}}, config);
}

namespace {

Result<void> checkSchedule(const RunConfig &config)
{
    const ScheduleConfig &schedule = config.schedule;
    if (schedule.kind != "constant" && schedule.minimumLearningRate > config.optimizer.learningRate) {
        return fail(ErrorCode::config, "schedule.minimum_learning_rate is above optimizer.learning_rate",
                    "lower schedule.minimum_learning_rate");
    }
    // Without `steps` the run's length hangs on its text: then the same is found when that is known.
    const double stableEnd = static_cast<double>(config.steps) * (1 - schedule.decayShare);
    if (schedule.kind == "wsd" && config.steps > 0 && static_cast<double>(schedule.warmupSteps) > stableEnd + 0.5) {
        return fail(ErrorCode::config,
                    fmt::format("schedule.warmup_steps {} reach into the decay: of {} steps, schedule.decay_share {} "
                                "leaves {:.0f} before it",
                                schedule.warmupSteps, config.steps, schedule.decayShare, stableEnd),
                    "lower schedule.warmup_steps or schedule.decay_share, or raise steps");
    }
    return {};
}

Result<void> checkReplay(const ReplayConfig &replay)
{
    if (replay.share > 0 && replay.dataset.empty()) {
        return fail(ErrorCode::config, fmt::format("replay.share is {}, but replay.dataset is not set", replay.share),
                    "name a dataset to replay, or set replay.share to 0");
    }
    if (replay.share <= 0 && !replay.dataset.empty()) {
        return fail(ErrorCode::config,
                    "replay.dataset is '" + replay.dataset + "', but replay.share is 0: nothing of it would be read",
                    "set replay.share, 0.05 to 0.25 as a rule, or leave replay.dataset empty");
    }
    return {};
}

Result<void> checkAdapter(const RunConfig &config)
{
    const std::vector<std::string> &targets = config.adapter.targets;
    for (const std::string &target : targets) {
        if (adaptableLayer(target) == nullptr || std::count(targets.begin(), targets.end(), target) > 1) {
            return fail(ErrorCode::config,
                        "adapter.targets: '" + target + "' is there twice, or no layer that can have an adapter",
                        "known: q, k, v, o, gate, up, down");
        }
    }
    if (config.precision == "bf16-products" && config.method != "qlora") {
        return fail(ErrorCode::config,
                    "precision bf16-products is for method qlora: it is about products with a base of 4 bits",
                    "set precision to fp32 or bf16-mixed, or method to qlora");
    }
    if (!config.hasAdapter()) {
        return {};
    }
    if (targets.empty()) {
        return fail(ErrorCode::config, "method is " + config.method + ", but adapter.targets is empty",
                    "name layers out of q, k, v, o, gate, up, down");
    }
    if (config.freezing.newRowsOnlySteps > 0) {
        return fail(ErrorCode::config,
                    "freezing.new_rows_only_steps is for method full: an adapter leaves all rows as they are",
                    "set freezing.new_rows_only_steps to 0; adapter.new_rows trains the rows of new tokens");
    }
    return {};
}

} // namespace

Result<void> checkRunConfig(const RunConfig &config)
{
    if (config.model.empty()) {
        return fail(ErrorCode::config, "model is not set", "name a model of the project, or a folder");
    }
    if (config.curriculum.empty()) {
        return fail(ErrorCode::config, "curriculum is empty", "name at least one dataset to read");
    }
    if (config.microBatch > config.sequencesPerStep) {
        return fail(ErrorCode::config,
                    fmt::format("micro_batch {} is more than sequences_per_step {}", config.microBatch,
                                config.sequencesPerStep),
                    "lower micro_batch or raise sequences_per_step");
    }
    BAFO_TRY(checkSchedule(config));
    BAFO_TRY(checkReplay(config.replay));
    BAFO_TRY(checkAdapter(config));
    if (config.name.empty() || config.name.size() > kLongestRunName) {
        return fail(ErrorCode::config,
                    config.name.empty() ? "name is empty" : fmt::format("name '{}' is too long", config.name),
                    fmt::format("name: use 1 to {} letters, digits, '-' and '_'", kLongestRunName));
    }
    for (const std::string &text : {config.name, config.outputModel}) {
        if (text.find_first_not_of(kNameLetters) != std::string::npos || text.starts_with('.')
            || text.starts_with('-')) {
            return fail(ErrorCode::config, "'" + text + "' cannot be a name",
                        "use letters, digits, '-', '_' and '.', beginning with a letter or digit");
        }
    }
    return {};
}

std::string toYaml(const RunConfig &config)
{
    std::string text;
    std::string group;
    visitKnobs(
        [&](const Knob &knob, const auto &field) {
            const std::string key(knob.key);
            const std::size_t dot = key.find('.');
            const std::string prefix = dot == std::string::npos ? "" : key.substr(0, dot);
            if (prefix != group && !prefix.empty()) {
                text += prefix + ":\n";
            }
            group = prefix;
            const std::string indent = prefix.empty() ? "" : "  ";
            const std::string value = writeValue(field, indent + "  ");
            text += indent + (prefix.empty() ? key : key.substr(dot + 1)) + (value.starts_with('\n') ? ":" : ": ")
                + value + "\n";
        },
        config);
    return text;
}

std::string valueOf(const RunConfig &config, std::string_view key)
{
    std::string text;
    visitKnobs(
        [&](const Knob &knob, const auto &field) {
            if (knob.key == key) {
                text = writeValue(field, "");
            }
        },
        config);
    return text;
}

std::string hashOf(const RunConfig &config)
{
    const RunConfig defaults;
    Sha256 hash;
    visitKnobs(
        [&](const Knob &knob, const auto &field) {
            const std::string value = writeValue(field, "");
            if (value != valueOf(defaults, knob.key)) {
                hash.update(fmt::format("{}: {}\n", knob.key, value));
            }
        },
        config);
    return hash.finish();
}

} // namespace bafo::config
