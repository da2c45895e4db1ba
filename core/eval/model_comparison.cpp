// SPDX-License-Identifier: Apache-2.0
#include "core/eval/model_comparison.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace bafo::eval {
namespace {

constexpr std::int64_t kChunkElements = 4 << 20; ///< of fp64 there are some tensors of that size at once

at::Tensor hiddenOf(model::Decoder &decoder, const ComparedSequence &sequence)
{
    const at::Tensor ids_BT = at::empty({1, static_cast<std::int64_t>(sequence.ids.size())}, at::kLong);
    std::copy(sequence.ids.begin(), sequence.ids.end(), ids_BT.mutable_data_ptr<std::int64_t>());
    return decoder.hidden(ids_BT).squeeze(0);
}

/// Targets of rows [first, first + count).
std::vector<std::int64_t> targetsOf(const ComparedSequence &sequence, std::int64_t first, std::int64_t count)
{
    if (sequence.targets.empty()) {
        return {};
    }
    const auto begin = sequence.targets.begin() + first;
    return {begin, begin + count};
}

} // namespace

ComputingModel makeComputingModel(const model::Architecture &architecture, const model::ModelConfig &config,
                                  model::WeightStore weights)
{
    ComputingModel made;
    made.weights = std::make_unique<model::WeightStore>(std::move(weights));
    made.decoder = std::make_unique<model::Decoder>(architecture, config, *made.weights);
    return made;
}

ReferenceRows::ReferenceRows(ComputingModel reference, std::vector<ComparedSequence> sequences)
    : m_reference(std::move(reference))
    , m_sequences(std::move(sequences))
{
    for (const ComparedSequence &sequence : m_sequences) {
        m_hidden_TD.push_back(hiddenOf(*m_reference.decoder, sequence));
    }
    const model::WeightUnit around = m_reference.decoder->units().front();
    const std::set<const model::Weight *> kept(around.begin(), around.end());
    for (const auto &weight : m_reference.weights->weights()) {
        if (!kept.contains(weight.get()) && !weight->isPacked()) {
            weight->setValue(at::Tensor());
        }
    }
}

Result<LogitDifference> ReferenceRows::compare(model::Decoder &other) const
{
    if (other.config().vocabularySize != vocabularySize()) {
        return fail(ErrorCode::data,
                    "one model has " + std::to_string(other.config().vocabularySize) + " rows of words, the other "
                        + std::to_string(vocabularySize()),
                    "compare models of one vocabulary");
    }
    LogitComparison comparison;
    for (std::size_t i = 0; i < m_sequences.size(); ++i) {
        const at::Tensor hidden_TD = hiddenOf(other, m_sequences[i]);
        addChunks(i, comparison, [&](std::int64_t first, std::int64_t count) {
            return other.logitsOf(hidden_TD.narrow(0, first, count));
        });
    }
    return comparison.difference();
}

Result<LogitDifference> ReferenceRows::compareRows(const RowsOf &rowsOf) const
{
    LogitComparison comparison;
    for (std::size_t i = 0; i < m_sequences.size(); ++i) {
        const at::Tensor rows_TV = BAFO_TRY(rowsOf(m_sequences[i]));
        if (rows_TV.size(0) != m_hidden_TD[i].size(0) || rows_TV.size(1) != vocabularySize()) {
            return fail(ErrorCode::data,
                        "there are " + std::to_string(rows_TV.size(1)) + " logits a token, the reference has "
                            + std::to_string(vocabularySize()),
                        "compare models of one vocabulary");
        }
        addChunks(i, comparison,
                  [&](std::int64_t first, std::int64_t count) { return rows_TV.narrow(0, first, count); });
    }
    return comparison.difference();
}

void ReferenceRows::addChunks(std::size_t sequence, LogitComparison &comparison, const LogitsOfRows &logitsOf) const
{
    const std::int64_t rowsAtOnce = std::max<std::int64_t>(1, kChunkElements / vocabularySize());
    const at::Tensor &hidden_TD = m_hidden_TD[sequence];
    for (std::int64_t first = 0; first < hidden_TD.size(0); first += rowsAtOnce) {
        const std::int64_t count = std::min(rowsAtOnce, hidden_TD.size(0) - first);
        comparison.add(m_reference.decoder->logitsOf(hidden_TD.narrow(0, first, count)), logitsOf(first, count),
                       targetsOf(m_sequences[sequence], first, count));
    }
}

} // namespace bafo::eval
