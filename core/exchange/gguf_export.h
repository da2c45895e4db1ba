// SPDX-License-Identifier: Apache-2.0
// A model as one GGUF file that llama.cpp loads.
#pragma once

#include "core/base/file_system.h"
#include "core/base/registry.h"
#include "core/base/result.h"
#include "core/exchange/model_import.h"
#include "core/formats/gguf.h"
#include "core/model/architecture.h"

namespace bafo::exchange {

/// Matrices as F16 or Q8_0 (F16 where rows do not divide into its blocks), norms and biases as F32, as llama.cpp's own
/// converter does it; tokenizer, tokens that end an answer, chat template. Rows without a token become unused tokens. A
/// few megabytes of one tensor are in memory at a time. The file appears whole or not at all; equal models under equal
/// names give equal bytes.
///
/// Refuses (config) a target that exists, a model that llama.cpp would compute otherwise (llama_cpp_limits.h), and a
/// tokenizer whose text it would cut otherwise (core/text/gguf_vocabulary.h). Fails (data) on a model without a
/// tokenizer, and naming the tensor with a value that the type cannot hold.
[[nodiscard]] Result<MadeModel> exportGguf(FileSystem &files, const Path &from, const Path &to,
                                           const Registry<model::Architecture> &architectures,
                                           formats::GgufTensorType type);

} // namespace bafo::exchange
