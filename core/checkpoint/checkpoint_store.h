// SPDX-License-Identifier: Apache-2.0
// The checkpoints of one run: saved so that at any moment, whatever dies, the last committed one can be loaded.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/checkpoint/manifest.h"
#include "core/checkpoint/shard_file.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace bafo::distributed {
class Collectives;
}

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

/// Owns the folder while the run's lock is held. One thread at a time. Each rank writes its own shard, and rank 0 the
/// manifest once all agree; sweeping, verifying and removing are rank 0's work, whose answer all get. So all ranks make
/// the same calls, and each error is an error on all of them.
class CheckpointStore {
public:
    /// `keep` checkpoints stay after each save, at least 2. `files` must live longer. Without ranks there is only this
    /// process.
    CheckpointStore(FileSystem &files, Path folder, int keep, distributed::Collectives *ranks = nullptr);
    ~CheckpointStore();

    /// Removes what a killed process left behind. Call it once before anything else.
    Result<void> sweep();

    /// Room for `keep` checkpoints and the one being written, with 2 % and a reserve. Fails (diskFull) where it is not
    /// there. Each rank gives the bytes of its own shard.
    Result<DiskRoom> checkRoomForRun(std::uint64_t shardBytes);

    /// Room for one more checkpoint.
    Result<DiskRoom> roomForSave(std::uint64_t shardBytes);

    /// Writes one checkpoint into a temporary folder beside the others, flushes it, and renames it: when this returns
    /// without error it is committed. After an error nobody may rely on it, and what is left of it is whole or swept at
    /// the next start. Fills in what the manifest says of shards. `attempt` tells this try from every other; rank 0's
    /// counts. An error in removing old
    /// ones afterwards is no failure of the save: they are found again next time.
    Result<Manifest> save(Manifest manifest, std::span<const TensorView> tensors, const std::string &attempt);

    /// Newest checkpoint of `run` whose every hash verifies. Fails (data) where there are some and none of them is
    /// good.
    Result<Found> findNewest(const std::string &run);

    /// Steps of the committed checkpoints, oldest first.
    Result<std::vector<std::int64_t>> committedSteps();

private:
    [[nodiscard]] bool isFirstRank() const;
    std::uint64_t bytesOfAllRanks(std::uint64_t shardBytes);
    Result<DiskRoom> asFirstRank(const Result<DiskRoom> &room);
    Result<Manifest> writeShards(Manifest manifest, std::span<const TensorView> tensors, const Path &attemptFolder);
    Result<void> commit(const Manifest &manifest, const Path &attemptFolder, const std::string &attempt);
    Result<Found> findNewestHere(const std::string &run);
    Result<void> removeCommitted(std::int64_t step, const std::string &attempt);
    bool isForeign(std::int64_t step, const std::string &run);
    Result<void> retain(const Manifest &newest, const std::string &attempt);

    FileSystem &m_files;
    std::unique_ptr<distributed::Collectives> m_oneRank; ///< where nobody gave others
    distributed::Collectives *m_ranks;
    Path m_folder;
    int m_keep;
    std::set<std::int64_t> m_verifiedSteps; ///< written or checked by this object
};

/// Bytes of a checkpoint with these tensors.
[[nodiscard]] std::uint64_t sizeOf(std::span<const TensorView> tensors);

} // namespace bafo::checkpoint
