// SPDX-License-Identifier: Apache-2.0
#include "core/text/growth_usage.h"

#include "core/text/byte_level_bpe.h"
#include "core/text/sentence_piece_tokenizer.h"
#include "core/text/tokenizer_folder.h"
#include "tests/text/small_pieces.h"

#include <QTest>

#include <algorithm>
#include <map>

using namespace bafo;
using namespace bafo::text;

namespace {

TokenizerFiles tinyFiles()
{
    PosixFileSystem files;
    const Path folder = Path(BAFO_SOURCE_DIR) / "tests/golden/exchange/tiny/sharded";
    return {.tokenizerJson = files.readFile(folder / "tokenizer.json", 1 << 20).value(),
            .tokenizerConfigJson = files.readFile(folder / "tokenizer_config.json", 1 << 20).value()};
}

std::unique_ptr<ByteLevelBpe> make(const TokenizerFiles &files)
{
    return ByteLevelBpe::make(parseTokenizerJson(files).value()).value();
}

const std::vector<std::string> kZulu = {"Ngiyabonga kakhulu, ngiyabonga. Siyabonga kakhulu bafowethu.",
                                        "Bayabonga kakhulu; ngiyakuthanda kakhulu.\nNgiyahamba, siyahamba, bayahamba.",
                                        "\xE2\x80\x9Cngiyabonga\xE2\x80\x9D kakhulu"};

std::int64_t countPlainly(const Tokenizer &tokenizer, const std::vector<std::string> &texts)
{
    std::int64_t numTokens = 0;
    for (const std::string &text : texts) {
        numTokens += static_cast<std::int64_t>(tokenizer.encode(text).size());
    }
    return numTokens;
}

} // namespace

class GrowthUsageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tokensAreCountedAsIfEveryTextWasCutWhole()
    {
        const std::vector<std::string> awkward = {"",
                                                  " ",
                                                  "a  b   c",
                                                  " leading",
                                                  "trailing ",
                                                  "two\n lines \n here",
                                                  "\xC2\xA0 \xC2\xA0x",
                                                  "é é é",
                                                  "a\tb c",
                                                  "12 34 5 6",
                                                  "a \xC2\xA0 b",
                                                  "na\xC3\xAFve  caf\xC3\xA9 x",
                                                  "\xFF bad \xC3"};
        for (const std::vector<std::string> &texts : {kZulu, awkward}) {
            for (const auto kind : {PreTokenizerKind::gpt2, PreTokenizerKind::smolLm, PreTokenizerKind::llama3}) {
                for (const bool addsPrefixSpace : {false, true}) {
                    BytePairVocabulary vocabulary = parseTokenizerJson(tinyFiles()).value();
                    vocabulary.preTokenizer = kind;
                    vocabulary.addsPrefixSpace = addsPrefixSpace;
                    const auto tokenizer = ByteLevelBpe::make(vocabulary).value();
                    QCOMPARE(countTokens(*tokenizer, texts), countPlainly(*tokenizer, texts));
                }
            }
        }
    }

    void countsAreThoseOfWholeTextsForSentencePieceToo()
    {
        const auto grown
            = growTokenizer(golden::smallFiles(), golden::kZulu, {}, {.numPieces = 20, .guardsUnseenText = false});
        const auto tokenizer = makeTokenizer(grown->files).value();
        QVERIFY(tokenizer->cutsAtSpaces());
        for (const auto *texts : {&golden::kZulu, &golden::kEnglish, &golden::kHardTexts}) {
            QCOMPARE(countTokens(*tokenizer, *texts), countPlainly(*tokenizer, *texts));
        }
        const std::vector<SentencePiece> across = {{.text = "a\xE2\x96\x81"
                                                            "b",
                                                    .score = -900}};
        const auto other = loadSentencePieceModel(withPiecesAppended(golden::smallModel(), across)).value();
        QVERIFY(!other->cutsAtSpaces());
        QVERIFY(!loadSentencePieceModel(golden::seed("bpe")).value()->cutsAtSpaces());
        const GrowthUsage usage = usageOf(grown->growth, *tokenizer, golden::kZulu);
        const auto numPieces = static_cast<std::int64_t>(grown->growth.pieces.size());
        QVERIFY(numPieces > 10);
        for (const std::int64_t k : {std::int64_t{1}, std::int64_t{5}, numPieces - 1}) {
            const auto smaller
                = growTokenizer(golden::smallFiles(), golden::kZulu, {}, {.numPieces = k, .guardsUnseenText = false});
            QCOMPARE(usage.numTokensWithFirst[static_cast<std::size_t>(k)],
                     countPlainly(*makeTokenizer(smaller->files).value(), golden::kZulu));
        }
        QCOMPARE(usage.numTokensWithFirst.front(),
                 countPlainly(*makeTokenizer(golden::smallFiles()).value(), golden::kZulu));
    }

    void fewerPiecesCutAsTheSmallerGrowthDoes()
    {
        const auto grown = growTokenizer(tinyFiles(), kZulu, {}, {.numPieces = 30});
        const GrowthUsage usage = usageOf(grown->growth, *make(grown->files), kZulu);
        QCOMPARE(usage.numTokensWithFirst.size(), grown->growth.pieces.size() + 1);
        QCOMPARE(usage.numTokensWithFirst.front(), countPlainly(*make(tinyFiles()), kZulu));
        QCOMPARE(usage.numTokensWithFirst.back(), countPlainly(*make(grown->files), kZulu));
        const auto numPieces = static_cast<std::int64_t>(grown->growth.pieces.size());
        QVERIFY(numPieces > 10);
        for (const std::int64_t k : {std::int64_t{1}, std::int64_t{4}, numPieces / 2, numPieces - 1}) {
            const auto smaller = growTokenizer(tinyFiles(), kZulu, {}, {.numPieces = k});
            QCOMPARE(usage.numTokensWithFirst[static_cast<std::size_t>(k)], countPlainly(*make(smaller->files), kZulu));
        }
        QVERIFY(usage.numTokensWithFirst.back() < usage.numTokensWithFirst.front());
    }

    void everyPieceTellsItsUsesSavingsAndWords()
    {
        const auto grown = growTokenizer(tinyFiles(), kZulu, {}, {.numPieces = 30});
        const auto after = make(grown->files);
        const GrowthUsage usage = usageOf(grown->growth, *after, kZulu);
        std::map<std::uint32_t, std::int64_t> uses;
        for (const std::string &text : kZulu) {
            for (const std::uint32_t id : after->encode(text)) {
                ++uses[id];
            }
        }
        bool isAnyInside = false;
        for (std::size_t i = 0; i < usage.pieces.size(); ++i) {
            const NewPiece &piece = grown->growth.pieces[i];
            const PieceUse &use = usage.pieces[i];
            QCOMPARE(use.numUses, uses[piece.id]);
            QVERIFY(use.numSaved >= use.numUses && use.numSaved > 0);
            isAnyInside = isAnyInside || use.numSaved > use.numUses;
            QVERIFY(!use.examples.empty() && use.examples.size() <= 3);
            const std::string bare = piece.bytes.starts_with(' ') ? piece.bytes.substr(1) : piece.bytes;
            for (const std::string &example : use.examples) {
                QVERIFY2(example.find(bare) != std::string::npos, (example + " lacks " + bare).c_str());
                QVERIFY(example.find_first_of(" ,.;\n\xE2") == std::string::npos);
            }
        }
        QVERIFY(isAnyInside);
    }

    void textWithoutTheLanguageUsesNothing()
    {
        const auto grown = growTokenizer(tinyFiles(), kZulu, {}, {.numPieces = 10});
        const std::vector<std::string> other = {"Qwxz qwxz."};
        const GrowthUsage usage = usageOf(grown->growth, *make(grown->files), other);
        QCOMPARE(usage.numTokensWithFirst.front(), usage.numTokensWithFirst.back());
        QVERIFY(std::ranges::all_of(usage.pieces, [](const PieceUse &use) { return use.examples.empty(); }));
    }
};

QTEST_APPLESS_MAIN(GrowthUsageTest)
#include "growth_usage_test.moc"
