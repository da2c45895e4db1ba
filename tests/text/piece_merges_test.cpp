// SPDX-License-Identifier: Apache-2.0
#include "core/text/piece_merges.h"

#include "core/text/sentence_piece_tokenizer.h"
#include "core/text/utf8.h"
#include "tests/text/small_pieces.h"

#include <QTest>

#include <random>

using namespace bafo;
using namespace bafo::text;

namespace {

SentencePiece piece(const char *text, float score, PieceType type = PieceType::normal)
{
    return {.text = text, .score = score, .type = type};
}

/// Ids, with bytes for characters that are no piece.
std::vector<std::uint32_t> idsOf(const PieceMerges &merges, const Tokenizer &tokenizer, const std::string &text)
{
    std::vector<std::uint32_t> ids;
    const std::string marked = withSpaceMarks(text);
    for (const PieceMerges::Part &part : merges.cut(marked)) {
        if (part.id) {
            ids.push_back(*part.id);
        } else {
            for (const std::uint32_t byte : tokenizer.encode(part.text)) {
                ids.push_back(byte);
            }
        }
    }
    return ids;
}

} // namespace

class PieceMergesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textIsCutAsTheLibraryCutsIt()
    {
        const auto model = parseSentencePieceModel(golden::smallModel()).value();
        const PieceMerges merges(model.pieces);
        const auto tokenizer = loadSentencePieceModel(golden::smallModel()).value();
        std::vector<std::string> texts = golden::kHardTexts;
        std::mt19937 random(7);
        for (int i = 0; i < 300; ++i) {
            std::string text;
            for (int part = 0; part < 6; ++part) {
                text += withSpaces(model.pieces[random() % model.pieces.size()].text).substr(0, random() % 4);
            }
            texts.push_back(mendUtf8(text));
        }
        for (const std::string &text : texts) {
            QVERIFY2(idsOf(merges, *tokenizer, text) == tokenizer->encode(text), text.c_str());
        }
        auto other = model;
        std::ranges::reverse(other.pieces);
        const PieceMerges reversed(other.pieces);
        QVERIFY(idsOf(reversed, *tokenizer, texts[0]) != tokenizer->encode(texts[0]));
    }

    void eachPieceIsMadeByItsOneMerge()
    {
        const auto model = parseSentencePieceModel(golden::smallModel()).value();
        const PieceMerges merges(model.pieces);
        int numMade = 0;
        for (std::uint32_t id = 0; id < model.pieces.size(); ++id) {
            if (const auto merge = merges.lastMergeOf(id)) {
                QCOMPARE(model.pieces[merge->left].text + model.pieces[merge->right].text, model.pieces[id].text);
                QCOMPARE(merge->made, id);
                ++numMade;
            }
        }
        QVERIFY(numMade > 150);
    }

    void whatNoTextGivesIsFound()
    {
        // "bc" is joined before "ab": so nothing leads to "abcx", while "abb" is "ab" and "b".
        const std::vector<SentencePiece> pieces = {piece("<unk>", 0, PieceType::unknown),
                                                   piece("a", -9),
                                                   piece("b", -9),
                                                   piece("c", -9),
                                                   piece("x", -9),
                                                   piece("bc", -1),
                                                   piece("ab", -2),
                                                   piece("abcx", -3),
                                                   piece("abb", -4),
                                                   piece("<x>", 0, PieceType::userDefined),
                                                   piece("a<x>", -5)};
        const PieceMerges merges(pieces);
        for (const std::uint32_t id : {1U, 5U, 6U, 8U, 9U}) {
            QVERIFY(merges.isReachable(id));
        }
        for (const std::uint32_t id : {0U, 7U, 10U}) { // a symbol joins nothing
            QVERIFY(!merges.isReachable(id) && !merges.lastMergeOf(id));
        }
        QVERIFY(merges.lastMergeOf(8)->left == 6 && merges.lastMergeOf(8)->right == 2);
    }

    void longPiecesAreRefused()
    {
        const std::vector<SentencePiece> pieces = {piece(std::string(257, 'a').c_str(), -1)};
        QVERIFY(!PieceMerges::check(pieces));
        QVERIFY(PieceMerges::check(parseSentencePieceModel(golden::smallModel())->pieces));
    }
};

QTEST_APPLESS_MAIN(PieceMergesTest)
#include "piece_merges_test.moc"
