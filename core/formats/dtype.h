// SPDX-License-Identifier: Apache-2.0
// Element types that tensors are stored in, by the names that safetensors gives them.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace bafo::formats {

enum class Dtype { F32, F16, BF16, F64, I64, I32, I16, I8, U8, BOOL };

/// "F32", "BF16", ...
[[nodiscard]] std::string_view nameOf(Dtype dtype);

/// Nothing for a name that is not in the list.
[[nodiscard]] std::optional<Dtype> dtypeNamed(std::string_view name);

/// Bytes of one element.
[[nodiscard]] std::size_t elementSize(Dtype dtype);

} // namespace bafo::formats
