// SPDX-License-Identifier: Apache-2.0
#include "core/model/dropout.h"

#include "core/base/random.h"
#include "core/model/plain_operators.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cstring>

namespace bafo::model {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Keeps these draws apart from every other use of the same seed ("DROP").
constexpr std::uint32_t kPurpose = 0x44524F50;

at::Tensor dropped(const at::Tensor &x, const DropoutPlace &place, std::int64_t layer, std::int64_t use)
{
    if (!hasLoops(x)) { // the same draws, made in main memory
        return x * dropped(at::ones(x.sizes(), at::kFloat), place, layer, use).to(x.device(), x.scalar_type());
    }
    const at::Tensor x_BTD = x.contiguous();
    at::Tensor result = at::empty_like(x_BTD);
    const std::int64_t perSequence = x_BTD.size(1) * x_BTD.size(2);
    const auto *in = x_BTD.const_data_ptr<float>();
    auto *out = result.mutable_data_ptr<float>();
    const auto threshold = static_cast<std::uint32_t>(std::min(place.probability * 0x1.0p32, 0x1.0p32 - 1));
    const auto scale = static_cast<float>(1 / (1 - place.probability));
    const std::int64_t numBlocks = (perSequence + 3) / 4;
    for (std::int64_t b = 0; b < x_BTD.size(0); ++b) {
        const RandomStream draws({.seed = place.seed,
                                  .step = static_cast<std::uint64_t>(place.step),
                                  .sequence = static_cast<std::uint64_t>(place.firstSequence + b),
                                  .layer = static_cast<std::uint32_t>(layer),
                                  .purpose = kPurpose + static_cast<std::uint32_t>(use)});
        at::parallel_for(0, numBlocks, 4096, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t block = begin; block < end; ++block) {
                const auto words = draws.block(static_cast<std::uint64_t>(block));
                const std::int64_t last = std::min(perSequence, block * 4 + 4);
                for (std::int64_t i = block * 4; i < last; ++i) {
                    const float keep = words[static_cast<std::size_t>(i - block * 4)] < threshold ? 0.0F : scale;
                    out[b * perSequence + i] = in[b * perSequence + i] * keep;
                }
            }
        });
    }
    return result;
}

class DropoutFunction : public torch::autograd::Function<DropoutFunction> {
public:
    static at::Tensor forward(AutogradContext *context, const at::Tensor &x_BTD, double probability, std::int64_t seed,
                              std::int64_t step, std::int64_t firstSequence, std::int64_t layer, std::int64_t use)
    {
        context->saved_data["probability"] = probability;
        context->saved_data["seed"] = seed;
        context->saved_data["step"] = step;
        context->saved_data["first_sequence"] = firstSequence;
        context->saved_data["layer"] = layer;
        context->saved_data["use"] = use;
        return dropped(x_BTD, placeOf(context), layer, use);
    }

    static variable_list backward(AutogradContext *context, const variable_list &gradients)
    {
        at::Tensor gradient = dropped(gradients[0], placeOf(context), context->saved_data["layer"].toInt(),
                                      context->saved_data["use"].toInt());
        return {gradient, at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor()};
    }

private:
    static DropoutPlace placeOf(AutogradContext *context)
    {
        return {.probability = context->saved_data["probability"].toDouble(),
                .seed = static_cast<std::uint64_t>(context->saved_data["seed"].toInt()),
                .step = context->saved_data["step"].toInt(),
                .firstSequence = context->saved_data["first_sequence"].toInt()};
    }
};

} // namespace

at::Tensor dropout(const at::Tensor &x_BTD, const DropoutPlace &place, std::int64_t layer, std::int64_t use)
{
    if (place.probability <= 0) {
        return x_BTD;
    }
    return DropoutFunction::apply(x_BTD, place.probability, static_cast<std::int64_t>(place.seed), place.step,
                                  place.firstSequence, layer, use);
}

} // namespace bafo::model
