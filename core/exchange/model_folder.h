// SPDX-License-Identifier: Apache-2.0
// A model folder, opened and checked: config.json, architecture, weights in safetensors (sharded too), lineage.json.
#pragma once

#include "core/base/file_system.h"
#include "core/base/registry.h"
#include "core/base/result.h"
#include "core/exchange/tensor_files.h"
#include "core/model/architecture.h"
#include "core/model/weight_store.h"
#include "core/runs/model_lineage.h"

#include <cstdint>
#include <string>
#include <vector>

namespace bafo::exchange {

/// Every tensor that the architecture asks for is there with its shape, and none besides. Movable; reading is
/// thread-safe.
class ModelFolder {
public:
    /// Fails (data) naming the file: no config.json, unknown architecture or key, missing, surplus or misshapen tensors
    /// (all of them are named), damaged files. A head that is stored although config.json ties it must equal the
    /// embedding. `architectures` must outlive the folder.
    [[nodiscard]] static Result<ModelFolder> open(FileSystem &files, const Path &path,
                                                  const Registry<model::Architecture> &architectures);

    [[nodiscard]] const Path &path() const { return m_path; }
    [[nodiscard]] std::string name() const;
    [[nodiscard]] const std::string &configText() const { return m_configText; }
    [[nodiscard]] const model::Architecture &architecture() const { return *m_architecture; }
    [[nodiscard]] const model::ModelConfig &config() const { return m_config; }
    [[nodiscard]] const TensorFiles &tensors() const { return m_tensors; }

    /// As written; where there is none, made from the hashes of the weight files, which are read for it.
    [[nodiscard]] Result<runs::ModelLineage> lineage() const;

    /// Tokens that end an answer: eos_token_id of generation_config.json, else of config.json; may be empty.
    [[nodiscard]] const std::vector<std::uint32_t> &endTokens() const { return m_endTokens; }

    /// All weights as fp32, one copy; file pages are released on the way.
    [[nodiscard]] Result<model::WeightStore> loadWeights() const;

private:
    [[nodiscard]] Result<void> readConfig(FileSystem &files, const Registry<model::Architecture> &architectures);
    [[nodiscard]] Result<void> readEndTokens(FileSystem &files);
    [[nodiscard]] Result<void> checkTensors() const;
    [[nodiscard]] Result<void> checkTiedHead() const;

    Path m_path;
    std::string m_configText;
    const model::Architecture *m_architecture = nullptr; ///< owned by the registry
    model::ModelConfig m_config;
    TensorFiles m_tensors;
    std::vector<std::uint32_t> m_endTokens;
    runs::ModelLineage m_lineage;
};

/// Reads config.json's text into the architecture it names. `origin` is named in errors.
struct ParsedConfig {
    const model::Architecture *architecture = nullptr;
    model::ModelConfig config;
};
[[nodiscard]] Result<ParsedConfig> parseModelConfig(const std::string &text, const Path &origin,
                                                    const Registry<model::Architecture> &architectures);

} // namespace bafo::exchange
