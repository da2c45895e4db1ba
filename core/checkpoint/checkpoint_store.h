// SPDX-License-Identifier: Apache-2.0
// The checkpoints of one run: saved so that at any moment, whatever dies, the last committed one can be loaded.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/checkpoint/manifest.h"
#include "core/checkpoint/shard_file.h"

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace bafo::checkpoint {

/// How much room a run needs on the disk, and how much there is.
struct DiskRoom {
    std::uint64_t needBytes = 0;
    std::uint64_t freeBytes = 0; ///< what is free now, and what checkpoints already there will give back or stand for
};

/// A checkpoint that cannot be used, and why.
struct PassedOver {
    Path folder;
    std::string reason;
};

/// What loading found: the newest checkpoint that verifies (nothing on a run without any), and the newer ones that do
/// not.
struct Found {
    std::optional<Manifest> manifest;
    Path folder;
    std::vector<PassedOver> passedOver;
};

/// Owns the folder while the run's lock is held. One thread at a time. At world size 1 it writes the one shard; with
/// more ranks each writes its own and rank 0 the manifest, once all agree.
class CheckpointStore {
public:
    /// `keep` checkpoints stay after each save, at least 2. `files` must live longer.
    CheckpointStore(FileSystem &files, Path folder, int keep);

    /// Removes what a killed process left behind. Call it once before anything else.
    Result<void> sweep();

    /// Room for `keep` checkpoints and the one being written, with 2 % and a reserve. Fails (diskFull) where it is not
    /// there.
    Result<DiskRoom> checkRoomForRun(std::uint64_t checkpointBytes);

    /// Room for one more checkpoint.
    Result<DiskRoom> roomForSave(std::uint64_t checkpointBytes);

    /// Writes one checkpoint into a temporary folder beside the others, flushes it, and renames it: when this returns
    /// without error it is committed. After an error nobody may rely on it, and what is left of it is whole or swept at
    /// the next start. Fills in manifest.files. `attempt` tells this try from every other. An error in removing old
    /// ones afterwards is no failure of the save: they are found again next time.
    Result<Manifest> save(Manifest manifest, std::span<const TensorView> tensors, const std::string &attempt);

    /// Newest checkpoint of `run` whose every hash verifies. Fails (data) where there are some and none of them is
    /// good.
    Result<Found> findNewest(const std::string &run);

    /// Steps of the committed checkpoints, oldest first.
    Result<std::vector<std::int64_t>> committedSteps();

private:
    Result<Manifest> writeAttempt(Manifest manifest, std::span<const TensorView> tensors, const Path &attemptFolder);
    Result<void> removeCommitted(std::int64_t step, const std::string &attempt);
    Result<void> retain(const std::string &attempt);
    Result<Manifest> verify(const Path &folder, const std::string &run);

    FileSystem &m_files;
    Path m_folder;
    int m_keep;
    std::set<std::int64_t> m_verifiedSteps; ///< written or checked by this object
};

/// Bytes of a checkpoint with these tensors.
[[nodiscard]] std::uint64_t sizeOf(std::span<const TensorView> tensors);

} // namespace bafo::checkpoint
