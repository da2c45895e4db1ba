// SPDX-License-Identifier: Apache-2.0
// One process of our training steps, for run.py: forward, loss, backward, clipping and AdamW on the weights of a
// Hugging Face folder. Prints one line of JSON. The batch is that of peer.py.
#include "core/base/clock.h"
#include "core/formats/json_limits.h"
#include "core/formats/safetensors.h"
#include "core/model/decoder.h"
#include "core/model/memory_reuse.h"
#include "core/train/adamw.h"
#include "core/train/gradient_norm.h"
#include "plugins/architectures/architectures.h"
#include "tests/bench/process_memory.h"
#include "tests/bench/process_time.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstring>
#include <iostream>
#include <map>

using namespace bafo;

namespace {

struct Options {
    Path model;
    std::int64_t microBatch = 1;
    std::int64_t length = 512;
    std::int64_t steps = 3;
    int threads = 2;
    bool recompute = false;
    std::int64_t lossChunkMib = 0;
};

Result<Options> parseOptions(int count, char **words)
{
    std::map<std::string, std::string> given;
    for (int i = 1; i + 1 < count; i += 2) {
        given[words[i]] = words[i + 1];
    }
    if (count % 2 == 0 || !given.contains("--model")) {
        return fail(ErrorCode::config,
                    "usage: step_bench --model FOLDER [--micro-batch N] [--length N] [--steps N] [--threads N] "
                    "[--recompute 0|1] [--loss-chunk-mib N]");
    }
    const auto number = [&](const char *name, std::int64_t fallback) {
        return given.contains(name) ? std::strtoll(given[name].c_str(), nullptr, 10) : fallback;
    };
    return Options{.model = given["--model"],
                   .microBatch = number("--micro-batch", 1),
                   .length = number("--length", 512),
                   .steps = number("--steps", 3),
                   .threads = static_cast<int>(number("--threads", 2)),
                   .recompute = number("--recompute", 0) != 0,
                   .lossChunkMib = number("--loss-chunk-mib", 0)};
}

/// A token table [rows, length + 1], as make_batch of peer.py makes it.
at::Tensor makeTable(const Options &options, std::int64_t vocabularySize)
{
    at::Tensor table = at::empty({options.microBatch, options.length + 1}, at::kLong);
    std::uint64_t state = 12345;
    for (std::int64_t i = 0; i < table.numel(); ++i) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        table.mutable_data_ptr<std::int64_t>()[i]
            = static_cast<std::int64_t>((state >> 33U) % static_cast<std::uint64_t>(vocabularySize));
    }
    return table;
}

Result<void> loadWeights(const Path &folder, model::WeightStore &weights)
{
    const auto file = BAFO_TRY(formats::SafetensorsFile::open(folder / "model.safetensors"));
    for (const auto &weight : weights.weights()) {
        const auto entry = file.tensors().find(weight->name());
        const std::span<float> values = model::WeightStore::valuesOf(*weight);
        if (entry == file.tensors().end() || entry->second.bytes.size() != values.size_bytes()) {
            return fail(ErrorCode::data, "model.safetensors has no fp32 " + weight->name());
        }
        std::memcpy(values.data(), entry->second.bytes.data(), values.size_bytes());
        file.release(entry->second);
    }
    return {};
}

std::vector<train::ParameterView> viewsOf(const model::WeightStore &weights)
{
    std::vector<train::ParameterView> views;
    for (const auto &weight : weights.weights()) {
        const at::Tensor gradient = weight->gradient();
        const std::int64_t rows = weight->shape()[0];
        views.push_back({.name = weight->name(),
                         .rows = rows,
                         .totalRows = rows,
                         .rowSize = weight->value().numel() / rows,
                         .values = weight->value().mutable_data_ptr<float>(),
                         .gradient = gradient.defined() ? gradient.const_data_ptr<float>() : nullptr});
    }
    return views;
}

/// Runs the steps and tells what they took.
nlohmann::json measure(const Options &options, model::Decoder &decoder, model::WeightStore &weights)
{
    const SystemClock clock;
    const at::Tensor table = makeTable(options, decoder.config().vocabularySize);
    const at::Tensor ids = table.narrow(1, 0, options.length).contiguous();
    const at::Tensor targets = table.narrow(1, 1, options.length).contiguous();
    std::vector<train::RowGroup> groups;
    for (const auto &weight : weights.weights()) {
        const double decay = weights.specOf(*weight).isDecayed ? 0.1 : 0.0;
        groups.push_back({.tensor = weight->name(), .numRows = weight->shape()[0], .weightDecay = decay});
    }
    auto optimizer = train::AdamW::create({}, groups, viewsOf(weights)).value();
    std::vector<double> seconds;
    nlohmann::json report = {{"name", "bafo"}, {"parameters", weights.numParameters()}};
    for (std::int64_t step = 0; step <= options.steps; ++step) {
        const std::int64_t startNs = clock.steadyNs();
        const double startCpu = bench::processSeconds();
        for (const auto &weight : weights.weights()) {
            weight->clearGradient();
        }
        const model::StepLoss loss = decoder.lossAndGradients(ids, targets, targets.numel(), {}, clock);
        const std::int64_t updateNs = clock.steadyNs();
        const auto views = viewsOf(weights);
        optimizer.step(views, 1e-4, train::clipFactor(train::gradientNormOf(views).value, 1.0));
        report["losses"].push_back(loss.loss);
        if (step == 0) {
            continue;
        }
        seconds.push_back(static_cast<double>(clock.steadyNs() - startNs) * 1e-9);
        report["step_seconds"].push_back(seconds.back());
        report["cpu_seconds"].push_back(bench::processSeconds() - startCpu);
        report["forward_seconds"].push_back(static_cast<double>(loss.forwardNs) * 1e-9);
        report["backward_seconds"].push_back(static_cast<double>(loss.backwardNs) * 1e-9);
        report["optimizer_seconds"].push_back(static_cast<double>(clock.steadyNs() - updateNs) * 1e-9);
    }
    std::sort(seconds.begin(), seconds.end());
    report["tokens_per_second"] = static_cast<double>(ids.numel()) / seconds[seconds.size() / 2];
    report["peak_rss_mb"] = bench::peakMb();
    return report;
}

Result<nlohmann::json> run(int count, char **words)
{
    const Options options = BAFO_TRY(parseOptions(count, words));
    at::set_num_threads(options.threads);
    PosixFileSystem files;
    const std::string text = BAFO_TRY(files.readFile(options.model / "config.json", 1 << 20));
    const nlohmann::json document = BAFO_TRY(formats::parseJson(text, {}));
    const auto registry = architectures::makeArchitectures();
    const model::Architecture *architecture = BAFO_TRY(registry.get(document.value("model_type", "")));
    const model::ModelConfig config = BAFO_TRY(architecture->parseConfig(document));
    model::WeightStore weights(architecture->tensors(config));
    BAFO_TRY(loadWeights(options.model, weights));
    model::DecoderOptions decoderOptions;
    decoderOptions.recompute = options.recompute ? model::Recompute::block : model::Recompute::none;
    if (options.lossChunkMib > 0) {
        decoderOptions.lossHead.chunkBytes = options.lossChunkMib << 20;
    }
    model::Decoder decoder(*architecture, config, weights, decoderOptions);
    return measure(options, decoder, weights);
}

} // namespace

int main(int count, char **words)
{
    model::reuseFreedMemory();
    const auto report = run(count, words);
    if (!report) {
        std::cerr << "step_bench: " << report.error().message << "\n";
        return exitCodeOf(report.error().code);
    }
    std::cout << report->dump() << "\n";
    return 0;
}
