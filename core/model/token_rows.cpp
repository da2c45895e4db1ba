// SPDX-License-Identifier: Apache-2.0
#include "core/model/token_rows.h"

#include "core/base/check.h"
#include "core/model/matrix_product.h"

#include <ATen/ATen.h>

namespace bafo::model {

TokenRows::TokenRows(Weight &rows_KD, const std::vector<std::int64_t> &ids, std::int64_t numTokens)
    : m_rows(&rows_KD)
    , m_ids_K(at::tensor(ids, at::kLong))
    , m_slotOf_V(at::full({numTokens}, -1, at::kLong))
{
    BAFO_CHECK(static_cast<std::int64_t>(ids.size()) == rows_KD.shape()[0], "not one row for each token");
    m_slotOf_V.index_copy_(0, m_ids_K, at::arange(m_ids_K.size(0), at::kLong));
}

TokenRows::Found TokenRows::findIn(const at::Tensor &ids_N) const
{
    const at::Tensor slots_N = m_slotOf_V.to(ids_N.device()).index_select(0, ids_N);
    const at::Tensor places = at::nonzero(slots_N >= 0).squeeze(1);
    return {.places = places, .slots = slots_N.index_select(0, places).contiguous()};
}

void TokenRows::putInto(const at::Tensor &found_ND, const at::Tensor &ids_N) const
{
    const Found found = findIn(ids_N);
    found_ND.index_copy_(0, found.places, m_rows->value().index_select(0, found.slots));
}

void TokenRows::addGradient(const at::Tensor &ids_N, const at::Tensor &gradient_ND) const
{
    if (!m_rows->isFrozen()) {
        const Found found = findIn(ids_N);
        m_rows->addRows(found.slots, gradient_ND.index_select(0, found.places));
    }
}

void TokenRows::putLogits(const at::Tensor &logits_CV, const at::Tensor &hidden_CD) const
{
    logits_CV.index_copy_(1, m_ids_K.to(logits_CV.device()), floatProduct(hidden_CD, m_rows->value().t()));
}

void TokenRows::takeLogitGradient(const at::Tensor &slope_CV, const at::Tensor &hidden_CD,
                                  const at::Tensor &hiddenGradient_CD) const
{
    const at::Tensor ids_K = m_ids_K.to(slope_CV.device());
    const at::Tensor slope_CK = slope_CV.index_select(1, ids_K);
    slope_CV.index_fill_(1, ids_K, 0);
    addProduct(hiddenGradient_CD, slope_CK, m_rows->value());
    if (!m_rows->isFrozen()) {
        m_rows->addOuterProduct(slope_CK, hidden_CD);
    }
}

} // namespace bafo::model
