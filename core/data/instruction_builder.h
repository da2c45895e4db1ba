// SPDX-License-Identifier: Apache-2.0
// Makes bilingual conversations out of translated pairs: translations in both directions, and questions in one language
// with the answer in the other.
//
// Rules: only documents of the train split are used, so that what is held out stays so; a dataset with a source that is
// marked as evaluation is refused, and a pair with a text or eight words in a row that stand in an evaluation is left
// out; equal sources, seed and shares make equal conversations in an equal order; all that come from one pair have a
// pair number of their own, so that a split keeps them together.
#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/data/importer.h"
#include "core/data/instruction_templates.h"

#include <cstdint>
#include <map>
#include <string>
#include <unordered_set>
#include <vector>

namespace bafo::data {

/// A dataset to build from, borrowed.
struct BuilderOrigin {
    std::string name;
    Dataset *dataset = nullptr;
};

struct BuilderSettings {
    std::uint64_t seed = 1;
    double translate = 1; ///< share of all possible translations, from 0 to 1
    double ask = 1; ///< of questions with the answer in their own language
    double cross = 1; ///< of questions with the answer in the other language
};

struct BuiltConversations {
    std::vector<MadeOrigin> origins; ///< one for each dataset
    std::vector<MadeEntry> entries; ///< in the order in which they are to be read
    std::map<std::string, std::int64_t> skipped; ///< reason -> pairs
    std::int64_t numPairs = 0; ///< that were used
};

/// What texts of evaluations have in common with others in whatever trimmings: normalizedKey of every document of a
/// source that is marked, of conversations that of their questions, and every eight words of it in a row (eight, not
/// the thirteen that English takes: isiZulu words are long).
Result<void> addEvaluationKeys(Dataset &dataset, std::unordered_set<std::string> &keys);

/// `parallel` are datasets of translated texts, `questions` of conversations, translated or not. Fails (config) on a
/// dataset of the other kind, on one with an evaluation in it, without a document for training, on shares outside of
/// [0, 1], and where nothing comes out.
[[nodiscard]] Result<BuiltConversations> buildInstructions(const std::vector<BuilderOrigin> &parallel,
                                                           const std::vector<BuilderOrigin> &questions,
                                                           const InstructionTemplates &templates,
                                                           const BuilderSettings &settings,
                                                           const std::unordered_set<std::string> &evaluationKeys);

} // namespace bafo::data
