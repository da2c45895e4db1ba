// SPDX-License-Identifier: Apache-2.0
// Every kind of evaluation asks and judges; the shipped tasks read the public data that they name.
#include "core/scoring/item_file.h"
#include "core/scoring/task_library.h"
#include "core/scoring/training_overlap.h"
#include "plugins/evaluations/evaluations.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstdlib>
#include <filesystem>

using namespace bafo;
using namespace bafo::scoring;

namespace {

Path dataFolder()
{
    const char *const named = std::getenv("BAFO_TEST_DATA");
    return named != nullptr ? Path(named) : Path(BAFO_SOURCE_DIR) / "../shared/data";
}

Answer written(const std::string &text)
{
    Answer answer;
    answer.text = text;
    answer.end = "stop_text";
    return answer;
}

Answer likely(double logProbability)
{
    Answer answer;
    answer.logProbability = logProbability;
    return answer;
}

} // namespace

class KindsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hellaswagKeepsTheCapitalsOfIsiZulu()
    {
        const Task task = m_library.find("hellaswag-zul")->task;
        const EvaluationKind &kind = *m_kinds.get(task.kind).value();
        Item item{.line = 1, .fields = {}};
        item.fields = {{"activity_label", {"Ukupheka"}},
                       {"ctx_a", {"[header] Umama upheka."}},
                       {"ctx_b", {"eNingizimu Afrika"}},
                       {"endings", {"uyadla  [step] manje", "uyalala", "uyahamba", "uyacula"}},
                       {"label", {"2"}}};
        const Question question = kind.ask(task, task.prompts[0], item).value();
        QCOMPARE(question.context, std::string("Ukupheka: Umama upheka. ENingizimu Afrika"));
        QCOMPARE(question.choices[0], std::string("uyadla  manje"));
        QCOMPARE(question.gold, 2);
        const auto requests = kind.requests(task, task.prompts[0], question);
        QCOMPARE(requests.size(), 4U);
        QCOMPARE(requests[2].continuation, std::string(" uyahamba"));
        // "uyahamba" is likelier per character, "uyalala" at all.
        const std::vector<Answer> answers = {likely(-20), likely(-6), likely(-6.5), likely(-9)};
        const Judgement judgement = kind.judge(task, question, answers).value();
        QCOMPARE(judgement.chosen, 2);
        QVERIFY(judgement.isRight);
        QCOMPARE(judgement.numbers[0][0], 0.0);
        QCOMPARE(judgement.numbers[1][0], 1.0);
        QVERIFY(!kind.judge(task, question, std::span(answers).first(3)));
        item.fields["label"] = {"4"};
        QVERIFY(!kind.ask(task, task.prompts[0], item));
        item.fields.erase("ctx_b");
        QVERIFY(!kind.ask(task, task.prompts[0], item));
    }

    void mutualInformationAsksForTheChoicesAlone()
    {
        Task task = m_library.find("hellaswag-zul")->task;
        task.prompts[0].unconditional = "Impendulo:";
        const EvaluationKind &kind = *m_kinds.get(task.kind).value();
        QVERIFY(kind.check(task));
        QCOMPARE(kind.metrics(task).back().name, std::string("acc_mutual_info"));
        Question question;
        question.choices = {"a", "b"};
        question.gold = 1;
        const auto requests = kind.requests(task, task.prompts[0], question);
        QCOMPARE(requests.size(), 4U);
        QCOMPARE(requests[3].context, std::string("Impendulo:"));
        const std::vector<Answer> answers = {likely(-2), likely(-3), likely(-2), likely(-9)};
        const Judgement judgement = kind.judge(task, question, answers).value();
        QCOMPARE(judgement.numbers[0][0], 0.0);
        QCOMPARE(judgement.numbers[3][0], 1.0);
    }

    void anAnswerThatOnlyDiffersInItsPrefixIsRight()
    {
        const Task task = m_library.find("nq-zul")->task;
        const EvaluationKind &kind = *m_kinds.get(task.kind).value();
        Item item{.line = 1, .fields = {}};
        item.fields = {{"question", {"Ubani owayengumongameli"}}, {"answer", {"Nelson Mandela", "Madiba"}}};
        const Question question = kind.ask(task, task.prompts[0], item).value();
        QCOMPARE(question.context, std::string("Q: Ubani owayengumongameli?\nA:"));
        const auto metricOf = [&](const std::string &text, std::size_t metric) {
            const std::vector<Answer> answers = {written(text)};
            return kind.judge(task, question, answers)->numbers[metric][0];
        };
        QCOMPARE(metricOf(" uNelson Mandela", 0), 0.0);
        QCOMPARE(metricOf(" uNelson Mandela", 2), 1.0);
        QCOMPARE(metricOf(" Nelson Mandela", 0), 1.0);
        QCOMPARE(metricOf("Madiba", 0), 0.0); // the first answer only
        QCOMPARE(metricOf("Madiba", 1), 1.0);
        QCOMPARE(metricOf("uThabo Mbeki", 2), 0.0);
        QCOMPARE(metricOf("", 2), 0.0);
        QVERIFY(metricOf("uNelson", 4) > 20);
        item.fields["answer"] = {" "};
        const auto empty = kind.ask(task, task.prompts[0], item);
        QVERIFY(!empty && empty.error().message.find("empty") != std::string::npos);
    }

    void examplesStandBeforeAQuestion()
    {
        const Task task = m_library.find("nq-zul")->task;
        Question example;
        example.context = "Q: x?\nA:";
        example.references = {"y", "z"};
        const std::vector<Question> examples = {example, example};
        QCOMPARE(examplesText(task, task.prompts[0], examples),
                 std::string("Answer these questions:\n\nQ: x?\nA: y\nQ: x?\nA: y\n"));
    }

    void bitsPerByteCountsTheTextsBytes()
    {
        const Task task = m_library.find("bpb-zul")->task;
        const EvaluationKind &kind = *m_kinds.get(task.kind).value();
        const Question question = kind.ask(task, task.prompts[0], {.line = 1, .fields = {{"text", {"élan"}}}}).value();
        const std::vector<Answer> answers = {likely(-5 * std::log(2.0))};
        const Judgement judgement = kind.judge(task, question, answers).value();
        QVERIFY(std::abs(kind.metrics(task)[0].score(judgement.numbers[0]) - 1) < 1e-12);
        QVERIFY(kind.metrics(task)[0].isLowerBetter);
    }

    void shippedTasksReadTheDataThatTheyName_data()
    {
        QTest::addColumn<QString>("task");
        QTest::addColumn<QStringList>("files");
        QTest::addColumn<int>("numItems");
        const auto add = [](const char *task, const QStringList &files, int numItems) {
            QTest::newRow(task) << QString::fromLatin1(task) << files << numItems;
        };
        const auto file = [](const char *name) { return QStringList(QString::fromLatin1(name)); };
        add("belebele-zul", file("belebele_mmlu_zu/belebele/belebele_zu.jsonl"), 900);
        add("belebele-eng", file("belebele_mmlu_zu/belebele/belebele.jsonl"), 900);
        add("mmlu-clinical-zul", file("belebele_mmlu_zu/mmlu/clinical_knowledge_test_zu.csv"), 265);
        add("sib200-zul", file("sib200/zul_Latn.test.tsv"), 204);
        add("afriqa-zul", file("afriqa_zul/queries.afriqa.zul.en.test.json"), 325);
        add("afriqa-passages-zul", file("afriqa_zul/gold_span_passages.afriqa.zul.en.test.json"), 325);
        add("umsuka-eng-zul", file("umsuka_en_zu/test.en") + file("umsuka_en_zu/test.zul"), 998);
    }

    void shippedTasksReadTheDataThatTheyName()
    {
        QFETCH(QString, task);
        QFETCH(QStringList, files);
        QFETCH(int, numItems);
        const Task found = m_library.find(task.toStdString())->task;
        const EvaluationKind &kind = *m_kinds.get(found.kind).value();
        QTemporaryDir folder;
        const Path place(folder.path().toStdString());
        for (qsizetype i = 0; i < files.size(); ++i) {
            const Path from = dataFolder() / files[i].toStdString();
            if (!std::filesystem::exists(from)) {
                QSKIP("the public test data is not here");
            }
            std::filesystem::copy_file(from, dataFileOf(place, found, found.data.files[static_cast<std::size_t>(i)]));
        }
        const TaskItems items = readTaskItems(m_files, place, found).value();
        QCOMPARE(items.sha256, found.data.sha256);
        QCOMPARE(items.items.items.size() + items.items.broken.size(), static_cast<std::size_t>(numItems));
        int numAsked = 0;
        for (const PromptStyle &prompt : found.prompts) {
            for (const Item &item : items.items.items) {
                const auto question = kind.ask(found, prompt, item);
                numAsked += question ? 1 : 0;
                if (question) {
                    QVERIFY(!kind.requests(found, prompt, *question).empty());
                }
            }
        }
        QVERIFY2(numAsked >= numItems * 99 / 100 * static_cast<int>(found.prompts.size()),
                 qPrintable(QString::number(numAsked)));
    }

    void anItemIsFoundInTextThatHoldsEightOfItsWordsInARow()
    {
        TrainingOverlap overlap;
        const auto one = overlap.addItem("Umfana omncane ugijima emgwaqweni omude kakhulu namhlanje ekuseni.");
        const auto two = overlap.addItem("Intombazane encane ifunda incwadi enkulu ekhaya namhlanje ekuseni kakhulu");
        const auto shortOne = overlap.addItem("Sawubona");
        overlap.look("Ngathi: \"umfana omncane ugijima emgwaqweni, omude kakhulu namhlanje ekuseni\" wathi.", "news");
        overlap.look("Intombazane encane ifunda incwadi enkulu izolo. Sawubona", "other");
        QCOMPARE(overlap.foundIn(one), std::string("news"));
        QVERIFY(overlap.foundIn(two).empty());
        QVERIFY(overlap.foundIn(shortOne).empty());
    }

private:
    PosixFileSystem m_files;
    Registry<EvaluationKind> m_kinds = evaluations::makeEvaluationKinds();
    TaskLibrary m_library{m_files, m_kinds, {}};
};

QTEST_APPLESS_MAIN(KindsTest)
#include "kinds_test.moc"
