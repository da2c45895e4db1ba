// SPDX-License-Identifier: Apache-2.0
// Tensors of 4 bits in a model folder that bitsandbytes wrote: each lies in several parts, which are found and checked
// here.
//
// Parts of X: X (uint8), X.absmax, X.quant_map, X.nested_absmax and X.nested_quant_map where scales are packed again,
// and X.quant_state.bitsandbytes__nf4, JSON in uint8 that has the shape, the sizes of blocks and the offset.
#pragma once

#include "core/adapters/nf4.h"
#include "core/base/result.h"
#include "core/exchange/stored_tensor.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace bafo::exchange {

/// One of them, found sound. Lives as long as its file.
struct Nf4Parts {
    std::vector<std::int64_t> shape; ///< of the tensor itself
    StoredTensor packed;
    StoredTensor scaleCodes = {}; ///< without an entry where scales are fp32
    StoredTensor scales;
    StoredTensor scaleMap = {};
    float offset = 0;
};

/// Takes all parts out of `tensors`, by the name of X. Fails (data) naming the tensor: FP4, other sizes of blocks, a
/// part that is missing or of another size than the rest, another code than NF4's.
[[nodiscard]] Result<std::map<std::string, Nf4Parts>> takeNf4Parts(std::map<std::string, StoredTensor> &tensors);

/// A copy of it; pages of the file that were read are released. Fails (data) naming the tensor where a scale is
/// infinite or none.
[[nodiscard]] Result<adapters::Nf4Tensor> readNf4(const Nf4Parts &parts, const std::string &name);

} // namespace bafo::exchange
