// SPDX-License-Identifier: Apache-2.0
// Files for llama.cpp and LitGPT, with what the two make of them (tests/golden/exchange/make_exports.py): a file with
// the recorded SHA-256 is read there as recorded.
#include "core/base/check.h"
#include "core/base/sha256.h"
#include "core/exchange/gguf_export.h"
#include "core/exchange/litgpt_export.h"
#include "core/exchange/model_import.h"
#include "core/text/tokenizer.h"
#include "plugins/architectures/architectures.h"
#include "tests/exchange/golden_logits.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

using namespace bafo;
using namespace bafo::exchange;

namespace {

const Path kGolden = Path(BAFO_SOURCE_DIR) / "tests/golden/exchange";

Path sourceOf(const std::string &model)
{
    return model == "tied"   ? kGolden / "tiny/tied.gguf"
        : model == "sharded" ? kGolden / "tiny/sharded"
                             : kGolden / "families" / (model + ".gguf");
}

/// "gemma2 gguf-f16" -> "gemma2" and "gguf-f16".
std::pair<std::string, std::string> parted(const std::string &name)
{
    const std::size_t space = name.find(' ');
    return {name.substr(0, space), name.substr(space + 1)};
}

} // namespace

class ExportsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void llamaCppReadsWhatWeMean_data() { addRows("gguf"); }

    void llamaCppReadsWhatWeMean()
    {
        const auto golden = m_golden["gguf"][QTest::currentDataTag()];
        const auto [model, format] = parted(QTest::currentDataTag());
        const Path folder = imported(model);
        const auto type = format == "gguf-f16" ? formats::GgufTensorType::F16 : formats::GgufTensorType::Q8_0;
        const auto made = exportGguf(m_files, folder, path("a.gguf"), m_architectures, type);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        QCOMPARE(sha256OfFile(path("a.gguf")).value(), golden["sha256"].get<std::string>());
        QCOMPARE(made->lineage.files.at(0).sha256, golden["sha256"].get<std::string>());
        checkIds(folder, golden);
        const auto opened = ModelFolder::open(m_files, folder, m_architectures).value();
        QCOMPARE(golden["about"]["vocabulary_size"].get<std::int64_t>(), opened.config().vocabularySize);
        const at::Tensor logits = logitsOf(opened, m_golden["logits_of"]);
        const double difference = largestDifference(logits, golden["logits"]);
        const double largest = logits.abs().max().item<double>();
        qInfo("largest difference %.1e, largest logit %.1f", difference, largest);
        QVERIFY(difference < (type == formats::GgufTensorType::F16 ? 2e-2 : 8e-2) * largest);
        for (const auto &[other, values] : m_golden["gguf"].items()) {
            QVERIFY(other.starts_with(model) || largestDifference(logits, values["logits"]) > 0.2 * largest);
        }
    }

    void litgptComputesWhatWeCompute_data() { addRows("litgpt"); }

    void litgptComputesWhatWeCompute()
    {
        const auto golden = m_golden["litgpt"][QTest::currentDataTag()];
        const auto [model, dtype] = parted(QTest::currentDataTag());
        const Path folder = imported(model);
        const auto made = exportLitgpt(m_files, folder, path("l"), m_architectures,
                                       dtype == "f32" ? formats::Dtype::F32 : formats::Dtype::BF16);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        QCOMPARE(sha256OfFile(path("l") / "lit_model.pth").value(), golden["sha256"].get<std::string>());
        const at::Tensor logits
            = logitsOf(ModelFolder::open(m_files, folder, m_architectures).value(), m_golden["logits_of"]);
        const double difference = largestDifference(logits, golden["logits"]);
        qInfo("largest difference %.1e", difference);
        QVERIFY(difference < (dtype == "f32" ? 1e-5 : 0.2));
        const auto back = importModel(m_files, path("l"), path("back"), m_architectures);
        QVERIFY2(back, back ? "" : back.error().message.c_str());
        if (dtype == "f32") {
            QCOMPARE(runs::readLineage(m_files, path("back"))->weightHash(),
                     runs::readLineage(m_files, folder)->weightHash());
            QVERIFY(differencesOfConfigs(folder, path("back")).empty());
        }
    }

    void aGgufFileOfOursComesBack()
    {
        const Path folder = imported("gemma2");
        QVERIFY(exportGguf(m_files, folder, path("g.gguf"), m_architectures, formats::GgufTensorType::F16));
        const auto back = importModel(m_files, path("g.gguf"), path("back"), m_architectures);
        QVERIFY2(back, back ? "" : back.error().message.c_str());
        const auto one = text::loadTokenizer(m_files, folder).value();
        const auto other = text::loadTokenizer(m_files, path("back")).value();
        QCOMPARE(other->hash(), one->hash());
        QVERIFY(readJson(path("back") / "config.json")["eos_token_id"]
                == readJson(folder / "config.json")["eos_token_id"]);
        const auto ids = m_golden["logits_of"];
        const at::Tensor difference
            = (logitsOf(ModelFolder::open(m_files, folder, m_architectures).value(), ids)
               - logitsOf(ModelFolder::open(m_files, path("back"), m_architectures).value(), ids))
                  .abs()
                  .max();
        QVERIFY(difference.item<double>() > 0 && difference.item<double>() < 5e-2);
    }

    void nothingIsLeftOfWhatIsRefused()
    {
        const Path untied = kGolden / "litgpt/gemma2";
        QVERIFY(importModel(m_files, untied, path("untied"), m_architectures));
        const auto refused
            = exportGguf(m_files, path("untied"), path("no.gguf"), m_architectures, formats::GgufTensorType::F16);
        QVERIFY(!refused && refused.error().code == ErrorCode::config);
        QVERIFY(refused.error().message.find("head") != std::string::npos && !refused.error().hint.empty());
        // It has no tokenizer either, which comes second.
        const Path bare = imported("tied");
        std::filesystem::remove(bare / "tokenizer.json");
        const auto speechless
            = exportGguf(m_files, bare, path("no.gguf"), m_architectures, formats::GgufTensorType::F16);
        QVERIFY(!speechless && speechless.error().message.find("tokenizer") != std::string::npos);
        QVERIFY(writeFileAtomically(m_files, path("taken.gguf"), "mine"));
        const auto taken
            = exportGguf(m_files, imported("qwen2"), path("taken.gguf"), m_architectures, formats::GgufTensorType::F16);
        QVERIFY(!taken && taken.error().code == ErrorCode::config);
        QCOMPARE(m_files.readFile(path("taken.gguf"), 10).value(), std::string("mine"));
        QVERIFY(!std::filesystem::exists(path("no.gguf")));
        const auto names = m_files.list(path("")).value();
        for (const std::string &name : names) {
            QVERIFY2(!name.starts_with("."), name.c_str());
        }
    }

private:
    Path path(const char *name) const { return Path(m_folder->path().toStdString()) / name; }

    Path imported(const std::string &model)
    {
        const Path folder = path(model.c_str());
        const auto made = importModel(m_files, sourceOf(model), folder, m_architectures);
        BAFO_CHECK(made.has_value(), "the golden model is not imported");
        return folder;
    }

    void addRows(const char *kind)
    {
        QTest::addColumn<int>("unused");
        for (const auto &[name, values] : m_golden[kind].items()) {
            QTest::newRow(name.c_str()) << 0;
        }
    }

    void checkIds(const Path &folder, const nlohmann::json &golden)
    {
        const auto tokenizer = text::loadTokenizer(m_files, folder).value();
        for (std::size_t i = 0; i < m_golden["texts"].size(); ++i) {
            const auto text = m_golden["texts"][i].get<std::string>();
            const auto expected = golden["ids"][i].get<std::vector<std::uint32_t>>();
            QCOMPARE(tokenizer->encode(text), expected);
            QVERIFY(tokenizer->encode(text + "x") != expected);
        }
    }

    std::vector<std::string> differencesOfConfigs(const Path &one, const Path &other)
    {
        const auto left = readJson(one / "config.json");
        const auto right = readJson(other / "config.json");
        std::vector<std::string> differing;
        for (const char *key : {"model_type", "hidden_size", "num_hidden_layers", "vocab_size", "eos_token_id",
                                "tie_word_embeddings", "rms_norm_eps", "num_key_value_heads"}) {
            if (left.value(key, nlohmann::json()) != right.value(key, nlohmann::json())) {
                differing.emplace_back(key);
            }
        }
        return differing;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    PosixFileSystem m_files;
    const Registry<model::Architecture> m_architectures = architectures::makeArchitectures();
    const nlohmann::json m_golden = readJson(kGolden / "exports.json");
};

QTEST_APPLESS_MAIN(ExportsTest)
#include "exports_test.moc"
