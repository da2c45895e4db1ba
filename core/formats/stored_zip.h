// SPDX-License-Identifier: Apache-2.0
// The directory of a zip file whose members lie in it uncompressed, as PyTorch writes them: each can be used where it
// is mapped. Source: PKWARE's APPNOTE.TXT 6.3, sections 4.3 and 4.5.3 (zip64).
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>

namespace bafo::formats {

/// One member. The bytes are a part of the file; its checksum is not compared yet: checkZipMember does it.
struct ZipMember {
    std::span<const std::byte> bytes;
    std::uint32_t crc32 = 0;
};

/// Checks the whole structure: end record at the very end (no comment), zip64 records where they belong, one disk, no
/// encryption, no compression, central and local headers that say the same, members that neither overlap nor leave
/// gaps, no name twice, no name that leaves its folder. Fails (data) with the rule that was broken; the message does
/// not name the file: the caller does.
[[nodiscard]] Result<std::map<std::string, ZipMember, std::less<>>> parseStoredZip(std::span<const std::byte> file);

/// Reads a member and compares its checksum. Fails (data) naming it.
[[nodiscard]] Result<void> checkZipMember(const std::string &name, const ZipMember &member);

} // namespace bafo::formats
