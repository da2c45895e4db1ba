// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/run_config_file.h"
#include "app/bafo/verbs.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <type_traits>

namespace bafo::app {
namespace {

template <class Field>
std::string defaultInWords(const Field &value)
{
    if constexpr (std::is_same_v<Field, std::string>) {
        return value.empty() ? "none" : value;
    } else if constexpr (std::is_arithmetic_v<Field>) {
        return fmt::format("{}", value);
    } else {
        return "none";
    }
}

/// Every knob with its help, range, unit and default: the footer of --help.
std::string knobsInWords()
{
    std::string text = "Keys of a run configuration (YAML):\n";
    const config::RunConfig defaults;
    config::visitKnobs(
        [&text](const config::Knob &knob, const auto &field) {
            text += fmt::format("  {}\n      {}; default {}", knob.key, knob.help, defaultInWords(field));
            if (!knob.choices.empty()) {
                text += fmt::format("; one of {}", knob.choices);
            } else if (std::is_arithmetic_v<std::decay_t<decltype(field)>> && knob.maximum < 1e300
                       && knob.maximum > 0) {
                text += fmt::format("; from {:g} to {:g}", knob.minimum, knob.maximum);
            }
            text += knob.unit.empty() ? "\n" : fmt::format(" {}\n", knob.unit);
        },
        defaults);
    return text;
}

Result<void> checkConfig(VerbContext &context, const std::string &path, const std::vector<std::string> &changes)
{
    const auto config = BAFO_TRY(readRunConfig(context, path, changes));
    context.printer.say(path + " is sound");
    context.printer.json({{"ok", true}, {"hash", config::hashOf(config)}, {"yaml", config::toYaml(config)}});
    return {};
}

} // namespace

void addConfig(CLI::App &program, VerbContext &context)
{
    CLI::App *family = program.add_subcommand("config", "run configurations");
    family->require_subcommand(1);
    CLI::App *verb = addVerb(*family, "check", "find mistakes in a run configuration", context);
    const auto path = std::make_shared<std::string>();
    const auto changes = std::make_shared<std::vector<std::string>>();
    verb->add_option("config", *path, "a YAML file")->required();
    verb->add_option("--set", *changes, "change one setting: key=value");
    verb->footer(knobsInWords());
    verb->callback([&context, path, changes] {
        context.action = [&context, path, changes] { return checkConfig(context, *path, *changes); };
    });
    addConfigFromLitgpt(*family, context);
}

} // namespace bafo::app
