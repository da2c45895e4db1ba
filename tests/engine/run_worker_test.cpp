// SPDX-License-Identifier: Apache-2.0
// What the real worker refuses before its first step, and what a finished run leaves.
#include "core/base/sha256.h"
#include "core/protocol/events.h"
#include "core/runs/command_channel.h"
#include "core/runs/event_log.h"
#include "core/runs/model_lineage.h"
#include "tests/engine/worker_project.h"

#include <QTest>

#include <algorithm>
#include <chrono>

using namespace bafo;
using fakes::WorkerProject;

namespace {

const std::string kConfig = "name: worker\n"
                            "model: tiny\n"
                            "output_model: trained\n"
                            "sequence_length: 16\n"
                            "steps: 3\n"
                            "threads: 1\n"
                            "curriculum:\n"
                            "  - {name: all, dataset: text, language: zul, epochs: 1}\n"
                            "checkpoint: {every_steps: 0, keep: 2}\n";

std::string with(std::string yaml, const std::string &old, const std::string &now)
{
    yaml.replace(yaml.find(old), old.size(), now);
    return yaml;
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

class RunWorkerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_project = std::make_unique<WorkerProject>(Path(BAFO_SOURCE_DIR "/tests/golden/exchange/tiny/sharded"));
    }

    void whatCannotWorkIsRefusedBeforeTheFirstStep_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QByteArray>("word");
        const auto add = [](const char *name, const std::string &yaml, const char *word) {
            QTest::newRow(name) << QByteArray::fromStdString(yaml) << QByteArray(word);
        };
        add("a context longer than the model's", with(kConfig, "sequence_length: 16", "sequence_length: 100000"),
            "sequence_length");
        std::string longPrompt;
        for (int i = 0; i < 3000; ++i) {
            longPrompt += "umfana ";
        }
        add("a prompt longer than the context",
            kConfig + "samples: {every_steps: 1, prompts: [\"" + longPrompt + "\"]}\n", "samples.prompts");
    }

    void whatCannotWorkIsRefusedBeforeTheFirstStep()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QByteArray, word);
        const runs::RunFolder run = m_project->makeRun("refused", yaml.toStdString());
        QCOMPARE(m_project->runWorker(run), exitCodeOf(ErrorCode::config));
        QVERIFY2(m_project->output().contains(word), m_project->output().constData());
        QVERIFY(eventsOf<protocol::StepFinished>(run).empty());
        QCOMPARE(eventsOf<protocol::RunFailed>(run).size(), 1U);
        QVERIFY(!eventsOf<protocol::RunFailed>(run)[0].hint.empty());
    }

    void promptsThatAreNeverCompletedAreToldOf()
    {
        const runs::RunFolder run = m_project->makeRun("silent", kConfig + "samples: {prompts: [umfana]}\n");
        QCOMPARE(m_project->runWorker(run), 0);
        QCOMPARE(eventsOf<protocol::Warning>(run).size(), 1U);
        QCOMPARE(eventsOf<protocol::Warning>(run)[0].code, std::string("setting_without_effect"));
        const runs::RunFolder loud = m_project->makeRun(
            "loud", with(kConfig, "trained", "other") + "samples: {every_steps: 2, prompts: [umfana]}\n");
        QCOMPARE(m_project->runWorker(loud), 0);
        QVERIFY(eventsOf<protocol::Warning>(loud).empty());
        const auto samples = eventsOf<protocol::SampleGenerated>(loud);
        QCOMPARE(samples.size(), 3U); // before the first step, at step 2 and at the end
        QCOMPARE(samples[0].step, 0);
        QCOMPARE(samples[2].step, 3);
    }

    void measuringOnTrainedTextIsToldOf()
    {
        const std::string heldOut = "evaluation: {held_out: [{name: zul, dataset: text, language: zul";
        const runs::RunFolder good = m_project->makeRun("good", kConfig + heldOut + "}]}\n");
        QCOMPARE(m_project->runWorker(good), 0);
        QVERIFY(eventsOf<protocol::Warning>(good).empty());
        const runs::RunFolder seen
            = m_project->makeRun("seen", with(kConfig, "trained", "other") + heldOut + ", split: train}]}\n");
        QCOMPARE(m_project->runWorker(seen), 0);
        QCOMPARE(eventsOf<protocol::Warning>(seen).size(), 1U);
        QCOMPARE(eventsOf<protocol::Warning>(seen)[0].code, std::string("held_out_is_trained_on"));
    }

    void aDamagedTokenStoreIsBuiltAgainAndToldOf()
    {
        const runs::RunFolder first = m_project->makeRun("first", kConfig);
        QCOMPARE(m_project->runWorker(first), 0);
        QVERIFY(eventsOf<protocol::Warning>(first).empty());
        int numDamaged = 0;
        for (const auto &entry : std::filesystem::recursive_directory_iterator(m_project->project().datasetsFolder())) {
            if (entry.path().string().find("/stores/") != std::string::npos && entry.is_regular_file()) {
                std::filesystem::resize_file(entry.path(), entry.file_size() - 1);
                ++numDamaged;
            }
        }
        QVERIFY(numDamaged > 0);
        const runs::RunFolder second = m_project->makeRun("second", with(kConfig, "trained", "other"));
        QVERIFY2(m_project->runWorker(second) == 0, m_project->output().constData());
        QCOMPARE(eventsOf<protocol::Warning>(second).size(), 1U);
        QCOMPARE(eventsOf<protocol::Warning>(second)[0].code, std::string("store_rebuilt"));
        QCOMPARE(WorkerProject::lossesOf(second), WorkerProject::lossesOf(first));
    }

    void aModelTakesTheTokenizerAlongThatItWasTrainedWith()
    {
        const Path other = m_project->project().tokenizersFolder() / "other";
        const Path own = m_project->project().modelsFolder() / "tiny" / "tokenizer.json";
        std::filesystem::create_directories(other);
        std::string json = m_project->files.readFile(own, 1U << 24U).value();
        json.insert(json.find('{') + 1, "\n\n");
        QVERIFY(writeFileAtomically(m_project->files, other / "tokenizer.json", json));
        const runs::RunFolder run = m_project->makeRun("other", kConfig + "tokenizer: other\n");
        QVERIFY2(m_project->runWorker(run) == 0, m_project->output().constData());
        const Path trained = m_project->project().modelsFolder() / "trained";
        QCOMPARE(sha256OfFile(trained / "tokenizer.json").value(), sha256OfFile(other / "tokenizer.json").value());
        QVERIFY(sha256OfFile(trained / "tokenizer.json").value() != sha256OfFile(own).value());
        const auto lineage = runs::readLineage(m_project->files, trained).value();
        QVERIFY(!lineage.settings.at("tokenizer_hash").empty());
        QCOMPARE(lineage.settings.at("run"), run.id());
    }

    void killedWhileItWritesItsModelARunEndsWithThatModel()
    {
        const runs::RunFolder reference = m_project->makeRun("reference", with(kConfig, "trained", "reference"));
        QCOMPARE(m_project->runWorker(reference), 0);
        const auto expected
            = runs::readLineage(m_project->files, m_project->project().modelsFolder() / "reference").value();
        for (const char *moment : {"model:0", "model:1", "model:5", "model:9"}) {
            const std::string name = "trained" + std::string(moment).substr(6);
            const runs::RunFolder run = m_project->makeRun("killed", with(kConfig, "trained", name));
            QCOMPARE(m_project->runWorker(run, moment), -1);
            QVERIFY(!std::filesystem::exists(m_project->project().modelsFolder() / name));
            QVERIFY2(m_project->runWorker(run) == 0, m_project->output().constData());
            const auto made = runs::readLineage(m_project->files, m_project->project().modelsFolder() / name).value();
            QCOMPARE(made.weightHash(), expected.weightHash());
        }
        const auto names = m_project->files.list(m_project->project().modelsFolder()).value();
        QVERIFY(std::none_of(names.begin(), names.end(),
                             [](const std::string &name) { return name.find(".bafo-partial-") != std::string::npos; }));
    }

    void aWorkerAnswersFromTheMomentItIsSeen()
    {
        const std::string endless = with(with(kConfig, "steps: 3", "steps: 100000"), "epochs: 1", "epochs: 100000");
        const runs::RunFolder run = m_project->makeRun("heard", endless);
        const auto send = [&run](const std::string &id, protocol::CommandKind kind) {
            return runs::sendCommand(run.commandLog(), {.kind = kind, .id = id});
        };
        // Of the worker before: not for this one.
        QVERIFY(send("old", protocol::CommandKind::cancel));
        const auto worker = m_project->startWorker(run);
        QTRY_VERIFY_WITH_TIMEOUT(std::filesystem::exists(run.processFile()), 60'000);
        QVERIFY(send("first", protocol::CommandKind::ping));
        QTRY_COMPARE_WITH_TIMEOUT(eventsOf<protocol::CommandAnswered>(run).size(), 1U, 60'000);
        QVERIFY(send("last", protocol::CommandKind::cancel));
        QVERIFY(worker->waitForFinished(60'000));
        QCOMPARE(worker->exitCode(), exitCodeOf(ErrorCode::cancelled));
        const auto answers = eventsOf<protocol::CommandAnswered>(run);
        QCOMPARE(answers.size(), 2U);
        QCOMPARE(answers[0].id, std::string("first"));
        QCOMPARE(answers[1].id, std::string("last"));
    }

private:
    std::unique_ptr<WorkerProject> m_project;
};

QTEST_GUILESS_MAIN(RunWorkerTest)
#include "run_worker_test.moc"
