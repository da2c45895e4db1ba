// SPDX-License-Identifier: Apache-2.0
#include "core/checkpoint/checkpoint_store.h"

#include "core/base/sha256.h"
#include "core/checkpoint/checkpoint_layout.h"

#include <algorithm>

namespace bafo::checkpoint {
namespace {

constexpr std::uint64_t kMaxReserveBytes = 2ULL << 30U;
constexpr std::uint64_t kMinReserveBytes = 16ULL << 20U;
constexpr std::uint64_t kMaxManifestBytes = 16U << 20U;
/// Names, offsets and the manifest of one checkpoint, generously.
constexpr std::uint64_t kHeaderBytes = 1U << 20U;

/// What one checkpoint takes: 2 % more than its tensors, for file system blocks and estimates that are a little off.
std::uint64_t withMargin(std::uint64_t bytes)
{
    return bytes + bytes / 50;
}

/// Other programs on the same disk need room as well; a small run is not held up by a large reserve.
std::uint64_t reserveFor(std::uint64_t checkpointBytes)
{
    return std::clamp(checkpointBytes, kMinReserveBytes, kMaxReserveBytes);
}

std::string inMebibytes(std::uint64_t bytes)
{
    return std::to_string((bytes + (1U << 20U) - 1) >> 20U) + " MiB";
}

} // namespace

std::uint64_t sizeOf(std::span<const TensorView> tensors)
{
    std::uint64_t bytes = kHeaderBytes;
    for (const TensorView &tensor : tensors) {
        bytes += tensor.bytes.size();
    }
    return bytes;
}

CheckpointStore::CheckpointStore(FileSystem &files, Path folder, int keep)
    : m_files(files)
    , m_folder(std::move(folder))
    , m_keep(std::max(2, keep))
{
}

Result<void> CheckpointStore::sweep()
{
    BAFO_TRY(m_files.createDirectories(m_folder));
    for (const std::string &name : BAFO_TRY(m_files.list(m_folder))) {
        if (isLeftover(name)) {
            BAFO_TRY(m_files.removeTree(m_folder / name));
        }
    }
    return {};
}

Result<DiskRoom> CheckpointStore::checkRoomForRun(std::uint64_t checkpointBytes)
{
    DiskRoom room;
    room.needBytes = withMargin(checkpointBytes) * static_cast<std::uint64_t>(m_keep + 1) + reserveFor(checkpointBytes);
    room.freeBytes = BAFO_TRY(m_files.freeBytes(m_folder)) + BAFO_TRY(treeSizeBytes(m_files, m_folder));
    if (room.freeBytes < room.needBytes) {
        return fail(ErrorCode::diskFull,
                    "the checkpoints of this run need " + inMebibytes(room.needBytes) + " in " + m_folder.string()
                        + ", but only " + inMebibytes(room.freeBytes) + " are free",
                    "free some space ('bafo disk' shows what takes it), or lower checkpoint.keep");
    }
    return room;
}

Result<DiskRoom> CheckpointStore::roomForSave(std::uint64_t checkpointBytes)
{
    return DiskRoom{.needBytes = withMargin(checkpointBytes) + reserveFor(checkpointBytes),
                    .freeBytes = BAFO_TRY(m_files.freeBytes(m_folder))};
}

Result<std::vector<std::int64_t>> CheckpointStore::committedSteps()
{
    std::vector<std::int64_t> steps;
    if (!BAFO_TRY(m_files.status(m_folder)).exists) {
        return steps;
    }
    for (const std::string &name : BAFO_TRY(m_files.list(m_folder))) {
        if (const auto step = stepOfCommittedName(name)) {
            steps.push_back(*step);
        }
    }
    std::sort(steps.begin(), steps.end());
    return steps;
}

Result<Manifest> CheckpointStore::save(Manifest manifest, std::span<const TensorView> tensors,
                                       const std::string &attempt)
{
    const Path attemptFolder = m_folder / attemptName(manifest.step, attempt);
    const Path committedFolder = m_folder / committedName(manifest.step);
    auto commit = [&]() -> Result<Manifest> {
        Manifest written = BAFO_TRY(writeAttempt(manifest, tensors, attemptFolder));
        BAFO_TRY(removeCommitted(manifest.step, attempt));
        BAFO_TRY(m_files.rename(attemptFolder, committedFolder));
        if (auto synced = m_files.syncDirectory(m_folder); !synced) {
            // The name may or may not outlive a power cut, so nobody may hear of it. That failure is the one to tell.
            (void)removeCommitted(manifest.step, attempt + "-unsynced");
            return fail(std::move(synced).error());
        }
        return written;
    };
    Result<Manifest> outcome = commit();
    if (!outcome) {
        // The first error is the one to tell; what is left is swept at the next start.
        (void)m_files.removeTree(attemptFolder);
        return outcome;
    }
    m_verifiedSteps.insert(manifest.step);
    // The save stands even if an old checkpoint cannot be removed: the next save, or the next start, tries again.
    (void)retain(attempt);
    return outcome;
}

Result<Manifest> CheckpointStore::writeAttempt(Manifest manifest, std::span<const TensorView> tensors,
                                               const Path &attemptFolder)
{
    BAFO_TRY(m_files.createDirectories(attemptFolder));
    manifest.files = {BAFO_TRY(writeShard(m_files, attemptFolder / shardName(0), tensors))};
    auto file = BAFO_TRY(m_files.openForWriting(attemptFolder / kManifestName, WriteMode::createNew));
    BAFO_TRY(file->write(toJson(manifest)));
    BAFO_TRY(file->sync());
    BAFO_TRY(m_files.syncDirectory(attemptFolder));
    return manifest;
}

Result<void> CheckpointStore::removeCommitted(std::int64_t step, const std::string &attempt)
{
    const Path folder = m_folder / committedName(step);
    if (!BAFO_TRY(m_files.status(folder)).exists) {
        return {};
    }
    m_verifiedSteps.erase(step);
    const Path goner = m_folder / deletedName(step, attempt);
    BAFO_TRY(m_files.rename(folder, goner));
    return m_files.removeTree(goner);
}

Result<void> CheckpointStore::retain(const std::string &attempt)
{
    std::vector<std::int64_t> steps = BAFO_TRY(committedSteps());
    int numKept = 0;
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        if (numKept >= m_keep) {
            BAFO_TRY(removeCommitted(*step, attempt));
            continue;
        }
        // One that an earlier process wrote counts only after its hashes were read.
        if (m_verifiedSteps.contains(*step) || verify(m_folder / committedName(*step), {})) {
            m_verifiedSteps.insert(*step);
            ++numKept;
        }
    }
    return {};
}

Result<Manifest> CheckpointStore::verify(const Path &folder, const std::string &run)
{
    const Path path = folder / kManifestName;
    const std::string text = BAFO_TRY(m_files.readFile(path, kMaxManifestBytes));
    Manifest manifest = BAFO_TRY(parseManifest(text, path.string()));
    if (committedName(manifest.step) != folder.filename()) {
        return fail(ErrorCode::data, path.string() + " is of step " + std::to_string(manifest.step),
                    "the folder was renamed");
    }
    if (!run.empty() && manifest.run != run) {
        return fail(ErrorCode::data, path.string() + " belongs to run " + manifest.run,
                    "put it back where it came from");
    }
    for (const ShardFile &shard : manifest.files) {
        const Path file = folder / shard.name;
        const FileStatus status = BAFO_TRY(m_files.status(file));
        if (!status.exists || status.sizeBytes != shard.sizeBytes) {
            return fail(ErrorCode::data,
                        file.string() + (status.exists ? " has another size than it was written with" : " is missing"),
                        "an older checkpoint may still be good; resume tries it");
        }
        if (BAFO_TRY(sha256OfFile(file)) != shard.sha256) {
            return fail(ErrorCode::data, file.string() + " is damaged: its SHA-256 is not the one it was written with",
                        "an older checkpoint may still be good; resume tries it");
        }
    }
    return manifest;
}

Result<Found> CheckpointStore::findNewest(const std::string &run)
{
    Found found;
    std::vector<std::int64_t> steps = BAFO_TRY(committedSteps());
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        const Path folder = m_folder / committedName(*step);
        Result<Manifest> manifest = verify(folder, run);
        if (manifest) {
            m_verifiedSteps.insert(*step);
            found.manifest = std::move(*manifest);
            found.folder = folder;
            return found;
        }
        found.passedOver.push_back({.folder = folder, .reason = manifest.error().message});
    }
    if (!found.passedOver.empty()) {
        return fail(ErrorCode::data,
                    "no checkpoint of this run can be used; the newest: " + found.passedOver.front().reason,
                    "clone the run ('bafo run clone') to start it again from its beginning");
    }
    return found;
}

} // namespace bafo::checkpoint
