// SPDX-License-Identifier: Apache-2.0
// Where the tensors of a new model folder come from, one at a time.
#pragma once

#include "core/exchange/model_folder.h"
#include "core/exchange/model_writer.h"
#include "core/formats/gguf.h"

#include <cstdint>
#include <string>
#include <vector>

namespace bafo::exchange {

/// As they are in an opened folder, turned into fp32. The folder must outlive them.
[[nodiscard]] std::vector<TensorSource> sourcesFromFolder(const ModelFolder &folder);

/// Dequantised and in Hugging Face's row order, for exactly the tensors that the architecture lists. Fails (data) by
/// name on missing, surplus, misshapen and unreadable ones. The file must outlive them.
[[nodiscard]] Result<std::vector<TensorSource>> sourcesFromGguf(const formats::GgufFile &file,
                                                                const std::vector<model::TensorSpec> &specs,
                                                                const model::ModelConfig &config);

/// Seeded draws.
[[nodiscard]] std::vector<TensorSource> sourcesFromSeed(const std::vector<model::TensorSpec> &specs, double deviation,
                                                        std::uint64_t seed);

} // namespace bafo::exchange
