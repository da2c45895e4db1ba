// SPDX-License-Identifier: Apache-2.0
// Ids and decoding are those of the sentencepiece library on all text of the test data
// (tests/golden/text/make_sentence_piece.py).
#include "tests/text/golden_text.h"

#include <QTest>

using namespace bafo;
using namespace bafo::text;

class SentencePieceGoldenTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void idsAndTextAreTheLibrarysOnAllTestText()
    {
        if (!golden::isThere(golden::dataFolder())) {
            QSKIP("the test data is not here: set BAFO_TEST_DATA");
        }
        const auto values = golden::values("sentence_piece.json");
        PosixFileSystem files;
        for (const auto &[model, path] : values.at("models").items()) {
            const auto tokenizer = loadTokenizer(files, golden::dataFolder() / path.get<std::string>());
            QVERIFY2(tokenizer.has_value(), tokenizer ? "" : tokenizer.error().message.c_str());
            for (const auto &[name, digests] : values.at("files").items()) {
                const auto lines = golden::textOf(values, name).second;
                QVERIFY2(golden::digestsOf(**tokenizer, lines) == golden::digestsIn(digests, model),
                         (model + " " + name).c_str());
            }
            QVERIFY(golden::digestsOf(**tokenizer, {"another text"})
                    != golden::digestsIn(values.at("files").at("tricky"), model));
        }
    }
};

QTEST_APPLESS_MAIN(SentencePieceGoldenTest)
#include "sentence_piece_golden_test.moc"
