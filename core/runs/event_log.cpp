// SPDX-License-Identifier: Apache-2.0
#include "core/runs/event_log.h"

#include "core/protocol/line_codec.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bafo::runs {
namespace {

constexpr std::size_t kChunkBytes = 1U << 20U;
constexpr std::size_t kHeadBytes = 64; // seq and time of an event are in them: two lines never begin alike

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

/// Up to `count` bytes, fewer at the end of the file, into memory that is used again.
Result<void> readAt(int descriptor, const Path &path, std::uint64_t offset, std::size_t count, std::string &bytes)
{
    bytes.resize(count);
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
    return {};
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

/// Where the last line break before `end` is, from the end on in pieces.
Result<std::optional<std::uint64_t>> lastLineBreak(int descriptor, const Path &path, std::uint64_t end)
{
    std::string bytes;
    while (end > 0) {
        const std::uint64_t begin = end - std::min<std::uint64_t>(end, kChunkBytes);
        BAFO_TRY(readAt(descriptor, path, begin, end - begin, bytes));
        if (const std::size_t found = bytes.rfind('\n'); found != std::string::npos) {
            return std::optional(begin + found);
        }
        end = begin;
    }
    return std::optional<std::uint64_t>();
}

/// Where the whole lines of a file end, and the last of them; empty where there is none, or it is too long for one.
struct LogTail {
    std::uint64_t wholeBytes = 0;
    std::string lastLine;
};

Result<LogTail> tailOf(int descriptor, const Path &path, std::uint64_t size)
{
    LogTail tail;
    const auto end = BAFO_TRY(lastLineBreak(descriptor, path, size));
    if (!end) {
        return tail;
    }
    tail.wholeBytes = *end + 1;
    const auto before = BAFO_TRY(lastLineBreak(descriptor, path, *end));
    const std::uint64_t begin = before ? *before + 1 : 0;
    if (*end - begin <= protocol::kMaxLineBytes) {
        BAFO_TRY(readAt(descriptor, path, begin, *end - begin, tail.lastLine));
    }
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
    const std::uint64_t size = BAFO_TRY(sizeOf(m_descriptor, m_path));
    const LogTail tail = BAFO_TRY(tailOf(m_descriptor, m_path, size));
    if (tail.wholeBytes < size) {
        if (::ftruncate(m_descriptor, static_cast<off_t>(tail.wholeBytes)) != 0) {
            return failed("repair", m_path);
        }
        m_repairedBytes = size - tail.wholeBytes;
    }
    if (const auto last = protocol::decodeLine(tail.lastLine); last && last->envelope.run == m_run) {
        m_nextSeq = last->envelope.seq + 1;
        return {};
    }
    // The last line is damaged, or another run's: count all of them instead, so that no number comes twice.
    EventLogReader reader(m_path);
    for (auto messages = BAFO_TRY(reader.poll()); !messages.empty(); messages = BAFO_TRY(reader.poll())) {
        for (const auto &message : messages) {
            m_nextSeq = std::max(m_nextSeq, message.envelope.seq + 1);
        }
    }
    return {};
}

Result<void> EventLogWriter::emitFor(int rank, const protocol::Event &event)
{
    const std::lock_guard lock(m_mutex);
    const protocol::Envelope envelope{.seq = m_nextSeq, .t = m_clock.wallMs(), .run = m_run, .rank = rank};
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
    std::string bytes;
    while (messages.size() < limit && m_offset < size) {
        if (m_skippedTo > 0) {
            BAFO_TRY(skipLine(file.get(), size, bytes));
            if (m_skippedTo > 0) {
                break; // the end of that line is not there yet
            }
            continue;
        }
        BAFO_TRY(readAt(file.get(), m_path, m_offset, std::min<std::uint64_t>(chunk, size - m_offset), bytes));
        if (bytes.find('\n') == std::string::npos) {
            if (bytes.size() > protocol::kMaxLineBytes) {
                m_skippedTo = m_offset + bytes.size();
                m_skippedHead = bytes.substr(0, kHeadBytes);
            } else if (bytes.size() < chunk) {
                break; // the last line is not whole yet
            }
            chunk = std::min(2 * chunk, protocol::kMaxLineBytes + 1);
            continue;
        }
        takeLines(bytes, limit, messages);
    }
    return messages;
}

void EventLogReader::takeLines(std::string_view bytes, std::size_t limit, std::vector<protocol::Message> &messages)
{
    std::size_t begin = 0;
    for (std::size_t end = bytes.find('\n'); end != std::string_view::npos && messages.size() < limit;
         end = bytes.find('\n', begin)) {
        if (auto message = protocol::decodeLine(bytes.substr(begin, end - begin));
            message && isOwn(message->envelope.run)) {
            messages.push_back(std::move(*message));
        } else {
            ++m_numDamagedLines;
        }
        m_offset += end + 1 - begin;
        begin = end + 1;
    }
}

bool EventLogReader::isOwn(const std::string &run)
{
    if (run.empty() || run == m_path.parent_path().filename().string()) {
        return true;
    }
    if (!m_run && m_offset > 0) {
        const auto first = EventLogReader(m_path).poll(1);
        if (first && !first->empty()) {
            m_run = first->front().envelope.run;
        }
    }
    if (!m_run) {
        m_run = run;
    }
    return run == *m_run;
}

Result<void> EventLogReader::skipLine(int descriptor, std::uint64_t size, std::string &bytes)
{
    BAFO_TRY(readAt(descriptor, m_path, m_offset, kHeadBytes, bytes));
    if (size < m_skippedTo || bytes != m_skippedHead) {
        m_skippedTo = 0; // it was torn, and a writer has cut it off since: read what stands there now
        return {};
    }
    while (m_skippedTo < size) {
        BAFO_TRY(readAt(descriptor, m_path, m_skippedTo, kChunkBytes, bytes));
        const std::size_t end = bytes.find('\n');
        if (end != std::string::npos) {
            ++m_numDamagedLines;
            m_offset = m_skippedTo + end + 1;
            m_skippedTo = 0;
            return {};
        }
        if (bytes.empty()) {
            break;
        }
        m_skippedTo += bytes.size();
    }
    return {};
}

} // namespace bafo::runs
