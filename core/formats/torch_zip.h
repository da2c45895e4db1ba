// SPDX-License-Identifier: Apache-2.0
// Reading what torch.save writes: a zip file with a pickle that names tensors, and their bytes beside it. Nothing in it
// is ever called, imported or built: the pickle is read as plain values (pickle_values.h), and the few calls that make
// a tensor are understood as descriptions of one.
//
// Goals: plain state dictionaries and checkpoints that hold one under "model" or "state_dict" (LitGPT's
// {model, optimizer, train_dataloader, iter_num, step_count}), of any size, mapped and never read whole. Non-goals: the
// format before torch 1.6, TorchScript, tensors that are sparse, quantised or subclasses: all are refused by name.
// Source of the layout: torch/serialization.py and torch/_utils.py of PyTorch 2.11.
#pragma once

#include "core/base/file_system.h"
#include "core/base/mapped_file.h"
#include "core/base/result.h"
#include "core/formats/stored_zip.h"
#include "core/formats/torch_tensor.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>

namespace bafo::formats {

/// A file that was found sound.
struct TorchZipContent {
    std::map<std::string, TorchTensor, std::less<>> tensors; ///< by their names in the state dictionary
    std::string dictionary; ///< the key that holds it: "model", "state_dict"; empty where the file is one
    std::map<std::string, std::int64_t, std::less<>> numbers; ///< whole numbers beside it: iter_num, step_count
    std::map<std::string, ZipMember, std::less<>> members;
};

/// Checks the zip directory, the pickle and every tensor of the state dictionary: known element type, sizes and strides
/// that stay inside a storage of exactly the size it is said to have, no element read twice over. Little-endian only.
/// Fails (data) with the rule that was broken, or with the name of what may not be in such a file. Spans point into
/// `file`. Checksums of the tensors' bytes are not compared yet.
[[nodiscard]] Result<TorchZipContent> parseTorchZip(std::span<const std::byte> file);

/// A file mapped into memory. Movable; one thread at a time.
class TorchZipFile {
public:
    [[nodiscard]] static Result<TorchZipFile> open(const Path &path);

    [[nodiscard]] const TorchZipContent &content() const { return m_content; }

    /// Compares the checksum of the storage of a tensor, once for each. Fails (data) naming the file.
    [[nodiscard]] Result<void> checkStorage(const TorchTensor &tensor);

    /// Tells the system that these bytes of a tensor are not needed again soon.
    void release(std::span<const std::byte> bytes) const;

private:
    Path m_path;
    MappedFile m_file;
    TorchZipContent m_content;
    std::set<std::string, std::less<>> m_soundStorages;
};

} // namespace bafo::formats
