// SPDX-License-Identifier: Apache-2.0
// The safetensors files of a model folder as one set of named tensors, read as fp32 without a second copy of the file.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/exchange/nf4_parts.h"
#include "core/exchange/stored_tensor.h"
#include "core/formats/dtype.h"
#include "core/formats/safetensors.h"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace bafo::exchange {

/// Owns the mappings. Reading is thread-safe.
class TensorFiles {
public:
    /// Takes model.safetensors, or the shards that model.safetensors.index.json names. Fails (data) naming the file on
    /// a missing or damaged shard, an index that points out of the folder, a tensor that the index puts in another
    /// shard, a tensor of 4 bits that takeNf4Parts refuses.
    [[nodiscard]] static Result<TensorFiles> open(FileSystem &files, const Path &folder);

    /// Takes this one file.
    [[nodiscard]] static Result<TensorFiles> openFile(const Path &path);

    [[nodiscard]] const std::map<std::string, StoredTensor> &tensors() const { return m_tensors; }

    /// Of a tensor as it is read: that of its file, or what a packed one stands for. There must be one of the name.
    [[nodiscard]] const std::vector<std::int64_t> &shapeOf(const std::string &name) const;

    /// Null where the tensor is not packed in 4 bits. In tensors() are its packed bytes.
    [[nodiscard]] const Nf4Parts *nf4Of(const std::string &name) const;

    /// Of its bytes as they lie there; of a packed one of all that decides its values.
    [[nodiscard]] std::string sha256Of(const std::string &name) const;

    /// The files read, by name in the folder.
    [[nodiscard]] const std::vector<std::string> &fileNames() const { return m_fileNames; }

    /// Converts F32, F16 or BF16 to fp32, and NF4 to what it stands for; other dtypes are refused by name. `values` has
    /// the tensor's size. Pages of the mapping that were read are released.
    [[nodiscard]] Result<void> readFloats(const std::string &name, std::span<float> values) const;

    /// Some of its values, from number `first` on in row-major order.
    [[nodiscard]] Result<void> readFloats(const std::string &name, std::size_t first, std::span<float> values) const;

private:
    [[nodiscard]] Result<void> addFile(const Path &path, const std::string &name,
                                       const std::map<std::string, std::string> &shardOf);

    std::vector<std::unique_ptr<formats::SafetensorsFile>> m_files;
    std::vector<std::string> m_fileNames;
    std::map<std::string, StoredTensor> m_tensors;
    std::map<std::string, Nf4Parts> m_nf4;
};

/// F32, F16 or BF16, little-endian, to fp32.
[[nodiscard]] Result<void> convertToFloats(formats::Dtype dtype, std::span<const std::byte> bytes,
                                           std::span<float> values);

} // namespace bafo::exchange
