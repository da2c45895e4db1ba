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

std::vector<std::int64_t> withLast(const at::Tensor &x, std::int64_t last)
{
    std::vector<std::int64_t> shape = x.sizes().vec();
    shape.back() = last;
    return shape;
}

LinearWeights layerAt(const std::vector<std::int64_t> &numbers, std::size_t index)
{
    return LinearWeights::fromNumbers(numbers[2 * index], numbers[2 * index + 1]);
}

class LinearFunction : public torch::autograd::Function<LinearFunction> {
public:
    static at::Tensor forward(AutogradContext *context, const at::Tensor &x, std::int64_t weight, std::int64_t bias)
    {
        const bool isFrozen = LinearWeights::fromNumbers(weight, bias).weight->isFrozen();
        context->save_for_backward({isFrozen ? at::Tensor() : x}); // only the weight's gradient needs it
        context->saved_data["weight"] = weight;
        context->saved_data["bias"] = bias;
        return LinearWeights::fromNumbers(weight, bias).multiply(x);
    }

    static variable_list backward(AutogradContext *context, const variable_list &gradients)
    {
        const LinearWeights layer
            = LinearWeights::fromNumbers(context->saved_data["weight"].toInt(), context->saved_data["bias"].toInt());
        layer.addGradients(gradients[0], context->get_saved_variables()[0]);
        return {layer.inputGradient(gradients[0]), at::Tensor(), at::Tensor()};
    }
};

class NormedLinearsFunction : public torch::autograd::Function<NormedLinearsFunction> {
public:
    static variable_list forward(AutogradContext *context, const at::Tensor &x, std::int64_t weight, double epsilon,
                                 double offset, const std::vector<std::int64_t> &layers)
    {
        const Norm norm{.weight = LinearWeights::fromNumbers(weight, 0).weight, .epsilon = epsilon, .offset = offset};
        const at::Tensor x_ND = asRows(x);
        const at::Tensor scale_N = rowScales(x_ND, epsilon);
        const at::Tensor normed = normedRows(x_ND, norm.factor(), scale_N);
        context->save_for_backward({x, scale_N});
        context->saved_data["norm"] = weight;
        context->saved_data["offset"] = offset;
        context->saved_data["layers"] = layers;
        variable_list outputs;
        for (std::size_t i = 0; i < layers.size() / 2; ++i) {
            outputs.push_back(layerAt(layers, i).multiply(normed.view(x.sizes())));
        }
        return outputs;
    }

    static variable_list backward(AutogradContext *context, const variable_list &gradients)
    {
        const Norm norm{.weight = LinearWeights::fromNumbers(context->saved_data["norm"].toInt(), 0).weight,
                        .offset = context->saved_data["offset"].toDouble()};
        const at::Tensor factor_D = norm.factor();
        const std::vector<std::int64_t> layers = context->saved_data["layers"].toIntVector();
        const variable_list saved = context->get_saved_variables();
        const at::Tensor x_ND = asRows(saved[0]);
        const at::Tensor normed_ND = normedRows(x_ND, factor_D, saved[1]);
        at::Tensor gradient_ND;
        for (std::size_t i = 0; i < layers.size() / 2; ++i) {
            const LinearWeights layer = layerAt(layers, i);
            layer.addGradients(gradients[i], normed_ND);
            if (!gradient_ND.defined()) {
                gradient_ND = layer.weight->inputGradientOf(asRows(gradients[i]));
            } else {
                layer.weight->addInputGradientOf(gradient_ND, asRows(gradients[i]));
            }
        }
        if (!norm.weight->isFrozen()) {
            norm.weight->addGradient(normWeightGradient(gradient_ND, x_ND, saved[1]));
        }
        return {normInputGradient(gradient_ND, x_ND, factor_D, saved[1]).view(saved[0].sizes()), at::Tensor(),
                at::Tensor(), at::Tensor(), at::Tensor()};
    }
};

} // namespace

LinearWeights LinearWeights::fromNumbers(std::int64_t weight, std::int64_t bias)
{
    // NOLINTNEXTLINE(performance-no-int-to-ptr)
    return {reinterpret_cast<Weight *>(weight), reinterpret_cast<Weight *>(bias)};
}

at::Tensor LinearWeights::multiply(const at::Tensor &x) const
{
    at::Tensor rows = weight->outputsOf(asRows(x));
    if (bias != nullptr) {
        rows.add_(bias->value());
    }
    return rows.view(withLast(x, rows.size(1)));
}

at::Tensor LinearWeights::inputGradient(const at::Tensor &gradient) const
{
    const at::Tensor rows = weight->inputGradientOf(asRows(gradient));
    return rows.view(withLast(gradient, rows.size(1)));
}

void LinearWeights::addGradients(const at::Tensor &gradient, const at::Tensor &x) const
{
    const at::Tensor gradient_NO = asRows(gradient);
    if (!weight->isFrozen()) {
        weight->addOuterProduct(gradient_NO, asRows(x));
    }
    if (bias != nullptr && !bias->isFrozen()) {
        bias->addGradient(gradient_NO.sum(0, false, at::kFloat));
    }
}

at::Tensor linear(const at::Tensor &x, const LinearWeights &layer)
{
    return LinearFunction::apply(x, layer.weightNumber(), layer.biasNumber());
}

std::vector<at::Tensor> normedLinears(const at::Tensor &x, const Norm &norm, const std::vector<LinearWeights> &layers)
{
    std::vector<std::int64_t> numbers;
    for (const LinearWeights &layer : layers) {
        numbers.push_back(layer.weightNumber());
        numbers.push_back(layer.biasNumber());
    }
    return NormedLinearsFunction::apply(x, reinterpret_cast<std::int64_t>(norm.weight), norm.epsilon, norm.offset,
                                        numbers);
}

at::Tensor embed(const at::Tensor &ids_BT, const Weight &weight_VD, const EmbeddingOptions &options)
{
    const at::Tensor rows = weight_VD.rowsOf(ids_BT);
    return options.scale == 1 ? rows : rows * at::scalar_tensor(options.scale, rows.options());
}

void embedBackward(const at::Tensor &ids_BT, const at::Tensor &gradient_BTD, Weight &weight_VD,
                   const EmbeddingOptions &options)
{
    if (weight_VD.isFrozen()) {
        return;
    }
    at::Tensor gradient_ND = asRows(gradient_BTD);
    if (options.scale != 1) {
        gradient_ND = gradient_ND * at::scalar_tensor(options.scale, gradient_ND.options());
    }
    const at::Tensor ids_N = ids_BT.reshape({-1}).contiguous();
    if (options.paddingToken >= 0) {
        gradient_ND = gradient_ND.masked_fill((ids_N == options.paddingToken).unsqueeze(1), 0);
    }
    weight_VD.addRows(ids_N, gradient_ND);
}

} // namespace bafo::model
