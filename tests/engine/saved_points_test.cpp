// SPDX-License-Identifier: Apache-2.0
// The saved points of a run on several ranks: as models of their own, and what happens when one is damaged.
#include "core/base/sha256.h"
#include "core/checkpoint/checkpoint_layout.h"
#include "core/protocol/events.h"
#include "core/runs/event_log.h"
#include "core/runs/launch_settings.h"
#include "tests/engine/worker_project.h"

#include <QTest>

#include <filesystem>
#include <fstream>

using namespace bafo;
using fakes::WorkerProject;

namespace {

constexpr int kLimitMs = 60'000;
constexpr std::uint64_t kMaxManifestBytes = 1 << 20;

/// A constant learning rate: the first steps are the same, however many follow.
std::string configWith(int steps, const std::string &more = {})
{
    return "name: points\nseed: 7\nmodel: tiny\nsequence_length: 16\nsequences_per_step: 3\nthreads: 1\n"
           "sharding: zero3\nsteps: "
        + std::to_string(steps)
        + "\ncurriculum:\n  - {name: all, dataset: text, language: zul, epochs: 2}\n"
          "schedule: {kind: constant}\ncheckpoint: {every_steps: 3, keep: 2}\n"
        + more;
}

void flipByte(const Path &path)
{
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(-5, std::ios::end);
    const char byte = static_cast<char>(file.get() ^ 0x10);
    file.seekp(-5, std::ios::end);
    file.put(byte);
}

} // namespace

class SavedPointsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_project = std::make_unique<WorkerProject>(Path(BAFO_SOURCE_DIR "/tests/golden/exchange/tiny/sharded"));
    }

    void aSavedPointOfThreeRanksBecomesTheModelOfARunThatEndsThere()
    {
        const runs::RunFolder shorter = m_project->makeRun("shorter", configWith(3, "output_model: after-three\n"));
        QVERIFY2(m_project->runWorker(shorter) == 0, m_project->output().constData());
        const runs::RunFolder run = ranOn(3, configWith(6, "output_model: after-six\n"));
        const Path models = m_project->project().modelsFolder();
        QVERIFY2(import((run.checkpointsFolder() / "step-3").string(), "point-three") == 0, m_output.constData());
        QCOMPARE(weightsOf("point-three"), weightsOf("after-three"));
        QVERIFY2(import(run.id(), "newest-point") == 0, m_output.constData()); // by the run's name
        QCOMPARE(weightsOf("newest-point"), weightsOf("after-six"));
        QVERIFY(weightsOf("newest-point") != weightsOf("point-three"));
        QVERIFY(m_project->files.status(models / "point-three" / "lineage.json")->exists);
    }

    void whatARunFrozeComesFromItsBaseModel()
    {
        const std::string settings
            = configWith(3, "freezing: {tensors: [model.embed_tokens.weight, model.norm.weight]}\n");
        const runs::RunFolder run = ranOn(2, settings + "output_model: half-frozen\n");
        QVERIFY2(import(run.id(), "frozen-point") == 0, m_output.constData());
        QCOMPARE(weightsOf("frozen-point"), weightsOf("half-frozen"));
        const runs::RunFolder other = ranOn(2, settings);
        const Path base = m_project->project().modelsFolder() / "tiny";
        const Path kept = m_project->project().root() / "kept";
        std::filesystem::copy(base, kept, std::filesystem::copy_options::recursive);
        for (const auto &file : std::filesystem::directory_iterator(base)) {
            if (file.path().extension() == ".safetensors") {
                flipByte(file.path());
            }
        }
        const int code = import(other.id(), "wrong-base");
        std::filesystem::remove_all(base);
        std::filesystem::rename(kept, base);
        QVERIFY(code != 0);
        QVERIFY2(m_output.contains("model.norm.weight is another one"), m_output.constData());
    }

    void aModelOfASavedPointIsNotTakenForThatOfTheFinishedRun()
    {
        const runs::RunFolder run = ranOn(1, configWith(3));
        QVERIFY2(import(run.id(), "point") == 0, m_output.constData());
        QVERIFY(import(run.id(), "point") != 0); // the name is taken
        std::string yaml = m_project->files.readFile(run.configFile(), kMaxManifestBytes).value();
        QVERIFY(writeFileAtomically(m_project->files, run.configFile(), yaml + "output_model: point\n"));
        QVERIFY(m_project->runWorker(run) != 0);
        QVERIFY2(m_project->output().contains("output_model"), m_project->output().constData());
    }

    void aSavedPointWithoutItsRunOrWithDamageIsRefusedByName()
    {
        const runs::RunFolder run = ranOn(2, configWith(6));
        const Path away = m_project->project().root() / "away" / "step-3";
        std::filesystem::create_directories(away.parent_path());
        std::filesystem::copy(run.checkpointsFolder() / "step-3", away);
        QVERIFY(import(away.string(), "lost") != 0);
        QVERIFY2(m_output.contains("does not lie in its run") && m_output.contains("config.yaml"),
                 m_output.constData());
        const std::string shard = checkpoint::shardName(1);
        flipByte(run.checkpointsFolder() / "step-3" / shard);
        QVERIFY(import((run.checkpointsFolder() / "step-3").string(), "broken") != 0);
        QVERIFY2(m_output.contains(shard.c_str()) && m_output.contains("damaged"), m_output.constData());
        QVERIFY(!m_project->files.status(m_project->project().modelsFolder() / "broken")->exists);
    }

    void aRunGoesOnFromTheOlderPointWhereTheNewestIsDamagedAndSaysSo_data()
    {
        QTest::addColumn<QString>("damage");
        QTest::addColumn<QString>("words");
        QTest::addColumn<int>("numRanksAfter");
        QTest::newRow("shard missing") << "missing"
                                       << "is missing" << 2;
        QTest::newRow("shard flipped") << "flipped"
                                       << "is damaged" << 4;
        QTest::newRow("manifest of another run") << "foreign"
                                                 << "belongs to run another" << 3;
        QTest::newRow("manifest gone") << "no manifest"
                                       << "manifest.json" << 1;
    }

    void aRunGoesOnFromTheOlderPointWhereTheNewestIsDamagedAndSaysSo()
    {
        QFETCH(QString, damage);
        QFETCH(QString, words);
        QFETCH(int, numRanksAfter);
        const runs::RunFolder run = ranOn(3, configWith(6));
        const auto losses = WorkerProject::lossesOf(run);
        const Path newest = run.checkpointsFolder() / "step-6";
        const Path shard = newest / checkpoint::shardName(2);
        if (damage == QLatin1String("missing")) {
            std::filesystem::remove(shard);
        } else if (damage == QLatin1String("flipped")) {
            flipByte(shard);
        } else if (damage == QLatin1String("foreign")) {
            changeManifest(newest, [](checkpoint::Manifest &manifest) { manifest.run = "another"; });
            QVERIFY(import(newest.string(), "of-another") != 0); // whose base and words nobody knows here
            QVERIFY2(m_output.contains("belongs to run another"), m_output.constData());
        } else {
            std::filesystem::remove(newest / checkpoint::kManifestName);
        }
        const std::string model = "around-" + damage.toStdString();
        QVERIFY2(import(run.id(), model.substr(0, model.find(' '))) == 0, m_output.constData());
        QVERIFY2(m_output.contains("passed over") && m_output.contains(words.toUtf8()), m_output.constData());
        QVERIFY(runs::writeLaunchSettings(m_project->files, run, {.numRanks = numRanksAfter}));
        QVERIFY2(m_project->runWorker(run) == 0, m_project->output().constData());
        bool isTold = false;
        std::int64_t rewoundTo = -1;
        for (const protocol::Message &message : eventsOf(run)) {
            const auto *warning = std::get_if<protocol::Warning>(&message.event);
            isTold = isTold
                || (warning != nullptr && warning->code == "checkpoint_passed_over"
                    && warning->message.find(words.toStdString()) != std::string::npos);
            const auto *rewound = std::get_if<protocol::Rewound>(&message.event);
            rewoundTo = rewound != nullptr ? rewound->toStep : rewoundTo;
        }
        QVERIFY(isTold);
        QCOMPARE(rewoundTo, 3);
        QVERIFY(WorkerProject::lossesOf(run) == losses);
        QCOMPARE(m_project->newestManifest(run).step, 6);
    }

    void tensorsThatNobodyHasAreNamedAndTheOlderPointIsUsed()
    {
        const runs::RunFolder run = ranOn(2, configWith(6));
        const auto losses = WorkerProject::lossesOf(run);
        changeManifest(run.checkpointsFolder() / "step-6", [&](checkpoint::Manifest &manifest) {
            manifest.tensors.front().name = "model.layers.99.nobody";
        });
        QVERIFY2(m_project->runWorker(run) == 0, m_project->output().constData());
        bool isNamed = false;
        for (const protocol::Message &message : eventsOf(run)) {
            const auto *warning = std::get_if<protocol::Warning>(&message.event);
            isNamed = isNamed
                || (warning != nullptr && warning->code == "checkpoint_passed_over" && !warning->hint.empty()
                    && warning->message.find("model.layers.99.nobody") != std::string::npos);
        }
        QVERIFY(isNamed);
        QVERIFY(WorkerProject::lossesOf(run) == losses);
    }

private:
    static std::vector<protocol::Message> eventsOf(const runs::RunFolder &run)
    {
        return runs::EventLogReader(run.eventLog()).poll().value();
    }

    /// A finished run on so many ranks.
    runs::RunFolder ranOn(int numRanks, const std::string &config)
    {
        const runs::RunFolder run = m_project->makeRun("points", config);
        if (!runs::writeLaunchSettings(m_project->files, run, {.numRanks = numRanks})
            || m_project->runWorker(run) != 0) {
            qFatal("%s", m_project->output().constData());
        }
        return run;
    }

    /// `bafo-engine model import`; gives its exit code.
    int import(const std::string &source, const std::string &name)
    {
        QProcess engine;
        engine.setProcessChannelMode(QProcess::MergedChannels);
        engine.start(QStringLiteral(BAFO_BIN_DIR "/bafo-engine"),
                     {QStringLiteral("model"), QStringLiteral("import"), QString::fromStdString(source),
                      QStringLiteral("--to"), QString::fromStdString(name), QStringLiteral("--project"),
                      QString::fromStdString(m_project->project().root().string())});
        const bool hasEnded = engine.waitForFinished(kLimitMs);
        m_output = engine.readAll();
        return hasEnded ? engine.exitCode() : -1;
    }

    std::string weightsOf(const std::string &model)
    {
        return sha256OfFile(m_project->project().modelsFolder() / model / "model.safetensors").value();
    }

    template <class Change>
    void changeManifest(const Path &folder, Change change)
    {
        const Path path = folder / checkpoint::kManifestName;
        checkpoint::Manifest manifest
            = checkpoint::parseManifest(m_project->files.readFile(path, kMaxManifestBytes).value(), path.string())
                  .value();
        change(manifest);
        QVERIFY(writeFileAtomically(m_project->files, path, toJson(manifest)));
    }

    std::unique_ptr<WorkerProject> m_project;
    QByteArray m_output;
};

QTEST_GUILESS_MAIN(SavedPointsTest)
#include "saved_points_test.moc"
