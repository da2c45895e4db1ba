// SPDX-License-Identifier: Apache-2.0
// AdamW over groups of rows: every group has its own learning-rate factor and decay, and frozen rows have no state at
// all.
#pragma once

#include "core/base/result.h"
#include "core/distributed/row_share.h"
#include "core/train/parameter_view.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace bafo::train {

/// A range of rows of one tensor that is treated alike.
struct RowGroup {
    std::string tensor;
    std::int64_t firstRow = 0;
    std::int64_t numRows = 0;
    double learningRateFactor = 1; ///< multiplies the learning rate of the step
    double weightDecay = 0; ///< decoupled: each step the row shrinks by learning rate * decay
    bool isFrozen = false; ///< neither updated, nor decayed, nor given moments
};

/// The rows of a group that lie in a parameter's own ones, counted in the whole tensor.
[[nodiscard]] distributed::RowShare ownRowsOf(const RowGroup &group, const ParameterView &parameter);

struct AdamWSettings {
    double beta1 = 0.9;
    double beta2 = 0.95;
    double epsilon = 1e-8;
};

/// Running means of the rows of one group that this rank keeps, where its values are: in main memory, or as tensors
/// [rows, elements of a row] on a device. Empty for a frozen group.
struct GroupMoments {
    std::vector<float> first;
    std::vector<float> second;
    at::Tensor deviceFirst = {};
    at::Tensor deviceSecond = {};
};

/// Loshchilov and Hutter, "Decoupled weight decay regularization" (2019), with the arithmetic of torch.optim.AdamW. The
/// moments are fp32. Clipping is folded in: the gradients are read and never written. One thread at a time.
class AdamW {
public:
    /// Fails (config) where groups name a tensor that is not there, leave its rows, or overlap. Rows in no group are
    /// frozen.
    static Result<AdamW> create(AdamWSettings settings, std::vector<RowGroup> groups,
                                std::span<const ParameterView> parameters);

    /// One update with these gradients, each multiplied with gradientScale first. `parameters` are those given to
    /// create, in the same order; one without a gradient is left alone.
    void step(std::span<const ParameterView> parameters, double learningRate, double gradientScale);

    /// How many updates were made: bias correction depends on it.
    [[nodiscard]] std::int64_t numSteps() const { return m_numSteps; }
    void setNumSteps(std::int64_t numSteps) { m_numSteps = numSteps; }

    [[nodiscard]] const std::vector<RowGroup> &groups() const { return m_groups; }

    /// In the order of groups(). Written to by whoever loads a checkpoint.
    [[nodiscard]] std::vector<GroupMoments> &moments() { return m_moments; }

private:
    AdamW() = default;

    AdamWSettings m_settings;
    std::vector<RowGroup> m_groups;
    std::vector<std::size_t> m_parameterOfGroup;
    std::vector<GroupMoments> m_moments;
    std::int64_t m_numSteps = 0;
};

} // namespace bafo::train
