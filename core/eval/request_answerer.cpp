// SPDX-License-Identifier: Apache-2.0
#include "core/eval/request_answerer.h"

#include "core/generate/generator.h"
#include "core/scoring/unicode_words.h"
#include "core/scoring/written_answer.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <numbers>

namespace bafo::eval {
namespace {

/// A start shorter than this is not worth remembering from item to item.
constexpr std::size_t kShortestSharedStart = 16;

std::size_t commonLength(std::span<const std::uint32_t> one, std::span<const std::uint32_t> other)
{
    const auto [end, _] = std::mismatch(one.begin(), one.end(), other.begin(), other.end());
    return static_cast<std::size_t>(end - one.begin());
}

/// Takes tokens behind the first off the left, so that at most `most` stay. Gives how many it took.
std::int64_t dropLeft(std::vector<std::uint32_t> &tokens, std::size_t most)
{
    if (tokens.size() <= most) {
        return 0;
    }
    const auto surplus = static_cast<std::ptrdiff_t>(tokens.size() - most);
    tokens.erase(tokens.begin() + 1, tokens.begin() + 1 + surplus);
    return surplus;
}

} // namespace

void RequestAnswerer::setSharedStart(const std::string &text)
{
    m_sharedStart = m_parts.tokenizer.encode(text);
    m_sharedStart.insert(m_sharedStart.begin(), m_parts.contextToken);
    // The last tokens may be cut otherwise with more text behind them.
    m_sharedStart.resize(m_sharedStart.size() - std::min<std::size_t>(m_sharedStart.size(), 4));
    const auto limit = static_cast<std::size_t>(m_parts.scorer.contextLength());
    if (m_sharedStart.size() < kShortestSharedStart || m_sharedStart.size() >= limit) {
        m_sharedStart.clear();
    }
    m_parts.scorer.truncate(0);
    m_held.clear();
}

Result<RequestAnswerer::Sequence> RequestAnswerer::encode(const scoring::Request &request) const
{
    const std::string_view context = scoring::strippedRight(request.context);
    const std::vector<std::uint32_t> before = m_parts.tokenizer.encode(context);
    Sequence sequence;
    sequence.tokens = m_parts.tokenizer.encode(request.context + request.continuation);
    const std::size_t numOwn = sequence.tokens.size() > before.size() ? sequence.tokens.size() - before.size() : 0;
    const auto limit = static_cast<std::size_t>(m_parts.scorer.contextLength());
    if (numOwn == 0) {
        return fail(ErrorCode::config, "'" + request.continuation + "' has no token of its own behind its context",
                    "the tokenizer joins it with what stands before: change the prompt's delimiter");
    }
    if (numOwn > limit) {
        return fail(ErrorCode::config,
                    "a choice of " + std::to_string(numOwn) + " tokens is longer than the model's context of "
                        + std::to_string(limit),
                    "leave the item out, or use a model with a longer context");
    }
    sequence.tokens.insert(sequence.tokens.begin(), m_parts.contextToken);
    // The last token is only a target: one more than the context may be given.
    sequence.numDropped = dropLeft(sequence.tokens, limit + 1);
    sequence.numContext = sequence.tokens.size() - numOwn;
    return sequence;
}

Result<void> RequestAnswerer::beginItem()
{
    const std::size_t kept = m_sharedStart.empty() ? 0 : commonLength(m_held, m_sharedStart);
    if (!m_sharedStart.empty() && kept == m_sharedStart.size()) {
        m_parts.scorer.truncate(static_cast<std::int64_t>(kept));
        m_held.resize(static_cast<std::size_t>(m_parts.scorer.numTokens()));
        if (m_held.size() == kept) {
            return {};
        }
    }
    m_parts.scorer.truncate(0);
    m_held.clear();
    if (!m_sharedStart.empty()) {
        (void)BAFO_TRY(m_parts.scorer.read(m_sharedStart, {}));
        m_held = m_sharedStart;
    }
    return {};
}

Result<std::vector<TokenScore>> RequestAnswerer::scoresOf(const Sequence &sequence)
{
    const std::span<const std::uint32_t> all(sequence.tokens);
    const auto inputs = all.first(all.size() - 1);
    const auto targets = all.subspan(sequence.numContext);
    if (m_held.size() == inputs.size() && targets.size() == 1 && commonLength(m_held, inputs) == inputs.size()) {
        return std::vector<TokenScore>{m_parts.scorer.next(targets.front())};
    }
    // The token before the first target is read again: its row of logits is wanted.
    std::size_t kept = std::min(commonLength(m_held, inputs), sequence.numContext - 1);
    m_parts.scorer.truncate(static_cast<std::int64_t>(kept));
    kept = static_cast<std::size_t>(m_parts.scorer.numTokens());
    auto scores = BAFO_TRY(m_parts.scorer.read(inputs.subspan(kept), targets));
    m_held.assign(inputs.begin(), inputs.end());
    return scores;
}

Result<scoring::Answer> RequestAnswerer::likelihood(const scoring::Request &request)
{
    const Sequence sequence = BAFO_TRY(encode(request));
    const std::vector<TokenScore> scores = BAFO_TRY(scoresOf(sequence));
    scoring::Answer answer{.isGreedy = true,
                           .tokens = {},
                           .text = {},
                           .end = {},
                           .numTokens = static_cast<std::int64_t>(sequence.tokens.size()),
                           .numDropped = sequence.numDropped};
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const std::uint32_t token = sequence.tokens[sequence.numContext + i];
        answer.logProbability += scores[i].logProbability;
        answer.isGreedy = answer.isGreedy && scores[i].isHighest;
        answer.tokens.push_back({.bytes = static_cast<std::int64_t>(m_parts.tokenizer.byteLength(token)),
                                 .logProbability = scores[i].logProbability});
    }
    return answer;
}

Result<scoring::Answer> RequestAnswerer::generation(const scoring::Request &request, const GenerationRules &rules,
                                                    const std::stop_token &stop)
{
    std::vector<std::uint32_t> prompt = m_parts.tokenizer.encode(request.context);
    prompt.insert(prompt.begin(), m_parts.contextToken);
    const std::int64_t room = m_parts.writer.contextLength() - rules.maxNewTokens;
    if (room < 2) {
        return fail(ErrorCode::config,
                    "answers of " + std::to_string(rules.maxNewTokens)
                        + " tokens leave no room in the model's context of "
                        + std::to_string(m_parts.writer.contextLength()),
                    "lower the task's max_new_tokens, or use a model with a longer context");
    }
    scoring::Answer answer;
    answer.numDropped = dropLeft(prompt, static_cast<std::size_t>(room));
    std::stop_source ended;
    const std::stop_callback passOn(stop, [&ended] { ended.request_stop(); });
    std::vector<std::uint32_t> tokens;
    bool isCut = false;
    generate::GenerationOptions options{.maxNewTokens = rules.maxNewTokens,
                                        .stopTokens = m_parts.endTokens,
                                        .reachableVocabulary = m_parts.tokenizer.vocabularySize()};
    options.sampling.temperature = 0;
    generate::Generator generator(m_parts.writer, m_parts.clock); // a new one remembers nothing of the item before
    const generate::Generation generated = BAFO_TRY(generator.generate(
        prompt, options,
        [&](std::uint32_t token) {
            tokens.push_back(token);
            answer.text
                = scoring::cutAtStop(text::mendUtf8(m_parts.tokenizer.decode(tokens, false)), rules.stop, isCut);
            if (isCut) {
                ended.request_stop();
            }
        },
        ended.get_token()));
    if (stop.stop_requested() && !isCut) {
        return fail(ErrorCode::cancelled, "stopped while an answer was written", "");
    }
    answer.numTokens = static_cast<std::int64_t>(tokens.size());
    answer.end = isCut ? "stop_text" : std::string(generate::nameOf(generated.stopReason));
    return answer;
}

Result<scoring::Answer> RequestAnswerer::wholeText(const scoring::Request &request)
{
    const TokenizedDocument document{.tokens = m_parts.tokenizer.encode(request.context),
                                     .bytes = static_cast<std::int64_t>(request.context.size())};
    const ScoringSettings settings{
        .contextToken = m_parts.contextToken,
        .sequenceLength = std::min(scoring::kTextWindow, m_parts.scorer.contextLength()),
    };
    const auto scores = BAFO_TRY(scoreDocuments(std::span(&document, 1), settings, m_parts.documents));
    scoring::Answer answer;
    answer.logProbability = -scores.front().bits * std::numbers::ln2;
    answer.numTokens = scores.front().tokens;
    return answer;
}

Result<std::vector<scoring::Answer>> RequestAnswerer::answer(std::span<const scoring::Request> requests,
                                                             const GenerationRules &rules, const std::stop_token &stop)
{
    BAFO_TRY(beginItem());
    std::vector<scoring::Answer> answers;
    for (const scoring::Request &request : requests) {
        switch (request.kind) {
        case scoring::RequestKind::likelihood:
            answers.push_back(BAFO_TRY(likelihood(request)));
            break;
        case scoring::RequestKind::generation:
            answers.push_back(BAFO_TRY(generation(request, rules, stop)));
            break;
        case scoring::RequestKind::text:
            answers.push_back(BAFO_TRY(wholeText(request)));
            break;
        }
    }
    return answers;
}

} // namespace bafo::eval
