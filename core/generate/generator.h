// SPDX-License-Identifier: Apache-2.0
// The loop that turns a prompt into new tokens: read what is new of the prompt, choose, read the choice, until
// something says stop.
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/generate/sampling.h"
#include "core/generate/token_reader.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

namespace bafo::generate {

struct GenerationOptions {
    SamplingOptions sampling = {};
    std::int64_t maxNewTokens = 256;
    std::vector<std::uint32_t> stopTokens = {}; ///< any of them ends the answer and is not part of it
    std::int64_t reachableVocabulary = 0; ///< ids from here on are padding rows and are never chosen; 0: all are real
    std::size_t promptPiece = 512; ///< a prompt is read in pieces of this many tokens; a stop is heeded between them

    /// Called with each row of logits before a token is chosen from it, padding already at minus infinity.
    std::function<void(std::span<const float> logits_V)> onLogits = {};
};

enum class StopReason { stopToken, maxNewTokens, contextFull, cancelled };

/// Stable snake_case name for --json: stop_token, max_new_tokens, context_full, cancelled.
[[nodiscard]] std::string_view nameOf(StopReason reason);

struct Generation {
    std::vector<std::uint32_t> tokens; ///< without the stop token
    StopReason stopReason = StopReason::maxNewTokens;
    std::int64_t numPromptTokens = 0;
    std::int64_t numReusedTokens = 0; ///< of the prompt, remembered from the turn before
    double prefillSeconds = 0;
    double decodeSeconds = 0;

    /// 0 where nothing was measured.
    [[nodiscard]] double tokensPerSecond() const;
};

/// Called for each new token as soon as it is chosen.
using TokenCallback = std::function<void(std::uint32_t token)>;

/// Remembers what its reader has read, so a conversation that goes on costs only its new part. One thread at a time;
/// the stop token may be triggered from any.
class Generator {
public:
    /// Both must outlive the generator.
    Generator(TokenReader &reader, const Clock &clock);

    /// Fails (config) on options out of range and on a prompt that is empty or leaves no room in the context, (data) on
    /// a prompt token outside the vocabulary and on damaged logits. A cancelled answer is a result, not an error.
    [[nodiscard]] Result<Generation> generate(std::span<const std::uint32_t> prompt, const GenerationOptions &options,
                                              const TokenCallback &onToken, const std::stop_token &stop);

private:
    [[nodiscard]] Result<void> check(std::span<const std::uint32_t> prompt, const GenerationOptions &options) const;
    [[nodiscard]] Result<std::span<float>> readPrompt(std::span<const std::uint32_t> prompt, Generation &generation,
                                                      std::size_t pieceSize, const std::stop_token &stop);
    [[nodiscard]] Result<void> decode(std::span<float> logits_V, const GenerationOptions &options,
                                      const TokenCallback &onToken, const std::stop_token &stop,
                                      Generation &generation);

    TokenReader &m_reader;
    const Clock &m_clock;
    std::vector<std::uint32_t>
        m_history; ///< exactly what the reader remembers, plus a chosen token it has not read yet
};

} // namespace bafo::generate
