// SPDX-License-Identifier: Apache-2.0
#include "core/train/gradient_norm.h"

#include "core/distributed/row_share.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
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

bool isIn(const RowRanges &ranges, std::int64_t row)
{
    return std::any_of(ranges.begin(), ranges.end(), [row](const distributed::RowShare &range) {
        return row >= range.first && row < range.first + range.count;
    });
}

/// The same for rows on a device, in pieces: their squares in fp64 must not take the room of a second model.
void addDeviceRowSums(const ParameterView &parameter, const RowRanges &trained, std::vector<double> &sums)
{
    constexpr std::int64_t kElements = 1 << 24;
    const std::int64_t step = std::max<std::int64_t>(1, kElements / std::max<std::int64_t>(1, parameter.rowSize));
    for (std::int64_t first = 0; first < parameter.rows; first += step) {
        const at::Tensor rows = parameter.deviceGradient.narrow(0, first, std::min(step, parameter.rows - first));
        const at::Tensor piece = rows.to(at::kDouble).square_().sum(1).to(at::kCPU);
        for (std::int64_t row = 0; row < piece.numel(); ++row) {
            const bool counts = isIn(trained, parameter.firstRow + first + row);
            sums.push_back(counts ? piece.const_data_ptr<double>()[row] : 0.0);
        }
    }
}

/// One sum for each of this rank's rows, behind those that are there: 0 for one that is not trained.
void addRowSums(const ParameterView &parameter, const RowRanges &trained, std::vector<double> &sums)
{
    if (parameter.deviceGradient.defined()) {
        addDeviceRowSums(parameter, trained, sums);
        return;
    }
    if (parameter.gradient == nullptr) {
        return;
    }
    const std::size_t first = sums.size();
    sums.resize(first + static_cast<std::size_t>(parameter.rows));
    const std::int64_t grain = std::max<std::int64_t>(1, kPieceElements / std::max<std::int64_t>(1, parameter.rowSize));
    at::parallel_for(0, parameter.rows, grain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) {
            if (isIn(trained, parameter.firstRow + row)) {
                sums[first + static_cast<std::size_t>(row)]
                    = sumOfSquares(parameter.gradient + row * parameter.rowSize, parameter.rowSize);
            }
        }
    });
}

} // namespace

GradientNorm gradientNormOf(std::span<const ParameterView> parameters, std::span<const RowRanges> trained,
                            distributed::Collectives &ranks)
{
    std::vector<double> mine;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        addRowSums(parameters[i], trained[i], mine);
    }
    const std::vector<std::vector<double>> all = distributed::exchangeNumbers(ranks, mine);
    GradientNorm norm;
    double total = 0;
    std::vector<std::size_t> next(all.size(), 0);
    for (const ParameterView &parameter : parameters) {
        if (!parameter.hasGradient()) {
            continue;
        }
        for (std::size_t rank = 0; rank < all.size(); ++rank) {
            const auto share
                = distributed::rowShareOf(parameter.totalRows, static_cast<int>(rank), static_cast<int>(all.size()));
            for (std::int64_t row = 0; row < share.count; ++row) {
                total += all[rank][next[rank]++];
            }
        }
        if (norm.firstNonFinite.empty() && !std::isfinite(total)) {
            norm.firstNonFinite = parameter.name;
        }
    }
    norm.value = std::sqrt(total);
    return norm;
}

GradientNorm gradientNormOf(std::span<const ParameterView> parameters)
{
    distributed::OneRank alone;
    std::vector<RowRanges> all;
    for (const ParameterView &parameter : parameters) {
        all.push_back({{.first = 0, .count = parameter.totalRows}});
    }
    return gradientNormOf(parameters, all, alone);
}

double clipFactor(double norm, double clipNorm)
{
    if (clipNorm <= 0) {
        return 1;
    }
    return std::min(1.0, clipNorm / (norm + 1e-6));
}

} // namespace bafo::train
