// SPDX-License-Identifier: Apache-2.0
// One committed checkpoint, read without the run that made it.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/checkpoint/manifest.h"
#include "core/formats/dtype.h"
#include "core/formats/safetensors.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace bafo::checkpoint {

/// The manifest of a committed checkpoint, sound in itself.
[[nodiscard]] Result<Manifest> readManifest(FileSystem &files, const Path &folder);

/// The manifest of a committed checkpoint, with every hash in it compared. Fails (data) on anything missing, damaged,
/// renamed, of another run than `run` (an empty one takes any), and where the shards are not what the manifest says.
[[nodiscard]] Result<Manifest> verifyCheckpoint(FileSystem &files, const Path &folder, const std::string &run = {});

/// Tensors whole, whatever number of ranks wrote them, out of mapped files: memory for none of them is taken. Movable;
/// one thread at a time.
class CheckpointReader {
public:
    /// Verifies it first.
    [[nodiscard]] static Result<CheckpointReader> open(FileSystem &files, const Path &folder,
                                                       const std::string &run = {});

    [[nodiscard]] const Manifest &manifest() const { return m_manifest; }

    using ByteSink = std::function<Result<void>(std::span<const std::byte>)>;

    /// Hands all rows of a tensor to the sink, in order. Fails (data) where it is not there in this type and shape.
    Result<void> stream(const std::string &name, formats::Dtype dtype, const std::vector<std::int64_t> &shape,
                        const ByteSink &sink) const;

private:
    CheckpointReader() = default;

    Path m_folder;
    Manifest m_manifest;
    std::vector<formats::SafetensorsFile> m_shards;
};

} // namespace bafo::checkpoint
