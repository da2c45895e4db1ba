// SPDX-License-Identifier: Apache-2.0
#include "core/model/embedding_noise.h"

#include "core/base/random.h"
#include "core/model/plain_operators.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>

namespace bafo::model {
namespace {

/// Keeps these draws apart from every other use of the same seed ("NEFT").
constexpr std::uint32_t kPurpose = 0x4E454654;

void addNoise(at::Tensor &x_BTD, const DropoutPlace &place, double scale)
{
    const std::int64_t perSequence = x_BTD.size(1) * x_BTD.size(2);
    const double magnitude = place.noiseAlpha / std::sqrt(static_cast<double>(perSequence)) * scale;
    auto *values = x_BTD.mutable_data_ptr<float>();
    for (std::int64_t b = 0; b < x_BTD.size(0); ++b) {
        const RandomStream draws({.seed = place.seed,
                                  .step = static_cast<std::uint64_t>(place.step),
                                  .sequence = static_cast<std::uint64_t>(place.firstSequence + b),
                                  .layer = 0,
                                  .purpose = kPurpose});
        at::parallel_for(0, (perSequence + 3) / 4, 4096, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t block = begin; block < end; ++block) {
                const auto words = draws.block(static_cast<std::uint64_t>(block));
                const std::int64_t last = std::min(perSequence, block * 4 + 4);
                for (std::int64_t i = block * 4; i < last; ++i) {
                    const double draw
                        = static_cast<double>(words[static_cast<std::size_t>(i - block * 4)]) * 0x1.0p-31 - 1;
                    values[b * perSequence + i] += static_cast<float>(draw * magnitude);
                }
            }
        });
    }
}

} // namespace

at::Tensor withEmbeddingNoise(const at::Tensor &x_BTD, const DropoutPlace &place, double scale)
{
    if (place.noiseAlpha <= 0) {
        return x_BTD;
    }
    if (!hasLoops(x_BTD) || !x_BTD.is_contiguous()) { // the same draws, made in main memory
        at::Tensor noise = at::zeros(x_BTD.sizes(), at::kFloat);
        addNoise(noise, place, scale);
        return x_BTD + noise.to(x_BTD.device(), x_BTD.scalar_type());
    }
    at::Tensor noisy = x_BTD;
    addNoise(noisy, place, scale);
    return noisy;
}

} // namespace bafo::model
