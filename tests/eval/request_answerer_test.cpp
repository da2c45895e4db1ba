// SPDX-License-Identifier: Apache-2.0
// How requests become tokens, and that what is read once gives what reading everything anew gives.
#include "core/eval/request_answerer.h"
#include "tests/fakes/byte_tokenizer.h"

#include <QTest>

#include <cmath>
#include <stdexcept>

using namespace bafo;
using namespace bafo::eval;

namespace {

/// Every token's log-probability is a hash of all that stands before it and itself: a wrong context shows.
double logOf(std::span<const std::uint32_t> before, std::uint32_t token)
{
    std::uint64_t hash = token + 1;
    for (const std::uint32_t id : before) {
        hash = (hash ^ (id + 7)) * 0x9e3779b97f4a7c15ULL;
        hash ^= hash >> 31U;
    }
    return -static_cast<double>(hash % 1000) / 100 - 0.01;
}

class HashReader final : public SequenceReader {
public:
    explicit HashReader(std::int64_t contextLength)
        : m_contextLength(contextLength)
    {
    }
    [[nodiscard]] std::int64_t contextLength() const override { return m_contextLength; }
    [[nodiscard]] std::int64_t vocabularySize() const override { return 257; }
    [[nodiscard]] std::int64_t numTokens() const override { return std::ssize(m_tokens); }
    void truncate(std::int64_t count) override { m_tokens.resize(isForgetful ? 0 : static_cast<std::size_t>(count)); }
    [[nodiscard]] Result<std::vector<TokenScore>> read(std::span<const std::uint32_t> tokens,
                                                       std::span<const std::uint32_t> targets) override
    {
        std::vector<TokenScore> scores;
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            m_tokens.push_back(tokens[i]);
            ++numRead;
            if (i + targets.size() >= tokens.size()) {
                scores.push_back(next(targets[scores.size()]));
            }
        }
        if (numTokens() > m_contextLength) {
            throw std::logic_error("more than the context holds");
        }
        return scores;
    }
    [[nodiscard]] TokenScore next(std::uint32_t token) const override
    {
        return {.logProbability = logOf(m_tokens, token), .isHighest = token == 'y'};
    }

    std::int64_t numRead = 0;
    bool isForgetful = false; ///< as a model with a window, which cannot go back

private:
    std::int64_t m_contextLength;
    std::vector<std::uint32_t> m_tokens;
};

/// Writes "yes\nno" and so on, a letter a step, whatever it reads.
class ScriptedWriter final : public generate::TokenReader {
public:
    [[nodiscard]] std::int64_t contextLength() const override { return 64; }
    [[nodiscard]] std::int64_t vocabularySize() const override { return 257; }
    [[nodiscard]] std::int64_t numTokens() const override { return m_numTokens; }
    void truncate(std::int64_t count) override
    {
        m_numTokens = count;
        m_step = 0;
    }
    [[nodiscard]] Result<std::span<float>> read(std::span<const std::uint32_t> tokens) override
    {
        longest = std::max(longest, m_numTokens += std::ssize(tokens));
        m_row.assign(257, 0);
        m_row[static_cast<unsigned char>(script[m_step++ % script.size()])] = 5;
        return std::span<float>(m_row);
    }

    std::string script = "yes\nno";
    std::int64_t longest = 0;

private:
    std::int64_t m_numTokens = 0;
    std::size_t m_step = 0;
    std::vector<float> m_row;
};

scoring::Request likelihood(const std::string &context, const std::string &continuation)
{
    return {.kind = scoring::RequestKind::likelihood, .context = context, .continuation = continuation};
}

} // namespace

class RequestAnswererTest : public QObject {
    Q_OBJECT

private:
    RequestAnswerer answerer(HashReader &reader, ScriptedWriter &writer)
    {
        const auto documents = [](const ScoringBatch &batch) -> Result<std::vector<double>> {
            std::vector<double> logs;
            for (const std::int64_t target : batch.targets) {
                if (target != kNoTarget) {
                    logs.push_back(-std::log(2.0));
                }
            }
            return logs;
        };
        return RequestAnswerer({.tokenizer = m_tokenizer,
                                .scorer = reader,
                                .writer = writer,
                                .documents = documents,
                                .clock = m_clock,
                                .contextToken = 256,
                                .endTokens = {256}});
    }

    /// ln p of the last bytes of a text behind the rest, by hand.
    double byHand(const std::string &text, std::size_t numLast, std::size_t numDropped = 0)
    {
        std::vector<std::uint32_t> tokens = {256};
        const auto ids = m_tokenizer.encode(text, {});
        tokens.insert(tokens.end(), ids.begin() + static_cast<std::ptrdiff_t>(numDropped), ids.end());
        double sum = 0;
        for (std::size_t i = tokens.size() - numLast; i < tokens.size(); ++i) {
            sum += logOf(std::span(tokens).first(i), tokens[i]);
        }
        return sum;
    }

    fakes::ByteTokenizer m_tokenizer;
    SystemClock m_clock;

private Q_SLOTS:
    void spacesAtTheEndOfAContextBelongToTheContinuation()
    {
        HashReader reader(100);
        ScriptedWriter writer;
        auto answers = answerer(reader, writer);
        const std::vector<scoring::Request> requests = {likelihood("Umbuzo:", " yebo"), likelihood("Umbuzo: ", "yebo"),
                                                        likelihood("", " cha"), likelihood("Umbuzo:", "y")};
        const auto found = answers.answer(requests, {}, {}).value();
        QCOMPARE(found[0].tokens.size(), 5U);
        QCOMPARE(found[1].tokens.size(), 5U);
        QCOMPARE(found[0].logProbability, found[1].logProbability);
        QVERIFY(std::abs(found[0].logProbability - byHand("Umbuzo: yebo", 5)) < 1e-12);
        QVERIFY(std::abs(found[2].logProbability - byHand(" cha", 4)) < 1e-12);
        QVERIFY(!found[0].isGreedy && found[3].isGreedy);
        QCOMPARE(found[0].tokens[0].bytes, 1);
    }

    void whatRequestsHaveInCommonIsReadOnceAndChangesNothing()
    {
        const std::string passage = "Isiqephu eside kakhulu esinamagama amaningi.";
        const std::vector<scoring::Request> requests = {likelihood(passage, " A"), likelihood(passage, " B"),
                                                        likelihood(passage, " yebo"), likelihood("?", " yebo")};
        ScriptedWriter writer;
        HashReader reader(100);
        auto together = answerer(reader, writer);
        const auto found = together.answer(requests, {}, {}).value();
        QVERIFY(reader.numRead < 2 * static_cast<std::int64_t>(passage.size()));
        HashReader window(100);
        window.isForgetful = true;
        auto forgetful = answerer(window, writer);
        const auto again = forgetful.answer(requests, {}, {}).value();
        for (std::size_t i = 0; i < requests.size(); ++i) {
            QCOMPARE(found[i].logProbability, again[i].logProbability);
            const std::string &continuation = requests[i].continuation;
            QVERIFY(std::abs(found[i].logProbability - byHand(requests[i].context + continuation, continuation.size()))
                    < 1e-12);
        }
    }

    void examplesAreReadOnceForAllItems()
    {
        const std::string start = "Q: one?\nA: kunye\n\nQ: two?\nA: kubili\n\n";
        ScriptedWriter writer;
        HashReader reader(200);
        auto answers = answerer(reader, writer);
        answers.setSharedStart(start);
        for (const char *question : {"Q: three?\nA:", "Q: four?\nA:", "Q: five?\nA:"}) {
            const std::vector<scoring::Request> requests = {likelihood(start + question, " kuthathu")};
            const auto found = answers.answer(requests, {}, {}).value();
            QVERIFY(std::abs(found[0].logProbability - byHand(start + question + " kuthathu", 9)) < 1e-12);
        }
        QVERIFY(reader.numRead < 35 + 3 * 26); // not three times all of it: 177
    }

    void whatIsTooLongLosesItsLeftEndAndSaysSo()
    {
        ScriptedWriter writer;
        HashReader reader(20);
        auto answers = answerer(reader, writer);
        const std::string context = "abcdefghijklmnopqrstuvwxyz";
        const std::vector<scoring::Request> requests = {likelihood(context, " yes")};
        const auto found = answers.answer(requests, {}, {}).value();
        // 1 + 26 + 4 tokens; 20 are read and the last is only a target.
        QCOMPARE(found[0].numDropped, 10);
        QVERIFY(std::abs(found[0].logProbability - byHand(context + " yes", 4, 10)) < 1e-12);
        const std::vector<scoring::Request> tooLong = {likelihood("a", std::string(30, 'b'))};
        const auto refused = answers.answer(tooLong, {}, {});
        QVERIFY(!refused);
        QVERIFY(refused.error().message.find("longer than the model's context") != std::string::npos);
    }

    void aGenerationEndsBeforeTheFirstOfItsStopTexts()
    {
        HashReader reader(100);
        ScriptedWriter writer;
        auto answers = answerer(reader, writer);
        const std::vector<scoring::Request> requests
            = {{.kind = scoring::RequestKind::generation, .context = "Q:", .continuation = {}}};
        const auto cut = answers.answer(requests, {.stop = {"\n"}, .maxNewTokens = 20}, {}).value();
        QCOMPARE(cut[0].text, std::string("yes"));
        QCOMPARE(cut[0].end, std::string("stop_text"));
        const auto whole = answers.answer(requests, {.stop = {"#"}, .maxNewTokens = 5}, {}).value();
        QCOMPARE(whole[0].text, std::string("yes\nn"));
        QCOMPARE(whole[0].end, std::string("max_new_tokens"));
        const std::vector<scoring::Request> longOne
            = {{.kind = scoring::RequestKind::generation, .context = std::string(100, 'x'), .continuation = {}}};
        const auto shortened = answers.answer(longOne, {.stop = {"\n"}, .maxNewTokens = 20}, {}).value();
        QCOMPARE(shortened[0].numDropped, 57); // 101 tokens, 44 leave room for 20 in 64
        QVERIFY(writer.longest <= 64);
        QVERIFY(!answers.answer(requests, {.stop = {}, .maxNewTokens = 64}, {}));
    }

    void aTextIsMeasuredWhole()
    {
        HashReader reader(100);
        ScriptedWriter writer;
        auto answers = answerer(reader, writer);
        const std::vector<scoring::Request> requests
            = {{.kind = scoring::RequestKind::text, .context = "sawubona", .continuation = {}}};
        const auto found = answers.answer(requests, {}, {}).value();
        QVERIFY(std::abs(found[0].logProbability + 8 * std::log(2.0)) < 1e-12);
        QCOMPARE(found[0].numTokens, 8);
    }
};

QTEST_APPLESS_MAIN(RequestAnswererTest)
#include "request_answerer_test.moc"
