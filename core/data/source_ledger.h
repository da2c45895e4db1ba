// SPDX-License-Identifier: Apache-2.0
// sources.yaml: where every document of a dataset came from and under which licence, for people and lawyers to read.
#pragma once

#include "core/data/document.h"

#include <string>
#include <vector>

namespace bafo::data {

/// The whole file. It is made from the database, never read back.
[[nodiscard]] std::string ledgerYaml(const std::vector<Source> &sources);

/// "2026-11-24T10:20:30Z"
[[nodiscard]] std::string timeText(std::int64_t wallMs);

} // namespace bafo::data
