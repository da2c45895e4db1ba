// SPDX-License-Identifier: Apache-2.0
#include "core/runs/event_log.h"

#include "core/protocol/line_codec.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bafo::runs {
namespace {

constexpr std::size_t kChunkBytes = 1U << 20U;

Failure failed(const std::string &action, const Path &path)
{
    const int error = errno;
    return fail(error == ENOSPC || error == EDQUOT ? ErrorCode::diskFull : ErrorCode::data,
                "cannot " + action + " " + path.string() + ": " + std::strerror(error),
                error == ENOSPC || error == EDQUOT ? "free some space ('bafo disk' shows what takes it)"
                                                   : "check that the run folder exists and is yours");
}

Result<std::uint64_t> sizeOf(int descriptor, const Path &path)
{
    struct stat info = {};
    if (::fstat(descriptor, &info) != 0) {
        return failed("look at", path);
    }
    return static_cast<std::uint64_t>(info.st_size);
}

Result<std::string> readAt(int descriptor, const Path &path, std::uint64_t offset, std::size_t count)
{
    std::string bytes(count, '\0');
    std::size_t done = 0;
    while (done < count) {
        const ssize_t got = ::pread(descriptor, bytes.data() + done, count - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return failed("read", path);
        }
        if (got == 0) {
            break;
        }
        done += static_cast<std::size_t>(got);
    }
    bytes.resize(done);
    return bytes;
}

/// Closes when the reading is over.
class OpenFile {
public:
    explicit OpenFile(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    ~OpenFile()
    {
        if (m_descriptor >= 0) {
            ::close(m_descriptor);
        }
    }
    OpenFile(const OpenFile &) = delete;
    OpenFile &operator=(const OpenFile &) = delete;
    [[nodiscard]] int get() const { return m_descriptor; }

private:
    int m_descriptor;
};

/// The bytes from the last line break on, and the last whole line, looking at the end of the file only.
struct LogTail {
    std::uint64_t tornBytes = 0;
    bool hasLine = false;
    std::string lastLine;
};

Result<LogTail> tailOf(int descriptor, const Path &path)
{
    const std::uint64_t size = BAFO_TRY(sizeOf(descriptor, path));
    const std::uint64_t window = std::min<std::uint64_t>(size, 2 * protocol::kMaxLineBytes);
    const std::string bytes = BAFO_TRY(readAt(descriptor, path, size - window, window));
    LogTail tail;
    const std::size_t end = bytes.rfind('\n');
    if (end == std::string::npos) {
        tail.tornBytes = bytes.size();
        return tail;
    }
    tail.tornBytes = bytes.size() - end - 1;
    const std::size_t before = end == 0 ? std::string::npos : bytes.rfind('\n', end - 1);
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    tail.hasLine = true;
    tail.lastLine = bytes.substr(begin, end - begin);
    return tail;
}

} // namespace

EventLogWriter::EventLogWriter(int descriptor, Path path, std::string run, const Clock &clock)
    : m_descriptor(descriptor)
    , m_path(std::move(path))
    , m_run(std::move(run))
    , m_clock(clock)
{
}

EventLogWriter::~EventLogWriter()
{
    ::close(m_descriptor);
}

Result<std::unique_ptr<EventLogWriter>> EventLogWriter::open(const Path &path, std::string run, const Clock &clock)
{
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (descriptor < 0) {
        return failed("open", path);
    }
    std::unique_ptr<EventLogWriter> writer(new EventLogWriter(descriptor, path, std::move(run), clock));
    BAFO_TRY(writer->repair());
    return writer;
}

Result<void> EventLogWriter::repair()
{
    const LogTail tail = BAFO_TRY(tailOf(m_descriptor, m_path));
    if (tail.tornBytes > 0) {
        const std::uint64_t size = BAFO_TRY(sizeOf(m_descriptor, m_path));
        if (::ftruncate(m_descriptor, static_cast<off_t>(size - tail.tornBytes)) != 0) {
            return failed("repair", m_path);
        }
        m_repairedBytes = tail.tornBytes;
    }
    if (tail.hasLine) {
        if (const auto last = protocol::decodeLine(tail.lastLine)) {
            m_nextSeq = last->envelope.seq + 1;
            return {};
        }
        // The last line is damaged: count all of them instead, so that no number comes twice.
        EventLogReader reader(m_path);
        for (const auto &message : BAFO_TRY(reader.poll(SIZE_MAX))) {
            m_nextSeq = std::max(m_nextSeq, message.envelope.seq + 1);
        }
    }
    return {};
}

Result<void> EventLogWriter::emit(const protocol::Event &event)
{
    const std::lock_guard lock(m_mutex);
    const protocol::Envelope envelope{.seq = m_nextSeq, .t = m_clock.wallMs(), .run = m_run};
    const std::string line = protocol::encodeLine(envelope, event);
    const std::uint64_t sizeBefore = BAFO_TRY(sizeOf(m_descriptor, m_path));
    std::size_t done = 0;
    while (done < line.size()) {
        const ssize_t put = ::write(m_descriptor, line.data() + done, line.size() - done);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put < 0) {
            auto failure = failed("write to", m_path);
            (void)!::ftruncate(m_descriptor, static_cast<off_t>(sizeBefore));
            return failure;
        }
        done += static_cast<std::size_t>(put);
    }
    ++m_nextSeq;
    return {};
}

Result<void> EventLogWriter::sync()
{
    if (::fdatasync(m_descriptor) != 0) {
        return failed("sync", m_path);
    }
    return {};
}

Result<std::vector<protocol::Message>> EventLogReader::poll(std::size_t limit)
{
    std::vector<protocol::Message> messages;
    const OpenFile file(::open(m_path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0) {
        return errno == ENOENT ? Result<std::vector<protocol::Message>>(messages) : failed("open", m_path);
    }
    const std::uint64_t size = BAFO_TRY(sizeOf(file.get(), m_path));
    if (size < m_offset) {
        return fail(ErrorCode::data, m_path.string() + " got shorter while it was read",
                    "a torn line was repaired: read it again from the start");
    }
    std::size_t chunk = kChunkBytes;
    while (messages.size() < limit && m_offset < size) {
        const std::string bytes
            = BAFO_TRY(readAt(file.get(), m_path, m_offset, std::min<std::uint64_t>(chunk, size - m_offset)));
        const std::size_t lastEnd = bytes.rfind('\n');
        if (lastEnd == std::string::npos) {
            if (bytes.size() < chunk) {
                break; // the last line is not whole yet
            }
            chunk *= 2;
            continue;
        }
        std::size_t begin = 0;
        while (begin <= lastEnd && messages.size() < limit) {
            const std::size_t end = bytes.find('\n', begin);
            auto message = protocol::decodeLine(std::string_view(bytes).substr(begin, end - begin));
            if (message) {
                messages.push_back(std::move(*message));
            } else {
                ++m_numDamagedLines;
            }
            m_offset += end + 1 - begin;
            begin = end + 1;
        }
    }
    return messages;
}

} // namespace bafo::runs
