// SPDX-License-Identifier: Apache-2.0
// Tokens of a selection of documents, made once and mapped into memory: what training reads.
//
// A store is a folder datasets/<name>/stores/<tokenizer hash>/<selection>/ with
//   index.json       what it was made from and by, and the SHA-256 of every other file
//   documents.bin    for each document: index of its first token, id in the dataset (two little-endian uint64)
//   shard-*.bin      little-endian uint32 tokens; every document is followed by the separator and lies in one shard.
//                    Of conversations (folder .../<selection>.<style>/): without separators, the highest bit of a token
//                    says that it belongs to an answer (core/data/marked_tokens.h)
// Goals: a store is there whole or not at all; it is never read with another tokenizer or after its documents changed.
// Non-goals: compression (pages are read at random). Rejected: int64 tokens (twice the size), gluing documents with
// spaces (their boundaries vanish), dropping the tail of a shard (tokens are lost).
#pragma once

#include "core/base/file_system.h"
#include "core/base/mapped_file.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/data/store_index.h"
#include "core/text/chat_style.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace bafo::data {

/// What a store must have been made from and by.
struct StoreIdentity {
    std::string tokenizer; ///< Tokenizer::hash()
    std::string datasetRevision;
    Selection selection;
    std::uint32_t separator = 0;
    std::string style = {}; ///< of conversations, see storeStyle; empty: texts
};

/// Movable; reading is thread-safe. Spans live as long as the store.
class TokenStore {
public:
    struct DocumentPlace {
        std::uint64_t firstToken = 0; ///< counted over all shards
        std::uint64_t id = 0; ///< in the dataset
    };

    /// Checks everything: hashes, sizes, token ids against the vocabulary. Fails (data) where the store is damaged, was
    /// made with another tokenizer, from another selection or separator, or before the dataset changed.
    static Result<TokenStore> open(FileSystem &files, const Path &folder, const StoreIdentity &wanted);

    [[nodiscard]] const StoreIndex &index() const { return m_index; }

    /// SHA-256 of index.json: equal for stores of equal content and origin.
    [[nodiscard]] const std::string &hash() const { return m_hash; }

    [[nodiscard]] bool holdsConversations() const { return !m_index.style.empty(); }
    [[nodiscard]] std::uint32_t separator() const { return static_cast<std::uint32_t>(m_index.separator); }
    [[nodiscard]] std::size_t numShards() const { return m_shards.size(); }
    [[nodiscard]] std::span<const std::uint32_t> shard(std::size_t number) const;

    /// In the order of their tokens.
    [[nodiscard]] std::span<const DocumentPlace> documents() const;

private:
    TokenStore() = default;
    Result<MappedFile> openChecked(const Path &path, const std::string &sha256, std::uint64_t sizeBytes) const;
    Result<void> openShards(const Path &folder);
    Result<void> openDocuments(const Path &folder);

    StoreIndex m_index;
    std::string m_hash;
    MappedFile m_documents;
    std::vector<MappedFile> m_shards;
};

struct StoreOptions {
    /// The token behind every document; nothing means documentSeparator(tokenizer).
    std::optional<std::uint32_t> separator = {};

    /// A shard is closed with the document that reaches this many tokens.
    std::int64_t shardTokens = std::int64_t{1} << 26U;

    /// How conversations are written; null for texts. Borrowed.
    const text::ChatStyle *style = nullptr;
};

struct EnsuredStore {
    TokenStore store;
    bool isNew = false;
    bool isReplacement = false; ///< another one stood there: stale, damaged or foreign
    std::string reason; ///< why it was built, for the user where it is a replacement; empty where it was there
};

/// "chatml:" and the style's hash: other stores for other styles. Empty for null.
[[nodiscard]] std::string storeStyle(const text::ChatStyle *style);

/// Where the store of this tokenizer, selection and style lies.
[[nodiscard]] Path storeFolder(const Path &datasetFolder, const std::string &tokenizerHash, const Selection &selection,
                               const text::ChatStyle *style = nullptr);

/// What the store of this tokenizer and selection must be. Fails (config) on a tokenizer without end of text, where no
/// separator was given, on conversations without a style, and on a style for texts.
Result<StoreIdentity> storeIdentity(Dataset &dataset, const Selection &selection, const text::Tokenizer &tokenizer,
                                    const StoreOptions &options = {});

/// Opens the store if it is there and sound, else builds it: into a temporary folder, synced, then renamed. Fails
/// (config) on a tokenizer without end of text, where no separator was given, and on a selection for training while
/// documents are still unassigned; (data) on a selection without documents.
Result<EnsuredStore> ensureStore(FileSystem &files, Dataset &dataset, const Selection &selection,
                                 const text::Tokenizer &tokenizer, const StoreOptions &options = {});

} // namespace bafo::data
