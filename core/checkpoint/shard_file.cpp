// SPDX-License-Identifier: Apache-2.0
#include "core/checkpoint/shard_file.h"

#include "core/formats/safetensors.h"

#include <cstring>

namespace bafo::checkpoint {

Result<ShardFile> writeShard(FileSystem &files, const Path &path, std::span<const TensorView> tensors)
{
    std::vector<formats::SafetensorsWriter::Declaration> declarations;
    for (const TensorView &tensor : tensors) {
        declarations.push_back({.name = tensor.name, .dtype = tensor.dtype, .shape = tensor.shape});
    }
    auto writer = BAFO_TRY(formats::SafetensorsWriter::create(files, path, declarations));
    for (const TensorView &tensor : tensors) {
        BAFO_TRY(writer.write(tensor.bytes));
    }
    formats::WrittenFile written = BAFO_TRY(writer.finish());
    return ShardFile{
        .name = path.filename().string(), .sizeBytes = written.sizeBytes, .sha256 = std::move(written.sha256)};
}

Result<void> readShard(const Path &path, std::span<const TensorTarget> targets)
{
    const auto file = BAFO_TRY(formats::SafetensorsFile::open(path));
    for (const TensorTarget &target : targets) {
        const auto found = file.tensors().find(target.name);
        if (found == file.tensors().end()) {
            return fail(ErrorCode::data, path.string() + " has no tensor '" + target.name + "'",
                        "it was made from another model: resume it with the model the run began with");
        }
        const formats::TensorEntry &entry = found->second;
        if (entry.dtype != target.dtype || entry.shape != target.shape || entry.bytes.size() != target.bytes.size()) {
            return fail(ErrorCode::data, path.string() + " has '" + target.name + "' in another type or shape",
                        "it was made from another model: resume it with the model the run began with");
        }
        std::memcpy(target.bytes.data(), entry.bytes.data(), entry.bytes.size());
        file.release(entry);
    }
    return {};
}

} // namespace bafo::checkpoint
