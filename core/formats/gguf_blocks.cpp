// SPDX-License-Identifier: Apache-2.0
#include "core/base/check.h"
#include "core/formats/gguf.h"
#include "core/formats/half_precision.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace bafo::formats {
namespace {

struct BlockSize {
    std::uint64_t values;
    std::uint64_t bytes;
};

constexpr std::uint64_t kBlock = 32;

std::optional<BlockSize> blockSizeOf(GgufTensorType type)
{
    switch (type) {
    case GgufTensorType::F32:
        return BlockSize{1, 4};
    case GgufTensorType::F16:
    case GgufTensorType::BF16:
        return BlockSize{1, 2};
    case GgufTensorType::Q4_0: // half scale, then 16 bytes: value i low nibble, value i + 16 high nibble
        return BlockSize{kBlock, 18};
    case GgufTensorType::Q4_1: // half scale, half minimum, nibbles
        return BlockSize{kBlock, 20};
    case GgufTensorType::Q8_0: // half scale, 32 signed bytes
        return BlockSize{kBlock, 34};
    }
    return std::nullopt;
}

std::uint16_t wordAt(const std::byte *bytes)
{
    std::uint16_t word = 0;
    std::memcpy(&word, bytes, sizeof(word));
    return word;
}

void readQ4(const std::byte *nibbles, float scale, float offset, int bias, float *values)
{
    for (std::size_t i = 0; i < kBlock / 2; ++i) {
        const int low = std::to_integer<int>(nibbles[i] & std::byte{0x0F}) - bias;
        const int high = std::to_integer<int>(nibbles[i] >> 4) - bias;
        values[i] = static_cast<float>(low) * scale + offset;
        values[i + kBlock / 2] = static_cast<float>(high) * scale + offset;
    }
}

void readBlock(GgufTensorType type, const std::byte *bytes, float *values)
{
    switch (type) {
    case GgufTensorType::F32:
        std::memcpy(values, bytes, sizeof(float));
        return;
    case GgufTensorType::F16:
        *values = halfToFloat(wordAt(bytes));
        return;
    case GgufTensorType::BF16:
        *values = bfloatToFloat(wordAt(bytes));
        return;
    case GgufTensorType::Q4_0:
        readQ4(bytes + 2, halfToFloat(wordAt(bytes)), -0.0F, 8,
               values); // adding -0 changes nothing, adding 0 would make +0 of -0
        return;
    case GgufTensorType::Q4_1:
        readQ4(bytes + 4, halfToFloat(wordAt(bytes)), halfToFloat(wordAt(bytes + 2)), 0, values);
        return;
    case GgufTensorType::Q8_0: {
        const float scale = halfToFloat(wordAt(bytes));
        for (std::size_t i = 0; i < kBlock; ++i) {
            values[i] = static_cast<float>(static_cast<std::int8_t>(bytes[2 + i])) * scale;
        }
        return;
    }
    }
}

constexpr float kLargestHalf = 65504.0F;

void putWord(std::uint16_t word, std::byte *bytes)
{
    std::memcpy(bytes, &word, sizeof(word));
}

float largestMagnitude(std::span<const float> values)
{
    float largest = 0;
    for (const float value : values) {
        if (!std::isfinite(value)) {
            return value;
        }
        largest = std::max(largest, std::abs(value));
    }
    return largest;
}

/// Source: quantize_row_q8_0_ref of ggml-quants.c: everything in fp32, halves away from zero.
void writeQ8Block(std::span<const float> values, float largest, std::byte *bytes)
{
    const float scale = largest / 127;
    // Below 2^-128 its inverse would be infinite, and ggml's result undefined; as a half the scale is 0 long before.
    const float inverse = scale >= 0x1p-126F ? 1 / scale : 0;
    putWord(floatToHalf(scale), bytes);
    for (std::size_t i = 0; i < kBlock; ++i) {
        bytes[2 + i] = static_cast<std::byte>(static_cast<std::int8_t>(std::round(values[i] * inverse)));
    }
}

} // namespace

std::optional<std::string_view> nameOf(GgufTensorType type)
{
    switch (type) {
    case GgufTensorType::F32:
        return "F32";
    case GgufTensorType::F16:
        return "F16";
    case GgufTensorType::BF16:
        return "BF16";
    case GgufTensorType::Q4_0:
        return "Q4_0";
    case GgufTensorType::Q4_1:
        return "Q4_1";
    case GgufTensorType::Q8_0:
        return "Q8_0";
    }
    return std::nullopt;
}

std::optional<std::uint64_t> ggufSizeBytes(GgufTensorType type, std::uint64_t numElements)
{
    const auto block = blockSizeOf(type);
    if (!block || numElements % block->values != 0 || numElements / block->values > UINT64_MAX / block->bytes) {
        return std::nullopt;
    }
    return numElements / block->values * block->bytes;
}

Result<void> quantizeFromFloat(GgufTensorType type, std::span<const float> values, std::span<std::byte> bytes)
{
    BAFO_CHECK(ggufSizeBytes(type, values.size()) == bytes.size(), "sizes of blocks and values differ");
    BAFO_CHECK(type == GgufTensorType::F32 || type == GgufTensorType::F16 || type == GgufTensorType::Q8_0,
               "this kind of blocks is not written");
    const std::uint64_t numValues = type == GgufTensorType::Q8_0 ? kBlock : 1;
    const std::uint64_t numBytes = *ggufSizeBytes(type, numValues);
    for (std::uint64_t i = 0; i < values.size() / numValues; ++i) {
        const std::span<const float> block = values.subspan(i * numValues, numValues);
        std::byte *const to = bytes.data() + i * numBytes;
        const float largest = largestMagnitude(block);
        const float limit = type == GgufTensorType::Q8_0 ? 127 * kLargestHalf : kLargestHalf;
        if (!std::isfinite(largest) || (type != GgufTensorType::F32 && largest > limit)) {
            return fail(ErrorCode::data,
                        "its value " + std::to_string(largest) + " cannot be written as " + std::string(*nameOf(type)),
                        std::isfinite(largest) ? "write q8_0, whose blocks have a scale, or look at what training did"
                                               : "training went wrong: go back to an earlier saved point");
        }
        if (type == GgufTensorType::F32) {
            std::memcpy(to, block.data(), sizeof(float));
        } else if (type == GgufTensorType::F16) {
            putWord(floatToHalf(block[0]), to);
        } else {
            writeQ8Block(block, largest, to);
        }
    }
    return {};
}

Result<void> dequantizeToFloat(std::uint32_t type, std::span<const std::byte> bytes, std::span<float> values)
{
    const auto known = static_cast<GgufTensorType>(type);
    const auto block = blockSizeOf(known);
    if (!block) {
        return fail(ErrorCode::data, "GGUF tensor type " + std::to_string(type) + " cannot be read",
                    "take a file in F32, F16, BF16, Q8_0, Q4_0 or Q4_1");
    }
    BAFO_CHECK(ggufSizeBytes(known, values.size()) == bytes.size(), "sizes of blocks and values differ");
    const std::uint64_t numBlocks = values.size() / block->values;
    for (std::uint64_t i = 0; i < numBlocks; ++i) {
        readBlock(known, bytes.data() + i * block->bytes, values.data() + i * block->values);
    }
    return {};
}

} // namespace bafo::formats
