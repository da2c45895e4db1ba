// SPDX-License-Identifier: Apache-2.0
// Conversations in sequences: what a trainer gets is token by token what is shown.
#include "core/data/conversation_lengths.h"
#include "core/data/sampler.h"
#include "core/text/chat_format.h"
#include "tests/data/dataset_folder.h"

#include <QTest>

#include <numeric>

using namespace bafo;
using namespace bafo::data;

namespace {

const Path kTiny = Path(BAFO_SOURCE_DIR) / "tests/golden/exchange/tiny/sharded";

std::string pairLine(const std::string &question, const std::string &answer)
{
    return R"({"prompt": ")" + question + R"(", "completion": ")" + answer + "\"}\n";
}

} // namespace

class PackingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<DatasetFolder>();
        m_tokenizer = text::loadTokenizer(m_folder->files, kTiny).value();
        m_style = text::chatStyleNamed("chatml").value();
        std::string lines;
        for (int i = 0; i < 40; ++i) {
            lines += pairLine("Umbuzo " + std::to_string(i) + std::string(static_cast<std::size_t>(i % 7), 'u') + "?",
                              "Impendulo " + std::string(static_cast<std::size_t>(i * 5 % 23), 'a'));
        }
        lines += pairLine(std::string(300, 'q'), "Iphelile"); // its answer begins too late
        lines += pairLine("Kude?", std::string(300, 'd')); // its answer is too long
        lines += R"({"messages": [{"role": "system", "content": "S"}, {"role": "user", "content": "a"},)"
                 R"( {"role": "assistant", "content": "b"}, {"role": "user", "content": "c"},)"
                 R"( {"role": "assistant", "content": "d"}]})";
        ImportOptions options;
        options.source.language = "zul";
        QVERIFY(m_folder->import("conversations", {m_folder->write("c.jsonl", lines)}, options));
        QVERIFY(m_folder->split(0));
    }
    void cleanup() { m_folder.reset(); }

    void whatIsTrainedOnIsWhatIsShown()
    {
        for (const bool learnsAll : {false, true}) {
            for (const std::int64_t shardTokens : {std::int64_t{1} << 26U, std::int64_t{100}}) {
                compare({.sequenceLength = 128, .learnsAll = learnsAll}, shardTokens);
            }
        }
    }

    void conversationsAreCutByTheRuleAndCounted()
    {
        const auto store = storeOf({.style = m_style});
        const InstructionRule rule{.sequenceLength = 128};
        const ConversationPacking packing(store, rule);
        QCOMPARE(packing.loss().numLeftOut, 1);
        QCOMPARE(packing.loss().numCut, 1);
        QVERIFY(packing.loss().numTokensCut > 150);
        QCOMPARE(ConversationPacking(store, {.sequenceLength = 4}).numSequences(), 0);
        QCOMPARE(ConversationPacking(store, {.sequenceLength = 100'000}).loss().numCut, 0);
        const auto sampler = Sampler::create({{.name = "s", .store = &store, .epochs = 1}}, {.sequenceLength = 4});
        QVERIFY(!sampler && sampler.error().code == ErrorCode::data);
    }

    void lengthsAloneTellIntoHowManySequencesTheyGo()
    {
        for (const std::int64_t shardTokens : {std::int64_t{1} << 26U, std::int64_t{100}}) {
            (void)m_folder->files.removeTree(m_folder->path() / "stores");
            const auto store = storeOf({.shardTokens = shardTokens, .style = m_style});
            const Path folder = storeFolder(m_folder->path(), m_tokenizer->hash(), store.index().selection, m_style);
            const auto lengths = readConversationLengths(folder, store.index()).value();
            QCOMPARE(lengths.size(), store.documents().size());
            for (const bool learnsAll : {false, true}) {
                for (const std::int64_t length : {4, 16, 40, 128, 300, 1000}) {
                    const InstructionRule rule{.sequenceLength = length, .learnsAll = learnsAll};
                    const ConversationPacking packing(store, rule);
                    const PackedConversations packed = packedConversations(lengths, rule);
                    QCOMPARE(packed.numSequences, packing.numSequences());
                    QCOMPARE(packed.loss.numCut, packing.loss().numCut);
                    QCOMPARE(packed.loss.numTokensCut, packing.loss().numTokensCut);
                    QCOMPARE(packed.loss.numLeftOut, packing.loss().numLeftOut);
                }
            }
            StoreIndex other = store.index();
            other.numDocuments += 1;
            QVERIFY(!readConversationLengths(folder, other));
            other = store.index();
            other.shards.back().numTokens -= 1;
            QVERIFY(!readConversationLengths(folder, other));
        }
    }

    void noAnswerIsAskedForByTheTokenOfAnotherConversation()
    {
        const auto store = storeOf({.style = m_style});
        const auto sampler
            = Sampler::create({{.name = "s", .store = &store, .epochs = 1}}, {.sequenceLength = 300, .learnsAll = true})
                  .value();
        std::size_t numBorders = 0;
        for (std::int64_t i = 0; i < sampler.numSequences(); ++i) {
            const Sequence sequence = sampler.sequence(i);
            for (const std::int64_t row : sequence.documentRows) {
                QVERIFY(!sequence.isTarget[static_cast<std::size_t>(row) - 1]);
                QCOMPARE(sequence.tokens[static_cast<std::size_t>(row)], m_tokenizer->idOf("<|im_start|>").value());
                ++numBorders;
            }
            QCOMPARE(sequence.tokens.size(), 301U);
            QCOMPARE(sequence.numValidTargets, std::count(sequence.isTarget.begin(), sequence.isTarget.end(), true));
        }
        QVERIFY(numBorders > 20);
    }

    void aStoreIsOfOneStyleAndOfConversationsOrTexts()
    {
        auto dataset = m_folder->open();
        const auto text = ensureStore(m_folder->files, dataset, {.language = {}, .split = "train"}, *m_tokenizer);
        QVERIFY(!text && text.error().message.find("conversations") != std::string::npos);
        const auto chatml = storeOf({.style = m_style});
        const auto alpaca = storeOf({.style = text::chatStyleNamed("alpaca").value()});
        QVERIFY(chatml.hash() != alpaca.hash());
        QVERIFY(chatml.holdsConversations());
        QVERIFY(
            !ensureStore(m_folder->files, dataset, {.language = {}, .split = "train"}, *m_tokenizer, {.style = m_style})
                 ->isNew);
        DatasetFolder texts;
        QVERIFY(texts.importLines("a.txt", "Umusho wokuqala\n"));
        auto other = texts.open();
        const auto wrong = ensureStore(texts.files, other, {}, *m_tokenizer, {.style = m_style});
        QVERIFY(!wrong && wrong.error().code == ErrorCode::config);
    }

    void bytesAreThoseOfTheTargets()
    {
        const auto store = storeOf({.style = m_style});
        const auto sampler = Sampler::create({{.name = "s", .store = &store, .epochs = 2}},
                                             {.sequenceLength = 128, .byteLengths = byteLengthsOf(*m_tokenizer)})
                                 .value();
        const Sequence sequence = sampler.sequence(0);
        std::string bytes;
        for (std::size_t i = 0; i < sequence.isTarget.size(); ++i) {
            bytes += sequence.isTarget[i] && !m_tokenizer->isSpecial(sequence.tokens[i + 1])
                ? m_tokenizer->pieceBytes(sequence.tokens[i + 1])
                : "";
        }
        QCOMPARE(sequence.numBytes, static_cast<std::int64_t>(bytes.size()));
        QVERIFY(bytes.starts_with("Impendulo "));
        QVERIFY(sampler.sequence(sampler.numSequences() / 2).tokens == sequence.tokens);
    }

private:
    TokenStore storeOf(const StoreOptions &options)
    {
        auto dataset = m_folder->open();
        return std::move(
            ensureStore(m_folder->files, dataset, {.language = {}, .split = "train"}, *m_tokenizer, options)->store);
    }

    void compare(const InstructionRule &rule, std::int64_t shardTokens)
    {
        (void)m_folder->files.removeTree(m_folder->path() / "stores");
        const auto store = storeOf({.shardTokens = shardTokens, .style = m_style});
        QVERIFY(shardTokens > 1000 || store.numShards() > 3);
        const auto sampler
            = Sampler::create({{.name = "s", .store = &store, .epochs = 1}},
                              {.sequenceLength = rule.sequenceLength, .padding = 7, .learnsAll = rule.learnsAll})
                  .value();
        std::vector<std::uint32_t> trained;
        std::vector<bool> asked;
        for (std::int64_t i = 0; i < sampler.numSequences(); ++i) {
            const Sequence sequence = sampler.sequence(i);
            const auto pieces = sampler.packingOf(store)->sequence(i);
            const std::size_t used
                = std::accumulate(pieces.begin(), pieces.end(), std::size_t{0},
                                  [](std::size_t sum, const auto &p) { return sum + p.marked.size(); });
            for (std::size_t at = 0; at < used; ++at) {
                trained.push_back(sequence.tokens[at]);
                asked.push_back(at > 0 && sequence.isTarget[at - 1]);
            }
            QVERIFY(std::all_of(sequence.tokens.begin() + static_cast<std::ptrdiff_t>(used), sequence.tokens.end(),
                                [](std::uint32_t token) { return token == 7; }));
        }
        std::vector<std::uint32_t> shown;
        std::vector<bool> learnt;
        auto dataset = m_folder->open();
        const auto documents = dataset.page({.language = {}, .split = "train", .search = {}}, 0, 100).value();
        for (const Document &document : documents) {
            const MaskedExample example = maskedExample(document, *m_style, *m_tokenizer, rule).value();
            shown.insert(shown.end(), example.ids.begin(),
                         example.ids.begin() + static_cast<std::ptrdiff_t>(example.numKept));
            learnt.insert(learnt.end(), example.isTarget.begin(),
                          example.isTarget.begin() + static_cast<std::ptrdiff_t>(example.numKept));
            QCOMPARE(m_tokenizer->decode(example.ids), example.rendered);
        }
        QVERIFY(trained.size() > 1000);
        QCOMPARE(trained, shown);
        QVERIFY(asked == learnt);
        QVERIFY(asked != std::vector<bool>(asked.size(), true));
    }

    std::unique_ptr<DatasetFolder> m_folder;
    std::unique_ptr<text::Tokenizer> m_tokenizer;
    const text::ChatStyle *m_style = nullptr;
};

QTEST_GUILESS_MAIN(PackingTest)
#include "packing_test.moc"
