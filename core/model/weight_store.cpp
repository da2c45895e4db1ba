// SPDX-License-Identifier: Apache-2.0
#include "core/model/weight_store.h"

#include "core/base/check.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <utility>

namespace bafo::model {

std::int64_t TensorSpec::numElements() const
{
    std::int64_t count = 1;
    for (const std::int64_t length : shape) {
        count *= length;
    }
    return count;
}

WeightStore::WeightStore(const std::vector<TensorSpec> &tensors, Values values)
    : m_tensors(tensors)
{
    for (const TensorSpec &tensor : tensors) {
        if (tensor.tiedTo.empty()) {
            m_weights.push_back(values == Values::here
                                    ? std::make_unique<Weight>(tensor.name, at::empty(tensor.shape, at::kFloat))
                                    : std::make_unique<Weight>(tensor.name, tensor.shape));
        }
    }
}

Weight *WeightStore::find(const std::string &name)
{
    const auto spec = std::find_if(m_tensors.begin(), m_tensors.end(),
                                   [&](const TensorSpec &tensor) { return tensor.name == name; });
    if (spec == m_tensors.end()) {
        return nullptr;
    }
    const std::string &owner = spec->tiedTo.empty() ? name : spec->tiedTo;
    const auto found = std::find_if(m_weights.begin(), m_weights.end(),
                                    [&](const std::unique_ptr<Weight> &weight) { return weight->name() == owner; });
    return found == m_weights.end() ? nullptr : found->get();
}

Weight &WeightStore::at(const std::string &name)
{
    Weight *weight = find(name);
    BAFO_CHECK(weight != nullptr, "no weight is named " + name);
    return *weight;
}

std::span<float> WeightStore::valuesOf(Weight &weight)
{
    return {weight.value().mutable_data_ptr<float>(), static_cast<std::size_t>(weight.value().numel())};
}

const TensorSpec &WeightStore::specOf(const Weight &weight) const
{
    const auto spec = std::find_if(m_tensors.begin(), m_tensors.end(),
                                   [&](const TensorSpec &tensor) { return tensor.name == weight.name(); });
    BAFO_CHECK(spec != m_tensors.end(), "a weight of another store: " + weight.name());
    return *spec;
}

const LowRank *WeightStore::lowRankOf(const std::string &layer) const
{
    const auto found = m_lowRanks.find(layer);
    return found == m_lowRanks.end() ? nullptr : &found->second;
}

void WeightStore::setTokenRows(const std::string &table, TokenRows rows)
{
    m_tokenRows.insert_or_assign(table, std::move(rows));
}

const TokenRows *WeightStore::tokenRowsOf(const std::string &table) const
{
    const auto spec = std::find_if(m_tensors.begin(), m_tensors.end(),
                                   [&](const TensorSpec &tensor) { return tensor.name == table; });
    for (const std::string &name : {table, spec == m_tensors.end() ? std::string() : spec->tiedTo}) {
        const auto found = m_tokenRows.find(name);
        if (found != m_tokenRows.end()) {
            return &found->second;
        }
    }
    return nullptr;
}

std::int64_t WeightStore::numParameters() const
{
    std::int64_t count = 0;
    for (const auto &weight : m_weights) {
        count += weight->numElements();
    }
    return count;
}

} // namespace bafo::model
