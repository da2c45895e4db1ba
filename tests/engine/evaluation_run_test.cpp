// SPDX-License-Identifier: Apache-2.0
// The real worker on evaluations: what it leaves, what a kill costs, what it refuses.
#include "core/data/dataset.h"
#include "core/data/importer.h"
#include "core/protocol/events.h"
#include "core/protocol/item_progress.h"
#include "core/runs/command_channel.h"
#include "core/runs/event_log.h"
#include "core/scoring/item_index.h"
#include "plugins/sources/plain_text/plain_text_source.h"
#include "tests/engine/worker_project.h"

#include <QTest>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>

using namespace bafo;
using fakes::WorkerProject;

namespace {

const std::string kConfig = "kind: eval\nname: asked\nmodel: tiny\ntasks: [choose, write, measure]\nthreads: 1\n";

const std::string kChoose = "name: choose\nversion: 1\ntitle: t\nkind: multiple_choice\nlanguage: zul\n"
                            "data: {source: s, revision: r, licence: l, format: jsonl}\n"
                            "prompts:\n"
                            "  - {name: one, context: \"{q}:\", choices_from: c}\n"
                            "  - {name: two, context: \"umbuzo {q}\", choices_from: c}\n"
                            "answer: \"{a}\"\nanswer_form: number-from-0\n";
const std::string kWrite = "name: write\nversion: 1\ntitle: t\nkind: open_answer\nlanguage: zul\n"
                           "data: {source: s, revision: r, licence: l, format: jsonl}\n"
                           "prompts: [{name: plain, context: \"{q}\"}]\nexamples: 2\n"
                           "answers_from: w\nmax_new_tokens: 4\n";
const std::string kMeasure = "name: measure\nversion: 1\ntitle: t\nkind: bits_per_byte\nlanguage: zul\n"
                             "data: {source: s, revision: r, licence: l, format: lines, files: [text]}\n"
                             "prompts: [{name: plain}]\ntext: \"{text}\"\n";

std::string itemLines(int count)
{
    std::string lines;
    for (int i = 0; i < count; ++i) {
        const std::string number = std::to_string(i);
        lines += "{\"q\": \"umfana ubona " + number + "\", \"c\": [\"inja\", \"ikati " + number
            + "\", \"imoto\"], \"a\": " + std::to_string(i % 3) + ", \"w\": [\"indlu\"]}\n";
    }
    return lines;
}

template <class Kind>
std::vector<Kind> eventsOf(const runs::RunFolder &run)
{
    std::vector<Kind> found;
    const auto messages = runs::EventLogReader(run.eventLog()).poll().value();
    for (const protocol::Message &message : messages) {
        if (const auto *event = std::get_if<Kind>(&message.event)) {
            found.push_back(*event);
        }
    }
    return found;
}

} // namespace

class EvaluationRunTest : public QObject {
    Q_OBJECT

private:
    void importLines(const Path &file, const std::string &name)
    {
        auto dataset
            = data::Dataset::openForWriting(m_project->files, m_project->project().datasetsFolder() / name).value();
        data::ImportOptions options;
        options.source.language = "zul";
        options.source.unit = data::DocumentUnit::line;
        const SystemClock clock;
        QVERIFY(data::importFiles(dataset, sources::PlainTextSource(), {file}, options, clock));
    }

    void addTask(const std::string &name, const std::string &yaml, const std::string &file, const std::string &data)
    {
        const Path folder = scoring::evaluationDataFolder(m_project->project().root()) / name;
        std::filesystem::create_directories(folder);
        QVERIFY(writeFileAtomically(m_project->files, folder / "task.yaml", yaml));
        QVERIFY(writeFileAtomically(m_project->files, folder / file, data));
    }

    [[nodiscard]] scoring::EvaluationPlace placeOf(const runs::RunFolder &run) const
    {
        return scoring::EvaluationPlace(scoring::evaluationsFolder(m_project->project().root()) / run.id());
    }

    [[nodiscard]] std::string textOf(const Path &path) const
    {
        return m_project->files.readFile(path, 1U << 26U).value();
    }

    std::unique_ptr<WorkerProject> m_project;

private Q_SLOTS:
    void init()
    {
        m_project = std::make_unique<WorkerProject>(Path(BAFO_SOURCE_DIR "/tests/golden/exchange/tiny/sharded"));
        addTask("choose", kChoose, "items.jsonl", itemLines(12) + "broken\n");
        addTask("write", kWrite, "items.jsonl", itemLines(6));
        addTask("measure", kMeasure, "text.txt", "umfana ubona indlu\n\nintombi ithanda amanzi\n");
    }

    void anEvaluationAnswersEveryItemAndLeavesItsScores()
    {
        const runs::RunFolder run = m_project->makeRun("asked", kConfig);
        QVERIFY2(m_project->runWorker(run) == 0, m_project->output().constData());
        const auto started = eventsOf<protocol::RunStarted>(run);
        QCOMPARE(started.size(), 1U);
        QCOMPARE(started[0].runKind, std::string("eval"));
        QCOMPARE(started[0].totalSteps, 12 + 12 + 4 + 2);
        const auto metrics = eventsOf<protocol::Metric>(run);
        QVERIFY(metrics.size() >= 5);
        QCOMPARE(metrics[metrics.size() - 5].name, std::string(protocol::kItemsMetric));
        QCOMPARE(metrics[metrics.size() - 5].step, 30);
        QCOMPARE(metrics.back().name, std::string("measure/plain/bits_per_byte"));
        const auto warnings = eventsOf<protocol::Warning>(run);
        QCOMPARE(warnings.size(), 3U); // a broken line for each way of asking, and an empty line of the text
        QVERIFY(warnings[0].message.find("line 13") != std::string::npos);
        const auto info = scoring::readEvaluationInfo(m_project->files, placeOf(run)).value();
        const auto scores = scoring::readEvaluationScores(m_project->files, placeOf(run)).value();
        QCOMPARE(info.cells.size(), 4U);
        QVERIFY(!info.weightHash.empty() && !info.tokenizerHash.empty());
        QVERIFY(info.cells[2].start.find("indlu") != std::string::npos);
        for (const scoring::CellScores &cell : scores.cells) {
            QVERIFY(cell.numItems > 0 && !cell.scores.empty());
            QVERIFY(cell.scores[0].low <= cell.scores[0].value && cell.scores[0].value <= cell.scores[0].high);
        }
        QVERIFY(scores.cells[3].scores[0].value > 1); // random weights
        const auto entries = scoring::readIndex(m_project->files, placeOf(run)).value();
        QCOMPARE(entries.size(), 30U);
        const auto record = scoring::readRecord(placeOf(run), entries[0]).value();
        QCOMPARE(record.answers.size(), 3U);
        QVERIFY(!record.answers[0].tokens.empty() && record.answers[0].logProbability < 0);
    }

    void killedAnywhereItLosesTheItemAtWorkAtMostAndEndsTheSame()
    {
        addTask("choose", kChoose, "items.jsonl", itemLines(300));
        const runs::RunFolder reference = m_project->makeRun("asked", kConfig);
        QCOMPARE(m_project->runWorker(reference), 0);
        const runs::RunFolder run = m_project->makeRun("asked", kConfig);
        const auto numAnswered = [&] { return scoring::readIndex(m_project->files, placeOf(run))->size(); };
        std::size_t before = 0;
        for (int attempt = 0; attempt < 3; ++attempt) {
            const auto worker = m_project->startWorker(run);
            QTRY_VERIFY_WITH_TIMEOUT(worker->state() == QProcess::NotRunning || numAnswered() > before, 60'000);
            ::kill(static_cast<pid_t>(worker->processId()), SIGKILL);
            QVERIFY(worker->waitForFinished(60'000) || worker->state() == QProcess::NotRunning);
            QVERIFY(numAnswered() >= before);
            before = numAnswered();
        }
        QVERIFY(before > 0);
        std::ofstream(placeOf(run).answersFile(), std::ios::app) << "{\"cell\":0,\"line\":"; // torn
        QVERIFY2(m_project->runWorker(run) == 0, m_project->output().constData());
        QCOMPARE(textOf(placeOf(run).answersFile()), textOf(placeOf(reference).answersFile()));
        QCOMPARE(textOf(placeOf(run).indexFile()), textOf(placeOf(reference).indexFile()));
        QCOMPARE(textOf(placeOf(run).scoresFile()), textOf(placeOf(reference).scoresFile()));
    }

    void aCommandIsHeededBetweenItems()
    {
        std::string many = itemLines(4000);
        addTask("choose", kChoose, "items.jsonl", many);
        const runs::RunFolder run = m_project->makeRun("asked", kConfig);
        const auto worker = m_project->startWorker(run);
        QTRY_VERIFY_WITH_TIMEOUT(!eventsOf<protocol::RunStarted>(run).empty(), 60'000);
        QVERIFY(runs::sendCommand(run.commandLog(), {.kind = protocol::CommandKind::pause, .id = "p"}));
        QTRY_COMPARE_WITH_TIMEOUT(eventsOf<protocol::Paused>(run).size(), 1U, 60'000);
        QVERIFY(runs::sendCommand(run.commandLog(), {.kind = protocol::CommandKind::resume, .id = "r"}));
        QTRY_COMPARE_WITH_TIMEOUT(eventsOf<protocol::Resumed>(run).size(), 1U, 60'000);
        QVERIFY(runs::sendCommand(run.commandLog(), {.kind = protocol::CommandKind::cancel, .id = "c"}));
        QVERIFY(worker->waitForFinished(60'000));
        QCOMPARE(eventsOf<protocol::RunFinished>(run).back().outcome, std::string("cancelled"));
        QCOMPARE(eventsOf<protocol::CommandAnswered>(run).size(), 3U);
    }

    void itemsInTheTrainingTextAreMarked()
    {
        std::string sentences;
        for (int i = 0; i < 30; ++i) {
            sentences += "umfana omncane ubona indlu enkulu eduze komuthi omude " + std::to_string(i) + " izolo\n";
        }
        const Path file = m_project->project().root() / "long.txt";
        QVERIFY(writeFileAtomically(m_project->files, file, sentences));
        importLines(file, "long");
        const std::string train = "name: t\nmodel: tiny\noutput_model: taught\nsequence_length: 16\nsteps: 1\n"
                                  "threads: 1\ncurriculum:\n"
                                  "  - {name: all, dataset: long, language: zul, split: \"\"}\n";
        QVERIFY2(m_project->runWorker(m_project->makeRun("train", train)) == 0, m_project->output().constData());
        addTask("measure", kMeasure, "text.txt",
                "Wathi: umfana omncane ubona indlu enkulu eduze komuthi omude 7 izolo.\n"
                "ngumusho omude ongekho kule datha yokuqeqesha nhlobo kodwa unamagama\n");
        const runs::RunFolder run
            = m_project->makeRun("asked", "kind: eval\nmodel: taught\ntasks: [measure]\nthreads: 1\n");
        QVERIFY2(m_project->runWorker(run) == 0, m_project->output().constData());
        const auto entries = scoring::readIndex(m_project->files, placeOf(run)).value();
        QCOMPARE(entries.size(), 2U);
        QVERIFY(entries[0].has(scoring::ItemEntry::isContaminated));
        QVERIFY(!entries[1].has(scoring::ItemEntry::isContaminated));
        QCOMPARE(scoring::readRecord(placeOf(run), entries[0])->foundIn, std::string("long"));
        QCOMPARE(scoring::readEvaluationScores(m_project->files, placeOf(run))->cells[0].numContaminated, 1);
    }

    void whatCannotWorkIsRefusedByName_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("word");
        const auto add = [](const char *name, const std::string &yaml, ErrorCode code, const char *word) {
            QTest::newRow(name) << QByteArray::fromStdString(yaml) << exitCodeOf(code) << QByteArray(word);
        };
        add("an unknown key", kConfig + "taks: [a]\n", ErrorCode::config, "taks");
        add("an unknown task", "kind: eval\nmodel: tiny\ntasks: [chose]\n", ErrorCode::config, "chose");
        add("an unknown prompt", kConfig + "prompts: [three]\n", ErrorCode::config, "three");
        add("no data", "kind: eval\nmodel: tiny\ntasks: [belebele-zul]\n", ErrorCode::data, "bafo eval import");
        add("no model", "kind: eval\ntasks: [choose]\n", ErrorCode::config, "model is missing");
    }

    void whatCannotWorkIsRefusedByName()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(int, code);
        QFETCH(QByteArray, word);
        const runs::RunFolder run = m_project->makeRun("refused", yaml.toStdString());
        QCOMPARE(m_project->runWorker(run), code);
        QVERIFY2(m_project->output().contains(word), m_project->output().constData());
        QCOMPARE(eventsOf<protocol::RunFailed>(run).size(), 1U);
        QVERIFY(!std::filesystem::exists(placeOf(run).folder()));
    }

    void answersOfAnotherModelAreNotGoneOnWith()
    {
        const runs::RunFolder run = m_project->makeRun("asked", kConfig);
        QCOMPARE(m_project->runWorker(run), 0);
        addTask("choose", kChoose, "items.jsonl", itemLines(13));
        QCOMPARE(m_project->runWorker(run), exitCodeOf(ErrorCode::data));
        QVERIFY2(m_project->output().contains("has changed"), m_project->output().constData());
    }
};

QTEST_GUILESS_MAIN(EvaluationRunTest)
#include "evaluation_run_test.moc"
