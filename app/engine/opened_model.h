// SPDX-License-Identifier: Apache-2.0
// A model by its name, whole or an adapter with its base: opened and checked, its weights not read yet.
#pragma once

#include "core/base/file_system.h"
#include "core/base/registry.h"
#include "core/base/result.h"
#include "core/exchange/adapter_folder.h"
#include "core/exchange/model_folder.h"
#include "core/model/weight_store.h"
#include "core/runs/project.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bafo::engine {

/// The folders of a model: one, or those of an adapter and its base.
struct FoundModel {
    Path path; ///< of what was named
    Path base;
    std::optional<exchange::AdapterFolder> adapter; ///< nothing where a whole model was named
};

/// By name in the project, or by path. The base that an adapter's lineage names is looked for; whether it is the right
/// one is found when both are opened. Null: no project.
[[nodiscard]] Result<FoundModel> findModelAndBase(FileSystem &files, const runs::Project *project,
                                                  const std::string &nameOrPath);

struct OpenedModel {
    Path path; ///< of what was named
    exchange::ModelFolder folder; ///< of the base, where the model is an adapter
    std::optional<exchange::AdapterFolder> adapter;
    Path ownPath; ///< where the tokenizer's and the chat's files are
    std::unique_ptr<text::Tokenizer> tokenizer; ///< null where there is none
    std::vector<std::uint32_t> endTokens; ///< that end an answer; may be empty

    [[nodiscard]] Result<model::WeightStore> loadWeights() const;

    /// Of the model itself: an adapter's own, whose lineage names the base's.
    [[nodiscard]] Result<std::string> weightHash() const;

    /// Base and adapter together.
    [[nodiscard]] std::int64_t numParameters() const;
};

/// `architectures` must outlive it.
[[nodiscard]] Result<OpenedModel> openModel(FileSystem &files, const runs::Project *project,
                                            const std::string &nameOrPath,
                                            const Registry<model::Architecture> &architectures);

} // namespace bafo::engine
