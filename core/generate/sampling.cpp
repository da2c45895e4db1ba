// SPDX-License-Identifier: Apache-2.0
#include "core/generate/sampling.h"

#include "core/base/check.h"
#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>

namespace bafo::generate {
namespace {

constexpr std::uint32_t kSamplingPurpose = 0x53414d50; // "SAMP"

Failure outOfRange(const char *name, double value, const char *range)
{
    return fail(ErrorCode::config, std::string(name) + " " + std::to_string(value) + " is out of range",
                std::string(name) + " must lie in " + range);
}

bool isBetterCandidate(const Candidate &a, const Candidate &b)
{
    return a.logit > b.logit || (a.logit == b.logit && a.id < b.id);
}

} // namespace

Result<void> checkSamplingOptions(const SamplingOptions &options)
{
    // Written so that NaN fails too.
    if (!(options.temperature >= 0 && options.temperature <= 100)) {
        return outOfRange("temperature", options.temperature, "[0, 100]");
    }
    if (options.topK < 0) {
        return outOfRange("top_k", static_cast<double>(options.topK), "[0, vocabulary size]; 0 switches it off");
    }
    if (!(options.topP > 0 && options.topP <= 1)) {
        return outOfRange("top_p", options.topP, "(0, 1]; 1 switches it off");
    }
    if (!(options.repetitionPenalty >= 0.01 && options.repetitionPenalty <= 100)) {
        return outOfRange("repetition_penalty", options.repetitionPenalty, "[0.01, 100]; 1 switches it off");
    }
    return {};
}

Sampler::Sampler(const SamplingOptions &options)
    : m_options(options)
{
    BAFO_CHECK(checkSamplingOptions(options).has_value(), "sampling options were not checked");
}

void Sampler::penalise(std::span<float> logits_V, std::span<const std::uint32_t> history)
{
    if (m_options.repetitionPenalty == 1.0) {
        return;
    }
    const auto penalty = static_cast<float>(m_options.repetitionPenalty);
    m_isSeen.assign(logits_V.size(), 0);
    for (const std::uint32_t id : history) {
        if (id < logits_V.size() && m_isSeen[id] == 0) {
            m_isSeen[id] = 1;
            logits_V[id] = logits_V[id] < 0 ? logits_V[id] * penalty : logits_V[id] / penalty;
        }
    }
}

void Sampler::keepTopK()
{
    const auto k = static_cast<std::uint64_t>(m_options.topK);
    if (k == 0 || k >= m_candidates.size()) {
        return;
    }
    m_scratch.clear();
    for (const Candidate &candidate : m_candidates) {
        m_scratch.push_back(candidate.logit);
    }
    const auto kth = m_scratch.begin() + static_cast<std::ptrdiff_t>(k - 1);
    std::nth_element(m_scratch.begin(), kth, m_scratch.end(), std::greater<>());
    std::erase_if(m_candidates, [limit = *kth](const Candidate &candidate) { return candidate.logit < limit; });
}

void Sampler::keepTopP()
{
    if (m_options.topP >= 1.0) {
        return;
    }
    // The reference sorts upwards and drops while the running sum stays at or below 1 - p; the last one always stays.
    std::sort(m_candidates.begin(), m_candidates.end(), [](const Candidate &a, const Candidate &b) {
        return a.logit < b.logit || (a.logit == b.logit && a.id < b.id);
    });
    const double highest = m_candidates.back().logit;
    double total = 0;
    for (const Candidate &candidate : m_candidates) {
        total += std::exp(candidate.logit - highest);
    }
    double sum = 0;
    std::size_t numDropped = 0;
    while (numDropped + 1 < m_candidates.size()) {
        sum += std::exp(m_candidates[numDropped].logit - highest) / total;
        if (sum > 1.0 - m_options.topP) {
            break;
        }
        ++numDropped;
    }
    m_candidates.erase(m_candidates.begin(), m_candidates.begin() + static_cast<std::ptrdiff_t>(numDropped));
    std::sort(m_candidates.begin(), m_candidates.end(),
              [](const Candidate &a, const Candidate &b) { return a.id < b.id; });
}

Result<std::span<const Candidate>> Sampler::candidates(std::span<float> logits_V,
                                                       std::span<const std::uint32_t> history)
{
    penalise(logits_V, history);
    m_candidates.clear();
    m_candidates.reserve(logits_V.size());
    for (std::size_t id = 0; id < logits_V.size(); ++id) {
        const float logit = logits_V[id];
        if (std::isnan(logit) || logit == std::numeric_limits<float>::infinity()) {
            return fail(ErrorCode::data, "the model's output is not a number",
                        "its weights are damaged or its training diverged; take an earlier checkpoint");
        }
        if (logit > -std::numeric_limits<float>::infinity()) {
            m_candidates.push_back({static_cast<std::uint32_t>(id), logit});
        }
    }
    if (m_candidates.empty()) {
        return fail(ErrorCode::data, "the model gives every token probability zero", "its weights are damaged");
    }
    const Candidate best = *std::min_element(m_candidates.begin(), m_candidates.end(), isBetterCandidate);
    const auto scale = static_cast<float>(m_options.temperature);
    // Where even the highest quotient leaves fp32 (or fp32 makes 0 of the temperature), any lower logit lies so many
    // temperatures below that its probability is 0: the limit is the most likely token, without dividing.
    if (scale == 0 || !std::isfinite(best.logit / scale)) {
        m_candidates.assign(1, best);
    } else {
        for (Candidate &candidate : m_candidates) {
            candidate.logit /= scale;
        }
        keepTopK();
        keepTopP();
    }
    return std::span<const Candidate>(m_candidates);
}

Result<std::uint32_t> Sampler::choose(std::span<float> logits_V, std::span<const std::uint32_t> history,
                                      std::uint64_t position)
{
    const auto kept = BAFO_TRY(candidates(logits_V, history));
    if (kept.size() == 1) {
        return kept.front().id;
    }
    const double highest = std::min_element(kept.begin(), kept.end(), isBetterCandidate)->logit;
    m_probabilities.clear();
    double total = 0;
    for (const Candidate &candidate : kept) {
        total += std::exp(candidate.logit - highest);
        m_probabilities.push_back(total);
    }
    const double target = RandomStream({.seed = m_options.seed, .purpose = kSamplingPurpose}).uniform(position) * total;
    const auto found = std::upper_bound(m_probabilities.begin(), m_probabilities.end(), target);
    const auto index = std::min(static_cast<std::size_t>(found - m_probabilities.begin()), kept.size() - 1);
    return kept[index].id;
}

} // namespace bafo::generate
