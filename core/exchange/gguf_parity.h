// SPDX-License-Identifier: Apache-2.0
// The parity certificate of a GGUF file: read back by llama.cpp, not by our own reader, which might make the writer's
// mistakes once more.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/exchange/parity_checks.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::exchange {

/// What llama.cpp says of a file that it has loaded.
struct GgufAbout {
    std::int64_t vocabularySize = 0;
    std::int64_t beginOfText = -1; ///< -1: none
    std::vector<std::uint32_t> endTokens; ///< at each of them it ends an answer
    std::string chatTemplate;
};

/// llama.cpp with one file. Each fails (data) with its own words.
class GgufReader {
public:
    virtual ~GgufReader() = default;

    [[nodiscard]] virtual Result<GgufAbout> about() = 0;

    /// Of a text, nothing added.
    [[nodiscard]] virtual Result<std::vector<std::uint32_t>> idsOf(std::string_view text) = 0;

    /// fp32 logits [T, V] behind each of the ids.
    [[nodiscard]] virtual Result<at::Tensor> logitsOf(const std::vector<std::uint32_t> &ids) = 0;
};

/// "gguf" (llama.cpp loads it), "token_ids", "begin_token", "end_tokens", "chat_template", "logits" and "top1". Fails
/// where the reference cannot be read, or the file is no GGUF file.
[[nodiscard]] Result<ParityFindings> checkGgufParity(FileSystem &files, const Path &file,
                                                     const ParityReference &reference, GgufReader &reader);

} // namespace bafo::exchange
