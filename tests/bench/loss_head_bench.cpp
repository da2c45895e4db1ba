// SPDX-License-Identifier: Apache-2.0
// The loss head beside the three matrix products that it cannot do without, interleaved in one process: seconds of each
// round, and the memory that the head takes beside its inputs and its own gradient. One line of JSON a round.
//
//   loss_head_bench [--rows 2048] [--vocabulary 288256] [--width 2304] [--rounds 3] [--chunk-mib N] [--soft-cap 30]
#include "core/base/clock.h"
#include "core/model/loss_head.h"
#include "core/model/matrix_product.h"
#include "tests/bench/bench_options.h"
#include "tests/bench/process_memory.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <nlohmann/json.hpp>

#include <sys/resource.h>

#include <iostream>

using namespace bafo;

namespace {

/// Numbers of a fixed sequence, small enough for logits of some units.
at::Tensor made(std::int64_t rows, std::int64_t columns, float size)
{
    at::Tensor x = at::empty({rows, columns}, at::kFloat);
    auto *values = x.mutable_data_ptr<float>();
    at::parallel_for(0, x.numel(), 1 << 16, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            const std::uint64_t z = (static_cast<std::uint64_t>(i) + 1) * 0x9E3779B97F4A7C15ULL;
            values[i] = size * (static_cast<float>((z ^ (z >> 29U)) >> 40U) / static_cast<float>(1 << 23) - 1);
        }
    });
    return x;
}

/// Of the wall, and of all threads together: on a busy machine only the second tells something, with one thread.
struct Seconds {
    double wall = 0;
    double processor = 0;
};

Seconds now()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return {.wall = static_cast<double>(SystemClock().steadyNs()) * 1e-9,
            .processor = seconds(usage.ru_utime) + seconds(usage.ru_stime)};
}

Seconds since(const Seconds &start)
{
    const Seconds end = now();
    return {.wall = end.wall - start.wall, .processor = end.processor - start.processor};
}

/// Logits, their gradient times the head, and their gradient times what came in.
Seconds bareProducts(const at::Tensor &hidden_ND, const model::Weight &head)
{
    const Seconds start = now();
    const at::Tensor logits_NV = model::product(hidden_ND, head.value().t());
    const at::Tensor toHidden_ND = model::product(logits_NV, head.value());
    const at::Tensor toHead_VD = model::product(logits_NV.t(), hidden_ND);
    return since(start);
}

} // namespace

int main(int count, char **words)
{
    const bench::BenchOptions options(count, words);
    const std::int64_t rows = options.count("--rows", 2048);
    const std::int64_t vocabulary = options.count("--vocabulary", 288256);
    const std::int64_t width = options.count("--width", 2304);
    at::set_num_threads(static_cast<int>(options.count("--threads", 2)));
    model::LossHeadOptions head{.softCap = options.number("--soft-cap", 30)};
    head.chunkBytes = options.count("--chunk-mib", head.chunkBytes >> 20U) << 20U;
    model::Weight weight("head", made(vocabulary, width, 0.05F));
    const at::Tensor hidden_ND = made(rows, width, 1);
    const at::Tensor targets_N = (at::arange(rows, at::kLong) * 137) % vocabulary;
    for (std::int64_t round = 0; round < options.count("--rounds", 3); ++round) {
        const Seconds bare = bareProducts(hidden_ND, weight);
        const double residentMb = bench::residentMb();
        bench::forgetPeak();
        const Seconds start = now();
        const double loss
            = model::lossAndGradient(hidden_ND, targets_N, weight, 1.0 / static_cast<double>(rows), head).loss;
        const Seconds seconds = since(start);
        const double gradientMb = static_cast<double>(weight.value().nbytes()) * 1e-6;
        const double extraMb = bench::peakMb() - residentMb - gradientMb;
        weight.finishMicroBatch();
        weight.clearGradient();
        std::cout << nlohmann::json{{"bare_seconds", bare.wall},
                                    {"head_seconds", seconds.wall},
                                    {"ratio", seconds.wall / bare.wall},
                                    {"processor_ratio", seconds.processor / bare.processor},
                                    {"extra_mb", extraMb},
                                    {"rows_per_chunk", model::rowsPerChunk(vocabulary, head)},
                                    {"loss", loss}}
                         .dump()
                  << std::endl;
    }
    return 0;
}
