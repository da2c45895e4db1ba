// SPDX-License-Identifier: Apache-2.0
#include "core/model/linear.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

namespace bafo::model {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

at::Tensor asRows(const at::Tensor &x)
{
    return x.reshape({-1, x.size(-1)});
}

/// Handles travel through autograd as numbers: they outlive every graph.
Weight *weightAt(std::int64_t address)
{
    return reinterpret_cast<Weight *>(address); // NOLINT(performance-no-int-to-ptr)
}

class LinearFunction : public torch::autograd::Function<LinearFunction> {
public:
    static at::Tensor forward(AutogradContext *context, const at::Tensor &x, std::int64_t weight, std::int64_t bias)
    {
        context->save_for_backward({x});
        context->saved_data["weight"] = weight;
        context->saved_data["bias"] = bias;
        return at::linear(x, weightAt(weight)->value(), bias == 0 ? at::Tensor() : weightAt(bias)->value());
    }

    static variable_list backward(AutogradContext *context, const variable_list &gradients)
    {
        Weight *weight = weightAt(context->saved_data["weight"].toInt());
        Weight *bias = weightAt(context->saved_data["bias"].toInt());
        const at::Tensor x = context->get_saved_variables()[0];
        const at::Tensor gradient_NO = asRows(gradients[0]);
        if (!weight->isFrozen()) {
            weight->addOuterProduct(gradient_NO, asRows(x));
        }
        if (bias != nullptr && !bias->isFrozen()) {
            bias->addGradient(gradient_NO.sum(0));
        }
        return {at::mm(gradient_NO, weight->value()).view_as(x), at::Tensor(), at::Tensor()};
    }
};

} // namespace

at::Tensor linear(const at::Tensor &x, Weight &weight, Weight *bias)
{
    return LinearFunction::apply(x, reinterpret_cast<std::int64_t>(&weight), reinterpret_cast<std::int64_t>(bias));
}

at::Tensor embed(const at::Tensor &ids_BT, const Weight &weight_VD)
{
    return at::embedding(weight_VD.value(), ids_BT);
}

void embedBackward(const at::Tensor &ids_BT, const at::Tensor &gradient_BTD, Weight &weight_VD)
{
    if (!weight_VD.isFrozen()) {
        weight_VD.addRows(ids_BT.reshape({-1}).contiguous(), asRows(gradient_BTD));
    }
}

} // namespace bafo::model
