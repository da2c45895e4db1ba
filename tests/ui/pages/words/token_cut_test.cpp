// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/words/token_cut.h"

#include "core/text/byte_level_bpe.h"
#include "core/text/growth.h"

#include <QTest>

using namespace bafo;
using namespace bafo::ui;

namespace {

text::TokenizerFiles tinyFiles()
{
    PosixFileSystem files;
    const Path folder = Path(BAFO_SOURCE_DIR) / "tests/golden/exchange/tiny/sharded";
    return {.tokenizerJson = files.readFile(folder / "tokenizer.json", 1 << 20).value(),
            .tokenizerConfigJson = files.readFile(folder / "tokenizer_config.json", 1 << 20).value()};
}

std::unique_ptr<text::ByteLevelBpe> make(const text::TokenizerFiles &files)
{
    return text::ByteLevelBpe::make(text::parseTokenizerJson(files).value()).value();
}

text::GrownTokenizer grow(const std::string &text)
{
    return text::growTokenizer(tinyFiles(), {text}, {}, {.numPieces = 8, .guardsUnseenText = false}).value();
}

QString textOf(const std::vector<StripPiece> &pieces)
{
    QStringList texts;
    for (const StripPiece &piece : pieces) {
        texts.append(piece.text());
    }
    return texts.join(QLatin1Char('|'));
}

} // namespace

class TokenCutTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bytesThatAreNoWholeCharacterAreShownAsBytes()
    {
        const auto pieces = cutOf(*make(tinyFiles()), "a\u20ACb"); // the vocabulary has no piece for the euro sign
        QCOMPARE(textOf(pieces), QStringLiteral("a|E2|82|AC|b"));
        QCOMPARE(pieces[1].parts.front().kind, StripPart::Kind::bytes);
        QVERIFY2(pieces[2].tip.contains(QStringLiteral("€")), qPrintable(pieces[2].tip));
        QCOMPARE(pieces[4].parts.front().kind, StripPart::Kind::text);
    }

    void aPieceThatHoldsAWholeCharacterShowsIt()
    {
        const auto grown = grow("caf\u00E9 caf\u00E9 caf\u00E9");
        const auto pieces = cutOf(*make(grown.files), "caf\u00E9", grown.growth.firstNewId);
        QVERIFY2(textOf(pieces).remove(QLatin1Char('|')) == QStringLiteral("café"), qPrintable(textOf(pieces)));
    }

    void blanksAreSignsAndBeginWords()
    {
        const auto pieces = cutOf(*make(tinyFiles()), "q q\nq\tq");
        QString blanks;
        for (const StripPiece &piece : pieces) {
            for (const StripPart &part : piece.parts) {
                blanks += part.kind == StripPart::Kind::blank ? part.text : QString();
            }
        }
        QCOMPARE(blanks, QStringLiteral("·↵→"));
        QVERIFY(pieces[0].startsWord && pieces[1].startsWord);
    }

    void nothingOfATextIsLost()
    {
        const QString text = QStringLiteral("Ngiyabonga, “mfowethu” – 100 % 😀!");
        const auto tokenizer = make(tinyFiles());
        QByteArray shown;
        for (const StripPiece &piece : cutOf(*tokenizer, text.toStdString())) {
            for (const StripPart &part : piece.parts) {
                shown += part.kind == StripPart::Kind::bytes ? QByteArray::fromHex(part.text.toLatin1())
                    : part.kind == StripPart::Kind::blank    ? QByteArray(" ")
                                                             : part.text.toUtf8();
            }
        }
        QCOMPARE(QString::fromUtf8(shown), text);
    }

    void newPiecesHaveTintsOfTheirOwnAndOldOnesTakeTurns()
    {
        const auto grown = grow("ngiyabonga ngiyabonga siyabonga");
        const auto tokenizer = make(grown.files);
        const auto pieces = cutOf(*tokenizer, "ngiyabonga q", grown.growth.firstNewId);
        QVERIFY(std::any_of(pieces.begin(), pieces.end(), [](const StripPiece &piece) { return piece.tint >= 2; }));
        int lastOld = -1;
        for (const StripPiece &piece : pieces) {
            if (piece.tint < 2) {
                QVERIFY(piece.tint != lastOld);
                lastOld = piece.tint;
            }
        }
        for (const StripPiece &piece : cutOf(*tokenizer, "ngiyabonga q")) {
            QVERIFY(piece.tint < 2); // nobody said that they are new
        }
    }

    void anEmptyTextHasNoPieces() { QVERIFY(cutOf(*make(tinyFiles()), "").empty()); }
};

QTEST_APPLESS_MAIN(TokenCutTest)
#include "token_cut_test.moc"
