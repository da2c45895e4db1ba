// SPDX-License-Identifier: Apache-2.0
// `model merge`: an adapter put into its base, as a whole model.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/exchange/adapter_folder.h"
#include "core/exchange/model_folder.h"
#include "core/exchange/model_import.h"
#include "core/exchange/tensor_sources.h"
#include "core/model/weight_store.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::exchange {

/// What of the base an adapter is put into, or that it is not.
enum class MergeWay {
    base16Bit, ///< the base's own weights
    baseDequantised, ///< what the base in 4 bits stands for: matrices of NF4, tables of bf16 (PEFT #2321)
    keepAdapter,
};

/// "base_16bit", "base_dequantised", "keep_adapter".
[[nodiscard]] std::string_view nameOf(MergeWay way);

/// Fails (config) naming them.
[[nodiscard]] Result<MergeWay> mergeWayOf(const std::string &name);

/// In the lineage of a merged model: its way.
inline constexpr const char *kWaySetting = "way";

struct MergeOption {
    MergeWay way = MergeWay::base16Bit;
    std::string whyNot; ///< a sentence without its end; empty: it can be gone
    std::uint64_t sizeBytes = 0; ///< of the weights that are needed then
};

/// All ways in the order of the list above. What the adapter was trained beside is in its lineage.
[[nodiscard]] std::vector<MergeOption> mergeOptions(const ModelFolder &base, const AdapterFolder &adapter);

/// Into the very base that it was trained beside: what comes out computes what the adapter was taught to.
[[nodiscard]] MergeWay ownWayOf(const ModelFolder &base, const AdapterFolder &adapter);

/// W + scale B A of every layer with an adapter, rounded once from fp64 to fp32; rows of tokens in their places; all
/// else as it is in the base. A few megabytes of one tensor are in memory at a time, or a whole matrix where its base
/// is packed for it. What is given must outlive them.
[[nodiscard]] std::vector<TensorSource> mergedSources(const ModelFolder &base, const AdapterFolder &adapter,
                                                      const adapters::AdapterPlan &plan,
                                                      MergeWay way = MergeWay::base16Bit);

/// The same in memory.
[[nodiscard]] Result<model::WeightStore> loadMerged(const ModelFolder &base, const AdapterFolder &adapter,
                                                    MergeWay way);

/// Writes it with the tokenizer that the adapter was trained with; the lineage names both, and the way. Fails (data)
/// where the base is another one by hash, or already has the adapter in it, (config) where the tokenizers do not fit or
/// the way cannot be gone; nothing is left then.
[[nodiscard]] Result<MadeModel> mergeAdapter(FileSystem &files, const ModelFolder &base, const AdapterFolder &adapter,
                                             const Path &to, MergeWay way = MergeWay::base16Bit);

} // namespace bafo::exchange
