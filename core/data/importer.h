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
/// that is empty, too long or no UTF-8, and (config) on a file that was imported before; then, and
/// where the disk is full, nothing has changed. `tell` is called about five times a second, from the same thread.
Result<ImportReport> importFiles(Dataset &dataset, const DocumentSource &source, const std::vector<Path> &files,
                                 const ImportOptions &options, const Clock &clock,
                                 const std::function<void(const ImportProgress &)> &tell = {});

} // namespace bafo::data
