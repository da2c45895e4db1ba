// SPDX-License-Identifier: Apache-2.0
// SentencePiece models read, written and added to, and the fields that they are made of.
#include "core/text/sentence_piece_model.h"

#include "core/text/protobuf_fields.h"
#include "core/text/sentence_piece_tokenizer.h"
#include "tests/text/small_pieces.h"

#include <QTest>

using namespace bafo;
using namespace bafo::text;

class SentencePieceModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fieldsComeBackAndDamageIsRefused()
    {
        std::string message;
        appendVarintField(message, 3, 300);
        appendFloatField(message, 2, -1.5F);
        appendBytesField(message, 1, "text");
        ProtobufCursor cursor(message);
        QCOMPARE(cursor.next()->value, 300U);
        QCOMPARE(floatOf(*cursor.next()), -1.5F);
        const auto last = cursor.next();
        QVERIFY(last->bytes == "text" && last->number == 1 && cursor.isAtEnd());
        QVERIFY(message.ends_with(last->whole));
        for (std::size_t length = 1; length < message.size(); ++length) {
            ProtobufCursor cut(std::string_view(message).substr(0, length));
            bool isWhole = true;
            while (isWhole && !cut.isAtEnd()) {
                isWhole = cut.next().has_value();
            }
            QCOMPARE(isWhole, length == 3 || length == 8); // where a field ends
        }
        ProtobufCursor group(std::string_view("\x0B", 1));
        QVERIFY(!group.next());
    }

    void theModelSaysWhatTheLibraryReads()
    {
        const auto model = parseSentencePieceModel(golden::smallModel()).value();
        const auto tokenizer = loadSentencePieceModel(golden::smallModel()).value();
        QCOMPARE(model.pieces.size(), std::size_t{tokenizer->vocabularySize()});
        QVERIFY(model.isBpe && model.hasByteFallback && model.takesTextAsItIs());
        QCOMPARE(model.beginOfText, std::string("<bos>"));
        QCOMPARE(tokenizer->idOf(model.pieces[300].text).value(), 300U);
        const auto other = parseSentencePieceModel(golden::seed("bpe")).value();
        QVERIFY(other.isBpe && !other.hasByteFallback && !other.takesTextAsItIs());
        QVERIFY(!parseSentencePieceModel(golden::seed("unigram"))->isBpe);
        QVERIFY(!parseSentencePieceModel(golden::seed("wide_tag_nan")));
    }

    void aWrittenModelGivesTheSameIds()
    {
        const auto model = parseSentencePieceModel(golden::smallModel()).value();
        const auto written = loadSentencePieceModel(writeSentencePieceModel(model));
        QVERIFY2(written, written ? "" : written.error().message.c_str());
        const auto tokenizer = loadSentencePieceModel(golden::smallModel()).value();
        for (const std::string &text : golden::kHardTexts) {
            QCOMPARE((*written)->encode(text), tokenizer->encode(text));
        }
        QCOMPARE((*written)->beginOfText(), tokenizer->beginOfText());
        QCOMPARE((*written)->padding(), tokenizer->padding());
    }

    void piecesAreAppendedBehindTheOldOnes()
    {
        const std::vector<SentencePiece> more = {{.text = "qzq", .score = -1000}, {.text = "qz", .score = -999}};
        const std::string grown = withPiecesAppended(golden::smallModel(), more);
        const auto before = parseSentencePieceModel(golden::smallModel()).value();
        const auto after = parseSentencePieceModel(grown).value();
        QCOMPARE(after.pieces.size(), before.pieces.size() + 2);
        for (std::size_t id = 0; id < before.pieces.size(); ++id) {
            QVERIFY(after.pieces[id].text == before.pieces[id].text && after.pieces[id].type == before.pieces[id].type
                    && after.pieces[id].score == before.pieces[id].score);
        }
        QVERIFY(after.pieces.back().text == "qz" && after.pieces.back().score == -999);
        const auto tokenizer = loadSentencePieceModel(grown).value();
        QCOMPARE(tokenizer->encode("qzq"), std::vector<std::uint32_t>{520});
    }

    void aSelfTestOfTheOldVocabularyIsLeftOut()
    {
        std::string sample;
        appendBytesField(sample, 1, "the cat");
        appendBytesField(sample, 2, "no such cut");
        std::string tests;
        appendBytesField(tests, 1, sample);
        std::string model = golden::smallModel();
        appendBytesField(model, 4, tests);
        QVERIFY(!loadSentencePieceModel(model)); // the library tries it
        const std::vector<SentencePiece> more = {{.text = "qz", .score = -999}};
        QVERIFY(loadSentencePieceModel(withPiecesAppended(model, more)));
    }
};

QTEST_APPLESS_MAIN(SentencePieceModelTest)
#include "sentence_piece_model_test.moc"
