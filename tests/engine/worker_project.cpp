// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/worker_project.h"

#include "core/checkpoint/checkpoint_store.h"
#include "core/data/dataset.h"
#include "core/data/importer.h"
#include "core/data/splitter.h"
#include "core/protocol/events.h"
#include "core/runs/event_log.h"
#include "plugins/sources/plain_text/plain_text_source.h"

#include <QFile>
#include <QString>

#include <bit>

namespace bafo::fakes {
namespace {

/// Sentences that a model can learn something from, none twice.
std::string numberedSentences()
{
    const std::vector<std::string> subjects = {"umfana", "intombi", "inja", "ikati", "uthisha"};
    const std::vector<std::string> verbs = {"ubona", "uthanda", "ufuna", "ushaya"};
    const std::vector<std::string> objects = {"indlu", "umuthi", "imoto", "incwadi", "ukudla", "amanzi"};
    std::string text;
    for (const std::string &subject : subjects) {
        for (const std::string &verb : verbs) {
            for (const std::string &object : objects) {
                text += subject + " " + verb + " " + object + "\n";
            }
        }
    }
    return text;
}

} // namespace

WorkerProject::WorkerProject(const Path &modelFolder)
{
    const Path root = Path(m_folder.path().toStdString()) / "project";
    m_project = std::make_unique<runs::Project>(runs::Project::init(files, root, "test", {"zul"}).value());
    const Path model = m_project->modelsFolder() / "tiny";
    std::filesystem::create_directories(model.parent_path());
    std::filesystem::copy(modelFolder, model);
    const Path textFile = Path(m_folder.path().toStdString()) / "text.txt";
    (void)writeFileAtomically(files, textFile, numberedSentences());
    auto dataset = data::Dataset::openForWriting(files, m_project->datasetsFolder() / "text").value();
    data::ImportOptions options;
    options.source.language = "zul";
    options.source.unit = data::DocumentUnit::line;
    (void)data::importFiles(dataset, sources::PlainTextSource(), {textFile}, options, m_clock).value();
    (void)data::assignSplits(dataset, 0.1, 1).value();
}

runs::RunFolder WorkerProject::makeRun(const std::string &name, const std::string &yaml)
{
    return runs::RunFolder::create(files, *m_project, name, yaml, m_clock).value();
}

std::unique_ptr<QProcess> WorkerProject::startWorker(const runs::RunFolder &run, const std::string &killAt)
{
    auto worker = std::make_unique<QProcess>();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    if (!killAt.empty()) {
        environment.insert(QStringLiteral("LD_PRELOAD"), QStringLiteral(BAFO_KILL_AT_CALL));
        environment.insert(QStringLiteral("BAFO_TEST_KILL_AT"), QString::fromStdString(killAt));
    }
    worker->setProcessEnvironment(environment);
    worker->setProcessChannelMode(QProcess::MergedChannels);
    worker->start(QStringLiteral(BAFO_BIN_DIR "/bafo-engine"),
                  {QStringLiteral("run-worker"), QString::fromStdString(run.path().string())});
    return worker;
}

int WorkerProject::runWorker(const runs::RunFolder &run, const std::string &killAt)
{
    constexpr int kLimitMs = 600'000;
    const auto worker = startWorker(run, killAt);
    if (!worker->waitForFinished(kLimitMs)) {
        worker->kill();
        worker->waitForFinished();
    }
    m_output = worker->readAll();
    return worker->exitStatus() == QProcess::NormalExit ? worker->exitCode() : -1;
}

StepLosses WorkerProject::lossesOf(const runs::RunFolder &run)
{
    StepLosses losses;
    runs::EventLogReader reader(run.eventLog());
    const std::vector<protocol::Message> messages = reader.poll().value();
    for (const protocol::Message &message : messages) {
        if (const auto *step = std::get_if<protocol::StepFinished>(&message.event)) {
            losses[step->step] = std::bit_cast<std::uint64_t>(step->loss);
        }
    }
    return losses;
}

checkpoint::Manifest WorkerProject::newestManifest(const runs::RunFolder &run)
{
    checkpoint::CheckpointStore store(files, run.checkpointsFolder(), 2);
    auto found = store.findNewest(run.id());
    return found && found->manifest ? *found->manifest : checkpoint::Manifest();
}

std::string WorkerProject::finalHashOf(const runs::RunFolder &run)
{
    const checkpoint::Manifest manifest = newestManifest(run);
    return manifest.files.empty() ? std::string() : manifest.files.front().sha256;
}

} // namespace bafo::fakes
