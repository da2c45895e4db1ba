// SPDX-License-Identifier: Apache-2.0
#include "core/text/growth.h"

#include "core/text/byte_level_bpe.h"
#include "core/text/known_words.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <algorithm>
#include <set>

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
                                        "Bayabonga kakhulu; ngiyakuthanda kakhulu.\nNgiyahamba, siyahamba, bayahamba."};
const std::vector<std::string> kEnglish = {"Thank you very much, brothers.\nWe are going home.\nI love the sea a lot."};

} // namespace

class GrowthTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void newPiecesShortenTheTextAndDecodeToIt()
    {
        const auto grown = growTokenizer(tinyFiles(), kZulu, {}, {.numPieces = 30});
        QVERIFY2(grown, grown ? "" : grown.error().message.c_str());
        const auto before = make(tinyFiles());
        const auto after = make(grown->files);
        for (const std::string &text : kZulu) {
            QVERIFY(after->encode(text).size() < before->encode(text).size() * 3 / 4);
            QCOMPARE(after->decode(after->encode(text)), text);
        }
        QCOMPARE(grown->growth.firstNewId, 288U);
        QCOMPARE(grown->growth.paddedRows % 64, 0U);
        QVERIFY(grown->growth.paddedRows >= after->vocabularySize());
    }

    void oldIdsKeepTheirMeaning()
    {
        const auto grown = growTokenizer(tinyFiles(), kZulu, {}, {.numPieces = 30});
        const auto before = make(tinyFiles());
        const auto after = make(grown->files);
        for (std::uint32_t id = 0; id < before->vocabularySize(); ++id) {
            QCOMPARE(after->pieceBytes(id), before->pieceBytes(id));
        }
        QCOMPARE(grown->growth.baseHash, before->hash());
        QCOMPARE(grown->growth.grownHash, after->hash());
        QVERIFY(before->hash() != after->hash());
    }

    void everyNewPieceIsMadeOfItsChildrenAndReachable()
    {
        const auto grown = growTokenizer(tinyFiles(), kZulu, {}, {.numPieces = 30});
        const auto before = make(tinyFiles());
        const auto after = make(grown->files);
        std::set<std::string> seen;
        for (const NewPiece &piece : grown->growth.pieces) {
            QCOMPARE(after->pieceBytes(piece.children[0]) + after->pieceBytes(piece.children[1]), piece.bytes);
            QVERIFY(piece.children[0] < piece.id && piece.children[1] < piece.id);
            QCOMPARE(before->decode(piece.subpieces), piece.bytes);
            QCOMPARE(after->pieceBytes(piece.id), piece.bytes);
            QVERIFY(seen.insert(piece.bytes).second);
            std::vector<std::uint32_t> ids;
            after->encodeWord(piece.bytes, ids);
            QCOMPARE(ids, std::vector<std::uint32_t>{piece.id});
        }
    }

    void protectedSentencesStayAsTheyAre()
    {
        std::vector<std::string> both = kZulu;
        both.insert(both.end(), kEnglish.begin(), kEnglish.end());
        both.insert(both.end(), kEnglish.begin(), kEnglish.end());
        const auto careless = growTokenizer(tinyFiles(), both, kEnglish,
                                            {.numPieces = 60, .largestProtectedShare = 1, .guardsUnseenText = false});
        QVERIFY(careless->growth.numChangedSentences > 0);
        const auto careful = growTokenizer(tinyFiles(), both, kEnglish, {.numPieces = 60, .guardsUnseenText = false});
        QCOMPARE(careful->growth.numProtectedSentences, 3);
        QCOMPARE(careful->growth.numChangedSentences, 0);
        const auto before = make(tinyFiles());
        const auto after = make(careful->files);
        QCOMPARE(after->encode(kEnglish[0]), before->encode(kEnglish[0]));
    }

    void pairsOfOldPiecesAreJoinedOnlyWhereAWordBegins()
    {
        const auto guarded = growTokenizer(tinyFiles(), kZulu, kEnglish, {.numPieces = 30});
        int numOfOldPieces = 0;
        for (const NewPiece &piece : guarded->growth.pieces) {
            if (piece.children[0] < 288 && piece.children[1] < 288) {
                QVERIFY2(isWordStart(piece.bytes), piece.bytes.c_str());
                ++numOfOldPieces;
            }
        }
        QVERIFY(numOfOldPieces > 0);
        const auto free = growTokenizer(tinyFiles(), kZulu, kEnglish, {.numPieces = 30, .guardsUnseenText = false});
        QVERIFY(std::ranges::any_of(free->growth.pieces, [](const NewPiece &piece) {
            return piece.children[1] < 288 && !isWordStart(piece.bytes);
        }));
        const std::string unseen = "Then Siyakha Bonganihlaba rose."; // isiZulu inside a name
        const auto before = make(tinyFiles());
        QCOMPARE(make(guarded->files)->encode(unseen), before->encode(unseen));
        QVERIFY(make(free->files)->encode(unseen) != before->encode(unseen));
    }

    void textThatHadNoSayIsCheckedAndCounted()
    {
        const auto grown = growTokenizer(tinyFiles(), kZulu, {}, {.numPieces = 30, .guardsUnseenText = false},
                                         {"We went home.\nShe said: ngiyabonga kakhulu!\n"});
        QCOMPARE(grown->growth.numCheckedSentences, 2);
        QCOMPARE(grown->growth.numChangedCheckedSentences, 1);
        QCOMPARE(parseGrowth(toJson(grown->growth), "x")->numChangedCheckedSentences, 1);
    }

    void beginningsWeighAsManyKnownWordsAsBeginSo()
    {
        const KnownWords words({" Yen", "yen", "yesterday", " yes", "water", "waterfall", ""});
        QCOMPARE(words.weightOfStart(" ye"), 4); // yen, yes, yesterday, and it is short
        QCOMPARE(words.weightOfStart(" yen"), 3); // itself, and it is a word, and it is short
        QCOMPARE(words.weightOfStart(" water"), 3); // itself, a longer one, and it is a word
        QCOMPARE(words.weightOfStart("Water"), 5); // and no space stands before it
        QCOMPARE(words.weightOfStart(" ngiya"), 0);
        QCOMPARE(words.weightOfStart(" ngi"), 1);
        for (const char *start : {" ngi", " n", " Ngi", "Ngi", " \u00e9t"}) {
            QVERIFY2(isWordStart(start), start);
        }
        for (const char *other : {"ngi", " iNgi", "NG", " ", "", " n1", " \xC3"}) {
            QVERIFY2(!isWordStart(other), other);
        }
    }

    void growthIsTheSameEveryTime()
    {
        const auto one = growTokenizer(tinyFiles(), kZulu, kEnglish, {.numPieces = 20});
        const auto two = growTokenizer(tinyFiles(), kZulu, kEnglish, {.numPieces = 20});
        QCOMPARE(one->files.tokenizerJson, two->files.tokenizerJson);
        QCOMPARE(toJson(one->growth), toJson(two->growth));
        const auto other = growTokenizer(tinyFiles(), {kZulu[0]}, kEnglish, {.numPieces = 20});
        QVERIFY(toJson(other->growth) != toJson(one->growth));
    }

    void theReportSurvivesTheRoundTripAndDamageIsNamed()
    {
        const auto grown = growTokenizer(tinyFiles(), kZulu, kEnglish, {.numPieces = 20});
        const std::string text = toJson(grown->growth);
        QCOMPARE(toJson(parseGrowth(text, "x").value()), text);
        auto json = nlohmann::json::parse(text);
        json["pieces"][3]["id"] = 5;
        const auto damaged = parseGrowth(json.dump(), "some/growth.json");
        QVERIFY(!damaged && damaged.error().message.starts_with("some/growth.json"));
        for (const char *bad : {"", "{}", "{\"version\":1}", "[1]"}) {
            QVERIFY(!parseGrowth(bad, "x"));
        }
    }

    void badRequestsAreNamed()
    {
        QCOMPARE(growTokenizer(tinyFiles(), kZulu, {}, {.numPieces = 0}).error().code, ErrorCode::config);
        QCOMPARE(growTokenizer(tinyFiles(), {"123 456"}, {}, {}).error().code, ErrorCode::data);
        QCOMPARE(growTokenizer(tinyFiles(), {}, {}, {}).error().code, ErrorCode::data);
    }
};

QTEST_APPLESS_MAIN(GrowthTest)
#include "growth_test.moc"
