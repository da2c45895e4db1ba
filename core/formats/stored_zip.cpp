// SPDX-License-Identifier: Apache-2.0
#include "core/formats/stored_zip.h"

#include "core/formats/crc32.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace bafo::formats {
namespace {

constexpr std::uint64_t kEndBytes = 22;
constexpr std::uint64_t kZip64EndBytes = 56;
constexpr std::uint64_t kZip64LocatorBytes = 20;
constexpr std::uint64_t kCentralBytes = 46;
constexpr std::uint64_t kLocalBytes = 30;
constexpr std::uint64_t kMaxNameBytes = 512;
constexpr std::uint32_t kFull16 = 0xFFFF;
constexpr std::uint64_t kFull32 = 0xFFFFFFFF;
constexpr std::uint32_t kZip64Extra = 1;
constexpr std::uint32_t kSizesFollow = 1U << 3U;
constexpr std::uint32_t kKnownFlags = kSizesFollow | 1U << 11U; // the other one says that names are UTF-8

Failure unsound(const std::string &why)
{
    return fail(ErrorCode::data, "no sound zip file: " + why,
                "it is damaged, was cut short, or was made to mislead: take it from its origin again");
}

std::uint64_t number(std::span<const std::byte> bytes, std::uint64_t at, unsigned size)
{
    std::uint64_t value = 0;
    for (unsigned i = 0; i < size; ++i) {
        value |= static_cast<std::uint64_t>(bytes[at + i]) << (8 * i);
    }
    return value;
}

struct Directory {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    std::uint64_t count = 0;
};

/// What the older record says may be "see the newer one", but nothing else than it.
bool agrees(std::uint64_t older, std::uint64_t newer, std::uint64_t full)
{
    return older == newer || (older == full && newer >= full);
}

Result<Directory> findDirectory(std::span<const std::byte> file)
{
    if (file.size() < kEndBytes) {
        return unsound("it has only " + std::to_string(file.size()) + " bytes");
    }
    const std::uint64_t end = file.size() - kEndBytes;
    if (number(file, end, 4) != 0x06054b50 || number(file, end + 20, 2) != 0) {
        return unsound("it does not end with the record that ends a zip file");
    }
    const std::uint64_t count = number(file, end + 10, 2);
    const std::uint64_t size = number(file, end + 12, 4);
    const std::uint64_t offset = number(file, end + 16, 4);
    if (number(file, end + 4, 2) != 0 || number(file, end + 6, 2) != 0 || number(file, end + 8, 2) != count) {
        return unsound("it is one part of several");
    }
    Directory found{.begin = offset, .end = end, .count = count};
    const bool isZip64 = end >= kZip64LocatorBytes && number(file, end - kZip64LocatorBytes, 4) == 0x07064b50;
    if (isZip64) {
        const std::uint64_t locator = end - kZip64LocatorBytes;
        if (locator < kZip64EndBytes || number(file, locator + 8, 8) != locator - kZip64EndBytes
            || number(file, locator + 4, 4) != 0 || number(file, locator + 16, 4) != 1) {
            return unsound("its zip64 locator points elsewhere");
        }
        const std::uint64_t record = locator - kZip64EndBytes;
        found = {.begin = number(file, record + 48, 8), .end = record, .count = number(file, record + 32, 8)};
        if (number(file, record, 4) != 0x06064b50 || number(file, record + 4, 8) != kZip64EndBytes - 12
            || number(file, record + 16, 8) != 0 || number(file, record + 24, 8) != found.count
            || !agrees(count, found.count, kFull16) || !agrees(offset, found.begin, kFull32)
            || !agrees(size, number(file, record + 40, 8), kFull32)) {
            return unsound("its two end records contradict each other");
        }
    }
    const std::uint64_t declared = isZip64 ? number(file, found.end + 40, 8) : size;
    if (found.begin > found.end || found.end - found.begin != declared || found.count > declared / kCentralBytes) {
        return unsound("its directory does not lie where it should");
    }
    return found;
}

/// The fields of a zip64 extra field, handed out in their order.
class WideNumbers {
public:
    explicit WideNumbers(std::span<const std::byte> extras)
    {
        for (std::uint64_t at = 0; at + 4 <= extras.size();) {
            const std::uint64_t size = number(extras, at + 2, 2);
            if (size > extras.size() - at - 4) {
                return;
            }
            if (number(extras, at, 2) == kZip64Extra && m_bytes.empty()) {
                m_bytes = extras.subspan(at + 4, size);
            }
            at += 4 + size;
        }
    }

    /// `narrow`, or where that is full the next wide one.
    std::optional<std::uint64_t> of(std::uint64_t narrow)
    {
        if (narrow != kFull32) {
            return narrow;
        }
        if (m_at + 8 > m_bytes.size()) {
            return std::nullopt;
        }
        m_at += 8;
        return number(m_bytes, m_at - 8, 8);
    }

private:
    std::span<const std::byte> m_bytes;
    std::uint64_t m_at = 0;
};

bool isSafeName(std::string_view name)
{
    const bool isPlain = !name.empty() && name.size() <= kMaxNameBytes && name.front() != '/'
        && std::all_of(name.begin(), name.end(),
                       [](char c) { return static_cast<unsigned char>(c) >= 32 && c != '\\'; });
    for (std::size_t at = 0; isPlain && at <= name.size();) {
        const std::size_t end = std::min(name.find('/', at), name.size());
        const std::string_view part = name.substr(at, end - at);
        if (part.empty() || part == "." || part == "..") {
            return false;
        }
        at = end + 1;
    }
    return isPlain;
}

/// A name for messages, without what a terminal would obey.
std::string shown(std::string_view name)
{
    std::string text;
    for (const char c : name.substr(0, 80)) {
        text += c >= 32 && c < 127 ? c : '?';
    }
    return "'" + text + "'";
}

/// One member as its central header describes it.
struct Described {
    std::string_view name;
    std::uint64_t flags = 0;
    std::uint64_t crc32 = 0;
    std::uint64_t size = 0;
    std::uint64_t local = 0; ///< where its local header is
    std::uint64_t begin = 0; ///< of its bytes
};

std::string_view textAt(std::span<const std::byte> file, std::uint64_t at, std::uint64_t size)
{
    return {reinterpret_cast<const char *>(file.data()) + at, size};
}

/// Reads one central header and moves `at` behind it.
Result<Described> readCentral(std::span<const std::byte> file, std::uint64_t end, std::uint64_t &at)
{
    if (end - at < kCentralBytes || number(file, at, 4) != 0x02014b50) {
        return unsound("its directory is broken at byte " + std::to_string(at));
    }
    const std::uint64_t nameBytes = number(file, at + 28, 2);
    const std::uint64_t extraBytes = number(file, at + 30, 2);
    const std::uint64_t commentBytes = number(file, at + 32, 2);
    if (end - at - kCentralBytes < nameBytes + extraBytes + commentBytes) {
        return unsound("its directory is broken at byte " + std::to_string(at));
    }
    Described member{.name = textAt(file, at + kCentralBytes, nameBytes),
                     .flags = number(file, at + 8, 2),
                     .crc32 = number(file, at + 16, 4)};
    if (!isSafeName(member.name)) {
        return unsound("a member is called " + shown(member.name));
    }
    if ((member.flags & ~std::uint64_t{kKnownFlags}) != 0) {
        return unsound(shown(member.name) + " is encrypted or asks for something unknown");
    }
    if (number(file, at + 10, 2) != 0) {
        return unsound(shown(member.name) + " is compressed, which PyTorch never does");
    }
    WideNumbers wide(file.subspan(at + kCentralBytes + nameBytes, extraBytes));
    const auto size = wide.of(number(file, at + 24, 4));
    const auto packed = wide.of(number(file, at + 20, 4));
    const auto local = wide.of(number(file, at + 42, 4));
    if (!size || !packed || !local || number(file, at + 34, 2) != 0 || *size != *packed) {
        return unsound("the sizes of " + shown(member.name) + " contradict each other");
    }
    member.size = *size;
    member.local = *local;
    at += kCentralBytes + nameBytes + extraBytes + commentBytes;
    return member;
}

/// The local header must say what the central one says, or leave the sizes to the record behind the bytes.
Result<void> checkLocal(std::span<const std::byte> file, std::uint64_t directory, Described &member)
{
    const auto wrong
        = [&](const char *what) { return unsound("the local header of " + shown(member.name) + " " + what); };
    if (member.local > directory || directory - member.local < kLocalBytes
        || number(file, member.local, 4) != 0x04034b50) {
        return wrong("is not where the directory says");
    }
    const std::uint64_t nameBytes = number(file, member.local + 26, 2);
    const std::uint64_t extraBytes = number(file, member.local + 28, 2);
    const std::uint64_t room = directory - member.local - kLocalBytes;
    if (nameBytes + extraBytes > room || member.size > room - nameBytes - extraBytes) {
        return wrong("leaves no room for its bytes");
    }
    if (textAt(file, member.local + kLocalBytes, nameBytes) != member.name || number(file, member.local + 8, 2) != 0
        || number(file, member.local + 6, 2) != member.flags) {
        return wrong("describes another member");
    }
    WideNumbers wide(file.subspan(member.local + kLocalBytes + nameBytes, extraBytes));
    const bool sizesFollow = (member.flags & kSizesFollow) != 0;
    const auto size = wide.of(number(file, member.local + 22, 4));
    const auto packed = wide.of(number(file, member.local + 18, 4));
    const auto fits = [&](std::optional<std::uint64_t> said, std::uint64_t known) {
        return said == known || (sizesFollow && said.value_or(0) == 0);
    };
    if (!fits(size, member.size) || !fits(packed, member.size)
        || !fits(number(file, member.local + 14, 4), member.crc32)) {
        return wrong("has another size or checksum than the directory");
    }
    member.begin = member.local + kLocalBytes + nameBytes + extraBytes;
    return {};
}

/// Every byte before the directory belongs to one member: nothing is hidden, nothing is shared.
Result<void> checkPlaces(const std::vector<Described> &members, std::uint64_t directory)
{
    std::vector<const Described *> sorted;
    for (const Described &member : members) {
        sorted.push_back(&member);
    }
    std::sort(sorted.begin(), sorted.end(), [](const auto *a, const auto *b) { return a->local < b->local; });
    std::uint64_t expected = 0;
    std::uint64_t slack = 0; // of the record behind the member before
    for (std::size_t i = 0; i <= sorted.size(); ++i) {
        const std::uint64_t begin = i < sorted.size() ? sorted[i]->local : directory;
        const std::uint64_t gap = begin - expected;
        if (begin < expected) {
            return unsound(shown(sorted[i == 0 ? 0 : i - 1]->name) + " overlaps what lies behind it");
        }
        const bool isRecord = slack > 0 && gap >= 12 && gap <= slack && gap % 4 == 0;
        if (slack > 0 ? !isRecord : gap != 0) {
            return unsound("bytes that belong to no member lie before byte " + std::to_string(begin));
        }
        if (i < sorted.size()) {
            expected = sorted[i]->begin + sorted[i]->size;
            slack = (sorted[i]->flags & kSizesFollow) != 0 ? 24 : 0;
        }
    }
    return {};
}

} // namespace

Result<std::map<std::string, ZipMember, std::less<>>> parseStoredZip(std::span<const std::byte> file)
{
    const Directory directory = BAFO_TRY(findDirectory(file));
    std::vector<Described> members;
    std::map<std::string, ZipMember, std::less<>> found;
    std::uint64_t at = directory.begin;
    for (std::uint64_t i = 0; i < directory.count; ++i) {
        Described member = BAFO_TRY(readCentral(file, directory.end, at));
        BAFO_TRY(checkLocal(file, directory.begin, member));
        const ZipMember place{.bytes = file.subspan(member.begin, member.size),
                              .crc32 = static_cast<std::uint32_t>(member.crc32)};
        if (!found.emplace(member.name, place).second) {
            return unsound(shown(member.name) + " is in it twice");
        }
        members.push_back(member);
    }
    if (at != directory.end) {
        return unsound("its directory is longer than its members");
    }
    BAFO_TRY(checkPlaces(members, directory.begin));
    return found;
}

Result<void> checkZipMember(const std::string &name, const ZipMember &member)
{
    if (crc32Of(member.bytes) != member.crc32) {
        return unsound("the checksum of " + shown(name) + " is wrong");
    }
    return {};
}

} // namespace bafo::formats
