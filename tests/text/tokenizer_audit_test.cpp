// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_audit.h"

#include "core/text/growth.h"
#include "core/text/tokenizer_folder.h"
#include "tests/text/small_pieces.h"

#include <QTest>

using namespace bafo;
using namespace bafo::text;

namespace {

TokenizerFiles tinyFiles()
{
    PosixFileSystem files;
    return readTokenizerFiles(files, golden::sourceFolder() / "tests/golden/exchange/tiny/sharded").value();
}

} // namespace

class TokenizerAuditTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void soundTokenizersHaveNothingToTell()
    {
        for (const TokenizerFiles &files : {golden::smallFiles(), tinyFiles()}) {
            const auto audit = auditTokenizer(files, golden::kHardTexts);
            QVERIFY2(audit, audit ? "" : audit.error().message.c_str());
            QVERIFY(audit->numPieces > 250);
            QCOMPARE(audit->unreachable.size(), 0U);
            QCOMPARE(audit->notGivenByOwnText.size(), 0U);
            QCOMPARE(audit->notDecoded.size(), 0U);
            QCOMPARE(audit->duplicates.size(), 0U);
            QVERIFY(audit->numLines > 9);
            QCOMPARE(audit->numLinesChanged, files.sentencePieceModel.empty() ? 0 : 1); // U+2581 comes back as a space
        }
    }

    void piecesThatNoTextGivesAreNamed()
    {
        const std::vector<SentencePiece> more = {{.text = "thequick", .score = -1},
                                                 {.text = "yx", .score = -900},
                                                 {.text = "yx\xE2\x96\x81", .score = -901}};
        const auto audit = auditTokenizer({.sentencePieceModel = withPiecesAppended(golden::smallModel(), more)}, {});
        QCOMPARE(audit->unreachable, std::vector<std::uint32_t>{520});
        QCOMPARE(audit->notGivenByOwnText.size(), 0U);
    }

    void byteLevelPiecesWithoutAWayAreNamed()
    {
        auto vocabulary = parseTokenizerJson(tinyFiles()).value();
        vocabulary.merges.pop_back();
        const auto audit = auditTokenizer(writeTokenizerJson(vocabulary, ""), {});
        QCOMPARE(audit->unreachable.size(), 1U);
        QCOMPARE(audit->unreachable[0], 287U);
    }

    void aNormalizerThatChangesTextIsFoundOut()
    {
        auto vocabulary = parseTokenizerJson(tinyFiles()).value();
        vocabulary.composes = true;
        const std::vector<std::string> texts = {"e\xCC\x81\nplain"};
        const auto audit = auditTokenizer(writeTokenizerJson(vocabulary, ""), texts);
        QCOMPARE(audit->numLines, 2);
        QCOMPARE(audit->numLinesChanged, 1);
        QCOMPARE(audit->firstLineChanged, std::string("e\xCC\x81"));
    }

    void linesThatAreCutDifferentlyAreCounted()
    {
        const auto grown = growTokenizer(golden::smallFiles(), golden::kZulu, {}, {.numPieces = 30});
        const auto before = makeTokenizer(golden::smallFiles()).value();
        const auto after = makeTokenizer(grown->files).value();
        const auto comparison = compareCuts(*before, *after, {"We are going home.\nShe said: ngiyabonga kakhulu!"});
        QCOMPARE(comparison.numLines, 2);
        QCOMPARE(comparison.numDifferent, 1);
        QVERIFY(comparison.firstDifferent.starts_with("She"));
        QCOMPARE(compareCuts(*before, *before, golden::kZulu).numDifferent, 0);
    }
};

QTEST_APPLESS_MAIN(TokenizerAuditTest)
#include "tokenizer_audit_test.moc"
