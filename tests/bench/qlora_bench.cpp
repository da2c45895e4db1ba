// SPDX-License-Identifier: Apache-2.0
// One process of our QLoRA steps, for qlora/run.py: a base packed as NF4 with double quantisation, embedding and head
// in bf16, an adapter as PEFT saved it; forward, loss, backward, clipping and AdamW, as a run with method qlora makes
// them. Prints one line of JSON. The batch is that of peer.py.
//
//   qlora_bench --model FOLDER --adapter FOLDER [--micro-batch 1] [--length 512] [--steps 3] [--threads 2] [--precision
//   fp32|bf16-mixed|bf16-products]
#include "core/adapters/adapter_plan.h"
#include "core/base/clock.h"
#include "core/distributed/collectives.h"
#include "core/exchange/adapter_folder.h"
#include "core/exchange/model_folder.h"
#include "core/exchange/packed_base.h"
#include "core/model/decoder.h"
#include "core/model/memory_reuse.h"
#include "core/train/adamw.h"
#include "core/train/decoder_model.h"
#include "core/train/gradient_norm.h"
#include "plugins/architectures/architectures.h"
#include "tests/bench/bench_options.h"
#include "tests/bench/process_memory.h"
#include "tests/bench/process_time.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>
#include <set>
#include <vector>

using namespace bafo;

namespace {

/// As make_batch of peer.py makes it.
train::MicroBatch makeBatch(std::int64_t rows, std::int64_t length, std::int64_t vocabularySize)
{
    train::MicroBatch batch{
        .numRows = rows, .rowLength = length, .ids = {}, .targets = {}, .validTargetsOfStep = rows * length};
    std::uint64_t state = 12345;
    for (std::int64_t i = 0; i < rows * (length + 1); ++i) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        const auto id = static_cast<std::int64_t>((state >> 33U) % static_cast<std::uint64_t>(vocabularySize));
        if (i % (length + 1) < length) {
            batch.ids.push_back(id);
        }
        if (i % (length + 1) > 0) {
            batch.targets.push_back(id);
        }
    }
    return batch;
}

struct Parts {
    exchange::ModelFolder base;
    exchange::AdapterFolder adapter;
    adapters::AdapterPlan plan;
    model::WeightStore weights;
};

Result<Parts> openParts(FileSystem &files, const bench::BenchOptions &options,
                        const Registry<model::Architecture> &architectures)
{
    auto base = BAFO_TRY(exchange::ModelFolder::open(files, options.text("--model"), architectures));
    auto adapter = BAFO_TRY(exchange::AdapterFolder::open(files, options.text("--adapter")));
    adapters::AdapterPlan plan = BAFO_TRY(adapter.planOver(base));
    std::vector<model::TensorSpec> tensors = base.architecture().tensors(base.config());
    const std::vector<model::TensorSpec> added = plan.tensors();
    tensors.insert(tensors.end(), added.begin(), added.end());
    model::WeightStore weights(tensors, model::WeightStore::Values::elsewhere);
    plan.attachTo(weights);
    return Parts{
        .base = std::move(base), .adapter = std::move(adapter), .plan = std::move(plan), .weights = std::move(weights)};
}

Result<void> fill(const Parts &parts, train::ShardedWeights &weights)
{
    std::set<std::string> own;
    for (const model::TensorSpec &tensor : parts.plan.tensors()) {
        own.insert(tensor.name);
    }
    return weights.fill([&](const train::WeightRows &rows) -> Result<void> {
        const auto first = static_cast<std::size_t>(rows.firstRow * rows.rowSize);
        return own.contains(rows.name) ? parts.adapter.readFloats(rows.name, first, rows.values)
                                       : parts.base.tensors().readFloats(rows.name, first, rows.values);
    });
}

Result<nlohmann::json> measure(const bench::BenchOptions &options, train::DecoderModel &trained,
                               train::AdamW &optimizer, const train::MicroBatch &batch)
{
    const SystemClock clock;
    std::vector<double> seconds;
    nlohmann::json report = {{"name", "bafo"}};
    for (std::int64_t step = 0; step <= options.count("--steps", 3); ++step) {
        const std::int64_t startNs = clock.steadyNs();
        const double startCpu = bench::processSeconds();
        trained.clearGradients();
        trained.beginStep({.trained = optimizer.trainedRows(), .numMicroBatches = 1});
        const train::MicroBatchResult result = BAFO_TRY(trained.addGradients(&batch, 1));
        const auto views = trained.parameters();
        optimizer.step(views, 1e-4, train::clipFactor(train::gradientNormOf(views).value, 1.0));
        trained.weightsChanged();
        report["losses"].push_back(result.loss);
        if (step > 0) {
            seconds.push_back(static_cast<double>(clock.steadyNs() - startNs) * 1e-9);
            report["step_seconds"].push_back(seconds.back());
            report["cpu_seconds"].push_back(bench::processSeconds() - startCpu);
            report["forward_seconds"].push_back(result.forwardMs * 1e-3);
            report["backward_seconds"].push_back(result.backwardMs * 1e-3);
        }
    }
    std::sort(seconds.begin(), seconds.end());
    report["tokens_per_second"] = static_cast<double>(batch.ids.size()) / seconds[seconds.size() / 2];
    report["peak_rss_mb"] = bench::peakMb();
    return report;
}

Result<nlohmann::json> run(const bench::BenchOptions &options)
{
    at::set_num_threads(static_cast<int>(options.count("--threads", 2)));
    PosixFileSystem files;
    const SystemClock clock;
    const auto architectures = architectures::makeArchitectures();
    Parts parts = BAFO_TRY(openParts(files, options, architectures));
    const std::string precision = options.text("--precision");
    const at::ScalarType computeType = precision == "bf16-mixed" ? at::kBFloat16 : at::kFloat;
    BAFO_TRY(exchange::packBase(parts.base, parts.weights, computeType,
                                precision == "bf16-products" ? exchange::BaseProducts::halves
                                                             : exchange::BaseProducts::floats));
    model::Decoder decoder(parts.base.architecture(), parts.base.config(), parts.weights, {});
    distributed::OneRank rank;
    train::ShardedWeights weights(rank, parts.weights, decoder.units(), train::ZeroStage::two,
                                  train::GradientSync::each, {.computeType = computeType});
    BAFO_TRY(fill(parts, weights));
    train::DecoderModel trained(decoder, weights, 0, 1, clock, {});
    std::vector<train::RowGroup> groups;
    std::int64_t numTrained = 0;
    for (const model::TensorSpec &tensor : parts.plan.tensors()) {
        groups.push_back({.tensor = tensor.name, .numRows = tensor.shape[0], .weightDecay = 0.1});
        numTrained += tensor.numElements();
    }
    auto optimizer = BAFO_TRY(train::AdamW::create({}, groups, trained.parameters()));
    const auto batch = makeBatch(options.count("--micro-batch", 1), options.count("--length", 512),
                                 parts.base.config().vocabularySize);
    nlohmann::json report = BAFO_TRY(measure(options, trained, optimizer, batch));
    report["trained"] = numTrained;
    return report;
}

} // namespace

int main(int count, char **words)
{
    model::reuseFreedMemory();
    const auto report = run(bench::BenchOptions(count, words));
    if (!report) {
        std::cerr << "qlora_bench: " << report.error().message << "\n";
        return exitCodeOf(report.error().code);
    }
    std::cout << report->dump() << "\n";
    return 0;
}
