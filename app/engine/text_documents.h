// SPDX-License-Identifier: Apache-2.0
// Text that a model is measured on, out of a file.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"

#include <string>
#include <vector>

namespace bafo::engine {

/// One document a line without its line break, empty lines left out; or the whole file as one. Fails (data) where it is
/// no UTF-8.
[[nodiscard]] Result<std::vector<std::string>> readTexts(FileSystem &files, const Path &file, bool isWholeFile);

} // namespace bafo::engine
