// SPDX-License-Identifier: Apache-2.0
// tokenizer.json of SentencePiece models, and which file of a folder decides.
#include "core/text/sentence_piece_json.h"

#include "core/text/tokenizer_folder.h"
#include "tests/text/small_pieces.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

using namespace bafo;
using namespace bafo::text;

namespace {

TokenizerFiles written()
{
    const auto model = parseSentencePieceModel(golden::smallModel()).value();
    return writeSentencePieceJson(model, {}).value();
}

nlohmann::json writtenJson()
{
    return nlohmann::json::parse(written().tokenizerJson);
}

/// The refusal of a changed file; empty where it is read.
std::string refusal(const nlohmann::json &json)
{
    const auto model = parseSentencePieceJson({.tokenizerJson = json.dump()});
    return model ? std::string() : model.error().message;
}

} // namespace

class SentencePieceJsonTest : public QObject {
    Q_OBJECT

    Path place(const char *name) const { return Path(m_folder.path().toStdString()) / name; }

private Q_SLOTS:
    void aWrittenFileReadsAsTheSameModel()
    {
        const auto before = makeTokenizer(golden::smallFiles()).value();
        const auto model = parseSentencePieceJson(written());
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        const auto after = makeTokenizer({.sentencePieceModel = writeSentencePieceModel(*model)}).value();
        QCOMPARE(after->vocabularySize(), before->vocabularySize());
        for (const std::string &text : golden::kHardTexts) {
            QCOMPARE(after->encode(text), before->encode(text));
            QCOMPARE(after->decode(after->encode(text)), before->decode(before->encode(text)));
        }
        for (std::uint32_t id = 0; id < before->vocabularySize(); ++id) {
            QCOMPARE(after->pieceBytes(id), before->pieceBytes(id));
            QCOMPARE(after->isSpecial(id), before->isSpecial(id));
        }
        QCOMPARE(after->beginOfText(), before->beginOfText());
        QCOMPARE(after->endOfText(), before->endOfText());
    }

    void whatTheBaseSaysBesideTheVocabularyIsKept()
    {
        const auto model = parseSentencePieceModel(golden::smallModel()).value();
        TokenizerFiles base = written();
        auto json = nlohmann::json::parse(base.tokenizerJson);
        for (auto &token : json["added_tokens"]) {
            token["special"] = token["special"] || token["content"] == "<start_of_turn>";
        }
        json["post_processor"] = nullptr;
        base = {.tokenizerJson = json.dump(), .tokenizerConfigJson = "{\"chat_template\":\"x\"}"};
        const auto kept = writeSentencePieceJson(model, base).value();
        QCOMPARE(kept.tokenizerConfigJson, base.tokenizerConfigJson);
        const auto again = nlohmann::json::parse(kept.tokenizerJson);
        QVERIFY(again["post_processor"].is_null() && again["added_tokens"][4]["special"] == true);
        QVERIFY(!writtenJson()["post_processor"].is_null() && writtenJson()["added_tokens"][4]["special"] == false);
    }

    void bytesMayStandForThemselves()
    {
        auto json = writtenJson();
        auto &vocab = json["model"]["vocab"];
        vocab["\t"] = vocab["<0x09>"];
        vocab.erase("<0x09>");
        const auto model = parseSentencePieceJson({.tokenizerJson = json.dump()}).value();
        const auto tokenizer = makeTokenizer({.sentencePieceModel = writeSentencePieceModel(model)}).value();
        QCOMPARE(tokenizer->encode("a\tb"), makeTokenizer(golden::smallFiles()).value()->encode("a\tb"));
        vocab.erase("\t");
        vocab["never"] = 20;
        QVERIFY(refusal(json) != "");
    }

    void whatIsNotUnderstoodIsRefusedByName()
    {
        QCOMPARE(refusal(writtenJson()), std::string());
        auto json = writtenJson();
        json["normalizer"] = {{"type", "NFC"}};
        QVERIFY(refusal(json).find("normalizer") != std::string::npos);
        json = writtenJson();
        json["pre_tokenizer"] = {{"type", "Metaspace"}};
        QVERIFY(refusal(json).find("pre_tokenizer") != std::string::npos);
        json = writtenJson();
        json["decoder"]["decoders"].erase(0);
        QVERIFY(refusal(json).find("decoder") != std::string::npos);
        json = writtenJson();
        json["model"]["ignore_merges"] = true;
        QVERIFY(refusal(json).find("ignore_merges") != std::string::npos);
        json = writtenJson();
        json["added_tokens"][5]["lstrip"] = true;
        QVERIFY(refusal(json).find("lstrip") != std::string::npos);
        for (const char *text : {"", "{}", "[1]", "{\"model\":{\"byte_fallback\":true}}"}) {
            QVERIFY2(!parseSentencePieceJson({.tokenizerJson = text}), text);
        }
    }

    void mergesThatScoresCannotTellAreRefused()
    {
        auto json = writtenJson();
        auto &merges = json["model"]["merges"];
        QVERIFY(merges.size() > 150);
        merges.erase(0); // the pieces that begin with it cannot be made as SentencePiece would
        QVERIFY(refusal(json).find("as SentencePiece would") != std::string::npos);
        json = writtenJson();
        json["model"]["merges"].push_back("t q"); // joins to no piece
        QCOMPARE(refusal(json), std::string()); // and so never
        json["model"]["merges"].push_back(7);
        QVERIFY(refusal(json).find("merge") != std::string::npos);
    }

    void theModelDecidesWhereItLiesBesideSuchAFile()
    {
        PosixFileSystem files;
        const auto json = written();
        QVERIFY(files.createDirectories(place("both")) && files.createDirectories(place("json")));
        for (const char *folder : {"both", "json"}) {
            QVERIFY(writeFileAtomically(files, place(folder) / "tokenizer.json", json.tokenizerJson));
            QVERIFY(writeFileAtomically(files, place(folder) / "tokenizer_config.json", json.tokenizerConfigJson));
        }
        QVERIFY(writeFileAtomically(files, place("both") / "tokenizer.model", golden::smallModel()));
        const auto both = readTokenizerFiles(files, place("both")).value();
        QVERIFY(both.sentencePieceModel == golden::smallModel() && canGrow(both));
        const auto alone = loadTokenizer(files, place("json"));
        QVERIFY2(alone, alone ? "" : alone.error().message.c_str());
        for (const std::string &text : golden::kHardTexts) {
            QCOMPARE((*alone)->encode(text), (*loadTokenizer(files, place("both")))->encode(text));
        }
        // Byte-level BPE decides for itself, whatever lies beside it.
        const Path tiny = golden::sourceFolder() / "tests/golden/exchange/tiny/sharded/tokenizer.json";
        QVERIFY(writeFileAtomically(files, place("both") / "tokenizer.json", golden::readBytes(tiny)));
        QVERIFY(readTokenizerFiles(files, place("both"))->sentencePieceModel.empty());
        auto damaged = nlohmann::json::parse(json.tokenizerJson);
        damaged["normalizer"] = nullptr;
        QVERIFY(writeFileAtomically(files, place("json") / "tokenizer.json", damaged.dump()));
        const auto refused = loadTokenizer(files, place("json"));
        QVERIFY(!refused && refused.error().message.find("tokenizer.json") != std::string::npos);
        QVERIFY(refused.error().hint.find("tokenizer.model") != std::string::npos);
    }

private:
    QTemporaryDir m_folder;
};

QTEST_APPLESS_MAIN(SentencePieceJsonTest)
#include "sentence_piece_json_test.moc"
