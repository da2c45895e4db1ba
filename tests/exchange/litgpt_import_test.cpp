// SPDX-License-Identifier: Apache-2.0
// LitGPT's own checkpoints, with the logits that LitGPT computes from them (tests/golden/exchange/make_litgpt.py).
#include "core/exchange/model_import.h"
#include "plugins/architectures/architectures.h"
#include "tests/exchange/golden_logits.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

using namespace bafo;
using namespace bafo::exchange;

namespace {

const Path kGolden = Path(BAFO_SOURCE_DIR) / "tests/golden/exchange/litgpt";

} // namespace

class LitgptImportTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void litgptsCheckpointsGiveItsLogits_data()
    {
        QTest::addColumn<bool>("isTied");
        QTest::newRow("llama") << false;
        QTest::newRow("llama_interleaved") << true;
        QTest::newRow("qwen2") << false;
        QTest::newRow("qwen2_interleaved") << false;
        QTest::newRow("gemma2") << false;
        QTest::newRow("gemma2_interleaved") << true;
    }

    void litgptsCheckpointsGiveItsLogits()
    {
        const std::string name = QTest::currentDataTag();
        if (!m_architectures.get(name.substr(0, name.find('_')))) {
            QSKIP("this family is not there yet");
        }
        QFETCH(bool, isTied);
        const auto made = importModel(m_files, kGolden / name, path("m"), m_architectures);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        const auto folder = ModelFolder::open(m_files, path("m"), m_architectures);
        QVERIFY2(folder, folder ? "" : folder.error().message.c_str());
        QCOMPARE(folder->config().isTied, isTied);
        const auto golden = readJson(kGolden / "logits.json");
        const at::Tensor logits = logitsOf(*folder, golden["ids"]);
        const double difference = largestDifference(logits, golden[name]);
        QVERIFY2(difference < 1e-5, std::to_string(difference).c_str());
        qInfo("largest difference %.1e, largest logit %.1f", difference, logits.abs().max().item<double>());
        for (const auto &[other, rows] : golden.items()) {
            if (other != name && other != "ids") {
                QVERIFY(largestDifference(logits, rows) > 1e-2);
            }
        }
    }

    void theOriginOfTheWeightsIsTold()
    {
        std::filesystem::copy(kGolden / "llama", path("source"));
        const auto made = importModel(m_files, path("source") / "lit_model.pth", path("m"), m_architectures);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        const auto lineage = runs::readLineage(m_files, path("m")).value();
        QCOMPARE(lineage.how, std::string("import"));
        QCOMPARE(lineage.settings.at("format"), std::string("litgpt"));
        QCOMPARE(lineage.parents.at(0).name, std::string("lit_model.pth"));
        QCOMPARE(lineage.parents.at(0).weightHash, sha256OfFile(kGolden / "llama/lit_model.pth").value());
    }

    void idsOfTheTokensThatEndATextComeFromTheFilesBeside()
    {
        std::filesystem::copy(kGolden / "llama", path("source"));
        QVERIFY(writeFileAtomically(m_files, path("source") / "config.json", R"({"eos_token_id": [1, 7], "x": 2})"));
        QVERIFY(importModel(m_files, path("source"), path("m"), m_architectures));
        const auto config = readJson(path("m") / "config.json");
        QCOMPARE(config["eos_token_id"].dump(), std::string("[1,7]"));
        QVERIFY(config["bos_token_id"].is_null() && !config.contains("x"));
    }

    void anotherConfigurationsWeightsAreRefusedAndNothingIsLeft()
    {
        refuse("n_layer: 2", "n_layer: 3", "transformer.h.2");
        refuse("n_layer: 2", "n_layer: 1", "transformer.h.1");
        refuse("n_embd: 12", "n_embd: 13", "another shape");
        refuse("n_head: 6", "n_head: 4", "another shape");
        refuse("\nbias: false", "\nbias: true", "bias'");
    }

    void aFlippedWeightIsRefusedAndNothingIsLeft()
    {
        std::filesystem::copy(kGolden / "llama", path("source"));
        const Path file = path("source") / "lit_model.pth";
        std::string bytes = m_files.readFile(file, 1 << 20).value();
        bytes[200] = static_cast<char>(bytes[200] ^ 1); // in the first storage, which lies in front of the pickle
        QVERIFY(m_files.removeFile(file));
        QVERIFY(writeFileAtomically(m_files, file, bytes));
        const auto made = importModel(m_files, path("source"), path("m"), m_architectures);
        QVERIFY(!made);
        QVERIFY2(made.error().message.find("checksum") != std::string::npos, made.error().message.c_str());
        QVERIFY(!std::filesystem::exists(path("m")));
    }

    void whatIsMissingIsNamed()
    {
        std::filesystem::create_directory(path("source"));
        std::filesystem::copy(kGolden / "llama/lit_model.pth", path("source/lit_model.pth"));
        const auto bare = importModel(m_files, path("source"), path("m"), m_architectures);
        QVERIFY(!bare && bare.error().message.find("model_config.yaml") != std::string::npos);
        const Path other = Path(BAFO_SOURCE_DIR) / "tests/golden/formats/torch_zips/sound_state_dictionary.pth";
        const auto foreign = importModel(m_files, other, path("m"), m_architectures);
        QVERIFY(!foreign && foreign.error().message.find("no checkpoint of LitGPT") != std::string::npos);
        const auto hostile
            = importModel(m_files, other.parent_path() / "foreign_os_system.pth", path("m"), m_architectures);
        QVERIFY(!hostile && hostile.error().message.find("os.system") != std::string::npos);
        QCOMPARE(hostile.error().code, ErrorCode::data);
    }

    void everyHostileFileIsRefusedByTheImport()
    {
        const Path folder = Path(BAFO_SOURCE_DIR) / "tests/golden/formats/torch_zips";
        const auto refusals = readJson(folder / "refusals.json");
        QVERIFY(refusals.size() >= 80);
        for (const auto &[name, reason] : refusals.items()) {
            const auto made = importModel(m_files, folder / name, path("m"), m_architectures);
            QVERIFY2(!made && made.error().code == ErrorCode::data, name.c_str());
            QVERIFY2(made.error().message.find(reason.get<std::string>()) != std::string::npos, name.c_str());
            QVERIFY2(!made.error().hint.empty() && !std::filesystem::exists(path("m")), name.c_str());
        }
    }

private:
    Path path(const char *name) const { return Path(m_folder->path().toStdString()) / name; }

    void refuse(const std::string &from, const std::string &to, const std::string &reason)
    {
        m_folder = std::make_unique<QTemporaryDir>();
        std::filesystem::copy(kGolden / "llama", path("source"));
        const Path file = path("source") / "model_config.yaml";
        std::string yaml = m_files.readFile(file, 1 << 20).value();
        const std::size_t at = yaml.find(from);
        QVERIFY(at != std::string::npos);
        yaml.replace(at, from.size(), to);
        QVERIFY(m_files.removeFile(file));
        QVERIFY(writeFileAtomically(m_files, file, yaml));
        const auto made = importModel(m_files, path("source"), path("m"), m_architectures);
        QVERIFY2(!made, to.c_str());
        QVERIFY2(made.error().message.find(reason) != std::string::npos, made.error().message.c_str());
        QVERIFY(!std::filesystem::exists(path("m")));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    PosixFileSystem m_files;
    const Registry<model::Architecture> m_architectures = architectures::makeArchitectures();
};

QTEST_APPLESS_MAIN(LitgptImportTest)
#include "litgpt_import_test.moc"
