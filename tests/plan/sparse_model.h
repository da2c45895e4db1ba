// SPDX-License-Identifier: Apache-2.0
// A model folder whose weights are holes of a file: any size, no room on the disk.
#pragma once

#include "core/base/file_system.h"
#include "tests/plan/shape_of.h"

#include <filesystem>
#include <string>

namespace bafo::fakes {

inline void writeSparseModel(FileSystem &files, const Path &folder, const ShapeSizes &sizes)
{
    std::string header;
    std::int64_t offset = 0;
    for (const auto &unit : shapeOf(sizes).units) {
        for (const plan::TensorShape &tensor : unit) {
            const std::int64_t end = offset + tensor.fileBytes;
            header += (header.empty() ? "{\"" : ",\"") + tensor.name + R"(":{"dtype":"F32","shape":[)"
                + std::to_string(tensor.rows) + (tensor.rowSize > 1 ? "," + std::to_string(tensor.rowSize) : "")
                + R"(],"data_offsets":[)" + std::to_string(offset) + "," + std::to_string(end) + "]}";
            offset = end;
        }
    }
    header += "}";
    std::string bytes;
    for (std::size_t i = 0, size = header.size(); i < 8; ++i, size >>= 8U) {
        bytes += static_cast<char>(size & 0xFFU);
    }
    (void)files.createDirectories(folder);
    (void)writeFileAtomically(files, folder / "model.safetensors", bytes + header);
    std::filesystem::resize_file(folder / "model.safetensors",
                                 bytes.size() + header.size() + static_cast<std::uint64_t>(offset));
    (void)writeFileAtomically(files, folder / "config.json",
                              "{\"model_type\":\"llama\",\"max_position_embeddings\":131072,\"num_attention_heads\":"
                                  + std::to_string(sizes.numHeads)
                                  + ",\"tie_word_embeddings\":" + (sizes.isTied ? "true" : "false") + "}");
}

/// More than any machine has memory for.
inline constexpr ShapeSizes kHugeModel{.vocabulary = 4 << 20, .width = 1 << 15, .inner = 1 << 15, .numLayers = 2};

} // namespace bafo::fakes
