// SPDX-License-Identifier: Apache-2.0
// lineage.json of a model folder: what the model was made from, how, and a hash for each of its files.
//
// Goals: a model's ancestry can be told without loading a tensor; a changed or mixed-up file is found by its hash; two
// equal makings give equal bytes (no time, host or absolute path in it). Non-goal: a licence ledger (that is the
// dataset's). Rejected: a database of models, which a copied folder would leave behind.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::runs {

inline constexpr std::string_view kLineageFileName = "lineage.json";

/// A model or file that this one was made from.
struct LineageParent {
    std::string name; ///< folder or file name, never a path
    std::string weightHash; ///< its ModelLineage::weightHash, or the SHA-256 of an imported file
};

struct LineageFile {
    std::string name;
    std::string sha256;
    std::uint64_t sizeBytes = 0;
};

/// Plain value; files and parents keep their order.
struct ModelLineage {
    std::string how; ///< "import", "init", "expand", "train", "export"
    std::vector<LineageParent> parents;
    std::map<std::string, std::string> settings; ///< what decided the result: source format, seed, mode
    std::vector<LineageFile> files;

    /// Names the weights whatever the rest of the folder holds: SHA-256 over "<sha256> <name>\n" of all .safetensors
    /// files in the order of their names. Empty where there is none.
    [[nodiscard]] std::string weightHash() const;
};

[[nodiscard]] std::string toJson(const ModelLineage &lineage);

/// `origin` is named in errors.
[[nodiscard]] Result<ModelLineage> parseLineage(std::string_view text, const Path &origin);

/// Reads <folder>/lineage.json; a folder without one has an empty lineage, which is no error.
[[nodiscard]] Result<ModelLineage> readLineage(FileSystem &files, const Path &folder);

} // namespace bafo::runs
