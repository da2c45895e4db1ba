// SPDX-License-Identifier: Apache-2.0
// Puts files into a dataset: all of them in one transaction, each with its licence and provenance.
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/data/document_source.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace bafo::data {

struct ImportOptions {
    SourceOptions source;
    std::string licence = "unknown";
    std::string provenance;
    bool isNormalized = true; ///< every text is brought to Unicode form NFC, and the ledger says so
    bool isForEvaluation = false; ///< marks the files as tests of models: no training data is built from them
    bool keepsDuplicates = false; ///< else an entry that is there already, letter for letter, is skipped and counted
};

struct ImportReport {
    std::int64_t numFiles = 0;
    std::int64_t numDocuments = 0;
    std::int64_t numPairs = 0;
    std::int64_t numWords = 0;
    std::int64_t numBytes = 0;
    std::int64_t numNormalized = 0; ///< texts that NFC changed
    std::map<std::string, std::int64_t> skipped; ///< reason -> number of entries
    std::vector<std::string>
        problems; ///< the first 20 that a source named by its place: "a.jsonl: line 3: it is no JSON"
    std::string ledgerProblem; ///< why sources.yaml is still the old one; the documents are in all the same
};

/// How far an import is.
struct ImportProgress {
    std::int64_t numFiles = 0; ///< that are read
    std::int64_t numFilesInAll = 0;
    std::int64_t numDocuments = 0; ///< taken in
    double share = 0; ///< of the files' bytes, from 0 to 1: an estimate within the file that is being read
};

/// Longest text of one document.
inline constexpr std::size_t kMaxDocumentBytes = 16U << 20U;

/// Reads all files with one source. Fails (data) naming file and line or byte on an empty or unreadable file, a text
/// that is empty, too long or no UTF-8, and (config) on a file that was imported before, or where texts and
/// conversations would come together; then, and where the disk is full, nothing has changed. `tell` is called about
/// five times a second, from the same thread.
Result<ImportReport> importFiles(Dataset &dataset, const DocumentSource &source, const std::vector<Path> &files,
                                 const ImportOptions &options, const Clock &clock,
                                 const std::function<void(const ImportProgress &)> &tell = {});

/// What made entries come from: a row of the ledger.
struct MadeOrigin {
    std::string name;
    std::string sha256;
    std::string licence;
    std::string provenance;
    std::string kind = "built";
    bool isContinued = false; ///< a row that is there already takes what comes; else it is refused
};

struct MadeEntry {
    std::size_t origin = 0;
    Entry entry;
};

/// Takes in what was made here, in its order and one transaction; `alongside` does more within it, when the documents
/// are in. Fails as importFiles does, and as `alongside` does.
Result<ImportReport> importMade(Dataset &dataset, const std::vector<MadeOrigin> &origins,
                                std::vector<MadeEntry> entries, const std::string &language, const Clock &clock,
                                const std::function<Result<void>(const ImportReport &)> &alongside = {});

/// Inside the caller's transaction: keeps it, with the ledger that belongs to it. Gives why sources.yaml is still the
/// old one; empty where it is not.
Result<std::string> commitWithLedger(Dataset &dataset, Transaction &transaction);

} // namespace bafo::data
