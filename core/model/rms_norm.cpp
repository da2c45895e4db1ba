// SPDX-License-Identifier: Apache-2.0
#include "core/model/rms_norm.h"

#include "core/model/plain_operators.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cmath>

namespace bafo::model {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr std::int64_t kRowsPerPiece = 16;
constexpr std::int64_t kLanes = 16;

/// Dot product in a fixed order that vector registers can follow.
float dot(const float *a, const float *b, std::int64_t count)
{
    float lanes[kLanes] = {};
    std::int64_t i = 0;
    for (; i + kLanes <= count; i += kLanes) {
        for (std::int64_t lane = 0; lane < kLanes; ++lane) {
            lanes[lane] += a[i + lane] * b[i + lane];
        }
    }
    float sum = 0;
    for (; i < count; ++i) {
        sum += a[i] * b[i];
    }
    for (const float lane : lanes) {
        sum += lane;
    }
    return sum;
}

} // namespace

at::Tensor Norm::factor() const
{
    return offset == 0 ? weight->value() : weight->value() + offset;
}

at::Tensor rowScales(const at::Tensor &x_ND, double epsilon)
{
    if (!hasLoops(x_ND)) {
        return operators::rowScales(x_ND, epsilon);
    }
    const std::int64_t width = x_ND.size(1);
    at::Tensor scale_N = at::empty({x_ND.size(0)}, x_ND.options());
    const auto *x = x_ND.const_data_ptr<float>();
    auto *scale = scale_N.mutable_data_ptr<float>();
    at::parallel_for(0, x_ND.size(0), kRowsPerPiece, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t n = begin; n < end; ++n) {
            const float *row = x + n * width;
            const float mean = dot(row, row, width) / static_cast<float>(width);
            scale[n] = 1.0F / std::sqrt(mean + static_cast<float>(epsilon));
        }
    });
    return scale_N;
}

at::Tensor normedRows(const at::Tensor &x_ND, const at::Tensor &factor_D, const at::Tensor &scale_N)
{
    if (!hasLoops(x_ND)) {
        return operators::normedRows(x_ND, factor_D, scale_N);
    }
    const std::int64_t width = x_ND.size(1);
    at::Tensor y_ND = at::empty_like(x_ND);
    const auto *x = x_ND.const_data_ptr<float>();
    const auto *factor = factor_D.const_data_ptr<float>();
    const auto *scale = scale_N.const_data_ptr<float>();
    auto *y = y_ND.mutable_data_ptr<float>();
    at::parallel_for(0, x_ND.size(0), kRowsPerPiece, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t n = begin; n < end; ++n) {
#pragma omp simd
            for (std::int64_t d = 0; d < width; ++d) {
                y[n * width + d] = factor[d] * (x[n * width + d] * scale[n]);
            }
        }
    });
    return y_ND;
}

/// dx = s (g w - x s^2 mean(g w x)) for every row.
at::Tensor normInputGradient(const at::Tensor &gradient_ND, const at::Tensor &x_ND, const at::Tensor &factor_D,
                             const at::Tensor &scale_N)
{
    if (!hasLoops(x_ND)) {
        return operators::normInputGradient(gradient_ND, x_ND, factor_D, scale_N);
    }
    at::Tensor result = at::empty_like(x_ND);
    const std::int64_t width = x_ND.size(1);
    const auto *gradient = gradient_ND.const_data_ptr<float>();
    const auto *x = x_ND.const_data_ptr<float>();
    const auto *factor = factor_D.const_data_ptr<float>();
    const auto *scale = scale_N.const_data_ptr<float>();
    auto *out = result.mutable_data_ptr<float>();
    at::parallel_for(0, x_ND.size(0), kRowsPerPiece, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t n = begin; n < end; ++n) {
            const std::int64_t at = n * width;
#pragma omp simd
            for (std::int64_t d = 0; d < width; ++d) {
                out[at + d] = gradient[at + d] * factor[d];
            }
            const float s = scale[n];
            const float pull = s * s * dot(out + at, x + at, width) / static_cast<float>(width);
#pragma omp simd
            for (std::int64_t d = 0; d < width; ++d) {
                out[at + d] = s * (out[at + d] - x[at + d] * pull);
            }
        }
    });
    return result;
}

/// Columns are divided among the threads, so the order of summation does not depend on them.
at::Tensor normWeightGradient(const at::Tensor &gradient_ND, const at::Tensor &x_ND, const at::Tensor &scale_N)
{
    if (!hasLoops(x_ND)) {
        return operators::normWeightGradient(gradient_ND, x_ND, scale_N);
    }
    const std::int64_t width = x_ND.size(1);
    at::Tensor result = at::zeros({width}, x_ND.options());
    const auto *gradient = gradient_ND.const_data_ptr<float>();
    const auto *x = x_ND.const_data_ptr<float>();
    const auto *scale = scale_N.const_data_ptr<float>();
    auto *out = result.mutable_data_ptr<float>();
    at::parallel_for(0, width, 64, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t n = 0; n < x_ND.size(0); ++n) {
#pragma omp simd
            for (std::int64_t d = begin; d < end; ++d) {
                out[d] += gradient[n * width + d] * (x[n * width + d] * scale[n]);
            }
        }
    });
    return result;
}

namespace {

Weight &weightAt(std::int64_t number)
{
    return *reinterpret_cast<Weight *>(number); // NOLINT(performance-no-int-to-ptr)
}

class RmsNormFunction : public torch::autograd::Function<RmsNormFunction> {
public:
    static at::Tensor forward(AutogradContext *context, const at::Tensor &x, std::int64_t weight, double epsilon,
                              double offset)
    {
        const Norm norm{.weight = &weightAt(weight), .epsilon = epsilon, .offset = offset};
        const at::Tensor x_ND = x.reshape({-1, x.size(-1)}).contiguous();
        const at::Tensor scale_N = rowScales(x_ND, epsilon);
        const at::Tensor y_ND = normedRows(x_ND, norm.factor(), scale_N);
        context->save_for_backward({x_ND, scale_N});
        context->saved_data["weight"] = weight;
        context->saved_data["offset"] = offset;
        return y_ND.view(x.sizes());
    }

    static variable_list backward(AutogradContext *context, const variable_list &gradients)
    {
        const Norm norm{.weight = &weightAt(context->saved_data["weight"].toInt()),
                        .offset = context->saved_data["offset"].toDouble()};
        const variable_list saved = context->get_saved_variables();
        const at::Tensor gradient_ND = gradients[0].reshape(saved[0].sizes()).contiguous();
        if (!norm.weight->isFrozen()) {
            norm.weight->addGradient(normWeightGradient(gradient_ND, saved[0], saved[1]));
        }
        const at::Tensor x_ND = normInputGradient(gradient_ND, saved[0], norm.factor(), saved[1]);
        return {x_ND.view(gradients[0].sizes()), at::Tensor(), at::Tensor(), at::Tensor()};
    }
};

} // namespace

at::Tensor rmsNorm(const at::Tensor &x, const Norm &norm)
{
    return RmsNormFunction::apply(x, reinterpret_cast<std::int64_t>(norm.weight), norm.epsilon, norm.offset);
}

} // namespace bafo::model
