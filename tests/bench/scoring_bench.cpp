// SPDX-License-Identifier: Apache-2.0
// One forward pass and one loss of a model folder at one length, and the memory that it took beside what was planned;
// and the making of a random model in bf16 for it. By hand:
//
//   scoring_bench make CONFIG.json FOLDER
//   scoring_bench score FOLDER LENGTH
#include "core/base/clock.h"
#include "core/exchange/model_folder.h"
#include "core/exchange/random_weights.h"
#include "core/formats/safetensors.h"
#include "core/model/decoder.h"
#include "core/model/memory_reuse.h"
#include "core/plan/memory_plan.h"
#include "plugins/architectures/architectures.h"
#include "tests/bench/process_memory.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <nlohmann/json.hpp>

#include <bit>
#include <iostream>
#include <numeric>
#include <vector>

using namespace bafo;

namespace {

constexpr std::size_t kPiece = 1 << 20;

/// Half to even, as every other program rounds.
std::uint16_t asBfloat(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16U) & 1U)) >> 16U);
}

Result<void> writeTensor(formats::SafetensorsWriter &writer, const model::TensorSpec &tensor, double deviation)
{
    const auto count = static_cast<std::size_t>(tensor.numElements());
    std::vector<float> values;
    std::vector<std::uint16_t> words;
    for (std::size_t first = 0; first < count; first += kPiece) {
        values.assign(std::min(kPiece, count - first), static_cast<float>(tensor.freshValue));
        if (tensor.isDecayed) {
            exchange::drawNormalWeights(values, first, tensor.name, deviation);
        }
        words.resize(values.size());
        std::transform(values.begin(), values.end(), words.begin(), asBfloat);
        BAFO_TRY(writer.write(std::as_bytes(std::span(words))));
    }
    return {};
}

Result<void> makeModel(FileSystem &files, const Path &configFile, const Path &folder)
{
    const auto architectures = architectures::makeArchitectures();
    const std::string text = BAFO_TRY(files.readFile(configFile, 1U << 20U));
    const auto parsed = BAFO_TRY(exchange::parseModelConfig(text, configFile, architectures));
    BAFO_TRY(files.createDirectories(folder));
    BAFO_TRY(writeFileAtomically(files, folder / "config.json", text));
    std::vector<model::TensorSpec> tensors;
    std::vector<formats::SafetensorsWriter::Declaration> declared;
    for (const model::TensorSpec &tensor : parsed.architecture->tensors(parsed.config)) {
        if (tensor.tiedTo.empty()) {
            tensors.push_back(tensor);
            declared.push_back({.name = tensor.name, .dtype = formats::Dtype::BF16, .shape = tensor.shape});
        }
    }
    auto writer = BAFO_TRY(formats::SafetensorsWriter::create(files, folder / "model.safetensors", declared));
    for (const model::TensorSpec &tensor : tensors) {
        BAFO_TRY(writeTensor(writer, tensor, parsed.config.initializerRange));
    }
    (void)BAFO_TRY(writer.finish());
    return {};
}

/// Tokens that look like none of a kind: rows of the table are read all over.
at::Tensor tokensFor(std::int64_t length, std::int64_t vocabularySize)
{
    at::Tensor tokens = at::empty({1, length + 1}, at::kLong);
    std::uint64_t state = 12345;
    for (std::int64_t i = 0; i <= length; ++i) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        tokens.mutable_data_ptr<std::int64_t>()[i]
            = static_cast<std::int64_t>((state >> 33U) % static_cast<std::uint64_t>(vocabularySize));
    }
    return tokens;
}

Result<nlohmann::json> scoreModel(FileSystem &files, const Path &path, std::int64_t length)
{
    const SystemClock clock;
    const double emptyMb = bench::residentMb();
    const auto architectures = architectures::makeArchitectures();
    const auto folder = BAFO_TRY(exchange::ModelFolder::open(files, path, architectures));
    model::WeightStore weights = BAFO_TRY(folder.loadWeights());
    const double loadedMb = bench::residentMb();
    const double loadingPeakMb = bench::peakMb();
    model::Decoder decoder(folder.architecture(), folder.config(), weights);
    const at::Tensor tokens = tokensFor(length, folder.config().vocabularySize);
    const std::int64_t startNs = clock.steadyNs();
    const std::vector<double> logs
        = decoder.logProbabilities(tokens.narrow(1, 0, length).contiguous(), tokens.narrow(1, 1, length).contiguous());
    const double seconds = static_cast<double>(clock.steadyNs() - startNs) * 1e-9;
    const double loss = -std::accumulate(logs.begin(), logs.end(), 0.0) / static_cast<double>(logs.size());
    const plan::ModelShape shape = BAFO_TRY(plan::readModelShape(files, path));
    const plan::MemoryPlan planned
        = plan::planScoring(shape, {.sequenceLength = length, .numThreads = at::get_num_threads()});
    nlohmann::json kinds;
    for (std::size_t i = 0; i < plan::kNumMemoryKinds; ++i) {
        kinds[std::string(plan::nameOf(static_cast<plan::MemoryKind>(i)))] = planned.perRank[i];
    }
    return nlohmann::json{{"parameters", weights.numParameters()},
                          {"length", length},
                          {"loss", loss},
                          {"seconds", seconds},
                          {"empty_mb", emptyMb},
                          {"loaded_mb", loadedMb},
                          {"loading_peak_mb", loadingPeakMb},
                          {"peak_mb", bench::peakMb()},
                          {"planned_mb", static_cast<double>(planned.rankBytes()) * 1e-6},
                          {"planned", kinds}};
}

Result<void> run(const std::vector<std::string> &words)
{
    PosixFileSystem files;
    if (words.size() == 3 && words[0] == "make") {
        return makeModel(files, words[1], words[2]);
    }
    if (words.size() == 3 && words[0] == "score") {
        const std::int64_t length = std::strtoll(words[2].c_str(), nullptr, 10);
        std::cout << BAFO_TRY(scoreModel(files, words[1], std::max<std::int64_t>(1, length))).dump(1) << '\n';
        return {};
    }
    return fail(ErrorCode::config, "usage: scoring_bench make CONFIG.json FOLDER | score FOLDER LENGTH");
}

} // namespace

int main(int count, char **words)
{
    model::reuseFreedMemory();
    const auto done = run({words + 1, words + count});
    if (!done) {
        std::cerr << "scoring_bench: " << done.error().message << '\n';
    }
    return done ? 0 : 1;
}
