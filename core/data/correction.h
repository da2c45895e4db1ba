// SPDX-License-Identifier: Apache-2.0
// Answers of a model that a person put right: each is a conversation of a dataset like any other, with what it was made
// from beside it.
//
// Goals: a row can be trained on at once; who said what, when and with which weights stays known, the answer as it was
// too (what is preferred to what, for methods that learn from pairs); a row can be taken back. The table "corrections"
// is made with the first one: programs that do not know it read the dataset as ever. Rejected: a file of its own beside
// the database (two truths), a source for each row (a ledger of thousands).
#pragma once

#include "core/base/clock.h"
#include "core/data/conversation.h"
#include "core/data/dataset.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::data {

struct Correction {
    Conversation conversation; ///< its last turn is the answer as it should have been
    std::string answer; ///< as the model gave it
    std::string model; ///< its name
    std::string weightHash; ///< of what gave it; of an adapter and its base "HASH over HASH"; may be empty
    std::string sampling; ///< a JSON object on one line: temperature, seed and so on; may be empty
    std::string language; ///< of the conversation
    std::string licence = "unknown";
};

/// A correction in a dataset.
struct KeptCorrection {
    std::string id; ///< names it in its dataset; made from what it says
    std::int64_t document = 0;
    std::int64_t madeMs = 0; ///< since 1970
    Correction correction;
};

/// {"messages": [{"role", "content"}], "answer", "model", ["weight_hash"], ["sampling"], ["language"]}: what the
/// model was asked and what it should have answered, in the layout "chat". Fails (data) where a field is missing, where
/// nobody could learn from the conversation, or where the answer is the one that was there.
[[nodiscard]] Result<Correction> parseCorrection(std::string_view json);

/// One transaction: the row, its origin in the ledger (one for the weights, not for each row), and, where `replaces` is
/// not empty, the correction of that id taken back. The document stays unassigned until the dataset is split again.
/// Fails (data) where exactly this is there already or nothing is called `replaces`; (config) in a dataset of texts.
[[nodiscard]] Result<KeptCorrection> addCorrection(Dataset &dataset, const Correction &correction,
                                                   const std::string &replaces, const Clock &clock);

/// Takes one back: its document goes, and its origin with the last one. Fails (data) where nothing is called so.
[[nodiscard]] Result<void> withdrawCorrection(Dataset &dataset, const std::string &id);

/// Oldest first; none in a dataset without the table.
[[nodiscard]] Result<std::vector<KeptCorrection>> correctionsOf(Dataset &dataset);

} // namespace bafo::data
