// SPDX-License-Identifier: Apache-2.0
#include "core/train/train_step.h"

#include "core/base/check.h"
#include "core/train/gradient_norm.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>
#include <span>
#include <utility>

namespace bafo::train {
namespace {

double millisecondsSince(std::int64_t startNs, const Clock &clock)
{
    return static_cast<double>(clock.steadyNs() - startNs) * 1e-6;
}

/// For each input of a sequence the one with which its document begins.
void addFirstVisible(const TrainingSequence &sequence, std::int64_t length, std::vector<std::int64_t> &firstVisible)
{
    std::int64_t begin = 0;
    auto next = sequence.documentRows.begin();
    for (std::int64_t row = 0; row < length; ++row) {
        if (next != sequence.documentRows.end() && *next == row) {
            begin = *next++;
        }
        firstVisible.push_back(begin);
    }
    BAFO_CHECK(next == sequence.documentRows.end(), "the documents of a sequence do not rise within it");
}

MicroBatch makeMicroBatch(std::span<const TrainingSequence> sequences)
{
    MicroBatch batch;
    batch.numRows = static_cast<std::int64_t>(sequences.size());
    batch.rowLength = static_cast<std::int64_t>(sequences.front().tokens.size()) - 1;
    const auto length = static_cast<std::size_t>(batch.rowLength);
    batch.ids.reserve(sequences.size() * length);
    batch.targets.reserve(sequences.size() * length);
    for (const TrainingSequence &sequence : sequences) {
        BAFO_CHECK(sequence.tokens.size() == length + 1, "sequences of one step differ in length");
        for (std::size_t i = 0; i < length; ++i) {
            const bool isValid = sequence.isTarget.empty() ? static_cast<std::int64_t>(i) < sequence.numValidTargets
                                                           : sequence.isTarget[i];
            batch.ids.push_back(sequence.tokens[i]);
            batch.targets.push_back(isValid ? static_cast<std::int64_t>(sequence.tokens[i + 1]) : -1);
        }
    }
    if (std::any_of(sequences.begin(), sequences.end(), [](const auto &s) { return !s.documentRows.empty(); })) {
        batch.firstVisible.reserve(sequences.size() * length);
        for (const TrainingSequence &sequence : sequences) {
            addFirstVisible(sequence, batch.rowLength, batch.firstVisible);
        }
    }
    return batch;
}

bool isFinite(const ParameterView &parameter)
{
    if (parameter.isOnDevice()) {
        return parameter.deviceValues.isfinite().all().item<bool>();
    }
    const std::span<const float> values(parameter.values, static_cast<std::size_t>(parameter.numElements()));
    return std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); });
}

/// Where the trouble is: a weight that is no number made every gradient so, and is named first.
std::string firstNonFinite(std::span<const ParameterView> parameters, std::span<const RowRanges> trained,
                           distributed::Collectives &ranks)
{
    std::string mine;
    for (const ParameterView &parameter : parameters) {
        if (!isFinite(parameter)) {
            mine = parameter.name;
            break;
        }
    }
    for (const std::string &name : ranks.exchange(mine)) {
        if (!name.empty()) {
            return ", and there are values in " + name + " that are not numbers";
        }
    }
    const std::string gradient = gradientNormOf(parameters, trained, ranks).firstNonFinite;
    return gradient.empty() ? "" : ", first in the gradient of " + gradient;
}

Failure notFinite(const std::string &what, std::int64_t step, double learningRate)
{
    char rate[32];
    std::snprintf(rate, sizeof(rate), "%g", learningRate);
    return fail(ErrorCode::data,
                "step " + std::to_string(step + 1) + " was not made: " + what + ", at a learning rate of " + rate
                    + ". The weights are still those of step " + std::to_string(step) + ".",
                "lower optimizer.learning_rate or raise schedule.warmup_steps in a clone of the run; if it is the "
                "first step, the "
                "model itself may hold values that are not numbers");
}

} // namespace

TrainStep::TrainStep(TrainableModel &model, SequenceSource &source, AdamW &optimizer, distributed::Collectives &ranks,
                     const Clock &clock, Schedule schedule, double clipNorm)
    : m_model(model)
    , m_source(source)
    , m_optimizer(optimizer)
    , m_ranks(ranks)
    , m_clock(clock)
    , m_schedule(schedule)
    , m_clipNorm(clipNorm)
{
}

Result<StepReport> TrainStep::run(const StepPlan &plan, std::int64_t step, std::int64_t cursor)
{
    const std::int64_t startNs = m_clock.steadyNs();
    StepReport report;
    report.learningRate = learningRateAt(m_schedule, step);
    const std::vector<TrainingSequence> sequences = BAFO_TRY(readSequences(plan.stepAt(cursor), report));
    report.dataMs = millisecondsSince(startNs, m_clock);
    BAFO_TRY(addAllGradients(plan.microBatchesOf(plan.stepAt(cursor)), step, sequences, report));
    const std::int64_t updateStartNs = m_clock.steadyNs();
    BAFO_TRY(update(step, report));
    report.optimizerMs = millisecondsSince(updateStartNs, m_clock);
    report.totalMs = millisecondsSince(startNs, m_clock);
    return report;
}

Result<std::vector<TrainingSequence>> TrainStep::readSequences(SequenceRange range, StepReport &report)
{
    if (range.count == 0) {
        return fail(ErrorCode::data, "the curriculum has no sequence " + std::to_string(range.first),
                    "its token stores were changed since the run began: clone the run to start it again");
    }
    std::vector<TrainingSequence> sequences;
    for (std::int64_t i = 0; i < range.count; ++i) {
        sequences.push_back(BAFO_TRY(m_source.sequence(range.first + i)));
        report.numTokens += sequences.back().numValidTargets;
        report.numBytes += sequences.back().numBytes;
        if (sequences.back().isFirstOfStage) {
            report.stagesEntered.push_back({.name = sequences.back().stage, .replayOf = sequences.back().replayOf});
        }
    }
    report.numSequences = range.count;
    return sequences;
}

Result<void> TrainStep::addAllGradients(const std::vector<SequenceRange> &microBatches, std::int64_t step,
                                        const std::vector<TrainingSequence> &sequences, StepReport &report)
{
    m_model.clearGradients();
    m_model.beginStep({.trained = m_optimizer.trainedRows(), .numMicroBatches = std::ssize(microBatches)});
    const std::int64_t firstOfStep = microBatches.front().first;
    const auto numRanks = static_cast<std::size_t>(m_ranks.numRanks());
    std::vector<double> losses;
    for (std::size_t first = 0; first < microBatches.size(); first += numRanks) {
        const auto numSenders = static_cast<int>(std::min(numRanks, microBatches.size() - first));
        std::optional<MicroBatch> batch;
        if (m_ranks.rank() < numSenders) {
            const SequenceRange range = microBatches[first + static_cast<std::size_t>(m_ranks.rank())];
            const auto offset = static_cast<std::size_t>(range.first - firstOfStep);
            batch = makeMicroBatch(std::span(sequences).subspan(offset, static_cast<std::size_t>(range.count)));
            batch->step = step;
            batch->firstSequence = range.first;
            batch->validTargetsOfStep = report.numTokens;
        }
        const MicroBatchResult result = BAFO_TRY(m_model.addGradients(batch ? &*batch : nullptr, numSenders));
        losses.push_back(result.loss);
        report.forwardMs += result.forwardMs;
        report.backwardMs += result.backwardMs;
    }
    report.loss = sumOfLosses(losses, microBatches.size());
    if (!std::isfinite(report.loss)) {
        return notFinite("the loss is " + std::to_string(report.loss)
                             + firstNonFinite(m_model.parameters(), m_optimizer.trainedRows(), m_ranks),
                         step, report.learningRate);
    }
    return {};
}

/// In the order of the micro-batches.
double TrainStep::sumOfLosses(const std::vector<double> &own, std::size_t numMicroBatches)
{
    const std::vector<std::vector<double>> all = distributed::exchangeNumbers(m_ranks, own);
    double sum = 0;
    for (std::size_t i = 0; i < numMicroBatches; ++i) {
        sum += all[i % all.size()][i / all.size()];
    }
    return sum;
}

Result<void> TrainStep::update(std::int64_t step, StepReport &report)
{
    const std::vector<ParameterView> parameters = m_model.parameters();
    const std::vector<RowRanges> trained = m_optimizer.trainedRows();
    const GradientNorm norm = gradientNormOf(parameters, trained, m_ranks);
    report.gradientNorm = norm.value;
    if (!std::isfinite(norm.value)) {
        return notFinite("the gradient norm is " + std::to_string(norm.value)
                             + firstNonFinite(parameters, trained, m_ranks),
                         step, report.learningRate);
    }
    m_optimizer.step(parameters, report.learningRate, clipFactor(norm.value, m_clipNorm));
    m_model.weightsChanged();
    return {};
}

} // namespace bafo::train
