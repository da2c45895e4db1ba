// SPDX-License-Identifier: Apache-2.0
#include "core/runs/model_summary.h"

#include "core/formats/safetensors.h"
#include "core/runs/adapter_base.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>

using namespace bafo;
using namespace bafo::runs;

class ModelSummaryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void aLineageSurvivesTheRoundTrip()
    {
        const auto read = parseLineage(toJson(m_lineage), "x").value();
        QCOMPARE(toJson(read), toJson(m_lineage));
        QCOMPARE(read.parents.at(0).name, std::string("base"));
        QCOMPARE(read.weightHash(), m_lineage.weightHash());
    }

    void theWeightHashFollowsTheWeightsOnly()
    {
        ModelLineage other = m_lineage;
        other.files.at(1).sha256 = "cc";
        QCOMPARE(other.weightHash(), m_lineage.weightHash());
        other.files.at(0).sha256 = "dd";
        QVERIFY(other.weightHash() != m_lineage.weightHash());
        QCOMPARE(ModelLineage{}.weightHash(), std::string());
    }

    void aDamagedLineageIsNamed()
    {
        for (const char *text : {"", "[]", "{}", R"({"version":2})", R"({"version":1,"files":[{"name":"a"}]})",
                                 R"({"version":1,"parents":[3]})"}) {
            const auto read = parseLineage(text, "some/lineage.json");
            QVERIFY2(!read && read.error().code == ErrorCode::data, text);
            QVERIFY(read.error().message.starts_with("some/lineage.json"));
        }
        QVERIFY(readLineage(m_files, path(""))->files.empty());
    }

    void aModelIsSummedUpWithoutItsTensors()
    {
        makeModel("one", 5, {});
        const auto model = summariseModel(m_files, path("one/"));
        QVERIFY(model);
        QCOMPARE(model->name, std::string("one"));
        QCOMPARE(model->vocabularySize, 5);
        QCOMPARE(model->numParameters, 10U);
        QVERIFY(model->isTied && !model->hasTokenizer);
        QVERIFY(model->sizeBytes > 40);
    }

    void anAdapterSaysWhoseItIs()
    {
        makeModel("base", 5, {});
        makeModel("adapter", 5, {});
        QVERIFY(m_files.removeFile(path("adapter/config.json")));
        QVERIFY(writeFileAtomically(m_files, path("adapter/adapter_config.json"), R"({"peft_type": "LORA", "r": 8})"));
        const auto raw = summariseModel(m_files, path("adapter"));
        QVERIFY(raw);
        QCOMPARE(raw->adapterRank, 8);
        QCOMPARE(raw->baseName, std::string());
        QVERIFY(resolveBase(m_files, nullptr, path("adapter")).error().hint.find("--base") != std::string::npos);
        const ModelLineage lineage{
            .how = "train", .parents = {{.name = "base", .weightHash = "aa"}}, .settings = {}, .files = {}};
        QVERIFY(writeFileAtomically(m_files, path("adapter") / kLineageFileName, toJson(lineage)));
        QCOMPARE(summariseModel(m_files, path("adapter"))->baseName, std::string("base"));
        QCOMPARE(resolveBase(m_files, nullptr, path("adapter")).value(), path("base"));
        QVERIFY(isAdapter(m_files, path("adapter")).value() && !isAdapter(m_files, path("base")).value());
        QVERIFY(m_files.removeTree(path("base")));
        const auto gone = resolveBase(m_files, nullptr, path("adapter"));
        QVERIFY(!gone && gone.error().message.find("'base', which is not there") != std::string::npos);
        QVERIFY(summariseModel(m_files, path("base")).error().message.find("no config.json") != std::string::npos);
    }

    void theListNamesWhatCannotBeReadAndSkipsWhatIsBeingWritten()
    {
        makeModel("one", 5, {});
        makeModel(".two.partial-1", 5, {});
        QVERIFY(m_files.createDirectories(path("empty")));
        const auto listing = listModels(m_files, path("")).value();
        QCOMPARE(listing.models.size(), 1U);
        QCOMPARE(listing.unreadable.size(), 1U);
        QCOMPARE(listing.unreadable.at(0).name, std::string("empty"));
        QVERIFY(!listing.unreadable.at(0).error.hint.empty());
        QVERIFY(listModels(m_files, path("nowhere"))->models.empty());
    }

    void descendantsAreFoundByWeightHash()
    {
        makeModel("base", 5, m_lineage);
        ModelLineage child;
        child.parents.push_back({.name = "renamed", .weightHash = m_lineage.weightHash()});
        makeModel("child", 5, child);
        makeModel("stranger", 5, {});
        const auto listing = listModels(m_files, path("")).value();
        const auto base = summariseModel(m_files, path("base")).value();
        QCOMPARE(descendantsOf(base, listing), std::vector<std::string>{"child"});
        QVERIFY(descendantsOf(summariseModel(m_files, path("child")).value(), listing).empty());
    }

private:
    Path path(const char *name) const { return Path(m_folder->path().toStdString()) / name; }

    void makeModel(const char *name, int numRows, const ModelLineage &lineage)
    {
        const Path folder = path(name);
        QVERIFY(m_files.createDirectories(folder));
        QVERIFY(writeFileAtomically(m_files, folder / "config.json",
                                    R"({"model_type":"llama","tie_word_embeddings":true,"vocab_size":)"
                                        + std::to_string(numRows) + "}"));
        QVERIFY(writeFileAtomically(m_files, folder / "lineage.json", toJson(lineage)));
        auto writer = formats::SafetensorsWriter::create(m_files, folder / "model.safetensors",
                                                         {{.name = "w", .shape = {numRows, 2}}});
        const std::vector<float> values(static_cast<std::size_t>(numRows) * 2);
        QVERIFY(writer->write(std::as_bytes(std::span(values))));
        QVERIFY(writer->finish());
    }

    const ModelLineage m_lineage = {.how = "expand",
                                    .parents = {{.name = "base", .weightHash = "aa"}},
                                    .settings = {{"mode", "children"}},
                                    .files = {{.name = "model.safetensors", .sha256 = "bb", .sizeBytes = 7},
                                              {.name = "config.json", .sha256 = "ee", .sizeBytes = 8}}};
    std::unique_ptr<QTemporaryDir> m_folder;
    PosixFileSystem m_files;
};

QTEST_APPLESS_MAIN(ModelSummaryTest)
#include "model_summary_test.moc"
