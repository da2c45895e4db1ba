// SPDX-License-Identifier: Apache-2.0
// What the built program answers to bad input: the exit code of the design, the file by name, what to do, nothing half
// written.
#include "tests/bafo/bafo_program.h"

#include <QTest>

#include <filesystem>

using namespace bafo;
using namespace bafo::fakes;

class BadInputTest : public QObject {
    Q_OBJECT

    std::unique_ptr<BafoProgram> m_bafo;

    std::vector<std::string> contentOf(const Path &folder) const { return *m_bafo->files.list(folder); }

private Q_SLOTS:
    void init() { m_bafo = std::make_unique<BafoProgram>(); }

    void aFolderThatIsNoProjectIsSaid()
    {
        const Path empty = m_bafo->outside("empty");
        QVERIFY(m_bafo->files.createDirectories(empty));
        for (const std::vector<std::string> &verb :
             {std::vector<std::string>{"status"}, {"disk"}, {"run", "list"}, {"model", "list"}, {"data", "list"}}) {
            QCOMPARE(m_bafo->run(verb, empty).differsFrom(2, {"no project", empty.string(), "bafo init"}),
                     std::string());
        }
        QCOMPARE(m_bafo->run({"status", "--project", empty.string()}).differsFrom(2, {empty.string(), "bafo init"}),
                 std::string());
        QVERIFY(contentOf(empty).empty());
    }

    void anOccupiedFolderIsNotTurnedIntoAProject()
    {
        m_bafo->write(m_bafo->outside("mine/diary.txt"), "mine");
        QCOMPARE(m_bafo->run({"init", m_bafo->outside("mine").string()}).differsFrom(2, {"mine", "is not empty"}),
                 std::string());
        QCOMPARE(contentOf(m_bafo->outside("mine")), std::vector<std::string>{"diary.txt"});
    }

    void aFolderWithoutANameOrInAProjectIsNotMadeOne()
    {
        QCOMPARE(m_bafo->run({"init", ""}).differsFrom(2, {"empty", "bafo init"}), std::string());
        QCOMPARE(m_bafo->run({"init", "", "--example"}).differsFrom(2, {"empty"}), std::string());
        const Path inside = m_bafo->root() / "deep" / "sub";
        QCOMPARE(m_bafo->run({"init", inside.string()}).differsFrom(2, {inside.string(), "inside"}), std::string());
        QCOMPARE(m_bafo->run({"init", inside.string(), "--example"}).differsFrom(2, {inside.string(), "inside"}),
                 std::string());
        QVERIFY(!m_bafo->files.status(m_bafo->root() / "deep")->exists);
    }

    void mistakesInAConfigurationNameTheFileTheLineAndTheMend_data()
    {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<QStringList>("texts");
        const auto row = [](const char *name, const char *yaml, const QStringList &texts) {
            QTest::newRow(name) << QString::fromUtf8(yaml) << texts;
        };
        const auto texts = [](std::initializer_list<const char *> list) {
            QStringList all;
            for (const char *text : list) {
                all << QString::fromUtf8(text);
            }
            return all;
        };
        row("key", "model: smol\nstep: 1\n", texts({"line 2", "'step'", "did you mean 'steps'"}));
        row("value", "model: smol\nsteps: many\n", texts({"line 2", "'many'", "whole number"}));
        row("unit", "max_bytes: 3 miles\n", texts({"line 1", "'3 miles'", "MB"}));
        row("range", "dropout: 2\n", texts({"line 1", "from 0 to 0.9"}));
        row("twice", "curriculum:\n  - {dataset: a, dataset: b}\n", texts({"line 2", "set twice"}));
        row("no model", "steps: 1\n", texts({"model is not set"}));
        row("no text", "model: smol\n", texts({"curriculum is empty"}));
        row("name", "name: a/b\nmodel: smol\ncurriculum: [{dataset: a}]\n", texts({"'a/b'"}));
        row("no YAML", "model: [\n", texts({"line"}));
    }

    void mistakesInAConfigurationNameTheFileTheLineAndTheMend()
    {
        QFETCH(const QString, yaml);
        QFETCH(const QStringList, texts);
        m_bafo->write(m_bafo->root() / "run.yaml", yaml.toStdString());
        std::vector<std::string> wanted{"run.yaml"};
        for (const QString &text : texts) {
            wanted.push_back(text.toStdString());
        }
        QCOMPARE(m_bafo->run({"config", "check", "run.yaml"}).differsFrom(2, wanted), std::string());
        QCOMPARE(m_bafo->run({"run", "start", "run.yaml"}).differsFrom(2, wanted), std::string());
        QVERIFY(contentOf(m_bafo->project().runsFolder()).empty());
    }

    void aMistakeInSetNamesTheFileAndTheSetting()
    {
        m_bafo->write(m_bafo->root() / "run.yaml", "model: smol\ncurriculum: [{dataset: a}]\n");
        QCOMPARE(m_bafo->run({"config", "check", "run.yaml"}).exitCode, 0);
        for (const char *verb : {"config check", "run start"}) {
            const std::string family = std::string(verb).substr(0, std::string(verb).find(' '));
            const std::string name = std::string(verb).substr(family.size() + 1);
            QCOMPARE(m_bafo->run({family, name, "run.yaml", "--set", "stepz=3"})
                         .differsFrom(2, {"run.yaml", "--set stepz=3", "did you mean 'steps'"}),
                     std::string());
            QCOMPARE(m_bafo->run({family, name, "run.yaml", "--set", "micro_batch=7"})
                         .differsFrom(2, {"run.yaml", "micro_batch 7"}),
                     std::string());
            QCOMPARE(m_bafo->run({family, name, "run.yaml", "--set", "steps"}).differsFrom(2, {"key=value"}),
                     std::string());
        }
        QCOMPARE(m_bafo->run({"config", "check", "absent.yaml"}).differsFrom(5, {"absent.yaml"}), std::string());
    }

    void whatARunNeedsAndIsNotThereIsNamed()
    {
        m_bafo->write(m_bafo->root() / "run.yaml", "model: smol\ncurriculum: [{dataset: texts}]\n");
        QCOMPARE(m_bafo->run({"run", "start", "run.yaml"}).differsFrom(5, {"no model 'smol'", "bafo status"}),
                 std::string());
        m_bafo->write(m_bafo->project().modelsFolder() / "smol" / "config.json", "{}");
        QCOMPARE(m_bafo->run({"run", "start", "run.yaml"}).differsFrom(5, {"no dataset 'texts'", "bafo data list"}),
                 std::string());
        QVERIFY(contentOf(m_bafo->project().runsFolder()).empty());
        QCOMPARE(m_bafo->run({"model", "show", "absent"}).differsFrom(5, {"no model 'absent'"}), std::string());
        QCOMPARE(m_bafo->run({"run", "show", "absent"}).differsFrom(2, {"no run 'absent'", "bafo run list"}),
                 std::string());
    }

    void whereEachLineNamesItsLanguageNoOtherIsAskedFor()
    {
        m_bafo->write(m_bafo->outside("l.jsonl"),
                      "{\"text\": \"Yebo\", \"lang\": \"zul\"}\n{\"text\": \"Yes\", \"lang\": \"eng\"}\n");
        const std::vector<std::string> import
            = {"data", "import", "texts", "--jsonl", m_bafo->outside("l.jsonl").string()};
        QCOMPARE(m_bafo->run(import).differsFrom(2, {"which language"}), std::string());
        std::vector<std::string> named = import;
        named.insert(named.end(), {"--language-field", "lang"});
        QCOMPARE(m_bafo->run(named).exitCode, 0);
        m_bafo->write(m_bafo->outside("l.jsonl"), "{\"text\": \"Cha\"}\n");
        QCOMPARE(m_bafo->run(named).differsFrom(5, {"l.jsonl", "line 1", "'lang'"}), std::string());
    }

    void textThatIsNoTextIsRefusedAndLeavesNoDataset()
    {
        m_bafo->write(m_bafo->outside("latin1.txt"), "caf\xe9\n");
        m_bafo->write(m_bafo->outside("empty.txt"), "");
        m_bafo->write(m_bafo->outside("broken.mo"), "\xde\x12\x04\x95 and no more");
        for (const auto &[option, file] : {std::pair{"--text", "latin1.txt"},
                                           {"--text", "empty.txt"},
                                           {"--mo", "broken.mo"},
                                           {"--text", "absent.txt"}}) {
            const auto end
                = m_bafo->run({"data", "import", "texts", option, m_bafo->outside(file).string(), "--language", "zul"});
            QCOMPARE(end.differsFrom(5, {file}), std::string());
            QVERIFY(contentOf(m_bafo->project().datasetsFolder()).empty());
        }
        QCOMPARE(m_bafo->run({"data", "import", "../texts", "--text", "x"}).differsFrom(2, {"'../texts'"}),
                 std::string());
    }

    void aFullDiskIsSaidAsSuchAndNothingHalfWrittenStays()
    {
        // A program keeps its number through exec, so that the file which it is going to write can be the full device.
        const auto made = m_bafo->shell("mkdir ../new && ln -s /dev/full ../new/project.yaml.tmp-$$ && exec \"$bafo\" "
                                        "init ../new --json");
        QCOMPARE(made.differsFrom(6, {"project.yaml", "No space left on device"}), std::string());
        QVERIFY(contentOf(m_bafo->outside("new")).empty());
        QCOMPARE(m_bafo->run({"init", m_bafo->outside("new").string()}).exitCode, 0); // the way out that was named

        const auto run = runs::RunFolder::create(m_bafo->files, m_bafo->project(), "r", "name: r\n", m_bafo->clock);
        const auto cloned
            = m_bafo->shell("ln -s /dev/full copy.yaml.tmp-$$ && exec \"$bafo\" run clone last --to copy.yaml --json");
        QCOMPARE(cloned.differsFrom(6, {"copy.yaml", "No space left on device"}), std::string());
        QVERIFY(!m_bafo->files.status(m_bafo->root() / "copy.yaml")->exists);
        QCOMPARE(m_bafo->run({"run", "clone", "last", "--to", "copy.yaml"}).exitCode, 0);
    }

    void wrongUsageIsSaidWithTheWayToHelp()
    {
        QCOMPARE(m_bafo->run({"run", "start"}).differsFrom(2, {"--help"}), std::string());
        QCOMPARE(m_bafo->run({"teach"}).differsFrom(2, {"--help"}), std::string());
    }
};

QTEST_GUILESS_MAIN(BadInputTest)
#include "bad_input_test.moc"
