// SPDX-License-Identifier: Apache-2.0
#include "core/eval/document_scorer.h"

#include "core/base/check.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

namespace bafo::eval {
namespace {

std::vector<WindowPlace> windowsOf(std::span<const TokenizedDocument> documents, std::size_t sequenceLength)
{
    std::vector<WindowPlace> windows;
    for (std::size_t document = 0; document < documents.size(); ++document) {
        const std::size_t numTokens = documents[document].tokens.size();
        for (std::size_t first = 0; first < numTokens; first += sequenceLength) {
            windows.push_back(
                {.document = document, .firstToken = first, .numTokens = std::min(sequenceLength, numTokens - first)});
        }
    }
    return windows;
}

bool isTarget(const TokenizedDocument &document, std::size_t token)
{
    return document.isTarget.empty() || document.isTarget[token];
}

std::int64_t numTargets(const TokenizedDocument &document, std::size_t first, std::size_t count)
{
    std::int64_t number = 0;
    for (std::size_t i = 0; i < count; ++i) {
        number += isTarget(document, first + i) ? 1 : 0;
    }
    return number;
}

ScoringBatch makeBatch(std::span<const TokenizedDocument> documents, const std::vector<WindowPlace> &places,
                       std::uint32_t contextToken)
{
    ScoringBatch batch;
    batch.numRows = static_cast<std::int64_t>(places.size());
    for (const WindowPlace &place : places) {
        batch.rowLength = std::max(batch.rowLength, static_cast<std::int64_t>(place.numTokens));
    }
    const auto size = static_cast<std::size_t>(batch.numRows * batch.rowLength);
    batch.ids.assign(size, contextToken);
    batch.targets.assign(size, kNoTarget);
    for (std::size_t row = 0; row < places.size(); ++row) {
        const WindowPlace &place = places[row];
        const std::vector<std::uint32_t> &tokens = documents[place.document].tokens;
        const std::size_t start = row * static_cast<std::size_t>(batch.rowLength);
        for (std::size_t i = 0; i < place.numTokens; ++i) {
            const std::size_t token = place.firstToken + i;
            batch.ids[start + i]
                = token == 0 ? documents[place.document].context.value_or(contextToken) : tokens[token - 1];
            batch.targets[start + i] = isTarget(documents[place.document], token) ? tokens[token] : kNoTarget;
        }
    }
    return batch;
}

} // namespace

std::vector<std::vector<WindowPlace>> planBatches(std::span<const TokenizedDocument> documents,
                                                  const ScoringSettings &settings)
{
    std::vector<WindowPlace> windows
        = windowsOf(documents, static_cast<std::size_t>(std::max<std::int64_t>(1, settings.sequenceLength)));
    std::stable_sort(windows.begin(), windows.end(),
                     [](const WindowPlace &a, const WindowPlace &b) { return a.numTokens < b.numTokens; });
    std::vector<std::vector<WindowPlace>> batches;
    const auto budget = static_cast<std::size_t>(std::max<std::int64_t>(1, settings.batchTokens));
    for (const WindowPlace &window : windows) {
        // Sorted: this window is the longest of its batch.
        if (batches.empty() || (batches.back().size() + 1) * window.numTokens > budget) {
            batches.emplace_back();
        }
        batches.back().push_back(window);
    }
    return batches;
}

Result<std::vector<DocumentScore>> scoreDocuments(std::span<const TokenizedDocument> documents,
                                                  const ScoringSettings &settings, const BatchScorer &scorer)
{
    std::vector<DocumentScore> scores(documents.size());
    for (std::size_t i = 0; i < documents.size(); ++i) {
        scores[i] = {.document = static_cast<std::int64_t>(i),
                     .bytes = documents[i].bytes,
                     .tokens = numTargets(documents[i], 0, documents[i].tokens.size())};
    }
    for (const std::vector<WindowPlace> &places : planBatches(documents, settings)) {
        const std::vector<double> logProbabilities
            = BAFO_TRY(scorer(makeBatch(documents, places, settings.contextToken)));
        std::size_t next = 0;
        for (const WindowPlace &place : places) {
            const auto numOfWindow
                = static_cast<std::size_t>(numTargets(documents[place.document], place.firstToken, place.numTokens));
            BAFO_CHECK(next + numOfWindow <= logProbabilities.size(), "the scorer left targets out");
            double sum = 0;
            for (std::size_t i = 0; i < numOfWindow; ++i) {
                sum += logProbabilities[next++];
            }
            if (!std::isfinite(sum)) {
                return fail(
                    ErrorCode::data,
                    "the model gives document " + std::to_string(place.document)
                        + " a probability that is not a number",
                    "its weights hold NaN or infinite values: use an earlier checkpoint, or import the model again");
            }
            scores[place.document].bits -= sum / std::numbers::ln2;
        }
    }
    return scores;
}

} // namespace bafo::eval
