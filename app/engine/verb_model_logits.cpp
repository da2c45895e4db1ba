// SPDX-License-Identifier: Apache-2.0
#include "app/engine/model_arguments.h"
#include "app/engine/verb_model.h"
#include "core/formats/safetensors.h"

#include <ATen/ATen.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace bafo::engine {
namespace {

struct Options {
    std::string model;
    std::string ids;
    std::string text;
    std::string to;
    bool parsesSpecial = false;
};

Result<std::vector<std::uint32_t>> tokensOf(const LoadedModel &loaded, const Options &options)
{
    if (!options.ids.empty()) {
        return parseIds(options.ids);
    }
    if (loaded.tokenizer == nullptr) {
        return fail(ErrorCode::data, loaded.folder.path().string() + " has no tokenizer",
                    "give --ids instead of --text");
    }
    return loaded.tokenizer->encode(options.text, {.parseSpecial = options.parsesSpecial});
}

Result<void> checkTokens(const std::vector<std::uint32_t> &ids, const model::ModelConfig &config)
{
    if (ids.empty()) {
        return fail(ErrorCode::config, "there is no token to compute logits for",
                    "give --ids 1,2,3 or a --text that is not empty");
    }
    if (ids.size() > static_cast<std::uint64_t>(config.contextLength)) {
        return fail(ErrorCode::config,
                    std::to_string(ids.size()) + " tokens are more than the model reads ("
                        + std::to_string(config.contextLength) + ")",
                    "shorten the text");
    }
    const auto highest = *std::max_element(ids.begin(), ids.end());
    if (highest >= static_cast<std::uint64_t>(config.vocabularySize)) {
        return fail(ErrorCode::config,
                    "token " + std::to_string(highest) + " is outside the vocabulary of "
                        + std::to_string(config.vocabularySize),
                    "ids start at 0");
    }
    return {};
}

/// Beside its place first, so that a full disk leaves no half file under the name.
Result<void> write(FileSystem &files, const Path &to, const at::Tensor &logits_TV)
{
    const Path partial = to.string() + ".partial";
    const auto attempt = [&]() -> Result<void> {
        (void)files.removeFile(partial);
        auto writer = BAFO_TRY(formats::SafetensorsWriter::create(
            files, partial, {{.name = "logits", .shape = {logits_TV.size(0), logits_TV.size(1)}}}));
        const std::span<const float> values(logits_TV.data_ptr<float>(), static_cast<std::size_t>(logits_TV.numel()));
        BAFO_TRY(writer.write(std::as_bytes(values)));
        BAFO_TRY(writer.finish());
        return files.rename(partial, to);
    };
    auto outcome = attempt();
    if (!outcome) {
        (void)files.removeFile(partial);
    }
    return outcome;
}

Result<void> run(const command_line::VerbContext &context, const Options &options)
{
    if (options.ids.empty() == options.text.empty()) {
        return fail(ErrorCode::config, "give either --ids or --text", "for example --ids 1,2,3");
    }
    const auto loaded = BAFO_TRY(loadModel(context, options.model));
    const auto ids = BAFO_TRY(tokensOf(*loaded, options));
    BAFO_TRY(checkTokens(ids, loaded->folder.config()));
    const at::Tensor ids_BT = at::empty({1, static_cast<std::int64_t>(ids.size())}, at::kLong);
    std::copy(ids.begin(), ids.end(), ids_BT.data_ptr<std::int64_t>());
    const at::Tensor logits_TV = loaded->decoder->logits(ids_BT).squeeze(0).contiguous();
    BAFO_TRY(write(context.files, options.to, logits_TV));
    context.printer.say("logits of " + std::to_string(ids.size()) + " tokens are in " + options.to);
    context.printer.json({{"logits", {{"path", options.to}, {"ids", ids}, {"vocabulary_size", logits_TV.size(1)}}}});
    return {};
}

} // namespace

void addModelLogits(CLI::App &family, command_line::VerbContext &context)
{
    auto options = std::make_shared<Options>();
    CLI::App *verb = command_line::addVerb(family, "logits",
                                           "write the fp32 logits [T, V] of a text, to compare with anything", context);
    verb->add_option("model", options->model, "a model of the project, or a folder")->required();
    verb->add_option("--ids", options->ids, "token ids: 1,2,3");
    verb->add_option("--text", options->text, "a text, cut by the model's tokenizer");
    verb->add_flag("--special", options->parsesSpecial, "names of special tokens in the text mean those tokens");
    verb->add_option("--to", options->to, "the safetensors file to write")->required();
    verb->callback([options, &context] { context.action = [options, &context] { return run(context, *options); }; });
}

} // namespace bafo::engine
