// SPDX-License-Identifier: Apache-2.0
// One dataset: a folder with documents.sqlite (the truth), sources.yaml (its ledger, for people) and stores/ (tokens).
//
// Goals: an import is there whole or not at all; a million documents can be scrolled; every document leads to its
// licence. Non-goals: corpora beyond one machine. Rejected: one text file per document (slow to list, no search),
// paging by row number (each page would walk over all rows before it).
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/data/database.h"
#include "core/data/document.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::data {

/// Held by whoever changes a dataset or builds a store in it: one at a time, given back when the process ends.
class DatasetLock {
public:
    /// Fails (inUse) at once where somebody else holds it.
    static Result<DatasetLock> take(const Path &datasetFolder);

    DatasetLock(DatasetLock &&other) noexcept;
    DatasetLock &operator=(DatasetLock &&other) noexcept;
    DatasetLock(const DatasetLock &) = delete;
    DatasetLock &operator=(const DatasetLock &) = delete;
    ~DatasetLock();

private:
    explicit DatasetLock(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    int m_descriptor = -1;
};

/// An open dataset. Movable; one thread at a time. Reading needs no lock and sees a consistent state per call.
class Dataset {
public:
    /// Fails (data) with a hint where the folder holds no dataset.
    static Result<Dataset> open(FileSystem &files, const Path &folder);

    /// Makes the folder and an empty dataset where there is none, and takes the lock for as long as this object lives.
    /// Leaves no folder behind where an empty dataset cannot be made.
    static Result<Dataset> openForWriting(FileSystem &files, const Path &folder);

    [[nodiscard]] const Path &folder() const { return m_folder; }
    [[nodiscard]] bool isOpenForWriting() const { return m_lock.has_value(); }

    /// Changes whenever documents or splits do, and is equal for equal histories of imports and splits.
    Result<std::string> revision();

    /// Whether its documents are conversations: all of them or none are.
    Result<bool> holdsConversations();

    Result<std::int64_t> count(const DocumentQuery &query);

    /// Up to `limit` documents with an id above `afterId`, by id.
    Result<std::vector<Document>> page(const DocumentQuery &query, std::int64_t afterId, std::int64_t limit);

    /// Ids after which the pages of `pageSize` documents start (the first is 0): with them a table of any length jumps
    /// to a row by one page() call.
    Result<std::vector<std::int64_t>> pageStarts(const DocumentQuery &query, std::int64_t pageSize);

    /// Every document, by id, without holding more than one in memory. An error of the visitor ends the walk.
    Result<void> visit(const DocumentQuery &query, const std::function<Result<void>(const Document &)> &visitor);

    /// The same for what page() would give.
    Result<void> visitPage(const DocumentQuery &query, std::int64_t afterId, std::int64_t limit,
                           const std::function<Result<void>(const Document &)> &visitor);

    Result<std::vector<Source>> sources();

    /// Documents, words and bytes by language, split and source, of all documents or of those that are meant.
    Result<std::vector<GroupCount>> statistics(const DocumentQuery &query = {});

    /// How the documents were last split: "held-out 0.1, seed 1"; empty before.
    Result<std::string> splitRule();

    /// For importer and splitter.
    Database &database() { return m_database; }

    /// Inside the caller's transaction: the new revision is made from the old one and this text.
    Result<void> advanceRevision(std::string_view change);
    Result<void> setMeta(std::string_view key, std::string_view value);

    /// Inside the caller's transaction: writes the next sources.yaml beside the present one, so that there is room for
    /// it. placeLedger(), after the commit, only renames; dropStagedLedger() takes it back.
    Result<void> stageLedger();
    Result<void> placeLedger();
    void dropStagedLedger();

    /// Removes the whole folder, under its lock, where nothing was ever imported into it.
    Result<void> removeIfNeverFilled();

private:
    Dataset(FileSystem &files, Path folder, Database database, std::optional<DatasetLock> lock);
    Result<bool> isOfVersion2();
    Result<std::string> meta(std::string_view key);

    enum class Order { none, byId, byGroup };
    /// A negative limit means none.
    Result<Statement> select(std::string_view columns, const DocumentQuery &query, std::int64_t afterId, Order order,
                             std::int64_t limit);

    FileSystem *m_files;
    Path m_folder;
    std::optional<DatasetLock> m_lock;
    Database m_database;
};

} // namespace bafo::data
