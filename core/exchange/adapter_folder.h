// SPDX-License-Identifier: Apache-2.0
// An adapter as a model folder in PEFT's layout: adapter_config.json, adapter_model.safetensors, the tokenizer it was
// trained with, and lineage.json, which says of which base it is.
#pragma once

#include "core/adapters/adapter_plan.h"
#include "core/adapters/adapter_settings.h"
#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/exchange/model_folder.h"
#include "core/exchange/model_import.h"
#include "core/exchange/model_writer.h"
#include "core/exchange/tensor_files.h"
#include "core/model/weight_store.h"
#include "core/runs/model_lineage.h"
#include "core/text/tokenizer.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace bafo::exchange {

/// Movable; reading is thread-safe.
class AdapterFolder {
public:
    /// Fails (data) naming the file: no adapter_config.json, keys in it that are not supported, damaged weights.
    [[nodiscard]] static Result<AdapterFolder> open(FileSystem &files, const Path &path);

    [[nodiscard]] const Path &path() const { return m_path; }
    [[nodiscard]] std::string name() const { return m_path.filename().string(); }
    [[nodiscard]] const adapters::AdapterSettings &settings() const { return m_settings; }
    [[nodiscard]] const runs::ModelLineage &lineage() const { return m_lineage; }

    /// Names its values; made from the file where lineage.json does not tell.
    [[nodiscard]] Result<std::string> weightHash() const;

    /// Must be the base that lineage.json names, by the hash of its weights: fails (data) with both names where it is
    /// another, or already has this adapter in it.
    [[nodiscard]] Result<void> checkBase(const ModelFolder &base) const;

    /// Where it comes into the base. Fails (data) where a tensor is missing, surplus or misshapen: all are named.
    [[nodiscard]] Result<adapters::AdapterPlan> planOver(const ModelFolder &base) const;

    /// As they lie in its file.
    [[nodiscard]] const std::map<std::string, StoredTensor> &storedTensors() const { return m_tensors.tensors(); }

    /// Whether it was trained beside a base in 4 bits, as its lineage tells: then it mends that one's rounding as well.
    [[nodiscard]] bool isOfPackedBase() const;

    /// Values of one of the plan's tensors, from value `first` on, as fp32.
    [[nodiscard]] Result<void> readFloats(const std::string &name, std::size_t first, std::span<float> values) const;

private:
    Path m_path;
    adapters::AdapterSettings m_settings;
    TensorFiles m_tensors;
    runs::ModelLineage m_lineage;
};

/// What of the base an adapter stands beside.
enum class BaseForm {
    asTrained, ///< in 4 bits where it was trained so, else as it lies in its folder
    dense, ///< as it lies in its folder, whatever it was trained beside
};

/// Base and adapter in one store, which computes with both; the base is frozen. Fails as checkBase and planOver do.
[[nodiscard]] Result<model::WeightStore> loadAdapted(const ModelFolder &base, const AdapterFolder &adapter,
                                                     BaseForm form = BaseForm::asTrained);

/// The tokenizer that the two are used with: the adapter's own where it has one, else the base's; null where neither
/// has. Fails (config) where the adapter was trained with another one than lies there, or the base has no rows for it.
[[nodiscard]] Result<std::unique_ptr<text::Tokenizer>> loadTokenizerOf(FileSystem &files, const ModelFolder &base,
                                                                       const AdapterFolder &adapter);

/// The folder that has the tokenizer's and the chat's files.
[[nodiscard]] Result<Path> tokenizerFolderOf(FileSystem &files, const ModelFolder &base, const AdapterFolder &adapter);

/// Tokens that end an answer of the two: those of the adapter's generation_config.json where it has one, else the
/// base's.
[[nodiscard]] Result<std::vector<std::uint32_t>> endTokensOf(FileSystem &files, const ModelFolder &base,
                                                             const AdapterFolder &adapter);

/// In the lineage of an adapter: how it was trained, "lora" or "qlora".
inline constexpr const char *kMethodSetting = "method";

/// In the lineage of an adapter: the hash of the tokenizer it was trained with.
inline constexpr const char *kTokenizerHashSetting = "tokenizer_hash";

/// What an adapter's folder holds, for writeModelFolder: `tensors` under the plan's names. Lineage and other files are
/// the caller's.
[[nodiscard]] ModelFolderContent adapterContent(const adapters::AdapterSettings &settings,
                                                std::vector<TensorSource> tensors);

/// A folder that PEFT saved, or one of ours, as an adapter of this base: values in fp32, the base by hash. Fails (data)
/// where it does not fit, or was merged into this very base before.
[[nodiscard]] Result<MadeModel> importAdapter(FileSystem &files, const Path &source, const ModelFolder &base,
                                              const Path &to);

/// A copy that PEFT loads, without what only we read.
[[nodiscard]] Result<MadeModel> exportAdapter(FileSystem &files, const Path &from, const ModelFolder &base,
                                              const Path &to);

} // namespace bafo::exchange
