// SPDX-License-Identifier: Apache-2.0
// Scores whole documents with a language model: how they are cut, batched and added up. The model itself is a function.
//
// The rule. A document is scored alone, from one context token: the one that stands between documents in training (see
// core/data/document_separator.h), so that a model is asked what it was taught. Every token of the document is a target
// once; the separator behind it is none. A document of more
// than sequenceLength tokens is cut into disjoint windows of sequenceLength targets; a window after the first starts
// from the last token of the one before, and sees nothing further back.
#pragma once

#include "core/base/result.h"
#include "core/eval/bits_per_byte.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace bafo::eval {

/// The target of a position that is only padding.
inline constexpr std::int64_t kNoTarget = -1;

/// Rows of equal length, padded on the right: ids and targets are numRows x rowLength, row-major.
struct ScoringBatch {
    std::int64_t numRows = 0;
    std::int64_t rowLength = 0;
    std::vector<std::int64_t> ids;
    std::vector<std::int64_t> targets; ///< kNoTarget where there is none
};

/// Natural logarithms of the probabilities of all targets of a batch that are not kNoTarget, in row-major order.
using BatchScorer = std::function<Result<std::vector<double>>(const ScoringBatch &batch)>;

struct TokenizedDocument {
    std::vector<std::uint32_t> tokens;
    std::int64_t bytes = 0; ///< of its UTF-8 text
    std::vector<bool> isTarget = {}; ///< which tokens count; empty: all
    std::optional<std::uint32_t> context = {}; ///< the token before it; nothing: the setting's
};

struct ScoringSettings {
    std::uint32_t contextToken = 0;
    std::int64_t sequenceLength = 512;
    std::int64_t batchTokens = 1024; ///< at most this many positions a batch, padding included
};

/// Batches of all windows, shortest first so that little is padded. Places tell where each row belongs.
struct WindowPlace {
    std::size_t document = 0;
    std::size_t firstToken = 0;
    std::size_t numTokens = 0;
};

/// Windows of all documents in batches of similar length; the same for the same documents and settings.
[[nodiscard]] std::vector<std::vector<WindowPlace>> planBatches(std::span<const TokenizedDocument> documents,
                                                                const ScoringSettings &settings);

/// One score a document, in the order given. Fails as the scorer fails, or (data) where a probability is not finite.
[[nodiscard]] Result<std::vector<DocumentScore>> scoreDocuments(std::span<const TokenizedDocument> documents,
                                                                const ScoringSettings &settings,
                                                                const BatchScorer &scorer);

} // namespace bafo::eval
