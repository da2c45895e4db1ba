// SPDX-License-Identifier: Apache-2.0
#include "app/engine/training_text.h"

#include "core/base/sha256.h"
#include "core/data/dataset.h"
#include "core/data/marked_tokens.h"
#include "core/text/chat_format.h"

#include <optional>
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
                                     const text::Tokenizer &tokenizer, const text::ChatStyle *style)
{
    auto dataset = BAFO_TRY(openDataset(files, project, text.dataset));
    return data::ensureStore(files, dataset, {.language = text.language, .split = text.split}, tokenizer,
                             {.style = style});
}

/// Bytes of text that a token stands for: a token that ends an answer stands for none, whatever its name.
std::vector<std::uint32_t> byteLengthsOf(const text::Tokenizer &tokenizer, const text::ChatStyle *style)
{
    std::vector<std::uint32_t> lengths = data::byteLengthsOf(tokenizer);
    if (style != nullptr) {
        for (const std::uint32_t end : style->endTokens(tokenizer)) {
            lengths[end] = 0;
        }
    }
    return lengths;
}

/// The targets of a conversation, its first token before them; nothing where none is left within a sequence.
Result<std::optional<eval::TokenizedDocument>> answersOf(const data::Document &document, const text::ChatStyle &style,
                                                         const text::Tokenizer &tokenizer,
                                                         const data::InstructionRule &rule,
                                                         const std::vector<std::uint32_t> &byteLengths)
{
    const data::MaskedExample example = BAFO_TRY(data::maskedExample(document, style, tokenizer, rule));
    if (example.numKept == 0) {
        return std::optional<eval::TokenizedDocument>();
    }
    eval::TokenizedDocument answers;
    answers.context = example.ids.front();
    for (std::size_t i = 1; i < example.numKept; ++i) {
        answers.tokens.push_back(example.ids[i]);
        answers.isTarget.push_back(example.isTarget[i]);
        answers.bytes += example.isTarget[i] ? byteLengths[example.ids[i]] : 0;
    }
    return std::optional(std::move(answers));
}

Result<train::HeldOutSet> openHeldOutSet(FileSystem &files, const runs::Project &project,
                                         const config::HeldOutConfig &wanted, const text::Tokenizer &tokenizer,
                                         const text::ChatStyle *style, const data::InstructionRule &rule)
{
    auto dataset = BAFO_TRY(openDataset(files, project, wanted.dataset));
    if (BAFO_TRY(dataset.holdsConversations()) && style == nullptr) {
        return fail(ErrorCode::config,
                    "the dataset '" + wanted.dataset + "' holds conversations, and this run learns from texts",
                    "measure it in a run whose curriculum has conversations");
    }
    const std::vector<std::uint32_t> byteLengths = byteLengthsOf(tokenizer, style);
    train::HeldOutSet set{.name = wanted.name, .language = wanted.language, .documents = {}};
    const auto add = [&](const data::Document &document) -> Result<void> {
        if (document.turns.empty()) {
            set.documents.push_back(
                {.tokens = tokenizer.encode(document.text), .bytes = static_cast<std::int64_t>(document.text.size())});
        } else if (auto answers = BAFO_TRY(answersOf(document, *style, tokenizer, rule, byteLengths))) {
            set.documents.push_back(std::move(*answers));
        }
        return {};
    };
    const data::DocumentQuery query{.language = wanted.language, .split = wanted.split, .search = {}};
    if (wanted.maxDocuments > 0) {
        for (const data::Document &document : BAFO_TRY(dataset.page(query, 0, wanted.maxDocuments))) {
            BAFO_TRY(add(document));
        }
    } else {
        BAFO_TRY(dataset.visit(query, add));
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
                                                     const config::RunConfig &config, const text::Tokenizer &tokenizer,
                                                     const text::ChatStyle *style)
{
    std::unique_ptr<Curriculum> curriculum(new Curriculum());
    std::vector<data::Stage> stages;
    for (const config::StageConfig &stage : config.curriculum) {
        const data::TokenStore *store = BAFO_TRY(curriculum->addStore(
            "curriculum stage '" + stage.name + "'", openStore(files, project, stage, tokenizer, style)));
        stages.push_back({.name = stage.name, .store = store, .epochs = stage.epochs});
    }
    data::Replay replay;
    if (config.replay.share > 0) {
        const config::ReplayConfig &text = config.replay;
        replay.name = text.dataset + (text.language.empty() ? "" : " (" + text.language + ")");
        replay.share = text.share;
        replay.store = BAFO_TRY(curriculum->addStore("replay", openStore(files, project, text, tokenizer, style)));
    }
    auto sampler = BAFO_TRY(data::Sampler::create(std::move(stages),
                                                  {.sequenceLength = config.sequenceLength,
                                                   .padding = tokenizer.padding().value_or(0),
                                                   .learnsAll = config.instructions.loss == "all",
                                                   .byteLengths = byteLengthsOf(tokenizer, style)},
                                                  std::move(replay)));
    curriculum->m_areDocumentsApart = config.packing == "apart" || style != nullptr;
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
                                   .documentRows = std::move(sequence.documentRows),
                                   .isTarget = std::move(sequence.isTarget)};
}

std::vector<std::string> Curriculum::cuts() const
{
    std::vector<std::string> sentences;
    for (const data::Stage &stage : m_sampler->stages()) {
        const data::ConversationPacking *packing = m_sampler->packingOf(*stage.store);
        if (packing == nullptr || (packing->loss().numCut == 0 && packing->loss().numLeftOut == 0)) {
            continue;
        }
        const data::PackingLoss &loss = packing->loss();
        sentences.push_back("curriculum stage '" + stage.name + "': of "
                            + std::to_string(stage.store->index().numDocuments) + " conversations "
                            + std::to_string(loss.numCut) + " are longer than sequence_length and lose "
                            + std::to_string(loss.numTokensCut) + " tokens at their ends, "
                            + std::to_string(loss.numLeftOut) + " are left out because no answer begins within it");
    }
    return sentences;
}

std::string Curriculum::hash() const
{
    std::string hashes;
    for (const auto &store : m_stores) {
        hashes += store->hash() + "\n";
    }
    return sha256Of(hashes);
}

Result<const text::ChatStyle *> styleOfRun(FileSystem &files, const runs::Project &project,
                                           const config::RunConfig &config, const Path &modelFolder)
{
    auto dataset = openDataset(files, project, config.curriculum.front().dataset);
    if (!dataset) {
        return inPart("curriculum stage '" + config.curriculum.front().name + "'", std::move(dataset).error());
    }
    if (!BAFO_TRY(dataset->holdsConversations())) {
        return nullptr;
    }
    auto style = text::chatStyleFor(files, config.instructions.style, modelFolder);
    return style ? std::move(style) : inPart("instructions.style", std::move(style).error());
}

Result<std::vector<train::HeldOutSet>> openHeldOut(FileSystem &files, const runs::Project &project,
                                                   const config::RunConfig &config, const text::Tokenizer &tokenizer,
                                                   const text::ChatStyle *style)
{
    const data::InstructionRule rule{.sequenceLength = config.sequenceLength,
                                     .learnsAll = config.instructions.loss == "all"};
    std::vector<train::HeldOutSet> sets;
    for (const config::HeldOutConfig &wanted : config.evaluation.heldOut) {
        auto set = openHeldOutSet(files, project, wanted, tokenizer, style, rule);
        if (!set) {
            return inPart("evaluation.held_out '" + wanted.name + "'", std::move(set).error());
        }
        sets.push_back(std::move(*set));
    }
    return sets;
}

} // namespace bafo::engine
