// SPDX-License-Identifier: Apache-2.0
// manifest.json of a checkpoint: what lies in the folder, what state of the run it is, and a hash for every file.
//
// Goals: a folder is a checkpoint if and only if its manifest is there and every hash in it verifies, its own included;
// a reader needs no other file to know whether it may resume from it; a checkpoint made by N ranks lists N shards.
// Non-goals: holding tensors; being edited by hand.
// Rejected: pickle (runs code), trusting the folder's name (others lost runs by it), a hash per tensor (a file's hash
// covers them).
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::checkpoint {

inline constexpr int kManifestSchema = 4; ///< 1 had one shard and no list of tensors, 2 no frozen ones, 3 no hash
inline constexpr std::string_view kManifestName = "manifest.json";

/// One file of the checkpoint, written by one rank.
struct ShardFile {
    std::string name; ///< plain file name in the checkpoint's folder
    std::uint64_t sizeBytes = 0;
    std::string sha256;
};

/// How a tensor is divided: shard r holds rows from firstRows[r] on, as many as its file says.
struct DividedTensor {
    std::string name;
    std::int64_t rows = 0; ///< of all shards together
    std::vector<std::int64_t> firstRows;
};

/// A tensor that the run never changes: it lies in no shard, but in the model that the run began with.
struct FrozenTensor {
    std::string name;
    std::string sha256; ///< of its bytes there
};

struct Manifest {
    std::string run;
    std::int64_t step = 0; ///< steps done
    int worldSize = 1;
    std::string sharding = "none"; ///< how tensors are divided among the shards: "none" or "rows"
    std::vector<ShardFile> files; ///< shard of rank r at index r
    std::vector<DividedTensor> tensors; ///< empty where there is one shard, which then has all rows
    std::vector<FrozenTensor> frozen;
    std::int64_t dataCursor = 0; ///< global index of the next sequence to be read
    std::int64_t optimizerSteps = 0;
    std::string configHash; ///< of the settings
    std::string dataHash; ///< of the token stores in the curriculum's order
    std::string codeVersion;
    std::map<std::string, double> counters; ///< cumulative, by name: train_tokens, train_bytes, train_flops
};

/// With the SHA-256 of everything else in it under "sha256".
[[nodiscard]] std::string toJson(const Manifest &manifest);

/// Reads a manifest, refusing (data) anything that is not whole and sound: unknown schema, missing key, wrong type,
/// file names that leave the folder, hashes that are none, a text that was changed since. `path` is named in messages.
[[nodiscard]] Result<Manifest> parseManifest(std::string_view text, const std::string &path);

} // namespace bafo::checkpoint
