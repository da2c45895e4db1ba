// SPDX-License-Identifier: Apache-2.0
// index.json of a token store: what the tokens were made from and by, and the hash of every file.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::data {

/// Which documents of a dataset a store holds, in the order of import. Empty means any.
struct Selection {
    std::string language;
    std::string split;

    bool operator==(const Selection &) const = default;

    /// "zul.train", "all.held-out": unlike for unlike selections of well-formed names.
    [[nodiscard]] std::string folderName() const;
};

struct StoreFile {
    std::string file;
    std::int64_t numTokens = 0; ///< of a shard
    std::string sha256;
};

struct StoreIndex {
    std::string tokenizer; ///< Tokenizer::hash()
    std::int64_t vocabularySize = 0;
    std::string datasetRevision;
    Selection selection;
    std::string style; ///< of conversations, see storeStyle; empty: the documents are texts
    std::int64_t separator = 0; ///< the token behind every document that is a text
    std::int64_t shardTokens = 0; ///< a shard is closed with the document that reaches this many
    std::int64_t numTokens = 0; ///< separators included
    std::int64_t numDocuments = 0;
    std::int64_t numBytes = 0; ///< of UTF-8 text
    StoreFile documents;
    std::vector<StoreFile> shards;
};

[[nodiscard]] std::string toJson(const StoreIndex &index);

/// Fails (data) on anything that this version would not write.
[[nodiscard]] Result<StoreIndex> parseStoreIndex(std::string_view json);

/// "shard-00003.bin"
[[nodiscard]] std::string shardName(std::size_t number);

} // namespace bafo::data
