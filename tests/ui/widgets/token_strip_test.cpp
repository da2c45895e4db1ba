// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/token_strip.h"

#include "ui/widgets/pair_bars.h"

#include <QTest>

using namespace bafo::ui;

namespace {

/// Words of two pieces each.
std::vector<StripPiece> pieces(int numWords)
{
    std::vector<StripPiece> made;
    for (int i = 0; i < numWords; ++i) {
        made.push_back(
            {.parts = {{StripPart::Kind::blank, QStringLiteral("·")}, {StripPart::Kind::text, QStringLiteral("nga")}},
             .tip = QStringLiteral("piece"),
             .tint = 0,
             .startsWord = true});
        made.push_back({.parts = {{StripPart::Kind::text, QStringLiteral("ba")}}, .tip = {}, .tint = 1});
    }
    return made;
}

} // namespace

class TokenStripTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void longTextsWrapAtWords()
    {
        TokenStrip strip(QStringLiteral("Before"));
        strip.setPieces(pieces(20));
        QVERIFY(strip.heightForWidth(200) > 2 * strip.heightForWidth(4000));
        strip.resize(200, strip.heightForWidth(200));
        int lastLine = -1;
        for (int y = 3; y < strip.height(); y += 3) {
            const int first = strip.pieceAt({4.0, static_cast<double>(y)});
            if (first >= 0 && first != lastLine) {
                QVERIFY(strip.pieces()[static_cast<std::size_t>(first)].startsWord);
                lastLine = first;
            }
        }
        QVERIFY(lastLine > 0);
        QCOMPARE(strip.pieceAt({199.0, 0.0}), -1);
    }

    void aPieceThatEndsItsLineIsTheLastInIt()
    {
        TokenStrip strip(QStringLiteral("Before"));
        std::vector<StripPiece> made = pieces(3);
        strip.setPieces(made);
        const int oneLine = strip.heightForWidth(4000);
        made[1].endsLine = true;
        strip.setPieces(made);
        QVERIFY(strip.heightForWidth(4000) > oneLine);
        made.back().endsLine = true; // nothing comes after it
        const int twoLines = strip.heightForWidth(4000);
        strip.setPieces(made);
        QCOMPARE(strip.heightForWidth(4000), twoLines);
    }

    void screenReadersHearThePieces()
    {
        TokenStrip strip(QStringLiteral("Before"));
        strip.setPieces(pieces(2));
        QCOMPARE(strip.accessibleName(), QStringLiteral("Before"));
        QCOMPARE(strip.accessibleDescription(), QStringLiteral("·nga | ba | ·nga | ba"));
    }

    void endlessTextsEndWithAnEllipsis()
    {
        TokenStrip strip(QStringLiteral("Before"));
        strip.setPieces(pieces(static_cast<int>(TokenStrip::kMostPieces)));
        QCOMPARE(strip.pieces().size(), TokenStrip::kMostPieces + 1);
        QCOMPARE(strip.pieces().back().text(), QStringLiteral("…"));
    }

    void anEmptyStripTakesKeysWithoutHarm()
    {
        TokenStrip strip(QStringLiteral("Before"));
        strip.setPieces({});
        for (const Qt::Key key : {Qt::Key_Right, Qt::Key_Left, Qt::Key_End, Qt::Key_Home}) {
            QTest::keyClick(&strip, key);
        }
        strip.setPieces(pieces(1));
        for (const Qt::Key key : {Qt::Key_End, Qt::Key_Right, Qt::Key_Home, Qt::Key_Left}) {
            QTest::keyClick(&strip, key);
        }
        QCOMPARE(strip.pieces().size(), 2U);
    }

    void barsSayTheirFigures()
    {
        QLocale::setDefault(QLocale::c());
        PairBars bars(QStringLiteral("Pieces a word"));
        bars.setBars({{.label = QStringLiteral("isiZulu"), .before = 4.38, .after = 3.721},
                      {.label = QStringLiteral("English"), .before = 1.36}});
        QCOMPARE(bars.accessibleDescription(), QStringLiteral("isiZulu: 4.38 → 3.72; English: 1.36"));
        QVERIFY(!bars.grab().isNull());
    }
};

QTEST_MAIN(TokenStripTest)
#include "token_strip_test.moc"
