// SPDX-License-Identifier: Apache-2.0
// The smallest language model that can be trained: one row of logits a token. With dropout, so that its draws matter.
#pragma once

#include "core/base/random.h"
#include "core/train/trainable_model.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bafo::fakes {

/// Weights: "table" (V x V) and "bias" (V). One thread at a time.
class BigramModel final : public train::TrainableModel {
public:
    explicit BigramModel(std::int64_t vocabularySize, double dropout = 0)
        : m_size(vocabularySize)
        , m_dropout(dropout)
        , m_table(static_cast<std::size_t>(m_size * m_size))
        , m_bias(static_cast<std::size_t>(m_size))
        , m_tableGradient(m_table.size())
        , m_biasGradient(m_bias.size())
    {
        const RandomStream draws({.seed = 11});
        for (std::size_t i = 0; i < m_table.size(); ++i) {
            m_table[i] = static_cast<float>(draws.uniform(i) - 0.5);
        }
    }

    std::vector<train::ParameterView> parameters() override
    {
        return {{.name = "table",
                 .rows = m_size,
                 .totalRows = m_size,
                 .rowSize = m_size,
                 .values = m_table.data(),
                 .gradient = m_tableGradient.data()},
                {.name = "bias",
                 .rows = m_size,
                 .totalRows = m_size,
                 .rowSize = 1,
                 .values = m_bias.data(),
                 .gradient = m_biasGradient.data()}};
    }

    Result<train::MicroBatchResult> addGradients(const train::MicroBatch *given, int /*numSenders*/) override
    {
        const train::MicroBatch &batch = *given;
        // Finished in its own buffers, then added, as a real model has to.
        std::vector<float> table(m_table.size());
        std::vector<float> bias(m_bias.size());
        double loss = 0;
        for (std::size_t i = 0; i < batch.targets.size(); ++i) {
            if (batch.targets[i] < 0) {
                continue;
            }
            const std::int64_t sequence = batch.firstSequence + static_cast<std::int64_t>(i) / batch.rowLength;
            const RandomStream draws({.seed = 5,
                                      .step = static_cast<std::uint64_t>(batch.step),
                                      .sequence = static_cast<std::uint64_t>(sequence)});
            const float keep = draws.uniform(i % static_cast<std::size_t>(batch.rowLength)) < m_dropout ? 0.0F : 1.0F;
            loss += addOne(batch.ids[i], batch.targets[i], keep, 1.0 / static_cast<double>(batch.validTargetsOfStep),
                           table, bias);
        }
        add(m_tableGradient, table);
        add(m_biasGradient, bias);
        if (m_poisonAtStep && batch.step == *m_poisonAtStep) {
            m_biasGradient[1] = std::nanf("");
        }
        return train::MicroBatchResult{.loss = loss};
    }

    void clearGradients() override
    {
        std::fill(m_tableGradient.begin(), m_tableGradient.end(), 0.0F);
        std::fill(m_biasGradient.begin(), m_biasGradient.end(), 0.0F);
    }

    void weightsChanged() override { }

    /// From this step on the gradient of the bias holds a NaN.
    void poisonAtStep(std::int64_t step) { m_poisonAtStep = step; }

    [[nodiscard]] const std::vector<float> &table() const { return m_table; }

private:
    double addOne(std::int64_t id, std::int64_t target, float keep, double scale, std::vector<float> &table,
                  std::vector<float> &bias)
    {
        const auto row = static_cast<std::size_t>(id * m_size);
        const auto size = static_cast<std::size_t>(m_size);
        std::vector<double> logits(size);
        double largest = -1e30;
        for (std::size_t v = 0; v < size; ++v) {
            logits[v] = static_cast<double>(m_table[row + v] * keep + m_bias[v]);
            largest = std::max(largest, logits[v]);
        }
        double sum = 0;
        for (const double logit : logits) {
            sum += std::exp(logit - largest);
        }
        for (std::size_t v = 0; v < size; ++v) {
            const double probability = std::exp(logits[v] - largest) / sum;
            const double slope = (probability - (static_cast<std::int64_t>(v) == target ? 1.0 : 0.0)) * scale;
            table[row + v] += static_cast<float>(slope) * keep;
            bias[v] += static_cast<float>(slope);
        }
        return (largest + std::log(sum) - logits[static_cast<std::size_t>(target)]) * scale;
    }

    static void add(std::vector<float> &to, const std::vector<float> &from)
    {
        for (std::size_t i = 0; i < to.size(); ++i) {
            to[i] += from[i];
        }
    }

    std::int64_t m_size;
    double m_dropout;
    std::vector<float> m_table;
    std::vector<float> m_bias;
    std::vector<float> m_tableGradient;
    std::vector<float> m_biasGradient;
    std::optional<std::int64_t> m_poisonAtStep;
};

} // namespace bafo::fakes
