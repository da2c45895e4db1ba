// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/model_lineage.h"
#include "ui/models/talk_partners.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>

using namespace bafo;

class TalkPartnersTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::optional<runs::Project> m_project;
    PosixFileSystem m_files;
    int m_age = 0;

    /// Each is newer than the one before.
    void model(const char *name, const char *how, const char *parent)
    {
        const Path folder = m_project->modelsFolder() / name;
        std::filesystem::create_directories(folder);
        if (how != nullptr) {
            const runs::ModelLineage lineage{
                .how = how, .parents = {{.name = parent, .weightHash = {}}}, .settings = {}, .files = {}};
            std::ofstream(folder / "lineage.json") << runs::toJson(lineage);
        }
        const auto longAgo = std::filesystem::file_time_type::clock::now() - std::chrono::hours(100);
        std::filesystem::last_write_time(folder, longAgo + std::chrono::minutes(++m_age));
    }

    void adapter(const char *name, const char *base)
    {
        model(name, "train", base);
        const Path folder = m_project->modelsFolder() / name;
        const auto time = std::filesystem::last_write_time(folder);
        std::ofstream(folder / "adapter_config.json") << "{}";
        std::filesystem::last_write_time(folder, time);
    }

    QStringList partners() { return ui::talkPartners(m_files, *m_project); }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_age = 0;
        auto project = runs::Project::init(m_files, m_folder->path().toStdString() + "/p", "p", {"zul"});
        QVERIFY(project.has_value());
        m_project = *project;
    }

    void theLastTrainedModelComesFirstAndItsOriginNext()
    {
        model("base", "import", "file.gguf");
        model("other", "import", "file.gguf");
        model("grown", "expand", "base");
        model("trained-early", "train", "base");
        model("trained", "train", "grown");
        model("exported", "export", "trained");
        QCOMPARE(partners(),
                 QStringList({QStringLiteral("trained"), QStringLiteral("grown"), QStringLiteral("exported"),
                              QStringLiteral("trained-early"), QStringLiteral("other"), QStringLiteral("base")}));
    }

    void withoutATrainedOneTheNewestComesFirst()
    {
        model("base", "import", "file.gguf");
        model("grown", "expand", "base");
        QCOMPARE(partners(), QStringList({QStringLiteral("grown"), QStringLiteral("base")}));
    }

    void anOriginThatIsGoneAndAFolderWithoutLineageAreNoTrouble()
    {
        model("plain", nullptr, nullptr);
        model("trained", "train", "gone");
        QCOMPARE(partners(), QStringList({QStringLiteral("trained"), QStringLiteral("plain")}));
    }

    void anAdapterComesWithItsBaseAndWithoutItLast()
    {
        model("base", "import", "file.gguf");
        std::ofstream(m_project->modelsFolder() / "base" / "config.json") << "{}";
        adapter("lost", "gone");
        model("other", "import", "file.gguf");
        adapter("lora", "base");
        QCOMPARE(partners(),
                 QStringList({QStringLiteral("lora"), QStringLiteral("base"), QStringLiteral("other"),
                              QStringLiteral("lost")}));
        const auto bases = ui::adapterBases(m_files, *m_project);
        QCOMPARE(bases.keys(), QStringList({QStringLiteral("lora"), QStringLiteral("lost")}));
        QCOMPARE(bases.value(QStringLiteral("lora")), QStringLiteral("base"));
    }

    void aProjectWithoutModelsHasNone() { QCOMPARE(partners(), QStringList()); }
};

QTEST_GUILESS_MAIN(TalkPartnersTest)
#include "talk_partners_test.moc"
