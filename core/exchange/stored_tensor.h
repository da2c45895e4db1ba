// SPDX-License-Identifier: Apache-2.0
// One tensor as it lies in its file.
#pragma once

#include "core/formats/safetensors.h"

namespace bafo::exchange {

/// Lives as long as the TensorFiles it comes from.
struct StoredTensor {
    const formats::TensorEntry *entry = nullptr;
    const formats::SafetensorsFile *file = nullptr;
};

} // namespace bafo::exchange
