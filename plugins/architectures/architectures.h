// SPDX-License-Identifier: Apache-2.0
// The list of all architectures. A new one is its own folder and one line in the .cpp.
#pragma once

#include "core/base/registry.h"
#include "core/model/architecture.h"

namespace bafo::architectures {

[[nodiscard]] Registry<model::Architecture> makeArchitectures();

} // namespace bafo::architectures
