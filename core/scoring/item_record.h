// SPDX-License-Identifier: Apache-2.0
// One line of answers.jsonl: an item's question and what the model said, as JSON.
#pragma once

#include "core/base/result.h"
#include "core/scoring/item.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::scoring {

struct ItemRecord {
    std::int64_t cell = 0; ///< in EvaluationInfo::cells
    std::int64_t line = 0; ///< of the item in its file
    Question question;
    std::vector<Answer> answers;
    std::string foundIn; ///< the dataset that the model was trained on and that holds this item; empty: none known
};

/// Without its line break. Numbers are written in the shortest form that reads back to the same bits.
[[nodiscard]] std::string toLine(const ItemRecord &record);

/// Fails (data) on a line that is none.
[[nodiscard]] Result<ItemRecord> parseRecord(std::string_view line);

} // namespace bafo::scoring
