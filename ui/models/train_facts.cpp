// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/train_facts.h"

#include "core/base/clock.h"
#include "core/config/run_config.h"
#include "core/runs/run_folder.h"
#include "core/text/chat_format.h"
#include "core/text/tokenizer.h"

#include <QSet>

#include <algorithm>

namespace bafo::ui {
namespace {

/// Empty where there is no such tokenizer: then nothing is counted for it either.
std::string hashOfTokenizer(FileSystem &files, const runs::Project &project, const std::string &name)
{
    for (const Path &folder : {project.tokenizersFolder() / name, project.modelsFolder() / name}) {
        if (!name.empty() && runs::isName(name)) {
            if (const auto tokenizer = text::loadTokenizer(files, folder)) {
                return (*tokenizer)->hash();
            }
        }
    }
    return {};
}

std::int64_t tokenizerBytesIn(FileSystem &files, const Path &folder)
{
    std::int64_t largest = 0;
    for (const char *name : {"tokenizer.json", "tokenizer.model"}) {
        const auto status = files.status(folder / name);
        largest = std::max(largest, status ? static_cast<std::int64_t>(status->sizeBytes) : 0);
    }
    return largest;
}

/// What a plan needs. A model that cannot be planned is told of by whoever opens it.
void readSizes(FileSystem &files, const runs::Project &project, TrainFacts &facts)
{
    for (const runs::ModelSummary &model : facts.models.models) {
        const auto style = text::chatStyleFor(files, "model", project.modelsFolder() / model.name);
        facts.styles[model.name] = style ? std::string((*style)->name()) : std::string();
        if (model.hasWeights) {
            if (auto shape = plan::readModelShape(files, project.modelsFolder() / model.name)) {
                facts.shapes.emplace(model.name, std::move(*shape));
            }
        }
    }
    if (plan::hasGraphicsDriver(files)) {
        return; // what is planned is not held in the machine's memory then
    }
    if (const auto memory = plan::readMachineMemory(files)) {
        facts.memory = *memory;
    }
}

/// Names that runs with a living process are going to give.
QStringList promisedModels(FileSystem &files, const runs::Project &project)
{
    QStringList names;
    const auto all = runs::RunFolder::list(files, project);
    for (const runs::RunFolder &run : all ? *all : std::vector<runs::RunFolder>()) {
        const auto isAlive = runs::hasLivingProcess(files, run);
        const auto yaml = isAlive && *isAlive ? files.readFile(run.configFile(), 1U << 20U)
                                              : Result<std::string>(fail(ErrorCode::data, {}));
        const auto config = yaml ? config::parseRunConfig(*yaml) : Result<config::RunConfig>(fail(yaml.error()));
        if (config && !config->outputModel.empty()) {
            names.append(QString::fromStdString(config->outputModel));
        }
    }
    return names;
}

} // namespace

const TextFacts *TrainFacts::text(const std::string &name) const
{
    const auto found = std::find_if(texts.begin(), texts.end(),
                                    [&name](const TextFacts &facts) { return facts.name.toStdString() == name; });
    return found == texts.end() ? nullptr : &*found;
}

const runs::ModelSummary *TrainFacts::model(const std::string &name) const
{
    const auto found = std::find_if(models.models.begin(), models.models.end(),
                                    [&name](const runs::ModelSummary &model) { return model.name == name; });
    return found == models.models.end() ? nullptr : &*found;
}

std::string TrainFacts::styleOf(const config::RunConfig &config) const
{
    if (config.instructions.style != "model") {
        const auto style = text::chatStyleNamed(config.instructions.style);
        return style ? std::string((*style)->name()) : std::string();
    }
    const auto own = styles.find(config.model);
    return own == styles.end() ? std::string() : own->second;
}

RunPurpose purposeOf(const config::RunConfig &config, const TrainFacts &facts)
{
    const TextFacts *first = config.curriculum.empty() ? nullptr : facts.text(config.curriculum.front().dataset);
    return first != nullptr && first->holdsConversations ? RunPurpose::answering : RunPurpose::reading;
}

Result<TrainFacts> readTrainFacts(FileSystem &files, const runs::Project &project, const std::string &tokenizer)
{
    TrainFacts facts;
    facts.models = BAFO_TRY(runs::listModels(files, project.modelsFolder()));
    for (const runs::ModelSummary &model : facts.models.models) {
        facts.modelTimes.insert(QString::fromStdString(model.name),
                                BAFO_TRY(files.status(model.path / "config.json")).modifiedMs);
    }
    readSizes(files, project, facts);
    facts.takenModelNames = BAFO_TRY(namesIn(files, project.modelsFolder())) + promisedModels(files, project);
    facts.tokenizers = BAFO_TRY(namesIn(files, project.tokenizersFolder()));
    for (const std::string &language : project.languages()) {
        facts.languages.append(QString::fromStdString(language));
    }
    for (const QString &name : facts.tokenizers) {
        facts.tokenizerBytes[name.toStdString()]
            = tokenizerBytesIn(files, project.tokenizersFolder() / name.toStdString());
    }
    const std::string hash = hashOfTokenizer(files, project, tokenizer);
    for (const QString &name : BAFO_TRY(namesIn(files, project.datasetsFolder()))) {
        auto one = readTextFacts(files, project.datasetsFolder() / name.toStdString(), hash);
        if (one) { // one that cannot be read is the Text page's to tell
            facts.texts.push_back(std::move(*one));
        }
    }
    const auto free = files.freeBytes(project.root());
    facts.freeBytes = free ? *free : 0;
    return facts;
}

TrainFactsReader::TrainFactsReader(runs::Project project, QObject *parent)
    : QObject(parent)
    , m_project(std::move(project))
    , m_worker(new QObject)
{
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.start();
}

TrainFactsReader::~TrainFactsReader()
{
    m_thread.quit();
    m_thread.wait();
}

void TrainFactsReader::read(const std::string &tokenizer)
{
    m_tokenizer = tokenizer;
    if (m_isReading) {
        m_isWantedAgain = true;
        return;
    }
    begin();
}

void TrainFactsReader::begin()
{
    m_isReading = true;
    m_isWantedAgain = false;
    QMetaObject::invokeMethod(m_worker, [this, project = m_project, tokenizer = m_tokenizer] {
        PosixFileSystem files;
        auto facts = readTrainFacts(files, project, tokenizer);
        QMetaObject::invokeMethod(this, [this, facts = std::move(facts)]() mutable {
            m_isReading = false;
            if (facts) {
                Q_EMIT ready(std::make_shared<const TrainFacts>(std::move(*facts)));
            } else {
                Q_EMIT failed(QString::fromStdString(facts.error().message),
                              QString::fromStdString(facts.error().hint));
            }
            if (m_isWantedAgain) {
                begin();
            }
        });
    });
}

} // namespace bafo::ui
