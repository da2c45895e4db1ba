// SPDX-License-Identifier: Apache-2.0
#include "core/plan/model_shape.h"

#include "core/formats/safetensors.h"

#include <QTemporaryDir>
#include <QTest>

#include <vector>

using namespace bafo;
using namespace bafo::plan;
using Declaration = formats::SafetensorsWriter::Declaration;

namespace {

constexpr const char *kLlama = R"({"model_type":"llama","num_attention_heads":2,"tie_word_embeddings":false})";

std::vector<Declaration> layer(int number)
{
    const std::string prefix = "model.layers." + std::to_string(number) + ".";
    std::vector<Declaration> tensors;
    const auto add = [&](const std::string &name, std::vector<std::int64_t> shape) {
        tensors.push_back(
            {.name = prefix + name + ".weight", .dtype = formats::Dtype::BF16, .shape = std::move(shape)});
    };
    add("input_layernorm", {4});
    add("mlp.gate_proj", {12, 4});
    add("self_attn.q_proj", {8, 4});
    add("self_attn.k_proj", {4, 4});
    return tensors;
}

} // namespace

class ModelShapeTest : public QObject {
    Q_OBJECT

    PosixFileSystem m_files;
    std::unique_ptr<QTemporaryDir> m_folder;

    [[nodiscard]] Path folder() const { return m_folder->path().toStdString(); }

    void write(const char *config, const std::vector<Declaration> &tensors, const char *name = "model.safetensors")
    {
        QVERIFY(writeFileAtomically(m_files, folder() / "config.json", config));
        auto writer = formats::SafetensorsWriter::create(m_files, folder() / name, tensors);
        for (const Declaration &tensor : tensors) {
            std::size_t count = 2;
            for (const std::int64_t extent : tensor.shape) {
                count *= static_cast<std::size_t>(extent);
            }
            QVERIFY(writer->write(std::vector<std::byte>(count)));
        }
        QVERIFY(writer->finish());
    }

    [[nodiscard]] static std::vector<Declaration> wholeModel(bool hasHead, int numLayers = 2)
    {
        std::vector<Declaration> tensors
            = {{.name = "model.embed_tokens.weight", .dtype = formats::Dtype::BF16, .shape = {10, 4}},
               {.name = "model.norm.weight", .dtype = formats::Dtype::BF16, .shape = {4}}};
        if (hasHead) {
            tensors.push_back({.name = "lm_head.weight", .dtype = formats::Dtype::BF16, .shape = {10, 4}});
        }
        for (int number = 0; number < numLayers; ++number) {
            for (Declaration &tensor : layer(number)) {
                tensors.push_back(std::move(tensor));
            }
        }
        return tensors;
    }

private Q_SLOTS:
    void aTensorOfFourBitsHasItsOwnShape()
    {
        const auto shape
            = readModelShape(m_files, Path(BAFO_SOURCE_DIR) / "tests/golden/adapters/grouped_4bit").value();
        QCOMPARE(shape.vocabularySize, 61);
        QCOMPARE(shape.intermediateSize, 36);
        QCOMPARE(shape.queryWidth, 24);
        QCOMPARE(shape.numLayers(), 2);
        QCOMPARE(shape.numParameters(), 2 * 61 * 24 + 2 * (2 * 24 * 24 + 2 * 8 * 24 + 3 * 36 * 24 + 2 * 24) + 24);
    }

    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void sizesComeFromTheTensors()
    {
        write(kLlama, wholeModel(true));
        const auto shape = readModelShape(m_files, folder());
        QVERIFY(shape);
        QCOMPARE(shape->numLayers(), 2);
        QCOMPARE(shape->vocabularySize, 10);
        QCOMPARE(shape->hiddenSize, 4);
        QCOMPARE(shape->intermediateSize, 12);
        QCOMPARE(shape->queryWidth, 8);
        QCOMPARE(shape->keyWidth, 4);
        QCOMPARE(shape->numHeads, 2);
        QVERIFY(!shape->isTied && !shape->hasEndNorms && !shape->hasScaledEmbedding);
        QCOMPARE(shape->numParameters(), 40 + 4 + 40 + 2 * (4 + 48 + 32 + 16));
        QCOMPARE(shape->units.front().size(), 3U);
        QCOMPARE(shape->units.front().front().fileBytes, 80);
    }

    void aTiedHeadIsCountedOnce()
    {
        write(R"({"model_type":"llama","num_attention_heads":2,"tie_word_embeddings":true})", wholeModel(true));
        const auto tied = readModelShape(m_files, folder());
        QVERIFY(tied && tied->isTied);
        QCOMPARE(tied->units.front().size(), 2U);
    }

    void gemmaIsTiedWhereNothingElseIsSaid()
    {
        write(R"({"model_type":"gemma2","num_attention_heads":2})", wholeModel(true));
        const auto shape = readModelShape(m_files, folder());
        QVERIFY(shape && shape->isTied && shape->hasScaledEmbedding);
    }

    void shardsAreReadTogether()
    {
        write(kLlama, wholeModel(true, 0), "model-00001-of-00002.safetensors");
        write(kLlama, layer(0), "model-00002-of-00002.safetensors");
        const auto shape = readModelShape(m_files, folder());
        QVERIFY(shape);
        QCOMPARE(shape->numLayers(), 1);
    }

    void rowsOfNewTokensAreToldByTheGrowth()
    {
        write(kLlama, wholeModel(true)); // ten rows
        QCOMPARE(readModelShape(m_files, folder())->numNewRows, 0);
        const auto grow = [this](const std::string &json) {
            QVERIFY(writeFileAtomically(m_files, folder() / "growth.json", json));
        };
        grow(R"({"version":1,"first_new_id":7,"padded_rows":10,"pieces":[{"id":7,"padded_rows":3}]})");
        QCOMPARE(readModelShape(m_files, folder())->numNewRows, 3);
        for (const char *other : {R"({"version":1,"first_new_id":7,"padded_rows":12})", R"({"version":2})", "{"}) {
            grow(other); // of another model, or damaged: whoever needs it tells
            QCOMPARE(readModelShape(m_files, folder())->numNewRows, 0);
        }
    }

    void whatIsNoDecoderIsNamed()
    {
        QVERIFY(!readModelShape(m_files, folder()));
        write("[]", wholeModel(true));
        QVERIFY(!readModelShape(m_files, folder()));
        init();
        write(kLlama, wholeModel(true, 0)); // no layers
        const auto empty = readModelShape(m_files, folder());
        QVERIFY(!empty && empty.error().code == ErrorCode::data);
        init();
        std::vector<Declaration> holes = wholeModel(true, 0);
        for (Declaration &tensor : layer(3)) {
            holes.push_back(std::move(tensor));
        }
        write(kLlama, holes);
        QVERIFY(!readModelShape(m_files, folder()));
        init();
        write(R"({"num_attention_heads":3})", wholeModel(true)); // eight rows of queries
        QVERIFY(!readModelShape(m_files, folder()));
        init();
        std::vector<Declaration> headless = wholeModel(false);
        headless.erase(headless.begin());
        write(kLlama, headless);
        QVERIFY(!readModelShape(m_files, folder()));
    }
};

QTEST_APPLESS_MAIN(ModelShapeTest)
#include "model_shape_test.moc"
