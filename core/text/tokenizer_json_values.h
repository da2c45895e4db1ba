// SPDX-License-Identifier: Apache-2.0
// What the readers of tokenizer.json ask of its values, which may be missing or of another type.
#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>

namespace bafo::text {

inline constexpr std::size_t kMaxTokenizerPieces = 2'000'000;
inline constexpr std::size_t kMaxTokenizerFileBytes = 256U << 20U;

[[nodiscard]] Failure damagedTokenizer(const std::string &message);

/// Names the key and shows the beginning of its value; `hint` says what is read.
[[nodiscard]] Failure notUnderstood(const std::string &what, const nlohmann::json &value, const std::string &hint);

/// Null where there is none.
[[nodiscard]] nlohmann::json at(const nlohmann::json &object, const char *key);

/// False and empty for values of other types.
[[nodiscard]] bool isTrue(const nlohmann::json &value);
[[nodiscard]] std::string textOf(const nlohmann::json &value);

} // namespace bafo::text
