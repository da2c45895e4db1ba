// SPDX-License-Identifier: Apache-2.0
// Writing what torch.load reads: a state dictionary of dense tensors, streamed. The pickle is written opcode by opcode:
// it holds nothing but names, shapes and places, so that torch.load(weights_only=True) takes it.
// Source of the layout: torch/serialization.py and torch/_utils.py of PyTorch 2.11.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/formats/dtype.h"
#include "core/formats/stored_zip_writer.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace bafo::formats {

/// A tensor that will be written: F32, BF16 or F16, contiguous.
struct TorchTensorDeclaration {
    std::string name;
    Dtype dtype = Dtype::F32;
    std::vector<std::int64_t> shape = {};
    std::string sameAs = {}; ///< not empty: it has the bytes of this tensor, which was declared before
};

/// All tensors are declared first; then the bytes of those with bytes of their own follow in that order, in pieces that
/// do not cross tensors. One thread at a time.
class TorchZipWriter {
public:
    /// Makes the file, which must not exist yet.
    [[nodiscard]] static Result<TorchZipWriter> create(FileSystem &files, const Path &path,
                                                       const std::vector<TorchTensorDeclaration> &tensors);

    [[nodiscard]] Result<void> write(std::span<const std::byte> bytes);

    /// Flushes to disk. Call it once, after all declared bytes were written.
    [[nodiscard]] Result<WrittenFile> finish();

private:
    explicit TorchZipWriter(StoredZipWriter zip)
        : m_zip(std::move(zip))
    {
    }

    [[nodiscard]] std::string placeOf(std::size_t storage) const;

    StoredZipWriter m_zip;
    std::string m_folder;
    std::vector<std::uint64_t> m_storageBytes;
    std::size_t m_storage = 0; ///< the one at work
    std::uint64_t m_writtenBytes = 0; ///< of it
};

} // namespace bafo::formats
