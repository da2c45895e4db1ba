// SPDX-License-Identifier: Apache-2.0
#include "app/engine/model_arguments.h"
#include "app/engine/verb_model.h"
#include "core/exchange/four_bit_export.h"
#include "core/exchange/gguf_export.h"
#include "core/exchange/litgpt_export.h"
#include "core/exchange/model_import.h"
#include "plugins/architectures/architectures.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <memory>

namespace bafo::engine {
namespace {

struct Options {
    std::string model;
    std::string to;
    std::string reader = "transformers";
    std::string format = "safetensors";
    std::string dtype = "f32";
};

/// What every format of whole models needs.
struct Job {
    const command_line::VerbContext &context;
    const Options &options;
    const Path &from;
    const Registry<model::Architecture> &architectures;
};

Result<exchange::MadeModel> writeSafetensors(const Job &job)
{
    const auto reader = BAFO_TRY(exchange::exportReaderOf(job.options.reader));
    return exchange::exportModel(job.context.files, job.from, job.options.to, job.architectures, reader);
}

Result<exchange::MadeModel> writeInFourBits(const Job &job)
{
    return exchange::exportInFourBits(job.context.files, job.from, job.options.to, job.architectures);
}

Result<exchange::MadeModel> writeGgufF16(const Job &job)
{
    return exchange::exportGguf(job.context.files, job.from, job.options.to, job.architectures,
                                formats::GgufTensorType::F16);
}

Result<exchange::MadeModel> writeGgufQ8(const Job &job)
{
    return exchange::exportGguf(job.context.files, job.from, job.options.to, job.architectures,
                                formats::GgufTensorType::Q8_0);
}

Result<exchange::MadeModel> writeLitgpt(const Job &job)
{
    return exchange::exportLitgpt(job.context.files, job.from, job.options.to, job.architectures,
                                  job.options.dtype == "bf16" ? formats::Dtype::BF16 : formats::Dtype::F32);
}

struct Format {
    std::string_view name;
    Result<exchange::MadeModel> (*write)(const Job &job);
};

constexpr std::array<Format, 5> kFormats = {{{"safetensors", writeSafetensors},
                                             {"bnb-4bit", writeInFourBits},
                                             {"gguf-f16", writeGgufF16},
                                             {"gguf-q8_0", writeGgufQ8},
                                             {"litgpt", writeLitgpt}}};

Result<Format> formatOf(const std::string &name)
{
    const auto *const found
        = std::find_if(kFormats.begin(), kFormats.end(), [&](const Format &format) { return format.name == name; });
    if (found != kFormats.end()) {
        return *found;
    }
    std::string known;
    for (const Format &format : kFormats) {
        known += (known.empty() ? "" : ", ") + std::string(format.name);
    }
    return fail(ErrorCode::config, "'" + name + "' is no format of exported models", "known: " + known);
}

/// Options that say nothing together are refused: nothing is passed over without a word.
Result<void> checkOptions(const Options &options, bool isAdapter)
{
    const bool isPlain = options.format == "safetensors";
    (void)BAFO_TRY(exchange::exportReaderOf(options.reader));
    if (isAdapter && !isPlain) {
        return fail(ErrorCode::config, options.format + " is for whole models, and " + options.model + " is an adapter",
                    "merge it first with 'bafo model merge'");
    }
    if (options.reader != "transformers" && !isPlain) {
        return fail(ErrorCode::config, "--for is for the format safetensors",
                    "leave --for out; for llama.cpp there are gguf-f16 and gguf-q8_0");
    }
    if (options.dtype != "f32" && options.dtype != "bf16") {
        return fail(ErrorCode::config, "'" + options.dtype + "' is no dtype of exported models", "known: f32, bf16");
    }
    if (options.dtype != "f32" && options.format != "litgpt") {
        return fail(ErrorCode::config, "--dtype " + options.dtype + " is for the format litgpt",
                    "safetensors are written as f32, the other formats say themselves what they hold");
    }
    return {};
}

Result<void> run(const command_line::VerbContext &context, const Options &options)
{
    const FoundModel found = BAFO_TRY(findModelAndBase(context, options.model));
    const Format format = BAFO_TRY(formatOf(options.format));
    BAFO_TRY(checkOptions(options, found.adapter.has_value()));
    const auto architectures = architectures::makeArchitectures();
    if (found.adapter) {
        const auto base = BAFO_TRY(exchange::ModelFolder::open(context.files, found.base, architectures));
        tellMade(context.printer,
                 BAFO_TRY(exchange::exportAdapter(context.files, found.adapter->path(), base, options.to)));
        return {};
    }
    const Job job{.context = context, .options = options, .from = found.base, .architectures = architectures};
    tellMade(context.printer, BAFO_TRY(format.write(job)));
    return {};
}

} // namespace

void addModelExport(CLI::App &family, command_line::VerbContext &context)
{
    auto options = std::make_shared<Options>();
    CLI::App *verb = command_line::addVerb(
        family, "export",
        "write a model for other programs: a Hugging Face folder, a GGUF file, a LitGPT folder; of an adapter a folder "
        "that PEFT loads",
        context);
    verb->add_option("model", options->model, "a model of the project, or a folder")->required();
    verb->add_option("--to", options->to, "a folder that does not exist yet; of gguf-* a file")->required();
    verb->add_option(
        "--for", options->reader,
        "who reads safetensors: transformers, or llama.cpp's convert_hf_to_gguf.py, for which a model that it would "
        "change without a word is refused");
    verb->add_option("--format", options->format,
                     "safetensors (fp32); bnb-4bit: NF4 as bitsandbytes packs it, an eighth of the size; gguf-f16 or "
                     "gguf-q8_0: one file for llama.cpp, half and a quarter of the size; litgpt");
    verb->add_option("--dtype", options->dtype, "of litgpt: f32, or bf16 for half the size");
    verb->callback([options, &context] { context.action = [options, &context] { return run(context, *options); }; });
}

} // namespace bafo::engine
