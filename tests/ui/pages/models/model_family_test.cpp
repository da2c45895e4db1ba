// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/model_family.h"

#include "core/formats/safetensors.h"
#include "ui/pages/models/import_source.h"
#include "ui/pages/models/model_tree.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

using namespace bafo;
using namespace bafo::ui;

class ModelFamilyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void everyModelStandsUnderTheOneThatItWasMadeFrom()
    {
        makeModel("smol", "import", "a", "SmolLM.gguf", "f");
        makeModel("smol-grown", "expand", "b", "renamed since", "a");
        makeModel("smol-grown-zulu", "train", "c", "smol-grown", "b");
        makeModel("smol-zulu", "train", "d", "smol", "a");
        QCOMPARE(shown(),
                 (QStringList{QStringLiteral("0 smol"), QStringLiteral("1 smol-grown"),
                              QStringLiteral("2 smol-grown-zulu"), QStringLiteral("1 smol-zulu")}));
        const auto all = family();
        QVERIFY(all.at(0).kind == MemberKind::base && !all.at(0).missesItsOrigin());
        QVERIFY(all.at(1).kind == MemberKind::grown && all.at(1).isOriginHere);
        QVERIFY(all.at(2).kind == MemberKind::trained);
        QCOMPARE(all.at(0).children, (QStringList{QStringLiteral("smol-grown"), QStringLiteral("smol-zulu")}));
        QCOMPARE(all.at(2).setting("run"), QStringLiteral("r"));
    }

    void anAdapterStandsUnderItsBaseAndWhatWasMergedUnderTheAdapter()
    {
        makeModel("smol", "import", "a", "SmolLM.gguf", "f");
        makeModel("lora", "train", "b", "smol", "a");
        QVERIFY(writeFileAtomically(
            m_files, root() / "lora" / "adapter_config.json",
            R"({"r":8,"lora_alpha":16,"target_modules":["q_proj"],"trainable_token_indices":[3]})"));
        makeModel("whole", "merge", "c", "smol", "a", "lora", "b");
        QCOMPARE(shown(), (QStringList{QStringLiteral("0 smol"), QStringLiteral("1 lora"), QStringLiteral("2 whole")}));
        const auto all = family();
        QVERIFY(all.at(1).kind == MemberKind::adapter && all.at(2).kind == MemberKind::merged);
        QCOMPARE(all.at(1).model.adapterRank, std::int64_t{8});
        QCOMPARE(all.at(1).model.adapterAlpha, 16.0);
        QVERIFY(all.at(1).model.hasTokenRows && !all.at(1).model.isRankStabilised);
        // Without the adapter it stands under the base: that is here still.
        std::filesystem::remove_all(root() / "lora");
        QCOMPARE(shown(), (QStringList{QStringLiteral("0 smol"), QStringLiteral("1 whole")}));
    }

    void aModelWhoseOriginIsGoneStandsAloneAndSaysSo()
    {
        makeModel("child", "train", "c", "smol", "a");
        const auto all = family();
        QCOMPARE(shown(), QStringList{QStringLiteral("0 child")});
        QVERIFY(all.front().missesItsOrigin());
        QCOMPARE(all.front().origins, QStringList{QStringLiteral("smol")});
    }

    void aCircleIsCutOpenAndEveryModelIsShownOnce()
    {
        makeModel("one", "train", "1", "three", "3");
        makeModel("three", "train", "3", "two", "2");
        makeModel("two", "train", "2", "one", "1");
        makeModel("own-child", "train", "9", "own-child", "9");
        const auto all = family();
        QCOMPARE(all.size(), std::size_t{4});
        QCOMPARE(std::count_if(all.begin(), all.end(), [](const auto &member) { return member.isInCircle; }), 1);
        QStringList names;
        for (const FamilyMember &member : all) {
            names.append(member.name);
        }
        names.sort();
        QCOMPARE(names,
                 (QStringList{QStringLiteral("one"), QStringLiteral("own-child"), QStringLiteral("three"),
                              QStringLiteral("two")}));
    }

    void ofTwoModelsWithTheSameWeightsTheOneWithTheNameIsTheParent()
    {
        makeModel("a-copy", "import", "a", "x.gguf", "f");
        makeModel("smol", "import", "a", "x.gguf", "f");
        makeModel("zulu", "train", "c", "smol", "a");
        QCOMPARE(shown(),
                 (QStringList{QStringLiteral("0 a-copy"), QStringLiteral("0 smol"), QStringLiteral("1 zulu")}));
    }

    void whatCannotBeReadIsShownLastWithTheReason()
    {
        makeModel("smol", "import", "a", "x.gguf", "f");
        std::filesystem::create_directories(root() / "broken");
        QVERIFY(writeFileAtomically(m_files, root() / "broken" / "config.json", "{"));
        const auto all = family();
        QCOMPARE(shown(), (QStringList{QStringLiteral("0 smol"), QStringLiteral("0 broken")}));
        QVERIFY(all.back().kind == MemberKind::unreadable && !all.back().error.message.empty());
    }

    void theTreeShowsTheFamilyAndKeepsWhatWasChosen()
    {
        makeModel("smol", "import", "a", "x.gguf", "f");
        makeModel("zulu", "train", "c", "smol", "a");
        ShelfContent content;
        content.members = family();
        content.scores.insert(QStringLiteral("r"), {{{QStringLiteral("zul"), 5.0, 3.0, 0, 30}}, 0, 0, -1});
        ModelTree tree(QStringLiteral("zul"));
        tree.choose(QStringLiteral("zulu"));
        tree.show(content, {});
        QCOMPARE(tree.topLevelItemCount(), 1);
        QCOMPARE(tree.topLevelItem(0)->childCount(), 1);
        QCOMPARE(tree.chosen(), QStringLiteral("zulu"));
        QVERIFY(tree.topLevelItem(0)->child(0)->text(2).contains(QStringLiteral("→")));
        tree.topLevelItem(0)->setExpanded(false);
        tree.show(content, {});
        QCOMPARE(tree.collapsed(), QStringList{QStringLiteral("smol")});
    }

    void whatCanBeNoModelIsSaidBeforeItIsImported()
    {
        makeModel("smol", "import", "a", "x.gguf", "f");
        const QString smol = QString::fromStdString((root() / "smol").string());
        const auto source = readImportSource(m_files, smol);
        QVERIFY(source && source->numParameters == 10 && source->weightBytes == 40 && !source->isGguf);
        QVERIFY(looksLikeModel(smol) && !looksLikeModel(m_folder->path()));
        QVERIFY(!readImportSource(m_files, m_folder->path()));
        QVERIFY(writeFileAtomically(m_files, root() / "no.gguf", "GGUFnothing"));
        const auto damaged = readImportSource(m_files, m_folder->filePath(QStringLiteral("no.gguf")));
        QVERIFY(!damaged && damaged.error().code == ErrorCode::data);
        QVERIFY(!readImportSource(m_files, QStringLiteral("/nowhere/at/all.gguf")));
    }

    void aCheckpointOfLitgptIsAModelFolder()
    {
        const QString litgpt = QStringLiteral(BAFO_SOURCE_DIR "/tests/golden/exchange/litgpt/llama");
        const auto source = readImportSource(m_files, litgpt);
        QVERIFY(source && source->numParameters == 3996 && !source->isGguf);
        QVERIFY(looksLikeModel(litgpt));
    }

    void aSuggestedNameIsANameAndFree()
    {
        QCOMPARE(suggestedModelName(QStringLiteral("/x/SmolLM2 135M (Q8_0).gguf"), {}),
                 QStringLiteral("smollm2-135m--q8_0-"));
        QCOMPARE(suggestedModelName(QStringLiteral("/x/smol/"), {QStringLiteral("smol"), QStringLiteral("smol-2")}),
                 QStringLiteral("smol-3"));
        QCOMPARE(suggestedModelName(QStringLiteral("/x/..gguf"), {}), QStringLiteral("model"));
    }

private:
    [[nodiscard]] Path root() const { return Path(m_folder->path().toStdString()); }
    [[nodiscard]] std::vector<FamilyMember> family() { return familyOf(runs::listModels(m_files, root()).value()); }

    QStringList shown()
    {
        QStringList lines;
        for (const FamilyMember &member : family()) {
            lines.append(QString::number(member.depth) + QLatin1Char(' ') + member.name);
        }
        return lines;
    }

    static runs::ModelLineage weightsOf(const std::string &sha256)
    {
        runs::ModelLineage lineage;
        lineage.files = {{.name = "model.safetensors", .sha256 = sha256, .sizeBytes = 7}};
        return lineage;
    }

    /// `sha256` and `parentSha256` name the weights, as short as a test likes them.
    void makeModel(const std::string &name, const std::string &how, const std::string &sha256,
                   const std::string &parent, const std::string &parentSha256, const std::string &adapter = {},
                   const std::string &adapterSha256 = {})
    {
        runs::ModelLineage lineage = weightsOf(sha256);
        lineage.how = how;
        lineage.settings = {{"run", "r"}};
        lineage.parents = {{.name = parent, .weightHash = weightsOf(parentSha256).weightHash()}};
        if (!adapter.empty()) {
            lineage.parents.push_back({.name = adapter, .weightHash = weightsOf(adapterSha256).weightHash()});
        }
        const Path folder = root() / name;
        QVERIFY(m_files.createDirectories(folder));
        QVERIFY(writeFileAtomically(m_files, folder / "config.json", R"({"model_type":"llama","vocab_size":5})"));
        QVERIFY(writeFileAtomically(m_files, folder / "lineage.json", runs::toJson(lineage)));
        auto writer = formats::SafetensorsWriter::create(m_files, folder / "model.safetensors",
                                                         {{.name = "w", .shape = {5, 2}}});
        const std::vector<float> values(10);
        QVERIFY(writer->write(std::as_bytes(std::span(values))));
        QVERIFY(writer->finish());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    PosixFileSystem m_files;
};

QTEST_MAIN(ModelFamilyTest)
#include "model_family_test.moc"
