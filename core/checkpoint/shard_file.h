// SPDX-License-Identifier: Apache-2.0
// One rank's file of a checkpoint: tensors as safetensors, streamed out of memory and back into it.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/checkpoint/manifest.h"
#include "core/formats/dtype.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace bafo::checkpoint {

/// A tensor as it lies in memory. It is streamed from there: saving copies no tensor.
struct TensorView {
    std::string name;
    formats::Dtype dtype = formats::Dtype::F32;
    std::vector<std::int64_t> shape;
    std::span<const std::byte> bytes;
};

/// Where a tensor of a checkpoint is to be put; name, dtype and shape must be those it was saved with.
struct TensorTarget {
    std::string name;
    formats::Dtype dtype = formats::Dtype::F32;
    std::vector<std::int64_t> shape;
    std::span<std::byte> bytes;
};

/// Writes and flushes a new file; room for all of it is reserved before the first byte. Hashed as it is written.
Result<ShardFile> writeShard(FileSystem &files, const Path &path, std::span<const TensorView> tensors);

/// Copies all targets out of a file. Fails (data) on any that is missing, or has another dtype or shape.
Result<void> readShard(const Path &path, std::span<const TensorTarget> targets);

} // namespace bafo::checkpoint
