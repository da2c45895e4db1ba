// SPDX-License-Identifier: Apache-2.0
// Products with a matrix in NF4 beside those with a dense fp32 one, interleaved in one process, both directions; the
// middle of the rounds. One line of JSON a shape.
//
//   packed_product_bench [--rounds 5] [--threads 2]
#include "core/adapters/nf4_matrix.h"
#include "core/base/clock.h"
#include "core/model/matrix_product.h"
#include "core/model/packed_product.h"
#include "tests/bench/bench_options.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>
#include <vector>

using namespace bafo;

namespace {

double middleOf(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

template <class Work>
double milliseconds(const Work &work)
{
    const std::int64_t start = SystemClock().steadyNs();
    const at::Tensor result = work();
    return static_cast<double>(SystemClock().steadyNs() - start) * 1e-6;
}

void measure(std::int64_t rows, std::int64_t inputs, std::int64_t outputs, std::int64_t rounds)
{
    const at::Tensor dense_OI = at::randn({outputs, inputs}, at::kFloat) * 0.02;
    const std::span<const float> values(dense_OI.const_data_ptr<float>(), static_cast<std::size_t>(dense_OI.numel()));
    const adapters::Nf4Matrix packed(adapters::encodeNf4(values, true, "w").value(), outputs, inputs);
    const at::Tensor x_NI = at::randn({rows, inputs}, at::kFloat);
    const at::Tensor gradient_NO = at::randn({rows, outputs}, at::kFloat);
    std::vector<double> forward;
    std::vector<double> backward;
    std::vector<double> denseForward;
    std::vector<double> denseBackward;
    for (std::int64_t round = 0; round < rounds; ++round) {
        denseForward.push_back(milliseconds([&] { return model::product(x_NI, dense_OI.t()); }));
        forward.push_back(milliseconds([&] { return model::packedForward(x_NI, packed); }));
        denseBackward.push_back(milliseconds([&] { return model::product(gradient_NO, dense_OI); }));
        backward.push_back(milliseconds([&] { return model::packedBackward(gradient_NO, packed); }));
    }
    std::cout << nlohmann::json{{"rows", rows},
                                {"inputs", inputs},
                                {"outputs", outputs},
                                {"dense_forward_ms", middleOf(denseForward)},
                                {"forward_ratio", middleOf(forward) / middleOf(denseForward)},
                                {"dense_backward_ms", middleOf(denseBackward)},
                                {"backward_ratio", middleOf(backward) / middleOf(denseBackward)}}
                     .dump()
              << std::endl;
}

} // namespace

int main(int count, char **words)
{
    const bench::BenchOptions options(count, words);
    at::set_num_threads(static_cast<int>(options.count("--threads", 2)));
    for (const auto &[inputs, outputs] : {std::pair<std::int64_t, std::int64_t>{2304, 9216}, {9216, 2304}}) {
        for (const std::int64_t rows : {1, 16, 512, 1024}) {
            measure(rows, inputs, outputs, options.count("--rounds", 5));
        }
    }
    return 0;
}
