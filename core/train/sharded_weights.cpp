// SPDX-License-Identifier: Apache-2.0
#include "core/train/sharded_weights.h"

#include "core/base/check.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <map>
#include <utility>

namespace bafo::train {
namespace {

std::vector<distributed::WholeTensor> tensorsOf(const model::WeightUnit &weights)
{
    std::vector<distributed::WholeTensor> tensors;
    for (const model::Weight *weight : weights) {
        tensors.push_back({.name = weight->name(), .shape = weight->shape()});
    }
    return tensors;
}

std::int64_t bytesOf(const at::Tensor &tensor)
{
    return tensor.defined() ? static_cast<std::int64_t>(tensor.nbytes()) : 0;
}

/// Never null: a rank without rows of a tensor has a gradient of them all the same.
const float *dataOf(const at::Tensor &gradient)
{
    static const float nothing = 0;
    return gradient.numel() == 0 ? &nothing : gradient.const_data_ptr<float>();
}

} // namespace

ShardedWeights::ShardedWeights(distributed::Collectives &ranks, const model::WeightStore &weights,
                               std::vector<model::WeightUnit> units, ZeroStage stage, GradientSync sync,
                               const distributed::ShardStorage &storage)
    : m_ranks(ranks)
    , m_stage(stage)
    , m_sync(sync)
    , m_storage(storage)
{
    std::map<const model::Weight *, Place> placeOf;
    for (model::WeightUnit &unit : units) {
        std::erase_if(unit, [](const model::Weight *weight) { return weight->isPacked(); });
        for (std::size_t i = 0; i < unit.size(); ++i) {
            placeOf[unit[i]] = {.unit = m_units.size(), .index = i};
        }
        distributed::ShardedGroup group(ranks, tensorsOf(unit), storage);
        m_units.push_back({.group = std::move(group), .weights = std::move(unit)});
        takeOver(m_units.back());
    }
    for (const auto &weight : weights.weights()) {
        if (weight->isPacked()) {
            continue;
        }
        BAFO_CHECK(placeOf.contains(weight.get()), weight->name() + " is in no unit");
        m_places.push_back(placeOf.at(weight.get()));
    }
}

void ShardedWeights::takeOver(Unit &unit)
{
    for (std::size_t i = 0; i < unit.weights.size(); ++i) {
        model::Weight &weight = *unit.weights[i];
        if (weight.value().defined()) {
            const distributed::RowShare share = unit.group.share(i);
            const at::Tensor shard = unit.group.shard(i);
            shard.copy_(weight.value().narrow(0, share.first, share.count).reshape(shard.sizes()));
            weight.setValue({});
        }
    }
}

void ShardedWeights::prefetch(std::size_t unit)
{
    if (m_ranks.numRanks() > 1) {
        m_units[unit].group.startGather();
    }
}

void ShardedWeights::unshard(std::size_t unit)
{
    Unit &one = m_units[unit];
    const std::vector<at::Tensor> &whole = one.group.whole();
    if (!one.isOpen) {
        for (std::size_t i = 0; i < whole.size(); ++i) {
            one.weights[i]->setValue(whole[i]);
        }
        one.isOpen = true;
    }
}

void ShardedWeights::reshard(std::size_t unit)
{
    if (unit > 0 && m_stage == ZeroStage::three && m_units[unit].group.hasCopies()) {
        close(m_units[unit]);
    }
}

void ShardedWeights::close(Unit &unit)
{
    for (model::Weight *weight : unit.weights) {
        weight->setValue({});
    }
    unit.isOpen = false;
    unit.group.release();
}

void ShardedWeights::beginStep(const std::vector<RowRanges> &trained, std::int64_t numMicroBatches)
{
    BAFO_CHECK(trained.size() == m_places.size(), "not one list of rows a weight");
    for (std::size_t i = 0; i < trained.size(); ++i) {
        m_units[m_places[i].unit].weights[m_places[i].index]->setFrozen(trained[i].empty());
    }
    m_numSendersOfStep = static_cast<int>(std::min<std::int64_t>(m_ranks.numRanks(), numMicroBatches));
    m_numRoundsLeft = (numMicroBatches + m_ranks.numRanks() - 1) / m_ranks.numRanks();
}

void ShardedWeights::beginRound(int numSenders)
{
    m_numSenders = numSenders;
    --m_numRoundsLeft;
}

/// Whether gradients stay here until a later round. A lone rank has nobody to wait for.
bool ShardedWeights::isWaiting() const
{
    return m_sync == GradientSync::last && m_ranks.numRanks() > 1 && m_numRoundsLeft > 0;
}

void ShardedWeights::reduceGradients(std::size_t unit)
{
    Unit &one = m_units[unit];
    for (std::size_t i = 0; i < one.weights.size(); ++i) {
        model::Weight &weight = *one.weights[i];
        if (weight.isFrozen()) {
            continue;
        }
        if (isWaiting()) {
            weight.finishMicroBatch();
        } else if (m_sync == GradientSync::last && m_ranks.numRanks() > 1) {
            weight.finishMicroBatch();
            sendGradient(one, i, weight.gradient(), m_numSendersOfStep);
            weight.clearGradient();
        } else {
            sendGradient(one, i, weight.takeMicroBatchGradient(), m_numSenders);
        }
    }
}

void ShardedWeights::sendGradient(Unit &unit, std::size_t index, at::Tensor gradient, int numSenders)
{
    if (m_ranks.rank() < numSenders && !gradient.defined()) {
        gradient = at::zeros(unit.weights[index]->shape(), at::TensorOptions(m_storage.device).dtype(at::kFloat));
        // no target of the micro-batch reached it
    }
    unit.group.addGradient(index, std::move(gradient), numSenders);
}

Result<void> ShardedWeights::fill(const std::function<Result<void>(const WeightRows &)> &read)
{
    for (const Place &place : m_places) {
        Unit &unit = m_units[place.unit];
        const at::Tensor shard = unit.group.shard(place.index);
        const at::Tensor rows = shard.is_cpu() ? shard : at::empty(shard.sizes(), at::kFloat);
        BAFO_TRY(read({.name = unit.group.tensor(place.index).name,
                       .firstRow = unit.group.share(place.index).first,
                       .rowSize = rows.size(1),
                       .values = {rows.mutable_data_ptr<float>(), static_cast<std::size_t>(rows.numel())}}));
        if (!shard.is_cpu()) {
            shard.copy_(rows);
        }
    }
    markChanged();
    return {};
}

std::vector<ParameterView> ShardedWeights::parameters()
{
    std::vector<ParameterView> views;
    for (const Place &place : m_places) {
        const Unit &unit = m_units[place.unit];
        const at::Tensor shard = unit.group.shard(place.index);
        const at::Tensor gradient = unit.group.gradient(place.index);
        ParameterView view{.name = unit.group.tensor(place.index).name,
                           .firstRow = unit.group.share(place.index).first,
                           .rows = shard.size(0),
                           .totalRows = unit.group.tensor(place.index).shape.front(),
                           .rowSize = shard.size(1)};
        if (shard.is_cpu()) {
            view.values = shard.mutable_data_ptr<float>();
            view.gradient = gradient.defined() ? dataOf(gradient) : nullptr;
        } else {
            view.deviceValues = shard;
            view.deviceGradient = gradient;
        }
        views.push_back(std::move(view));
    }
    return views;
}

void ShardedWeights::clearGradients()
{
    for (Unit &unit : m_units) {
        unit.group.clearGradients();
        for (model::Weight *weight : unit.weights) {
            weight->clearGradient();
        }
    }
}

void ShardedWeights::markChanged()
{
    for (Unit &unit : m_units) {
        unit.group.markChanged();
    }
}

Result<void> ShardedWeights::withWhole(const std::string &name,
                                       const std::function<Result<void>(std::span<const float>)> &use)
{
    for (const Place &place : m_places) {
        const model::Weight &weight = *m_units[place.unit].weights[place.index];
        if (weight.name() == name) {
            const at::Tensor values = m_units[place.unit].group.gathered(place.index).to(at::kCPU);
            return use({values.const_data_ptr<float>(), static_cast<std::size_t>(values.numel())});
        }
    }
    BAFO_CHECK(false, "no weight is named " + name);
    return {};
}

ShardBytes ShardedWeights::bytes() const
{
    ShardBytes bytes;
    for (const Unit &unit : m_units) {
        for (std::size_t i = 0; i < unit.weights.size(); ++i) {
            bytes.parameters += bytesOf(unit.group.shard(i));
            bytes.gradients += bytesOf(unit.group.gradient(i));
        }
        if (unit.group.hasCopies() && unit.isOpen) {
            for (const model::Weight *weight : unit.weights) {
                bytes.gathered += bytesOf(weight->value());
            }
        }
    }
    return bytes;
}

} // namespace bafo::train
