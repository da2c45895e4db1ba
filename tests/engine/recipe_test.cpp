// SPDX-License-Identifier: Apache-2.0
// A run with everything that a recipe can ask for, by the real worker: cut off, gone on with, and refused where the
// model cannot follow.
#include "core/formats/safetensors.h"
#include "core/protocol/events.h"
#include "core/runs/event_log.h"
#include "tests/engine/worker_project.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace bafo;
using fakes::WorkerProject;

namespace {

/// Two stages, a third of the sequences replayed, new rows alone for five steps, the first block frozen.
const std::string kConfig = "name: recipe\n"
                            "model: tiny\n"
                            "sequence_length: 16\n"
                            "sequences_per_step: 3\n"
                            "micro_batch: 2\n"
                            "steps: 12\n"
                            "threads: 1\n"
                            "curriculum:\n"
                            "  - {name: begin, dataset: text, language: zul, split: held-out, epochs: 1}\n"
                            "  - {name: go-on, dataset: text, language: zul, epochs: 2}\n"
                            "replay: {dataset: text, language: zul, share: 0.333}\n"
                            "optimizer: {learning_rate: 0.003, new_rows_learning_rate_factor: 2, "
                            "norm_learning_rate_factor: 0.5}\n"
                            "schedule: {kind: wsd, warmup_steps: 2, decay_share: 0.25}\n"
                            "freezing: {new_rows_only_steps: 5, tensors: [\"model.layers.0.*\"]}\n"
                            "checkpoint: {every_steps: 3, keep: 2}\n";

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

class RecipeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_project = std::make_unique<WorkerProject>(Path(BAFO_SOURCE_DIR "/tests/golden/exchange/tiny/sharded"));
        // As expanding leaves it: of 288 rows the last 32 are new.
        QVERIFY(writeFileAtomically(m_project->files, model() / "growth.json",
                                    R"({"version": 1, "base_hash": "b", "grown_hash": "g", "first_new_id": 256,
                                        "padded_rows": 288, "pieces": []})"));
    }

    void cutOffAnywhereARecipeEndsWithTheSameBits()
    {
        const runs::RunFolder reference = m_project->makeRun("reference", kConfig);
        QVERIFY2(m_project->runWorker(reference) == 0, m_project->output().constData());
        const auto losses = WorkerProject::lossesOf(reference);
        QCOMPARE(losses.size(), 12U);
        for (const char *moment : {"after:8", "before:13", "after:16", "save:20"}) {
            const runs::RunFolder run = m_project->makeRun("cut", kConfig);
            QCOMPARE(m_project->runWorker(run, moment), -1);
            QVERIFY2(m_project->runWorker(run) == 0, m_project->output().constData());
            QCOMPARE(WorkerProject::lossesOf(run), losses);
            QCOMPARE(m_project->finalHashOf(run), m_project->finalHashOf(reference));
        }
        const runs::RunFolder other = m_project->makeRun("other", with(kConfig, "0.333", "0.25"));
        QCOMPARE(m_project->runWorker(other), 0);
        QVERIFY(WorkerProject::lossesOf(other) != losses);
    }

    void stagesAndThawsAreToldAndRatesAreThoseOfThePlan()
    {
        const runs::RunFolder run = m_project->makeRun("told", kConfig);
        QVERIFY2(m_project->runWorker(run) == 0, m_project->output().constData());
        const auto stages = eventsOf<protocol::StageEntered>(run);
        QCOMPARE(stages.size(), 3U);
        QCOMPARE(stages[0].name, std::string("begin"));
        QCOMPARE(stages[0].step, 1);
        const auto replayed
            = std::find_if(stages.begin(), stages.end(), [](const auto &stage) { return stage.name == "text (zul)"; });
        QVERIFY(replayed != stages.end());
        QVERIFY(!replayed->replayOf.empty());
        QVERIFY(std::any_of(stages.begin(), stages.end(), [](const auto &stage) {
            return stage.name == "go-on" && stage.replayOf.empty() && stage.step > 1;
        }));
        const auto freezing = eventsOf<protocol::FreezingChanged>(run);
        QCOMPARE(freezing.size(), 2U);
        QCOMPARE(freezing[0].trained, std::string("new_rows"));
        QCOMPARE(freezing[1].trained, std::string("all"));
        QCOMPARE(freezing[1].step, 6);
        const auto steps = eventsOf<protocol::StepFinished>(run);
        QCOMPARE(steps[8].learningRate, 0.003);
        QVERIFY(steps[9].learningRate < 0.003 && steps[10].learningRate < steps[9].learningRate);
        QCOMPARE(steps[11].learningRate, 0.0001);
    }

    void whatNeverLearnsIsInNoCheckpointAndComesFromTheModel()
    {
        const runs::RunFolder run = m_project->makeRun("frozen", kConfig + "output_model: trained\n");
        QVERIFY2(m_project->runWorker(run) == 0, m_project->output().constData());
        const checkpoint::Manifest manifest = m_project->newestManifest(run);
        std::set<std::string> frozen;
        for (const checkpoint::FrozenTensor &tensor : manifest.frozen) {
            frozen.insert(tensor.name);
        }
        QVERIFY(frozen.contains("model.layers.0.mlp.up_proj.weight"));
        QVERIFY(!frozen.contains("model.layers.1.mlp.up_proj.weight"));
        const auto saved = formats::SafetensorsFile::open(run.checkpointsFolder() / "step-12" / "rank-0.safetensors");
        for (const auto &[name, entry] : saved.value().tensors()) {
            QVERIFY2(name.find("layers.0.") == std::string::npos, name.c_str());
        }
        QVERIFY(saved->tensors().contains("moment1.model.embed_tokens.weight[256:288]"));
        const auto made
            = formats::SafetensorsFile::open(m_project->project().modelsFolder() / "trained" / "model.safetensors");
        QVERIFY(made.has_value());
        // Both lie as F32 in the model, which is what training writes.
        for (const char *name : {"model.layers.0.mlp.gate_proj.weight", "model.layers.1.mlp.up_proj.weight"}) {
            const auto bytes = made->tensors().at(name).bytes;
            const std::string now(reinterpret_cast<const char *>(bytes.data()), bytes.size());
            QCOMPARE(now == bytesOfModel(name), frozen.contains(name));
        }
        // Going on after the model was changed would mix two models.
        const runs::RunFolder cut = m_project->makeRun("cut", kConfig);
        QCOMPARE(m_project->runWorker(cut, "after:16"), -1);
        changeFrozenTensor();
        QCOMPARE(m_project->runWorker(cut), exitCodeOf(ErrorCode::config));
        const auto failed = eventsOf<protocol::RunFailed>(cut);
        QVERIFY(!failed.empty());
        QVERIFY2(failed.back().message.find("model.layers.0.") != std::string::npos, failed.back().message.c_str());
        QVERIFY(!failed.back().hint.empty());
    }

    void whatTheModelCannotFollowIsRefusedByName_data()
    {
        QTest::addColumn<bool>("hasGrown");
        QTest::addColumn<QByteArray>("old");
        QTest::addColumn<QByteArray>("now");
        QTest::addColumn<QByteArray>("word");
        const auto row = [](const char *name, bool hasGrown, const char *old, const char *now, const char *word) {
            QTest::newRow(name) << hasGrown << QByteArray(old) << QByteArray(now) << QByteArray(word);
        };
        row("a factor of rows that are not new", false, "freezing:", "# ", "optimizer.new_rows_learning_rate_factor");
        row("new rows first, and none", false, "new_rows_learning_rate_factor: 2, ", "",
            "freezing.new_rows_only_steps");
        row("a tensor that nobody has", true, "model.layers.0.*", "model.layers.7.*", "model.layers.7.*");
        row("all frozen", true, "model.layers.0.*", "*", "nothing to train");
        row("a decay into the warm-up", true, "decay_share: 0.25", "decay_share: 0.9", "schedule.warmup_steps");
        row("replay of nothing", true, "replay: {dataset: text", "replay: {dataset: nobody", "nobody");
    }

    void whatTheModelCannotFollowIsRefusedByName()
    {
        QFETCH(bool, hasGrown);
        QFETCH(QByteArray, old);
        QFETCH(QByteArray, now);
        QFETCH(QByteArray, word);
        if (!hasGrown) {
            std::filesystem::remove(model() / "growth.json");
        }
        const runs::RunFolder run = m_project->makeRun("refused", with(kConfig, old.toStdString(), now.toStdString()));
        QVERIFY(m_project->runWorker(run) != 0);
        QVERIFY2(m_project->output().contains(word), m_project->output().constData());
        QVERIFY(eventsOf<protocol::StepFinished>(run).empty());
        QVERIFY(!eventsOf<protocol::RunFailed>(run)[0].hint.empty());
    }

private:
    [[nodiscard]] Path model() const { return m_project->project().modelsFolder() / "tiny"; }

    /// As they lie in the model that the runs begin with.
    std::string bytesOfModel(const std::string &tensor)
    {
        const std::vector<std::string> names = m_project->files.list(model()).value();
        for (const std::string &name : names) {
            if (name.ends_with(".safetensors")) {
                const auto file = formats::SafetensorsFile::open(model() / name).value();
                const auto found = file.tensors().find(tensor);
                if (found != file.tensors().end()) {
                    return {reinterpret_cast<const char *>(found->second.bytes.data()), found->second.bytes.size()};
                }
            }
        }
        return {};
    }

    /// Flips one bit of it where it lies.
    void changeFrozenTensor()
    {
        const std::vector<std::string> names = m_project->files.list(model()).value();
        for (const std::string &name : names) {
            if (!name.ends_with(".safetensors")) {
                continue;
            }
            std::string bytes = m_project->files.readFile(model() / name, 1U << 24U).value();
            const auto file = formats::SafetensorsFile::open(model() / name).value();
            const auto tensor = file.tensors().find("model.layers.0.mlp.up_proj.weight");
            if (tensor != file.tensors().end()) {
                const auto *first = reinterpret_cast<const char *>(tensor->second.bytes.data());
                const std::size_t place = bytes.find(std::string(first, tensor->second.bytes.size()));
                bytes[place] = static_cast<char>(bytes[place] ^ 1);
                QVERIFY(writeFileAtomically(m_project->files, model() / name, bytes));
                return;
            }
        }
        QFAIL("the tensor is in no file");
    }

    std::unique_ptr<WorkerProject> m_project;
};

QTEST_GUILESS_MAIN(RecipeTest)
#include "recipe_test.moc"
