// SPDX-License-Identifier: Apache-2.0
// What an exported folder holds, that it says of its weights what they are, and that it is there whole or not at all.
#include "core/exchange/model_folder.h"
#include "core/exchange/model_import.h"
#include "core/exchange/model_writer.h"
#include "core/text/growth.h"
#include "plugins/architectures/architectures.h"
#include "tests/fakes/failing_file_system.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <map>

using namespace bafo;
using namespace bafo::exchange;

namespace {

const Path kTiny = Path(BAFO_SOURCE_DIR) / "tests/golden/exchange/tiny";
constexpr const char *kHead = "lm_head.weight";
constexpr const char *kEmbedding = "model.embed_tokens.weight";

using Values = std::map<std::string, std::vector<float>>;

} // namespace

class ModelExportTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void anExportIsAHuggingFaceFolderAndNothingBesides()
    {
        QVERIFY(importModel(m_files, kTiny / "tied.gguf", path("m"), m_architectures));
        QVERIFY(writeFileAtomically(m_files, path("m") / text::kGrowthFileName, "{}"));
        QVERIFY(m_files.status(path("m/lineage.json"))->exists);
        const auto made = exportModel(m_files, path("m"), path("out"), m_architectures);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        QCOMPARE(
            m_files.list(path("out")).value(),
            (std::vector<std::string>{"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"}));
        for (const char *name : {"tokenizer.json", "tokenizer_config.json"}) {
            QCOMPARE(contentOf(path("out") / name), contentOf(path("m") / name));
        }
        QCOMPARE(made->lineage.how, std::string("export"));
        QCOMPARE(made->lineage.weightHash(),
                 ModelFolder::open(m_files, path("out"), m_architectures)->lineage().value().weightHash());
        QVERIFY(exportModel(m_files, path("out"), path("again"), m_architectures));
    }

    void theWeightsAreEqualBitForBit()
    {
        // Three dtypes, of which each value has exactly one fp32.
        QVERIFY(exportModel(m_files, kTiny / "sharded", path("out"), m_architectures));
        const Values before = valuesOf(kTiny / "sharded");
        Values after = valuesOf(path("out"));
        QCOMPARE(before.size(), 35U);
        QVERIFY(areEqualBits(before, after));
        after.begin()->second[0] = std::nextafter(after.begin()->second[0], 1000.0F);
        QVERIFY(!areEqualBits(before, after));
    }

    void aTiedHeadIsNotWritten()
    {
        QVERIFY(importModel(m_files, kTiny / "tied.gguf", path("m"), m_architectures));
        storeHeadBesideTheEmbedding();
        QVERIFY(valuesOf(path("stored")).contains(kHead));
        const auto made = exportModel(m_files, path("stored"), path("out"), m_architectures);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        QVERIFY(!valuesOf(path("out")).contains(kHead));
        QVERIFY(areEqualBits(valuesOf(path("m")), valuesOf(path("out"))));
        QVERIFY(exportModel(m_files, kTiny / "sharded", path("untied"), m_architectures));
        QVERIFY(valuesOf(path("untied")).contains(kHead));
    }

    void theConfigurationSaysFloat32UnderItsOwnKey_data()
    {
        QTest::addColumn<QByteArray>("said");
        QTest::addColumn<QByteArray>("written");
        QTest::newRow("transformers 4") << QByteArray(R"({"torch_dtype":"bfloat16"})")
                                        << QByteArray(R"({"torch_dtype":"float32"})");
        QTest::newRow("transformers 5") << QByteArray(R"({"dtype":"float16"})") << QByteArray(R"({"dtype":"float32"})");
        QTest::newRow("both") << QByteArray(R"({"dtype":"bfloat16","torch_dtype":"float16"})")
                              << QByteArray(R"({"dtype":"float32","torch_dtype":"float32"})");
        QTest::newRow("null") << QByteArray(R"({"torch_dtype":null})") << QByteArray(R"({"torch_dtype":"float32"})");
        QTest::newRow("none") << QByteArray("{}") << QByteArray(R"({"dtype":"float32"})");
    }

    void theConfigurationSaysFloat32UnderItsOwnKey()
    {
        QFETCH(QByteArray, said);
        QFETCH(QByteArray, written);
        nlohmann::json expected = copyOfSharded(nlohmann::json::parse(said.toStdString()));
        expected.update(nlohmann::json::parse(written.toStdString()));
        QVERIFY(importModel(m_files, path("source"), path("imported"), m_architectures));
        QVERIFY(exportModel(m_files, path("source"), path("exported"), m_architectures));
        QVERIFY(initModel(m_files, path("source") / "config.json", 1, path("random"), m_architectures));
        for (const char *made : {"imported", "exported", "random"}) {
            QCOMPARE(configOf(path(made)).dump(), expected.dump());
            const auto folder = ModelFolder::open(m_files, path(made), m_architectures);
            QVERIFY2(folder, folder ? "" : folder.error().message.c_str());
            for (const auto &[name, tensor] : folder->tensors().tensors()) {
                QVERIFY(tensor.entry->dtype == formats::Dtype::F32);
            }
        }
        QVERIFY(said == "{}" || configOf(path("source")).dump() != expected.dump());
    }

    void aConfigurationThatAgreesIsKeptToTheByte()
    {
        const std::string text = "{ \"z\": 1,\n  \"torch_dtype\": \"float32\", \"a\": 1e-05 }";
        ModelFolderContent content;
        content.configJson = text;
        QVERIFY(writeModelFolder(m_files, path("m"), content));
        QCOMPARE(contentOf(path("m/config.json")), text);
        content.configJson = "[]";
        QCOMPARE(writeModelFolder(m_files, path("other"), content).error().code, ErrorCode::data);
        QCOMPARE(m_files.list(path("")).value(), std::vector<std::string>{"m"});
    }

    void aTargetThatExistsIsRefusedAndKept()
    {
        QVERIFY(writeFileAtomically(m_files, path("mine"), "mine"));
        QVERIFY(m_files.createDirectories(path("out/deep")));
        for (const char *taken : {"mine", "out"}) {
            const auto refused = exportModel(m_files, kTiny / "sharded", path(taken), m_architectures);
            QVERIFY(!refused);
            QCOMPARE(refused.error().code, ErrorCode::config);
            QVERIFY(refused.error().message.find(path(taken).string()) != std::string::npos);
        }
        QCOMPARE(contentOf(path("mine")), std::string("mine"));
        QCOMPARE(m_files.list(path("out")).value(), std::vector<std::string>{"deep"});
        QCOMPARE(m_files.list(path("")).value(), (std::vector<std::string>{"mine", "out"}));
    }

    void aFullDiskLeavesNothingAtAnyPoint()
    {
        int numGood = 0;
        for (;; ++numGood) {
            fakes::FailingFileSystem full(m_files, fakes::fullAfter(numGood));
            const auto made = exportModel(full, kTiny / "sharded", path("models/out"), m_architectures);
            if (made) {
                break;
            }
            QCOMPARE(made.error().code, ErrorCode::diskFull);
            if (m_files.status(path("models"))->exists) {
                QCOMPARE(m_files.list(path("models")).value(), std::vector<std::string>());
            }
        }
        QVERIFY(numGood > 40); // 35 tensors and more
        QCOMPARE(m_files.list(path("models")).value(), std::vector<std::string>{"out"});
    }

private:
    Path path(const char *name) const { return Path(m_folder->path().toStdString()) / name; }

    std::string contentOf(const Path &file) { return m_files.readFile(file, 1 << 22).value(); }

    nlohmann::json configOf(const Path &folder) { return nlohmann::json::parse(contentOf(folder / "config.json")); }

    Values valuesOf(const Path &folder)
    {
        Values values;
        const auto model = ModelFolder::open(m_files, folder, m_architectures);
        for (const auto &[name, tensor] : model->tensors().tensors()) {
            values[name].resize(static_cast<std::size_t>(tensor.entry->numElements()));
            if (!model->tensors().readFloats(name, values[name])) {
                values.clear();
            }
        }
        return values;
    }

    static bool areEqualBits(const Values &one, const Values &other)
    {
        const auto areEqual = [](const auto &a, const auto &b) {
            return a.first == b.first && a.second.size() == b.second.size()
                && std::memcmp(a.second.data(), b.second.data(), a.second.size() * sizeof(float)) == 0;
        };
        return !one.empty() && one.size() == other.size()
            && std::equal(one.begin(), one.end(), other.begin(), areEqual);
    }

    /// As some programs write it: the tied head is there, equal to the embedding.
    void storeHeadBesideTheEmbedding()
    {
        const auto folder = ModelFolder::open(m_files, path("m"), m_architectures);
        ModelFolderContent content;
        content.configJson = folder->configText();
        for (const auto &[name, values] : valuesOf(path("m"))) {
            const auto shape = folder->tensors().tensors().at(name).entry->shape;
            const auto stream
                = [values = values](const ByteSink &sink) { return sink(std::as_bytes(std::span(values))); };
            content.tensors.push_back({.name = name, .shape = shape, .stream = stream});
            if (name == kEmbedding) {
                content.tensors.push_back({.name = kHead, .shape = shape, .stream = stream});
            }
        }
        QVERIFY(writeModelFolder(m_files, path("stored"), content));
    }

    /// The golden folder with further keys in its configuration; returns that.
    nlohmann::json copyOfSharded(const nlohmann::json &keys)
    {
        std::filesystem::copy(kTiny / "sharded", path("source"));
        nlohmann::json config = configOf(path("source"));
        config.update(keys);
        std::filesystem::remove(path("source/config.json"));
        return writeFileAtomically(m_files, path("source/config.json"), config.dump()) ? config : nlohmann::json();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    PosixFileSystem m_files;
    const Registry<model::Architecture> m_architectures = architectures::makeArchitectures();
};

QTEST_APPLESS_MAIN(ModelExportTest)
#include "model_export_test.moc"
