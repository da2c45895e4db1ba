// SPDX-License-Identifier: Apache-2.0
// Adapters of LitGPT: lit_model.pth.lora and the hyperparameters.yaml beside it, as adapters of ours.
// Source of names and orders: litgpt/lora.py of LitGPT 0.5.13, and of 0.5.0 for the older one.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/exchange/model_folder.h"
#include "core/exchange/model_import.h"

#include <optional>

namespace bafo::exchange {

inline constexpr const char *kLitgptAdapterName = "lit_model.pth.lora";

/// The adapter's file that `source` names: itself where it ends in ".lora", or that in a folder without merged weights.
/// Nothing where it is something else.
[[nodiscard]] Result<std::optional<Path>> litgptAdapterIn(FileSystem &files, const Path &source);

/// LitGPT keeps one pair of matrices for those of q, k and v that have an adapter; here each gets its own rows. LitGPT
/// up to 0.5.3 added the pair's product in another order to its older layout of q, k and v when all three had one:
/// those adapters get three times the rank, with which they compute exactly what was trained.
///
/// Fails (data) naming what is missing, surplus or misshapen, where the head has an adapter, and without
/// hyperparameters.yaml; (config) where the tokenizer beside it is not the base's. On any failure nothing is left.
[[nodiscard]] Result<MadeModel> importLitgptAdapter(FileSystem &files, const Path &file, const ModelFolder &base,
                                                    const Path &to);

} // namespace bafo::exchange
