// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/parity_logits.h"

#include "core/adapters/nf4.h"
#include "core/exchange/parity_prompts.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

namespace bafo::exchange {
namespace {

using runs::ParityCheck;

constexpr const char *kWriteAgain = "write the model again from its reference";

/// Bytes stand for tokens where there is no tokenizer: any ids will do to compare logits.
std::vector<eval::ComparedSequence> sequencesOf(const ParitySide &side, const model::ModelConfig &config)
{
    std::vector<eval::ComparedSequence> sequences;
    for (const std::string_view prompt : parityPrompts()) {
        std::vector<std::uint32_t> ids;
        if (side.tokenizer != nullptr) {
            ids = side.tokenizer->encode(prompt);
            if (const auto begin = side.tokenizer->beginOfText()) {
                ids.insert(ids.begin(), *begin);
            }
        } else {
            for (const char byte : prompt) {
                ids.push_back(static_cast<std::uint32_t>(static_cast<unsigned char>(byte) % config.vocabularySize));
            }
        }
        ids.resize(std::min(ids.size(), static_cast<std::size_t>(config.contextLength)));
        sequences.push_back({.ids = std::move(ids), .targets = {}});
    }
    return sequences;
}

/// The reference's matrices become what they are in the model's 4 bits.
Result<void> packAlike(const TensorFiles &model, model::WeightStore &weights)
{
    for (const auto &weight : weights.weights()) {
        if (model.nf4Of(weight->name()) == nullptr) {
            continue;
        }
        const std::span<float> values = model::WeightStore::valuesOf(*weight);
        const adapters::Nf4Tensor packed = BAFO_TRY(adapters::encodeNf4(values, true, weight->name()));
        adapters::decodeNf4(packed, 0, values);
    }
    return {};
}

bool hasFourBits(const TensorFiles &model)
{
    const auto &tensors = model.tensors();
    return std::any_of(tensors.begin(), tensors.end(),
                       [&model](const auto &entry) { return model.nf4Of(entry.first) != nullptr; });
}

std::string figure(double value)
{
    char text[40];
    std::snprintf(text, sizeof(text), "%.3g", value);
    return text;
}

} // namespace

ParityLimits parityLimitsOf(std::string_view dtype)
{
    if (dtype == "f16") {
        return {.logitShare = 0.01, .topAgreement = 0.99};
    }
    if (dtype == "bf16") {
        return {.logitShare = 0.05, .topAgreement = 0.99};
    }
    if (dtype == "q8_0" || dtype == "q4_0" || dtype == "q4_1") {
        return {.logitShare = 0.1, .topAgreement = 0.95, .isMedian = true};
    }
    return {.logitShare = 1e-4, .topAgreement = 1};
}

Result<eval::ReferenceRows> readReferenceRows(const ParityReference &reference, const ParitySide &side,
                                              const TensorFiles *model)
{
    const ModelFolder &base = reference.base;
    const bool isPacked = model != nullptr && hasFourBits(*model);
    if (isPacked && reference.adapter != nullptr) {
        return fail(ErrorCode::config, "a model of 4 bits is not compared with an adapter and its base",
                    "compare it with the merged model that it was made of");
    }
    auto weights = BAFO_TRY(reference.adapter != nullptr ? loadAdapted(base, *reference.adapter, reference.form)
                                                         : base.loadWeights());
    if (isPacked) {
        BAFO_TRY(packAlike(*model, weights));
    }
    return eval::ReferenceRows(eval::makeComputingModel(base.architecture(), base.config(), std::move(weights)),
                               sequencesOf(side, base.config()));
}

std::vector<ParityCheck> logitChecks(const eval::LogitDifference &found, const std::string &dtype)
{
    const ParityLimits limits = parityLimitsOf(dtype);
    const double limit = limits.logitShare * found.largestLogit;
    const double measured = limits.isMedian ? found.medianDifference() : found.largestDifference;
    ParityCheck logits{.check = "logits",
                       .passed = measured <= limit,
                       .measured = measured,
                       .limit = limit,
                       .unit = limits.isMedian ? "largest difference of two logits, of the token in the middle"
                                               : "largest difference of two logits"};
    if (!logits.passed) {
        logits.cause = "logits are off by up to "
            + (std::isfinite(measured) ? figure(measured) : std::string("more than a number can say")) + ", "
            + figure(limit) + " are allowed: some weights are not those of the reference";
        logits.hint = kWriteAgain;
    }
    const double lead = kClearLeadShare * found.largestLogit;
    ParityCheck top{.check = "top1",
                    .passed = found.topAgreement(lead) >= limits.topAgreement,
                    .measured = found.topAgreement(lead),
                    .limit = limits.topAgreement,
                    .unit = "share of " + std::to_string(found.numRowsOver(lead)) + " tokens with a clear lead"};
    if (!top.passed) {
        top.cause = "another token is the likeliest in " + figure(100 * (1 - found.topAgreement(lead)))
            + " % of the places where the reference is sure";
        top.hint = kWriteAgain;
    }
    return {logits, top};
}

} // namespace bafo::exchange
