// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/model_import.h"
#include "core/exchange/model_tokenizer.h"
#include "plugins/architectures/architectures.h"
#include "tests/fakes/byte_tokenizer.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

using namespace bafo;
using namespace bafo::exchange;

namespace {

const Path kSource = BAFO_SOURCE_DIR;

} // namespace

class ModelTokenizerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void eitherKindOfTokenizerFileIsFoundInTheModelsFolder()
    {
        QVERIFY(makeModel(288));
        QVERIFY(loadTokenizerOf(m_files, open()).value() == nullptr);
        const std::string sentencePiece
            = m_files.readFile(kSource / "tests/fuzz/corpus/sentence_piece/bpe", 1 << 20).value();
        QVERIFY(writeFileAtomically(m_files, model() / "tokenizer.model", sentencePiece));
        const auto one = loadTokenizerOf(m_files, open());
        QVERIFY2(one, one ? "" : one.error().message.c_str());
        QVERIFY(*one != nullptr);
        QCOMPARE((*one)->hash(), text::loadTokenizer(m_files, model()).value()->hash());
        const Path golden = kSource / "tests/golden/exchange/tiny/sharded";
        for (const char *name : {"tokenizer.json", "tokenizer_config.json"}) {
            const std::string text = m_files.readFile(golden / name, 1 << 20).value();
            QVERIFY(writeFileAtomically(m_files, model() / name, text));
        }
        const auto other = loadTokenizerOf(m_files, open());
        QVERIFY2(other, other ? "" : other.error().message.c_str());
        QCOMPARE((*other)->hash(), text::loadTokenizer(m_files, golden).value()->hash());
        QVERIFY((*other)->hash() != (*one)->hash());
    }

    void aDamagedTokenizerIsAnErrorAndNotNone()
    {
        QVERIFY(makeModel(288));
        QVERIFY(writeFileAtomically(m_files, model() / "tokenizer.model", "no model"));
        const auto tokenizer = loadTokenizerOf(m_files, open());
        QVERIFY(!tokenizer);
        QCOMPARE(tokenizer.error().code, ErrorCode::data);
        QVERIFY(tokenizer.error().message.find("tokenizer.model") != std::string::npos);
    }

    void aTokenizerWithMorePiecesThanTheModelHasRowsIsRefused()
    {
        const fakes::ByteTokenizer tokenizer; // 257 pieces
        QVERIFY(makeModel(256));
        const auto refused = checkTokenizerFits(tokenizer, open());
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::config);
        for (const char *part : {"257 pieces", "256 rows"}) {
            QVERIFY2(refused.error().message.find(part) != std::string::npos, refused.error().message.c_str());
        }
        QVERIFY(refused.error().message.find(model().string()) != std::string::npos);
        QVERIFY(refused.error().hint.find("model expand") != std::string::npos);
        QVERIFY(writeFileAtomically(
            m_files, model() / "tokenizer.json",
            m_files.readFile(kSource / "tests/golden/exchange/tiny/sharded/tokenizer.json", 1 << 20).value()));
        QCOMPARE(loadTokenizerOf(m_files, open()).error().message.substr(0, 17), std::string("the tokenizer has"));
    }

    void asManyRowsAsPiecesAndMoreFit()
    {
        const fakes::ByteTokenizer tokenizer;
        for (const int rows : {257, 320}) {
            m_folder = std::make_unique<QTemporaryDir>();
            QVERIFY(makeModel(rows));
            QVERIFY(checkTokenizerFits(tokenizer, open()));
        }
    }

private:
    Path model() const { return Path(m_folder->path().toStdString()) / "m"; }

    /// Without a tokenizer.
    bool makeModel(int vocabularySize)
    {
        const Path config = model().parent_path() / "config.json";
        const nlohmann::json object
            = {{"model_type", "llama"},  {"vocab_size", vocabularySize}, {"hidden_size", 8},
               {"intermediate_size", 8}, {"num_hidden_layers", 1},       {"num_attention_heads", 2}};
        return writeFileAtomically(m_files, config, object.dump())
            && initModel(m_files, config, 1, model(), m_architectures);
    }

    ModelFolder open() { return ModelFolder::open(m_files, model(), m_architectures).value(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    PosixFileSystem m_files;
    const Registry<model::Architecture> m_architectures = architectures::makeArchitectures();
};

QTEST_APPLESS_MAIN(ModelTokenizerTest)
#include "model_tokenizer_test.moc"
