// SPDX-License-Identifier: Apache-2.0
// What the plan says a run will hold, beside what the system counted in a real one. With a generous bound: the kernels
// of another processor need other workspaces. tests/bench/memory measures closer, over many shapes.
#include "core/plan/memory_plan.h"
#include "core/protocol/events.h"
#include "core/runs/event_log.h"
#include "tests/engine/worker_project.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace bafo;
using fakes::WorkerProject;

namespace {

constexpr const char *kModel = R"({"model_type":"llama","vocab_size":8192,"hidden_size":256,"intermediate_size":768,
"num_hidden_layers":6,"num_attention_heads":4,"num_key_value_heads":2,"max_position_embeddings":1024,
"rms_norm_eps":1e-5,"tie_word_embeddings":true})";

constexpr const char *kConfig = "name: memory\n"
                                "model: tiny\n"
                                "sequence_length: 512\n"
                                "sequences_per_step: 2\n"
                                "micro_batch: 2\n"
                                "steps: 2\n"
                                "curriculum:\n"
                                "  - {name: all, dataset: text, language: zul, split: train, epochs: 40}\n"
                                "evaluation: {at_start: false}\n"
                                "checkpoint: {every_steps: 0}\n";
constexpr double kBound = 0.25;

} // namespace

class MemoryPlanTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<WorkerProject> m_project;

    /// Of the last step, in bytes.
    double measuredPeak(const runs::RunFolder &run)
    {
        double peakMb = 0;
        runs::EventLogReader log(run.eventLog());
        const auto messages = log.poll();
        for (const auto &message : *messages) {
            if (const auto *step = std::get_if<protocol::StepFinished>(&message.event)) {
                peakMb = step->peakResidentMb;
            }
        }
        return peakMb * 1024 * 1024;
    }

    [[nodiscard]] double planned(const config::RunConfig &config)
    {
        const auto shape = plan::readModelShape(m_project->files, m_project->project().modelsFolder() / "tiny");
        return static_cast<double>(
            plan::planTraining(*shape, plan::stepSettingsOf(config, 1, QThread::idealThreadCount())).rankBytes());
    }

private Q_SLOTS:
    /// A random model of 7 million weights with a small tokenizer.
    void initTestCase()
    {
        PosixFileSystem files;
        const Path source = Path(m_folder.path().toStdString()) / "source";
        std::filesystem::create_directories(source);
        for (const char *name : {"tokenizer.json", "tokenizer_config.json"}) {
            std::filesystem::copy_file(Path(BAFO_SOURCE_DIR) / "tests/golden/exchange/tiny/sharded" / name,
                                       source / name);
        }
        QVERIFY(writeFileAtomically(files, source / "config.json", kModel));
        const Path model = Path(m_folder.path().toStdString()) / "model";
        QCOMPARE(QProcess::execute(QStringLiteral(BAFO_BIN_DIR "/bafo-engine"),
                                   {QStringLiteral("model"), QStringLiteral("init"),
                                    QString::fromStdString((source / "config.json").string()), QStringLiteral("--to"),
                                    QString::fromStdString(model.string()), QStringLiteral("--json")}),
                 0);
        m_project = std::make_unique<WorkerProject>(model);
    }

    void whatARunHoldsIsNearItsPlan()
    {
        for (const std::string &more : {std::string(), std::string("recompute: block\n")}) {
            const auto config = config::parseRunConfig(kConfig + more);
            const auto run = m_project->makeRun("memory", kConfig + more);
            QVERIFY2(m_project->runWorker(run) == 0, m_project->output().constData());
            const double measured = measuredPeak(run);
            const double off = planned(*config) / measured - 1;
            QVERIFY2(std::abs(off) < kBound,
                     qPrintable(QString::number(off) + QStringLiteral(" off ") + QString::number(measured * 1e-6)));
            config::RunConfig larger = *config; // the bound is no wider than to tell these apart
            larger.sequencesPerStep = 8;
            larger.microBatch = 8;
            larger.recompute = "none";
            QVERIFY(planned(larger) / measured - 1 > kBound);
        }
    }
};

QTEST_GUILESS_MAIN(MemoryPlanTest)
#include "memory_plan_test.moc"
