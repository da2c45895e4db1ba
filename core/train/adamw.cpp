// SPDX-License-Identifier: Apache-2.0
#include "core/train/adamw.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>

namespace bafo::train {
namespace {

constexpr std::int64_t kPieceElements = 1 << 15;

/// Everything of one update that is equal for all elements of a group.
struct Coefficients {
    float gradientScale;
    float decay; ///< 1 - learning rate * weight decay
    float oneMinusBeta1;
    float beta2;
    float oneMinusBeta2;
    float stepSize; ///< learning rate / (1 - beta1^t)
    float rootCorrection2; ///< sqrt(1 - beta2^t)
    float epsilon;
};

void updateElements(float *__restrict values, const float *__restrict gradient, float *__restrict first,
                    float *__restrict second, std::int64_t count, const Coefficients &c)
{
#pragma omp simd
    for (std::int64_t i = 0; i < count; ++i) {
        const float g = gradient[i] * c.gradientScale;
        const float m = first[i] + (g - first[i]) * c.oneMinusBeta1;
        const float v = second[i] * c.beta2 + g * g * c.oneMinusBeta2;
        const float denominator = std::sqrt(v) / c.rootCorrection2 + c.epsilon;
        first[i] = m;
        second[i] = v;
        values[i] = values[i] * c.decay - c.stepSize * (m / denominator);
    }
}

/// The same by ATen's operators, in pieces: what they leave between them must not take the room of a second model.
void updateRows(const at::Tensor &values, const at::Tensor &gradient, const at::Tensor &first, const at::Tensor &second,
                const Coefficients &c)
{
    constexpr std::int64_t kElements = 1 << 24;
    const std::int64_t step = std::max<std::int64_t>(1, kElements / std::max<std::int64_t>(1, values.size(1)));
    for (std::int64_t begin = 0; begin < values.size(0); begin += step) {
        const std::int64_t count = std::min(step, values.size(0) - begin);
        const at::Tensor g = gradient.narrow(0, begin, count) * c.gradientScale;
        const at::Tensor m = first.narrow(0, begin, count);
        const at::Tensor v = second.narrow(0, begin, count);
        m.add_(g - m, c.oneMinusBeta1);
        v.mul_(c.beta2).addcmul_(g, g, c.oneMinusBeta2);
        const at::Tensor denominator = v.sqrt().div_(c.rootCorrection2).add_(c.epsilon);
        values.narrow(0, begin, count).mul_(c.decay).addcdiv_(m, denominator, -c.stepSize);
    }
}

Result<void> checkGroup(const RowGroup &group, const ParameterView &parameter)
{
    if (group.firstRow < 0 || group.numRows < 0 || group.firstRow > parameter.totalRows - group.numRows) {
        return fail(ErrorCode::config,
                    "rows " + std::to_string(group.firstRow) + " to " + std::to_string(group.firstRow + group.numRows)
                        + " of " + group.tensor + " do not exist",
                    "it has " + std::to_string(parameter.totalRows) + " rows");
    }
    return {};
}

} // namespace

distributed::RowShare ownRowsOf(const RowGroup &group, const ParameterView &parameter)
{
    const std::int64_t first = std::clamp(parameter.firstRow, group.firstRow, group.firstRow + group.numRows);
    const std::int64_t end = std::min(group.firstRow + group.numRows, parameter.firstRow + parameter.rows);
    return {first, std::max<std::int64_t>(0, end - first)};
}

namespace {

Result<void> checkOverlaps(std::vector<RowGroup> groups)
{
    std::sort(groups.begin(), groups.end(), [](const RowGroup &a, const RowGroup &b) {
        return a.tensor != b.tensor ? a.tensor < b.tensor : a.firstRow < b.firstRow;
    });
    for (std::size_t i = 1; i < groups.size(); ++i) {
        const RowGroup &previous = groups[i - 1];
        if (previous.tensor == groups[i].tensor && previous.firstRow + previous.numRows > groups[i].firstRow) {
            return fail(ErrorCode::config,
                        "two optimizer groups share row " + std::to_string(groups[i].firstRow) + " of "
                            + groups[i].tensor,
                        "give every row to one group");
        }
    }
    return {};
}

} // namespace

Result<AdamW> AdamW::create(AdamWSettings settings, std::vector<RowGroup> groups,
                            std::span<const ParameterView> parameters)
{
    BAFO_TRY(checkOverlaps(groups));
    AdamW optimizer;
    optimizer.m_settings = settings;
    for (const RowGroup &group : groups) {
        const auto found = std::find_if(parameters.begin(), parameters.end(),
                                        [&](const ParameterView &parameter) { return parameter.name == group.tensor; });
        if (found == parameters.end()) {
            return fail(ErrorCode::config, "no tensor is named " + group.tensor,
                        "name a trainable tensor of the model");
        }
        BAFO_TRY(checkGroup(group, *found));
        optimizer.m_parameterOfGroup.push_back(static_cast<std::size_t>(found - parameters.begin()));
        optimizer.m_places.push_back(
            {.rows = ownRowsOf(group, *found).count, .rowSize = found->rowSize, .deviceValues = found->deviceValues});
    }
    optimizer.m_numParameters = parameters.size();
    optimizer.m_moments.resize(groups.size());
    optimizer.m_groups = std::move(groups);
    optimizer.fitMoments();
    return optimizer;
}

/// A group that the next update moves has moments, another one none.
void AdamW::fitMoments()
{
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        const Place &place = m_places[i];
        GroupMoments &moments = m_moments[i];
        if (!isTrained(m_groups[i])) {
            moments = {};
        } else if (!place.deviceValues.defined()) {
            moments.first.resize(place.numElements());
            moments.second.resize(place.numElements());
        } else if (!moments.deviceFirst.defined()) {
            moments.deviceFirst = at::zeros({place.rows, place.rowSize}, place.deviceValues.options());
            moments.deviceSecond = at::zeros_like(moments.deviceFirst);
        }
    }
}

void AdamW::setNumSteps(std::int64_t numSteps)
{
    m_numSteps = numSteps;
    fitMoments();
}

std::vector<RowRanges> AdamW::trainedRows() const
{
    std::vector<RowRanges> rows(m_numParameters);
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        const RowGroup &group = m_groups[i];
        if (isTrained(group) && group.numRows > 0) {
            rows[m_parameterOfGroup[i]].push_back({.first = group.firstRow, .count = group.numRows});
        }
    }
    for (RowRanges &ranges : rows) {
        std::sort(ranges.begin(), ranges.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    }
    return rows;
}

std::uint64_t AdamW::momentBytesToCome() const
{
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        const bool isToCome = !m_groups[i].isFrozen && !isTrained(m_groups[i]);
        bytes += isToCome ? 2 * m_places[i].numElements() * sizeof(float) : 0;
    }
    return bytes;
}

void AdamW::step(std::span<const ParameterView> parameters, double learningRate, double gradientScale)
{
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        const RowGroup &group = m_groups[i];
        const ParameterView &parameter = parameters[m_parameterOfGroup[i]];
        if (!isTrained(group) || !parameter.hasGradient()) {
            continue;
        }
        const auto t = static_cast<double>(m_numSteps - group.frozenSteps + 1);
        const double correction1 = 1.0 - std::pow(m_settings.beta1, t);
        const double correction2 = 1.0 - std::pow(m_settings.beta2, t);
        const double rate = learningRate * group.learningRateFactor;
        const Coefficients coefficients{.gradientScale = static_cast<float>(gradientScale),
                                        .decay = static_cast<float>(1.0 - rate * group.weightDecay),
                                        .oneMinusBeta1 = static_cast<float>(1.0 - m_settings.beta1),
                                        .beta2 = static_cast<float>(m_settings.beta2),
                                        .oneMinusBeta2 = static_cast<float>(1.0 - m_settings.beta2),
                                        .stepSize = static_cast<float>(rate / correction1),
                                        .rootCorrection2 = static_cast<float>(std::sqrt(correction2)),
                                        .epsilon = static_cast<float>(m_settings.epsilon)};
        const distributed::RowShare own = ownRowsOf(group, parameter);
        if (own.count == 0) {
            continue; // then it may begin anywhere
        }
        const std::int64_t offset = (own.first - parameter.firstRow) * parameter.rowSize;
        GroupMoments &moments = m_moments[i];
        if (parameter.isOnDevice()) {
            const std::int64_t first = own.first - parameter.firstRow;
            updateRows(parameter.deviceValues.narrow(0, first, own.count),
                       parameter.deviceGradient.narrow(0, first, own.count), moments.deviceFirst, moments.deviceSecond,
                       coefficients);
            continue;
        }
        at::parallel_for(0, own.count * parameter.rowSize, kPieceElements, [&](std::int64_t begin, std::int64_t end) {
            updateElements(parameter.values + offset + begin, parameter.gradient + offset + begin,
                           moments.first.data() + begin, moments.second.data() + begin, end - begin, coefficients);
        });
    }
    ++m_numSteps;
    fitMoments();
}

} // namespace bafo::train
