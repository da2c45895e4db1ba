// SPDX-License-Identifier: Apache-2.0
// What a dataset holds: documents, where they came from, and the questions one can ask for them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::data {

inline constexpr std::string_view kTrainSplit = "train";
inline constexpr std::string_view kHeldOutSplit = "held-out";

/// The split of a document that was imported after the last split, or of all where there was none yet. Nothing trains
/// on it: it might repeat what is held out.
inline constexpr std::string_view kUnassigned = "unassigned";

struct Document {
    std::int64_t id = 0; ///< grows in the order of import
    std::string text;
    std::string language; ///< a tag such as "zul"
    std::string split;
    std::int64_t source = 0;
    std::int64_t pair = 0; ///< documents that translate each other share it; 0: none
    std::int64_t cluster = 0; ///< near-duplicates and their translations share it; 0: not split yet
    std::string context; ///< what the source says about its use; may be empty
    std::string turns = {}; ///< of a conversation, see parseConversation; empty: a text
};

/// One imported file: the ledger of licence and provenance.
struct Source {
    std::int64_t id = 0;
    std::string kind; ///< "plain_text", "jsonl", "gettext_mo", "conversations", "built"
    std::string file; ///< name without folders
    std::string sha256;
    std::string language;
    std::string licence; ///< as the importer was told; "unknown" where it was not
    std::string provenance; ///< a URL or a sentence; may be empty
    std::string steps; ///< what was done to every text, comma separated: "nfc"
    std::int64_t importedMs = 0; ///< since 1970
    std::map<std::string, std::int64_t> skipped; ///< reason -> number of entries
    bool isForEvaluation = false; ///< a test of models: nothing is built from it
};

/// Which documents are meant. Empty fields mean any.
struct DocumentQuery {
    std::string language;
    std::string split;
    std::string search; ///< words that the text must hold; the last one may be unfinished
    std::int64_t source = 0;
};

/// Counts of one group of documents.
struct GroupCount {
    std::string language;
    std::string split;
    std::int64_t source = 0;
    std::int64_t numDocuments = 0;
    std::int64_t numWords = 0;
    std::int64_t numBytes = 0; ///< of UTF-8
};

} // namespace bafo::data
