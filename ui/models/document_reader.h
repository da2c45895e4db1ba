// SPDX-License-Identifier: GPL-3.0-or-later
// What DocumentList asks of a dataset, as plain calls: they wait for the disk, so they belong into a thread beside.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "ui/models/document_list.h"

#include <atomic>
#include <optional>
#include <vector>

namespace bafo::ui {

/// The rows that fit a query.
struct DocumentRows {
    DatasetContentsPtr contents;
    GroupCounts matching;
    std::vector<std::int64_t> starts;
    int keptRow = -1;
};

/// One thread at a time.
class DocumentReader {
public:
    Result<void> open(const Path &folder);
    void close();

    /// Nothing where the dataset is as `known` says.
    Result<DatasetContentsPtr> contentsUnless(const DatasetContentsPtr &known);

    Result<DocumentRows> rows(const data::DocumentQuery &query, qint64 keepId, const DatasetContentsPtr &known);
    Result<std::vector<DocumentRow>> page(const data::DocumentQuery &query, std::int64_t start);
    Result<std::optional<DocumentText>> document(qint64 id, int slice, const QString &search);

private:
    Result<data::Dataset *> dataset();

    PosixFileSystem m_files;
    Path m_folder;
    std::optional<data::Dataset> m_dataset;
    std::uint64_t m_inode = 0; ///< of the database: another one may take its place
};

/// Where the slices of a text begin, and its end.
[[nodiscard]] std::vector<qsizetype> sliceBordersOf(const QString &text, qsizetype length);

} // namespace bafo::ui
