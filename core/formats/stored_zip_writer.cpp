// SPDX-License-Identifier: Apache-2.0
#include "core/formats/stored_zip_writer.h"

#include "core/base/check.h"
#include "core/formats/crc32.h"

#include <algorithm>
#include <utility>

namespace bafo::formats {
namespace {

constexpr std::uint64_t kAlignment = 64;
constexpr std::uint64_t kLocalBytes = 30;
constexpr std::uint64_t kWideSizesBytes = 20; // an extra field with two sizes
constexpr std::uint64_t kExtraHeadBytes = 4;
constexpr std::uint64_t kFull32 = 0xFFFFFFFF;
constexpr std::uint64_t kFull16 = 0xFFFF;
constexpr std::uint64_t kVersion = 45; // the first with zip64
constexpr std::uint64_t kSizesFollow = 1U << 3U;
constexpr std::uint64_t kWideExtra = 1;
constexpr std::uint64_t kPaddingExtra = 0x4246; // "FB", as PyTorch calls its own
constexpr std::uint64_t kEarliestDate = 0x21; // 1 January 1980: equal content gives equal bytes

/// Fields one behind the other, little-endian.
class Record {
public:
    Record &put(std::uint64_t value, unsigned sizeBytes)
    {
        for (unsigned i = 0; i < sizeBytes; ++i) {
            m_bytes.push_back(static_cast<char>(value >> (8 * i) & 0xFFU));
        }
        return *this;
    }

    Record &put(std::string_view text)
    {
        m_bytes.append(text);
        return *this;
    }

    [[nodiscard]] std::span<const std::byte> bytes() const { return std::as_bytes(std::span(m_bytes)); }

private:
    std::string m_bytes;
};

} // namespace

Result<StoredZipWriter> StoredZipWriter::create(FileSystem &files, const Path &path, std::uint64_t sizeBytes)
{
    StoredZipWriter writer;
    writer.m_file = BAFO_TRY(files.openForWriting(path, WriteMode::createNew));
    writer.m_hash = std::make_unique<Sha256>();
    BAFO_TRY(writer.m_file->reserve(sizeBytes));
    return writer;
}

Result<void> StoredZipWriter::begin(std::string name, std::uint64_t sizeBytes)
{
    BAFO_CHECK(m_remaining == 0, "the member before is not complete");
    m_members.push_back({.name = std::move(name), .sizeBytes = sizeBytes, .local = m_written});
    const Member &member = m_members.back();
    const std::uint64_t unpadded = m_written + kLocalBytes + member.name.size() + kWideSizesBytes + kExtraHeadBytes;
    const std::uint64_t padding = (kAlignment - unpadded % kAlignment) % kAlignment;
    Record record;
    record.put(0x04034b50, 4).put(kVersion, 2).put(kSizesFollow, 2).put(0, 2).put(0, 2).put(kEarliestDate, 2);
    record.put(0, 4).put(kFull32, 4).put(kFull32, 4).put(member.name.size(), 2);
    record.put(kWideSizesBytes + kExtraHeadBytes + padding, 2).put(member.name);
    record.put(kWideExtra, 2).put(kWideSizesBytes - kExtraHeadBytes, 2).put(sizeBytes, 8).put(sizeBytes, 8);
    record.put(kPaddingExtra, 2).put(padding, 2).put(std::string(padding, 'Z'));
    BAFO_TRY(put(record.bytes()));
    m_remaining = sizeBytes;
    return sizeBytes == 0 ? endMember() : Result<void>();
}

Result<void> StoredZipWriter::write(std::span<const std::byte> bytes)
{
    BAFO_CHECK(!m_members.empty() && bytes.size() <= m_remaining, "more bytes than the member has");
    if (bytes.empty()) {
        return {};
    }
    m_members.back().crc32 = crc32Of(bytes, m_members.back().crc32);
    BAFO_TRY(put(bytes));
    m_remaining -= bytes.size();
    return m_remaining == 0 ? endMember() : Result<void>();
}

Result<void> StoredZipWriter::endMember()
{
    const Member &member = m_members.back();
    Record record;
    record.put(0x08074b50, 4).put(member.crc32, 4).put(member.sizeBytes, 8).put(member.sizeBytes, 8);
    return put(record.bytes());
}

Result<void> StoredZipWriter::add(std::string name, std::string_view content)
{
    BAFO_TRY(begin(std::move(name), content.size()));
    return write(std::as_bytes(std::span(content)));
}

Result<void> StoredZipWriter::put(std::span<const std::byte> bytes)
{
    m_hash->update(bytes);
    m_written += bytes.size();
    return m_file->write(bytes);
}

Result<WrittenFile> StoredZipWriter::finish()
{
    BAFO_CHECK(m_remaining == 0, "the last member is not complete");
    const std::uint64_t begin = m_written;
    for (const Member &member : m_members) {
        Record record;
        record.put(0x02014b50, 4).put(kVersion, 2).put(kVersion, 2).put(kSizesFollow, 2).put(0, 2);
        record.put(0, 2).put(kEarliestDate, 2).put(member.crc32, 4).put(kFull32, 4).put(kFull32, 4);
        record.put(member.name.size(), 2).put(28, 2).put(0, 2).put(0, 2).put(0, 2).put(0, 4).put(kFull32, 4);
        record.put(member.name).put(kWideExtra, 2).put(24, 2);
        record.put(member.sizeBytes, 8).put(member.sizeBytes, 8).put(member.local, 8);
        BAFO_TRY(put(record.bytes()));
    }
    const std::uint64_t end = m_written;
    const std::uint64_t count = m_members.size();
    Record record;
    record.put(0x06064b50, 4).put(44, 8).put(kVersion, 2).put(kVersion, 2).put(0, 4).put(0, 4);
    record.put(count, 8).put(count, 8).put(end - begin, 8).put(begin, 8);
    record.put(0x07064b50, 4).put(0, 4).put(end, 8).put(1, 4);
    record.put(0x06054b50, 4).put(0, 2).put(0, 2).put(std::min(count, kFull16), 2).put(std::min(count, kFull16), 2);
    record.put(std::min(end - begin, kFull32), 4).put(std::min(begin, kFull32), 4).put(0, 2);
    BAFO_TRY(put(record.bytes()));
    BAFO_TRY(m_file->sync());
    return WrittenFile{.sizeBytes = m_written, .sha256 = m_hash->finish()};
}

} // namespace bafo::formats
