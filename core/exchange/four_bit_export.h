// SPDX-License-Identifier: Apache-2.0
// A model folder of 4 bits for others: as transformers saves one that bitsandbytes has quantised (NF4, twice).
#pragma once

#include "core/base/file_system.h"
#include "core/base/registry.h"
#include "core/base/result.h"
#include "core/exchange/model_import.h"
#include "core/model/architecture.h"

namespace bafo::exchange {

/// The matrices of the blocks packed, everything else in fp32, config.json with its "quantization_config", tokenizer
/// files; no lineage. One tensor is in memory at a time. Refuses (config) a target that exists; on any failure nothing
/// is left. Fails (data) naming the tensor where a number is infinite or none.
[[nodiscard]] Result<MadeModel> exportInFourBits(FileSystem &files, const Path &from, const Path &to,
                                                 const Registry<model::Architecture> &architectures);

} // namespace bafo::exchange
