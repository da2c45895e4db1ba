// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/home/home_page.h"

#include "tests/ui/pages/page_project.h"
#include "ui/pages/home/project_overview.h"

#include <QProcess>
#include <QTest>

using namespace bafo;
using namespace bafo::fakes;
using namespace bafo::ui;

class HomePageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void beforeAProjectIsOpenThereAreANewOneAnotherOneAndTheLastOnes()
    {
        RecordingHost host;
        host.recent = {QStringLiteral("/somewhere/news")};
        HomePage page({.session = nullptr, .jobs = nullptr, .host = &host}, nullptr);
        page.show();
        QCOMPARE(primaryButtonsOf(page), QStringList{QStringLiteral("New project")});
        buttonOf(page, QStringLiteral("New project"))->click();
        QTRY_VERIFY(host.hasAskedForNew);
        buttonOf(page, QStringLiteral("Open"))->click();
        QTRY_COMPARE(host.opened, QStringLiteral("/somewhere/news"));
    }

    void anOpenProjectHasExactlyOneNextThingToDo()
    {
        PageProject project;
        HomePage page(project.context(), nullptr);
        page.resize(1230, 700);
        page.show();
        QCOMPARE(primaryButtonsOf(page), QStringList()); // nothing is said before it is known
        page.setInSight(true);
        QTRY_VERIFY(buttonOf(page, QStringLiteral("Import a model")) != nullptr);
        QVERIFY(primaryButtonsOf(page).size() <= 1);
        project.makeModel("smol", "import", 1, "x.gguf");
        QTRY_VERIFY_WITH_TIMEOUT(buttonOf(page, QStringLiteral("Look at models")) != nullptr, 30'000);
        buttonOf(page, QStringLiteral("Look at models"))->click();
        QCOMPARE(project.host.shownPage, QStringLiteral("models"));
    }

    void wordsSourcesAndUnclearLicencesAreCounted()
    {
        PageProject project;
        const auto &opened = project.session->project();
        import(project, "one", "Sawubona mhlaba.\n\nUnjani namhlanje?\n", {});
        import(project, "two", "Ngiyaphila mina.\n", {QStringLiteral("--licence"), QStringLiteral("CC-BY-4.0")});
        const TextFigures text = readTextFigures(project.files, opened);
        QCOMPARE(text.unreadable, QString());
        QCOMPARE(text.numWords, std::int64_t{6});
        QCOMPARE(text.numSources, std::int64_t{2});
        QCOMPARE(text.numUnclear, std::int64_t{1});
        QVERIFY(!text.isSplit);
        (void)writeFileAtomically(project.files, opened.datasetsFolder() / "bad" / "documents.sqlite", "no database");
        QVERIFY(project.files.createDirectories(opened.datasetsFolder() / "bad"));
        QVERIFY(!readTextFigures(project.files, opened).unreadable.isEmpty());
    }

    void figuresComeFromTheFolder()
    {
        PageProject project;
        const auto &opened = project.session->project();
        QCOMPARE(readTextFigures(project.files, opened).numWords, std::int64_t{0});
        project.makeModel("smol", "import", 1, "x.gguf");
        project.makeModel("grown", "expand", 2, "smol");
        project.makeModel("zulu", "train", 3, "grown");
        const ModelFigures models = readModelFigures(project.files, opened);
        QCOMPARE(models.numModels, std::int64_t{3});
        QCOMPARE(models.base, QStringLiteral("smol"));
        QCOMPARE(models.grown, QStringLiteral("grown"));
        QCOMPARE(models.trained, QStringLiteral("zulu"));
        QVERIFY(readPiecesAWord(project.files, opened, QStringLiteral("zul")).tokenizer.isEmpty());
    }

private:
    static void import(PageProject &project, const char *dataset, const char *content, const QStringList &more)
    {
        const Path file = project.path(dataset);
        QVERIFY(writeFileAtomically(project.files, file, content));
        QProcess bafo;
        bafo.start(project.session->bafoProgram(),
                   QStringList{QStringLiteral("data"), QStringLiteral("import"), QString::fromLatin1(dataset),
                               QStringLiteral("--text"), QString::fromStdString(file.string()),
                               QStringLiteral("--language"), QStringLiteral("zul"), QStringLiteral("--project"),
                               project.session->folder()}
                       + more);
        QVERIFY(bafo.waitForFinished() && bafo.exitCode() == 0);
    }
};

QTEST_MAIN(HomePageTest)
#include "home_page_test.moc"
