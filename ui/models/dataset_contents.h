// SPDX-License-Identifier: GPL-3.0-or-later
// What a dataset holds at a glance: its sources, and how many documents and words stand where.
#pragma once

#include "core/data/document.h"

#include <QString>

#include <memory>
#include <string>
#include <vector>

namespace bafo::ui {

using GroupCounts = std::vector<data::GroupCount>;

struct DatasetContents {
    std::vector<data::Source> sources;
    GroupCounts groups;
    std::string splitRule; ///< empty before the first split
    std::string revision;
    bool holdsConversations = false; ///< all documents are conversations, or none is
};

/// Handed from the thread that reads; never changed.
using DatasetContentsPtr = std::shared_ptr<const DatasetContents>;

struct TextTotals {
    qint64 numDocuments = 0;
    qint64 numWords = 0;
    qint64 numBytes = 0;
};

/// Of the groups that fit language, split and source of the query; its search is not looked at.
[[nodiscard]] TextTotals totalsOf(const GroupCounts &groups, const data::DocumentQuery &query = {});

/// A value that a filter can have, and how many documents it would leave under the other filters.
struct FilterValue {
    QString value;
    qint64 numDocuments = 0;
};

/// Largest first.
[[nodiscard]] std::vector<FilterValue> languagesIn(const GroupCounts &groups, const data::DocumentQuery &query);

/// In the order train, held-out, unassigned, others.
[[nodiscard]] std::vector<FilterValue> splitsIn(const GroupCounts &groups, const data::DocumentQuery &query);

/// Nobody has said under which licence the text may be used.
[[nodiscard]] bool isLicenceUnclear(const data::Source &source);
[[nodiscard]] int numUnclearLicences(const std::vector<data::Source> &sources);

/// "1 document", "1,234 documents"
[[nodiscard]] QString documentsInWords(qint64 count);
[[nodiscard]] QString wordsInWords(qint64 count);
[[nodiscard]] QString sourcesInWords(qint64 count);
[[nodiscard]] QString filesInWords(qint64 count);

/// "for training", "held out", "not split yet"
[[nodiscard]] QString splitInWords(const QString &split);

/// A reason why an import left something out, as its programs give it, in words for people.
[[nodiscard]] QString skipReasonInWords(const QString &reason);

} // namespace bafo::ui
