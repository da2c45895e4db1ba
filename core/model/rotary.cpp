// SPDX-License-Identifier: Apache-2.0
#include "core/model/rotary.h"

#include "core/model/plain_operators.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <numbers>

namespace bafo::model {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// After transformers' _compute_llama3_parameters.
at::Tensor stretchLikeLlama3(const at::Tensor &frequency, const RotaryScaling &scaling)
{
    const double longWave = scaling.originalContextLength / scaling.lowFrequencyFactor;
    const double shortWave = scaling.originalContextLength / scaling.highFrequencyFactor;
    const at::Tensor wave = (2 * std::numbers::pi) / frequency;
    const at::Tensor stretched = at::where(wave > longWave, frequency / scaling.factor, frequency);
    const at::Tensor smooth = (scaling.originalContextLength / wave - scaling.lowFrequencyFactor)
        / (scaling.highFrequencyFactor - scaling.lowFrequencyFactor);
    const at::Tensor blended = (1 - smooth) * stretched / scaling.factor + smooth * stretched;
    const at::Tensor isMedium = (wave >= shortWave).logical_and(wave <= longWave);
    return at::where(isMedium, blended, stretched);
}

at::Tensor frequenciesOf(const ModelConfig &config)
{
    const at::Tensor exponent
        = at::arange(0, config.headSize, 2, at::kLong).to(at::kFloat) / static_cast<double>(config.headSize);
    const at::Tensor frequency = 1.0 / at::pow(config.rotaryBase, exponent);
    switch (config.rotaryScaling.kind) {
    case RotaryScalingKind::none:
        return frequency;
    case RotaryScalingKind::linear:
        return frequency / config.rotaryScaling.factor;
    case RotaryScalingKind::llama3:
        return stretchLikeLlama3(frequency, config.rotaryScaling);
    }
    return frequency;
}

/// y1 = x1 c - x2 s, y2 = x2 c + x1 s for the two halves of every head; the other way round with a negative sign.
at::Tensor turn(const at::Tensor &x, const at::Tensor &cosine, const at::Tensor &sine, std::int64_t firstPosition,
                float sign)
{
    if (!hasLoops(x)) {
        return operators::turn(x, cosine.narrow(0, firstPosition, x.size(1)), sine.narrow(0, firstPosition, x.size(1)),
                               static_cast<double>(sign));
    }
    const at::Tensor x_BTHE = x.contiguous();
    at::Tensor result = at::empty_like(x_BTHE);
    const std::int64_t numTimes = x_BTHE.size(1);
    const std::int64_t numHeads = x_BTHE.size(2);
    const std::int64_t half = x_BTHE.size(3) / 2;
    const auto *in = x_BTHE.const_data_ptr<float>();
    const auto *c = cosine.const_data_ptr<float>();
    const auto *s = sine.const_data_ptr<float>();
    auto *out = result.mutable_data_ptr<float>();
    at::parallel_for(0, x_BTHE.size(0) * numTimes, 32, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) {
            const std::int64_t angle = (firstPosition + row % numTimes) * half;
            for (std::int64_t head = 0; head < numHeads; ++head) {
                const std::int64_t first = (row * numHeads + head) * 2 * half;
                const std::int64_t second = first + half;
                for (std::int64_t e = 0; e < half; ++e) {
                    const float sine1 = sign * s[angle + e];
                    out[first + e] = in[first + e] * c[angle + e] - in[second + e] * sine1;
                    out[second + e] = in[second + e] * c[angle + e] + in[first + e] * sine1;
                }
            }
        }
    });
    return result;
}

class RotateFunction : public torch::autograd::Function<RotateFunction> {
public:
    static at::Tensor forward(AutogradContext *context, const at::Tensor &x_BTHE, const at::Tensor &cosine,
                              const at::Tensor &sine, std::int64_t firstPosition)
    {
        context->save_for_backward({cosine, sine});
        context->saved_data["first_position"] = firstPosition;
        return turn(x_BTHE, cosine, sine, firstPosition, 1);
    }

    static variable_list backward(AutogradContext *context, const variable_list &gradients)
    {
        const variable_list saved = context->get_saved_variables();
        return {turn(gradients[0], saved[0], saved[1], context->saved_data["first_position"].toInt(), -1), at::Tensor(),
                at::Tensor(), at::Tensor()};
    }
};

} // namespace

RotaryTable::RotaryTable(const ModelConfig &config, std::int64_t numPositions, at::Device device)
{
    const at::Tensor position = at::arange(numPositions, at::kLong).to(at::kFloat);
    const at::Tensor angle = at::outer(position, frequenciesOf(config));
    m_cosine = angle.cos().contiguous().to(device);
    m_sine = angle.sin().contiguous().to(device);
}

at::Tensor rotate(const at::Tensor &x_BTHE, const RotaryTable &table, std::int64_t firstPosition)
{
    return RotateFunction::apply(x_BTHE, table.cosine(), table.sine(), firstPosition);
}

} // namespace bafo::model
