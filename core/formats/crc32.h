// SPDX-License-Identifier: Apache-2.0
// The checksum of zip files (CRC-32 of ISO 3309, reflected polynomial 0xEDB88320).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace bafo::formats {

/// Of one stretch of bytes, or, with the checksum of what lies before it, of both together. 0 for none.
[[nodiscard]] std::uint32_t crc32Of(std::span<const std::byte> bytes, std::uint32_t before = 0);

} // namespace bafo::formats
