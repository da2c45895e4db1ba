// SPDX-License-Identifier: Apache-2.0
// `run rm`, `model rm`, `data rm` and `disk` of the built program: they free what they say and refuse what is in use,
// as the verbs that change a dataset do.
#include "core/runs/file_lock.h"
#include "tests/bafo/bafo_program.h"

#include <QCoreApplication>
#include <QTest>

#include <filesystem>

using namespace bafo;
using namespace bafo::fakes;

class RemovalTest : public QObject {
    Q_OBJECT

    std::unique_ptr<BafoProgram> m_bafo;

    void makeModel(const std::string &name)
    {
        const Path folder = m_bafo->project().modelsFolder() / name;
        m_bafo->write(folder / "config.json", R"({"architectures": ["LlamaForCausalLM"], "vocab_size": 8})");
        m_bafo->write(folder / "notes.txt", std::string(5000, 'n'));
    }

    void makeDataset(const std::string &name)
    {
        m_bafo->write(m_bafo->outside("text.txt"), "Sawubona mhlaba.\n\nUnjani namhlanje?\n");
        const auto made = m_bafo->run(
            {"data", "import", name, "--text", m_bafo->outside("text.txt").string(), "--language", "zul"});
        QVERIFY2(made.exitCode == 0, made.words.c_str());
    }

    [[nodiscard]] bool isThere(const Path &path) const { return m_bafo->files.status(path)->exists; }

private Q_SLOTS:
    void init() { m_bafo = std::make_unique<BafoProgram>(); }

    void aRemovedRunFreesWhatIsSaid()
    {
        const auto run = runs::RunFolder::create(m_bafo->files, m_bafo->project(), "old", "name: old\n", m_bafo->clock);
        m_bafo->write(run->checkpointsFolder() / "step-1" / "weights", std::string(123456, 'w'));
        const std::uint64_t size = *treeSizeBytes(m_bafo->files, run->path());
        const auto end = m_bafo->run({"run", "rm", run->id()});
        QVERIFY2(end.exitCode == 0, end.words.c_str());
        QCOMPARE(end.json["freed_bytes"].get<std::uint64_t>(), size);
        QVERIFY(m_bafo->files.list(m_bafo->project().runsFolder())->empty());
        const auto again = m_bafo->run({"run", "rm", run->id()});
        QCOMPARE(again.differsFrom(2, {run->id(), "bafo run list"}), std::string());
    }

    void aRunWithALivingProcessOrALockIsNotRemoved()
    {
        const auto run = m_bafo->makeLiveRun("live", "name: live\n");
        QCOMPARE(m_bafo->run({"run", "rm", run.id()}).differsFrom(2, {run.id(), "is running", "cancel"}),
                 std::string());
        QVERIFY(isThere(run.configFile()));
        std::filesystem::remove(run.processFile());
        {
            const auto lock = runs::FileLock::tryAcquire(run.lockFile());
            QVERIFY(lock->has_value());
            QCOMPARE(m_bafo->run({"run", "rm", run.id()}).differsFrom(2, {"is running"}), std::string());
        }
        QCOMPARE(m_bafo->run({"run", "rm", run.id()}).exitCode, 0); // the process and its lock are gone
        QVERIFY(!isThere(run.path()));
    }

    void aRemovedModelFreesWhatIsSaid()
    {
        makeModel("smol");
        makeModel("other");
        const std::uint64_t size = *treeSizeBytes(m_bafo->files, m_bafo->project().modelsFolder() / "smol");
        const auto end = m_bafo->run({"model", "rm", "smol"});
        QVERIFY2(end.exitCode == 0, end.words.c_str());
        QCOMPARE(end.json["removed"]["freed_bytes"].get<std::uint64_t>(), size);
        QCOMPARE(*m_bafo->files.list(m_bafo->project().modelsFolder()), std::vector<std::string>{"other"});
        QCOMPARE(m_bafo->run({"model", "rm", "smol"}).differsFrom(5, {"smol", "bafo model list"}), std::string());
        QCOMPARE(m_bafo->run({"model", "rm", "../models/other"}).differsFrom(2, {"cannot name a model"}),
                 std::string());
        QVERIFY(isThere(m_bafo->project().modelsFolder() / "other"));
    }

    void whoseAdaptersNeedItIsSaidBeforeAModelGoes()
    {
        makeModel("smol");
        const Path models = m_bafo->project().modelsFolder();
        m_bafo->write(models / "child" / "config.json", "{}");
        const std::string lineage
            = R"({"version": 1, "how": "train", "parents": [{"name": "smol", "weight_hash": ""}]})";
        m_bafo->write(models / "child" / "lineage.json", lineage);
        const auto whole = m_bafo->run({"model", "rm", "smol"});
        QCOMPARE(whole.differsFrom(2, {"made from 'smol': child", "keep working", "--ancestor"}), std::string());
        m_bafo->write(models / "beside" / "adapter_config.json", R"({"r": 4})");
        m_bafo->write(models / "beside" / "lineage.json", lineage);
        const auto adapted = m_bafo->run({"model", "rm", "smol"});
        QCOMPARE(adapted.differsFrom(2, {"without it beside, an adapter, is of no use", "bafo model merge"}),
                 std::string());
        QCOMPARE(m_bafo->run({"model", "rm", "smol", "--ancestor"}).exitCode, 0);
    }

    void whatStoppedImportsLeftIsRemovedAndWhatIsBeingWrittenIsNot()
    {
        makeModel("smol");
        const Path models = m_bafo->project().modelsFolder();
        const std::string mine = ".two.bafo-partial-" + std::to_string(QCoreApplication::applicationPid());
        m_bafo->write(models / mine / "model.safetensors", "w");
        m_bafo->write(models / ".one.bafo-partial-999999999" / "model.safetensors", std::string(7000, 'w'));
        m_bafo->write(models / ".of-somebody-else" / "notes", "n");
        const auto end = m_bafo->run({"model", "tidy"});
        QVERIFY2(end.exitCode == 0, end.words.c_str());
        QCOMPARE(end.json["freed_bytes"].get<std::uint64_t>(), std::uint64_t{7000});
        QVERIFY(!isThere(models / ".one.bafo-partial-999999999"));
        QVERIFY(isThere(models / mine) && isThere(models / ".of-somebody-else") && isThere(models / "smol"));
        QCOMPARE(m_bafo->run({"model", "tidy", "--in", models.string()}).json["freed_bytes"].get<int>(), 0);
    }

    void aModelThatALivingRunNamesIsNotRemovedHoweverItIsNamed()
    {
        makeModel("smol");
        for (const std::string &named : {std::string("smol"), std::string("models/smol"), std::string("./models/smol"),
                                         (m_bafo->project().modelsFolder() / "smol").string()}) {
            const auto run = m_bafo->makeLiveRun("live", "model: " + named + "\n");
            QCOMPARE(m_bafo->run({"model", "rm", "smol"}).differsFrom(2, {"smol", run.id(), "cancel"}), std::string());
            QVERIFY(isThere(m_bafo->project().modelsFolder() / "smol"));
            std::filesystem::remove_all(run.path());
        }
        (void)m_bafo->makeLiveRun("live", "model: another\n");
        QCOMPARE(m_bafo->run({"model", "rm", "smol"}).exitCode, 0);
    }

    void aRemovedDatasetFreesWhatIsSaidUnlessALivingRunReadsIt()
    {
        makeDataset("texts");
        const Path folder = m_bafo->project().datasetsFolder() / "texts";
        const auto run = m_bafo->makeLiveRun("live", "curriculum: [{dataset: texts}]\n");
        QCOMPARE(m_bafo->run({"data", "rm", "texts"}).differsFrom(2, {"texts", run.id(), "cancel"}), std::string());
        QVERIFY(isThere(folder / "documents.sqlite"));
        std::filesystem::remove(run.processFile());
        m_bafo->write(folder / "stores" / "shard", std::string(70000, 's'));
        const auto end = m_bafo->run({"data", "rm", "texts"});
        QVERIFY2(end.exitCode == 0, end.words.c_str());
        QVERIFY(end.json["freed_bytes"].get<std::uint64_t>() > 70000);
        QVERIFY(m_bafo->files.list(m_bafo->project().datasetsFolder())->empty());
        QCOMPARE(m_bafo->run({"data", "rm", "texts"}).differsFrom(5, {"texts"}), std::string());
    }

    void aDatasetThatALivingRunReadsIsNeitherSplitNorImportedInto()
    {
        makeDataset("texts");
        const std::string more = m_bafo->outside("more.txt").string();
        m_bafo->write(more, "Hamba kahle.\n");
        const std::vector<std::string> split{"data", "split", "texts", "--held-out", "0.5"};
        const std::vector<std::string> import{"data", "import", "texts", "--text", more, "--language", "zul"};
        const std::string before = m_bafo->run({"data", "show", "texts"}).json.dump();
        const auto run = m_bafo->makeLiveRun("live", "curriculum: [{dataset: texts}]\n");
        QCOMPARE(m_bafo->run(split).differsFrom(2, {"texts", run.id(), "cancel"}), std::string());
        QCOMPARE(m_bafo->run(import).differsFrom(2, {"texts", run.id(), "cancel"}), std::string());
        QCOMPARE(m_bafo->run({"data", "show", "texts"}).json.dump(), before);
        makeDataset("another"); // which nobody reads
        std::filesystem::remove(run.processFile());
        QCOMPARE(m_bafo->run(split).exitCode, 0);
        QCOMPARE(m_bafo->run(import).exitCode, 0);
        QVERIFY(m_bafo->run({"data", "show", "texts"}).json.dump() != before);
    }

    void diskTellsWhatEachThingTakesAndFollowsNoLinks()
    {
        makeModel("smol");
        makeDataset("texts");
        m_bafo->write(m_bafo->outside("elsewhere/huge"), std::string(1U << 20U, 'h'));
        std::filesystem::create_directory_symlink(m_bafo->outside("elsewhere"),
                                                  m_bafo->project().modelsFolder() / "smol" / "link");
        std::filesystem::create_directory_symlink("..", m_bafo->project().modelsFolder() / "smol" / "loop");
        const auto end = m_bafo->run({"disk"});
        QVERIFY2(end.exitCode == 0, end.words.c_str());
        std::uint64_t sum = 0;
        std::map<std::string, std::uint64_t> sizes;
        for (const auto &entry : end.json["entries"]) {
            sizes[entry["path"].get<std::string>()] = entry["size_bytes"].get<std::uint64_t>();
            sum += entry["size_bytes"].get<std::uint64_t>();
        }
        QCOMPARE(sizes.size(), std::size_t{2});
        QVERIFY(sizes["models/smol"] > 5000 && sizes["models/smol"] < 10000);
        QCOMPARE(sizes["datasets/texts"], *treeSizeBytes(m_bafo->files, m_bafo->project().datasetsFolder() / "texts"));
        QCOMPARE(end.json["total_bytes"].get<std::uint64_t>(), sum);
        const auto removed = m_bafo->run({"model", "rm", "smol"});
        QCOMPARE(removed.json["removed"]["freed_bytes"].get<std::uint64_t>(), sizes["models/smol"]);
        QVERIFY(isThere(m_bafo->outside("elsewhere/huge")));
    }
};

QTEST_GUILESS_MAIN(RemovalTest)
#include "removal_test.moc"
