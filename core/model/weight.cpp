// SPDX-License-Identifier: Apache-2.0
#include "core/model/weight.h"

#include "core/base/check.h"

#include <ATen/ATen.h>

#include <utility>

namespace bafo::model {

Weight::Weight(std::string name, at::Tensor value)
    : m_name(std::move(name))
    , m_shape(value.sizes().vec())
    , m_value(std::move(value))
{
    BAFO_CHECK(m_value.is_contiguous() && m_value.scalar_type() == at::kFloat, m_name + " is not dense fp32");
}

at::Tensor &Weight::target(bool &isFresh)
{
    isFresh = !m_hasMicroGradient;
    m_hasMicroGradient = true;
    at::Tensor &place = m_hasGradient ? m_microGradient : m_gradient;
    if (!place.defined()) {
        place = at::empty_like(m_value);
    }
    return place;
}

void Weight::addOuterProduct(const at::Tensor &left_NO, const at::Tensor &right_NI)
{
    bool isFresh = false;
    at::Tensor &sum = target(isFresh);
    if (isFresh) {
        at::mm_out(sum, left_NO.t(), right_NI);
    } else {
        sum.addmm_(left_NO.t(), right_NI);
    }
}

void Weight::addGradient(const at::Tensor &gradient)
{
    bool isFresh = false;
    at::Tensor &sum = target(isFresh);
    if (isFresh) {
        sum.copy_(gradient);
    } else {
        sum.add_(gradient);
    }
}

void Weight::addRows(const at::Tensor &ids_N, const at::Tensor &gradient_ND)
{
    bool isFresh = false;
    at::Tensor &sum = target(isFresh);
    if (isFresh) {
        sum.zero_();
    }
    const at::Tensor rows = gradient_ND.contiguous();
    const std::int64_t width = rows.size(1);
    const auto *ids = ids_N.const_data_ptr<std::int64_t>();
    const auto *from = rows.const_data_ptr<float>();
    auto *to = sum.mutable_data_ptr<float>();
    for (std::int64_t n = 0; n < rows.size(0); ++n) {
        for (std::int64_t d = 0; d < width; ++d) {
            to[ids[n] * width + d] += from[n * width + d];
        }
    }
}

void Weight::finishMicroBatch()
{
    if (!m_hasMicroGradient) {
        return;
    }
    if (m_hasGradient) {
        m_gradient.add_(m_microGradient);
        m_microGradient.reset();
    }
    m_hasGradient = true;
    m_hasMicroGradient = false;
}

void Weight::clearGradient()
{
    m_hasGradient = false;
    m_hasMicroGradient = false;
    m_gradient.reset();
    m_microGradient.reset();
}

} // namespace bafo::model
