// SPDX-License-Identifier: Apache-2.0
#include "app/engine/model_arguments.h"

#include "plugins/architectures/architectures.h"

#include <nlohmann/json.hpp>

#include <charconv>

namespace bafo::engine {

Result<Path> findModel(const command_line::VerbContext &context, const std::string &nameOrPath)
{
    const auto project = BAFO_TRY(context.projectIfAny());
    return runs::resolveModel(context.files, project ? &*project : nullptr, nameOrPath);
}

Result<Path> placeForModel(const command_line::VerbContext &context, const std::string &nameOrPath)
{
    const auto project = BAFO_TRY(context.projectIfAny());
    if (!project || nameOrPath.find('/') != std::string::npos) {
        return Path(nameOrPath);
    }
    BAFO_TRY(runs::checkName("model", nameOrPath));
    return project->modelsFolder() / nameOrPath;
}

void tellMade(command_line::Printer &printer, const exchange::MadeModel &made)
{
    printer.say("made " + made.path.string() + ": " + std::to_string(made.numParameters) + " parameters, vocabulary "
                + std::to_string(made.vocabularySize));
    for (const std::string &warning : made.warnings) {
        printer.say("warning: " + warning);
    }
    printer.json({{"model",
                   {{"path", made.path.string()},
                    {"num_parameters", made.numParameters},
                    {"vocabulary_size", made.vocabularySize},
                    {"weight_hash", made.lineage.weightHash()},
                    {"warnings", made.warnings}}}});
}

Result<FoundModel> findModelAndBase(const command_line::VerbContext &context, const std::string &nameOrPath)
{
    const auto project = BAFO_TRY(context.projectIfAny());
    return findModelAndBase(context.files, project ? &*project : nullptr, nameOrPath);
}

Result<std::unique_ptr<LoadedModel>> loadModel(const command_line::VerbContext &context, const std::string &nameOrPath)
{
    const auto project = BAFO_TRY(context.projectIfAny());
    auto architectures = architectures::makeArchitectures();
    OpenedModel opened = BAFO_TRY(openModel(context.files, project ? &*project : nullptr, nameOrPath, architectures));
    auto weights = BAFO_TRY(opened.loadWeights());
    std::unique_ptr<LoadedModel> loaded(new LoadedModel{.architectures = std::move(architectures),
                                                        .folder = std::move(opened.folder),
                                                        .ownPath = std::move(opened.ownPath),
                                                        .weights = std::move(weights),
                                                        .decoder = nullptr,
                                                        .tokenizer = std::move(opened.tokenizer),
                                                        .endTokens = std::move(opened.endTokens)});
    loaded->decoder
        = std::make_unique<model::Decoder>(loaded->folder.architecture(), loaded->folder.config(), loaded->weights);
    return loaded;
}

Result<std::vector<std::uint32_t>> parseIds(const std::string &text)
{
    std::vector<std::uint32_t> ids;
    const char *at = text.data();
    const char *const end = at + text.size();
    while (at < end) {
        if (*at == ',' || *at == ' ') {
            ++at;
            continue;
        }
        std::uint32_t id = 0;
        const auto [stop, error] = std::from_chars(at, end, id);
        if (error != std::errc() || (stop < end && *stop != ',' && *stop != ' ')) {
            return fail(ErrorCode::config, "'" + text + "' is no list of token ids", "write them like 1,2,3");
        }
        ids.push_back(id);
        at = stop;
    }
    return ids;
}

} // namespace bafo::engine
