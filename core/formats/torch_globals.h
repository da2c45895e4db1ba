// SPDX-License-Identifier: Apache-2.0
// The names that a pickle of torch.save may import, and what they stand for.
#pragma once

#include "core/formats/dtype.h"
#include "core/formats/pickle_values.h"

#include <optional>
#include <string_view>

namespace bafo::formats {

/// `known`: what tensors and their dictionaries are made of. `opaque`: what training programs keep beside them
/// (positions of data loaders, settings, states of random generators); it may stand there and is never looked into.
/// Everything else is refused, whatever it would do.
[[nodiscard]] GlobalRule judgeTorchGlobal(std::string_view module, std::string_view name);

/// Of "torch.BFloat16Storage" and the like; nothing for storages of types that cannot be read.
[[nodiscard]] std::optional<Dtype> dtypeOfStorage(std::string_view module, std::string_view name);

} // namespace bafo::formats
