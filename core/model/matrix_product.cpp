// SPDX-License-Identifier: Apache-2.0
#include "core/model/matrix_product.h"

#include <ATen/ATen.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/core/dispatch/Dispatcher.h>

#include <algorithm>

namespace bafo::model {
namespace {

constexpr std::int64_t kFewestRows = 32;
constexpr std::int64_t kFewestMultiplications = 1 << 20;
constexpr std::int64_t kElementsPerPiece = 1 << 22;

/// The operator under torch.compile's linear layers: x W^T + bias for dense fp32 tensors of any strides.
using LinearOperator
    = at::Tensor(const at::Tensor &, const at::Tensor &, const std::optional<at::Tensor> &, std::string_view,
                 c10::List<std::optional<at::Scalar>>, std::optional<std::string_view>);

/// Null where this LibTorch was built without oneDNN.
const c10::TypedOperatorHandle<LinearOperator> *oneDnnLinear()
{
    static const auto handle = []() -> std::optional<c10::TypedOperatorHandle<LinearOperator>> {
        const auto found = c10::Dispatcher::singleton().findSchema({"mkldnn::_linear_pointwise", ""});
        return found ? std::optional(found->typed<LinearOperator>()) : std::nullopt;
    }();
    return handle ? &*handle : nullptr;
}

bool leavesAvx512ToOneDnn()
{
#if defined(__x86_64__)
    static const bool result
        = !__builtin_cpu_is("intel") && __builtin_cpu_supports("avx512f") && oneDnnLinear() != nullptr;
    return result;
#else
    return false;
#endif
}

} // namespace

MatrixLibrary libraryFor(const at::Tensor &a_NI, const at::Tensor &b_IO)
{
    const bool isLarge = a_NI.size(0) >= kFewestRows && b_IO.size(1) >= kFewestRows
        && a_NI.numel() * b_IO.size(1) >= kFewestMultiplications;
    const bool isPlain = a_NI.scalar_type() == at::kFloat && a_NI.is_cpu();
    return isLarge && isPlain && leavesAvx512ToOneDnn() ? MatrixLibrary::oneDnn : MatrixLibrary::blas;
}

at::Tensor product(const at::Tensor &a_NI, const at::Tensor &b_IO)
{
    return productBy(libraryFor(a_NI, b_IO), a_NI, b_IO);
}

at::Tensor productBy(MatrixLibrary library, const at::Tensor &a_NI, const at::Tensor &b_IO)
{
    if (library == MatrixLibrary::blas) {
        return at::mm(a_NI, b_IO);
    }
    const at::AutoDispatchBelowADInplaceOrView withoutGraph;
    if (a_NI.stride(1) != 1 && a_NI.numel() > kElementsPerPiece) { // oneDNN would lay all of it out anew
        at::Tensor result_NO = at::empty({a_NI.size(0), b_IO.size(1)}, a_NI.options());
        const std::int64_t rows = std::max(kFewestRows, kElementsPerPiece / b_IO.size(1));
        for (std::int64_t first = 0; first < a_NI.size(0); first += rows) {
            const at::Tensor piece = a_NI.narrow(0, first, std::min(rows, a_NI.size(0) - first)).contiguous();
            result_NO.narrow(0, first, piece.size(0)).copy_(productBy(library, piece, b_IO));
        }
        return result_NO;
    }
    return oneDnnLinear()->call(a_NI, b_IO.t(), std::nullopt, "none", c10::List<std::optional<at::Scalar>>(), "");
}

at::Tensor floatProduct(const at::Tensor &a_NI, const at::Tensor &b_IO)
{
    if (a_NI.scalar_type() == at::kFloat) {
        return product(a_NI, b_IO);
    }
    if (a_NI.scalar_type() == at::kDouble) {
        return at::mm(a_NI, b_IO).to(at::kFloat);
    }
    if (!a_NI.is_cpu()) {
        return at::mm(a_NI, b_IO, at::kFloat);
    }
    // A processor's own products of halves end in halves; in fp32 they are as quick. Widened in pieces: b may be large.
    at::Tensor result_NO = at::empty({a_NI.size(0), b_IO.size(1)}, a_NI.options().dtype(at::kFloat));
    const at::Tensor wide_NI = a_NI.to(at::kFloat);
    const std::int64_t columns = std::max(kFewestRows, kElementsPerPiece / b_IO.size(0));
    for (std::int64_t first = 0; first < b_IO.size(1); first += columns) {
        const std::int64_t count = std::min(columns, b_IO.size(1) - first);
        result_NO.narrow(1, first, count).copy_(product(wide_NI, b_IO.narrow(1, first, count).to(at::kFloat)));
    }
    return result_NO;
}

void addProduct(const at::Tensor &sum_NO, const at::Tensor &a_NI, const at::Tensor &b_IO)
{
    if (libraryFor(a_NI, b_IO) == MatrixLibrary::blas) {
        sum_NO.addmm_(a_NI, b_IO);
        return;
    }
    const std::int64_t rows = std::max(kFewestRows, kElementsPerPiece / b_IO.size(1));
    for (std::int64_t first = 0; first < a_NI.size(0); first += rows) {
        const std::int64_t count = std::min(rows, a_NI.size(0) - first);
        sum_NO.narrow(0, first, count).add_(productBy(MatrixLibrary::oneDnn, a_NI.narrow(0, first, count), b_IO));
    }
}

} // namespace bafo::model
