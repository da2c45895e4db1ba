// SPDX-License-Identifier: Apache-2.0
// SentencePiece models: small ones and hostile ones. All text of the test data: sentence_piece_golden_test.
#include "core/text/sentence_piece_tokenizer.h"
#include "tests/text/golden_text.h"

#include <QTest>

#include <limits>

using namespace bafo;
using namespace bafo::text;

class SentencePieceTest : public QObject {
    Q_OBJECT

    static std::string seed(const char *name)
    {
        return golden::readBytes(golden::sourceFolder() / "tests/fuzz/corpus/sentence_piece" / name);
    }

private Q_SLOTS:
    void decodingIsTheLibrarys()
    {
        const auto values = golden::values("sentence_piece.json");
        for (const auto &[name, rows] : values.at("seeds").items()) {
            const auto tokenizer = loadSentencePieceModel(seed(name.c_str()));
            for (const auto &row : rows) {
                const auto ids = row.at("ids").get<std::vector<std::uint32_t>>();
                QCOMPARE((*tokenizer)->decode(ids), row.at("text").get<std::string>());
            }
            const auto ids = (*tokenizer)->encode(" vula");
            QVERIFY((*tokenizer)->decode(ids) != (*tokenizer)->pieceBytes(ids[0]) + "vula"); // pieces keep the space
            QCOMPARE((*tokenizer)->decode(std::vector<std::uint32_t>{1'000'000}), std::string());
        }
    }

    void bytesAndSpacesComeBack()
    {
        const auto tokenizer = loadSentencePieceModel(seed("byte_fallback"));
        const auto ids = (*tokenizer)->encode("vula ~ifayela\n");
        QCOMPARE((*tokenizer)->decode(ids), std::string("vula ~ifayela\n"));
        const auto newline = (*tokenizer)->idOf("<0x0A>");
        QVERIFY(newline.has_value());
        QCOMPARE((*tokenizer)->pieceBytes(*newline), std::string("\n"));
        QVERIFY((*tokenizer)->isSpecial(*(*tokenizer)->endOfText()));
        QVERIFY((*tokenizer)->pieceBytes(1000000).empty());
    }

    void equalModelsHaveEqualHashes()
    {
        QCOMPARE((*loadSentencePieceModel(seed("bpe")))->hash(), (*loadSentencePieceModel(seed("bpe")))->hash());
        QVERIFY((*loadSentencePieceModel(seed("bpe")))->hash() != (*loadSentencePieceModel(seed("unigram")))->hash());
    }

    void hostileModelsAreRefused()
    {
        const std::string whole = seed("unigram");
        QVERIFY(!loadSentencePieceModel(""));
        QVERIFY(!loadSentencePieceModel("this is a text"));
        QVERIFY(!loadSentencePieceModel(std::string_view(whole).substr(0, whole.size() / 2)));
        const float infinite = std::numeric_limits<float>::infinity();
        std::string score("\x0A\x08\x0A\x01x\x15", 6);
        score.append(reinterpret_cast<const char *>(&infinite), sizeof(infinite));
        const auto refused = checkSentencePieceModel(score);
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.find("finite") != std::string::npos, refused.error().message.c_str());
        std::string longPiece("\x0A\x8A\x27\x0A\x87\x27", 6);
        longPiece += std::string(4999, 'x');
        QVERIFY(checkSentencePieceModel(longPiece).error().message.find("4999 bytes") != std::string::npos);
        QVERIFY(checkSentencePieceModel(whole));
    }

    void piecesDoNotHideBehindTagsThatTheLibraryReadsOtherwise_data()
    {
        QTest::addColumn<QByteArray>("why");
        for (const char *name : {"wide_tag_nan", "wide_tag_zero", "wide_tag_long", "field_zero"}) {
            QTest::newRow(name) << QByteArray("number that there cannot be");
        }
        QTest::newRow("padded_tag") << QByteArray("longer than it needs to be");
        QTest::newRow("padded_length") << QByteArray("longer than it needs to be");
    }

    void piecesDoNotHideBehindTagsThatTheLibraryReadsOtherwise()
    {
        QFETCH(QByteArray, why);
        const auto refused = loadSentencePieceModel(seed(QTest::currentDataTag()));
        QVERIFY(!refused && refused.error().code == ErrorCode::data);
        QVERIFY2(refused.error().message.find(why.toStdString()) != std::string::npos, refused.error().message.c_str());
        QVERIFY(loadSentencePieceModel(seed("bpe")));
    }
};

QTEST_APPLESS_MAIN(SentencePieceTest)
#include "sentence_piece_test.moc"
