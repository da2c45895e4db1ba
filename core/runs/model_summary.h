// SPDX-License-Identifier: Apache-2.0
// What can be told of a model folder without loading a tensor: size, vocabulary, ancestry. For lists and for `model
// rm`.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/runs/model_lineage.h"

#include <cstdint>
#include <string>
#include <vector>

namespace bafo::runs {

/// Plain value. Numbers that config.json does not give are 0.
struct ModelSummary {
    std::string name; ///< of the folder
    Path path;
    std::string architecture; ///< "model_type" of config.json
    std::int64_t vocabularySize = 0;
    std::int64_t hiddenSize = 0;
    std::int64_t numLayers = 0;
    std::int64_t contextLength = 0;
    bool isTied = false;
    bool hasTokenizer = false;
    std::int64_t adapterRank = 0; ///< of an adapter; 0: a whole model
    double adapterAlpha = 0; ///< of an adapter
    bool isRankStabilised = false; ///< of an adapter: rsLoRA
    bool hasTokenRows = false; ///< of an adapter: with rows of the table of tokens
    std::vector<std::string> adapterTargets = {}; ///< of an adapter: "q_proj", ..., or the pattern that names them
    std::string baseName = {}; ///< of an adapter: the model that it belongs to
    bool hasWeights = false; ///< false: only what is known of them is here, as in the example project
    std::uint64_t numParameters = 0; ///< values stored in the safetensors headers
    std::uint64_t sizeBytes = 0; ///< of everything in the folder
    ModelLineage lineage;
};

/// A whole model or an adapter, of which only its settings, base and size are known. Fails (data) where there is no
/// readable config.json (adapter_config.json) or a weight file is damaged.
[[nodiscard]] Result<ModelSummary> summariseModel(FileSystem &files, const Path &folder);

/// A folder among the models that could not be read, with the reason.
struct UnreadableModel {
    std::string name;
    Error error;
};

struct ModelListing {
    std::vector<ModelSummary> models; ///< by name
    std::vector<UnreadableModel> unreadable;
};

/// All models of a folder of models; one that does not exist holds none. Names that start with a dot are skipped: they
/// are being written.
[[nodiscard]] Result<ModelListing> listModels(FileSystem &files, const Path &modelsFolder);

/// Names of those models of the listing that were made from this one, by weight hash.
[[nodiscard]] std::vector<std::string> descendantsOf(const ModelSummary &model, const ModelListing &listing);

} // namespace bafo::runs
