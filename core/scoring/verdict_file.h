// SPDX-License-Identifier: Apache-2.0
// evals/<run id>/verdicts.jsonl: what native speakers think of a model's answers, a line a verdict.
//
// Goals: whatever was judged outlives a crash; the last word on an item counts, the earlier ones stay to be read;
// scores made again from the answers leave it alone. Non-goal: a metric of its own. Rejected: a field of items.index,
// which is made anew by every `bafo eval rescore`.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/scoring/evaluation_info.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bafo::scoring {

/// none takes an earlier one back; badItem: question or expected answer is at fault, not the model.
enum class Verdict { none, right, partly, wrong, badItem };

/// "none", "right", "partly", "wrong", "bad-item"
[[nodiscard]] std::string_view nameOf(Verdict verdict);
[[nodiscard]] std::optional<Verdict> verdictNamed(std::string_view name);

struct ItemVerdict {
    std::int64_t cell = 0; ///< in EvaluationInfo::cells
    std::int64_t line = 0; ///< of the item in its data
    Verdict verdict = Verdict::none;
    std::string by = {}; ///< who judged; may be empty
    std::string note = {};
    std::int64_t judgedMs = 0; ///< wall clock, since 1970
};

/// By cell and line; those that were taken back are left out.
using Verdicts = std::map<std::pair<std::int64_t, std::int64_t>, ItemVerdict>;

struct VerdictList {
    Verdicts last;
    std::int64_t numDamaged = 0; ///< lines that are none; left out
};

/// One line by one write, then fsync. A line that an earlier writer left torn is ended first and stays alone in its
/// damage. Several may write.
[[nodiscard]] Result<void> appendVerdict(FileSystem &files, const EvaluationPlace &place, const ItemVerdict &verdict);

/// Empty where nobody has judged yet.
[[nodiscard]] Result<VerdictList> readVerdicts(FileSystem &files, const EvaluationPlace &place);

} // namespace bafo::scoring
