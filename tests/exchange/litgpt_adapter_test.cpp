// SPDX-License-Identifier: Apache-2.0
// LitGPT's adapters, with the logits of LitGPT's own merge (tests/golden/exchange/make_litgpt_lora.py).
#include "core/base/check.h"
#include "core/exchange/adapter_folder.h"
#include "core/exchange/litgpt_adapter.h"
#include "core/exchange/litgpt_adapter_settings.h"
#include "core/exchange/model_import.h"
#include "core/exchange/model_merge.h"
#include "plugins/architectures/architectures.h"
#include "tests/exchange/golden_logits.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

using namespace bafo;
using namespace bafo::exchange;

namespace {

const Path kGolden = Path(BAFO_SOURCE_DIR) / "tests/golden/exchange";
const std::string kSettings = "lora_r: 2\nlora_alpha: 6\nlora_dropout: 0.05\nlora_query: true\nlora_key: false\n"
                              "lora_value: true\nlora_projection: false\nlora_mlp: true\nlora_head: false\n";

std::string replaced(std::string text, const std::string &from, const std::string &to)
{
    text.replace(text.find(from), from.size(), to);
    return text;
}

} // namespace

class LitgptAdapterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void itComputesWhatLitgptMerges_data()
    {
        QTest::addColumn<int>("rank");
        QTest::newRow("llama_some") << 2;
        QTest::newRow("llama_all") << 2;
        QTest::newRow("gemma2_some") << 2;
        QTest::newRow("older_some") << 2;
        QTest::newRow("older_all") << 6; // q, k and v of the older layout, of all three products
    }

    void itComputesWhatLitgptMerges()
    {
        const std::string name = QTest::currentDataTag();
        QFETCH(int, rank);
        const auto golden = readJson(kGolden / "litgpt_lora" / (name + ".json"));
        const ModelFolder base = importedBase(golden["base"].get<std::string>());
        const auto made = importLitgptAdapter(m_files, adapterOf(name), base, path("adapter"));
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        QCOMPARE(made->lineage.parents.at(0).name, std::string("base"));
        const AdapterFolder adapter = AdapterFolder::open(m_files, path("adapter")).value();
        const auto plan = adapter.planOver(base).value();
        const auto value
            = std::find_if(plan.layers.begin(), plan.layers.end(), [](const adapters::LayerAdapter &layer) {
                  return layer.layer == "model.layers.0.self_attn.v_proj"
                      || layer.layer == "model.layers.0.self_attn.k_proj";
              });
        QVERIFY(value != plan.layers.end());
        QCOMPARE(value->rank, rank);
        QCOMPARE(value->scale, 3.0);

        const auto merged = mergeAdapter(m_files, base, adapter, path("merged"));
        QVERIFY2(merged, merged ? "" : merged.error().message.c_str());
        const at::Tensor logits
            = logitsOf(ModelFolder::open(m_files, path("merged"), m_architectures).value(), golden["ids"]);
        const double difference = largestDifference(logits, golden["logits"]);
        qInfo("largest difference %.1e, largest logit %.1f", difference, logits.abs().max().item<double>());
        QVERIFY(difference < 1e-5 * std::max(1.0, logits.abs().max().item<double>()));
        QVERIFY(largestDifference(logitsOf(base, golden["ids"]), golden["logits"]) > 1e-2);
    }

    void aFolderWithoutMergedWeightsIsAnAdapter()
    {
        QVERIFY(litgptAdapterIn(m_files, kGolden / "litgpt_lora/llama_some")->has_value());
        QVERIFY(litgptAdapterIn(m_files, adapterOf("llama_some"))->has_value());
        QVERIFY(!litgptAdapterIn(m_files, kGolden / "litgpt/llama")->has_value());
        std::filesystem::copy(kGolden / "litgpt_lora/llama_some", path("both"));
        QVERIFY(writeFileAtomically(m_files, path("both") / "lit_model.pth", "merged"));
        QVERIFY(!litgptAdapterIn(m_files, path("both"))->has_value());
    }

    void anotherBaseIsRefusedByItsShapes()
    {
        const ModelFolder base = importedBase("gemma2");
        const auto refused = importLitgptAdapter(m_files, adapterOf("llama_some"), base, path("adapter"));
        QVERIFY(!refused && refused.error().code == ErrorCode::data);
        QVERIFY(refused.error().message.find("lora_A") != std::string::npos && !refused.error().hint.empty());
        QVERIFY(!std::filesystem::exists(path("adapter")));
    }

    void settingsThatDoNotBelongToItAreNoticed_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("named");
        QTest::newRow("fewer layers") << "lora_mlp: true"
                                      << "lora_mlp: false"
                                      << "mlp";
        QTest::newRow("more layers") << "lora_projection: false"
                                     << "lora_projection: true"
                                     << "attn.proj.lora_A";
        QTest::newRow("another rank") << "lora_r: 2"
                                      << "lora_r: 4"
                                      << "another shape";
        QTest::newRow("other parts") << "lora_key: false"
                                     << "lora_key: true"
                                     << "another shape";
    }

    void settingsThatDoNotBelongToItAreNoticed()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QString, named);
        const ModelFolder base = importedBase("llama");
        std::filesystem::copy(kGolden / "litgpt_lora/llama_some", path("source"));
        const Path file = path("source") / "hyperparameters.yaml";
        QVERIFY(writeFileAtomically(m_files, file, kSettings));
        QVERIFY(importLitgptAdapter(m_files, path("source") / kLitgptAdapterName, base, path("fine")));
        QVERIFY(writeFileAtomically(m_files, file, replaced(kSettings, from.toStdString(), to.toStdString())));
        const auto refused = importLitgptAdapter(m_files, path("source") / kLitgptAdapterName, base, path("adapter"));
        QVERIFY(!refused && refused.error().code == ErrorCode::data);
        QVERIFY2(refused.error().message.find(named.toStdString()) != std::string::npos,
                 refused.error().message.c_str());
        QVERIFY(!std::filesystem::exists(path("adapter")));
        std::filesystem::remove(file);
        const auto alone = importLitgptAdapter(m_files, path("source") / kLitgptAdapterName, base, path("adapter"));
        QVERIFY(!alone && alone.error().message.find("hyperparameters.yaml") != std::string::npos);
    }

    void settingsOutOfRangeAreNamed()
    {
        QVERIFY(parseLitgptAdapterSettings(kSettings));
        for (const auto &[from, to, named] : {std::tuple{"lora_r: 2", "lora_r: 0", "lora_r"},
                                              std::tuple{"lora_alpha: 6", "lora_alpha: x", "lora_alpha"},
                                              std::tuple{"lora_dropout: 0.05", "lora_dropout: 1", "lora_dropout"},
                                              std::tuple{"lora_head: false", "lora_head: true", "lora_head"},
                                              std::tuple{"lora_key: false\n", "", "lora_key"}}) {
            const auto refused = parseLitgptAdapterSettings(replaced(kSettings, from, to));
            QVERIFY(!refused && refused.error().code == ErrorCode::data);
            QVERIFY2(refused.error().message.find(named) != std::string::npos, refused.error().message.c_str());
        }
        QVERIFY(!parseLitgptAdapterSettings("- a\n"));
    }

private:
    Path path(const char *name) const { return Path(m_folder->path().toStdString()) / name; }
    static Path adapterOf(const std::string &name) { return kGolden / "litgpt_lora" / name / kLitgptAdapterName; }

    ModelFolder importedBase(const std::string &name)
    {
        const auto made = importModel(m_files, kGolden / "litgpt" / name, path("base"), m_architectures);
        BAFO_CHECK(made.has_value(), "the base is not imported");
        return ModelFolder::open(m_files, path("base"), m_architectures).value();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    PosixFileSystem m_files;
    const Registry<model::Architecture> m_architectures = architectures::makeArchitectures();
};

QTEST_APPLESS_MAIN(LitgptAdapterTest)
#include "litgpt_adapter_test.moc"
