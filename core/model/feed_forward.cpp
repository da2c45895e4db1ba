// SPDX-License-Identifier: Apache-2.0
#include "core/model/feed_forward.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

namespace bafo::model {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

class SwiGluFunction : public torch::autograd::Function<SwiGluFunction> {
public:
    static at::Tensor forward(AutogradContext *context, const at::Tensor &gate, const at::Tensor &up)
    {
        context->save_for_backward({gate, up});
        return at::silu(gate).mul_(up);
    }

    static variable_list backward(AutogradContext *context, const variable_list &gradients)
    {
        const variable_list saved = context->get_saved_variables();
        const at::Tensor upGradient = at::silu(saved[0]).mul_(gradients[0]);
        const at::Tensor gateGradient = at::silu_backward(gradients[0] * saved[1], saved[0]);
        return {gateGradient, upGradient};
    }
};

} // namespace

at::Tensor swiGlu(const at::Tensor &gate, const at::Tensor &up)
{
    return SwiGluFunction::apply(gate, up);
}

} // namespace bafo::model
