// SPDX-License-Identifier: Apache-2.0
// `model merge`: an adapter put into its base, as a whole model.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/exchange/adapter_folder.h"
#include "core/exchange/model_folder.h"
#include "core/exchange/model_import.h"
#include "core/exchange/tensor_sources.h"

#include <vector>

namespace bafo::exchange {

/// W + scale B A of every layer with an adapter, rounded once from fp64 to fp32; rows of tokens in their places; all
/// else as it is in the base. A few megabytes of one tensor are in memory at a time. What is given must outlive them.
[[nodiscard]] std::vector<TensorSource> mergedSources(const ModelFolder &base, const AdapterFolder &adapter,
                                                      const adapters::AdapterPlan &plan);

/// Writes it with the tokenizer that the adapter was trained with; the lineage names both. Fails (data) where the base
/// is another one by hash, or already has the adapter in it, (config) where the tokenizers do not fit; nothing is left
/// then.
[[nodiscard]] Result<MadeModel> mergeAdapter(FileSystem &files, const ModelFolder &base, const AdapterFolder &adapter,
                                             const Path &to);

} // namespace bafo::exchange
