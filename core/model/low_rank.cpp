// SPDX-License-Identifier: Apache-2.0
#include "core/model/low_rank.h"

#include "core/model/matrix_product.h"

#include <ATen/ATen.h>

#include <vector>

namespace bafo::model {
namespace {

at::Tensor asRows(const at::Tensor &x)
{
    return x.reshape({-1, x.size(-1)});
}

/// The shape of rows that have so many numbers each and stand where these do.
std::vector<std::int64_t> shapeLike(const at::Tensor &rows, std::int64_t width)
{
    std::vector<std::int64_t> shape = rows.sizes().vec();
    shape.back() = width;
    return shape;
}

} // namespace

/// Forward and backward draw alike: the gradient goes through the same places, with the same factor.
at::Tensor LowRank::dropped(const at::Tensor &x, const DropoutPlace &place) const
{
    DropoutPlace own = place;
    own.probability = place.adapterProbability;
    return dropout(x, own, layer, use);
}

/// Of (dropout(x) A^T): [N, R].
at::Tensor LowRank::innerGradient(const at::Tensor &gradient) const
{
    return product(asRows(gradient), up->value()).mul_(scale);
}

void LowRank::addTo(const at::Tensor &sum_NO, const at::Tensor &x, const DropoutPlace &place) const
{
    const at::Tensor inner_NR = product(asRows(dropped(x, place)), down->value().t()).mul_(scale);
    addProduct(sum_NO, inner_NR, up->value().t());
}

void LowRank::addInputGradient(const at::Tensor &sum_NI, const at::Tensor &gradient, const DropoutPlace &place) const
{
    const at::Tensor inner_NR = innerGradient(gradient);
    if (place.adapterProbability == 0) {
        addProduct(sum_NI, inner_NR, down->value());
        return;
    }
    const std::int64_t width = down->shape()[1];
    sum_NI.add_(asRows(dropped(product(inner_NR, down->value()).view(shapeLike(gradient, width)), place)));
}

void LowRank::addGradients(const at::Tensor &gradient, const at::Tensor &x, const DropoutPlace &place) const
{
    if (up->isFrozen() && down->isFrozen()) {
        return;
    }
    const at::Tensor x_NI = asRows(dropped(x.view(shapeLike(gradient, x.size(-1))), place));
    if (!up->isFrozen()) {
        up->addOuterProduct(asRows(gradient), product(x_NI, down->value().t()).mul_(scale));
    }
    if (!down->isFrozen()) {
        down->addOuterProduct(innerGradient(gradient), x_NI);
    }
}

} // namespace bafo::model
