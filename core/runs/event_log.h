// SPDX-License-Identifier: Apache-2.0
// events.jsonl of a run: appended by one worker, tailed by anybody.
//
// Goals: an event that emit() accepted is in the file whatever happens to readers; a log can be read while it grows; a
// cut last line costs that line only. Non-goal: fsync for each event (a power cut may cost those since the last sync(),
// which comes before each checkpoint). Rejected: a database as the first place, which a damaged page would cost whole.
#pragma once

#include "core/base/clock.h"
#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/protocol/event_sink.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::runs {

/// One write a line. Thread-safe.
class EventLogWriter final : public protocol::EventSink {
public:
    /// Opens for appending; a last line without its end is cut off, and seq goes on after the last whole line.
    static Result<std::unique_ptr<EventLogWriter>> open(const Path &path, std::string run, const Clock &clock);

    ~EventLogWriter() override;
    EventLogWriter(const EventLogWriter &) = delete;
    EventLogWriter &operator=(const EventLogWriter &) = delete;

    /// A line that does not fit on the disk is taken back whole (diskFull).
    Result<void> emit(const protocol::Event &event) override { return emitFor(0, event); }

    /// The same in the name of another rank.
    Result<void> emitFor(int rank, const protocol::Event &event);

    /// Others may emit meanwhile.
    Result<void> sync() override;

    /// Bytes of a torn last line that opening cut off.
    [[nodiscard]] std::uint64_t repairedBytes() const { return m_repairedBytes; }

private:
    EventLogWriter(int descriptor, Path path, std::string run, const Clock &clock);

    Result<void> repair();

    int m_descriptor;
    Path m_path;
    std::string m_run;
    const Clock &m_clock;
    std::mutex m_mutex;
    std::int64_t m_nextSeq = 0;
    std::uint64_t m_repairedBytes = 0;
};

/// Reads on from a byte offset. A log that does not exist yet is empty. One thread at a time.
class EventLogReader {
public:
    explicit EventLogReader(Path path, std::uint64_t offset = 0)
        : m_path(std::move(path))
        , m_offset(offset)
    {
    }

    /// The whole lines that came since, oldest first, at most `limit`. Lines that are no events, tell of another run,
    /// or are longer than protocol::kMaxLineBytes, are counted, not handed on; memory stays bounded whatever the file
    /// holds. A log's own run is that of its first event (a folder may have been given another name since), or that of
    /// its folder. Fails (data) where the file got shorter than what was read.
    Result<std::vector<protocol::Message>> poll(std::size_t limit = 100000);

    /// Behind the last line that was handed on.
    [[nodiscard]] std::uint64_t offset() const { return m_offset; }
    [[nodiscard]] std::uint64_t numDamagedLines() const { return m_numDamagedLines; }

private:
    void takeLines(std::string_view bytes, std::size_t limit, std::vector<protocol::Message> &messages);
    [[nodiscard]] bool isOwn(const std::string &run);
    Result<void> skipLine(int descriptor, std::uint64_t size, std::string &bytes);

    Path m_path;
    std::uint64_t m_offset;
    std::uint64_t m_skippedTo = 0; ///< inside a line that is too long; 0: not in one
    std::string m_skippedHead; ///< how that line begins
    std::uint64_t m_numDamagedLines = 0;
    std::optional<std::string> m_run; ///< of the log's first event; none before it was needed
};

} // namespace bafo::runs
