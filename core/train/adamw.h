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
    std::int64_t frozenSteps = 0; ///< frozen for so many updates, the run's first; its moments begin afterwards
};

/// The rows of a group that lie in a parameter's own ones, counted in the whole tensor.
[[nodiscard]] distributed::RowShare ownRowsOf(const RowGroup &group, const ParameterView &parameter);

struct AdamWSettings {
    double beta1 = 0.9;
    double beta2 = 0.95;
    double epsilon = 1e-8;
};

/// Running means of the rows of one group that this rank keeps, where its values are: in main memory, or as tensors
/// [rows, elements of a row] on a device. Empty while the group is frozen.
struct GroupMoments {
    std::vector<float> first;
    std::vector<float> second;
    at::Tensor deviceFirst = {};
    at::Tensor deviceSecond = {};
};

/// Loshchilov and Hutter, "Decoupled weight decay regularization" (2019), with the arithmetic of torch.optim.AdamW. The
/// moments are fp32. Clipping is folded in: the gradients are read and never written. Bias correction counts the
/// updates of each group by itself: a group that thaws is corrected like one that begins. One thread at a time.
class AdamW {
public:
    /// Fails (config) where groups name a tensor that is not there, leave its rows, or overlap. Rows in no group are
    /// frozen.
    static Result<AdamW> create(AdamWSettings settings, std::vector<RowGroup> groups,
                                std::span<const ParameterView> parameters);

    /// One update with these gradients, each multiplied with gradientScale first. `parameters` are those given to
    /// create, in the same order; one without a gradient is left alone.
    void step(std::span<const ParameterView> parameters, double learningRate, double gradientScale);

    /// How many updates were made: bias correction depends on it, and which groups are frozen. Setting it empties the
    /// moments of groups that are.
    [[nodiscard]] std::int64_t numSteps() const { return m_numSteps; }
    void setNumSteps(std::int64_t numSteps);

    /// Whether the next update moves the group.
    [[nodiscard]] bool isTrained(const RowGroup &group) const
    {
        return !group.isFrozen && m_numSteps >= group.frozenSteps;
    }

    /// What the next update moves, for each of the parameters of create.
    [[nodiscard]] std::vector<RowRanges> trainedRows() const;

    /// What the moments of groups that will thaw are going to take on this rank.
    [[nodiscard]] std::uint64_t momentBytesToCome() const;

    [[nodiscard]] const std::vector<RowGroup> &groups() const { return m_groups; }

    /// In the order of groups(). Written to by whoever loads a checkpoint.
    [[nodiscard]] std::vector<GroupMoments> &moments() { return m_moments; }

private:
    AdamW() = default;

    /// Where the rows are that this rank keeps of a group, and how many.
    struct Place {
        std::int64_t rows = 0;
        std::int64_t rowSize = 0;
        at::Tensor deviceValues = {}; ///< of the whole parameter; undefined in main memory

        [[nodiscard]] std::size_t numElements() const { return static_cast<std::size_t>(rows * rowSize); }
    };

    void fitMoments();

    AdamWSettings m_settings;
    std::vector<RowGroup> m_groups;
    std::vector<std::size_t> m_parameterOfGroup;
    std::vector<Place> m_places; ///< by group
    std::size_t m_numParameters = 0;
    std::vector<GroupMoments> m_moments;
    std::int64_t m_numSteps = 0;
};

} // namespace bafo::train
