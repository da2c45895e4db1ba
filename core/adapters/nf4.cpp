// SPDX-License-Identifier: Apache-2.0
#include "core/adapters/nf4.h"

#include "core/base/check.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace bafo::adapters {
namespace {

constexpr std::int64_t kBlocksPerTask = 256;
constexpr std::int64_t kScalesAtOnce = 64; ///< of blocks that are decoded in one go
constexpr std::int64_t kBlockBytes = kNf4BlockSize / 2;
constexpr std::size_t kNumSteps = 1U << 16U; ///< of the table that finds a scale's place
constexpr float kLeastScale = 1e-38F;

std::array<float, 256> makeDynamicMap()
{
    constexpr int kNumExponents = 7;
    std::vector<float> values = {0.0F, 1.0F};
    for (int exponent = 0; exponent < kNumExponents; ++exponent) {
        const int count = 1 << exponent;
        const auto power = static_cast<float>(std::pow(10.0, exponent + 1 - kNumExponents));
        const float step = (1.0F - 0.1F) / static_cast<float>(count);
        // The points as torch.linspace makes them: from either end up to the middle.
        const auto point = [&](int i) {
            return i < (count + 1) / 2 ? std::fma(step, static_cast<float>(i), 0.1F)
                                       : std::fma(-step, static_cast<float>(count - i), 1.0F);
        };
        for (int i = 0; i < count; ++i) {
            const float value = power * ((point(i) + point(i + 1)) / 2.0F);
            values.push_back(value);
            values.push_back(-value);
        }
    }
    std::sort(values.begin(), values.end());
    std::array<float, 256> map = {};
    std::copy(values.begin(), values.end(), map.begin());
    return map;
}

/// For each of equal steps from -1 to 1 the place of the nearest value of the map.
std::vector<std::uint8_t> makePlaces()
{
    const std::array<float, 256> &map = dynamicMap();
    std::vector<std::uint8_t> places(kNumSteps);
    std::size_t place = 0;
    for (std::size_t step = 0; step < kNumSteps; ++step) {
        const float middle = static_cast<float>(step) / 32767.5F - 1.0F;
        while (place + 1 < map.size() && std::abs(middle - map[place + 1]) < std::abs(middle - map[place])) {
            ++place;
        }
        places[step] = static_cast<std::uint8_t>(place);
    }
    return places;
}

void packScaleBlock(std::span<const float> rests, std::uint8_t *codes, float &largest)
{
    static const std::vector<std::uint8_t> places = makePlaces();
    largest = 0;
    for (const float rest : rests) {
        largest = std::max(largest, std::abs(rest));
    }
    const float factor = 1.0F / largest; // infinite where there is next to nothing
    for (std::size_t i = 0; i < rests.size(); ++i) {
        const float product = rests[i] * factor;
        const float share = std::isnan(product) ? -1.0F : std::clamp(product, -1.0F, 1.0F);
        const float step = (share + 1.0F) * 32767.5F + 0.5F;
        codes[i] = places[std::min(static_cast<std::size_t>(step), kNumSteps - 1)];
    }
}

/// The last block, where it is shorter: divided by its scale, which is at least kLeastScale itself.
void encodeRest(std::span<const float> values, float &largest, std::uint8_t *packed)
{
    largest = kLeastScale;
    bool isFinite = true;
    for (const float value : values) {
        largest = std::max(largest, std::abs(value));
        isFinite = isFinite && std::isfinite(value);
    }
    for (std::size_t i = 0; i < values.size(); i += 2) {
        const std::uint32_t first = nf4CodeOf(values[i] / largest);
        const std::uint32_t second = nf4CodeOf(i + 1 < values.size() ? values[i + 1] / largest : 0.0F);
        packed[i / 2] = static_cast<std::uint8_t>((first << 4U) | second);
    }
    largest = isFinite ? largest : HUGE_VALF;
}

} // namespace

const std::array<float, 256> &dynamicMap()
{
    static const std::array<float, 256> map = makeDynamicMap();
    return map;
}

std::int64_t Nf4Tensor::sizeBytes() const
{
    return static_cast<std::int64_t>(packed.nbytes() + scales.nbytes()
                                     + (scaleCodes.defined() ? scaleCodes.nbytes() : 0));
}

float Nf4Tensor::scaleOf(std::int64_t block) const
{
    const auto *numbers = scales.const_data_ptr<float>();
    if (!isDoublyQuantised()) {
        return numbers[block];
    }
    return scaleMap[scaleCodes.const_data_ptr<std::uint8_t>()[block]] * numbers[block / kNf4ScaleBlockSize] + offset;
}

float meanOf(std::span<const float> scales)
{
    const double sum = std::accumulate(scales.begin(), scales.end(), 0.0);
    return static_cast<float>(sum / static_cast<double>(std::max<std::size_t>(1, scales.size())));
}

void packScales(std::span<const float> scales, float offset, Nf4Tensor &tensor)
{
    const auto count = static_cast<std::int64_t>(scales.size());
    tensor.offset = offset;
    tensor.scaleMap = dynamicMap();
    tensor.scaleCodes = at::empty({count}, at::kByte);
    tensor.scales = at::empty({(count + kNf4ScaleBlockSize - 1) / kNf4ScaleBlockSize}, at::kFloat);
    auto *codes = tensor.scaleCodes.mutable_data_ptr<std::uint8_t>();
    auto *largest = tensor.scales.mutable_data_ptr<float>();
    std::array<float, kNf4ScaleBlockSize> rests = {};
    for (std::int64_t first = 0; first < count; first += kNf4ScaleBlockSize) {
        const auto size = static_cast<std::size_t>(std::min(kNf4ScaleBlockSize, count - first));
        for (std::size_t i = 0; i < size; ++i) {
            rests[i] = scales[static_cast<std::size_t>(first) + i] - tensor.offset;
        }
        packScaleBlock({rests.data(), size}, codes + first, largest[first / kNf4ScaleBlockSize]);
    }
}

Result<Nf4Tensor> encodeNf4(std::span<const float> values, bool isDoublyQuantised, const std::string &name)
{
    Nf4Tensor tensor;
    tensor.numElements = static_cast<std::int64_t>(values.size());
    tensor.packed = at::empty({(tensor.numElements + 1) / 2}, at::kByte);
    tensor.scales = at::empty({tensor.numBlocks()}, at::kFloat);
    auto *packed = tensor.packed.mutable_data_ptr<std::uint8_t>();
    auto *largest = tensor.scales.mutable_data_ptr<float>();
    const std::int64_t numWhole = tensor.numElements / kNf4BlockSize;
    at::parallel_for(0, numWhole, kBlocksPerTask, [&](std::int64_t begin, std::int64_t end) {
        encodeNf4Blocks(values.data() + begin * kNf4BlockSize, end - begin, largest + begin,
                        packed + begin * kBlockBytes);
    });
    if (numWhole < tensor.numBlocks()) {
        encodeRest(values.subspan(static_cast<std::size_t>(numWhole * kNf4BlockSize)), largest[numWhole],
                   packed + numWhole * kBlockBytes);
    }
    const std::span<const float> scales(largest, static_cast<std::size_t>(tensor.numBlocks()));
    if (!std::all_of(scales.begin(), scales.end(), [](float scale) { return std::isfinite(scale); })) {
        return fail(ErrorCode::data,
                    "tensor '" + name + "' holds a number that is infinite or none: it cannot be packed",
                    "the model is damaged, or its training diverged: take another one, or an earlier saved point");
    }
    if (isDoublyQuantised) {
        const at::Tensor keptForTheTime = tensor.scales;
        packScales(scales, meanOf(scales), tensor);
    }
    return tensor;
}

void decodeNf4(const Nf4Tensor &tensor, std::int64_t first, std::span<float> values)
{
    const auto count = static_cast<std::int64_t>(values.size());
    BAFO_CHECK(first >= 0 && first + count <= tensor.numElements, "values behind the end of a packed tensor");
    const auto *packed = tensor.packed.const_data_ptr<std::uint8_t>();
    std::array<float, kScalesAtOnce> scales = {};
    std::int64_t done = 0;
    while (done < count) {
        const std::int64_t place = first + done;
        const std::int64_t block = place / kNf4BlockSize;
        const std::int64_t within = place % kNf4BlockSize;
        const std::int64_t numWhole = within == 0 ? std::min(kScalesAtOnce, (count - done) / kNf4BlockSize) : 0;
        if (numWhole > 0) {
            for (std::int64_t i = 0; i < numWhole; ++i) {
                scales[static_cast<std::size_t>(i)] = tensor.scaleOf(block + i);
            }
            decodeNf4Blocks(packed + block * kBlockBytes, scales.data(), numWhole, values.data() + done);
            done += numWhole * kNf4BlockSize;
            continue;
        }
        const float scale = tensor.scaleOf(block);
        const std::int64_t end = std::min(count, done + kNf4BlockSize - within);
        for (; done < end; ++done) {
            const std::uint8_t byte = packed[(first + done) / 2];
            const std::uint32_t code = (first + done) % 2 == 0 ? byte >> 4U : byte & 15U;
            values[static_cast<std::size_t>(done)] = kNf4Code[code] * scale;
        }
    }
}

} // namespace bafo::adapters
