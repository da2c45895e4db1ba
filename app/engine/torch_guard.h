// SPDX-License-Identifier: Apache-2.0
// The one place where exceptions of LibTorch become errors with a code, a message and a hint.
#pragma once

#include "core/base/result.h"

#include <exception>
#include <functional>
#include <optional>

namespace bafo::engine {

/// What an exception out of torch means: memory that could not be had is outOfMemory, the rest internal, with the first
/// line of its message. Nothing for exceptions that are not torch's.
[[nodiscard]] std::optional<Error> explainTorch(const std::exception &error);

/// Runs the work and turns whatever it throws into an Error, so that a worker can still tell its log why it ends.
[[nodiscard]] Result<void> guardTorch(const std::function<Result<void>()> &work);

} // namespace bafo::engine
