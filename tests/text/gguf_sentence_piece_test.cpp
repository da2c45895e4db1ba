// SPDX-License-Identifier: Apache-2.0
#include "core/text/gguf_sentence_piece.h"

#include "core/text/sentence_piece_tokenizer.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

using namespace bafo;
using namespace bafo::text;

namespace {

const Path kGolden = Path(BAFO_SOURCE_DIR) / "tests/golden/exchange/families";

std::string readAll(const Path &path)
{
    PosixFileSystem files;
    return files.readFile(path, 1 << 20).value();
}

} // namespace

class GgufSentencePieceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textIsCutAsTheOriginalCutsIt()
    {
        const auto file = formats::GgufFile::open(kGolden / "gemma2.gguf");
        const auto made = sentencePieceFilesFromGguf(*file);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        const auto tokenizer = loadSentencePieceModel(made->sentencePieceModel).value();
        for (const auto &example : nlohmann::json::parse(readAll(kGolden / "pieces.json"))) {
            const auto text = example["text"].get<std::string>();
            QCOMPARE(tokenizer->encode(text), example["ids"].get<std::vector<std::uint32_t>>());
            QCOMPARE(tokenizer->decode(tokenizer->encode(text)), text);
        }
        QVERIFY(tokenizer->isSpecial(0) && tokenizer->isSpecial(3) && !tokenizer->isSpecial(4));
        QCOMPARE(tokenizer->padding(), std::optional<std::uint32_t>(0));
        const auto config = nlohmann::json::parse(made->tokenizerConfigJson);
        QCOMPARE(config["tokenizer_class"].dump(), std::string("\"GemmaTokenizer\""));
        QCOMPARE(config["eos_token"].dump(), std::string("\"</s>\""));
    }

    void aFileWithoutScoresIsRefused()
    {
        const auto file = formats::GgufFile::open(kGolden / "qwen2.gguf");
        const auto made = sentencePieceFilesFromGguf(*file);
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::data);
        QVERIFY(made.error().message.find("scores") != std::string::npos);
    }

    void whatTheLibraryWouldNotTakeIsRefused()
    {
        QTemporaryDir folder;
        const Path path = Path(folder.path().toStdString()) / "damaged.gguf";
        std::string bytes = readAll(kGolden / "gemma2.gguf");
        const std::string unknown = "<unk>";
        bytes.replace(bytes.find(unknown), unknown.size(), std::string(unknown.size(), '\0'));
        PosixFileSystem files;
        QVERIFY(writeFileAtomically(files, path, bytes));
        const auto file = formats::GgufFile::open(path);
        QVERIFY(file);
        const auto made = sentencePieceFilesFromGguf(*file);
        QVERIFY(!made);
        QVERIFY2(made.error().message.find("zero byte") != std::string::npos, made.error().message.c_str());
    }
};

QTEST_APPLESS_MAIN(GgufSentencePieceTest)
#include "gguf_sentence_piece_test.moc"
