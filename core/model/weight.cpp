// SPDX-License-Identifier: Apache-2.0
#include "core/model/weight.h"

#include "core/base/check.h"
#include "core/model/matrix_product.h"
#include "core/model/packed_product.h"

#include <ATen/ATen.h>

#include <functional>
#include <numeric>
#include <utility>

namespace bafo::model {

Weight::Weight(std::string name, at::Tensor value)
    : m_name(std::move(name))
    , m_shape(value.sizes().vec())
    , m_value(std::move(value))
{
    BAFO_CHECK(m_value.is_contiguous() && m_value.scalar_type() == at::kFloat, m_name + " is not dense fp32");
}

Weight::Weight(std::string name, std::vector<std::int64_t> shape)
    : m_name(std::move(name))
    , m_shape(std::move(shape))
{
}

std::int64_t Weight::numElements() const
{
    return std::accumulate(m_shape.begin(), m_shape.end(), std::int64_t{1}, std::multiplies<>());
}

void Weight::pack(std::unique_ptr<const PackedMatrix> values, c10::ScalarType type)
{
    BAFO_CHECK(m_shape == std::vector<std::int64_t>({values->numRows(), values->rowSize()}),
               m_name + " has another shape than what is packed");
    m_packed = std::move(values);
    m_packedType = type;
    m_isFrozen = true;
    m_value.reset();
}

at::Tensor Weight::outputsOf(const at::Tensor &x_NI) const
{
    return isPacked() ? packedForward(x_NI, *m_packed).to(m_packedType) : product(x_NI, m_value.t());
}

at::Tensor Weight::floatOutputsOf(const at::Tensor &x_NI) const
{
    return isPacked() ? exactForward(x_NI, *m_packed) : floatProduct(x_NI, m_value.t());
}

at::Tensor Weight::inputGradientOf(const at::Tensor &gradient_NO) const
{
    return isPacked() ? packedBackward(gradient_NO, *m_packed).to(m_packedType) : product(gradient_NO, m_value);
}

void Weight::addInputGradientOf(const at::Tensor &sum_NI, const at::Tensor &gradient_NO) const
{
    if (isPacked()) {
        sum_NI.add_(packedBackward(gradient_NO, *m_packed).to(m_packedType));
    } else {
        addProduct(sum_NI, gradient_NO, m_value);
    }
}

at::Tensor Weight::rowsOf(const at::Tensor &ids_BT) const
{
    return isPacked() ? packedRows(*m_packed, ids_BT).to(m_packedType) : at::embedding(m_value, ids_BT);
}

void Weight::addOuterProduct(const at::Tensor &left_NO, const at::Tensor &right_NI)
{
    if (!m_microGradient.defined()) {
        m_microGradient = floatProduct(left_NO.t(), right_NI);
    } else if (left_NO.scalar_type() == at::kFloat) {
        addProduct(m_microGradient, left_NO.t(), right_NI);
    } else {
        m_microGradient.add_(floatProduct(left_NO.t(), right_NI));
    }
}

void Weight::addGradient(const at::Tensor &gradient)
{
    if (m_microGradient.defined()) {
        m_microGradient.add_(gradient);
    } else {
        m_microGradient
            = gradient.to(gradient.options().dtype(at::kFloat), false, /*copy=*/true, at::MemoryFormat::Contiguous);
    }
}

void Weight::addRows(const at::Tensor &ids_N, const at::Tensor &gradient_ND)
{
    const at::Tensor rows = gradient_ND.to(at::kFloat).contiguous();
    if (!m_microGradient.defined()) {
        m_microGradient = at::zeros(m_shape, rows.options());
    }
    if (!gradient_ND.is_cpu()) { // sorts the ids first, so that the order of the sums is always the same
        m_microGradient.index_put_(c10::List<std::optional<at::Tensor>>({ids_N}), rows, /*accumulate=*/true);
        return;
    }
    const std::int64_t width = rows.size(1);
    const auto *ids = ids_N.const_data_ptr<std::int64_t>();
    const auto *from = rows.const_data_ptr<float>();
    auto *to = m_microGradient.mutable_data_ptr<float>();
    for (std::int64_t n = 0; n < rows.size(0); ++n) {
        for (std::int64_t d = 0; d < width; ++d) {
            to[ids[n] * width + d] += from[n * width + d];
        }
    }
}

void Weight::finishMicroBatch()
{
    if (m_gradient.defined() && m_microGradient.defined()) {
        m_gradient.add_(m_microGradient);
    } else if (m_microGradient.defined()) {
        m_gradient = std::move(m_microGradient);
    }
    m_microGradient.reset();
}

at::Tensor Weight::takeMicroBatchGradient()
{
    return std::exchange(m_microGradient, at::Tensor());
}

void Weight::clearGradient()
{
    m_gradient.reset();
    m_microGradient.reset();
}

} // namespace bafo::model
