// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/random_weights.h"

#include "core/base/random.h"
#include "core/base/sha256.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>

namespace bafo::exchange {
namespace {

constexpr std::uint32_t kWeightPurpose = 0x494e4954; // "INIT"

/// In (0, 1): never 0, whose logarithm would be infinite.
double openUniform(std::uint32_t bits)
{
    return (bits + 0.5) * 0x1.0p-32;
}

} // namespace

void drawNormalWeights(std::span<float> values, std::uint64_t seed, std::string_view tensorName, double deviation)
{
    const std::uint64_t place = std::stoull(sha256Of(tensorName).substr(0, 16), nullptr, 16);
    const RandomStream stream({.seed = seed, .sequence = place, .purpose = kWeightPurpose});
    for (std::size_t start = 0; start < values.size(); start += 4) {
        const auto bits = stream.block(start / 4);
        std::array<double, 4> normal = {};
        for (std::size_t pair = 0; pair < 4; pair += 2) {
            const double radius = deviation * std::sqrt(-2.0 * std::log(openUniform(bits[pair])));
            const double angle = 2.0 * std::numbers::pi * openUniform(bits[pair + 1]);
            normal[pair] = radius * std::cos(angle);
            normal[pair + 1] = radius * std::sin(angle);
        }
        const std::size_t count = std::min<std::size_t>(4, values.size() - start);
        for (std::size_t i = 0; i < count; ++i) {
            values[start + i] = static_cast<float>(normal[i]);
        }
    }
}

} // namespace bafo::exchange
