// SPDX-License-Identifier: Apache-2.0
// Imported models give the logits that transformers computes from the same files (tests/golden/exchange/make_*.py).
#include "core/exchange/model_import.h"
#include "core/text/tokenizer.h"
#include "plugins/architectures/architectures.h"
#include "tests/exchange/golden_logits.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace bafo;
using namespace bafo::exchange;

namespace {

const Path kGolden = Path(BAFO_SOURCE_DIR) / "tests/golden/exchange";

QByteArray why(const Error &error)
{
    return QByteArray::fromStdString(error.message);
}

} // namespace

class ModelImportTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void aShardedFolderOfThreeDtypesGivesTheReferencesLogits() { checkTiny("tiny/sharded", "sharded"); }

    void aGgufFileOfSixTypesGivesTheReferencesLogits() { checkTiny("tiny/tied.gguf", "tied_gguf"); }

    void aChangedWeightNoLongerAgrees()
    {
        QVERIFY(importModel(m_files, kGolden / "tiny/tied.gguf", path("m"), m_architectures));
        const auto folder = ModelFolder::open(m_files, path("m"), m_architectures);
        model::WeightStore weights = folder->loadWeights().value();
        model::Decoder decoder(folder->architecture(), folder->config(), weights);
        model::WeightStore::valuesOf(weights.at("model.layers.0.self_attn.q_proj.weight"))[3] += 0.05F;
        const auto golden = readJson(kGolden / "tiny/logits.json");
        const at::Tensor ids = at::tensor(golden["ids"].get<std::vector<std::int64_t>>(), at::kLong).unsqueeze(0);
        QVERIFY(largestDifference(decoder.logits(ids).squeeze(0), golden["tied_gguf"]) > 1e-4);
    }

    void anImportedModelKeepsItsTokenizerAndItsOrigin()
    {
        QVERIFY(importModel(m_files, kGolden / "tiny/tied.gguf", path("m"), m_architectures));
        const auto tokenizer = text::loadTokenizer(m_files, path("m"));
        QVERIFY2(tokenizer, tokenizer ? "" : why(tokenizer.error()).constData());
        const auto original = text::loadTokenizer(m_files, kGolden / "tiny/sharded");
        const std::string sentence = "Sawubona mhlaba, the cat! 123";
        QCOMPARE((*tokenizer)->encode(sentence), (*original)->encode(sentence));
        const auto lineage = runs::readLineage(m_files, path("m")).value();
        QCOMPARE(lineage.how, std::string("import"));
        QCOMPARE(lineage.parents.at(0).name, std::string("tied.gguf"));
        QCOMPARE(lineage.parents.at(0).weightHash.size(), 64U);
    }

    void aFolderWhoseTokenizerCannotBeReadIsRefusedWhole()
    {
        const Path folder = path("bad");
        std::filesystem::copy(kGolden / "tiny/sharded", folder);
        QVERIFY(importModel(m_files, folder, path("good"), m_architectures));
        QVERIFY(writeFileAtomically(m_files, folder / "tokenizer.json", "{}"));
        const auto made = importModel(m_files, folder, path("m"), m_architectures);
        QVERIFY(!made);
        QVERIFY(made.error().message.find("tokenizer.json") != std::string::npos);
        QVERIFY(!std::filesystem::exists(path("m")));
    }

    void aRandomModelIsEqualForEqualSeeds()
    {
        const Path config = kGolden / "tiny/sharded/config.json";
        const auto one = initModel(m_files, config, 7, path("one"), m_architectures);
        QVERIFY2(one, one ? "" : why(one.error()).constData());
        const auto two = initModel(m_files, config, 7, path("two"), m_architectures);
        const auto three = initModel(m_files, config, 8, path("three"), m_architectures);
        QCOMPARE(one->lineage.weightHash(), two->lineage.weightHash());
        QVERIFY(one->lineage.weightHash() != three->lineage.weightHash());
        QVERIFY(ModelFolder::open(m_files, path("one"), m_architectures));
    }

    void theEmbeddedModelGivesTheReferencesLogits()
    {
        const Path gguf = qEnvironmentVariableIsSet("BAFO_TEST_MODEL")
            ? Path(qgetenv("BAFO_TEST_MODEL").toStdString())
            : Path(BAFO_SOURCE_DIR) / "build/models/SmolLM2-135M-Instruct.Q4_1.gguf";
        if (!m_files.status(gguf)->exists) {
            QSKIP("the embedded model is not there; 'make setup' fetches it");
        }
        const auto made = importModel(m_files, gguf, path("m"), m_architectures);
        QVERIFY2(made, made ? "" : why(made.error()).constData());
        const auto folder = ModelFolder::open(m_files, path("m"), m_architectures);
        QVERIFY2(folder, folder ? "" : why(folder.error()).constData());
        const auto tokenizer = text::loadTokenizer(m_files, path("m"));
        QVERIFY2(tokenizer, tokenizer ? "" : why(tokenizer.error()).constData());
        const auto golden = readJson(kGolden / "embedded_logits.json");
        for (const auto &prompt : golden["prompts"]) {
            const auto ids = prompt["ids"].get<std::vector<std::int64_t>>();
            const auto encoded = (*tokenizer)->encode(prompt["text"].get<std::string>(), {.parseSpecial = true});
            QCOMPARE(std::vector<std::int64_t>(encoded.begin(), encoded.end()), ids);
            compareRows(logitsOf(*folder, ids), prompt["rows"], golden["columns"]);
        }
    }

private:
    Path path(const char *name) const { return Path(m_folder->path().toStdString()) / name; }

    void checkTiny(const char *source, const char *key)
    {
        const auto made = importModel(m_files, kGolden / source, path("m"), m_architectures);
        QVERIFY2(made, made ? "" : why(made.error()).constData());
        const auto folder = ModelFolder::open(m_files, path("m"), m_architectures);
        QVERIFY2(folder, folder ? "" : why(folder.error()).constData());
        const auto golden = readJson(kGolden / "tiny/logits.json");
        const double difference = largestDifference(logitsOf(*folder, golden["ids"]), golden[key]);
        QVERIFY2(difference < 1e-5, std::to_string(difference).c_str());
    }

    static void compareRows(const at::Tensor &logits_TV, const nlohmann::json &rows, const nlohmann::json &columns)
    {
        double largest = 0;
        for (std::size_t t = 0; t < rows.size(); ++t) {
            const at::Tensor row = logits_TV[static_cast<std::int64_t>(t)];
            for (std::size_t i = 0; i < columns.size(); ++i) {
                const double value = row[columns[i].get<std::int64_t>()].item<double>();
                largest = std::max(largest, std::abs(value - rows[t]["entries"][i].get<double>()));
            }
            const auto [values, ids] = at::topk(row, 10);
            for (std::int64_t i = 0; i < 10; ++i) {
                const double value = values[i].item<double>();
                largest
                    = std::max(largest, std::abs(value - rows[t]["top"][static_cast<std::size_t>(i)].get<double>()));
            }
            const double norm = row.to(at::kDouble).norm().item<double>();
            QVERIFY(std::abs(norm - rows[t]["norm"].get<double>()) < 1e-5 * norm);
        }
        QVERIFY2(largest < 1e-4, std::to_string(largest).c_str());
        qInfo("largest difference %.2e", largest);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    PosixFileSystem m_files;
    const Registry<model::Architecture> m_architectures = architectures::makeArchitectures();
};

QTEST_APPLESS_MAIN(ModelImportTest)
#include "model_import_test.moc"
