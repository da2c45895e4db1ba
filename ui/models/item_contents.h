// SPDX-License-Identifier: GPL-3.0-or-later
// What an ItemList has read of the disk. For ItemList alone.
#pragma once

#include "ui/models/item_list.h"

#include <algorithm>
#include <memory>
#include <unordered_map>
#include <vector>

namespace bafo::ui {

struct ItemList::Contents {
    scoring::EvaluationPlace place{Path()};
    scoring::EvaluationPlace otherPlace{Path()};
    std::vector<scoring::ItemEntry> entries; ///< of the cell, by line
    std::vector<scoring::ItemEntry> otherEntries;
    std::unordered_map<std::int64_t, std::size_t> otherOf; ///< by line, in otherEntries
    scoring::Verdicts verdicts;
    std::size_t numInIndex = 0; ///< of all cells: whether there is more by now

    static Result<ContentsPtr> read(const Path &evaluations, const CellPlace &first, const CellPlace &second)
    {
        PosixFileSystem files;
        auto found = std::make_shared<Contents>();
        found->place = scoring::EvaluationPlace(evaluations / first.evaluation.toStdString());
        found->entries = BAFO_TRY(entriesOf(files, found->place, first.cell, found->numInIndex));
        found->verdicts = BAFO_TRY(scoring::readVerdicts(files, found->place)).last;
        std::erase_if(found->verdicts, [&](const auto &one) { return one.first.first != first.cell; });
        if (second.isSomewhere()) {
            std::size_t numOther = 0;
            found->otherPlace = scoring::EvaluationPlace(evaluations / second.evaluation.toStdString());
            found->otherEntries = BAFO_TRY(entriesOf(files, found->otherPlace, second.cell, numOther));
            found->numInIndex += numOther;
            for (std::size_t i = 0; i < found->otherEntries.size(); ++i) {
                found->otherOf.emplace(found->otherEntries[i].line, i);
            }
        }
        return ContentsPtr(std::move(found));
    }

    [[nodiscard]] const scoring::ItemEntry *other(std::int64_t line) const
    {
        const auto found = otherOf.find(line);
        return found == otherOf.end() ? nullptr : &otherEntries[found->second];
    }

    /// These items begin with those, and the other model has answered as many.
    [[nodiscard]] bool goesOnFrom(const Contents &before) const
    {
        const std::size_t num = before.entries.size();
        return num > 0 && num <= entries.size() && before.otherEntries.size() == otherEntries.size()
            && before.entries.back().line == entries[num - 1].line
            && before.entries.front().line == entries.front().line;
    }

private:
    static Result<std::vector<scoring::ItemEntry>> entriesOf(FileSystem &files, const scoring::EvaluationPlace &place,
                                                             int cell, std::size_t &numInIndex)
    {
        auto entries = BAFO_TRY(scoring::readIndex(files, place));
        numInIndex = entries.size();
        std::erase_if(entries,
                      [cell](const scoring::ItemEntry &entry) { return static_cast<int>(entry.cell) != cell; });
        std::stable_sort(entries.begin(), entries.end(),
                         [](const auto &one, const auto &other) { return one.line < other.line; });
        return entries;
    }
};

} // namespace bafo::ui
