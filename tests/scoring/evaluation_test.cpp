// SPDX-License-Identifier: Apache-2.0
// Records, their index, scores and comparisons, from answers that no model gave.
#include "core/scoring/judged_evaluation.h"
#include "plugins/evaluations/evaluations.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <filesystem>
#include <fstream>

using namespace bafo;
using namespace bafo::scoring;

namespace {

const std::string kTask = "name: small\nversion: 1\ntitle: t\nkind: multiple_choice\nlanguage: zul\n"
                          "data: {source: s, revision: r, licence: l, format: jsonl}\n"
                          "prompts: [{name: plain, context: \"{q}\", choices: [a, b]}]\n"
                          "answer: \"{a}\"\nanswer_form: letter\nchance: 0.5\n";

const std::string kWritten = "name: written\nversion: 1\ntitle: t\nkind: open_answer\nlanguage: zul\n"
                             "data: {source: s, revision: r, licence: l, format: jsonl}\n"
                             "prompts: [{name: plain, context: \"{q}\"}]\nanswer: \"{a}\"\n";

ItemRecord recordOf(std::int64_t line, bool isRight)
{
    ItemRecord record{.cell = 0, .line = line, .question = {}, .answers = {}, .foundIn = {}};
    record.question.context = "umbuzo " + std::to_string(line);
    record.question.choices = {"yebo", "cha"};
    record.question.gold = 0;
    for (const bool isFirst : {true, false}) {
        Answer answer;
        answer.logProbability = isFirst == isRight ? -1.25 : -3.5;
        answer.tokens = {{.bytes = 3, .logProbability = -1}, {.bytes = 2, .logProbability = -0.25}};
        record.answers.push_back(answer);
    }
    return record;
}

/// An evaluation on disk, answered by a rule.
class Evaluation {
public:
    explicit Evaluation(const std::string &run)
        : place(Path(m_folder.path().toStdString()) / run)
    {
        EvaluationCell cell;
        cell.task = "small";
        cell.version = 1;
        cell.kind = "multiple_choice";
        cell.prompt = "plain";
        cell.metrics = {"acc", "acc_norm", "acc_bytes"};
        cell.chance = 0.5;
        cell.dataSha256 = {"h"};
        info.run = run;
        info.cells = {cell};
    }

    void write()
    {
        std::filesystem::create_directories(place.folder() / "tasks");
        info.cells[0].numItems = std::max<std::int64_t>(info.cells[0].numItems, 1);
        QVERIFY(writeFileAtomically(files, place.infoFile(), toJson(info)));
        QVERIFY(writeFileAtomically(files, place.taskFile("small"), kTask));
    }

    void answer(std::int64_t first, std::int64_t last, const std::function<bool(std::int64_t)> &isRight)
    {
        auto writer = ItemWriter::open(files, place).value();
        for (std::int64_t line = first; line <= last; ++line) {
            const ItemRecord record = recordOf(line, isRight(line));
            const auto judgement = kinds.get("multiple_choice").value()->judge(task, record.question, record.answers);
            QVERIFY(writer.append(record, judgement.value(), kinds.get("multiple_choice").value()->metrics(task)));
        }
        QVERIFY(writer.sync());
    }

private:
    QTemporaryDir m_folder;

public:
    PosixFileSystem files;
    Registry<EvaluationKind> kinds = evaluations::makeEvaluationKinds();
    Task task = parseTask(kTask).value();
    EvaluationPlace place;
    EvaluationInfo info;
};

} // namespace

class EvaluationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRecordComesBackBitByBit()
    {
        ItemRecord record = recordOf(7, true);
        record.answers[0].logProbability = -0.1 - 1e-17 / 3;
        record.answers[1].text = "half \xC3";
        record.answers[1].end = "stop_text";
        record.answers[1].numDropped = 3;
        record.answers[1].isGreedy = true;
        record.question.references = {"a\nb"};
        record.foundIn = "news";
        const auto back = parseRecord(toLine(record));
        QVERIFY(back);
        QCOMPARE(back->answers[0].logProbability, record.answers[0].logProbability);
        QCOMPARE(back->answers[1].text, std::string("half \xEF\xBF\xBD"));
        QCOMPARE(back->answers[1].numDropped, 3);
        QVERIFY(back->answers[1].isGreedy && !back->answers[0].isGreedy);
        QCOMPARE(back->answers[0].tokens.size(), 2U);
        QCOMPARE(back->question.references, record.question.references);
        QCOMPARE(back->question.gold, 0);
        QCOMPARE(back->foundIn, record.foundIn);
        for (const char *broken : {"", "{}", "[1]", "{\"cell\":0,\"line\":1,\"question\":3,\"answers\":[]}",
                                   "{\"cell\":-1,\"line\":1,\"question\":{},\"answers\":[]}",
                                   "{\"cell\":0,\"line\":1,\"question\":{\"gold\":9},\"answers\":[]}"}) {
            QVERIFY2(!parseRecord(broken), broken);
        }
    }

    void whatAKilledWorkerLeftTornIsCutOffAndTheRestKept()
    {
        Evaluation evaluation("torn");
        evaluation.write();
        evaluation.answer(1, 5, [](std::int64_t) { return true; });
        { // a line without its entry, and half an entry
            std::ofstream(evaluation.place.answersFile(), std::ios::app) << "{\"cell\":0,\"line\":6,\"ques";
            std::ofstream(evaluation.place.indexFile(), std::ios::app) << "abc";
        }
        QCOMPARE(readIndex(evaluation.files, evaluation.place)->size(), 5U);
        evaluation.answer(6, 6, [](std::int64_t) { return false; });
        const auto entries = readIndex(evaluation.files, evaluation.place).value();
        QCOMPARE(entries.size(), 6U);
        for (std::size_t i = 0; i < entries.size(); ++i) {
            QCOMPARE(readRecord(evaluation.place, entries[i])->line, static_cast<std::int64_t>(i + 1));
        }
        // An entry whose line never reached the disk.
        std::filesystem::resize_file(evaluation.place.answersFile(), entries[5].offset + 4);
        QCOMPARE(ItemWriter::open(evaluation.files, evaluation.place)->found().size(), 5U);
        QCOMPARE(std::filesystem::file_size(evaluation.place.answersFile()), entries[5].offset);
    }

    void scoresAreMadeFromTheAnswersAlone()
    {
        Evaluation evaluation("scored");
        evaluation.info.cells[0].numItems = 41;
        evaluation.write();
        evaluation.answer(1, 40, [](std::int64_t line) { return line % 4 != 0; });
        std::filesystem::remove(evaluation.place.indexFile());
        const auto judged = judgeEvaluation(evaluation.files, evaluation.place, evaluation.kinds).value();
        const EvaluationScores scores = scoresOf(judged);
        QCOMPARE(scores.cells.size(), 1U);
        QCOMPARE(scores.cells[0].numItems, 40);
        QCOMPARE(scores.cells[0].scores[0].value, 0.75);
        QVERIFY(std::abs(scores.cells[0].scores[0].standardError - std::sqrt(0.75 * 0.25 / 39)) < 1e-12);
        QCOMPARE(scores.cells[0].scores[0].interval, std::string("wilson"));
        QCOMPARE(scores.tasks[0].best, 0.75);
        QCOMPARE(scores.tasks[0].numPrompts, 1);
        QCOMPARE(scores.cells[0].warnings.size(), 2U); // how much 40 items decide, and one not answered
        QVERIFY(scores.cells[0].warnings[0].find("decide nothing") != std::string::npos);
        // The index as the writer would have left it.
        QVERIFY(writeIndex(evaluation.files, evaluation.place, judged.entries));
        const auto entries = readIndex(evaluation.files, evaluation.place).value();
        QCOMPARE(entries.size(), 40U);
        QVERIFY(entries[0].has(ItemEntry::isRight) && !entries[3].has(ItemEntry::isRight));
        QCOMPARE(entries[3].values[0], 0.0);
        QCOMPARE(readRecord(evaluation.place, entries[39])->line, 40);
        // And read back from its file.
        const auto again = parseEvaluationScores(toJson(scores)).value();
        QCOMPARE(toJson(again), toJson(scores));
    }

    void aScoreNearGuessingSaysSo()
    {
        Evaluation evaluation("guessed");
        evaluation.write();
        evaluation.answer(1, 40, [](std::int64_t line) { return line % 2 == 0; });
        const auto scores = scoresOf(judgeEvaluation(evaluation.files, evaluation.place, evaluation.kinds).value());
        QVERIFY(scores.cells[0].warnings[0].find("guessing") != std::string::npos);
    }

    void alikeAnswersLeaveAnIntervalAndNoScoreLeavesItsBounds()
    {
        Evaluation evaluation("alike");
        evaluation.task = parseTask(kWritten).value();
        const auto &kind = *evaluation.kinds.get("open_answer").value();
        const auto intervalOf = [&](const std::vector<std::string> &answers) {
            const std::vector<Metric> metrics = kind.metrics(evaluation.task);
            JudgedEvaluation judged;
            judged.info = evaluation.info;
            judged.cells.resize(1);
            judged.cells[0].metrics = metrics;
            for (const std::string &answer : answers) {
                Question question;
                question.references = {"umfana omncane"};
                Answer given;
                given.text = answer;
                const Judgement judgement = kind.judge(evaluation.task, question, std::span(&given, 1)).value();
                judged.cells[0].lines.push_back(static_cast<std::int64_t>(judged.cells[0].lines.size()) + 1);
                judged.cells[0].numbers.resize(metrics.size());
                for (std::size_t metric = 0; metric < metrics.size(); ++metric) {
                    std::vector<double> &all = judged.cells[0].numbers[metric];
                    all.insert(all.end(), judgement.numbers[metric].begin(), judgement.numbers[metric].end());
                }
            }
            const std::vector<Score> scores = scoresOf(judged).cells[0].scores;
            return *std::find_if(scores.begin(), scores.end(), [](const Score &score) { return score.metric == "f1"; });
        };
        const Score none = intervalOf(std::vector<std::string>(15, "cha"));
        QCOMPARE(none.value, 0.0);
        QCOMPARE(none.low, 0.0);
        QCOMPARE(none.interval, std::string("wilson"));
        QVERIFY(none.high > 0.19 && none.high < 0.22); // nought of fifteen: 0.2039
        std::vector<std::string> one(15, "cha");
        one[3] = "umfana omncane";
        const Score few = intervalOf(one);
        QCOMPARE(few.low, 0.0); // mean 0.067, standard error 0.067
        QVERIFY(few.high > few.value && few.high < 1);
        QCOMPARE(few.interval, std::string("normal"));
    }

    void twoModelsAreComparedItemByItem()
    {
        Evaluation first("first");
        Evaluation second("second");
        first.write();
        second.write();
        first.answer(1, 100, [](std::int64_t line) { return line <= 40; });
        second.answer(1, 100, [](std::int64_t line) { return line <= 60 && line != 1; });
        const auto one = judgeEvaluation(first.files, first.place, first.kinds).value();
        const auto two = judgeEvaluation(second.files, second.place, second.kinds).value();
        const auto comparisons = compareEvaluations(one, two).value();
        QCOMPARE(comparisons.size(), 1U);
        const CellComparison &cell = comparisons[0];
        QCOMPARE(cell.bothRight, 39);
        QCOMPARE(cell.onlyFirst, 1);
        QCOMPARE(cell.onlySecond, 20);
        QCOMPARE(cell.neither, 40);
        QCOMPARE(cell.flips.size(), 21U);
        QCOMPARE(cell.flips[0].line, 1);
        QVERIFY(cell.mcNemar < 1e-4);
        QVERIFY(std::abs(cell.metrics[0].paired.difference - 0.19) < 1e-12);
        QVERIFY(cell.metrics[0].paired.interval.low > 0);
        QVERIFY(cell.warnings.empty());
        const auto same = compareEvaluations(one, one).value();
        QVERIFY(!same[0].warnings.empty());
        // Other data: no comparison, and the reason.
        auto other = two;
        other.info.cells[0].dataSha256 = {"g"};
        const auto refused = compareEvaluations(one, other);
        QVERIFY(!refused);
        QVERIFY(refused.error().message.find("other data") != std::string::npos);
    }

    void aDamagedLineIsLeftOutAndCounted()
    {
        Evaluation evaluation("damaged");
        evaluation.write();
        evaluation.answer(1, 3, [](std::int64_t) { return true; });
        std::ofstream(evaluation.place.answersFile(), std::ios::app) << "no record\n";
        const auto judged = judgeEvaluation(evaluation.files, evaluation.place, evaluation.kinds).value();
        QCOMPARE(judged.numDamaged, 1);
        QCOMPARE(judged.cells[0].lines.size(), 3U);
    }

    void aHundredThousandItemsOpenInLessThanASecond()
    {
        Evaluation evaluation("large");
        evaluation.info.cells[0].numItems = 100'000;
        evaluation.write();
        evaluation.answer(1, 100'000, [](std::int64_t line) { return line % 3 == 0; });
        QVERIFY(writeFileAtomically(evaluation.files, evaluation.place.scoresFile(), toJson(EvaluationScores())));
        QElapsedTimer timer;
        timer.start();
        QVERIFY(readEvaluationInfo(evaluation.files, evaluation.place));
        QVERIFY(readEvaluationScores(evaluation.files, evaluation.place));
        const auto entries = readIndex(evaluation.files, evaluation.place).value();
        QCOMPARE(entries.size(), 100'000U);
        std::size_t numRight = 0;
        for (const ItemEntry &entry : entries) {
            numRight += entry.has(ItemEntry::isRight) ? 1 : 0;
        }
        QCOMPARE(numRight, 33'333U);
        QCOMPARE(readRecord(evaluation.place, entries[99'999])->line, 100'000);
        QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
        qInfo("%lld ms", static_cast<long long>(timer.elapsed()));
    }
};

QTEST_APPLESS_MAIN(EvaluationTest)
#include "evaluation_test.moc"
