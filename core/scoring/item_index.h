// SPDX-License-Identifier: Apache-2.0
// items.index: where each item's line lies in answers.jsonl, and what it was worth, in entries of one size.
//
// Goals: a list of 100,000 items without reading a line of them; appended after each line, so that a killed worker
// leaves at most a line without an entry, which the next one cuts off. Non-goal: another machine's byte order (little
// endian only). Rejected: offsets inside of answers.jsonl.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/scoring/evaluation_info.h"
#include "core/scoring/evaluation_kind.h"
#include "core/scoring/item_record.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace bafo::scoring {

inline constexpr std::size_t kMaxIndexedMetrics = 8;

struct ItemEntry {
    enum Flag : std::uint32_t { isRight = 1, isOverflown = 2, isEmpty = 4, isContaminated = 8 };

    std::uint32_t cell = 0;
    std::uint32_t flags = 0;
    std::int64_t line = 0; ///< of the item in its data
    std::uint64_t offset = 0; ///< of its record in answers.jsonl
    std::uint32_t length = 0; ///< without the line break
    std::int32_t chosen = -1;
    std::array<double, kMaxIndexedMetrics> values = {}; ///< the item's own scores, in the order of the cell's metrics

    [[nodiscard]] bool has(Flag flag) const { return (flags & flag) != 0; }
};
static_assert(sizeof(ItemEntry) == 96, "the entry is the file's format");

/// What a judged record looks like in the index.
[[nodiscard]] ItemEntry entryOf(const ItemRecord &record, const Judgement &judgement,
                                const std::vector<Metric> &metrics);

/// All entries; none where there is no file. A last entry that is cut off is left out. Fails (data) on another format.
[[nodiscard]] Result<std::vector<ItemEntry>> readIndex(FileSystem &files, const EvaluationPlace &place);

/// An index made anew, whole or not at all.
[[nodiscard]] Result<void> writeIndex(FileSystem &files, const EvaluationPlace &place,
                                      const std::vector<ItemEntry> &entries);

/// The record of an entry. Fails (data) where the line is none.
[[nodiscard]] Result<ItemRecord> readRecord(const EvaluationPlace &place, const ItemEntry &entry);

/// Appends records: line first, entry second. One thread at a time.
class ItemWriter {
public:
    /// Goes on behind the last entry whose line is whole; what comes after it in either file is cut off.
    static Result<ItemWriter> open(FileSystem &files, const EvaluationPlace &place);

    /// What lay there already.
    [[nodiscard]] const std::vector<ItemEntry> &found() const { return m_found; }

    Result<void> append(const ItemRecord &record, const Judgement &judgement, const std::vector<Metric> &metrics);

    /// fsync of both.
    Result<void> sync();

private:
    ItemWriter() = default;

    std::unique_ptr<WritableFile> m_answers;
    std::unique_ptr<WritableFile> m_index;
    std::uint64_t m_offset = 0;
    std::vector<ItemEntry> m_found;
};

} // namespace bafo::scoring
