// SPDX-License-Identifier: Apache-2.0
#include "core/base/check.h"
#include "core/formats/gguf.h"
#include "core/formats/half_precision.h"

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
