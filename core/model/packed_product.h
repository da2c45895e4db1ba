// SPDX-License-Identifier: Apache-2.0
// Products with a matrix that is packed: it is widened to fp32 a tile at a time, and never stands there whole.
//
// Shapes: N rows of a batch, I inputs, O outputs, B batch, T time.
#pragma once

#include "core/model/packed_matrix.h"

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace bafo::model {

/// Elements of a tile: of what is widened at once. A few megabytes, which a core's caches see again at once.
inline constexpr std::int64_t kTileElements = 1 << 21;

/// x [N, I] times the transposed matrix [O, I] -> fp32 [N, O]. x of any number format in main memory; sums are fp32.
/// Extra memory: a tile, the product with it, and x in fp32. Of a HalfProducts the factors are rounded to bf16.
[[nodiscard]] at::Tensor packedForward(const at::Tensor &x_NI, const PackedMatrix &matrix_OI);

/// The same in fp32 whatever the matrix wants: logits.
[[nodiscard]] at::Tensor exactForward(const at::Tensor &x_NI, const PackedMatrix &matrix_OI);

/// gradient [N, O] times the matrix [O, I] -> fp32 [N, I]; the sum over O is made tile by tile, in their order.
[[nodiscard]] at::Tensor packedBackward(const at::Tensor &gradient_NO, const PackedMatrix &matrix_OI);

/// Rows ids_BT -> fp32 [B, T, I].
[[nodiscard]] at::Tensor packedRows(const PackedMatrix &matrix_OI, const at::Tensor &ids_BT);

} // namespace bafo::model
