// SPDX-License-Identifier: Apache-2.0
// Training on conversations by the real worker: its first loss and gradient are those of transformers, and a run that
// is cut off ends with the same bits.
#include "core/data/importer.h"
#include "core/data/splitter.h"
#include "core/protocol/events.h"
#include "core/runs/event_log.h"
#include "core/runs/model_lineage.h"
#include "core/text/chat_format.h"
#include "plugins/sources/conversations/conversations_source.h"
#include "tests/engine/worker_project.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <cmath>

using namespace bafo;
using fakes::WorkerProject;

namespace {

const std::string kConfig = "name: instruct\n"
                            "model: tiny\n"
                            "sequence_length: 240\n"
                            "sequences_per_step: 4\n"
                            "micro_batch: 2\n"
                            "threads: 1\n"
                            "curriculum: [{name: talk, dataset: talk, split: train, epochs: 1}]\n"
                            "instructions: {style: chatml}\n"
                            "checkpoint: {every_steps: 1, keep: 2}\n";

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

bool isNear(double value, double expected)
{
    return std::abs(value - expected) <= 1e-5 * std::abs(expected);
}

} // namespace

class InstructionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_project = std::make_unique<WorkerProject>(Path(BAFO_SOURCE_DIR "/tests/golden/exchange/tiny/sharded"));
        const Path golden = BAFO_SOURCE_DIR "/tests/golden/train/instructions.json";
        m_golden = nlohmann::json::parse(m_project->files.readFile(golden, 1 << 20).value());
        std::string lines;
        for (const auto &messages : m_golden["conversations"]) {
            lines += nlohmann::json{{"messages", messages}}.dump() + "\n";
        }
        importLines("talk", lines);
    }
    void cleanup() { m_project.reset(); }

    void theFirstStepIsThatOfTransformers()
    {
        for (const char *loss : {"answers", "all"}) {
            for (const char *length : {"240", "120"}) { // one sequence, two sequences
                const std::string yaml
                    = with(with(kConfig, "style: chatml", std::string("style: chatml, loss: ") + loss),
                           "sequence_length: 240", std::string("sequence_length: ") + length);
                const runs::RunFolder run = m_project->makeRun("first", yaml);
                QVERIFY2(m_project->runWorker(run) == 0, m_project->output().constData());
                const auto steps = eventsOf<protocol::StepFinished>(run);
                QCOMPARE(steps.size(), 1U);
                QCOMPARE(steps.front().trainTokens, m_golden[loss]["targets"].get<std::int64_t>());
                QVERIFY(isNear(steps.front().loss, m_golden[loss]["loss"]));
                QVERIFY(isNear(steps.front().gradientNorm, m_golden[loss]["gradient_norm"]));
            }
        }
        QVERIFY(!isNear(m_golden["all"]["loss"], m_golden["answers"]["loss"]));
    }

    void noiseChangesTheStepAndIsDrawnAgainWhenARunGoesOn()
    {
        const std::string yaml = with(with(kConfig, "epochs: 1", "epochs: 6"), "sequences_per_step: 4\nmicro_batch: 2",
                                      "sequences_per_step: 2\nmicro_batch: 1");
        const std::string noisy = with(yaml, "style: chatml", "style: chatml, neftune_alpha: 5");
        const runs::RunFolder plain = m_project->makeRun("plain", yaml);
        const runs::RunFolder reference = m_project->makeRun("noisy", noisy);
        QVERIFY2(m_project->runWorker(plain) == 0, m_project->output().constData());
        QVERIFY2(m_project->runWorker(reference) == 0, m_project->output().constData());
        const auto losses = WorkerProject::lossesOf(reference);
        QCOMPARE(losses.size(), 3U);
        QVERIFY(losses != WorkerProject::lossesOf(plain));
        const runs::RunFolder cut = m_project->makeRun("cut", noisy);
        QCOMPARE(m_project->runWorker(cut, "after:8"), -1);
        QVERIFY2(m_project->runWorker(cut) == 0, m_project->output().constData());
        QCOMPARE(WorkerProject::lossesOf(cut), losses);
        QCOMPARE(m_project->finalHashOf(cut), m_project->finalHashOf(reference));
    }

    void theModelThatComesOutIsSpokenWithInItsStyle()
    {
        const runs::RunFolder run = m_project->makeRun("out", "output_model: talker\n" + kConfig);
        QVERIFY2(m_project->runWorker(run) == 0, m_project->output().constData());
        const Path model = m_project->project().modelsFolder() / "talker";
        const std::string own = text::readChatTemplate(m_project->files, model).value();
        QCOMPARE(text::chatStyleOfTemplate(own), text::chatStyleNamed("chatml").value());
        const std::string generation = m_project->files.readFile(model / "generation_config.json", 1 << 16).value();
        const auto ends = nlohmann::json::parse(generation)["eos_token_id"].get<std::vector<int>>();
        QCOMPARE(ends, (std::vector<int>{2, 0})); // <|im_end|> first
        QCOMPARE(runs::readLineage(m_project->files, model).value().settings.at("style"), std::string("chatml"));
        // It is the model's own style from now on.
        const std::string next = with(with(kConfig, "model: tiny", "model: talker"), "style: chatml", "style: model");
        const runs::RunFolder again = m_project->makeRun("again", next);
        QVERIFY2(m_project->runWorker(again) == 0, m_project->output().constData());
    }

    void heldOutConversationsAreMeasuredOnTheirAnswers()
    {
        const std::string yaml = kConfig
            + "optimizer: {learning_rate: 0}\nschedule: {kind: constant}\n"
              "evaluation: {held_out: [{name: talk, dataset: talk, split: train}, "
              "{name: text, dataset: text, language: zul}]}\n";
        const runs::RunFolder run = m_project->makeRun("held", yaml);
        QVERIFY2(m_project->runWorker(run) == 0, m_project->output().constData());
        bool isMeasured = false;
        for (const auto &result : eventsOf<protocol::EvalFinished>(run)) {
            if (result.name == "talk") {
                isMeasured = true;
                const double nats = result.bitsPerByte * static_cast<double>(result.bytes) * std::log(2.0)
                    / static_cast<double>(result.tokens);
                QVERIFY(isNear(nats, m_golden["answers"]["loss"]));
            }
        }
        QVERIFY(isMeasured);
    }

    void whatIsCutOrLeftOutIsTold()
    {
        const runs::RunFolder run
            = m_project->makeRun("cut", with(kConfig, "sequence_length: 240", "sequence_length: 40"));
        QVERIFY2(m_project->runWorker(run) == 0, m_project->output().constData());
        const auto warnings = eventsOf<protocol::Warning>(run);
        QVERIFY(std::any_of(warnings.begin(), warnings.end(), [](const protocol::Warning &warning) {
            return warning.code == "conversations_cut"
                && warning.message.find("of 4 conversations") != std::string::npos;
        }));
        const runs::RunFolder none
            = m_project->makeRun("none", with(kConfig, "sequence_length: 240", "sequence_length: 8"));
        refuses(none, "raise sequence_length");
    }

    void whatDoesNotFitIsRefusedWithTheMend()
    {
        refuses(m_project->makeRun("template", with(kConfig, "style: chatml", "style: model")), "choose a style");
        refuses(m_project->makeRun("tokens", with(kConfig, "style: chatml", "style: gemma")), "alpaca");
        refuses(m_project->makeRun(
                    "mixed", with(kConfig, "epochs: 1}]", "epochs: 1}, {name: t, dataset: text, language: zul}]")),
                "--conversations");
        refuses(m_project->makeRun("replay", kConfig + "replay: {dataset: text, share: 0.2}\n"), "--conversations");
        refuses(m_project->makeRun("text",
                                   with(with(kConfig, "dataset: talk", "dataset: text"), "split: train, ",
                                        "split: train, language: zul, ")
                                       + "evaluation: {held_out: [{name: talk, dataset: talk, split: train}]}\n"),
                "curriculum has conversations");
    }

    void instructionsWithoutConversationsAreToldOf()
    {
        const runs::RunFolder run = m_project->makeRun("idle", with(kConfig, "dataset: talk", "dataset: text"));
        QVERIFY2(m_project->runWorker(run) == 0, m_project->output().constData());
        const auto warnings = eventsOf<protocol::Warning>(run);
        QVERIFY(std::any_of(warnings.begin(), warnings.end(), [](const protocol::Warning &warning) {
            return warning.code == "setting_without_effect"
                && warning.message.find("instructions") != std::string::npos;
        }));
    }

private:
    void importLines(const std::string &name, const std::string &lines)
    {
        const Path file = m_project->project().root() / (name + ".jsonl");
        QVERIFY(writeFileAtomically(m_project->files, file, lines));
        auto dataset
            = data::Dataset::openForWriting(m_project->files, m_project->project().datasetsFolder() / name).value();
        data::ImportOptions options;
        options.source.language = "zul";
        QVERIFY(data::importFiles(dataset, sources::ConversationsSource(), {file}, options, SystemClock()));
        QVERIFY(data::assignSplits(dataset, 0, 1));
    }

    void refuses(const runs::RunFolder &run, const char *hint)
    {
        QVERIFY(m_project->runWorker(run) != 0);
        const auto failures = eventsOf<protocol::RunFailed>(run);
        QCOMPARE(failures.size(), 1U);
        QVERIFY2(failures.front().hint.find(hint) != std::string::npos,
                 (failures.front().message + " / " + failures.front().hint).c_str());
    }

    std::unique_ptr<WorkerProject> m_project;
    nlohmann::json m_golden;
};

QTEST_GUILESS_MAIN(InstructionsTest)
#include "instructions_test.moc"
