// SPDX-License-Identifier: Apache-2.0
#include "core/train/gradient_norm.h"

#include <ATen/Parallel.h>

#include <array>
#include <cmath>
#include <vector>

namespace bafo::train {
namespace {

/// About this many floats of work make one parallel piece.
constexpr std::int64_t kPieceElements = 1 << 16;

/// Eight running sums in a fixed order: the compiler can use vector registers and the result is the same on all of
/// them.
double sumOfSquares(const float *values, std::int64_t count)
{
    constexpr std::int64_t kLanes = 8;
    std::array<double, kLanes> lanes{};
    std::int64_t i = 0;
    for (; i + kLanes <= count; i += kLanes) {
        for (std::int64_t lane = 0; lane < kLanes; ++lane) {
            const double value = values[i + lane];
            lanes[static_cast<std::size_t>(lane)] += value * value;
        }
    }
    for (; i < count; ++i) {
        const double value = values[i];
        lanes[0] += value * value;
    }
    double sum = 0;
    for (const double lane : lanes) {
        sum += lane;
    }
    return sum;
}

} // namespace

GradientNorm gradientNormOf(std::span<const ParameterView> parameters)
{
    GradientNorm norm;
    double total = 0;
    std::vector<double> rowSums;
    for (const ParameterView &parameter : parameters) {
        if (parameter.gradient == nullptr) {
            continue;
        }
        rowSums.assign(static_cast<std::size_t>(parameter.rows), 0.0);
        const std::int64_t grain
            = std::max<std::int64_t>(1, kPieceElements / std::max<std::int64_t>(1, parameter.rowSize));
        at::parallel_for(0, parameter.rows, grain, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t row = begin; row < end; ++row) {
                rowSums[static_cast<std::size_t>(row)]
                    = sumOfSquares(parameter.gradient + row * parameter.rowSize, parameter.rowSize);
            }
        });
        for (const double rowSum : rowSums) {
            total += rowSum;
        }
        if (norm.firstNonFinite.empty() && !std::isfinite(total)) {
            norm.firstNonFinite = parameter.name;
        }
    }
    norm.value = std::sqrt(total);
    return norm;
}

double clipFactor(double norm, double clipNorm)
{
    if (clipNorm <= 0) {
        return 1;
    }
    return std::min(1.0, clipNorm / (norm + 1e-6));
}

} // namespace bafo::train
