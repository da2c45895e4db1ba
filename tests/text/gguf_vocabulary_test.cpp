// SPDX-License-Identifier: Apache-2.0
#include "core/text/gguf_vocabulary.h"

#include "core/text/sentence_piece_model.h"
#include "core/text/tokenizer_folder.h"
#include "tests/text/small_pieces.h"

#include <QTest>

#include <functional>
#include <set>

using namespace bafo;
using namespace bafo::text;

namespace {

constexpr std::uint32_t kRows = 320;

TokenizerFiles bytePairs()
{
    PosixFileSystem files;
    return readTokenizerFiles(files, golden::sourceFolder() / "tests/golden/exchange/tiny/sharded").value();
}

bool areAllOfTheirOwn(const std::vector<std::string> &tokens)
{
    const std::set<std::string> distinct(tokens.begin(), tokens.end());
    return distinct.size() == tokens.size() && !distinct.contains("");
}

TokenizerFiles changed(const std::function<void(SentencePieceModel &)> &change)
{
    SentencePieceModel model = parseSentencePieceModel(golden::smallModel()).value();
    change(model);
    return {.sentencePieceModel = writeSentencePieceModel(model)};
}

TokenizerFiles changedJson(const std::function<void(nlohmann::json &)> &change)
{
    TokenizerFiles files = bytePairs();
    auto json = nlohmann::json::parse(files.tokenizerJson);
    change(json);
    files.tokenizerJson = json.dump();
    return files;
}

void addPiece(SentencePieceModel &model, const std::string &text, PieceType type)
{
    model.pieces.push_back({.text = text, .score = -1, .type = type});
}

} // namespace

class GgufVocabularyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void byteLevelPairsKeepTheirNumbers()
    {
        const auto made = ggufVocabularyOf(bytePairs(), kRows);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        QCOMPARE(made->model, std::string("gpt2"));
        QCOMPARE(made->preTokenizer, std::string("gpt-2"));
        QCOMPARE(made->tokens.size(), std::size_t{kRows});
        QCOMPARE(made->types.size(), std::size_t{kRows});
        QVERIFY(made->scores.empty() && !made->merges.empty() && made->warnings.empty());
        const auto json = nlohmann::json::parse(bytePairs().tokenizerJson);
        for (const auto &[piece, id] : json["model"]["vocab"].items()) {
            QCOMPARE(made->tokens[id.get<std::size_t>()], piece);
        }
        QCOMPARE(made->types[0], 3); // <|endoftext|>
        QCOMPARE(made->types[10], 1);
        QVERIFY(!made->addsBegin && !made->beginOfText);
    }

    void sentencePiecesKeepScoresAndKinds()
    {
        const auto model = parseSentencePieceModel(golden::smallModel()).value();
        const auto numPieces = static_cast<std::uint32_t>(model.pieces.size());
        const auto made = ggufVocabularyOf(golden::smallFiles(), numPieces + 7);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        QCOMPARE(made->model, std::string("llama"));
        for (std::size_t id = 0; id < numPieces; ++id) {
            QCOMPARE(made->types[id], static_cast<std::int32_t>(model.pieces[id].type));
            QCOMPARE(made->scores[id], model.pieces[id].score);
            const bool isSymbol = model.pieces[id].type == PieceType::userDefined;
            QCOMPARE(made->tokens[id], isSymbol ? withSpaces(model.pieces[id].text) : model.pieces[id].text);
        }
        QVERIFY(made->beginOfText && made->addsBegin && !made->addsSpacePrefix);
        QCOMPARE(made->tokens[*made->beginOfText], model.beginOfText);
    }

    void rowsWithoutATokenBecomeUnusedOnesOfTheirOwn()
    {
        for (const TokenizerFiles &files : {bytePairs(), golden::smallFiles()}) {
            const auto made = ggufVocabularyOf(files, 2000);
            QVERIFY2(made, made ? "" : made.error().message.c_str());
            QCOMPARE(made->tokens.size(), 2000U);
            QCOMPARE(made->tokens.back(), std::string("[PAD1999]"));
            QCOMPARE(made->types.back(), 5);
            QVERIFY(areAllOfTheirOwn(made->tokens));
        }
        const auto taken = ggufVocabularyOf(
            changed([](SentencePieceModel &model) { addPiece(model, "[PAD1999]", PieceType::userDefined); }), 2000);
        QVERIFY(taken && areAllOfTheirOwn(taken->tokens));
        QCOMPARE(taken->tokens.back(), std::string("[PAD1999_]"));
    }

    void theConfigurationSaysWhetherTextBeginsWithAToken()
    {
        TokenizerFiles files = golden::smallFiles();
        files.tokenizerConfigJson = R"({"add_bos_token": false})";
        QVERIFY(!ggufVocabularyOf(files, 2000)->addsBegin);
        files.tokenizerConfigJson = R"({"add_bos_token": true})";
        QVERIFY(ggufVocabularyOf(files, 2000)->addsBegin);

        TokenizerFiles pairs = changedJson([](nlohmann::json &json) {
            json["post_processor"] = {
                {"type", "TemplateProcessing"},
                {"single", {{{"SpecialToken", {{"id", "<|endoftext|>"}, {"type_id", 0}}}}}},
            };
        });
        pairs.tokenizerConfigJson = R"({"bos_token": "<|endoftext|>"})";
        const auto made = ggufVocabularyOf(pairs, kRows);
        QVERIFY(made && made->addsBegin && made->beginOfText == 0U);
        pairs.tokenizerConfigJson = R"({"bos_token": "<|im_end|>"})";
        QVERIFY(!ggufVocabularyOf(pairs, kRows)->addsBegin);
    }

    void whatLlamaCppWouldCutOtherwiseIsNamed_data()
    {
        QTest::addColumn<QString>("named");
        QTest::addColumn<int>("files");
        const auto add = [this](const char *name, const char *named, TokenizerFiles files) {
            QTest::newRow(name) << named << static_cast<int>(m_files.size());
            m_files.push_back(std::move(files));
        };
        add("unigram", "BPE", changed([](auto &model) { model.isBpe = false; }));
        add("no bytes", "bytes", changed([](auto &model) { model.hasByteFallback = false; }));
        add("rewrites text", "before it cuts", {.sentencePieceModel = golden::seed("byte_fallback")});
        add("runs of spaces", "before it cuts", changed([](auto &model) { model.removesExtraSpaces = true; }));
        add("symbols and a space", "symbol", changed([](auto &model) { model.addsDummyPrefix = true; }));
        add("unused piece", "ab", changed([](auto &model) {
                addPiece(model, "a", PieceType::userDefined);
                addPiece(model, "b", PieceType::userDefined);
                addPiece(model, "ab", PieceType::unused);
            }));
        add("prefix space", "space", changedJson([](auto &json) { json["pre_tokenizer"]["add_prefix_space"] = true; }));
        add("whole words", "whole", changedJson([](auto &json) { json["model"]["ignore_merges"] = true; }));
    }

    void whatLlamaCppWouldCutOtherwiseIsNamed()
    {
        QFETCH(QString, named);
        QFETCH(int, files);
        const auto refused = ggufVocabularyOf(m_files[static_cast<std::size_t>(files)], 2000);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::config);
        QVERIFY2(refused.error().message.find(named.toStdString()) != std::string::npos,
                 refused.error().message.c_str());
        QVERIFY(!refused.error().hint.empty());
    }

    void moreTokensThanRowsAreRefused()
    {
        const auto refused = ggufVocabularyOf(bytePairs(), 287);
        QVERIFY(!refused && refused.error().code == ErrorCode::config);
        QVERIFY(refused.error().message.find("288") != std::string::npos);
        QVERIFY(ggufVocabularyOf(bytePairs(), 288));
    }

    void piecesThatLlamaCppTakesForEndsAreToldOf()
    {
        const auto withSymbol = [](const char *text, PieceType type) {
            return changed([&](SentencePieceModel &model) { addPiece(model, text, type); });
        };
        const auto made = ggufVocabularyOf(withSymbol("[EOS]", PieceType::userDefined), 2000);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        QCOMPARE(made->warnings.size(), 1U);
        QVERIFY(made->warnings.front().find("'[EOS]'") != std::string::npos);
        QVERIFY(ggufVocabularyOf(withSymbol("[EOS]", PieceType::control), 2000)->warnings.empty());
        QVERIFY(ggufVocabularyOf(withSymbol("[EOZ]", PieceType::userDefined), 2000)->warnings.empty());
    }

    void controlTokensThatTextCanMakeAreToldOf()
    {
        const auto made = ggufVocabularyOf(changed([](SentencePieceModel &model) {
                                               addPiece(model, "</", PieceType::userDefined);
                                               addPiece(model, "q>", PieceType::userDefined);
                                               addPiece(model, "</q>", PieceType::control);
                                           }),
                                           2000);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        QCOMPARE(made->warnings.size(), 1U);
        QVERIFY(made->warnings.front().find("'</q>'") != std::string::npos);
    }

private:
    std::vector<TokenizerFiles> m_files;
};

QTEST_APPLESS_MAIN(GgufVocabularyTest)
#include "gguf_vocabulary_test.moc"
