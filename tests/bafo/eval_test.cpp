// SPDX-License-Identifier: Apache-2.0
// `bafo eval tasks`, `import`, `list`, `show`, `compare`, `rescore`, and what they say to bad input. No model is asked.
#include "core/base/clock.h"
#include "core/runs/run_folder.h"
#include "core/scoring/judged_evaluation.h"
#include "core/scoring/task_library.h"
#include "plugins/evaluations/evaluations.h"
#include "tests/bafo/bafo_program.h"

#include <filesystem>

using namespace bafo;
using fakes::BafoProgram;

namespace {

const std::string kTask = "name: small\nversion: 1\ntitle: t\nkind: multiple_choice\nlanguage: zul\n"
                          "data: {source: s, revision: r, licence: l, format: jsonl}\n"
                          "prompts: [{name: plain, context: \"{q}\", choices: [yebo, cha]}]\n"
                          "answer: \"{a}\"\nanswer_form: number-from-0\n";
const std::string kItems
    = "{\"q\": \"one\", \"a\": 0}\nno json\n{\"q\": \"two\", \"a\": 1}\n{\"q\": \"three\", \"a\": 7}\n";

} // namespace

class EvalTest : public QObject {
    Q_OBJECT

private:
    /// An evaluation of the imported task, answered right up to a line.
    void makeEvaluation(const std::string &id, std::int64_t numRight)
    {
        const scoring::EvaluationPlace place(scoring::evaluationsFolder(m_bafo->project().root()) / id);
        const auto kinds = evaluations::makeEvaluationKinds();
        const scoring::TaskLibrary library(m_bafo->files, kinds,
                                           scoring::evaluationDataFolder(m_bafo->project().root()));
        const scoring::FoundTask found = library.find("small").value();
        const scoring::EvaluationKind &kind = *kinds.get("multiple_choice").value();
        scoring::EvaluationCell cell;
        cell.task = "small";
        cell.version = 1;
        cell.kind = "multiple_choice";
        cell.prompt = "plain";
        cell.metrics = {"acc", "acc_norm", "acc_bytes"};
        cell.numItems = 40;
        scoring::EvaluationInfo info;
        info.run = id;
        info.model = "model-" + id;
        info.cells = {cell};
        std::filesystem::create_directories(place.folder() / "tasks");
        QVERIFY(writeFileAtomically(m_bafo->files, place.infoFile(), scoring::toJson(info)));
        QVERIFY(writeFileAtomically(m_bafo->files, place.taskFile("small"), found.yaml));
        auto writer = scoring::ItemWriter::open(m_bafo->files, place).value();
        for (std::int64_t line = 1; line <= 40; ++line) {
            scoring::ItemRecord record;
            record.line = line;
            record.question.context = "umbuzo " + std::to_string(line);
            record.question.choices = {"yebo", "cha"};
            record.question.gold = 0;
            for (const bool isFirst : {true, false}) {
                scoring::Answer answer;
                answer.logProbability = isFirst == (line <= numRight) ? -1 : -2;
                answer.tokens = {{.bytes = 3, .logProbability = -0.5}, {.bytes = 2, .logProbability = -0.5}};
                record.answers.push_back(answer);
            }
            const auto judgement = kind.judge(found.task, record.question, record.answers).value();
            QVERIFY(writer.append(record, judgement, kind.metrics(found.task)));
        }
    }

    std::unique_ptr<BafoProgram> m_bafo;

private Q_SLOTS:
    void init()
    {
        m_bafo = std::make_unique<BafoProgram>();
        m_bafo->write(m_bafo->root() / "small.yaml", kTask);
        m_bafo->write(m_bafo->root() / "items.jsonl", kItems);
    }

    void dataIsTakenInWithItsBrokenLinesNamed()
    {
        const auto before = m_bafo->run({"eval", "tasks"});
        QCOMPARE(before.exitCode, 0);
        QVERIFY(before.json["tasks"].size() >= 10);
        const auto end = m_bafo->run({"eval", "import", "small", "items.jsonl", "--task-file", "small.yaml"});
        QVERIFY2(end.exitCode == 0, end.words.c_str());
        QCOMPARE(end.json["prompts"][0]["items"].get<int>(), 2);
        QCOMPARE(end.json["prompts"][0]["broken"].size(), 2U);
        QCOMPARE(end.json["prompts"][0]["broken"][0]["line"].get<int>(), 2);
        QCOMPARE(end.json["prompts"][0]["broken"][1]["line"].get<int>(), 4);
        const auto tasks = m_bafo->run({"eval", "tasks"}).json["tasks"];
        const auto own
            = std::find_if(tasks.begin(), tasks.end(), [](const auto &task) { return task["name"] == "small"; });
        QVERIFY(own != tasks.end() && (*own)["has_data"] == true && (*own)["is_of_project"] == true);
        QVERIFY(
            std::filesystem::exists(scoring::evaluationDataFolder(m_bafo->project().root()) / "small" / "origin.json"));
        QVERIFY(!std::filesystem::exists(scoring::evaluationDataFolder(m_bafo->project().root()) / ".importing"));
    }

    void badInputIsNamedWithTheMend_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QStringList>("texts");
        const auto add = [](const char *name, const char *arguments, ErrorCode code, const char *texts) {
            QTest::newRow(name) << QString::fromLatin1(arguments).split(QLatin1Char(' ')) << exitCodeOf(code)
                                << QString::fromLatin1(texts).split(QLatin1Char('|'));
        };
        add("an unknown task", "eval import belebele-zu items.jsonl", ErrorCode::config, "belebele-zu|belebele-zul");
        add("too many files", "eval import belebele-zul items.jsonl items.jsonl", ErrorCode::config,
            "1 data file, and 2|items-FILE");
        add("a file that is not there", "eval import belebele-zul none.jsonl", ErrorCode::data, "none.jsonl");
        add("a file of something else", "eval import belebele-zul items.jsonl", ErrorCode::data,
            "holds no item|no field 'flores_passage'");
        add("a task of another name", "eval import other items.jsonl --task-file small.yaml", ErrorCode::config,
            "describes task 'small'");
        add("a task with a wrong field", "eval import small items.jsonl --task-file wrong.yaml", ErrorCode::config,
            "wrong.yaml: line 3: unknown key 'titel'|did you mean 'title'");
        add("no such evaluation", "eval show nothing", ErrorCode::config, "no evaluation 'nothing'|bafo eval run");
        add("a run without its data", "eval run . --task sib200-zul", ErrorCode::data, "");
    }

    void badInputIsNamedWithTheMend()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        QFETCH(QStringList, texts);
        std::string wrong = kTask;
        wrong.replace(wrong.find("title"), 5, "titel");
        m_bafo->write(m_bafo->root() / "wrong.yaml", wrong);
        std::vector<std::string> words;
        for (const QString &argument : arguments) {
            words.push_back(argument.toStdString());
        }
        std::vector<std::string> wanted;
        for (const QString &text : texts) {
            wanted.push_back(text.toStdString());
        }
        const auto end = m_bafo->run(words);
        QCOMPARE(end.differsFrom(code, wanted), std::string());
        QVERIFY(!std::filesystem::exists(scoring::evaluationDataFolder(m_bafo->project().root()) / ".importing"));
    }

    void evaluationsAreListedShownComparedAndScoredAgain()
    {
        QCOMPARE(m_bafo->run({"eval", "import", "small", "items.jsonl", "--task-file", "small.yaml"}).exitCode, 0);
        makeEvaluation("20260101-000000-one", 10);
        makeEvaluation("20260102-000000-two", 30);
        const auto list = m_bafo->run({"eval", "list"});
        QCOMPARE(list.json["evaluations"].size(), 2U);
        QCOMPARE(list.json["evaluations"][0]["state"].get<std::string>(), std::string("gone"));
        const auto shown = m_bafo->run({"eval", "show", "last"});
        QVERIFY2(shown.exitCode == 0, shown.words.c_str());
        const auto score = shown.json["cells"][0]["result"]["scores"][0];
        QCOMPARE(score["value"].get<double>(), 0.75);
        QVERIFY(score["low"] < 0.75 && score["high"] > 0.75);
        const auto item = m_bafo->run({"eval", "show", "last", "--item", "31"});
        QCOMPARE(item.json["items"][0]["is_right"].get<bool>(), false);
        QCOMPARE(item.json["items"][0]["record"]["answers"][0]["tokens"].size(), 2U);
        QCOMPARE(m_bafo->run({"eval", "show", "last", "--wrong"}).json["count"].get<int>(), 10);
        QCOMPARE(m_bafo->run({"eval", "show", "last", "--items", "--after", "35"}).json["items"].size(), 5U);
        QCOMPARE(m_bafo->run({"eval", "show", "last", "--item", "99"}).exitCode, exitCodeOf(ErrorCode::config));
        const auto compared = m_bafo->run({"eval", "compare", "20260101-000000-one", "last"});
        QVERIFY2(compared.exitCode == 0, compared.words.c_str());
        QCOMPARE(compared.json["cells"][0]["only_second"].get<int>(), 20);
        QCOMPARE(compared.json["cells"][0]["flips"].size(), 20U);
        QVERIFY(compared.json["cells"][0]["mcnemar"] < 0.001);
        const Path index = scoring::evaluationsFolder(m_bafo->project().root()) / "20260102-000000-two" / "items.index";
        const std::string before = m_bafo->files.readFile(index, 1U << 20U).value();
        std::filesystem::remove(index);
        QCOMPARE(m_bafo->run({"eval", "rescore", "last"}).exitCode, 0);
        QVERIFY(m_bafo->files.readFile(index, 1U << 20U).value() == before);
        QCOMPARE(m_bafo->run({"eval", "show", "last", "--item", "31"}).exitCode, 0);
    }

    void aSpeakersVerdictIsKeptShownAndTakenBack()
    {
        QCOMPARE(m_bafo->run({"eval", "import", "small", "items.jsonl", "--task-file", "small.yaml"}).exitCode, 0);
        makeEvaluation("20260101-000000-one", 10);
        const auto given = m_bafo->run(
            {"eval", "verdict", "last", "bad-item", "--item", "3", "--by", "Thandi", "--note", "akuzwakali"});
        QVERIFY2(given.exitCode == 0, given.words.c_str());
        QCOMPARE(given.json["num_verdicts"].get<int>(), 1);
        const auto shown = m_bafo->run({"eval", "show", "last", "--item", "3"});
        QCOMPARE(shown.json["items"][0]["verdict"].get<std::string>(), std::string("bad-item"));
        QCOMPARE(shown.json["items"][0]["verdict_note"].get<std::string>(), std::string("akuzwakali"));
        QCOMPARE(shown.json["items"][0]["verdict_by"].get<std::string>(), std::string("Thandi"));
        QVERIFY(!m_bafo->run({"eval", "show", "last", "--item", "4"}).json["items"][0].contains("verdict"));
        QCOMPARE(m_bafo->run({"eval", "verdict", "last", "none", "--item", "3"}).json["num_verdicts"].get<int>(), 0);
        QCOMPARE(m_bafo->run({"eval", "verdict", "last", "right", "--item", "99"})
                     .differsFrom(exitCodeOf(ErrorCode::config), {"line 99", "--items"}),
                 std::string());
        QCOMPARE(m_bafo->run({"eval", "verdict", "last", "right", "--item", "3", "--task", "other"})
                     .differsFrom(exitCodeOf(ErrorCode::config), {"small (plain)"}),
                 std::string());
        QVERIFY(m_bafo->run({"eval", "verdict", "last", "lovely", "--item", "3"}).exitCode != 0);
    }

    void evaluationsDifferInTheirOwnSettingsAndAreNoRunsOfTraining()
    {
        const SystemClock clock;
        const auto make = [&](const char *name, const std::string &yaml) {
            return runs::RunFolder::create(m_bafo->files, m_bafo->project(), name, yaml, clock).value().id();
        };
        const std::string one = make("one", "kind: eval\nname: one\nmodel: tiny\ntasks: [small]\n");
        const std::string two = make("two", "kind: eval\nname: two\nmodel: grown\ntasks: [small]\nlimit: 50\n");
        const std::string train = make("train", "name: train\nmodel: tiny\n");
        const auto differences = m_bafo->run({"run", "diff", one, two});
        QVERIFY2(differences.exitCode == 0, differences.words.c_str());
        QCOMPARE(differences.json["differences"]["limit"][1].get<std::string>(), std::string("50"));
        QVERIFY(!differences.json["differences"].contains("tasks"));
        QCOMPARE(m_bafo->run({"run", "diff", one, train})
                     .differsFrom(exitCodeOf(ErrorCode::config), {"two kinds", "two evaluations"}),
                 std::string());
    }
};

QTEST_GUILESS_MAIN(EvalTest)
#include "eval_test.moc"
