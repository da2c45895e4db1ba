// SPDX-License-Identifier: Apache-2.0
// A model as a checkpoint folder that LitGPT loads: lit_model.pth, model_config.yaml, tokenizer files.
#pragma once

#include "core/base/file_system.h"
#include "core/base/registry.h"
#include "core/base/result.h"
#include "core/exchange/model_import.h"
#include "core/formats/dtype.h"
#include "core/model/architecture.h"

namespace bafo::exchange {

/// Under LitGPT's names, with q, k and v in its one tensor (all of q first); a tied head has the embedding's bytes. A
/// few megabytes of one tensor are in memory at a time. F32 or BF16. config.json goes along, as LitGPT keeps it, and
/// tells openLitgpt which tokens end a text. Refuses (config) a target that exists and what litgptModelConfigOf
/// refuses; on any failure nothing is left.
[[nodiscard]] Result<MadeModel> exportLitgpt(FileSystem &files, const Path &from, const Path &to,
                                             const Registry<model::Architecture> &architectures,
                                             formats::Dtype dtype = formats::Dtype::F32);

} // namespace bafo::exchange
