// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/train_facts.h"

#include "core/base/clock.h"
#include "core/config/run_config.h"
#include "core/data/dataset.h"
#include "core/data/store_index.h"
#include "core/runs/run_folder.h"
#include "core/text/tokenizer.h"

#include <QSet>

#include <algorithm>

namespace bafo::ui {
namespace {

constexpr std::uint64_t kMaxIndexBytes = 16U << 20U;
constexpr std::int64_t kNumOpeningDocuments = 200;
constexpr qsizetype kNumOpenings = 2;
constexpr qsizetype kOpeningWords = 4;

bool fits(const std::string &value, const QString &wanted)
{
    return wanted.isEmpty() || QString::fromStdString(value) == wanted;
}

Result<QStringList> namesIn(FileSystem &files, const Path &folder)
{
    QStringList names;
    if (BAFO_TRY(files.status(folder)).exists) {
        for (const std::string &name : BAFO_TRY(files.list(folder))) {
            if (runs::isName(name)) {
                names.append(QString::fromStdString(name));
            }
        }
    }
    return names;
}

/// The first half of some short documents: long enough to say something, short enough to be completed.
Result<QStringList> openingsOf(data::Dataset &dataset, const std::string &language)
{
    const data::DocumentQuery query{.language = language, .split = std::string(data::kHeldOutSplit), .search = {}};
    QStringList openings;
    for (const data::Document &document : BAFO_TRY(dataset.page(query, 0, kNumOpeningDocuments))) {
        const QString line = QString::fromStdString(document.text).section(QLatin1Char('\n'), 0, 0).simplified();
        const QStringList words = line.split(QLatin1Char(' '), Qt::SkipEmptyParts);
        if (words.size() > kOpeningWords && openings.size() < kNumOpenings) {
            openings.append(words.mid(0, kOpeningWords).join(QLatin1Char(' ')));
        }
    }
    return openings;
}

/// What was counted for this state of the dataset; stores of an older one do not count.
QMap<QString, qint64> tokensOf(FileSystem &files, const Path &stores, const std::string &revision)
{
    QMap<QString, qint64> tokens;
    const auto selections = namesIn(files, stores);
    for (const QString &selection : selections ? *selections : QStringList()) {
        const auto bytes = files.readFile(stores / selection.toStdString() / "index.json", kMaxIndexBytes);
        const auto index = bytes ? data::parseStoreIndex(*bytes) : Result<data::StoreIndex>(fail(bytes.error()));
        if (index && index->datasetRevision == revision) {
            tokens.insert(selection, index->numTokens);
        }
    }
    return tokens;
}

Result<TextFacts> readText(FileSystem &files, const Path &folder, const std::string &tokenizerHash)
{
    auto dataset = BAFO_TRY(data::Dataset::open(files, folder));
    TextFacts facts;
    facts.name = QString::fromStdString(folder.filename().string());
    facts.groups = BAFO_TRY(dataset.statistics());
    facts.isSplit = !BAFO_TRY(dataset.splitRule()).empty();
    for (const data::Source &source : BAFO_TRY(dataset.sources())) {
        if (source.licence.empty() || source.licence == "unknown") {
            facts.openSources.insert(source.id, QString::fromStdString(source.file));
        }
    }
    for (const QString &language : facts.languages()) {
        facts.openings.insert(language, BAFO_TRY(openingsOf(dataset, language.toStdString())));
    }
    if (!tokenizerHash.empty()) {
        facts.tokens = tokensOf(files, folder / "stores" / tokenizerHash, BAFO_TRY(dataset.revision()));
    }
    return facts;
}

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

QStringList TextFacts::languages() const
{
    QStringList names;
    for (const data::GroupCount &group : groups) {
        if (!names.contains(QString::fromStdString(group.language))) {
            names.append(QString::fromStdString(group.language));
        }
    }
    return names;
}

QStringList TextFacts::splits() const
{
    QStringList names;
    for (const data::GroupCount &group : groups) {
        if (!names.contains(QString::fromStdString(group.split))) {
            names.append(QString::fromStdString(group.split));
        }
    }
    return names;
}

qint64 TextFacts::numBytes(const QString &language, const QString &split) const
{
    qint64 sum = 0;
    for (const data::GroupCount &group : groups) {
        sum += fits(group.language, language) && fits(group.split, split) ? group.numBytes : 0;
    }
    return sum;
}

qint64 TextFacts::numDocuments(const QString &language, const QString &split) const
{
    qint64 sum = 0;
    for (const data::GroupCount &group : groups) {
        sum += fits(group.language, language) && fits(group.split, split) ? group.numDocuments : 0;
    }
    return sum;
}

QStringList TextFacts::openSourcesIn(const QString &language) const
{
    QStringList files;
    for (const data::GroupCount &group : groups) {
        const QString file = openSources.value(group.source);
        if (!file.isEmpty() && fits(group.language, language)) {
            files.append(file);
        }
    }
    files.removeDuplicates();
    return files;
}

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
        auto one = readText(files, project.datasetsFolder() / name.toStdString(), hash);
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
