// SPDX-License-Identifier: Apache-2.0
#include "core/generate/generator.h"

#include "core/base/check.h"

#include <algorithm>
#include <limits>
#include <string>

namespace bafo::generate {
namespace {

double secondsSince(const Clock &clock, std::int64_t startNs)
{
    return static_cast<double>(clock.steadyNs() - startNs) * 1e-9;
}

} // namespace

std::string_view nameOf(StopReason reason)
{
    switch (reason) {
    case StopReason::stopToken:
        return "stop_token";
    case StopReason::maxNewTokens:
        return "max_new_tokens";
    case StopReason::contextFull:
        return "context_full";
    case StopReason::cancelled:
        break;
    }
    return "cancelled";
}

double Generation::tokensPerSecond() const
{
    return decodeSeconds > 0 ? static_cast<double>(tokens.size()) / decodeSeconds : 0;
}

Generator::Generator(TokenReader &reader, const Clock &clock)
    : m_reader(reader)
    , m_clock(clock)
{
}

Result<void> Generator::check(std::span<const std::uint32_t> prompt, const GenerationOptions &options) const
{
    BAFO_TRY(checkSamplingOptions(options.sampling));
    if (options.maxNewTokens < 1) {
        return fail(ErrorCode::config, "max_new_tokens " + std::to_string(options.maxNewTokens) + " is out of range",
                    "ask for at least 1");
    }
    BAFO_CHECK(options.promptPiece > 0, "a prompt cannot be read in pieces of nothing");
    if (prompt.empty()) {
        return fail(ErrorCode::config, "the prompt is empty", "give at least one character to continue from");
    }
    if (prompt.size() >= static_cast<std::uint64_t>(m_reader.contextLength())) {
        return fail(ErrorCode::config,
                    "the prompt has " + std::to_string(prompt.size()) + " tokens, and the model reads at most "
                        + std::to_string(m_reader.contextLength()) + " with its answer",
                    "shorten the prompt, or start a new conversation");
    }
    for (const std::uint32_t token : prompt) {
        if (token >= static_cast<std::uint64_t>(m_reader.vocabularySize())) {
            return fail(ErrorCode::data,
                        "token " + std::to_string(token) + " of the prompt is outside the model's vocabulary of "
                            + std::to_string(m_reader.vocabularySize()),
                        "the tokenizer does not belong to this model");
        }
    }
    return {};
}

Result<std::span<float>> Generator::readPrompt(std::span<const std::uint32_t> prompt, Generation &generation,
                                               std::size_t pieceSize, const std::stop_token &stop)
{
    // Long prompts are read in pieces, so that a stop is heeded soon and activations stay small.
    const auto remembered = static_cast<std::size_t>(m_reader.numTokens());
    const auto limit = std::min({remembered, m_history.size(), prompt.size() - 1});
    std::size_t numReused = 0;
    while (numReused < limit && m_history[numReused] == prompt[numReused]) {
        ++numReused;
    }
    m_reader.truncate(static_cast<std::int64_t>(numReused));
    numReused = static_cast<std::size_t>(m_reader.numTokens());
    m_history.assign(prompt.begin(), prompt.end());
    generation.numReusedTokens = static_cast<std::int64_t>(numReused);
    std::span<float> logits_V;
    while (numReused < prompt.size() && !stop.stop_requested()) {
        const std::size_t count = std::min(pieceSize, prompt.size() - numReused);
        logits_V = BAFO_TRY(m_reader.read(prompt.subspan(numReused, count)));
        numReused += count;
    }
    return logits_V;
}

Result<void> Generator::decode(std::span<float> logits_V, const GenerationOptions &options,
                               const TokenCallback &onToken, const std::stop_token &stop, Generation &generation)
{
    Sampler sampler(options.sampling);
    while (true) {
        if (stop.stop_requested()) {
            generation.stopReason = StopReason::cancelled;
            return {};
        }
        if (options.reachableVocabulary > 0
            && static_cast<std::uint64_t>(options.reachableVocabulary) < logits_V.size()) {
            const auto padding = logits_V.subspan(static_cast<std::size_t>(options.reachableVocabulary));
            std::fill(padding.begin(), padding.end(), -std::numeric_limits<float>::infinity());
        }
        if (options.onLogits) {
            options.onLogits(logits_V);
        }
        const std::uint32_t token = BAFO_TRY(sampler.choose(logits_V, m_history, m_history.size()));
        if (std::find(options.stopTokens.begin(), options.stopTokens.end(), token) != options.stopTokens.end()) {
            generation.stopReason = StopReason::stopToken;
            return {};
        }
        m_history.push_back(token);
        generation.tokens.push_back(token);
        onToken(token);
        if (generation.tokens.size() >= static_cast<std::uint64_t>(options.maxNewTokens)) {
            generation.stopReason = StopReason::maxNewTokens;
            return {};
        }
        if (m_reader.numTokens() >= m_reader.contextLength()) {
            generation.stopReason = StopReason::contextFull;
            return {};
        }
        logits_V = BAFO_TRY(m_reader.read(std::span(&m_history.back(), 1)));
    }
}

Result<Generation> Generator::generate(std::span<const std::uint32_t> prompt, const GenerationOptions &options,
                                       const TokenCallback &onToken, const std::stop_token &stop)
{
    BAFO_TRY(check(prompt, options));
    Generation generation;
    generation.numPromptTokens = static_cast<std::int64_t>(prompt.size());
    const std::int64_t startNs = m_clock.steadyNs();
    const auto logits_V = BAFO_TRY(readPrompt(prompt, generation, options.promptPiece, stop));
    generation.prefillSeconds = secondsSince(m_clock, startNs);
    const std::int64_t decodeStartNs = m_clock.steadyNs();
    BAFO_TRY(decode(logits_V, options, onToken, stop, generation));
    generation.decodeSeconds = secondsSince(m_clock, decodeStartNs);
    return generation;
}

} // namespace bafo::generate
