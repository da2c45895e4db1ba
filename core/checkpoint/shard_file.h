// SPDX-License-Identifier: Apache-2.0
// One rank's file of a checkpoint: tensors as safetensors, streamed out of memory and back into it.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/checkpoint/manifest.h"
#include "core/formats/dtype.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace bafo::checkpoint {

/// A tensor as it lies in memory. It is streamed from there: saving copies no tensor. What lies on a device has fetch
/// in place of bytes, which brings it into main memory until the next one is fetched.
struct TensorView {
    std::string name;
    formats::Dtype dtype = formats::Dtype::F32;
    std::vector<std::int64_t> shape; ///< of what is here
    std::span<const std::byte> bytes;
    std::int64_t firstRow = 0; ///< of the whole tensor: the first dimension may be divided among the ranks
    std::int64_t totalRows = 0; ///< of the whole tensor; 0: all of them are here
    std::function<std::span<const std::byte>()> fetch = {};
    std::uint64_t bytesToFetch = 0;

    [[nodiscard]] std::uint64_t sizeBytes() const { return fetch ? bytesToFetch : bytes.size(); }
};

/// Where rows of a tensor of a checkpoint are to be put; name, dtype and size of the whole must be those it was saved
/// with.
struct TensorTarget {
    std::string name;
    formats::Dtype dtype = formats::Dtype::F32;
    std::vector<std::int64_t> shape;
    std::span<std::byte> bytes;
    std::int64_t firstRow = 0;
    std::int64_t totalRows = 0;
};

/// Rows of the whole tensor.
[[nodiscard]] std::int64_t totalRowsOf(const std::vector<std::int64_t> &shape, std::int64_t totalRows);

/// Writes and flushes a new file; room for all of it is reserved before the first byte. Hashed as it is written.
Result<ShardFile> writeShard(FileSystem &files, const Path &path, std::span<const TensorView> tensors);

/// Fills all targets out of the shards of a checkpoint, whatever number of ranks wrote it. Fails (data) on any that is
/// missing, has another dtype or shape, or rows that no shard holds.
Result<void> readShards(const Path &folder, const Manifest &manifest, std::span<const TensorTarget> targets);

} // namespace bafo::checkpoint
