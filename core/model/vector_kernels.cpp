// SPDX-License-Identifier: Apache-2.0
#include "core/model/vector_kernels.h"

#include <algorithm>
#include <bit>
#include <cmath>

#if defined(BAFO_CLONES)
// tests/model/kernel_variants.cpp makes the loops for one processor at a time, to compare their bits.
#elif defined(__x86_64__) && defined(__linux__)
#define BAFO_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define BAFO_CLONES
#endif

namespace bafo::model {
namespace {

constexpr std::int64_t kLanes = 16;

/// e^x with a relative error below 2e-7: x = n ln 2 + r, |r| <= ln 2 / 2, a polynomial of degree 6 in r (Cephes' expf).
/// Arguments below -87 give e^-87, above 88 e^88. Plain arithmetic, so that a loop around it becomes vector code.
[[gnu::always_inline]] inline float exponential(float x)
{
    const float bounded = x < -87.0F ? -87.0F : x > 88.0F ? 88.0F : x;
    constexpr float kToInteger = 12582912.0F; // 1.5 * 2^23: adding it rounds to an integer
    const float shifted = bounded * 1.44269504088896341F + kToInteger;
    const float n = shifted - kToInteger;
    const float r = (bounded - n * 0.693359375F) + n * 2.12194440e-4F;
    float p = 1.9875691500e-4F;
    p = p * r + 1.3981999507e-3F;
    p = p * r + 8.3334519073e-3F;
    p = p * r + 4.1665795894e-2F;
    p = p * r + 1.6666665459e-1F;
    p = p * r + 5.0000001201e-1F;
    const float mantissa = p * (r * r) + r + 1.0F;
    const auto exponent = (std::bit_cast<std::uint32_t>(shifted) - std::bit_cast<std::uint32_t>(kToInteger)) << 23U;
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(mantissa) + exponent);
}

[[gnu::always_inline]] inline float sigmoid(float x)
{
    return 1.0F / (1.0F + exponential(-x));
}

/// tanh x: near 0 a polynomial (Cephes' tanhf), so that small numbers keep their bits; elsewhere 1 - 2 / (e^2x + 1).
[[gnu::always_inline]] inline float hyperbolicTangent(float x)
{
    const float size = x < 0.0F ? -x : x;
    const float square = x * x;
    float p = -5.70498872745e-3F;
    p = p * square + 2.06390887954e-2F;
    p = p * square - 5.37397155531e-2F;
    p = p * square + 1.33314422036e-1F;
    p = p * square - 3.33332819422e-1F;
    const float small = p * square * x + x;
    const float large = 1.0F - 2.0F / (exponential(2.0F * size) + 1.0F);
    return size < 0.625F ? small : x < 0.0F ? -large : large;
}

/// gelu's tanh form is x * sigmoid(x * (kGelu + kGeluCube * x^2)): tanh u = 2 sigmoid(2u) - 1.
constexpr float kGelu = 1.59576912160573F; // 2 * sqrt(2 / pi)
constexpr float kGeluCube = 0.0713548162726F; // times 0.044715

BAFO_CLONES float largest(const float *row, std::int64_t count)
{
    float lanes[kLanes];
    std::fill(lanes, lanes + kLanes, row[0]);
    std::int64_t i = 0;
    for (; i + kLanes <= count; i += kLanes) {
#pragma omp simd
        for (std::int64_t lane = 0; lane < kLanes; ++lane) {
            lanes[lane] = lanes[lane] < row[i + lane] ? row[i + lane] : lanes[lane];
        }
    }
    float most = lanes[0];
    for (const float lane : lanes) {
        most = std::max(most, lane);
    }
    for (; i < count; ++i) {
        most = std::max(most, row[i]);
    }
    return most;
}

/// Sum of e^(row - shift) in double from 16 fp32 lanes, emptied every 4,096 values; writes the powers where `out` is
/// not null.
BAFO_CLONES double sumOfPowers(const float *row, float *out, std::int64_t count, float shift)
{
    constexpr std::int64_t kPiece = 4096;
    double sum = 0;
    for (std::int64_t begin = 0; begin < count; begin += kPiece) {
        const std::int64_t end = std::min(count, begin + kPiece);
        float lanes[kLanes] = {};
        std::int64_t i = begin;
        for (; i + kLanes <= end; i += kLanes) {
            float powers[kLanes];
#pragma omp simd
            for (std::int64_t lane = 0; lane < kLanes; ++lane) {
                powers[lane] = exponential(row[i + lane] - shift);
                lanes[lane] += powers[lane];
            }
            if (out != nullptr) {
                std::copy(powers, powers + kLanes, out + i);
            }
        }
        for (; i < end; ++i) {
            const float power = exponential(row[i] - shift);
            lanes[0] += power;
            if (out != nullptr) {
                out[i] = power;
            }
        }
        for (const float lane : lanes) {
            sum += static_cast<double>(lane);
        }
    }
    return sum;
}

/// row = e^(row - shift) * factor * (1 - (row / cap)^2).
BAFO_CLONES void slopesOfCapped(float *row, std::int64_t count, float shift, float factor, float cap)
{
#pragma omp simd
    for (std::int64_t i = 0; i < count; ++i) {
        const float t = row[i] / cap;
        row[i] = exponential(row[i] - shift) * factor * (1.0F - t * t);
    }
}

BAFO_CLONES void multiply(float *row, std::int64_t count, float factor)
{
#pragma omp simd
    for (std::int64_t i = 0; i < count; ++i) {
        row[i] *= factor;
    }
}

} // namespace

BAFO_CLONES void gateForward(const float *gate, const float *up, float *out, std::int64_t count)
{
#pragma omp simd
    for (std::int64_t i = 0; i < count; ++i) {
        out[i] = gate[i] * sigmoid(gate[i]) * up[i];
    }
}

BAFO_CLONES void gateBackward(const float *gate, const float *up, float *activation, float *gateGradient,
                              float *upGradient, std::int64_t count)
{
#pragma omp simd
    for (std::int64_t i = 0; i < count; ++i) {
        const float s = sigmoid(gate[i]);
        const float silu = gate[i] * s;
        const float gradient = activation[i];
        upGradient[i] = gradient * silu;
        gateGradient[i] = gradient * up[i] * (s * (1.0F + gate[i] * (1.0F - s)));
        activation[i] = silu * up[i];
    }
}

BAFO_CLONES void geluGateForward(const float *gate, const float *up, float *out, std::int64_t count)
{
#pragma omp simd
    for (std::int64_t i = 0; i < count; ++i) {
        const float x = gate[i];
        out[i] = x * sigmoid(x * (kGelu + kGeluCube * x * x)) * up[i];
    }
}

BAFO_CLONES void geluGateBackward(const float *gate, const float *up, float *activation, float *gateGradient,
                                  float *upGradient, std::int64_t count)
{
#pragma omp simd
    for (std::int64_t i = 0; i < count; ++i) {
        const float x = gate[i];
        const float cube = kGeluCube * x * x;
        const float s = sigmoid(x * (kGelu + cube));
        const float gelu = x * s;
        const float gradient = activation[i];
        upGradient[i] = gradient * gelu;
        gateGradient[i] = gradient * up[i] * (s + gelu * (1.0F - s) * (kGelu + 3.0F * cube));
        activation[i] = gelu * up[i];
    }
}

BAFO_CLONES void softCap(float *row, std::int64_t count, float cap)
{
#pragma omp simd
    for (std::int64_t i = 0; i < count; ++i) {
        row[i] = cap * hyperbolicTangent(row[i] / cap);
    }
}

BAFO_CLONES void softmaxBackward(float *scores, float *slopes, std::int64_t count, float logSum, float pull,
                                 float scale)
{
#pragma omp simd
    for (std::int64_t i = 0; i < count; ++i) {
        const float p = exponential(scores[i] - logSum);
        scores[i] = p;
        slopes[i] = p * (slopes[i] - pull) * scale;
    }
}

BAFO_CLONES void cappedSoftmaxBackward(float *scores, float *slopes, std::int64_t count, float logSum, float pull,
                                       float scale, float cap)
{
#pragma omp simd
    for (std::int64_t i = 0; i < count; ++i) {
        const float t = hyperbolicTangent(scores[i] / cap);
        const float p = exponential(cap * t - logSum);
        scores[i] = p;
        slopes[i] = p * (slopes[i] - pull) * scale * (1.0F - t * t);
    }
}

double logSumExp(const float *row, std::int64_t count)
{
    const float most = largest(row, count);
    return static_cast<double>(most) + std::log(sumOfPowers(row, nullptr, count, most));
}

double softmaxInPlace(float *row, std::int64_t count, float scale)
{
    const float most = largest(row, count);
    const double sum = sumOfPowers(row, row, count, most);
    multiply(row, count, static_cast<float>(static_cast<double>(scale) / sum));
    return static_cast<double>(most) + std::log(sum);
}

double cappedSoftmaxInPlace(float *row, std::int64_t count, float scale, float cap)
{
    softCap(row, count, cap);
    const float most = largest(row, count);
    const double sum = sumOfPowers(row, nullptr, count, most);
    slopesOfCapped(row, count, most, static_cast<float>(static_cast<double>(scale) / sum), cap);
    return static_cast<double>(most) + std::log(sum);
}

} // namespace bafo::model
