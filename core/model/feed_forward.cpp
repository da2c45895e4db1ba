// SPDX-License-Identifier: Apache-2.0
#include "core/model/feed_forward.h"

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

class GatedLinearFunction : public torch::autograd::Function<GatedLinearFunction> {
public:
    static at::Tensor forward(AutogradContext *context, const at::Tensor &gate, const at::Tensor &up,
                              std::int64_t weight, std::int64_t bias, std::int64_t kind)
    {
        const GateKernels kernels = kernelsOf(static_cast<Activation>(kind));
        const LinearWeights down = LinearWeights::fromNumbers(weight, bias);
        at::Tensor activation = at::empty_like(gate);
        const auto *gates = gate.const_data_ptr<float>();
        const auto *ups = up.const_data_ptr<float>();
        auto *out = activation.mutable_data_ptr<float>();
        at::parallel_for(0, gate.numel(), kElementsPerPiece, [&](std::int64_t begin, std::int64_t end) {
            kernels.forward(gates + begin, ups + begin, out + begin, end - begin);
        });
        context->save_for_backward({gate, up});
        context->saved_data["weight"] = weight;
        context->saved_data["bias"] = bias;
        context->saved_data["kind"] = kind;
        return down.multiply(activation);
    }

    static variable_list backward(AutogradContext *context, const variable_list &gradients)
    {
        const LinearWeights down
            = LinearWeights::fromNumbers(context->saved_data["weight"].toInt(), context->saved_data["bias"].toInt());
        const GateKernels kernels = kernelsOf(static_cast<Activation>(context->saved_data["kind"].toInt()));
        const variable_list saved = context->get_saved_variables();
        const at::Tensor &gate = saved[0];
        at::Tensor activation = down.inputGradient(gradients[0]); // so far the gradient of it
        at::Tensor gateGradient = at::empty_like(gate);
        at::Tensor upGradient = at::empty_like(gate);
        const auto *gates = gate.const_data_ptr<float>();
        const auto *ups = saved[1].const_data_ptr<float>();
        auto *activations = activation.mutable_data_ptr<float>();
        auto *toGate = gateGradient.mutable_data_ptr<float>();
        auto *toUp = upGradient.mutable_data_ptr<float>();
        at::parallel_for(0, gate.numel(), kElementsPerPiece, [&](std::int64_t begin, std::int64_t end) {
            kernels.backward(gates + begin, ups + begin, activations + begin, toGate + begin, toUp + begin,
                             end - begin);
        });
        down.addGradients(gradients[0], activation);
        return {gateGradient, upGradient, at::Tensor(), at::Tensor(), at::Tensor()};
    }
};

} // namespace

at::Tensor gatedLinear(const at::Tensor &gate, const at::Tensor &up, const LinearWeights &down, Activation activation)
{
    return GatedLinearFunction::apply(gate, up, down.weightNumber(), down.biasNumber(),
                                      static_cast<std::int64_t>(activation));
}

} // namespace bafo::model
