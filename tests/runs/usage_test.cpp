// SPDX-License-Identifier: Apache-2.0
#include "core/runs/usage.h"

#include "core/runs/process_identity.h"
#include "core/runs/run_folder.h"

#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

using namespace bafo;
using namespace bafo::runs;

class UsageTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    PosixFileSystem m_files;
    SystemClock m_clock;
    std::optional<Project> m_project;

    Path path(const std::string &name) const { return Path(m_folder.path().toStdString()) / name; }

    /// A run of this configuration, with this process as its worker for as long as the test takes.
    std::vector<std::string> usersOfModel(const std::string &yaml, const std::string &model)
    {
        const auto run = *RunFolder::create(m_files, *m_project, "live", yaml, m_clock);
        (void)writeProcessFile(m_files, run.processFile(), **identityOf(m_files, ::getpid()));
        const auto users = *liveRunsUsingModel(m_files, *m_project, m_clock, model);
        (void)m_files.removeTree(run.path());
        return users;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_project = *Project::init(m_files, path("project"), "p", {"zul"});
        for (const char *name : {"smol", "smol-grown", "other"}) {
            QVERIFY(m_files.createDirectories(m_project->modelsFolder() / name));
        }
        std::filesystem::create_directory_symlink(m_project->modelsFolder() / "smol", path("link"));
    }

    void aRunThatNamesTheModelIsFoundWhateverWayItNamesIt_data()
    {
        QTest::addColumn<QString>("yaml");
        const QString inside = QString::fromStdString((m_project->modelsFolder() / "smol").string());
        QTest::newRow("name") << "model: smol";
        QTest::newRow("path from the project") << "model: models/smol";
        QTest::newRow("with a slash at its end") << "model: models/smol/";
        QTest::newRow("round about") << "model: ./runs/../models/other/../smol";
        QTest::newRow("absolute") << QStringLiteral("model: ") + inside;
        QTest::newRow("through a link") << QStringLiteral("model: ") + QString::fromStdString(path("link").string());
        QTest::newRow("its tokenizer") << "model: other\ntokenizer: models/smol/tokenizer.json";
        QTest::newRow("its tokenizer by name") << "model: other\ntokenizer: smol";
        QTest::newRow("what it makes") << "model: other\noutput_model: smol";
    }

    void aRunThatNamesTheModelIsFoundWhateverWayItNamesIt()
    {
        QFETCH(const QString, yaml);
        QCOMPARE(usersOfModel(yaml.toStdString(), "smol").size(), std::size_t{1});
        QVERIFY(usersOfModel(yaml.toStdString(), "smol-grown").empty()); // a name that only begins alike
    }

    void aDatasetThatIsALinkIsInUseUnderBothItsNames()
    {
        QVERIFY(m_files.createDirectories(m_project->datasetsFolder() / "texts"));
        QVERIFY(m_files.createDirectories(m_project->datasetsFolder() / "unused"));
        std::filesystem::create_directory_symlink("texts", m_project->datasetsFolder() / "alias");
        const auto run = *RunFolder::create(m_files, *m_project, "live",
                                            "model: other\ncurriculum: [{dataset: alias}]\n", m_clock);
        QVERIFY(liveRunsUsingDataset(m_files, *m_project, m_clock, "texts")->empty()); // nobody runs it yet
        QVERIFY(writeProcessFile(m_files, run.processFile(), **identityOf(m_files, ::getpid())));
        QCOMPARE(liveRunsUsingDataset(m_files, *m_project, m_clock, "texts")->size(), std::size_t{1});
        QCOMPARE(liveRunsUsingDataset(m_files, *m_project, m_clock, "alias")->size(), std::size_t{1});
        QVERIFY(liveRunsUsingDataset(m_files, *m_project, m_clock, "unused")->empty());
    }
};

QTEST_GUILESS_MAIN(UsageTest)
#include "usage_test.moc"
