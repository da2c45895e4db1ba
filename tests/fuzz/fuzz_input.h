// SPDX-License-Identifier: Apache-2.0
// What the fuzz targets share: the input as the types our readers take, and a claim that must hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string_view>

namespace bafo::fuzz {

inline std::span<const std::byte> bytesOf(const std::uint8_t *data, std::size_t size)
{
    return std::as_bytes(std::span(data, size));
}

inline std::string_view textOf(const std::uint8_t *data, std::size_t size)
{
    return {reinterpret_cast<const char *>(data), size};
}

/// A reader that accepts its input must keep this; where it does not, the fuzzer reports the input.
inline void require(bool claim)
{
    if (!claim) {
        std::abort();
    }
}

/// Reads every byte, so that the address sanitizer sees a span that leaves its file.
inline std::uint64_t touch(std::span<const std::byte> bytes)
{
    std::uint64_t sum = 0;
    for (const std::byte value : bytes) {
        sum += static_cast<std::uint64_t>(value);
    }
    return sum;
}

/// Keeps the compiler from dropping a computation whose result nobody reads.
template <class T>
void keep(const T &value)
{
    asm volatile("" : : "g"(&value) : "memory");
}

} // namespace bafo::fuzz
