// SPDX-License-Identifier: Apache-2.0
#include "core/data/store_builder.h"

#include "core/base/sha256.h"
#include "core/data/marked_tokens.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace bafo::data {
namespace {

constexpr std::string_view kTemporary = ".tmp-";
constexpr std::string_view kDeleted = ".del-";

/// A file whose bytes are hashed on their way.
class HashedFile {
public:
    static Result<HashedFile> create(FileSystem &files, const Path &path)
    {
        HashedFile file;
        file.m_file = BAFO_TRY(files.openForWriting(path, WriteMode::createNew));
        return file;
    }

    Result<void> write(std::span<const std::byte> bytes)
    {
        m_hash->update(bytes);
        return m_file->write(bytes);
    }

    Result<std::string> finish()
    {
        BAFO_TRY(m_file->sync());
        return m_hash->finish();
    }

private:
    std::unique_ptr<WritableFile> m_file;
    std::unique_ptr<Sha256> m_hash = std::make_unique<Sha256>();
};

/// Fills one temporary folder.
class Builder {
public:
    Builder(FileSystem &files, Path folder, StoreIndex index)
        : m_files(files)
        , m_folder(std::move(folder))
        , m_index(std::move(index))
    {
    }

    Result<void> add(const Document &document, const text::Tokenizer &tokenizer, const text::ChatStyle *style)
    {
        std::vector<std::uint32_t> tokens;
        if (style != nullptr) {
            tokens = BAFO_TRY(markedTokens(document, *style, tokenizer));
        } else {
            tokens = tokenizer.encode(document.text);
            tokens.push_back(static_cast<std::uint32_t>(m_index.separator));
        }
        if (!m_shard) {
            m_shard = BAFO_TRY(HashedFile::create(m_files, m_folder / shardName(m_index.shards.size())));
            m_shardTokens = 0;
        }
        m_places.push_back({.firstToken = static_cast<std::uint64_t>(m_index.numTokens),
                            .id = static_cast<std::uint64_t>(document.id)});
        BAFO_TRY(m_shard->write(std::as_bytes(std::span(tokens))));
        m_shardTokens += static_cast<std::int64_t>(tokens.size());
        m_index.numTokens += static_cast<std::int64_t>(tokens.size());
        m_index.numBytes += static_cast<std::int64_t>(document.text.size());
        ++m_index.numDocuments;
        return m_shardTokens >= m_index.shardTokens ? closeShard() : Result<void>();
    }

    Result<void> finish()
    {
        BAFO_TRY(closeShard());
        auto documents = BAFO_TRY(HashedFile::create(m_files, m_folder / "documents.bin"));
        BAFO_TRY(documents.write(std::as_bytes(std::span(m_places))));
        m_index.documents.sha256 = BAFO_TRY(documents.finish());
        auto index = BAFO_TRY(HashedFile::create(m_files, m_folder / "index.json"));
        const std::string json = toJson(m_index);
        BAFO_TRY(index.write(std::as_bytes(std::span(json))));
        BAFO_TRY(index.finish());
        return m_files.syncDirectory(m_folder);
    }

private:
    Result<void> closeShard()
    {
        if (!m_shard) {
            return {};
        }
        m_index.shards.push_back({.file = shardName(m_index.shards.size()),
                                  .numTokens = m_shardTokens,
                                  .sha256 = BAFO_TRY(m_shard->finish())});
        m_shard.reset();
        return {};
    }

    FileSystem &m_files;
    Path m_folder;
    StoreIndex m_index;
    std::optional<HashedFile> m_shard;
    std::int64_t m_shardTokens = 0;
    std::vector<TokenStore::DocumentPlace> m_places;
};

Result<void> checkSelection(Dataset &dataset, const Selection &selection)
{
    if (selection.split == kTrainSplit
        && BAFO_TRY(dataset.count({.language = selection.language, .split = std::string(kUnassigned), .search = {}}))
            > 0) {
        return fail(ErrorCode::config,
                    dataset.folder().string() + " has documents that are neither for training nor held out yet",
                    "decide first: bafo data split NAME --held-out 0.1");
    }
    if (BAFO_TRY(dataset.count({.language = selection.language, .split = selection.split, .search = {}})) == 0) {
        return fail(ErrorCode::data,
                    dataset.folder().string() + " has no documents in language '" + selection.language + "' and split '"
                        + selection.split + "' (empty means any)",
                    "see what it has: bafo data show NAME");
    }
    return {};
}

/// What killed builders left behind.
Result<void> sweep(FileSystem &files, const Path &parent)
{
    for (const std::string &name : BAFO_TRY(files.list(parent))) {
        if (name.starts_with(kTemporary) || name.starts_with(kDeleted)) {
            BAFO_TRY(files.removeTree(parent / name));
        }
    }
    return {};
}

Result<void> moveIntoPlace(FileSystem &files, const Path &from, const Path &to)
{
    const Path deleted = to.parent_path() / (std::string(kDeleted) + to.filename().string());
    const bool replaces = BAFO_TRY(files.status(to)).exists;
    if (replaces) {
        BAFO_TRY(files.rename(to, deleted));
    }
    BAFO_TRY(files.rename(from, to));
    BAFO_TRY(files.syncDirectory(to.parent_path()));
    return replaces ? files.removeTree(deleted) : Result<void>();
}

} // namespace

Result<std::string> buildStore(FileSystem &files, Dataset &dataset, const StoreIdentity &identity,
                               const text::Tokenizer &tokenizer, const StoreOptions &options)
{
    std::optional<DatasetLock> lock;
    if (!dataset.isOpenForWriting()) {
        lock = BAFO_TRY(DatasetLock::take(dataset.folder()));
    }
    BAFO_TRY(checkSelection(dataset, identity.selection));
    const std::string revision = BAFO_TRY(dataset.revision());
    const Path place = storeFolder(dataset.folder(), identity.tokenizer, identity.selection, options.style);
    const Path temporary = place.parent_path() / (std::string(kTemporary) + place.filename().string());
    BAFO_TRY(files.createDirectories(place.parent_path()));
    BAFO_TRY(sweep(files, place.parent_path()));
    BAFO_TRY(files.createDirectories(temporary));
    Builder builder(files, temporary,
                    {.tokenizer = identity.tokenizer,
                     .vocabularySize = tokenizer.vocabularySize(),
                     .datasetRevision = revision,
                     .selection = identity.selection,
                     .style = identity.style,
                     .separator = identity.separator,
                     .shardTokens = std::max<std::int64_t>(options.shardTokens, 1),
                     .numTokens = 0,
                     .numDocuments = 0,
                     .numBytes = 0,
                     .documents = {},
                     .shards = {}});
    const DocumentQuery query{.language = identity.selection.language, .split = identity.selection.split, .search = {}};
    auto built = dataset.visit(
        query, [&](const Document &document) { return builder.add(document, tokenizer, options.style); });
    if (built) {
        built = builder.finish();
    }
    if (!built) {
        (void)files.removeTree(temporary); // a later build sweeps what cannot be removed now
        return fail(std::move(built).error());
    }
    BAFO_TRY(moveIntoPlace(files, temporary, place));
    return revision;
}

} // namespace bafo::data
