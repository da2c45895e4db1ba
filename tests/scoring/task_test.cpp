// SPDX-License-Identifier: Apache-2.0
#include "core/scoring/evaluation_plan.h"
#include "core/scoring/item_template.h"
#include "core/scoring/task_library.h"
#include "plugins/evaluations/evaluations.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace bafo;
using namespace bafo::scoring;

namespace {

const std::string kTask = "name: small\n"
                          "version: 3\n"
                          "title: A small one\n"
                          "kind: multiple_choice\n"
                          "language: zul\n"
                          "data: {source: nowhere, revision: r1, licence: none, format: jsonl}\n"
                          "prompts:\n"
                          "  - name: plain\n"
                          "    context: \"{question|strip}\\nA:\"\n"
                          "    choices: [\"{a}\", \"{b}\"]\n"
                          "answer: \"{right}\"\n"
                          "answer_form: letter\n";

std::string with(std::string yaml, const std::string &old, const std::string &now)
{
    yaml.replace(yaml.find(old), old.size(), now);
    return yaml;
}

} // namespace

class TaskTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aTaskThatHasNoneOfTheWantedPromptsIsNamedAndNotLeftOut()
    {
        PosixFileSystem files;
        const auto kinds = evaluations::makeEvaluationKinds();
        const TaskLibrary library(files, kinds, {});
        const auto plan = planEvaluation(files, library, kinds,
                                         {.tasks = {"belebele-zul", "sib200-zul"}, .prompts = {"letters"}, .limit = 0});
        QVERIFY(!plan && plan.error().code == ErrorCode::config);
        QVERIFY(plan.error().message.find("'sib200-zul'") != std::string::npos);
        QVERIFY(plan.error().hint.find("english, question, isizulu") != std::string::npos);
    }

    void aTaskSaysWhatItIs()
    {
        const Task task = parseTask(kTask).value();
        QCOMPARE(task.name, std::string("small"));
        QCOMPARE(task.version, 3);
        QCOMPARE(task.prompts.size(), 1U);
        QCOMPARE(task.prompts[0].choices.size(), 2U);
        QCOMPARE(task.data.files, std::vector<std::string>{"items"});
        QVERIFY(task.answerForm == AnswerForm::letter);
    }

    void aWrongTaskIsRefusedByLineWithTheNearestKey_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("hint");
        const auto add = [](const char *name, const std::string &yaml, const char *message, const char *hint) {
            QTest::newRow(name) << QByteArray::fromStdString(yaml) << QByteArray(message) << QByteArray(hint);
        };
        add("a misspelt key", with(kTask, "language:", "langage:"), "line 5: unknown key 'langage'",
            "did you mean 'language'?");
        add("a misspelt key of a prompt", with(kTask, "context:", "contxt:"), "line 9: unknown key 'prompts.contxt'",
            "did you mean 'context'?");
        add("a misspelt key of the data", with(kTask, "licence:", "license:"), "line 6: unknown key 'data.license'",
            "did you mean 'licence'?");
        add("a key twice", kTask + "answer: x\n", "line 13: answer is set twice", "keep one");
        add("no name", with(kTask, "name: small\n", ""), "name is missing", "add a line");
        add("a version that is no number", with(kTask, "version: 3", "version: new"), "line 2: version is 'new'",
            "whole number");
        add("an unknown filter", with(kTask, "|strip", "|srip"), "there is no filter 'srip'", "strip");
        add("a gap without end", with(kTask, "{b}", "{b"), "no gap", "written twice");
        add("an unknown format", with(kTask, "format: jsonl", "format: xml"), "data.format is 'xml'", "csv");
        add("an unknown form", with(kTask, "answer_form: letter", "answer_form: roman"), "answer_form is 'roman'",
            "number-from-1");
        add("a list that is none", kTask + "stop: 7\n", "line 13: stop is no list", "[one, two]");
        add("two prompts of one name", with(kTask, "answer:", "  - {name: plain, context: c}\nanswer:"),
            "two prompts 'plain'", "once");
        add("no map", "- 1\n", "is no map", "key: value");
        add("an unknown kind", with(kTask, "multiple_choice", "essay"), "unknown kind of evaluation 'essay'",
            "translation");
        add("an unknown metric", kTask + "lead: acc_nrom\n", "no metric 'acc_nrom'", "acc_norm");
        add("one choice", with(kTask, ", \"{b}\"", ""), "needs a context and choices", "two");
        add("no answer", with(with(kTask, "answer: \"{right}\"\n", ""), "answer_form: letter\n", ""),
            "answer is missing", "answer");
    }

    void aWrongTaskIsRefusedByLineWithTheNearestKey()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QByteArray, message);
        QFETCH(QByteArray, hint);
        PosixFileSystem files;
        const auto kinds = evaluations::makeEvaluationKinds();
        const TaskLibrary library(files, kinds, {});
        const auto found = library.read(yaml.toStdString(), "small.yaml");
        QVERIFY(!found);
        QCOMPARE(found.error().code, ErrorCode::config);
        QVERIFY2(found.error().message.find(message.toStdString()) != std::string::npos, found.error().message.c_str());
        QVERIFY2(found.error().hint.find(hint.toStdString()) != std::string::npos, found.error().hint.c_str());
        QVERIFY(found.error().message.find("small.yaml") != std::string::npos);
    }

    void everyShippedTaskIsSoundAndNamesItsSource()
    {
        PosixFileSystem files;
        const auto kinds = evaluations::makeEvaluationKinds();
        const auto tasks = TaskLibrary(files, kinds, {}).all();
        QVERIFY2(tasks, tasks ? "" : tasks.error().message.c_str());
        QVERIFY(tasks->size() >= 10);
        for (const FoundTask &found : *tasks) {
            QVERIFY2(!found.task.data.source.empty() && !found.task.data.revision.empty()
                         && !found.task.data.licence.empty() && !found.task.about.empty(),
                     found.task.name.c_str());
        }
        for (const char *kind : {"multiple_choice", "classification", "open_answer", "reading_comprehension",
                                 "translation", "bits_per_byte"}) {
            QVERIFY2(std::any_of(tasks->begin(), tasks->end(),
                                 [kind](const FoundTask &found) { return found.task.kind == kind; }),
                     kind);
        }
    }

    void aProjectsOwnTaskGoesBeforeAShippedOneAndAnUnknownOneIsNamedWithTheNearest()
    {
        QTemporaryDir folder;
        PosixFileSystem files;
        const auto kinds = evaluations::makeEvaluationKinds();
        const Path data(folder.path().toStdString());
        const TaskLibrary library(files, kinds, data);
        QVERIFY(!library.find("sib200-zul")->isOfProject);
        QVERIFY(files.createDirectories(data / "sib200-zul"));
        QVERIFY(writeFileAtomically(files, library.taskFileOf("sib200-zul"), with(kTask, "small", "sib200-zul")));
        QVERIFY(library.find("sib200-zul")->isOfProject);
        QCOMPARE(library.find("sib200-zul")->task.version, 3);
        const auto missing = library.find("belebele-zu");
        QVERIFY(!missing);
        QVERIFY(missing.error().hint.find("belebele-zul") != std::string::npos);
        QVERIFY(!library.find("../small"));
    }

    void aLimitDrawsFromTheWholeFileAndASmallerOneFromTheSame()
    {
        QTemporaryDir folder;
        PosixFileSystem files;
        const auto kinds = evaluations::makeEvaluationKinds();
        const TaskLibrary library(files, kinds, Path(folder.path().toStdString()));
        QVERIFY(files.createDirectories(library.dataFolderOf("small")));
        QVERIFY(writeFileAtomically(files, library.taskFileOf("small"), kTask));
        std::string lines; // sorted by answer, as real files are
        for (int i = 0; i < 50; ++i) {
            lines += "{\"question\": \"q" + std::to_string(i) + "\", \"a\": \"x\", \"b\": \"y\", \"right\": \""
                + (i < 30 ? "A" : "B") + "\"}\n";
        }
        const FoundTask found = library.find("small").value();
        QVERIFY(writeFileAtomically(files, library.dataFolderOf("small") / "items.jsonl", lines));
        const auto linesOf = [&](std::int64_t limit) {
            std::vector<std::int64_t> asked;
            const auto cells
                = planEvaluation(files, library, kinds, {.tasks = {"small"}, .prompts = {}, .limit = limit}).value();
            for (const AskedItem &item : cells.front().items) {
                asked.push_back(item.line);
            }
            return asked;
        };
        QCOMPARE(linesOf(0).size(), 50U);
        QCOMPARE(linesOf(60).size(), 50U);
        const auto twenty = linesOf(20);
        QCOMPARE(twenty.size(), 20U);
        QVERIFY(std::is_sorted(twenty.begin(), twenty.end()));
        QCOMPARE(linesOf(20), twenty);
        const auto numFirst = std::count_if(twenty.begin(), twenty.end(), [](std::int64_t line) { return line <= 30; });
        const auto numOdd
            = std::count_if(twenty.begin(), twenty.end(), [](std::int64_t line) { return line % 2 == 1; });
        QVERIFY(numFirst > 6 && numFirst < 18 && numOdd > 4 && numOdd < 16);
        for (const std::int64_t limit : {3, 7, 19}) {
            const auto fewer = linesOf(limit);
            QCOMPARE(fewer.size(), static_cast<std::size_t>(limit));
            QVERIFY(std::includes(twenty.begin(), twenty.end(), fewer.begin(), fewer.end()));
        }
    }

    void templatesAreFilledAndFiltered()
    {
        const Item item{.line = 1,
                        .fields = {{"a", {"  iNingizimu  "}}, {"list", {"x", "y"}}, {"p", {"['It\\'s', \"b\"]"}}}};
        QCOMPARE(fillTemplate("<{a|strip}> {{a}}", item).value(), std::string("<iNingizimu> {a}"));
        QCOMPARE(fillTemplate("{list}", item).value(), std::string("x, y"));
        QCOMPARE(fillTemplate("{p|python-list}", item).value(), std::string("It's, b"));
        // The rule for isiZulu: the rest of the word stays.
        QCOMPARE(fillTemplate("{a|strip|first-capital}", item).value(), std::string("INingizimu"));
        QCOMPARE(fillTemplate("{a|strip|python-capital}", item).value(), std::string("Iningizimu"));
        const auto missing = fillTemplate("{b}", item);
        QVERIFY(!missing && missing.error().message.find("'b'") != std::string::npos);
        QCOMPARE(pythonListValues("['a', 'b]").size(), 1U); // no list: itself
    }
};

QTEST_APPLESS_MAIN(TaskTest)
#include "task_test.moc"
