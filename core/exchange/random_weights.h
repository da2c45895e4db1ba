// SPDX-License-Identifier: Apache-2.0
// Seeded starting values for a model made from nothing: a draw depends on seed, tensor name and place only.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace bafo::exchange {

/// Fills with normal numbers of mean 0 and the given standard deviation (Box-Muller over Philox words), equal on every
/// machine with IEEE arithmetic and the same libm.
void drawNormalWeights(std::span<float> values, std::uint64_t seed, std::string_view tensorName, double deviation);

} // namespace bafo::exchange
