// SPDX-License-Identifier: Apache-2.0
#include "app/engine/training_text.h"

#include "core/base/sha256.h"
#include "core/data/dataset.h"

#include <utility>

namespace bafo::engine {
namespace {

Failure inPart(const std::string &part, Error error)
{
    error.message = part + ": " + error.message;
    return fail(std::move(error));
}

Result<data::Dataset> openDataset(FileSystem &files, const runs::Project &project, const std::string &name)
{
    BAFO_TRY(runs::checkName("dataset", name));
    return data::Dataset::open(files, project.datasetsFolder() / name);
}

/// Of a stage or of what is replayed.
template <class Selected>
Result<data::EnsuredStore> openStore(FileSystem &files, const runs::Project &project, const Selected &text,
                                     const text::Tokenizer &tokenizer)
{
    auto dataset = BAFO_TRY(openDataset(files, project, text.dataset));
    return data::ensureStore(files, dataset, {.language = text.language, .split = text.split}, tokenizer);
}

Result<train::HeldOutSet> openHeldOutSet(FileSystem &files, const runs::Project &project,
                                         const config::HeldOutConfig &wanted, const text::Tokenizer &tokenizer)
{
    auto dataset = BAFO_TRY(openDataset(files, project, wanted.dataset));
    train::HeldOutSet set{.name = wanted.name, .language = wanted.language, .documents = {}};
    const auto add = [&](const data::Document &document) {
        set.documents.push_back(
            {.tokens = tokenizer.encode(document.text), .bytes = static_cast<std::int64_t>(document.text.size())});
    };
    const data::DocumentQuery query{.language = wanted.language, .split = wanted.split, .search = {}};
    if (wanted.maxDocuments > 0) {
        for (const data::Document &document : BAFO_TRY(dataset.page(query, 0, wanted.maxDocuments))) {
            add(document);
        }
    } else {
        BAFO_TRY(dataset.visit(query, [&add](const data::Document &document) -> Result<void> {
            add(document);
            return {};
        }));
    }
    if (set.documents.empty()) {
        return fail(ErrorCode::data,
                    "dataset '" + wanted.dataset + "' has no documents of language '" + wanted.language + "' in split '"
                        + wanted.split + "'",
                    "'bafo data show' lists what there is; 'bafo data split' holds text out");
    }
    return set;
}

} // namespace

Result<std::unique_ptr<Curriculum>> Curriculum::open(FileSystem &files, const runs::Project &project,
                                                     const config::RunConfig &config, const text::Tokenizer &tokenizer)
{
    std::unique_ptr<Curriculum> curriculum(new Curriculum());
    std::vector<data::Stage> stages;
    for (const config::StageConfig &stage : config.curriculum) {
        const data::TokenStore *store = BAFO_TRY(
            curriculum->addStore("curriculum stage '" + stage.name + "'", openStore(files, project, stage, tokenizer)));
        stages.push_back({.name = stage.name, .store = store, .epochs = stage.epochs});
    }
    data::Replay replay;
    if (config.replay.share > 0) {
        const config::ReplayConfig &text = config.replay;
        replay.name = text.dataset + (text.language.empty() ? "" : " (" + text.language + ")");
        replay.share = text.share;
        replay.store = BAFO_TRY(curriculum->addStore("replay", openStore(files, project, text, tokenizer)));
    }
    auto sampler = BAFO_TRY(data::Sampler::create(std::move(stages),
                                                  {.sequenceLength = config.sequenceLength,
                                                   .padding = tokenizer.padding().value_or(0),
                                                   .byteLengths = data::byteLengthsOf(tokenizer)},
                                                  std::move(replay)));
    curriculum->m_areDocumentsApart = config.packing == "apart";
    curriculum->m_sampler = std::make_unique<data::Sampler>(std::move(sampler));
    return curriculum;
}

Result<const data::TokenStore *> Curriculum::addStore(const std::string &part, Result<data::EnsuredStore> store)
{
    if (!store) {
        return inPart(part, std::move(store).error());
    }
    if (store->isReplacement) {
        m_rebuiltStores.push_back("the token store of " + part + " was built again: " + store->reason);
    }
    m_stores.push_back(std::make_unique<data::TokenStore>(std::move(store->store)));
    return m_stores.back().get();
}

Result<train::TrainingSequence> Curriculum::sequence(std::int64_t globalIndex)
{
    if (globalIndex < 0 || globalIndex >= numSequences()) {
        return fail(ErrorCode::data, "the curriculum has no sequence " + std::to_string(globalIndex),
                    "its text was changed since the run began: clone the run to start it again");
    }
    data::Sequence sequence = m_sampler->sequence(globalIndex);
    if (!m_areDocumentsApart) {
        sequence.documentRows.clear();
    }
    const std::string &stage = m_sampler->stages()[sequence.stage].name;
    return train::TrainingSequence{.tokens = std::move(sequence.tokens),
                                   .numValidTargets = sequence.numValidTargets,
                                   .numBytes = sequence.numBytes,
                                   .stage = sequence.isReplayed ? m_sampler->replay().name : stage,
                                   .replayOf = sequence.isReplayed ? stage : std::string(),
                                   .isFirstOfStage = sequence.isFirst,
                                   .documentRows = std::move(sequence.documentRows)};
}

std::string Curriculum::hash() const
{
    std::string hashes;
    for (const auto &store : m_stores) {
        hashes += store->hash() + "\n";
    }
    return sha256Of(hashes);
}

Result<std::vector<train::HeldOutSet>> openHeldOut(FileSystem &files, const runs::Project &project,
                                                   const config::RunConfig &config, const text::Tokenizer &tokenizer)
{
    std::vector<train::HeldOutSet> sets;
    for (const config::HeldOutConfig &wanted : config.evaluation.heldOut) {
        auto set = openHeldOutSet(files, project, wanted, tokenizer);
        if (!set) {
            return inPart("evaluation.held_out '" + wanted.name + "'", std::move(set).error());
        }
        sets.push_back(std::move(*set));
    }
    return sets;
}

} // namespace bafo::engine
