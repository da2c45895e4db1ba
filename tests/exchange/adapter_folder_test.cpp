// SPDX-License-Identifier: Apache-2.0
// Adapters that peft saved (tests/golden/adapters): taken in, computed with, merged, given back; and what is refused.
#include "core/exchange/adapter_folder.h"
#include "core/exchange/model_merge.h"
#include "core/runs/adapter_base.h"
#include "tests/adapters/golden_adapter.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <map>
#include <memory>

using namespace bafo;
using namespace bafo::exchange;
using tests::GoldenAdapterName;

Q_DECLARE_METATYPE(GoldenAdapterName)

namespace {

using Values = std::map<std::string, at::Tensor>;

Values valuesOf(const Path &file)
{
    Values values;
    const auto opened = formats::SafetensorsFile::open(file).value();
    for (const auto &[name, entry] : opened.tensors()) {
        values[name] = tests::tensorOf(entry);
    }
    return values;
}

template <class Value>
std::string messageOf(const Result<Value> &result)
{
    return result ? std::string() : result.error().message;
}

} // namespace

class AdapterFolderTest : public QObject {
    Q_OBJECT

private:
    static void addAdapters()
    {
        QTest::addColumn<GoldenAdapterName>("name");
        for (const GoldenAdapterName &name : tests::kGoldenAdapters) {
            QTest::newRow(name.adapter) << name;
        }
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void whatPeftSavedComputesWhatItComputedThere_data() { addAdapters(); }
    void whatPeftSavedComputesWhatItComputedThere()
    {
        QFETCH(GoldenAdapterName, name);
        const ModelFolder base = makeBase(name.base, "base");
        const auto made = importAdapter(m_files, golden(name), base, path("adapter"));
        QVERIFY2(made, messageOf(made).c_str());
        QCOMPARE(made->lineage.parents.front().weightHash, base.lineage()->weightHash());
        QCOMPARE(runs::resolveBase(m_files, nullptr, path("adapter")).value(), path("base"));
        const AdapterFolder adapter = AdapterFolder::open(m_files, path("adapter")).value();
        auto weights = loadAdapted(base, adapter);
        QVERIFY2(weights, messageOf(weights).c_str());
        model::Decoder decoder(base.architecture(), base.config(), *weights);
        const tests::Golden model(name.base);
        const at::Tensor expected = valuesOf(golden(name).string() + ".safetensors").at("logits");
        QVERIFY((decoder.logits(model.ids) - expected).abs().max().item<double>() < 1e-5);
    }

    void mergedWeightsEqualThoseOfPeft_data() { addAdapters(); }
    void mergedWeightsEqualThoseOfPeft()
    {
        QFETCH(GoldenAdapterName, name);
        const ModelFolder base = makeBase(name.base, "base");
        QVERIFY(importAdapter(m_files, golden(name), base, path("adapter")));
        const AdapterFolder adapter = AdapterFolder::open(m_files, path("adapter")).value();
        const auto made = mergeAdapter(m_files, base, adapter, path("merged"));
        QVERIFY2(made, messageOf(made).c_str());
        QCOMPARE(made->lineage.how, std::string("merge"));
        QCOMPARE(made->lineage.parents.size(), 2U);
        const Values before = valuesOf(path("base") / "model.safetensors");
        const Values after = valuesOf(path("merged") / "model.safetensors");
        const Values reference = valuesOf(golden(name).string() + ".safetensors");
        std::size_t numChanged = 0;
        for (const auto &[tensor, value] : after) {
            const auto merged = reference.find("merged." + tensor);
            if (merged == reference.end()) {
                QVERIFY2(at::equal(value, before.at(tensor)), tensor.c_str());
                continue;
            }
            ++numChanged;
            const double error = tests::relativeError(value, merged->second);
            QVERIFY2(error < 1e-7, (tensor + " " + std::to_string(error * 1e7) + "e-7").c_str());
            QVERIFY(tests::relativeError(before.at(tensor), merged->second) > 1e-4);
        }
        QVERIFY(numChanged > 0);
        // The same once more is other words for the same bytes.
        QVERIFY(mergeAdapter(m_files, base, adapter, path("again")));
        const ModelFolder merged = ModelFolder::open(m_files, path("merged"), m_architectures).value();
        QCOMPARE(ModelFolder::open(m_files, path("again"), m_architectures)->lineage()->weightHash(),
                 merged.lineage()->weightHash());
    }

    void anAdapterForAnotherBaseIsRefusedWithBothNames()
    {
        const ModelFolder base = makeBase("grouped", "base");
        QVERIFY(importAdapter(m_files, golden(kFirst), base, path("adapter")));
        const ModelFolder other = makeBase("grouped", "other", 1e-3F);
        const AdapterFolder adapter = AdapterFolder::open(m_files, path("adapter")).value();
        const auto loaded = loadAdapted(other, adapter);
        QVERIFY2(messageOf(loaded).find("adapter is an adapter of base") == 0, messageOf(loaded).c_str());
        QVERIFY(messageOf(loaded).find("but other has weights") != std::string::npos);
        QVERIFY(!mergeAdapter(m_files, other, adapter, path("merged")));
        QVERIFY(!m_files.status(path("merged"))->exists);
        QVERIFY(!importAdapter(m_files, path("adapter"), other, path("taken")));
        QVERIFY(importAdapter(m_files, path("adapter"), base, path("taken")));
        const ModelFolder foreign = makeBase("qwen2_window", "foreign");
        QVERIFY(messageOf(importAdapter(m_files, golden(kFirst), foreign, path("x"))).find("shape")
                != std::string::npos);
    }

    void aMergeDoneTwiceIsRefused()
    {
        const ModelFolder base = makeBase("grouped", "base");
        QVERIFY(importAdapter(m_files, golden(kFirst), base, path("adapter")));
        const AdapterFolder adapter = AdapterFolder::open(m_files, path("adapter")).value();
        QVERIFY(mergeAdapter(m_files, base, adapter, path("merged")));
        const ModelFolder merged = ModelFolder::open(m_files, path("merged"), m_architectures).value();
        const auto again = mergeAdapter(m_files, merged, adapter, path("twice"));
        QCOMPARE(messageOf(again), std::string("model merged already has the adapter adapter in it"));
        QVERIFY(messageOf(importAdapter(m_files, path("adapter"), merged, path("twice"))).find("already has")
                != std::string::npos);
        QVERIFY(!m_files.status(path("twice"))->exists);
    }

    void whatIsNotThereOrTooMuchIsNamed()
    {
        const ModelFolder base = makeBase("grouped", "base");
        QVERIFY(messageOf(AdapterFolder::open(m_files, path("base"))).find("is no adapter") != std::string::npos);
        std::filesystem::copy(golden(kFirst), path("fewer"));
        std::string config = m_files.readFile(path("fewer/adapter_config.json"), 1 << 20).value();
        const std::string layer = "\"model.layers.0.mlp.up_proj\"";
        QVERIFY(config.find(layer) != std::string::npos);
        config.replace(config.find(layer), layer.size(), "\"model.layers.7.mlp.up_proj\"");
        QVERIFY(writeFileAtomically(m_files, path("fewer/adapter_config.json"), config));
        const auto fewer = importAdapter(m_files, path("fewer"), base, path("x"));
        QVERIFY2(messageOf(fewer).find("layers.0.mlp.up_proj.lora_A.weight belongs to no layer") != std::string::npos,
                 messageOf(fewer).c_str());
        std::filesystem::remove(path("fewer/adapter_model.safetensors"));
        QVERIFY(messageOf(AdapterFolder::open(m_files, path("fewer"))).find("adapter_model.safetensors")
                != std::string::npos);
        std::filesystem::copy(golden(kFirst), path("raw"));
        const AdapterFolder raw = AdapterFolder::open(m_files, path("raw")).value();
        QVERIFY(messageOf(loadAdapted(base, raw)).find("does not say of which model") != std::string::npos);
        const auto whole = ModelFolder::open(m_files, path("raw"), m_architectures);
        QVERIFY2(messageOf(whole).find("is an adapter") != std::string::npos, messageOf(whole).c_str());
    }

    void anotherTokenizerThanItWasTrainedWithIsRefused()
    {
        const Path tiny = Path(BAFO_SOURCE_DIR) / "tests/golden/exchange/tiny/sharded";
        const ModelFolder base = ModelFolder::open(m_files, tiny, m_architectures).value();
        makeRowAdapter(base, path("peft"));
        const auto made = importAdapter(m_files, path("peft"), base, path("adapter"));
        QVERIFY2(made, messageOf(made).c_str());
        QVERIFY(made->lineage.settings.contains(kTokenizerHashSetting));
        const std::string own = m_files.readFile(tiny / "tokenizer.json", 1 << 20).value();
        std::string other = own;
        swapIds(other);
        std::filesystem::copy(tiny / "tokenizer_config.json", path("adapter/tokenizer_config.json"));
        QVERIFY(writeFileAtomically(m_files, path("adapter/tokenizer.json"), other));
        const AdapterFolder adapter = AdapterFolder::open(m_files, path("adapter")).value();
        const auto tokenizer = loadTokenizerOf(m_files, base, adapter);
        QVERIFY(!tokenizer);
        QVERIFY2(messageOf(tokenizer).find("is not the one that the adapter") != std::string::npos,
                 messageOf(tokenizer).c_str());
        QVERIFY(!mergeAdapter(m_files, base, adapter, path("merged")));
        QVERIFY(!m_files.status(path("merged"))->exists);
        QVERIFY(writeFileAtomically(m_files, path("peft/tokenizer.json"), other));
        std::filesystem::copy(tiny / "tokenizer_config.json", path("peft/tokenizer_config.json"));
        QVERIFY(!importAdapter(m_files, path("peft"), base, path("x"))); // that of the base is meant
        QVERIFY(writeFileAtomically(m_files, path("adapter/tokenizer.json"), own));
        QVERIFY(loadTokenizerOf(m_files, base, adapter).value() != nullptr);
        QVERIFY(mergeAdapter(m_files, base, adapter, path("merged")));
    }

    void whatIsGivenBackIsWhatPeftSaved()
    {
        const ModelFolder base = makeBase("grouped", "base");
        QVERIFY(importAdapter(m_files, golden(kFirst), base, path("adapter")));
        const auto made = exportAdapter(m_files, path("adapter"), base, path("out"));
        QVERIFY2(made, messageOf(made).c_str());
        QCOMPARE(m_files.list(path("out")).value(),
                 (std::vector<std::string>{"adapter_config.json", "adapter_model.safetensors"}));
        const Values before = valuesOf(golden(kFirst) / "adapter_model.safetensors");
        const Values after = valuesOf(path("out/adapter_model.safetensors"));
        QCOMPARE(before.size(), after.size());
        for (const auto &[tensor, value] : before) {
            QVERIFY2(at::equal(value, after.at(tensor)), tensor.c_str());
        }
    }

private:
    static constexpr GoldenAdapterName kFirst = tests::kGoldenAdapters[0];

    [[nodiscard]] Path path(const char *name) const { return Path(m_folder->path().toStdString()) / name; }

    static Path golden(const GoldenAdapterName &name) { return Path(tests::goldenAdapterFolder()) / name.adapter; }

    /// A model folder with the values of the golden model, all a little off where asked.
    ModelFolder makeBase(const char *model, const char *name, float offset = 0)
    {
        const tests::Golden values{QString::fromLatin1(model)};
        ModelFolderContent content;
        content.configJson = values.document.dump();
        content.lineage.how = "init";
        for (const auto &weight : values.weights.weights()) {
            const at::Tensor tensor = weight->value() + offset;
            content.tensors.push_back(
                {.name = weight->name(), .shape = weight->shape(), .stream = [tensor](const ByteSink &sink) {
                     const auto count = static_cast<std::size_t>(tensor.numel());
                     return sink(std::as_bytes(std::span(tensor.const_data_ptr<float>(), count)));
                 }});
        }
        (void)writeModelFolder(m_files, path(name), content).value();
        return ModelFolder::open(m_files, path(name), m_architectures).value();
    }

    /// Two words of a tokenizer.json change their numbers.
    static void swapIds(std::string &json)
    {
        auto document = nlohmann::json::parse(json);
        auto &words = document["model"]["vocab"];
        std::swap(words["do"], words["cat"]);
        json = document.dump();
    }

    /// Of one row, without a tokenizer.
    void makeRowAdapter(const ModelFolder &base, const Path &to)
    {
        const adapters::AdapterSettings settings{.targets = {"q_proj"}, .tokenRows = {{"embed_tokens", {2}}}};
        std::vector<TensorSource> tensors;
        const auto plan = adapters::planAdapter(settings, base.architecture(), base.config()).value();
        for (const model::TensorSpec &tensor : plan.tensors()) {
            tensors.push_back({.name = tensor.name, .shape = tensor.shape, .stream = [tensor](const ByteSink &sink) {
                                   const std::vector<float> values(static_cast<std::size_t>(tensor.numElements()),
                                                                   0.5F);
                                   return sink(std::as_bytes(std::span(values)));
                               }});
        }
        ModelFolderContent content = adapterContent(settings, std::move(tensors));
        content.isLineageWritten = false;
        (void)writeModelFolder(m_files, to, content).value();
    }

    PosixFileSystem m_files;
    Registry<model::Architecture> m_architectures = architectures::makeArchitectures();
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_APPLESS_MAIN(AdapterFolderTest)
#include "adapter_folder_test.moc"
