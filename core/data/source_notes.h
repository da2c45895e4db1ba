// SPDX-License-Identifier: Apache-2.0
// Notes in a dataset's ledger what was found out about its sources after they were imported.
#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace bafo::data {

/// What is nothing stays as it is.
struct SourceNote {
    std::optional<std::string> licence;
    std::optional<std::string> provenance;
};

/// What was noted, and why sources.yaml is still the old one where it is.
struct NoteReport {
    std::vector<Source> sources; ///< as they are now
    std::string ledgerProblem;
};

/// All of the sources or none, in one transaction. Texts, splits and the dataset's revision stay as they are, so runs
/// that read it are not touched. Fails (config) on a source that there is not, an empty licence, no note at all, or a
/// note that is no UTF-8.
Result<NoteReport> noteSources(Dataset &dataset, std::span<const std::int64_t> sources, const SourceNote &note);

} // namespace bafo::data
