// SPDX-License-Identifier: Apache-2.0
#include "app/bafo/engine_fetch.h"

#include "app/bafo/engine_place.h"
#include "app/bafo/package_index.h"
#include "app/bafo/words.h"
#include "core/base/mapped_file.h"
#include "core/base/sha256.h"
#include "core/runs/file_lock.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <thread>

namespace bafo::app {
namespace {

constexpr std::int64_t kTellNs = 200'000'000;
constexpr std::int64_t kMeterNs = 2'000'000'000; // speed is that of the last stretch of so long
constexpr std::uint64_t kSpareBytes = 50'000'000; // what else may need the disk meanwhile
constexpr int kMostTries = 6; // without a byte in between

/// Streams what deflate packed, without any header, to take().
class Inflater {
public:
    Inflater() { m_isGood = inflateInit2(&m_stream, -MAX_WBITS) == Z_OK; }
    ~Inflater() { inflateEnd(&m_stream); }
    Inflater(const Inflater &) = delete;
    Inflater &operator=(const Inflater &) = delete;

    /// False where that is no deflate stream, or not the whole of one.
    template <class Take>
    Result<bool> unpack(std::span<const std::byte> packed, const Take &take)
    {
        constexpr std::size_t kMostAtOnce = std::size_t{1} << 20U;
        int code = Z_OK;
        while (m_isGood && code == Z_OK && !packed.empty()) {
            const auto piece = packed.first(std::min(packed.size(), kMostAtOnce));
            packed = packed.subspan(piece.size());
            // zlib's interface is older than const; it does not write there.
            m_stream.next_in = const_cast<Bytef *>(reinterpret_cast<const Bytef *>(piece.data()));
            m_stream.avail_in = static_cast<uInt>(piece.size());
            do {
                m_stream.next_out = reinterpret_cast<Bytef *>(m_buffer.data());
                m_stream.avail_out = static_cast<uInt>(m_buffer.size());
                code = inflate(&m_stream, Z_NO_FLUSH);
                BAFO_TRY(take(std::span<const std::byte>(m_buffer).first(m_buffer.size() - m_stream.avail_out)));
            } while (code == Z_OK && m_stream.avail_out == 0);
            code = code == Z_BUF_ERROR ? Z_OK : code; // it wants more to read
        }
        return m_isGood && code == Z_STREAM_END && packed.empty() && m_stream.avail_in == 0;
    }

private:
    z_stream m_stream{};
    bool m_isGood = false;
    std::vector<std::byte> m_buffer = std::vector<std::byte>(std::size_t{1} << 18U);
};

Error wrongContent(const std::string &what)
{
    return {ErrorCode::data, what + " is not what bafo knows it to be (its SHA-256 differs); it was thrown away",
            "try again; if it stays so, do not use that source: another --index or --from"};
}

} // namespace

EngineFetch::EngineFetch(FileSystem &files, const Clock &clock, const EngineParts &parts, Path home, Tell tell)
    : m_files(files)
    , m_clock(clock)
    , m_parts(parts)
    , m_home(std::move(home))
    , m_fetching(fetchingFolder(m_home, parts))
    , m_tell(std::move(tell))
{
}

Result<Path> EngineFetch::run()
{
    const Path whole = m_home / m_parts.folderName();
    BAFO_TRY(m_files.createDirectories(m_home));
    const auto lock = BAFO_TRY(runs::FileLock::tryAcquire(m_home / ".lock"));
    if (!lock) {
        return fail(ErrorCode::inUse, "somebody else is fetching the engine into " + m_home.string(),
                    "'bafo engine status' tells how far it is");
    }
    BAFO_TRY(checkRoom());
    BAFO_TRY(m_files.createDirectories(m_fetching));
    m_meterNs = m_clock.steadyNs();
    for (const EnginePart &part : m_parts.parts) {
        BAFO_TRY(bring(part));
        m_doneBytes += part.packedBytes;
    }
    BAFO_TRY(m_files.removeTree(whole)); // a damaged one, or this fetch would not have been asked for
    BAFO_TRY(m_files.rename(m_fetching, whole));
    BAFO_TRY(m_files.syncDirectory(m_home));
    return whole;
}

Result<void> EngineFetch::checkRoom()
{
    std::uint64_t needed = kSpareBytes;
    for (const EnginePart &part : m_parts.parts) {
        if (!BAFO_TRY(m_files.status(m_fetching / part.path)).exists) {
            const FileStatus packed = BAFO_TRY(m_files.status(packedFile(m_fetching, part)));
            needed += part.sizeBytes + part.packedBytes - std::min(part.packedBytes, packed.sizeBytes);
        }
    }
    const std::uint64_t free = BAFO_TRY(m_files.freeBytes(m_home));
    if (free < needed) {
        return fail(ErrorCode::diskFull,
                    "the engine needs " + sizeInWords(needed) + " in " + m_home.string() + ", and " + sizeInWords(free)
                        + " are free",
                    "make room on that disk, then try again: what came is kept");
    }
    return {};
}

Result<void> EngineFetch::bring(const EnginePart &part)
{
    const FileStatus here = BAFO_TRY(m_files.status(m_fetching / part.path));
    if (here.exists && here.sizeBytes == part.sizeBytes) {
        return {}; // it got its name after it was checked
    }
    BAFO_TRY(m_files.createDirectories((m_fetching / part.path).parent_path()));
    for (const Path &folder : m_folders) {
        if (BAFO_TRY(copyFrom(folder, part))) {
            return {};
        }
    }
    if (m_index.empty()) {
        const EngineArchive &archive = m_parts.archives[part.archive];
        return fail(ErrorCode::data, archive.fileName + " is not in the folders of --from",
                    "fetch it on another computer: https://pypi.org/project/" + archive.name + "/" + archive.version
                        + "/#files (" + sizeInWords(archive.sizeBytes) + ")");
    }
    BAFO_TRY(fetch(part));
    const Path packed = packedFile(m_fetching, part);
    {
        const auto file = BAFO_TRY(MappedFile::open(packed));
        tellNow({.what = part.path.filename().string(),
                 .isUnpacking = true,
                 .doneBytes = m_doneBytes + part.packedBytes,
                 .trouble = {}});
        const auto unpacked = unpack(part, file.bytes());
        if (!unpacked) {
            if (unpacked.error().code == ErrorCode::data) {
                (void)m_files.removeFile(packed); // or the next try would go on from it
            }
            return unpacked;
        }
    }
    return m_files.removeFile(packed);
}

Result<bool> EngineFetch::copyFrom(const Path &folder, const EnginePart &part)
{
    const FileStatus folderStatus = BAFO_TRY(m_files.status(folder));
    const EngineArchive &archive = m_parts.archives[part.archive];
    const bool isArchive = folderStatus.exists && !folderStatus.isDirectory && folder.filename() == archive.fileName;
    const Path archivePath = isArchive ? folder : folder / archive.fileName;
    tellNow({.what = part.path.filename().string(), .isUnpacking = true, .doneBytes = m_doneBytes, .trouble = {}});
    if (folderStatus.isDirectory && BAFO_TRY(m_files.status(folder / part.path)).exists) {
        const auto file = BAFO_TRY(MappedFile::open(folder / part.path));
        const Path temporary = m_fetching / (part.sha256 + ".unpacking");
        const auto out = BAFO_TRY(m_files.openForWriting(temporary, WriteMode::truncate));
        BAFO_TRY(out->write(file.bytes()));
        BAFO_TRY(out->sync());
        Sha256 hash;
        hash.update(file.bytes());
        BAFO_TRY(place(part, temporary, hash.finish()));
        return true;
    }
    if (!BAFO_TRY(m_files.status(archivePath)).exists) {
        return false;
    }
    const auto file = BAFO_TRY(MappedFile::open(archivePath));
    if (file.bytes().size() != archive.sizeBytes) {
        return fail(ErrorCode::data,
                    archivePath.string() + " has " + std::to_string(file.bytes().size()) + " bytes instead of "
                        + std::to_string(archive.sizeBytes),
                    "fetch it again: it came in part, or is another version");
    }
    BAFO_TRY(unpack(part, file.bytes().subspan(part.firstByte, part.packedBytes)));
    return true;
}

Result<void> EngineFetch::fetch(const EnginePart &part)
{
    const Path packed = packedFile(m_fetching, part);
    int numTries = 0;
    while (true) {
        std::uint64_t numHere = BAFO_TRY(m_files.status(packed)).sizeBytes;
        if (numHere == part.packedBytes) {
            return {};
        }
        if (numHere > part.packedBytes) {
            BAFO_TRY(m_files.removeFile(packed));
            continue;
        }
        const std::uint64_t before = numHere;
        const auto file = BAFO_TRY(m_files.openForWriting(packed, WriteMode::append));
        const WebRange wanted{.firstByte = part.firstByte + numHere,
                              .numBytes = part.packedBytes - numHere,
                              .fileBytes = m_parts.archives[part.archive].sizeBytes};
        tellNow({.what = part.path.filename().string(),
                 .doneBytes = m_doneBytes + numHere,
                 .bytesPerSecond = m_bytesPerSecond,
                 .trouble = {}});
        const std::string address = BAFO_TRY(addressOf(part.archive));
        const auto take = [&](std::span<const std::byte> bytes) -> Result<void> {
            BAFO_TRY(file->write(bytes));
            numHere += bytes.size();
            tellBytes(part, numHere);
            return {};
        };
        const RangeEnd end = BAFO_TRY(m_web.range(address, wanted, take));
        if (end.isWhole) {
            continue;
        }
        numTries = numHere > before ? 1 : numTries + 1;
        if (numTries >= kMostTries) {
            return fail(ErrorCode::data, address + ": " + end.why,
                        "check the network, then try again: what came is kept");
        }
        tellNow({.what = part.path.filename().string(), .doneBytes = m_doneBytes + numHere, .trouble = end.why});
        std::this_thread::sleep_for(m_firstPause * (1 << (numTries - 1)));
    }
}

Result<void> EngineFetch::unpack(const EnginePart &part, std::span<const std::byte> packed)
{
    const Path temporary = m_fetching / (part.sha256 + ".unpacking");
    const auto file = BAFO_TRY(m_files.openForWriting(temporary, WriteMode::truncate));
    Sha256 hash;
    std::uint64_t numBytes = 0;
    Inflater inflater;
    const auto take = [&](std::span<const std::byte> bytes) -> Result<void> {
        numBytes += bytes.size();
        if (numBytes > part.sizeBytes) {
            return fail(wrongContent(part.path.string())); // and does not fill the disk
        }
        hash.update(bytes);
        return file->write(bytes);
    };
    const bool isStream = BAFO_TRY(inflater.unpack(packed, take));
    BAFO_TRY(file->sync());
    return place(part, temporary, isStream ? hash.finish() : std::string());
}

Result<void> EngineFetch::place(const EnginePart &part, const Path &unpacked, const std::string &sha256)
{
    if (sha256 != part.sha256) {
        (void)m_files.removeFile(unpacked);
        return fail(wrongContent(part.path.string()));
    }
    BAFO_TRY(m_files.rename(unpacked, m_fetching / part.path));
    return m_files.syncDirectory((m_fetching / part.path).parent_path());
}

Result<std::string> EngineFetch::addressOf(std::size_t archive)
{
    if (!m_addresses.contains(archive)) {
        const EngineArchive &wanted = m_parts.archives[archive];
        m_addresses[archive] = BAFO_TRY(addressInIndex(m_web, m_index, wanted.name, wanted.fileName, wanted.sha256));
    }
    return m_addresses[archive];
}

void EngineFetch::tellBytes(const EnginePart &part, std::uint64_t numHere)
{
    const std::int64_t now = m_clock.steadyNs();
    const std::uint64_t done = m_doneBytes + numHere;
    if (m_meterBytes == 0 || done < m_meterBytes) {
        m_meterBytes = done;
        m_meterNs = now;
    } else if (now - m_meterNs > kMeterNs) {
        m_bytesPerSecond = static_cast<double>(done - m_meterBytes) / (static_cast<double>(now - m_meterNs) / 1e9);
        m_meterBytes = done;
        m_meterNs = now;
    }
    if (now - m_toldNs > kTellNs) {
        tellNow({.what = part.path.filename().string(),
                 .doneBytes = done,
                 .bytesPerSecond = m_bytesPerSecond,
                 .trouble = {}});
    }
}

void EngineFetch::tellNow(const FetchProgress &progress)
{
    m_toldNs = m_clock.steadyNs();
    FetchProgress told = progress;
    told.totalBytes = m_parts.downloadBytes();
    m_tell(told);
}

} // namespace bafo::app
