// SPDX-License-Identifier: Apache-2.0
#include "core/formats/crc32.h"

#include <array>

namespace bafo::formats {
namespace {

/// Eight bytes at a time: table k holds the checksum of a byte with k zero bytes behind it. Byte by byte a checkpoint
/// of 10 GB would take half a minute.
using Tables = std::array<std::array<std::uint32_t, 256>, 8>;

constexpr Tables makeTables()
{
    Tables tables = {};
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        std::uint32_t value = byte;
        for (int bit = 0; bit < 8; ++bit) {
            value = (value >> 1U) ^ ((value & 1U) != 0 ? 0xEDB88320U : 0U);
        }
        tables[0][byte] = value;
    }
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        for (std::size_t k = 1; k < tables.size(); ++k) {
            const std::uint32_t shorter = tables[k - 1][byte];
            tables[k][byte] = (shorter >> 8U) ^ tables[0][shorter & 0xFFU];
        }
    }
    return tables;
}

constexpr Tables kTables = makeTables();

std::uint32_t numberAt(const std::byte *at)
{
    std::uint32_t value = 0;
    for (unsigned i = 0; i < 4; ++i) {
        value |= static_cast<std::uint32_t>(at[i]) << (8 * i);
    }
    return value;
}

} // namespace

std::uint32_t crc32Of(std::span<const std::byte> bytes, std::uint32_t before)
{
    std::uint32_t value = ~before;
    const std::byte *at = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= 8; left -= 8, at += 8) {
        const std::uint32_t low = value ^ numberAt(at);
        const std::uint32_t high = numberAt(at + 4);
        value = kTables[7][low & 0xFFU] ^ kTables[6][(low >> 8U) & 0xFFU] ^ kTables[5][(low >> 16U) & 0xFFU]
            ^ kTables[4][low >> 24U] ^ kTables[3][high & 0xFFU] ^ kTables[2][(high >> 8U) & 0xFFU]
            ^ kTables[1][(high >> 16U) & 0xFFU] ^ kTables[0][high >> 24U];
    }
    for (; left > 0; --left, ++at) {
        value = (value >> 8U) ^ kTables[0][(value ^ static_cast<std::uint32_t>(*at)) & 0xFFU];
    }
    return ~value;
}

} // namespace bafo::formats
