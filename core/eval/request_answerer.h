// SPDX-License-Identifier: Apache-2.0
// Puts an item's requests to a model.
//
// Tokens follow lm-evaluation-harness 0.4 (lm_eval/api/model.py, _encode_pair): spaces at the end of a context belong
// to the continuation; context and continuation are encoded as one text, and cut where the context alone has as many
// tokens. One token stands before every context: the one that parts documents in training. What is too long for the
// model loses tokens behind that one, from the left, as many as needed; the answer tells how many.
//
// An item is read alone, so that its answers do not depend on where a run began or went on: what its requests have in
// common is read once, and what all items of a prompt have in common (its examples) once for all, always in the same
// pieces.
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/eval/document_scorer.h"
#include "core/eval/sequence_reader.h"
#include "core/generate/token_reader.h"
#include "core/scoring/item.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace bafo::eval {

/// What answers are made with; borrowed.
struct AnsweringParts {
    const text::Tokenizer &tokenizer;
    SequenceReader &scorer; ///< for likelihoods
    generate::TokenReader &writer; ///< for generations
    BatchScorer documents; ///< for texts
    const Clock &clock;
    std::uint32_t contextToken = 0;
    std::vector<std::uint32_t> endTokens; ///< any of them ends a generation
};

struct GenerationRules {
    std::vector<std::string> stop; ///< texts that end a generation and are no part of it
    std::int64_t maxNewTokens = 64;
};

/// One thread at a time.
class RequestAnswerer {
public:
    explicit RequestAnswerer(AnsweringParts parts)
        : m_parts(std::move(parts))
    {
    }

    /// What the contexts of the next items begin with; may be empty.
    void setSharedStart(const std::string &text);

    /// One answer a request, in order. Fails (config) where this model cannot be asked this item: a continuation has no
    /// token of its own or is longer than the context, or there is no room to write; (data) on damaged weights;
    /// (cancelled) where `stop` was asked for during a generation.
    [[nodiscard]] Result<std::vector<scoring::Answer>>
    answer(std::span<const scoring::Request> requests, const GenerationRules &rules, const std::stop_token &stop);

private:
    /// Tokens of a likelihood as they are read.
    struct Sequence {
        std::vector<std::uint32_t> tokens; ///< context and continuation
        std::size_t numContext = 0;
        std::int64_t numDropped = 0;
    };

    [[nodiscard]] Result<Sequence> encode(const scoring::Request &request) const;
    [[nodiscard]] Result<void> beginItem();
    [[nodiscard]] Result<scoring::Answer> likelihood(const scoring::Request &request);
    [[nodiscard]] Result<scoring::Answer> generation(const scoring::Request &request, const GenerationRules &rules,
                                                     const std::stop_token &stop);
    [[nodiscard]] Result<scoring::Answer> wholeText(const scoring::Request &request);
    [[nodiscard]] Result<std::vector<TokenScore>> scoresOf(const Sequence &sequence);

    AnsweringParts m_parts;
    std::vector<std::uint32_t> m_sharedStart;
    std::vector<std::uint32_t> m_held; ///< what the scorer remembers
};

} // namespace bafo::eval
