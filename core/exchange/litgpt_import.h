// SPDX-License-Identifier: Apache-2.0
// LitGPT checkpoints: lit_model.pth, a pretraining checkpoint, or any file with such a state dictionary, and the
// model_config.yaml beside it.
#pragma once

#include "core/base/file_system.h"
#include "core/base/registry.h"
#include "core/base/result.h"
#include "core/exchange/model_writer.h"
#include "core/formats/torch_zip.h"
#include "core/model/architecture.h"

#include <memory>

namespace bafo::exchange {

/// The name that LitGPT gives to the weights of a folder.
inline constexpr const char *kLitgptFileName = "lit_model.pth";

/// An opened checkpoint as the content of a model folder. The sources read from `file`.
struct LitgptModel {
    std::unique_ptr<formats::TorchZipFile> file;
    ModelFolderContent content;
    model::ModelConfig config;
};

/// Reads configuration, names and layouts, and checks every tensor's shape; the bytes are read, and their checksums
/// compared, when the sources are. The head counts as tied where its bytes equal the embedding's, and is kept where
/// they do not. Both layouts of q, k and v are understood, by their names. Fails (data) by name on whatever is missing,
/// surplus, misshapen, or of a family that is not known.
[[nodiscard]] Result<LitgptModel> openLitgpt(FileSystem &files, const Path &checkpoint,
                                             const Registry<model::Architecture> &architectures);

} // namespace bafo::exchange
