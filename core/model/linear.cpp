// SPDX-License-Identifier: Apache-2.0
#include "core/model/linear.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include <bit>

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
    return LinearWeights::fromNumbers(numbers, index * LinearWeights::kNumNumbers);
}

Weight *weightAt(std::int64_t number)
{
    return reinterpret_cast<Weight *>(number); // NOLINT(performance-no-int-to-ptr)
}

class LinearFunction : public torch::autograd::Function<LinearFunction> {
public:
    static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const LinearWeights &layer)
    {
        context->save_for_backward({layer.needsInput() ? x : at::Tensor()});
        context->saved_data["layer"] = layer.numbers();
        return layer.multiply(x);
    }

    static variable_list backward(AutogradContext *context, const variable_list &gradients)
    {
        const LinearWeights layer = LinearWeights::fromNumbers(context->saved_data["layer"].toIntVector());
        layer.addGradients(gradients[0], context->get_saved_variables()[0]);
        return {layer.inputGradient(gradients[0]), at::Tensor()};
    }
};

class NormedLinearsFunction : public torch::autograd::Function<NormedLinearsFunction> {
public:
    static variable_list forward(AutogradContext *context, const at::Tensor &x, const Norm &norm,
                                 const std::vector<LinearWeights> &layers)
    {
        const at::Tensor x_ND = asRows(x);
        const at::Tensor scale_N = rowScales(x_ND, norm.epsilon);
        const at::Tensor normed = normedRows(x_ND, norm.factor(), scale_N);
        context->save_for_backward({x, scale_N});
        context->saved_data["norm"] = reinterpret_cast<std::int64_t>(norm.weight);
        context->saved_data["offset"] = norm.offset;
        std::vector<std::int64_t> numbers;
        variable_list outputs;
        for (const LinearWeights &layer : layers) {
            const std::vector<std::int64_t> own = layer.numbers();
            numbers.insert(numbers.end(), own.begin(), own.end());
            outputs.push_back(layer.multiply(normed.view(x.sizes())));
        }
        context->saved_data["layers"] = numbers;
        return outputs;
    }

    static variable_list backward(AutogradContext *context, const variable_list &gradients)
    {
        const Norm norm{.weight = weightAt(context->saved_data["norm"].toInt()),
                        .offset = context->saved_data["offset"].toDouble()};
        const at::Tensor factor_D = norm.factor();
        const std::vector<std::int64_t> layers = context->saved_data["layers"].toIntVector();
        const variable_list saved = context->get_saved_variables();
        const at::Tensor x_ND = asRows(saved[0]);
        const at::Tensor normed_ND = normedRows(x_ND, factor_D, saved[1]);
        at::Tensor gradient_ND;
        for (std::size_t i = 0; i < gradients.size(); ++i) {
            const LinearWeights layer = layerAt(layers, i);
            layer.addGradients(gradients[i], normed_ND);
            if (!gradient_ND.defined()) {
                gradient_ND = asRows(layer.inputGradient(gradients[i]));
            } else {
                layer.addInputGradient(gradient_ND, gradients[i]);
            }
        }
        if (!norm.weight->isFrozen()) {
            norm.weight->addGradient(normWeightGradient(gradient_ND, x_ND, saved[1]));
        }
        return {normInputGradient(gradient_ND, x_ND, factor_D, saved[1]).view(saved[0].sizes()), at::Tensor(),
                at::Tensor()};
    }
};

} // namespace

std::vector<std::int64_t> LinearWeights::numbers() const
{
    return {reinterpret_cast<std::int64_t>(weight),
            reinterpret_cast<std::int64_t>(bias),
            reinterpret_cast<std::int64_t>(lowRank),
            std::bit_cast<std::int64_t>(place.adapterProbability),
            static_cast<std::int64_t>(place.seed),
            place.step,
            place.firstSequence};
}

LinearWeights LinearWeights::fromNumbers(const std::vector<std::int64_t> &numbers, std::size_t first)
{
    return {.weight = weightAt(numbers[first]),
            .bias = weightAt(numbers[first + 1]),
            .lowRank = reinterpret_cast<const LowRank *>(numbers[first + 2]), // NOLINT(performance-no-int-to-ptr)
            .place = {.adapterProbability = std::bit_cast<double>(numbers[first + 3]),
                      .seed = static_cast<std::uint64_t>(numbers[first + 4]),
                      .step = numbers[first + 5],
                      .firstSequence = numbers[first + 6]}};
}

at::Tensor LinearWeights::multiply(const at::Tensor &x) const
{
    at::Tensor rows = weight->outputsOf(asRows(x));
    if (bias != nullptr) {
        rows.add_(bias->value());
    }
    if (lowRank != nullptr) {
        lowRank->addTo(rows, x, place);
    }
    return rows.view(withLast(x, rows.size(1)));
}

at::Tensor LinearWeights::inputGradient(const at::Tensor &gradient) const
{
    const at::Tensor rows = weight->inputGradientOf(asRows(gradient));
    if (lowRank != nullptr) {
        lowRank->addInputGradient(rows, gradient, place);
    }
    return rows.view(withLast(gradient, rows.size(1)));
}

void LinearWeights::addInputGradient(const at::Tensor &sum_NI, const at::Tensor &gradient) const
{
    weight->addInputGradientOf(sum_NI, asRows(gradient));
    if (lowRank != nullptr) {
        lowRank->addInputGradient(sum_NI, gradient, place);
    }
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
    if (lowRank != nullptr) {
        lowRank->addGradients(gradient, x, place);
    }
}

at::Tensor linear(const at::Tensor &x, const LinearWeights &layer)
{
    return LinearFunction::apply(x, layer);
}

std::vector<at::Tensor> normedLinears(const at::Tensor &x, const Norm &norm, const std::vector<LinearWeights> &layers)
{
    return NormedLinearsFunction::apply(x, norm, layers);
}

at::Tensor embed(const at::Tensor &ids_BT, const Weight &weight_VD, const EmbeddingOptions &options)
{
    const at::Tensor rows = weight_VD.rowsOf(ids_BT);
    if (options.rows != nullptr) {
        options.rows->putInto(rows.view({-1, rows.size(-1)}), ids_BT.reshape({-1}));
    }
    return options.scale == 1 ? rows : rows * at::scalar_tensor(options.scale, rows.options());
}

void embedBackward(const at::Tensor &ids_BT, const at::Tensor &gradient_BTD, Weight &weight_VD,
                   const EmbeddingOptions &options)
{
    if (weight_VD.isFrozen() && options.rows == nullptr) {
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
    if (options.rows != nullptr) {
        options.rows->addGradient(ids_N, gradient_ND);
    } else {
        weight_VD.addRows(ids_N, gradient_ND);
    }
}

} // namespace bafo::model
