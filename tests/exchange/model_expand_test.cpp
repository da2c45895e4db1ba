// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/model_expand.h"
#include "core/exchange/model_folder.h"
#include "core/exchange/new_rows.h"
#include "core/text/growth.h"
#include "core/text/sentence_piece_growth.h"
#include "core/text/sentence_piece_model.h"
#include "plugins/architectures/architectures.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

using namespace bafo;
using namespace bafo::exchange;

namespace {

const Path kTiny = Path(BAFO_SOURCE_DIR) / "tests/golden/exchange/tiny";
constexpr const char *kEmbedding = "model.embed_tokens.weight";

std::vector<float> valuesOf(const ModelFolder &folder, const std::string &name)
{
    std::vector<float> values(static_cast<std::size_t>(folder.tensors().tensors().at(name).entry->numElements()));
    return folder.tensors().readFloats(name, values) ? values : std::vector<float>{};
}

} // namespace

class ModelExpandTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(importModel(m_files, kTiny / "tied.gguf", path("tied"), m_architectures));
        QVERIFY(importModel(m_files, kTiny / "sharded", path("untied"), m_architectures));
        grow("tied", "grown");
        grow("untied", "grown_untied");
    }

    void oldRowsStayAndNewRowsAreTheMeanOfTheirChildren()
    {
        const auto expanded = expandModel(m_files, path("tied"), path("grown"), RowInitialisation::children, path("m"),
                                          m_architectures);
        QVERIFY2(expanded, expanded ? "" : expanded.error().message.c_str());
        const auto before = ModelFolder::open(m_files, path("tied"), m_architectures);
        const auto after = ModelFolder::open(m_files, path("m"), m_architectures);
        QVERIFY2(after, after ? "" : after.error().message.c_str());
        QCOMPARE(after->config().vocabularySize, static_cast<std::int64_t>(m_growth.paddedRows));
        QVERIFY(after->config().isTied);
        const auto old = valuesOf(*before, kEmbedding);
        const auto grown = valuesOf(*after, kEmbedding);
        QVERIFY(std::equal(old.begin(), old.end(), grown.begin()));
        const auto &piece = m_growth.pieces.back();
        for (std::size_t i = 0; i < 64; ++i) {
            const float mean = (grown[piece.children[0] * 64 + i] + grown[piece.children[1] * 64 + i]) / 2;
            QVERIFY(std::abs(grown[piece.id * 64 + i] - mean) < 1e-6F);
        }
        QCOMPARE(expanded->numNewRows, static_cast<std::int64_t>(m_growth.pieces.size()));
        QCOMPARE(288 + expanded->numNewRows + expanded->numPaddingRows, after->config().vocabularySize);
    }

    void aModelTellsItsFirstNewRowAndOneThatNeverGrewSaysSo()
    {
        const auto before = ModelFolder::open(m_files, path("tied"), m_architectures).value();
        const auto none = firstNewRowOf(m_files, before);
        QCOMPARE(none.error().code, ErrorCode::config);
        QVERIFY(none.error().hint.find("bafo model expand") != std::string::npos);
        QVERIFY(
            expandModel(m_files, path("tied"), path("grown"), RowInitialisation::children, path("m"), m_architectures));
        const auto after = ModelFolder::open(m_files, path("m"), m_architectures).value();
        QCOMPARE(firstNewRowOf(m_files, after).value(), static_cast<std::int64_t>(m_growth.firstNewId));
        // The growth of another tokenizer.
        text::Growth other = m_growth;
        other.paddedRows += 64;
        QVERIFY(writeFileAtomically(m_files, path("m") / text::kGrowthFileName, text::toJson(other)));
        QCOMPARE(firstNewRowOf(m_files, after).error().code, ErrorCode::data);
    }

    void theModesDifferAndPaddingIsTheMean()
    {
        std::vector<std::vector<float>> tables;
        for (const auto mode : {RowInitialisation::mean, RowInitialisation::subpieces, RowInitialisation::children}) {
            const std::string name(nameOf(mode));
            QVERIFY(expandModel(m_files, path("tied"), path("grown"), mode, path(name.c_str()), m_architectures));
            tables.push_back(valuesOf(*ModelFolder::open(m_files, path(name.c_str()), m_architectures), kEmbedding));
        }
        QVERIFY(tables[0] != tables[1] && tables[1] != tables[2] && tables[0] != tables[2]);
        const std::size_t lastRow = tables[0].size() - 64;
        const std::size_t firstNew = m_growth.firstNewId * std::size_t{64};
        for (std::size_t i = 0; i < 64; ++i) {
            QCOMPARE(tables[1][lastRow + i], tables[0][firstNew + i]);
        }
    }

    void aSentencePieceModelsRowsGrowFromChildrenOrFromTheBasesCut()
    {
        const auto small = m_files.readFile(Path(BAFO_SOURCE_DIR) / "tests/golden/text/small_pieces.model", 1 << 20);
        const nlohmann::json config = {{"model_type", "llama"},  {"vocab_size", 520},      {"hidden_size", 8},
                                       {"intermediate_size", 8}, {"num_hidden_layers", 1}, {"num_attention_heads", 2}};
        QVERIFY(writeFileAtomically(m_files, path("config.json"), config.dump()));
        QVERIFY(initModel(m_files, path("config.json"), 1, path("small"), m_architectures));
        QVERIFY(writeFileAtomically(m_files, path("small") / "tokenizer.model", *small));
        // "qzi" is taken from another tokenizer, without a way to be made; then pieces are learned behind it.
        const text::TokenizerFiles base = {.sentencePieceModel = *small};
        const text::SentencePieceModel other
            = {.pieces
               = {{.text = "<unk>", .type = text::PieceType::unknown}, {.text = "qzi"}, {.text = "th\xE2\x96\x81"}},
               .isBpe = true};
        const auto grown = text::addPiecesOf(base, {.sentencePieceModel = text::writeSentencePieceModel(other)},
                                             {.rowMultiple = 512}, {});
        QVERIFY2(grown, grown ? "" : grown.error().message.c_str());
        QVERIFY(!grown->growth.pieces[0].isReachable && grown->growth.pieces[1].children.size() == 2);
        writeGrown("other", *grown);
        const auto expanded = expandModel(m_files, path("small"), path("other"), RowInitialisation::children, path("m"),
                                          m_architectures);
        QVERIFY2(expanded, expanded ? "" : expanded.error().message.c_str());
        const auto after = ModelFolder::open(m_files, path("m"), m_architectures);
        QVERIFY2(after, after ? "" : after.error().message.c_str());
        QCOMPARE(after->config().vocabularySize, 1024);
        const auto rows = valuesOf(*after, kEmbedding);
        for (const text::NewPiece &piece : grown->growth.pieces) {
            const auto &parents = piece.children.empty() ? piece.subpieces : piece.children;
            double mean = 0;
            for (const std::uint32_t id : parents) {
                mean += rows[id * std::size_t{8}] / static_cast<double>(parents.size());
            }
            QVERIFY(std::abs(rows[piece.id * std::size_t{8}] - mean) < 1e-6);
        }
        QCOMPARE(text::loadTokenizer(m_files, path("m")).value()->hash(), grown->growth.grownHash);
        QVERIFY(m_files.status(path("m") / "tokenizer.json")->exists);
    }

    void anUntiedHeadGrowsFromItsOwnRows()
    {
        QVERIFY(expandModel(m_files, path("untied"), path("grown_untied"), RowInitialisation::subpieces, path("m"),
                            m_architectures));
        const auto after = ModelFolder::open(m_files, path("m"), m_architectures);
        QVERIFY(!after->config().isTied);
        const auto head = valuesOf(*after, "lm_head.weight");
        const auto &piece = m_growth.pieces.front();
        double mean = 0;
        for (const std::uint32_t id : piece.subpieces) {
            mean += head[id * std::size_t{24}] / static_cast<double>(piece.subpieces.size());
        }
        QVERIFY(std::abs(head[piece.id * std::size_t{24}] - mean) < 1e-6);
        QVERIFY(head != valuesOf(*after, kEmbedding));
    }

    void theConfigurationAgreesWithTheWeightsOfAGrownModel()
    {
        const Path config = path("untied") / "config.json";
        nlohmann::json said = nlohmann::json::parse(m_files.readFile(config, 1 << 20).value());
        said["dtype"] = "bfloat16";
        QVERIFY(writeFileAtomically(m_files, config, said.dump()));
        const auto expanded = expandModel(m_files, path("untied"), path("grown_untied"), RowInitialisation::mean,
                                          path("m"), m_architectures);
        QVERIFY2(expanded, expanded ? "" : expanded.error().message.c_str());
        const auto written = nlohmann::json::parse(m_files.readFile(path("m") / "config.json", 1 << 20).value());
        QCOMPARE(written.at("dtype").dump(), std::string("\"float32\""));
        QVERIFY(!written.contains("torch_dtype"));
    }

    void anotherTokenizerIsRefusedAndNothingIsLeft()
    {
        const auto twice = [&](const Path &tokenizer) {
            return expandModel(m_files, path("tied"), tokenizer, RowInitialisation::mean, path("m"), m_architectures);
        };
        QVERIFY(twice(path("grown")));
        QCOMPARE(twice(path("grown")).error().code, ErrorCode::config);
        const auto other
            = expandModel(m_files, path("m"), path("grown"), RowInitialisation::mean, path("n"), m_architectures);
        QVERIFY(!other && other.error().message.find("was not grown from") != std::string::npos);
        const auto none
            = expandModel(m_files, path("tied"), path("tied"), RowInitialisation::mean, path("n"), m_architectures);
        QVERIFY(!none && none.error().message.find("growth.json") != std::string::npos);
        QVERIFY(!m_files.status(path("n"))->exists);
    }

    void weightsThatDoNotFitTheirConfigAreNamed()
    {
        const auto isRefused = [&](const std::string &from, const std::string &to, const std::string &named) {
            std::string text = m_files.readFile(path("tied/config.json"), 1 << 16).value();
            text.replace(text.find(from), from.size(), to);
            (void)m_files.removeTree(path("broken"));
            std::filesystem::copy(path("tied"), path("broken"));
            (void)writeFileAtomically(m_files, path("broken/config.json"), text);
            const auto opened = ModelFolder::open(m_files, path("broken"), m_architectures);
            return !opened && exitCodeOf(opened.error().code) == 5
                && opened.error().message.find(named) != std::string::npos && !opened.error().hint.empty();
        };
        QVERIFY(
            isRefused("\"num_hidden_layers\": 1", "\"num_hidden_layers\": 2", "model.layers.1.input_layernorm.weight"));
        QVERIFY(isRefused("\"intermediate_size\": 96", "\"intermediate_size\": 95", "wrong shape"));
        QVERIFY(isRefused("\"tie_word_embeddings\": true", "\"tie_word_embeddings\": false", "lm_head.weight"));
        QVERIFY(isRefused("\"model_type\": \"llama\"", "\"model_type\": \"mamba\"", "mamba"));
        QVERIFY(isRefused("{", "{\"sliding_window\": 7,", "sliding_window"));
        QVERIFY(isRefused("{", "[", "broken/config.json"));
        QVERIFY(!isRefused("\"num_hidden_layers\": 1", "\"num_hidden_layers\": 1", ""));
    }

    void hostileAndMissingSourcesAreNamedAndLeaveNothing()
    {
        const std::string whole = m_files.readFile(kTiny / "tied.gguf", 1 << 20).value();
        const auto isRefused = [&](const std::string &content) {
            (void)writeFileAtomically(m_files, path("bad.gguf"), content);
            const auto made = importModel(m_files, path("bad.gguf"), path("out"), m_architectures);
            return !made && exitCodeOf(made.error().code) == 5
                && made.error().message.find("bad.gguf") != std::string::npos && !m_files.status(path("out"))->exists;
        };
        QVERIFY(isRefused(whole.substr(0, whole.size() - 10'000)));
        QVERIFY(isRefused(whole.substr(0, 700)));
        QVERIFY(isRefused("#!/bin/sh\n"));
        QVERIFY(isRefused(""));
        std::string other = whole;
        other.replace(other.find("llama.block_count"), 17, "llama.black_count");
        QVERIFY(isRefused(other));
        QVERIFY(!isRefused(whole));
        const auto missing = importModel(m_files, path("nowhere"), path("out2"), m_architectures);
        QVERIFY(!missing && exitCodeOf(missing.error().code) == 5);
    }

private:
    Path path(const char *name) const { return Path(m_folder->path().toStdString()) / name; }

    void writeGrown(const char *to, const text::GrownTokenizer &grown)
    {
        QVERIFY(m_files.createDirectories(path(to)));
        QVERIFY(writeFileAtomically(m_files, path(to) / "tokenizer.json", grown.files.tokenizerJson));
        QVERIFY(writeFileAtomically(m_files, path(to) / "tokenizer.model", grown.files.sentencePieceModel));
        QVERIFY(writeFileAtomically(m_files, path(to) / "growth.json", toJson(grown.growth)));
    }

    void grow(const char *model, const char *to)
    {
        const text::TokenizerFiles base
            = {.tokenizerJson = m_files.readFile(path(model) / "tokenizer.json", 1 << 20).value(),
               .tokenizerConfigJson = m_files.readFile(path(model) / "tokenizer_config.json", 1 << 20).value()};
        const auto grown = text::growTokenizer(
            base, {"ngiyabonga kakhulu ngiyabonga siyabonga bayabonga kakhulu siyahamba bayahamba"}, {},
            {.numPieces = 12});
        QVERIFY2(grown, grown ? "" : grown.error().message.c_str());
        QVERIFY(m_files.createDirectories(path(to)));
        QVERIFY(writeFileAtomically(m_files, path(to) / "tokenizer.json", grown->files.tokenizerJson));
        QVERIFY(writeFileAtomically(m_files, path(to) / "tokenizer_config.json", grown->files.tokenizerConfigJson));
        QVERIFY(writeFileAtomically(m_files, path(to) / "growth.json", text::toJson(grown->growth)));
        m_growth = grown->growth;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    PosixFileSystem m_files;
    text::Growth m_growth;
    const Registry<model::Architecture> m_architectures = architectures::makeArchitectures();
};

QTEST_APPLESS_MAIN(ModelExpandTest)
#include "model_expand_test.moc"
