// SPDX-License-Identifier: Apache-2.0
// Gemma-2 and Qwen-2 in foreign formats, with the logits that transformers computes from the same weights
// (tests/golden/exchange/make_gguf_families.py): GGUF files, and Hugging Face folders of bf16 and fp16 shards.
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

const Path kGolden = Path(BAFO_SOURCE_DIR) / "tests/golden/exchange/families";

} // namespace

class FamiliesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void theReferencesLogitsComeOut_data()
    {
        QTest::addColumn<QString>("source");
        QTest::newRow("gemma2_gguf") << "gemma2.gguf";
        QTest::newRow("gemma2_folder") << "gemma2";
        QTest::newRow("qwen2_gguf") << "qwen2.gguf";
        QTest::newRow("qwen2_folder") << "qwen2";
    }

    void theReferencesLogitsComeOut()
    {
        const std::string key = QTest::currentDataTag();
        if (!m_architectures.get(key.substr(0, key.find('_')))) {
            QSKIP("this family is not there yet");
        }
        QFETCH(QString, source);
        const auto made = importModel(m_files, kGolden / source.toStdString(), path("m"), m_architectures);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        const auto folder = ModelFolder::open(m_files, path("m"), m_architectures);
        QVERIFY2(folder, folder ? "" : folder.error().message.c_str());
        const auto golden = readJson(kGolden / "logits.json");
        const at::Tensor logits = logitsOf(*folder, golden["ids"]);
        const double difference = largestDifference(logits, golden[key]);
        QVERIFY2(difference < 1e-5, std::to_string(difference).c_str());
        qInfo("largest difference %.1e, largest logit %.1f", difference, logits.abs().max().item<double>());
        for (const auto &[other, rows] : golden.items()) {
            if (other != key && other != "ids") {
                QVERIFY(largestDifference(logits, rows) > 1e-2);
            }
        }
    }

    void aSentencePieceTokenizerComesOutOfAGgufFile()
    {
        if (!m_architectures.get("gemma2")) {
            QSKIP("this family is not there yet");
        }
        QVERIFY(importModel(m_files, kGolden / "gemma2.gguf", path("m"), m_architectures));
        const auto tokenizer = text::loadTokenizer(m_files, path("m"));
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message.c_str());
        for (const auto &example : readJson(kGolden / "pieces.json")) {
            const auto text = example["text"].get<std::string>();
            const auto ids = (*tokenizer)->encode(text);
            QCOMPARE(ids, example["ids"].get<std::vector<std::uint32_t>>());
            QCOMPARE((*tokenizer)->decode(ids), text);
        }
        QCOMPARE((*tokenizer)->beginOfText(), std::optional<std::uint32_t>(2));
        QCOMPARE((*tokenizer)->endOfText(), std::optional<std::uint32_t>(1));
    }

    void anUntiedHeadOfGemma2IsKeptAndNotExportedToWhatDropsIt()
    {
        if (!m_architectures.get("gemma2")) {
            QSKIP("this family is not there yet");
        }
        const Path source = Path(BAFO_SOURCE_DIR) / "tests/golden/exchange/litgpt";
        QVERIFY(importModel(m_files, source / "gemma2", path("untied"), m_architectures));
        const auto dropped = exportModel(m_files, path("untied"), path("no"), m_architectures, ExportReader::llamaCpp);
        QVERIFY(!dropped);
        QCOMPARE(dropped.error().code, ErrorCode::config);
        QVERIFY(dropped.error().message.find("head") != std::string::npos && !dropped.error().hint.empty());
        QVERIFY(!std::filesystem::exists(path("no")));
        const auto kept = exportModel(m_files, path("untied"), path("kept"), m_architectures);
        QVERIFY2(kept, kept ? "" : kept.error().message.c_str());
        QCOMPARE(kept->warnings.size(), 1U);
        QVERIFY(readJson(path("kept") / "config.json")["tie_word_embeddings"] == false);
        const auto folder = ModelFolder::open(m_files, path("kept"), m_architectures);
        const auto golden = readJson(source / "logits.json");
        QVERIFY(largestDifference(logitsOf(*folder, golden["ids"]), golden["gemma2"]) < 1e-5);

        QVERIFY(importModel(m_files, kGolden / "gemma2.gguf", path("tied"), m_architectures));
        const auto tied = exportModel(m_files, path("tied"), path("fine"), m_architectures, ExportReader::llamaCpp);
        QVERIFY(tied && tied->warnings.empty());
    }

private:
    Path path(const char *name) const { return Path(m_folder->path().toStdString()) / name; }

    std::unique_ptr<QTemporaryDir> m_folder;
    PosixFileSystem m_files;
    const Registry<model::Architecture> m_architectures = architectures::makeArchitectures();
};

QTEST_APPLESS_MAIN(FamiliesTest)
#include "families_test.moc"
