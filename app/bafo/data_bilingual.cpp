// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/data_bilingual.h"

#include "app/bafo/data_options.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace bafo::app {
namespace {

constexpr std::uint64_t kMaxTemplateBytes = 1U << 20U;

Result<void> readShares(BilingualRequest &request)
{
    for (const std::string &text : request.shares) {
        const std::size_t equals = text.find('=');
        const std::string name = text.substr(0, equals);
        const std::string value = equals == std::string::npos ? "" : text.substr(equals + 1);
        double *share = name == "translate" ? &request.settings.translate
            : name == "ask"                 ? &request.settings.ask
            : name == "cross"               ? &request.settings.cross
                                            : nullptr;
        double number = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
        if (share == nullptr || value.empty() || error != std::errc() || end != value.data() + value.size()) {
            return fail(ErrorCode::config, "--share " + text + " is not understood",
                        "write translate=, ask= or cross= and a share from 0 to 1, such as --share cross=0.5");
        }
        *share = number;
    }
    return {};
}

/// Opened datasets, and origins that look at them.
struct Origins {
    std::vector<std::unique_ptr<data::Dataset>> opened;

    Result<std::vector<data::BuilderOrigin>> open(VerbContext &context, const std::vector<std::string> &names)
    {
        std::vector<data::BuilderOrigin> origins;
        for (const std::string &name : names) {
            opened.push_back(std::make_unique<data::Dataset>(BAFO_TRY(openDataset(context, name))));
            origins.push_back({.name = name, .dataset = opened.back().get()});
        }
        return origins;
    }
};

Result<data::InstructionTemplates> readTemplates(VerbContext &context, const std::string &file)
{
    if (file.empty()) {
        return data::parseInstructionTemplates(data::bilingualTemplatesText());
    }
    const std::string text = BAFO_TRY(context.files.readFile(Path(file), kMaxTemplateBytes));
    auto templates = data::parseInstructionTemplates(text);
    if (!templates) {
        return fail(ErrorCode::config, file + ": " + templates.error().message, templates.error().hint);
    }
    return templates;
}

Result<std::unordered_set<std::string>> evaluationKeys(VerbContext &context)
{
    std::unordered_set<std::string> keys;
    for (const std::string &name : BAFO_TRY(datasetNames(context))) {
        auto dataset = BAFO_TRY(openDataset(context, name));
        BAFO_TRY(data::addEvaluationKeys(dataset, keys));
    }
    return keys;
}

void tell(VerbContext &context, const std::string &name, const data::BuiltConversations &built,
          const data::ImportReport &report)
{
    std::string line
        = fmt::format("built {} conversations out of {} pairs into '{}'", report.numDocuments, built.numPairs, name);
    for (const auto *skipped : {&built.skipped, &report.skipped}) {
        for (const auto &[reason, count] : *skipped) {
            line += fmt::format("\n  left out {}: {}", count, reason);
        }
    }
    context.printer.say(line + "\nnext: 'bafo data split " + name + " --held-out 0.1'");
    context.printer.json({{"dataset", name},
                          {"conversations", report.numDocuments},
                          {"pairs", built.numPairs},
                          {"left_out", built.skipped},
                          {"skipped", report.skipped}});
}

} // namespace

void addBilingualOptions(CLI::App &verb, BilingualRequest &request)
{
    verb.add_option("--from-parallel", request.parallel,
                    "make the dataset out of these ones of translated texts: translations in both directions");
    verb.add_option("--from-questions", request.questions,
                    "make it out of these ones of questions with answers: in one language, and across two");
    verb.add_option("--share", request.shares, "of what can be made: translate=1, ask=1 (one language), cross=1 (two)");
    verb.add_option("--seed", request.settings.seed, "decides wordings, shares and order")->capture_default_str();
    verb.add_option("--templates", request.templates, "a YAML file with wordings of your own");
}

Result<void> buildBilingual(VerbContext &context, const std::string &name, BilingualRequest request)
{
    BAFO_TRY(readShares(request));
    const Path folder = BAFO_TRY(datasetFolder(context, name));
    if (BAFO_TRY(context.files.status(folder / "documents.sqlite")).exists) {
        return fail(ErrorCode::config, "there is already a dataset '" + name + "'", "choose another name");
    }
    Origins origins;
    const auto parallel = BAFO_TRY(origins.open(context, request.parallel));
    const auto questions = BAFO_TRY(origins.open(context, request.questions));
    const auto templates = BAFO_TRY(readTemplates(context, request.templates));
    const auto evaluations = BAFO_TRY(evaluationKeys(context));
    data::BuiltConversations built
        = BAFO_TRY(data::buildInstructions(parallel, questions, templates, request.settings, evaluations));
    auto dataset = BAFO_TRY(data::Dataset::openForWriting(context.files, folder));
    auto report = data::importMade(dataset, built.origins, std::move(built.entries), "mul", context.clock);
    if (!report) {
        (void)dataset.removeIfNeverFilled(); // what failed is the thing to tell
        return fail(std::move(report).error());
    }
    tell(context, name, built, *report);
    return {};
}

} // namespace bafo::app
