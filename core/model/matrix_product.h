// SPDX-License-Identifier: Apache-2.0
// Matrix products by the library whose kernels are faster here. LibTorch carries two for fp32: MKL, which ATen always
// calls, leaves the AVX-512 half of processors of other makers idle; oneDNN does not (twice as fast on an AMD EPYC).
//
// Shapes: N rows of a batch and time together, I and O two widths.
#pragma once

#include <ATen/core/Tensor.h>

namespace bafo::model {

enum class MatrixLibrary { blas, oneDnn };

/// oneDNN for fp32 on a processor with AVX-512 that is not Intel's, and where there are rows enough to pay for the
/// packing of the other factor; BLAS otherwise. Hangs on shapes and machine alone, so a resumed run repeats its bits.
[[nodiscard]] MatrixLibrary libraryFor(const at::Tensor &a_NI, const at::Tensor &b_IO);

/// a [N, I] times b [I, O], without a graph. Either may be a transposed view.
[[nodiscard]] at::Tensor product(const at::Tensor &a_NI, const at::Tensor &b_IO);
[[nodiscard]] at::Tensor productBy(MatrixLibrary library, const at::Tensor &a_NI, const at::Tensor &b_IO);

/// The same with an fp32 result, whatever the factors are: sums in fp32 that are never rounded to fewer bits.
[[nodiscard]] at::Tensor floatProduct(const at::Tensor &a_NI, const at::Tensor &b_IO);

/// sum [N, O] += a b; its rows are taken in pieces of a few megabytes where the library cannot add in place.
void addProduct(const at::Tensor &sum_NO, const at::Tensor &a_NI, const at::Tensor &b_IO);

} // namespace bafo::model
