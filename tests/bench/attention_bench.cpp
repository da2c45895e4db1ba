// SPDX-License-Identifier: Apache-2.0
// Attention over a long sequence, forward and backward: seconds, and the memory beside inputs, result and gradients.
// One line of JSON a round.
//
//   attention_bench [--time 8192] [--heads 8] [--key-heads 4] [--head-size 256] [--window 0] [--soft-cap 50] [--rounds
//   3]
#include "core/base/clock.h"
#include "core/model/causal_attention.h"
#include "tests/bench/bench_options.h"
#include "tests/bench/process_memory.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <nlohmann/json.hpp>
#include <torch/csrc/autograd/autograd.h>

#include <iostream>

using namespace bafo;

namespace {

at::Tensor made(const std::vector<std::int64_t> &shape, double frequency)
{
    at::Tensor x = at::arange(shape[0] * shape[1] * shape[2] * shape[3], at::kFloat);
    return x.remainder_(10'007).mul_(frequency).sin_().view(shape);
}

double megabytes(const std::vector<at::Tensor> &tensors)
{
    double sum = 0;
    for (const at::Tensor &tensor : tensors) {
        sum += static_cast<double>(tensor.nbytes()) * 1e-6;
    }
    return sum;
}

} // namespace

int main(int count, char **words)
{
    const bench::BenchOptions options(count, words);
    const std::int64_t time = options.count("--time", 8192);
    const std::int64_t heads = options.count("--heads", 8);
    const std::int64_t size = options.count("--head-size", 256);
    at::set_num_threads(static_cast<int>(options.count("--threads", 2)));
    const model::AttentionOptions attention{.softCap = options.number("--soft-cap", 50),
                                            .window = options.count("--window", 0)};
    const SystemClock clock;
    const at::AutoGradMode mode(true);
    const std::vector<std::int64_t> keyShape = {1, time, options.count("--key-heads", 4), size};
    const at::Tensor q = made({1, time, heads, size}, 1.37).requires_grad_(true);
    const at::Tensor k = made(keyShape, 0.71).requires_grad_(true);
    const at::Tensor v = made(keyShape, 2.03).requires_grad_(true);
    const at::Tensor pull = made({1, time, heads, size}, 0.19);
    for (std::int64_t round = 0; round < options.count("--rounds", 3); ++round) {
        const double residentMb = bench::residentMb();
        bench::forgetPeak();
        const std::int64_t startNs = clock.steadyNs();
        const at::Tensor output = model::causalAttention(q, k, v, attention);
        const std::int64_t middleNs = clock.steadyNs();
        const auto slopes = torch::autograd::grad({output}, {q, k, v}, {pull});
        const std::int64_t endNs = clock.steadyNs();
        std::vector<at::Tensor> results = slopes;
        results.push_back(output);
        std::cout << nlohmann::json{{"forward_seconds", static_cast<double>(middleNs - startNs) * 1e-9},
                                    {"backward_seconds", static_cast<double>(endNs - middleNs) * 1e-9},
                                    {"inputs_mb", megabytes({q, k, v, pull})},
                                    {"results_mb", megabytes(results)},
                                    {"extra_mb", bench::peakMb() - residentMb - megabytes(results)},
                                    {"one_square_of_scores_mb", static_cast<double>(time * time) * 4e-6}}
                         .dump()
                  << std::endl;
    }
    return 0;
}
