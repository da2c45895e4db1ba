// SPDX-License-Identifier: Apache-2.0
// Gemma-2's vocabulary grown on real isiZulu and by BafoGPT's pieces: sizes, lengths, what becomes of English, and ids
// in which the sentencepiece library and Hugging Face agree (tests/golden/text/make_pieces.py).
#include "core/text/sentence_piece_growth.h"
#include "core/text/sentence_piece_json.h"
#include "core/text/tokenizer_audit.h"
#include "core/text/tokenizer_folder.h"
#include "tests/text/golden_text.h"

#include <QTest>

using namespace bafo;
using namespace bafo::text;

namespace {

std::string data(const std::string &name)
{
    return golden::readBytes(golden::dataFolder() / name);
}

std::vector<std::string> speeches(const char *language)
{
    std::vector<std::string> texts;
    for (const auto &entry : std::filesystem::directory_iterator(golden::dataFolder() / "sona_speeches")) {
        if (entry.is_directory() && golden::isThere(entry.path() / language)) {
            texts.push_back(golden::readBytes(entry.path() / language));
        }
    }
    return texts;
}

/// One column of a table, line by line.
std::string column(const std::string &name, std::size_t number)
{
    std::string text;
    for (const std::string &line : golden::linesOf(data(name))) {
        std::size_t start = 0;
        for (std::size_t i = 0; i < number && start != std::string::npos; ++i) {
            start = line.find('\t', start);
            start = start == std::string::npos ? start : start + 1;
        }
        text += start == std::string::npos ? "" : line.substr(start, line.find('\t', start) - start) + "\n";
    }
    return text;
}

/// Sentences alone: line ends are tokens too, but no words.
double tokensPerWord(const Tokenizer &tokenizer, const std::string &text)
{
    std::size_t numTokens = 0;
    std::size_t numWords = 0;
    for (const std::string &line : golden::linesOf(text)) {
        numTokens += tokenizer.encode(line).size();
        for (std::size_t i = 0; i < line.size(); ++i) {
            numWords += line[i] != ' ' && (i == 0 || line[i - 1] == ' ') ? 1 : 0;
        }
    }
    return static_cast<double>(numTokens) / static_cast<double>(numWords);
}

/// What make_pieces.py found, against both of our readers.
void compare(const TokenizerFiles &files, const nlohmann::json &values, const char *name)
{
    const auto &expected = values["grown"][name];
    QVERIFY(sha256Of(files.sentencePieceModel) == expected["tokenizer.model"]);
    QVERIFY(sha256Of(files.tokenizerJson) == expected["tokenizer.json"]);
    const auto tokenizer = makeTokenizer(files).value();
    const auto read = parseSentencePieceJson(files);
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    const auto byJson = makeTokenizer({.sentencePieceModel = writeSentencePieceModel(*read)}).value();
    for (const auto &[file, digests] : expected["files"].items()) {
        const auto lines = golden::textOf(values, file).second;
        QVERIFY2(golden::digestsOf(*tokenizer, lines) == golden::digestsIn(digests, "grown"), file.c_str());
        QVERIFY2(golden::digestsOf(*byJson, lines) == golden::digestsIn(digests, "grown"), file.c_str());
    }
}

} // namespace

class PiecesGoldenTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!golden::isThere(golden::dataFolder())) {
            QSKIP("the test data is not there; set BAFO_TEST_DATA");
        }
        m_values = golden::values("pieces.json");
        m_base.sentencePieceModel = data("gemma2-tokenizer/tokenizer.model");
        m_other.sentencePieceModel = data("bafogpt_zulu/tokenizer.model");
    }

    void bafoGptsPiecesOnGemmasAreItsVocabulary()
    {
        const auto grown = addPiecesOf(m_base, m_other, {.rowMultiple = 512}, {});
        QVERIFY2(grown, grown ? "" : grown.error().message.c_str());
        QCOMPARE(grown->growth.pieces.size(), 31'769U);
        QCOMPARE(grown->growth.firstNewId + grown->growth.pieces.size(), 287'769U);
        QCOMPARE(grown->growth.paddedRows, 288'256U);
        const auto numUnreachable = std::ranges::count(grown->growth.pieces, false, &NewPiece::isReachable);
        QCOMPARE(numUnreachable, 11'342); // 35.7 %
        const auto audit = auditTokenizer(grown->files, {});
        QCOMPARE(audit->unreachable.size(), 11'343U); // Gemma has one of its own
        QCOMPARE(audit->duplicates.size() + audit->notDecoded.size() + audit->notGivenByOwnText.size(), 0U);
        compare(grown->files, m_values, "bafogpt");
    }

    void learnedPiecesGiveTheSameIdsEverywhere()
    {
        const auto grown = growTokenizer(m_base, {data("umsuka_en_zu/train.zul")}, {data("umsuka_en_zu/train.en")},
                                         {.numPieces = 2000});
        QVERIFY2(grown, grown ? "" : grown.error().message.c_str());
        compare(grown->files, m_values, "grown");
        QVERIFY(m_values["grown"]["grown"]["files"] != m_values["grown"]["bafogpt"]["files"]);
    }

    /// With all isiZulu of the test data but what it measures on.
    void eightThousandPiecesAreShortAndSpareEnglish()
    {
        std::vector<std::string> texts = speeches("zul.txt");
        std::vector<std::string> kept = speeches("eng.txt");
        for (const char *name : {"nchlt_gov/improved_zul.txt", "vukuzenzele/zul.train.txt", "vukuzenzele/zul.dev.txt",
                                 "umsuka_en_zu/train.zul", "umsuka_en_zu/dev.zul", "african_storybook/zul.txt"}) {
            texts.push_back(data(name));
        }
        for (const char *name : {"umsuka_en_zu/train.en", "vukuzenzele/eng.train.txt"}) {
            kept.push_back(data(name));
        }
        const std::vector<std::string> checked
            = {data("umsuka_en_zu/test.en"), column("sib200/eng_Latn.test.tsv", 2),
               column("sib200/eng_Latn.train.tsv", 2), column("tico19_en_zu/en_zu.tsv", 0)};
        const auto grown = growTokenizer(m_base, texts, kept, {.numPieces = 8000}, checked);
        QVERIFY2(grown, grown ? "" : grown.error().message.c_str());
        QCOMPARE(grown->growth.pieces.size(), 8000U);
        QCOMPARE(grown->growth.paddedRows, 264'000U);
        QCOMPARE(grown->growth.numChangedSentences, 0);
        QVERIFY(grown->growth.numCheckedSentences > 4900);
        QVERIFY2(grown->growth.numChangedCheckedSentences * 1000 <= grown->growth.numCheckedSentences,
                 std::to_string(grown->growth.numChangedCheckedSentences).c_str());
        const auto tokenizer = makeTokenizer(grown->files).value();
        for (const NewPiece &piece : grown->growth.pieces) {
            QCOMPARE(tokenizer->encode(piece.bytes), std::vector<std::uint32_t>{piece.id});
        }
        const auto before = makeTokenizer(m_base).value();
        for (const char *name : {"umsuka_en_zu/test.zul", "vukuzenzele/zul.test.txt"}) {
            const double length = tokensPerWord(*tokenizer, data(name));
            QVERIFY2(length <= 2.3, std::to_string(length).c_str());
            QVERIFY(tokensPerWord(*before, data(name)) > 3);
            for (const std::string &line : golden::linesOf(data(name))) {
                QCOMPARE(tokenizer->decode(tokenizer->encode(line)), line);
            }
        }
    }

private:
    nlohmann::json m_values;
    TokenizerFiles m_base;
    TokenizerFiles m_other;
};

QTEST_APPLESS_MAIN(PiecesGoldenTest)
#include "pieces_golden_test.moc"
