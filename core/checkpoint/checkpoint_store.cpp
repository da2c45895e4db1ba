// SPDX-License-Identifier: Apache-2.0
#include "core/checkpoint/checkpoint_store.h"

#include "core/checkpoint/checkpoint_layout.h"
#include "core/checkpoint/checkpoint_reader.h"
#include "core/distributed/agreement.h"
#include "core/plan/disk_room.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace bafo::checkpoint {
namespace {

using nlohmann::json;

/// Names, offsets and the manifest of one checkpoint, generously.
constexpr std::uint64_t kHeaderBytes = 1U << 20U;

std::string inMebibytes(std::uint64_t bytes)
{
    return std::to_string((bytes + (1U << 20U) - 1) >> 20U) + " MiB";
}

/// What a rank tells the others of the shard that it has written.
std::string shardToText(const ShardFile &file, std::span<const TensorView> tensors)
{
    json firstRows = json::array();
    for (const TensorView &tensor : tensors) {
        firstRows.push_back(tensor.firstRow);
    }
    return json({{"name", file.name}, {"size", file.sizeBytes}, {"sha256", file.sha256}, {"first_rows", firstRows}})
        .dump();
}

void addShardOfText(const std::string &text, Manifest &manifest)
{
    const json shard = json::parse(text);
    manifest.files.push_back({.name = shard.at("name").get<std::string>(),
                              .sizeBytes = shard.at("size").get<std::uint64_t>(),
                              .sha256 = shard.at("sha256").get<std::string>()});
    for (std::size_t i = 0; i < manifest.tensors.size(); ++i) {
        manifest.tensors[i].firstRows.push_back(shard.at("first_rows").at(i).get<std::int64_t>());
    }
}

/// What the ranks that did not look need to know: those that were passed over are told by rank 0.
std::string foundToText(const Found &found)
{
    return json({{"folder", found.folder.string()}, {"manifest", found.manifest ? toJson(*found.manifest) : ""}})
        .dump();
}

Result<Found> foundOfText(const std::string &text)
{
    const json object = json::parse(text);
    Found found{.manifest = {}, .folder = object.at("folder").get<std::string>(), .passedOver = {}};
    const auto manifest = object.at("manifest").get<std::string>();
    if (!manifest.empty()) {
        found.manifest = BAFO_TRY(parseManifest(manifest, found.folder.string()));
    }
    return found;
}

} // namespace

std::uint64_t sizeOf(std::span<const TensorView> tensors)
{
    std::uint64_t bytes = kHeaderBytes;
    for (const TensorView &tensor : tensors) {
        bytes += tensor.sizeBytes();
    }
    return bytes;
}

CheckpointStore::CheckpointStore(FileSystem &files, Path folder, int keep, distributed::Collectives *ranks)
    : m_files(files)
    , m_oneRank(ranks == nullptr ? std::make_unique<distributed::OneRank>() : nullptr)
    , m_ranks(ranks == nullptr ? m_oneRank.get() : ranks)
    , m_folder(std::move(folder))
    , m_keep(std::max(2, keep))
{
}

CheckpointStore::~CheckpointStore() = default;

bool CheckpointStore::isFirstRank() const
{
    return m_ranks->rank() == 0;
}

Result<void> CheckpointStore::sweep()
{
    const auto remove = [this]() -> Result<void> {
        BAFO_TRY(m_files.createDirectories(m_folder));
        for (const std::string &name : BAFO_TRY(m_files.list(m_folder))) {
            if (isLeftover(name)) {
                BAFO_TRY(m_files.removeTree(m_folder / name));
            }
        }
        return {};
    };
    return distributed::agree(*m_ranks, isFirstRank() ? remove() : Result<void>());
}

std::uint64_t CheckpointStore::bytesOfAllRanks(std::uint64_t shardBytes)
{
    const double mine = static_cast<double>(shardBytes);
    double sum = 0;
    for (const std::vector<double> &theirs : distributed::exchangeNumbers(*m_ranks, std::span(&mine, 1))) {
        sum += theirs.front();
    }
    return static_cast<std::uint64_t>(sum);
}

/// What is free changes from one look to the next: all ranks go by the first one's.
Result<DiskRoom> CheckpointStore::asFirstRank(const Result<DiskRoom> &room)
{
    const std::string text = BAFO_TRY(distributed::fromFirstRank(
        *m_ranks,
        room ? Result<std::string>(std::to_string(room->needBytes) + ' ' + std::to_string(room->freeBytes))
             : Result<std::string>(fail(room.error()))));
    const std::size_t space = text.find(' ');
    return DiskRoom{.needBytes = std::stoull(text.substr(0, space)), .freeBytes = std::stoull(text.substr(space + 1))};
}

Result<DiskRoom> CheckpointStore::checkRoomForRun(std::uint64_t shardBytes)
{
    const std::uint64_t checkpointBytes = bytesOfAllRanks(shardBytes);
    const auto look = [&]() -> Result<DiskRoom> {
        DiskRoom room;
        room.needBytes = plan::savedPointBytes(checkpointBytes) * static_cast<std::uint64_t>(m_keep + 1)
            + plan::reserveBytes(checkpointBytes);
        room.freeBytes = BAFO_TRY(m_files.freeBytes(m_folder)) + BAFO_TRY(treeSizeBytes(m_files, m_folder));
        if (room.freeBytes < room.needBytes) {
            return fail(ErrorCode::diskFull,
                        "the checkpoints of this run need " + inMebibytes(room.needBytes) + " in " + m_folder.string()
                            + ", but only " + inMebibytes(room.freeBytes) + " are free",
                        "free some space ('bafo disk' shows what takes it), or lower checkpoint.keep");
        }
        return room;
    };
    return asFirstRank(look());
}

Result<DiskRoom> CheckpointStore::roomForSave(std::uint64_t shardBytes)
{
    const std::uint64_t checkpointBytes = bytesOfAllRanks(shardBytes);
    const auto look = [&]() -> Result<DiskRoom> {
        return DiskRoom{.needBytes = plan::savedPointBytes(checkpointBytes) + plan::reserveBytes(checkpointBytes),
                        .freeBytes = BAFO_TRY(m_files.freeBytes(m_folder))};
    };
    return asFirstRank(look());
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
    const std::string agreed = BAFO_TRY(distributed::fromFirstRank(*m_ranks, attempt));
    const Path attemptFolder = m_folder / attemptName(manifest.step, agreed);
    Result<Manifest> outcome = writeShards(std::move(manifest), tensors, attemptFolder);
    if (outcome) {
        Result<void> committed = isFirstRank() ? commit(*outcome, attemptFolder, agreed) : Result<void>();
        committed = distributed::agree(*m_ranks, committed);
        if (!committed) {
            outcome = fail(std::move(committed).error());
        }
    }
    if (!outcome) {
        if (isFirstRank()) { // the first error is the one to tell; what is left is swept at the next start
            (void)m_files.removeTree(attemptFolder);
        }
        return outcome;
    }
    m_verifiedSteps.insert(outcome->step);
    // The save stands even if an old checkpoint cannot be removed: the next save, or the next start, tries again.
    (void)distributed::firstRankWorks(*m_ranks, [&] { return retain(*outcome, agreed); });
    return outcome;
}

Result<Manifest> CheckpointStore::writeShards(Manifest manifest, std::span<const TensorView> tensors,
                                              const Path &attemptFolder)
{
    BAFO_TRY(distributed::agree(*m_ranks, isFirstRank() ? m_files.createDirectories(attemptFolder) : Result<void>()));
    const Result<ShardFile> mine = writeShard(m_files, attemptFolder / shardName(m_ranks->rank()), tensors);
    const std::vector<std::string> all = BAFO_TRY(distributed::fromAllRanks(
        *m_ranks, mine ? Result<std::string>(shardToText(*mine, tensors)) : Result<std::string>(fail(mine.error()))));
    manifest.worldSize = m_ranks->numRanks();
    manifest.sharding = manifest.worldSize == 1 ? "none" : "rows";
    manifest.files.clear();
    manifest.tensors.clear();
    for (const TensorView &tensor : tensors) {
        manifest.tensors.push_back(
            {.name = tensor.name, .rows = totalRowsOf(tensor.shape, tensor.totalRows), .firstRows = {}});
    }
    for (const std::string &text : all) {
        addShardOfText(text, manifest);
    }
    return manifest;
}

Result<void> CheckpointStore::commit(const Manifest &manifest, const Path &attemptFolder, const std::string &attempt)
{
    auto file = BAFO_TRY(m_files.openForWriting(attemptFolder / kManifestName, WriteMode::createNew));
    BAFO_TRY(file->write(toJson(manifest)));
    BAFO_TRY(file->sync());
    BAFO_TRY(m_files.syncDirectory(attemptFolder));
    BAFO_TRY(removeCommitted(manifest.step, attempt));
    BAFO_TRY(m_files.rename(attemptFolder, m_folder / committedName(manifest.step)));
    if (auto synced = m_files.syncDirectory(m_folder); !synced) {
        // The name may or may not outlive a power cut, so nobody may hear of it. That failure is the one to tell.
        (void)removeCommitted(manifest.step, attempt + "-unsynced");
        return fail(std::move(synced).error());
    }
    return {};
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

/// Whether a folder is another run's, as far as can be read: it is neither counted nor removed.
bool CheckpointStore::isForeign(std::int64_t step, const std::string &run)
{
    const auto manifest = readManifest(m_files, m_folder / committedName(step));
    return manifest && manifest->run != run;
}

Result<void> CheckpointStore::retain(const Manifest &newest, const std::string &attempt)
{
    std::vector<std::int64_t> steps = BAFO_TRY(committedSteps());
    int numKept = 1; // the newest, whatever its number
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        if (*step == newest.step || isForeign(*step, newest.run)) {
            continue;
        }
        if (numKept >= m_keep) {
            BAFO_TRY(removeCommitted(*step, attempt));
            continue;
        }
        // One that an earlier process wrote counts only after its hashes were read.
        if (m_verifiedSteps.contains(*step) || verifyCheckpoint(m_files, m_folder / committedName(*step), newest.run)) {
            m_verifiedSteps.insert(*step);
            ++numKept;
        }
    }
    return {};
}

Result<Found> CheckpointStore::findNewest(const std::string &run)
{
    Result<Found> mine = Found{};
    BAFO_TRY(distributed::firstRankWorks(*m_ranks, [&]() -> Result<void> {
        mine = findNewestHere(run);
        return {};
    }));
    const std::string text = BAFO_TRY(distributed::fromFirstRank(
        *m_ranks, mine ? Result<std::string>(foundToText(*mine)) : Result<std::string>(fail(mine.error()))));
    return isFirstRank() ? mine : foundOfText(text);
}

Result<Found> CheckpointStore::findNewestHere(const std::string &run)
{
    Found found;
    std::vector<std::int64_t> steps = BAFO_TRY(committedSteps());
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        const Path folder = m_folder / committedName(*step);
        Result<Manifest> manifest = verifyCheckpoint(m_files, folder, run);
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
