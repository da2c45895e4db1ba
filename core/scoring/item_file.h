// SPDX-License-Identifier: Apache-2.0
// The lines of an evaluation's data files as items: JSON lines, CSV, TSV, or one value a line in several files.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/scoring/item.h"
#include "core/scoring/task.h"

#include <string>
#include <string_view>
#include <vector>

namespace bafo::scoring {

inline constexpr std::uint64_t kMaxDataBytes = 1ULL << 30U;

/// A line that is no item: it is left out, the others are used.
struct BrokenLine {
    std::int64_t line = 0;
    std::string reason;
};

struct ItemList {
    std::vector<Item> items;
    std::vector<BrokenLine> broken;
};

/// One file of `format` jsonl, csv or tsv. JSON: numbers and truths become texts, lists lists, objects "outer.inner".
/// csv and tsv begin with a heading where `columns` is empty; csv fields may be quoted ("" is a quote, line breaks
/// inside count), tsv fields are as they stand. A line with another number of fields is broken. Fails (data) where the
/// bytes are no such file at all: not UTF-8 from the first line on, or without heading.
[[nodiscard]] Result<ItemList> parseItems(std::string_view bytes, std::string_view format,
                                          const std::vector<std::string> &columns);

/// Files of one value a line, as fields by role; a line that is empty in one of them is broken. Fails (data) where they
/// have different numbers of lines.
[[nodiscard]] Result<ItemList> parseParallelLines(const std::vector<std::string> &texts,
                                                  const std::vector<std::string> &roles);

/// What a task's files in `folder` hold.
struct TaskItems {
    ItemList items;
    ItemList examples; ///< empty where the task has no file of them
    std::vector<std::string> sha256; ///< of the files, in the task's order
};

/// Where the file of a role lies: <folder>/<role>.<format>.
[[nodiscard]] Path dataFileOf(const Path &folder, const Task &task, const std::string &role);

/// Fails (data) with the hint `bafo eval import` where a file is not there.
[[nodiscard]] Result<TaskItems> readTaskItems(FileSystem &files, const Path &folder, const Task &task);

} // namespace bafo::scoring
