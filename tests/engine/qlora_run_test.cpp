// SPDX-License-Identifier: Apache-2.0
// A run that trains an adapter beside a base of 4 bits, by the real programs: alone, divided among ranks, resumed.
#include "core/base/sha256.h"
#include "core/runs/launch_settings.h"
#include "tests/engine/worker_project.h"

#include <QTest>

using namespace bafo;
using fakes::WorkerProject;

namespace {

std::string configWith(const std::string &method, const std::string &more)
{
    return "name: qlora\nseed: 7\nmodel: tiny\nsequence_length: 16\nsequences_per_step: 3\nmicro_batch: 2\nthreads: 1\n"
           "steps: 6\nadapter: {rank: 5, alpha: 10, dropout: 0.1, targets: [q, v, down], new_rows: true}\n"
           "curriculum:\n  - {name: all, dataset: text, language: zul, epochs: 2}\n"
           "optimizer: {learning_rate: 0.02}\nschedule: {kind: constant}\ncheckpoint: {every_steps: 3, keep: 2}\n"
           "method: "
        + method + "\n" + more;
}

} // namespace

class QloraRunTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_project = std::make_unique<WorkerProject>(Path(BAFO_SOURCE_DIR "/tests/golden/exchange/tiny/sharded"));
        // As expanding leaves it: of 288 rows the last 32 are new.
        QVERIFY(writeFileAtomically(m_project->files, models() / "tiny" / "growth.json",
                                    R"({"version": 1, "base_hash": "b", "grown_hash": "g", "first_new_id": 256,
                                        "padded_rows": 288, "pieces": []})"));
        train("one", "qlora", "output_model: one\n", 1);
    }

    void severalRanksMakeTheSameBytes()
    {
        train("two", "qlora", "output_model: two\nsharding: zero3\nrecompute: block\n", 2);
        train("three", "qlora", "output_model: three\n", 3);
        QCOMPARE(weightsOf("two"), weightsOf("one"));
        QCOMPARE(weightsOf("three"), weightsOf("one"));
    }

    void aBaseOfFourBitsIsAnotherOne()
    {
        train("dense", "lora", "output_model: dense\n", 1);
        QVERIFY(weightsOf("dense") != weightsOf("one"));
    }

    void cutOffAndResumedItIsTheSame()
    {
        const runs::RunFolder cut = m_project->makeRun("cut", configWith("qlora", "output_model: resumed\n"));
        QCOMPARE(m_project->runWorker(cut, "after:8"), -1);
        QVERIFY2(m_project->runWorker(cut) == 0, m_project->output().constData());
        QCOMPARE(weightsOf("resumed"), weightsOf("one"));
        QVERIFY(m_project->newestManifest(cut).frozen.size() > 10); // of the base only hashes
    }

    void halvesAreComputedWithWhereTheRunSaysSo()
    {
        train("halves", "qlora", "output_model: halves\nprecision: bf16-mixed\n", 1);
        QVERIFY(weightsOf("halves") != weightsOf("one"));
    }

    void productsInHalvesAreAnotherNumberFormatAndTheSameOnSeveralRanks()
    {
        const std::string precision = "precision: bf16-products\n";
        train("products", "qlora", "output_model: products\n" + precision, 1);
        train("products-two", "qlora", "output_model: products-two\n" + precision, 2);
        QVERIFY(weightsOf("products") != weightsOf("one"));
        QCOMPARE(weightsOf("products-two"), weightsOf("products"));
    }

private:
    [[nodiscard]] Path models() const { return m_project->project().modelsFolder(); }

    void train(const std::string &name, const std::string &method, const std::string &more, int numRanks)
    {
        const runs::RunFolder folder = m_project->makeRun(name, configWith(method, more));
        QVERIFY(runs::writeLaunchSettings(m_project->files, folder, {.numRanks = numRanks}));
        QVERIFY2(m_project->runWorker(folder) == 0, m_project->output().constData());
    }

    std::string weightsOf(const std::string &model)
    {
        return sha256OfFile(models() / model / "adapter_model.safetensors").value();
    }

    std::unique_ptr<WorkerProject> m_project;
};

QTEST_GUILESS_MAIN(QloraRunTest)
#include "qlora_run_test.moc"
