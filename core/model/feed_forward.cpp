// SPDX-License-Identifier: Apache-2.0
#include "core/model/feed_forward.h"

#include "core/model/plain_operators.h"
#include "core/model/vector_kernels.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

namespace bafo::model {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr std::int64_t kElementsPerPiece = 1 << 13;

/// The two loops of an activation, of vector_kernels.h.
struct GateKernels {
    decltype(&gateForward) forward;
    decltype(&gateBackward) backward;
};

GateKernels kernelsOf(Activation activation)
{
    return activation == Activation::geluTanh ? GateKernels{geluGateForward, geluGateBackward}
                                              : GateKernels{gateForward, gateBackward};
}

at::Tensor gated(const at::Tensor &gate, const at::Tensor &up, Activation activation)
{
    if (!hasLoops(gate)) {
        return operators::gate(gate, up, activation);
    }
    const GateKernels kernels = kernelsOf(activation);
    at::Tensor result = at::empty_like(gate);
    const auto *gates = gate.const_data_ptr<float>();
    const auto *ups = up.const_data_ptr<float>();
    auto *out = result.mutable_data_ptr<float>();
    at::parallel_for(0, gate.numel(), kElementsPerPiece, [&](std::int64_t begin, std::int64_t end) {
        kernels.forward(gates + begin, ups + begin, out + begin, end - begin);
    });
    return result;
}

/// Uses up the gradient.
operators::GateGradients gatedBackward(const at::Tensor &gate, const at::Tensor &up, const at::Tensor &gradient,
                                       Activation activation)
{
    if (!hasLoops(gate)) {
        return operators::gateBackward(gate, up, gradient, activation);
    }
    const GateKernels kernels = kernelsOf(activation);
    operators::GateGradients result{.product = gradient, .toGate = at::empty_like(gate), .toUp = at::empty_like(gate)};
    const auto *gates = gate.const_data_ptr<float>();
    const auto *ups = up.const_data_ptr<float>();
    auto *products = result.product.mutable_data_ptr<float>();
    auto *toGate = result.toGate.mutable_data_ptr<float>();
    auto *toUp = result.toUp.mutable_data_ptr<float>();
    at::parallel_for(0, gate.numel(), kElementsPerPiece, [&](std::int64_t begin, std::int64_t end) {
        kernels.backward(gates + begin, ups + begin, products + begin, toGate + begin, toUp + begin, end - begin);
    });
    return result;
}

class GatedLinearFunction : public torch::autograd::Function<GatedLinearFunction> {
public:
    static at::Tensor forward(AutogradContext *context, const at::Tensor &gate, const at::Tensor &up,
                              const LinearWeights &down, Activation activation)
    {
        context->save_for_backward({gate, up});
        context->saved_data["down"] = down.numbers();
        context->saved_data["activation"] = static_cast<std::int64_t>(activation);
        return down.multiply(gated(gate, up, activation));
    }

    static variable_list backward(AutogradContext *context, const variable_list &gradients)
    {
        const LinearWeights down = LinearWeights::fromNumbers(context->saved_data["down"].toIntVector());
        const auto activation = static_cast<Activation>(context->saved_data["activation"].toInt());
        const variable_list saved = context->get_saved_variables();
        const auto slopes = gatedBackward(saved[0], saved[1], down.inputGradient(gradients[0]), activation);
        down.addGradients(gradients[0], slopes.product);
        return {slopes.toGate, slopes.toUp, at::Tensor(), at::Tensor()};
    }
};

} // namespace

at::Tensor gatedLinear(const at::Tensor &gate, const at::Tensor &up, const LinearWeights &down, Activation activation)
{
    return GatedLinearFunction::apply(gate, up, down, activation);
}

} // namespace bafo::model
