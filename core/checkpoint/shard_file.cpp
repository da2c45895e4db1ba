// SPDX-License-Identifier: Apache-2.0
#include "core/checkpoint/shard_file.h"

#include "core/formats/safetensors.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace bafo::checkpoint {
namespace {

Failure unfitting(const Path &path, const std::string &what)
{
    return fail(ErrorCode::data, path.string() + " " + what,
                "it was made from another model: resume it with the model the run began with");
}

/// A tensor without dimensions is one row.
std::int64_t rowsOf(const std::vector<std::int64_t> &shape)
{
    return shape.empty() ? 1 : shape.front();
}

} // namespace

std::int64_t totalRowsOf(const std::vector<std::int64_t> &shape, std::int64_t totalRows)
{
    return totalRows > 0 ? totalRows : rowsOf(shape);
}

namespace {

/// The first row of the tensor that a shard holds; nothing where the manifest does not know the tensor with that size.
std::optional<std::int64_t> firstRowIn(const Manifest &manifest, std::size_t shard, const TensorTarget &target)
{
    if (manifest.tensors.empty()) {
        return 0;
    }
    for (const DividedTensor &tensor : manifest.tensors) {
        if (tensor.name == target.name) {
            return tensor.rows == totalRowsOf(target.shape, target.totalRows) ? std::optional(tensor.firstRows[shard])
                                                                              : std::nullopt;
        }
    }
    return std::nullopt;
}

bool areSameBelowRows(const std::vector<std::int64_t> &a, const std::vector<std::int64_t> &b)
{
    return a.size() == b.size()
        && std::equal(a.begin() + (a.empty() ? 0 : 1), a.end(), b.begin() + (b.empty() ? 0 : 1));
}

/// How many rows of the target this shard gave.
Result<std::int64_t> copyRows(const formats::SafetensorsFile &file, const Path &path, const Manifest &manifest,
                              std::size_t shard, const TensorTarget &target)
{
    const auto found = file.tensors().find(target.name);
    if (found == file.tensors().end()) {
        return unfitting(path, "has no tensor '" + target.name + "'");
    }
    const formats::TensorEntry &entry = found->second;
    const auto firstRow = firstRowIn(manifest, shard, target);
    const bool hasAll = !manifest.tensors.empty() || rowsOf(entry.shape) == totalRowsOf(target.shape, target.totalRows);
    if (!firstRow || entry.dtype != target.dtype || !areSameBelowRows(entry.shape, target.shape) || !hasAll) {
        return unfitting(path, "has '" + target.name + "' in another type or shape");
    }
    const std::int64_t first = std::max(*firstRow, target.firstRow);
    const std::int64_t end = std::min(*firstRow + rowsOf(entry.shape), target.firstRow + rowsOf(target.shape));
    if (end <= first) {
        return 0;
    }
    const std::size_t rowBytes = target.bytes.size() / static_cast<std::size_t>(rowsOf(target.shape));
    std::memcpy(target.bytes.data() + static_cast<std::size_t>(first - target.firstRow) * rowBytes,
                entry.bytes.data() + static_cast<std::size_t>(first - *firstRow) * rowBytes,
                static_cast<std::size_t>(end - first) * rowBytes);
    file.release(entry);
    return end - first;
}

} // namespace

Result<ShardFile> writeShard(FileSystem &files, const Path &path, std::span<const TensorView> tensors)
{
    std::vector<formats::SafetensorsWriter::Declaration> declarations;
    for (const TensorView &tensor : tensors) {
        declarations.push_back({.name = tensor.name, .dtype = tensor.dtype, .shape = tensor.shape});
    }
    auto writer = BAFO_TRY(formats::SafetensorsWriter::create(files, path, declarations));
    for (const TensorView &tensor : tensors) {
        BAFO_TRY(writer.write(tensor.fetch ? tensor.fetch() : tensor.bytes));
    }
    formats::WrittenFile written = BAFO_TRY(writer.finish());
    return ShardFile{
        .name = path.filename().string(), .sizeBytes = written.sizeBytes, .sha256 = std::move(written.sha256)};
}

Result<void> readShards(const Path &folder, const Manifest &manifest, std::span<const TensorTarget> targets)
{
    std::vector<std::int64_t> numFilled(targets.size(), 0);
    for (std::size_t shard = 0; shard < manifest.files.size(); ++shard) {
        const Path path = folder / manifest.files[shard].name;
        const auto file = BAFO_TRY(formats::SafetensorsFile::open(path));
        for (std::size_t i = 0; i < targets.size(); ++i) {
            numFilled[i] += BAFO_TRY(copyRows(file, path, manifest, shard, targets[i]));
        }
    }
    for (std::size_t i = 0; i < targets.size(); ++i) {
        if (numFilled[i] != rowsOf(targets[i].shape)) {
            return unfitting(folder, "has not all rows of '" + targets[i].name + "'");
        }
    }
    return {};
}

} // namespace bafo::checkpoint
