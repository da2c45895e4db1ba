// SPDX-License-Identifier: Apache-2.0
// The real embedded model: killed in the middle of a save, a run ends with the bits of one that nobody killed.
#include "core/exchange/model_import.h"
#include "plugins/architectures/architectures.h"
#include "tests/engine/worker_project.h"

#include <QFile>
#include <QTest>

using namespace bafo;
using fakes::WorkerProject;

namespace {

const std::string kConfig = "name: embedded\n"
                            "model: smol\n"
                            "sequence_length: 64\n"
                            "steps: 4\n"
                            "dropout: 0.1\n"
                            "threads: 2\n"
                            "curriculum:\n"
                            "  - {name: all, dataset: text, language: zul, epochs: 1}\n"
                            "evaluation: {at_start: false}\n"
                            "checkpoint: {every_steps: 2, keep: 2}\n";

QString modelFile()
{
    const QString named = qEnvironmentVariable("BAFO_TEST_MODEL");
    return named.isEmpty() ? QStringLiteral(BAFO_SOURCE_DIR "/build/models/SmolLM2-135M-Instruct.Q4_1.gguf") : named;
}

} // namespace

class EmbeddedModelResumeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aKilledRunOfTheEmbeddedModelEndsWithTheSameBits()
    {
        if (!QFile::exists(modelFile())) {
            QSKIP("the embedded model is not there: run 'make setup', or name its GGUF file in BAFO_TEST_MODEL");
        }
        WorkerProject project(Path(BAFO_SOURCE_DIR "/tests/golden/exchange/tiny/sharded"));
        const auto architectures = architectures::makeArchitectures();
        QVERIFY(exchange::importModel(project.files, modelFile().toStdString(),
                                      project.project().modelsFolder() / "smol", architectures));
        const runs::RunFolder reference = project.makeRun("reference", kConfig);
        QVERIFY2(project.runWorker(reference) == 0, project.output().constData());
        const fakes::StepLosses losses = WorkerProject::lossesOf(reference);
        const std::string hash = project.finalHashOf(reference);
        QCOMPARE(losses.size(), 4U);
        std::filesystem::remove_all(reference.checkpointsFolder());
        const runs::RunFolder run = project.makeRun("killed", kConfig);
        // In the second save: of about 2,700 pieces of 1 MiB and less in all.
        QCOMPARE(project.runWorker(run, "save:3500"), -1);
        QCOMPARE(project.newestManifest(run).step, 2);
        QVERIFY2(project.runWorker(run) == 0, project.output().constData());
        QCOMPARE(WorkerProject::lossesOf(run), losses);
        QCOMPARE(project.finalHashOf(run), hash);
    }
};

QTEST_GUILESS_MAIN(EmbeddedModelResumeTest)
#include "embedded_model_resume_test.moc"
