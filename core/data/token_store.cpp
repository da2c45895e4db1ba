// SPDX-License-Identifier: Apache-2.0
#include "core/data/token_store.h"

#include "core/base/sha256.h"
#include "core/data/document_separator.h"
#include "core/data/marked_tokens.h"
#include "core/data/store_builder.h"

#include <algorithm>
#include <bit>

namespace bafo::data {
namespace {

static_assert(std::endian::native == std::endian::little, "stores are read in place");

constexpr const char *kRebuild = "build it again: bafo data build";

Result<void> checkStyle(Dataset &dataset, const text::ChatStyle *style)
{
    const bool holdsConversations = BAFO_TRY(dataset.holdsConversations());
    const std::string name = "the dataset '" + dataset.folder().filename().string() + "'";
    if (holdsConversations && style == nullptr) {
        return fail(ErrorCode::config, name + " holds conversations, not texts",
                    "text is read from datasets of texts; conversations need a style to be written in");
    }
    if (!holdsConversations && style != nullptr) {
        return fail(ErrorCode::config, name + " holds texts, not conversations",
                    "take conversations in with 'bafo data import NAME --conversations FILE'");
    }
    return {};
}

Result<void> checkIdentity(const StoreIndex &index, const StoreIdentity &wanted, const Path &folder)
{
    const std::string store = "the token store " + folder.string();
    if (index.tokenizer != wanted.tokenizer) {
        return fail(ErrorCode::data, store + " was made with another tokenizer", kRebuild);
    }
    if (index.selection != wanted.selection) {
        return fail(ErrorCode::data, store + " holds another selection of documents", kRebuild);
    }
    if (index.style != wanted.style) {
        return fail(ErrorCode::data, store + " was written in another style", kRebuild);
    }
    if (index.separator != wanted.separator) {
        return fail(ErrorCode::data, store + " was made with another separator", kRebuild);
    }
    if (index.datasetRevision != wanted.datasetRevision) {
        return fail(ErrorCode::data, store + " was made before the dataset changed", kRebuild);
    }
    return {};
}

} // namespace

std::string storeStyle(const text::ChatStyle *style)
{
    return style == nullptr ? std::string() : std::string(style->name()) + ":" + style->hash();
}

Path storeFolder(const Path &datasetFolder, const std::string &tokenizerHash, const Selection &selection,
                 const text::ChatStyle *style)
{
    const std::string suffix = style == nullptr ? std::string() : "." + std::string(style->name());
    return datasetFolder / "stores" / tokenizerHash / (selection.folderName() + suffix);
}

Result<TokenStore> TokenStore::open(FileSystem &files, const Path &folder, const StoreIdentity &wanted)
{
    if (!BAFO_TRY(files.status(folder / "index.json")).exists) {
        return fail(ErrorCode::data, folder.string() + " holds no token store", "build it: bafo data build");
    }
    const std::string json = BAFO_TRY(files.readFile(folder / "index.json", 16U << 20U));
    auto index = parseStoreIndex(json);
    if (!index) {
        return fail(ErrorCode::data, folder.string() + ": " + index.error().message, index.error().hint);
    }
    BAFO_TRY(checkIdentity(*index, wanted, folder));
    TokenStore store;
    store.m_index = std::move(*index);
    store.m_hash = sha256Of(json);
    BAFO_TRY(store.openShards(folder));
    BAFO_TRY(store.openDocuments(folder));
    return store;
}

Result<MappedFile> TokenStore::openChecked(const Path &path, const std::string &sha256, std::uint64_t sizeBytes) const
{
    auto file = BAFO_TRY(MappedFile::open(path));
    Sha256 hash;
    hash.update(file.bytes());
    if (file.bytes().size() != sizeBytes || hash.finish() != sha256) {
        return fail(ErrorCode::data, path.string() + " is damaged: it is not what index.json says", kRebuild);
    }
    return file;
}

Result<void> TokenStore::openShards(const Path &folder)
{
    for (const StoreFile &file : m_index.shards) {
        std::uint64_t sizeBytes = 0;
        if (__builtin_mul_overflow(static_cast<std::uint64_t>(file.numTokens), sizeof(std::uint32_t), &sizeBytes)) {
            return fail(ErrorCode::data, (folder / file.file).string() + " cannot be that large", kRebuild);
        }
        m_shards.push_back(BAFO_TRY(openChecked(folder / file.file, file.sha256, sizeBytes)));
        const auto tokens = shard(m_shards.size() - 1);
        const std::uint32_t mask = holdsConversations() ? ~kAnswerMark : ~0U;
        const bool isWithin = std::all_of(tokens.begin(), tokens.end(), [&](std::uint32_t token) {
            return static_cast<std::int64_t>(token & mask) < m_index.vocabularySize;
        });
        if (!isWithin) {
            return fail(ErrorCode::data, (folder / file.file).string() + " holds a token outside the vocabulary",
                        kRebuild);
        }
    }
    return {};
}

Result<void> TokenStore::openDocuments(const Path &folder)
{
    std::uint64_t sizeBytes = 0;
    if (__builtin_mul_overflow(static_cast<std::uint64_t>(m_index.numDocuments), sizeof(DocumentPlace), &sizeBytes)) {
        return fail(ErrorCode::data, folder.string() + " cannot hold so many documents", kRebuild);
    }
    m_documents = BAFO_TRY(openChecked(folder / m_index.documents.file, m_index.documents.sha256, sizeBytes));
    std::uint64_t end = 0;
    for (const DocumentPlace &place : documents()) {
        if (place.firstToken < end || place.firstToken >= static_cast<std::uint64_t>(m_index.numTokens)) {
            return fail(ErrorCode::data, folder.string() + ": a document lies outside its tokens", kRebuild);
        }
        end = place.firstToken + 1;
    }
    return {};
}

std::span<const std::uint32_t> TokenStore::shard(std::size_t number) const
{
    const auto bytes = m_shards[number].bytes();
    return {reinterpret_cast<const std::uint32_t *>(bytes.data()), bytes.size() / sizeof(std::uint32_t)};
}

std::span<const TokenStore::DocumentPlace> TokenStore::documents() const
{
    const auto bytes = m_documents.bytes();
    return {reinterpret_cast<const DocumentPlace *>(bytes.data()), bytes.size() / sizeof(DocumentPlace)};
}

Result<StoreIdentity> storeIdentity(Dataset &dataset, const Selection &selection, const text::Tokenizer &tokenizer,
                                    const StoreOptions &options)
{
    BAFO_TRY(checkStyle(dataset, options.style));
    const auto separator = options.separator ? options.separator : documentSeparator(tokenizer);
    if (!separator || *separator >= tokenizer.vocabularySize()) {
        return fail(ErrorCode::config, "the tokenizer has no token that ends a text",
                    "name one of its tokens: --separator");
    }
    return StoreIdentity{.tokenizer = tokenizer.hash(),
                         .datasetRevision = BAFO_TRY(dataset.revision()),
                         .selection = selection,
                         .separator = *separator,
                         .style = storeStyle(options.style)};
}

Result<EnsuredStore> ensureStore(FileSystem &files, Dataset &dataset, const Selection &selection,
                                 const text::Tokenizer &tokenizer, const StoreOptions &options)
{
    StoreIdentity wanted = BAFO_TRY(storeIdentity(dataset, selection, tokenizer, options));
    const Path folder = storeFolder(dataset.folder(), wanted.tokenizer, selection, options.style);
    auto present = TokenStore::open(files, folder, wanted);
    if (present) {
        return EnsuredStore{.store = std::move(*present), .isNew = false, .isReplacement = false, .reason = {}};
    }
    std::string reason = present.error().message;
    const bool isReplacement = BAFO_TRY(files.status(folder)).exists;
    wanted.datasetRevision = BAFO_TRY(buildStore(files, dataset, wanted, tokenizer, options));
    auto store = BAFO_TRY(TokenStore::open(files, folder, wanted));
    return EnsuredStore{
        .store = std::move(store), .isNew = true, .isReplacement = isReplacement, .reason = std::move(reason)};
}

} // namespace bafo::data
