// SPDX-License-Identifier: Apache-2.0
#include "core/plan/mending.h"

#include "core/base/name_pattern.h"
#include "core/plan/adapter_shape.h"
#include "core/plan/loss_chunk.h"
#include "core/plan/step_walk.h"

#include <algorithm>

namespace bafo::plan {
namespace {

constexpr std::int64_t kSmallestChunkMib = 16;
constexpr std::int64_t kMib = 1 << 20;

/// A run as it would be started.
struct Candidate {
    config::RunConfig config;
    int numRanks = 1;
    std::vector<PlanChange> changes;

    [[nodiscard]] Candidate with(std::string key, std::string value) const
    {
        Candidate changed = *this;
        if (key == "ranks") {
            changed.numRanks = std::stoi(value);
        } else if (!config::setKnob(changed.config, key, value)) {
            return *this; // cannot be: the keys and values are ours
        }
        changed.changes.push_back({std::move(key), std::move(value)});
        return changed;
    }
};

/// The same with fewer sequences at once: halved again and again.
std::vector<Candidate> withSmallerBatches(const Candidate &from)
{
    std::vector<Candidate> all;
    for (std::int64_t batch = from.config.microBatch / 2; batch >= 1; batch /= 2) {
        all.push_back(from.with("micro_batch", std::to_string(batch)));
    }
    return all;
}

std::vector<Candidate> withSmallerChunks(const Candidate &from, std::int64_t vocabularySize)
{
    std::vector<Candidate> all;
    const std::int64_t rowBytes = vocabularySize * 4;
    const std::int64_t mib = rowsPerLossChunk(vocabularySize, from.config.lossChunkMib * kMib) * rowBytes / kMib;
    for (std::int64_t chunk = mib / 2; chunk >= kSmallestChunkMib; chunk /= 2) {
        all.push_back(from.with("loss_chunk_mib", std::to_string(chunk)));
    }
    return all;
}

void append(std::vector<Candidate> &all, std::vector<Candidate> more)
{
    std::move(more.begin(), more.end(), std::back_inserter(all));
}

/// Each change by itself, the cheapest first.
std::vector<Candidate> singleChanges(const Candidate &from, std::int64_t vocabularySize)
{
    std::vector<Candidate> all = withSmallerBatches(from);
    append(all, withSmallerChunks(from, vocabularySize));
    if (from.config.recompute != "block") {
        all.push_back(from.with("recompute", "block"));
    }
    if (from.numRanks > 1 && from.config.sharding != "zero3") {
        all.push_back(from.with("sharding", "zero3"));
    }
    for (const int numRanks : {1, 2, 4, 8}) {
        if (numRanks < from.numRanks) {
            all.push_back(from.with("ranks", std::to_string(numRanks)));
        }
    }
    for (const int numRanks : {2, 4, 8}) {
        if (numRanks > from.numRanks) {
            all.push_back(from.with("ranks", std::to_string(numRanks)));
        }
    }
    return all;
}

/// One change on top of the other, the smallest of each kind.
std::vector<Candidate> growingChanges(const Candidate &from, std::int64_t vocabularySize)
{
    std::vector<Candidate> all;
    Candidate now = from;
    const auto goOn = [&](const std::vector<Candidate> &next) {
        if (!next.empty()) {
            now = next.back();
            all.push_back(now);
        }
    };
    goOn(withSmallerBatches(now));
    if (now.config.recompute != "block") {
        goOn({now.with("recompute", "block")});
    }
    goOn(withSmallerChunks(now, vocabularySize));
    if (now.numRanks > 1 && now.config.sharding != "zero3") {
        goOn({now.with("sharding", "zero3")});
    }
    if (now.numRanks > 1) {
        goOn({now.with("ranks", "1")});
    }
    return all;
}

/// Weights, gradients, moments and whole copies alone: where these are too much, the rest need not be planned.
std::int64_t leastBytes(const ModelShape &model, const StepSettings &step)
{
    const bool hasWholeCopies = step.numRanks > 1 && !step.isFullySharded;
    std::int64_t sum = 0;
    for (std::size_t unit = 0; unit < model.units.size(); ++unit) {
        for (const TensorShape &tensor : model.units[unit]) {
            if (tensor.isFrozen && step.isBasePacked && tensor.rowSize > 1) { // whole on every rank
                sum += step.numRanks * packedBytesOf(tensor, unit == 0);
                continue;
            }
            const bool isFrozen = tensor.isFrozen || matchesAny(step.frozenTensors, tensor.name);
            const std::int64_t kept = step.bytes.weight + (isFrozen ? 0 : step.bytes.gradient + 2 * step.bytes.moment);
            const std::int64_t copies = hasWholeCopies ? step.numRanks * step.bytes.gathered : 0;
            sum += tensor.numElements() * (kept + copies);
        }
    }
    return sum;
}

/// What a candidate takes; nothing where it does not fit.
std::optional<MemoryPlan> fittingPlan(const ModelShape &model, const Candidate &candidate, const PlannedPlace &place)
{
    const StepSettings step = stepSettingsOf(candidate.config, candidate.numRanks, place.numProcessors);
    if (leastBytes(withAdapter(model, step.adapter), step) > place.availableBytes) {
        return std::nullopt;
    }
    const MemoryPlan plan = planTraining(model, step, place.tokenizerBytes);
    return plan.machineBytes() <= place.availableBytes ? std::optional(plan) : std::nullopt;
}

/// The same without the changes that it fits without, the dearest asked first.
Mending withoutNeedless(const ModelShape &model, const Candidate &asIs, const PlannedPlace &place, Mending mending)
{
    for (std::size_t i = mending.changes.size(); i > 0 && mending.changes.size() > 1; --i) {
        std::vector<PlanChange> fewer = mending.changes;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i - 1));
        Candidate candidate = asIs;
        for (const PlanChange &change : fewer) {
            candidate = candidate.with(change.key, change.value);
        }
        if (const auto plan = fittingPlan(model, candidate, place)) {
            mending = {.changes = std::move(fewer), .plan = *plan};
        }
    }
    return mending;
}

} // namespace

std::optional<Mending> findMending(const ModelShape &model, const config::RunConfig &config, const PlannedPlace &place)
{
    const Candidate asIs{.config = config, .numRanks = place.numRanks, .changes = {}};
    std::vector<Candidate> all = singleChanges(asIs, model.vocabularySize);
    append(all, growingChanges(asIs, model.vocabularySize));
    for (const Candidate &candidate : all) {
        if (const auto plan = fittingPlan(model, candidate, place)) {
            return withoutNeedless(model, asIs, place, {.changes = candidate.changes, .plan = *plan});
        }
    }
    return std::nullopt;
}

std::string inWords(const std::vector<PlanChange> &changes)
{
    std::string words;
    for (const PlanChange &change : changes) {
        words += (words.empty() ? "" : " and ") + change.key + "=" + change.value;
    }
    return words;
}

} // namespace bafo::plan
