// SPDX-License-Identifier: Apache-2.0
// A run that trains an adapter, by the real programs: made, resumed, divided among ranks, used, merged, taken in again.
#include "core/base/sha256.h"
#include "core/formats/safetensors.h"
#include "core/runs/launch_settings.h"
#include "core/runs/model_lineage.h"
#include "core/runs/model_summary.h"
#include "tests/engine/worker_project.h"

#include <QTest>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>

using namespace bafo;
using fakes::WorkerProject;

namespace {

constexpr int kLimitMs = 60'000;

/// A few steps with everything that an adapter can have; new rows as well.
std::string configWith(int steps, const std::string &more = {})
{
    return "name: adapter\nseed: 7\nmodel: tiny\nsequence_length: 16\nsequences_per_step: 3\nmicro_batch: 2\n"
           "threads: 1\nmethod: lora\nsharding: zero3\nsteps: "
        + std::to_string(steps)
        + "\nadapter: {rank: 5, alpha: 10, dropout: 0.1, rslora: true, targets: [q, v, down], new_rows: true}\n"
          "curriculum:\n  - {name: all, dataset: text, language: zul, epochs: 2}\n"
          "optimizer: {learning_rate: 0.02}\nschedule: {kind: constant}\ncheckpoint: {every_steps: 3, keep: 2}\n"
        + more;
}

std::vector<float> logitsIn(const Path &file)
{
    const auto opened = formats::SafetensorsFile::open(file).value();
    const formats::TensorEntry &entry = opened.tensors().at("logits");
    std::vector<float> values(static_cast<std::size_t>(entry.numElements()));
    std::memcpy(values.data(), entry.bytes.data(), entry.bytes.size());
    return values;
}

double largestDifference(const std::vector<float> &one, const std::vector<float> &other)
{
    double largest = 0;
    for (std::size_t i = 0; i < one.size(); ++i) {
        largest = std::max(largest, static_cast<double>(std::abs(one[i] - other.at(i))));
    }
    return largest;
}

} // namespace

class AdapterRunTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_project = std::make_unique<WorkerProject>(Path(BAFO_SOURCE_DIR "/tests/golden/exchange/tiny/sharded"));
        // As expanding leaves it: of 288 rows the last 32 are new.
        QVERIFY(writeFileAtomically(m_project->files, models() / "tiny" / "growth.json",
                                    R"({"version": 1, "base_hash": "b", "grown_hash": "g", "first_new_id": 256,
                                        "padded_rows": 288, "pieces": []})"));
        train("one", configWith(6, "output_model: trained\n"), 1);
        QVERIFY2(run({"model", "merge", "trained", "--to", "merged"}) == 0, m_output.constData());
    }

    void whatItMakesIsAnAdapterOfItsBase()
    {
        const auto summary = runs::summariseModel(m_project->files, models() / "trained");
        QVERIFY2(summary, summary ? "" : summary.error().message.c_str());
        QCOMPARE(summary->adapterRank, 5);
        QCOMPARE(summary->baseName, std::string("tiny"));
        QVERIFY(summary->hasTokenizer);
        QVERIFY(m_project->files.status(models() / "trained" / "adapter_model.safetensors")->exists);
        QVERIFY(!m_project->files.status(models() / "trained" / "config.json")->exists);
        QVERIFY2(run({"model", "verify", "trained"}, "bafo") == 0, m_output.constData());
        QVERIFY2(run({"model", "list"}, "bafo") == 0 && m_output.contains("trained: an adapter of tiny, rank 5"),
                 m_output.constData());
        QVERIFY2(run({"model", "show", "trained"}, "bafo") == 0, m_output.constData());
        QVERIFY2(run({"generate", "trained", "--prompt", "Sawubona", "--max-new-tokens", "4"}) == 0,
                 m_output.constData());
    }

    void severalRanksMakeTheSameBytes()
    {
        train("two", configWith(6, "output_model: by-two\n"), 2);
        train("three", configWith(6, "output_model: by-three\n"), 3);
        QCOMPARE(weightsOf("by-two"), weightsOf("trained"));
        QCOMPARE(weightsOf("by-three"), weightsOf("trained"));
        train("other", configWith(6, "output_model: other\ndropout: 0.1\n"), 1);
        QVERIFY(weightsOf("other") != weightsOf("trained"));
    }

    void cutOffAndResumedItIsTheSameAndItsCheckpointsAreSmall()
    {
        const runs::RunFolder cut = m_project->makeRun("cut", configWith(6, "output_model: resumed\n"));
        QCOMPARE(m_project->runWorker(cut, "after:8"), -1);
        QVERIFY2(m_project->runWorker(cut) == 0, m_project->output().constData());
        QCOMPARE(weightsOf("resumed"), weightsOf("trained"));
        const checkpoint::Manifest manifest = m_project->newestManifest(cut);
        QVERIFY(manifest.frozen.size() > 10);
        QVERIFY(manifest.files.front().sizeBytes
                < 4 * m_project->files.status(models() / "trained" / "adapter_model.safetensors")->sizeBytes);
        QVERIFY2(run({"model", "import", cut.id(), "--to", "point"}) == 0, m_output.constData());
        QCOMPARE(weightsOf("point"), weightsOf("trained"));
    }

    void mergedItSpeaksAsBeforeAndIsAModelOfItsOwn()
    {
        const double difference = largestDifference(logitsOf("trained"), logitsOf("merged"));
        QVERIFY2(difference < 1e-5, qPrintable(QString::number(difference)));
        QVERIFY(largestDifference(logitsOf("trained"), logitsOf("tiny")) > 1e-3);
        const auto lineage = runs::readLineage(m_project->files, models() / "merged").value();
        QCOMPARE(lineage.how, std::string("merge"));
        QCOMPARE(lineage.parents.at(1).name, std::string("trained"));
        QVERIFY(run({"model", "merge", "merged", "--to", "twice"}) != 0);
        QVERIFY2(m_output.contains("is a whole model, no adapter"), m_output.constData());
        QVERIFY(run({"model", "import", (models() / "trained").string(), "--base", "merged", "--to", "twice"}) != 0);
        QVERIFY2(m_output.contains("already has the adapter"), m_output.constData());
    }

    void givenAwayAndTakenInAgainItSpeaksAsBefore()
    {
        const Path away = m_project->project().root() / "away";
        QVERIFY2(run({"model", "export", "trained", "--to", away.string()}) == 0, m_output.constData());
        QVERIFY(!m_project->files.status(away / "lineage.json")->exists);
        QVERIFY(run({"model", "import", away.string(), "--to", "back"}) != 0);
        QVERIFY2(m_output.contains("--base"), m_output.constData());
        QVERIFY2(run({"model", "import", away.string(), "--base", "tiny", "--to", "back"}) == 0, m_output.constData());
        QCOMPARE(largestDifference(logitsOf("trained"), logitsOf("back")), 0.0);
    }

    void withoutItsBaseOrWithAnotherItIsRefusedByName()
    {
        const Path base = models() / "tiny";
        const Path kept = m_project->project().root() / "kept";
        std::filesystem::rename(base, kept);
        const int gone = run({"model", "logits", "trained", "--ids", "1,2", "--to", scratch()});
        const QByteArray wordsOfGone = m_output;
        std::filesystem::copy(models() / "merged", base, std::filesystem::copy_options::recursive);
        const int other = run({"model", "logits", "trained", "--ids", "1,2", "--to", scratch()});
        std::filesystem::remove_all(base);
        std::filesystem::rename(kept, base);
        QVERIFY(gone != 0);
        QVERIFY2(wordsOfGone.contains("is an adapter of model 'tiny', which is not there"), wordsOfGone.constData());
        QVERIFY(other != 0);
        QVERIFY2(m_output.contains("already has the adapter trained in it"), m_output.constData());
    }

    void aRunOnAnAdapterIsRefusedBeforeItsFirstStep()
    {
        std::string yaml = configWith(3);
        yaml.replace(yaml.find("model: tiny"), 11, "model: trained");
        const runs::RunFolder onAdapter = m_project->makeRun("refused", yaml);
        QVERIFY(m_project->runWorker(onAdapter) != 0);
        QVERIFY2(m_project->output().contains("is an adapter"), m_project->output().constData());
    }

private:
    [[nodiscard]] Path models() const { return m_project->project().modelsFolder(); }
    [[nodiscard]] std::string scratch() const { return (m_project->project().root() / "logits.safetensors").string(); }

    void train(const std::string &name, const std::string &yaml, int numRanks)
    {
        const runs::RunFolder folder = m_project->makeRun(name, yaml);
        QVERIFY(runs::writeLaunchSettings(m_project->files, folder, {.numRanks = numRanks}));
        QVERIFY2(m_project->runWorker(folder) == 0, m_project->output().constData());
    }

    /// A verb in the project; gives its exit code.
    int run(const std::vector<std::string> &words, const char *program = "bafo-engine")
    {
        QProcess process;
        QStringList arguments;
        for (const std::string &word : words) {
            arguments.push_back(QString::fromStdString(word));
        }
        arguments << QStringLiteral("--project") << QString::fromStdString(m_project->project().root().string());
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(QStringLiteral(BAFO_BIN_DIR "/") + QLatin1String(program), arguments);
        const bool hasEnded = process.waitForFinished(kLimitMs);
        m_output = process.readAll();
        return hasEnded ? process.exitCode() : -1;
    }

    std::vector<float> logitsOf(const std::string &model)
    {
        if (run({"model", "logits", model, "--ids", "1,270,5,286,19,3,260,41", "--to", scratch()}) != 0) {
            qFatal("%s", m_output.constData());
        }
        return logitsIn(scratch());
    }

    std::string weightsOf(const std::string &model)
    {
        return sha256OfFile(models() / model / "adapter_model.safetensors").value();
    }

    std::unique_ptr<WorkerProject> m_project;
    QByteArray m_output;
};

QTEST_GUILESS_MAIN(AdapterRunTest)
#include "adapter_run_test.moc"
