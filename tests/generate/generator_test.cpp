// SPDX-License-Identifier: Apache-2.0
#include "core/generate/generator.h"

#include <QTest>

using namespace bafo;
using namespace bafo::generate;

namespace {

/// Says that the sum of all tokens read, modulo its vocabulary, comes next; counts what it reads.
class SummingReader final : public TokenReader {
public:
    std::int64_t contextLength() const override { return context; }
    std::int64_t vocabularySize() const override { return 10; }
    std::int64_t numTokens() const override { return static_cast<std::int64_t>(m_tokens.size()); }
    void truncate(std::int64_t count) override
    {
        const bool canGoBack = numTokens() - count <= mostTakenBack;
        m_tokens.resize(canGoBack ? static_cast<std::size_t>(count) : 0);
    }

    Result<std::span<float>> read(std::span<const std::uint32_t> tokens) override
    {
        numRead += tokens.size();
        m_tokens.insert(m_tokens.end(), tokens.begin(), tokens.end());
        std::uint32_t sum = 0;
        for (const std::uint32_t token : m_tokens) {
            sum += token;
        }
        m_logits.assign(10, 0.0F);
        m_logits[sum % 10] = 5.0F;
        return std::span<float>(m_logits);
    }

    std::size_t numRead = 0;
    std::int64_t context = 100;
    std::int64_t mostTakenBack = 1000; ///< a reader with windows keeps no more than that

private:
    std::vector<std::uint32_t> m_tokens;
    std::vector<float> m_logits;
};

class StillClock final : public Clock {
public:
    std::int64_t wallMs() const override { return 0; }
    std::int64_t steadyNs() const override { return 0; }
};

using Tokens = std::vector<std::uint32_t>;

} // namespace

class GeneratorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void greedyTokensFollowTheModel()
    {
        SummingReader reader;
        const auto made = run(reader, {1, 2}, {.sampling = {.temperature = 0}, .maxNewTokens = 4});
        QCOMPARE(made->tokens, (Tokens{3, 6, 2, 4}));
        QVERIFY(made->stopReason == StopReason::maxNewTokens);
        QCOMPARE(m_seen, made->tokens);
    }

    void aStopTokenEndsTheAnswerAndIsNotPartOfIt()
    {
        SummingReader reader;
        const auto made = run(reader, {1, 2}, {.sampling = {.temperature = 0}, .maxNewTokens = 4, .stopTokens = {2}});
        QCOMPARE(made->tokens, (Tokens{3, 6}));
        QVERIFY(made->stopReason == StopReason::stopToken);
    }

    void aFullContextEndsTheAnswerWithEveryPlaceUsed()
    {
        SummingReader reader;
        reader.context = 5;
        const auto made = run(reader, {1, 2}, {.sampling = {.temperature = 0}, .maxNewTokens = 50});
        QVERIFY(made->stopReason == StopReason::contextFull);
        QCOMPARE(made->tokens.size(), 4U);
    }

    void aPromptThatLeavesNoRoomIsRefusedWithBothNumbers()
    {
        SummingReader reader;
        reader.context = 3;
        const auto made = run(reader, {1, 2, 3}, {});
        QCOMPARE(made.error().code, ErrorCode::config);
        QVERIFY(made.error().message.find("3 tokens") != std::string::npos);
    }

    void aConversationThatGoesOnReadsOnlyItsNewPart()
    {
        SummingReader reader;
        Generator generator(reader, m_clock);
        const GenerationOptions options = {.sampling = {.temperature = 0}, .maxNewTokens = 3};
        const auto first = generator.generate(Tokens{1, 2}, options, [](std::uint32_t) {}, {});
        QCOMPARE(first->tokens, (Tokens{3, 6, 2}));
        reader.numRead = 0;
        // The last token of an answer was chosen, but not read.
        const Tokens longer = {1, 2, 3, 6, 2, 7};
        const auto second = generator.generate(longer, options, [](std::uint32_t) {}, {});
        QCOMPARE(second->numReusedTokens, 4);
        QCOMPARE(reader.numRead, 4U);
        SummingReader fresh;
        QCOMPARE(second->tokens, run(fresh, longer, options)->tokens);
        const Tokens other = {1, 9, 3};
        SummingReader anew;
        QCOMPARE(generator.generate(other, options, [](std::uint32_t) {}, {})->tokens,
                 run(anew, other, options)->tokens);
    }

    void aReaderThatCannotGoBackReadsAllOfThePromptAgain()
    {
        SummingReader reader;
        reader.mostTakenBack = 3;
        Generator generator(reader, m_clock);
        const GenerationOptions options{.sampling = {.temperature = 0}, .maxNewTokens = 1};
        (void)generator.generate(Tokens{1, 2, 3, 4, 5, 6}, options, [](std::uint32_t) {}, {});
        reader.numRead = 0;
        const auto near = generator.generate(Tokens{1, 2, 3, 4, 5, 7}, options, [](std::uint32_t) {}, {});
        QCOMPARE(reader.numRead, 1U);
        QCOMPARE(near->tokens, Tokens{2});
        reader.numRead = 0;
        const auto far = generator.generate(Tokens{1, 2, 8}, options, [](std::uint32_t) {}, {});
        QCOMPARE(reader.numRead, 3U);
        QCOMPARE(far->numReusedTokens, 0);
        QCOMPARE(far->tokens, Tokens{1});
    }

    void paddingRowsAreNeverChosen()
    {
        SummingReader reader;
        const auto made = run(reader, {1, 2}, {.sampling = {.seed = 1}, .maxNewTokens = 60, .reachableVocabulary = 3});
        QVERIFY(std::all_of(made->tokens.begin(), made->tokens.end(), [](std::uint32_t token) { return token < 3; }));
    }

    void aStopRequestIsHeededAfterTheTokenAtHand()
    {
        SummingReader reader;
        Generator generator(reader, m_clock);
        std::stop_source stop;
        int numTokens = 0;
        const auto made = generator.generate(
            Tokens{1}, {.maxNewTokens = 50},
            [&](std::uint32_t) {
                if (++numTokens == 2) {
                    stop.request_stop();
                }
            },
            stop.get_token());
        QVERIFY(made->stopReason == StopReason::cancelled);
        QVERIFY(made->tokens.size() <= 3);
    }

    void badRequestsAreNamed()
    {
        SummingReader reader;
        QCOMPARE(run(reader, {}, {}).error().code, ErrorCode::config);
        QCOMPARE(run(reader, {10}, {}).error().code, ErrorCode::data);
        QCOMPARE(run(reader, {1}, {.maxNewTokens = 0}).error().code, ErrorCode::config);
        QCOMPARE(run(reader, {1}, {.sampling = {.topP = 2}}).error().code, ErrorCode::config);
        QCOMPARE(reader.numRead, 0U);
    }

private:
    Result<Generation> run(TokenReader &reader, const Tokens &prompt, const GenerationOptions &options)
    {
        m_seen.clear();
        return Generator(reader, m_clock)
            .generate(prompt, options, [this](std::uint32_t token) { m_seen.push_back(token); }, {});
    }

    StillClock m_clock;
    Tokens m_seen;
};

QTEST_APPLESS_MAIN(GeneratorTest)
#include "generator_test.moc"
