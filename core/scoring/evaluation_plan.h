// SPDX-License-Identifier: Apache-2.0
// What an evaluation will ask: tasks, prompts, the items of their data, and which lines of it are broken.
#pragma once

#include "core/base/file_system.h"
#include "core/base/registry.h"
#include "core/base/result.h"
#include "core/scoring/evaluation_info.h"
#include "core/scoring/evaluation_kind.h"
#include "core/scoring/item_file.h"
#include "core/scoring/task_library.h"

#include <cstdint>
#include <string>
#include <vector>

namespace bafo::scoring {

struct AskedItem {
    std::int64_t line = 0;
    Question question;
    std::string foundIn; ///< see ItemRecord
};

/// One task asked in one way, with everything that answering it takes.
struct AskedCell {
    EvaluationCell cell;
    Task task;
    std::string yaml;
    const EvaluationKind *kind = nullptr; ///< owned by the registry
    PromptStyle prompt;
    std::vector<AskedItem> items;
    std::vector<BrokenLine> broken; ///< by line; no items, or items that this prompt cannot ask

    /// The item's requests, the examples before each context that is the question's.
    [[nodiscard]] std::vector<Request> requestsOf(const Question &question) const;
};

struct EvaluationWish {
    std::vector<std::string> tasks;
    std::vector<std::string> prompts; ///< by name; empty: all of each task
    std::int64_t limit = 0; ///< items a task at most, drawn from its file; 0: all
};

/// Fails (config) on a task or prompt that there is not, or a task that has none of the wanted prompts; (data) where a
/// task's data is not in the project, or holds no item. Examples come from the file of that role, else from the first
/// items, which are then not measured.
[[nodiscard]] Result<std::vector<AskedCell>> planEvaluation(FileSystem &files, const TaskLibrary &library,
                                                            const Registry<EvaluationKind> &kinds,
                                                            const EvaluationWish &wish);

/// "3 of 900 lines of belebele-zul are broken and left out: line 7 (...), line 12 (...), ..."; empty where none is.
[[nodiscard]] std::string brokenInWords(const AskedCell &cell);

} // namespace bafo::scoring
