// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/home/project_overview.h"

#include "core/config/run_config.h"
#include "core/data/dataset.h"
#include "core/data/text_rules.h"
#include "core/runs/model_summary.h"
#include "core/text/growth.h"
#include "core/text/tokenizer.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace bafo::ui {
namespace {

constexpr std::int64_t kSamplePage = 200;
constexpr std::uint64_t kMaxGrowthBytes = 256U << 20U;
constexpr std::uint64_t kMaxConfigBytes = 1U << 20U;

std::vector<std::string> namesIn(FileSystem &files, const Path &folder)
{
    std::vector<std::string> names;
    const auto all = files.list(folder);
    for (const std::string &name : all ? *all : std::vector<std::string>()) {
        if (runs::isName(name)) {
            names.push_back(name);
        }
    }
    return names;
}

bool isUnclear(const std::string &licence)
{
    return data::trimmed(licence).empty() || licence == "unknown";
}

Result<void> addDataset(FileSystem &files, const Path &folder, TextFigures &figures)
{
    auto dataset = BAFO_TRY(data::Dataset::open(files, folder));
    for (const data::Source &source : BAFO_TRY(dataset.sources())) {
        ++figures.numSources;
        figures.numUnclear += isUnclear(source.licence) ? 1 : 0;
    }
    bool hasHeldOut = false;
    const bool holdsConversations = BAFO_TRY(dataset.holdsConversations());
    for (const data::GroupCount &group : BAFO_TRY(dataset.statistics())) {
        figures.numDocuments += group.numDocuments;
        figures.numConversations += holdsConversations ? group.numDocuments : 0;
        figures.numWords += group.numWords;
        hasHeldOut = hasHeldOut || group.split == data::kHeldOutSplit;
    }
    figures.isSplit = figures.isSplit && hasHeldOut;
    return {};
}

/// Counts what the grown tokenizer makes of a text, and what the one that it was grown from made: its new pieces are
/// joined from old ones, so each of them stands for as many as it was made from.
class PieceCount {
public:
    explicit PieceCount(const text::Growth &growth)
        : m_firstNew(growth.firstNewId)
    {
        for (const text::NewPiece &piece : growth.pieces) {
            m_oldPieces[piece.id] = static_cast<std::int64_t>(piece.subpieces.size());
        }
    }

    void add(const text::Tokenizer &tokenizer, const std::string &text)
    {
        for (const std::uint32_t id : tokenizer.encode(text)) {
            ++numAfter;
            const auto piece = id < m_firstNew ? m_oldPieces.end() : m_oldPieces.find(id);
            numBefore += piece == m_oldPieces.end() ? 1 : piece->second;
        }
        numWords += data::countWords(text);
    }

    std::int64_t numBefore = 0;
    std::int64_t numAfter = 0;
    std::int64_t numWords = 0;

private:
    std::uint32_t m_firstNew;
    std::map<std::uint32_t, std::int64_t> m_oldPieces;
};

Result<void> countIn(FileSystem &files, const Path &folder, const data::DocumentQuery &query,
                     const text::Tokenizer &tokenizer, PieceCount &count)
{
    auto dataset = BAFO_TRY(data::Dataset::open(files, folder));
    std::int64_t last = 0;
    while (count.numWords < kSampleWords) {
        const auto page = BAFO_TRY(dataset.page(query, last, kSamplePage));
        for (const data::Document &document : page) {
            if (count.numWords < kSampleWords) {
                count.add(tokenizer, document.text);
            }
            last = document.id;
        }
        if (page.size() < static_cast<std::size_t>(kSamplePage)) {
            break;
        }
    }
    return {};
}

struct GrownPlace {
    std::string name;
    std::int64_t modifiedMs = -1;
};

GrownPlace lastGrown(FileSystem &files, const runs::Project &project)
{
    GrownPlace last;
    for (const std::string &name : namesIn(files, project.tokenizersFolder())) {
        const auto status = files.status(project.tokenizersFolder() / name / text::kGrowthFileName);
        if (status && status->exists && status->modifiedMs > last.modifiedMs) {
            last = {name, status->modifiedMs};
        }
    }
    return last;
}

Result<void> readGrown(FileSystem &files, const runs::Project &project, const Path &folder, PiecesAWord &figures)
{
    const Path growthPath = folder / text::kGrowthFileName;
    const std::string json = BAFO_TRY(files.readFile(growthPath, kMaxGrowthBytes));
    const auto growth = BAFO_TRY(text::parseGrowth(json, growthPath));
    figures.numNewPieces = static_cast<std::int64_t>(growth.pieces.size());
    figures.numProtected = growth.numProtectedSentences;
    figures.numChanged = growth.numChangedSentences;
    const auto tokenizer = BAFO_TRY(text::loadTokenizer(files, folder));
    PieceCount count(growth);
    for (const std::string &split : {std::string(data::kHeldOutSplit), std::string()}) {
        for (const std::string &name : namesIn(files, project.datasetsFolder())) {
            if (count.numWords < kSampleWords) {
                const data::DocumentQuery query{
                    .language = figures.language.toStdString(), .split = split, .search = {}};
                (void)countIn(files, project.datasetsFolder() / name, query, *tokenizer, count);
            }
        }
        if (count.numWords > 0) {
            break; // enough was held out to tell
        }
    }
    figures.numSampleWords = count.numWords;
    if (count.numWords > 0) {
        figures.piecesBefore = static_cast<double>(count.numBefore) / static_cast<double>(count.numWords);
        figures.piecesAfter = static_cast<double>(count.numAfter) / static_cast<double>(count.numWords);
    }
    return {};
}

} // namespace

TextFigures readTextFigures(FileSystem &files, const runs::Project &project)
{
    TextFigures figures;
    for (const std::string &name : namesIn(files, project.datasetsFolder())) {
        const Path folder = project.datasetsFolder() / name;
        ++figures.numDatasets;
        if (const auto added = addDataset(files, folder, figures); !added) {
            figures.unreadable = QString::fromStdString(added.error().message);
        }
        figures.sizeBytes += treeSizeBytes(files, folder).value_or(0);
    }
    return figures;
}

PiecesAWord readPiecesAWord(FileSystem &files, const runs::Project &project, const QString &language)
{
    PiecesAWord figures;
    figures.language = language;
    figures.sizeBytes = treeSizeBytes(files, project.tokenizersFolder()).value_or(0);
    const GrownPlace grown = lastGrown(files, project);
    if (grown.name.empty()) {
        return figures;
    }
    figures.tokenizer = QString::fromStdString(grown.name);
    if (const auto read = readGrown(files, project, project.tokenizersFolder() / grown.name, figures); !read) {
        figures.unreadable = QString::fromStdString(read.error().message);
    }
    return figures;
}

ModelFigures readModelFigures(FileSystem &files, const runs::Project &project)
{
    ModelFigures figures;
    const auto listing = runs::listModels(files, project.modelsFolder());
    if (!listing) {
        figures.unreadable = QString::fromStdString(listing.error().message);
        return figures;
    }
    figures.numUnreadable = static_cast<std::int64_t>(listing->unreadable.size());
    std::string lastRun;
    for (const runs::ModelSummary &model : listing->models) {
        const QString name = QString::fromStdString(model.name);
        figures.sizeBytes += model.sizeBytes;
        if (!model.hasWeights) {
            ++figures.numWithoutWeights;
            continue;
        }
        ++figures.numModels;
        if (model.lineage.how == "expand") {
            figures.grown = name;
        } else if (model.lineage.how == "train") {
            const auto run = model.lineage.settings.find("run");
            const std::string id = run == model.lineage.settings.end() ? std::string() : run->second;
            if (figures.trained.isEmpty() || id > lastRun) { // ids begin with their time
                figures.trained = name;
                lastRun = id;
            }
            if (model.lineage.settings.contains("style")) {
                figures.taught = name;
            }
        } else if (figures.base.isEmpty()) {
            figures.base = name;
        }
    }
    return figures;
}

std::optional<std::int64_t> saveIntervalOf(FileSystem &files, const runs::RunFolder &run)
{
    const auto yaml = files.readFile(run.configFile(), kMaxConfigBytes);
    const auto config = yaml ? config::parseRunConfig(*yaml) : Result<config::RunConfig>(fail(yaml.error()));
    return config ? std::optional(config->checkpoint.everySteps) : std::nullopt;
}

std::optional<std::int64_t> longestLossMs(std::int64_t sinceSaveMs, std::int64_t saveEverySteps, double stepMs)
{
    if (saveEverySteps <= 0) {
        return std::nullopt;
    }
    const double interval = std::isfinite(stepMs) ? static_cast<double>(saveEverySteps) * stepMs : 0;
    return std::max(sinceSaveMs, static_cast<std::int64_t>(interval));
}

} // namespace bafo::ui
