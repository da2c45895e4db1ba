// SPDX-License-Identifier: Apache-2.0
#include "core/checkpoint/checkpoint_reader.h"

#include "core/base/sha256.h"
#include "core/checkpoint/checkpoint_layout.h"

#include <algorithm>
#include <utility>

namespace bafo::checkpoint {
namespace {

constexpr std::uint64_t kMaxManifestBytes = 16U << 20U;
constexpr const char *kOlderMayBeGood = "an older checkpoint may still be good; resume tries it";

Result<void> verifyShard(FileSystem &files, const Path &file, const ShardFile &shard)
{
    const FileStatus status = BAFO_TRY(files.status(file));
    if (!status.exists || status.sizeBytes != shard.sizeBytes) {
        return fail(ErrorCode::data,
                    file.string() + (status.exists ? " has another size than it was written with" : " is missing"),
                    kOlderMayBeGood);
    }
    if (BAFO_TRY(sha256OfFile(file)) != shard.sha256) {
        return fail(ErrorCode::data, file.string() + " is damaged: its SHA-256 is not the one it was written with",
                    kOlderMayBeGood);
    }
    return {};
}

Failure contradicting(const Path &folder, const std::string &what)
{
    return fail(ErrorCode::data, folder.string() + " contradicts itself: " + what, kOlderMayBeGood);
}

/// Whether the rows of the shards lie one behind the other and are all of them.
bool areAllRows(const DividedTensor &tensor, const std::vector<formats::SafetensorsFile> &shards)
{
    std::vector<std::pair<std::int64_t, std::int64_t>> parts; // first row, rows
    for (std::size_t shard = 0; shard < shards.size(); ++shard) {
        const auto found = shards[shard].tensors().find(tensor.name);
        if (found == shards[shard].tensors().end()) {
            return false;
        }
        const auto &shape = found->second.shape;
        parts.emplace_back(tensor.firstRows[shard], shape.empty() ? 1 : shape.front());
    }
    std::sort(parts.begin(), parts.end());
    std::int64_t numRows = 0;
    for (const auto &[first, rows] : parts) {
        if (rows > 0 && first != numRows) {
            return false;
        }
        numRows += rows;
    }
    return numRows == tensor.rows;
}

Result<void> checkTensors(const Path &folder, const Manifest &manifest)
{
    if (manifest.tensors.empty()) { // one shard of a first version, which has all rows
        return {};
    }
    std::vector<formats::SafetensorsFile> shards;
    for (const ShardFile &shard : manifest.files) {
        shards.push_back(BAFO_TRY(formats::SafetensorsFile::open(folder / shard.name)));
        if (shards.back().tensors().size() != manifest.tensors.size()) {
            return contradicting(folder, shard.name + " has other tensors than the manifest");
        }
    }
    for (const DividedTensor &tensor : manifest.tensors) {
        if (!areAllRows(tensor, shards)) {
            return contradicting(folder, "its shards have not all rows of '" + tensor.name + "'");
        }
    }
    return {};
}

/// What one shard has of a tensor.
struct Part {
    std::int64_t firstRow = 0;
    const formats::SafetensorsFile *file = nullptr;
    const formats::TensorEntry *entry = nullptr;
};

} // namespace

Result<Manifest> readManifest(FileSystem &files, const Path &folder)
{
    const Path path = folder / kManifestName;
    const std::string text = BAFO_TRY(files.readFile(path, kMaxManifestBytes));
    return parseManifest(text, path.string());
}

Result<Manifest> verifyCheckpoint(FileSystem &files, const Path &folder, const std::string &run)
{
    const Path path = folder / kManifestName;
    Manifest manifest = BAFO_TRY(readManifest(files, folder));
    if (committedName(manifest.step) != folder.filename()) {
        return fail(ErrorCode::data, path.string() + " is of step " + std::to_string(manifest.step),
                    "the folder was renamed");
    }
    if (!run.empty() && manifest.run != run) {
        return fail(ErrorCode::data, path.string() + " belongs to run " + manifest.run,
                    "put it back into that run's checkpoints folder");
    }
    for (const ShardFile &shard : manifest.files) {
        BAFO_TRY(verifyShard(files, folder / shard.name, shard));
    }
    BAFO_TRY(checkTensors(folder, manifest));
    return manifest;
}

Result<CheckpointReader> CheckpointReader::open(FileSystem &files, const Path &folder, const std::string &run)
{
    CheckpointReader reader;
    reader.m_folder = folder;
    reader.m_manifest = BAFO_TRY(verifyCheckpoint(files, folder, run));
    for (const ShardFile &shard : reader.m_manifest.files) {
        reader.m_shards.push_back(BAFO_TRY(formats::SafetensorsFile::open(folder / shard.name)));
    }
    return reader;
}

Result<void> CheckpointReader::stream(const std::string &name, formats::Dtype dtype,
                                      const std::vector<std::int64_t> &shape, const ByteSink &sink) const
{
    const auto unfitting = [&] {
        return fail(ErrorCode::data, m_folder.string() + " has not all of tensor '" + name + "' in the shape wanted",
                    "it was made from another model than the one its run's config.yaml names");
    };
    const auto &divided = m_manifest.tensors;
    const auto known
        = std::find_if(divided.begin(), divided.end(), [&](const auto &tensor) { return tensor.name == name; });
    if (!divided.empty() && known == divided.end()) {
        return unfitting();
    }
    std::vector<Part> parts;
    for (std::size_t shard = 0; shard < m_shards.size(); ++shard) {
        const auto found = m_shards[shard].tensors().find(name);
        if (found == m_shards[shard].tensors().end() || found->second.dtype != dtype
            || found->second.shape.size() != shape.size()
            || !std::equal(shape.begin() + (shape.empty() ? 0 : 1), shape.end(),
                           found->second.shape.begin() + (shape.empty() ? 0 : 1))) {
            return unfitting();
        }
        parts.push_back({.firstRow = divided.empty() ? 0 : known->firstRows[shard],
                         .file = &m_shards[shard],
                         .entry = &found->second});
    }
    std::sort(parts.begin(), parts.end(), [](const Part &a, const Part &b) { return a.firstRow < b.firstRow; });
    std::int64_t numRows = 0;
    for (const Part &part : parts) {
        const std::int64_t rowsHere = shape.empty() ? 1 : part.entry->shape.front();
        if (rowsHere == 0) {
            continue;
        }
        if (part.firstRow != numRows) {
            return unfitting();
        }
        numRows += rowsHere;
        BAFO_TRY(sink(part.entry->bytes));
        part.file->release(*part.entry);
    }
    return numRows == (shape.empty() ? 1 : shape.front()) ? Result<void>() : Result<void>(unfitting());
}

} // namespace bafo::checkpoint
