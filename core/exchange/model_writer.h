// SPDX-License-Identifier: Apache-2.0
// Writes a model folder: config.json, safetensors (sharded when large), tokenizer files and, unless it is for others,
// lineage.json, whole or not at all.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/runs/model_lineage.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace bafo::exchange {

/// Takes the next bytes of a tensor.
using ByteSink = std::function<Result<void>(std::span<const std::byte>)>;

/// One fp32 tensor to be written. `stream` hands its bytes to the sink in order, in as many pieces as it likes, so that
/// no more than one tensor needs to be in memory.
struct TensorSource {
    std::string name;
    std::vector<std::int64_t> shape;
    std::function<Result<void>(const ByteSink &sink)> stream;
};

/// A small file by name and content.
struct TextFile {
    std::string name;
    std::string content;
};

struct ModelFolderContent {
    std::string configJson; ///< a JSON object; its dtype need not be that of the tensors here
    std::string configName = "config.json";
    std::string weightsName = "model"; ///< without ".safetensors"
    std::vector<TensorSource> tensors; ///< written in the order of their names
    std::vector<TextFile> otherFiles; ///< tokenizer files, generation_config.json, growth.json
    runs::ModelLineage lineage; ///< its `files` are filled here
    bool isLineageWritten = true; ///< false where nobody of ours will read the folder
    std::uint64_t maxShardBytes
        = 5'000'000'000; ///< above this the weights are split, with an index, as transformers does
};

/// Files that a model folder takes along beside config and weights when it is copied, expanded or exported.
[[nodiscard]] std::span<const std::string_view> companionFileNames();

/// Reads those of them that exist.
[[nodiscard]] Result<std::vector<TextFile>> readCompanionFiles(FileSystem &files, const Path &folder);

/// The model's own files, with those of another tokenizer in place of the ones they replace.
[[nodiscard]] Result<std::vector<TextFile>> readCompanionFiles(FileSystem &files, const Path &model,
                                                               const Path &tokenizer);

/// Writes to a temporary folder beside `to`, syncs, renames; on any failure nothing is left. Refuses (config) a target
/// that exists. Room for the weights is reserved first. config.json (not a file of another name) says float32, as the
/// weights are, under the key that is there ("torch_dtype" of older, "dtype" of newer folders): transformers rounds
/// them to whatever it says. Returns the lineage as written.
[[nodiscard]] Result<runs::ModelLineage> writeModelFolder(FileSystem &files, const Path &to,
                                                          const ModelFolderContent &content);

} // namespace bafo::exchange
