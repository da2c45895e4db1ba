// SPDX-License-Identifier: Apache-2.0
// Growth of a small SentencePiece model. The real one: pieces_golden_test.
#include "core/text/sentence_piece_growth.h"

#include "core/text/piece_merges.h"
#include "core/text/sentence_piece_json.h"
#include "core/text/tokenizer_folder.h"
#include "tests/text/small_pieces.h"

#include <QTest>

#include <set>

using namespace bafo;
using namespace bafo::text;
using golden::kEnglish;
using golden::kHardTexts;
using golden::kZulu;

namespace {

Result<GrownTokenizer> grow(const GrowthOptions &options, const std::vector<std::string> &kept = {})
{
    return growTokenizer(golden::smallFiles(), kZulu, kept, options);
}

/// The one that only tokenizer.json describes.
std::unique_ptr<Tokenizer> fromJson(TokenizerFiles files)
{
    files.sentencePieceModel = writeSentencePieceModel(parseSentencePieceJson(files).value());
    return makeTokenizer(files).value();
}

} // namespace

class SentencePieceGrowthTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void newPiecesShortenTheTextAndDecodeToIt()
    {
        const auto grown = grow({.numPieces = 40});
        QVERIFY2(grown, grown ? "" : grown.error().message.c_str());
        const auto before = makeTokenizer(golden::smallFiles()).value();
        const auto after = makeTokenizer(grown->files).value();
        for (const std::string &text : kZulu) {
            QVERIFY(after->encode(text).size() < before->encode(text).size() * 3 / 4);
            QCOMPARE(after->decode(after->encode(text)), text);
        }
        QCOMPARE(grown->growth.firstNewId, 520U);
        QCOMPARE(grown->growth.paddedRows, 576U);
        QCOMPARE(grown->growth.baseHash, before->hash());
        QCOMPARE(grown->growth.grownHash, after->hash());
        QCOMPARE(grow({.numPieces = 40, .rowMultiple = 512})->growth.paddedRows, 1024U);
    }

    void oldPiecesStayAndNewOnesAreReachable()
    {
        const auto grown = grow({.numPieces = 40});
        const auto before = makeTokenizer(golden::smallFiles()).value();
        const auto after = makeTokenizer(grown->files).value();
        for (std::uint32_t id = 0; id < before->vocabularySize(); ++id) {
            QCOMPARE(after->pieceBytes(id), before->pieceBytes(id));
            QCOMPARE(after->isSpecial(id), before->isSpecial(id));
        }
        std::set<std::string> seen;
        for (const NewPiece &piece : grown->growth.pieces) {
            QCOMPARE(after->pieceBytes(piece.children[0]) + after->pieceBytes(piece.children[1]), piece.bytes);
            QVERIFY(piece.children[0] < piece.id && piece.children[1] < piece.id && piece.isReachable);
            QCOMPARE(before->encode(piece.bytes), piece.subpieces);
            QCOMPARE(after->encode(piece.bytes), std::vector<std::uint32_t>{piece.id});
            QVERIFY(seen.insert(piece.bytes).second);
        }
    }

    void bothFilesGiveTheSameIds()
    {
        const auto grown = grow({.numPieces = 40});
        const auto byModel = makeTokenizer(grown->files).value();
        const auto byJson = fromJson(grown->files);
        const auto old = makeTokenizer(golden::smallFiles()).value();
        bool isAnyNew = false;
        for (const auto *texts : {&kHardTexts, &kZulu, &kEnglish}) {
            for (const std::string &text : *texts) {
                QVERIFY2(byModel->encode(text) == byJson->encode(text), text.c_str());
                isAnyNew = isAnyNew || byModel->encode(text) != old->encode(text);
            }
        }
        QVERIFY(isAnyNew);
    }

    void protectedTextStaysAsItIs()
    {
        std::vector<std::string> both = kZulu;
        both.insert(both.end(), 3, "Thank you very much, brothers. Thank you, brothers.");
        const auto careless = growTokenizer(golden::smallFiles(), both, kEnglish,
                                            {.numPieces = 60, .largestProtectedShare = 1, .guardsUnseenText = false});
        QVERIFY(careless->growth.numChangedSentences > 0);
        const auto careful
            = growTokenizer(golden::smallFiles(), both, kEnglish, {.numPieces = 60, .guardsUnseenText = false});
        QCOMPARE(careful->growth.numProtectedSentences, 3);
        QCOMPARE(careful->growth.numChangedSentences, 0);
    }

    void oldPiecesThatNoTextGivesStayAsleep()
    {
        // A piece with a high score that no text gives, until a new piece would be joined on the way to it.
        const GrowthOptions options = {.numPieces = 40, .guardsUnseenText = false};
        const auto free = growTokenizer(golden::smallFiles(), kZulu, {}, options);
        const auto made = std::ranges::find_if(free->growth.pieces, [](const NewPiece &piece) {
            return piece.children[0] >= 520 || piece.children[1] >= 520;
        });
        QVERIFY(made != free->growth.pieces.end());
        const std::vector<SentencePiece> asleep = {{.text = withSpaceMarks(made->bytes), .score = -0.5F}};
        const TokenizerFiles base = {.sentencePieceModel = withPiecesAppended(golden::smallModel(), asleep)};
        const auto before = makeTokenizer(base).value();
        QVERIFY(before->encode(made->bytes).size() > 2);
        const auto grown = growTokenizer(base, kZulu, {}, options);
        QVERIFY2(grown, grown ? "" : grown.error().message.c_str());
        const auto after = makeTokenizer(grown->files).value();
        QCOMPARE(after->encode(made->bytes), before->encode(made->bytes));
        for (const NewPiece &piece : grown->growth.pieces) {
            QCOMPARE(after->encode(piece.bytes), std::vector<std::uint32_t>{piece.id});
        }
    }

    void piecesOfAnotherAreAppendedAndTheUnreachableTold()
    {
        std::vector<SentencePiece> pieces = {{.text = "<unk>", .type = PieceType::unknown},
                                             {.text = "<s>", .type = PieceType::control},
                                             {.text = "th"},
                                             {.text = "siya"},
                                             {.text = "\xE2\x96\x81sikhulu"},
                                             {.text = "siy"}};
        SentencePieceModel other = {.pieces = pieces, .isBpe = true};
        const auto grown = addPiecesOf(golden::smallFiles(), {.sentencePieceModel = writeSentencePieceModel(other)},
                                       {.rowMultiple = 512}, kEnglish);
        QVERIFY2(grown, grown ? "" : grown.error().message.c_str());
        const auto before = makeTokenizer(golden::smallFiles()).value();
        QVERIFY(before->idOf("th")); // so it is not taken
        const auto &added = grown->growth.pieces;
        QCOMPARE(added.size(), 3U);
        QVERIFY(added[0].bytes == "siya" && added[1].bytes == " sikhulu" && added[2].bytes == "siy");
        QCOMPARE(grown->growth.paddedRows, 1024U);
        QCOMPARE(grown->growth.numCheckedSentences, 3);
        const auto after = makeTokenizer(grown->files).value();
        for (const NewPiece &piece : added) {
            QCOMPARE(after->encode(piece.bytes) == std::vector{piece.id}, piece.isReachable);
        }
        QVERIFY(!added[1].isReachable && added[1].children.empty()); // its halves are no pieces
        QCOMPARE(parseGrowth(toJson(grown->growth), "x")->pieces[1].isReachable, false);
        QCOMPARE(toJson(parseGrowth(toJson(grown->growth), "x").value()), toJson(grown->growth));
        for (const std::string &text : kHardTexts) {
            QCOMPARE(fromJson(grown->files)->encode(text), after->encode(text));
        }
        QCOMPARE(addPiecesOf(golden::smallFiles(), golden::smallFiles(), {}, {}).error().code, ErrorCode::data);
    }

    void growthIsTheSameEveryTime()
    {
        const auto one = grow({.numPieces = 10}, kEnglish);
        const auto two = grow({.numPieces = 10}, kEnglish);
        QVERIFY(one->files.sentencePieceModel == two->files.sentencePieceModel);
        QCOMPARE(one->files.tokenizerJson, two->files.tokenizerJson);
        QCOMPARE(toJson(one->growth), toJson(two->growth));
        QVERIFY(grow({.numPieces = 11}, kEnglish)->files.sentencePieceModel != one->files.sentencePieceModel);
    }

    void aGrownModelGrowsOn()
    {
        const auto once = grow({.numPieces = 10});
        const auto twice = growTokenizer(once->files, kZulu, {}, {.numPieces = 10});
        QVERIFY2(twice, twice ? "" : twice.error().message.c_str());
        QCOMPARE(twice->growth.firstNewId, 530U);
        QCOMPARE(twice->growth.baseHash, once->growth.grownHash);
        const auto after = makeTokenizer(twice->files).value();
        QCOMPARE(fromJson(twice->files)->encode(kZulu[0]), after->encode(kZulu[0]));
    }

    void whatCannotGrowIsNamed()
    {
        const auto refusal = [](std::string model) {
            const auto grown = growTokenizer({.sentencePieceModel = std::move(model)}, kZulu, {}, {});
            return grown ? std::string() : grown.error().message;
        };
        QVERIFY(refusal(golden::seed("unigram")).find("BPE") != std::string::npos);
        QVERIFY(refusal(golden::seed("bpe")).find("byte fallback") != std::string::npos);
        QVERIFY(refusal(golden::seed("byte_fallback")) != "");
        QVERIFY(refusal("no model") != "");
        auto model = parseSentencePieceModel(golden::smallModel()).value();
        model.pieces[300].score = model.pieces[301].score;
        QVERIFY(refusal(writeSentencePieceModel(model)).find("same score") != std::string::npos);
        model = parseSentencePieceModel(golden::smallModel()).value();
        model.pieces[300].type = PieceType::unused;
        QVERIFY(refusal(writeSentencePieceModel(model)).find("unused") != std::string::npos);
        QCOMPARE(growTokenizer(golden::smallFiles(), {"12 34"}, {}, {}).error().code, ErrorCode::data);
        QCOMPARE(grow({.rowMultiple = 0}).error().code, ErrorCode::config);
    }
};

QTEST_APPLESS_MAIN(SentencePieceGrowthTest)
#include "sentence_piece_growth_test.moc"
