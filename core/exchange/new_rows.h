// SPDX-License-Identifier: Apache-2.0
// Which rows of a model's embedding stand for tokens that `model expand` added.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/exchange/model_folder.h"

#include <cstdint>

namespace bafo::exchange {

/// The first row that the model's last growth added, by the growth.json that expanding left in its folder (and training
/// takes along): new tokens and padding reach from there to the last row. Fails (config) on a model that never grew,
/// (data) where growth.json is of another number of rows.
[[nodiscard]] Result<std::int64_t> firstNewRowOf(FileSystem &files, const ModelFolder &model);

} // namespace bafo::exchange
