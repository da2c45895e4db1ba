// SPDX-License-Identifier: Apache-2.0
// Whether a model folder still holds what was written into it: every file against the hashes of lineage.json.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::runs {

enum class FileTrouble {
    differs, ///< other bytes than those that were written, or none that can be read
    missing,
    extra, ///< nobody wrote it with the model
};

/// "differs", "missing", "extra": for --json.
[[nodiscard]] std::string_view nameOf(FileTrouble trouble);

struct FileDifference {
    std::string name;
    FileTrouble trouble = FileTrouble::differs;
    std::string why; ///< a sentence without its end
};

struct ModelVerification {
    std::size_t numFiles = 0; ///< that lineage.json names
    std::uint64_t sizeBytes = 0; ///< of those, as it names them
    std::vector<FileDifference> differences; ///< empty where all is as it was written

    [[nodiscard]] bool isSound() const { return differences.empty(); }
};

/// Told while files are read: bytes done of bytes in all.
using VerificationProgress = std::function<void(std::uint64_t doneBytes, std::uint64_t totalBytes)>;

/// Reads every file once; a size that differs is enough without reading. Hidden files and certificate.json are
/// not looked at. Fails (data)
/// where there is no lineage.json, it cannot be read, or it names something outside the folder.
[[nodiscard]] Result<ModelVerification> verifyModel(FileSystem &files, const Path &folder,
                                                    const VerificationProgress &progress = {});

} // namespace bafo::runs
