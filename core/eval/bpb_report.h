// SPDX-License-Identifier: Apache-2.0
// The results of a bits-per-byte evaluation as JSON: the figure for programs, and one line a document for later
// questions.
#pragma once

#include "core/eval/bits_per_byte.h"

#include <nlohmann/json_fwd.hpp>

#include <span>
#include <string>

namespace bafo::eval {

/// {"bits_per_byte", "interval": [low, high], "documents", "bytes", "tokens"}
[[nodiscard]] nlohmann::json toJson(const BitsPerByte &result);

/// One line {"document", "bits", "bytes", "tokens"} for each document, in order. Bits are written in the shortest form
/// that reads back to the same double, so that every later statistic can be made from the file.
[[nodiscard]] std::string toJsonLines(std::span<const DocumentScore> scores);

} // namespace bafo::eval
