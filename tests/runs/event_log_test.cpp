// SPDX-License-Identifier: Apache-2.0
#include "core/runs/event_log.h"

#include "core/protocol/line_codec.h"

#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

using namespace bafo;
using namespace bafo::runs;

class EventLogTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    SystemClock m_clock;
    PosixFileSystem m_files;

    Path logPath(const char *name) { return Path(m_folder.path().toStdString()) / name; }

    static protocol::Event stepEvent(std::int64_t step)
    {
        return protocol::StepFinished{.step = step, .loss = 1.0 / static_cast<double>(step + 1)};
    }

    static void append(const Path &path, const std::string &bytes)
    {
        std::ofstream(path, std::ios::app | std::ios::binary) << bytes;
    }

    /// Zeros without a line break, as a power cut may leave them: a hole, so that they take no room.
    static void appendHole(const Path &path, std::uint64_t count)
    {
        std::filesystem::resize_file(path, std::filesystem::file_size(path) + count);
    }

    static long peakKib()
    {
        rusage usage = {};
        ::getrusage(RUSAGE_SELF, &usage);
        return usage.ru_maxrss;
    }

private Q_SLOTS:
    void eventsComeBackInOrder()
    {
        const Path path = logPath("order.jsonl");
        auto writer = EventLogWriter::open(path, "r1", m_clock);
        QVERIFY(writer.has_value());
        for (int step = 0; step < 100; ++step) {
            QVERIFY((*writer)->emit(stepEvent(step)));
        }
        EventLogReader reader(path);
        const auto messages = reader.poll();
        QCOMPARE(messages->size(), std::size_t{100});
        QCOMPARE(messages->at(7).envelope.seq, 7);
        QCOMPARE(std::get<protocol::StepFinished>(messages->at(7).event).loss, 1.0 / 8);
        QVERIFY(reader.poll()->empty());
    }

    void anotherProcessGoesOnCounting()
    {
        const Path path = logPath("again.jsonl");
        for (int process = 0; process < 3; ++process) {
            auto writer = EventLogWriter::open(path, "r1", m_clock);
            QVERIFY((*writer)->emit(stepEvent(process)));
        }
        const auto messages = EventLogReader(path).poll();
        QCOMPARE(messages->back().envelope.seq, 2);
    }

    void aTornLastLineIsNotReadAndIsCutOffByTheNextWriter()
    {
        const Path path = logPath("torn.jsonl");
        QVERIFY((*EventLogWriter::open(path, "r1", m_clock))->emit(stepEvent(1)));
        append(path, "{\"v\":1,\"seq\":1,\"t\":5,\"ru");
        EventLogReader before(path);
        QCOMPARE(before.poll()->size(), std::size_t{1});
        auto writer = EventLogWriter::open(path, "r1", m_clock);
        QCOMPARE((*writer)->repairedBytes(), std::uint64_t{24});
        QVERIFY((*writer)->emit(stepEvent(2)));
        const auto messages = EventLogReader(path).poll();
        QCOMPARE(messages->size(), std::size_t{2});
        QCOMPARE(messages->at(1).envelope.seq, 1);
        QCOMPARE(before.poll()->size(), std::size_t{1}); // the reader that waited at the torn line goes on
    }

    void aLogThatIsOneTornLineStartsAnew()
    {
        const Path path = logPath("only_torn.jsonl");
        append(path, "{\"v\":1");
        auto writer = EventLogWriter::open(path, "r1", m_clock);
        QVERIFY((*writer)->emit(stepEvent(1)));
        QCOMPARE(EventLogReader(path).poll()->at(0).envelope.seq, 0);
    }

    void damagedLinesInBetweenAreCountedAndPassedOver()
    {
        const Path path = logPath("damaged.jsonl");
        QVERIFY((*EventLogWriter::open(path, "r1", m_clock))->emit(stepEvent(1)));
        append(path, "\xff not json\n\n");
        auto writer = EventLogWriter::open(path, "r1", m_clock);
        QVERIFY((*writer)->emit(stepEvent(2)));
        EventLogReader reader(path);
        const auto messages = reader.poll();
        QCOMPARE(messages->size(), std::size_t{2});
        QCOMPARE(messages->at(1).envelope.seq, 1);
        QVERIFY(reader.numDamagedLines() > 0);
    }

    void whatAnotherRunSaysIsDamageWhereverTheReadingBegins()
    {
        const Path path = logPath("foreign.jsonl");
        QVERIFY((*EventLogWriter::open(path, "r1", m_clock))->emit(stepEvent(1)));
        const auto begin = m_files.status(path)->sizeBytes;
        append(path, protocol::encodeLine({.seq = 900, .t = 1, .run = "r2"}, stepEvent(29)));
        QVERIFY((*EventLogWriter::open(path, "r1", m_clock))->emit(stepEvent(2)));
        for (const std::uint64_t offset : {std::uint64_t{0}, begin}) {
            EventLogReader reader(path, offset);
            const auto messages = reader.poll();
            QCOMPARE(std::get<protocol::StepFinished>(messages->back().event).step, 2);
            QCOMPARE(messages->back().envelope.seq, 1); // the writer did not count on from it either
            QCOMPARE(messages->size(), std::size_t{offset == 0 ? 2U : 1U});
            QCOMPARE(reader.numDamagedLines(), std::uint64_t{1});
        }
    }

    void aRunWhoseFolderGotAnotherNameKeepsItsLog()
    {
        const Path folder = logPath("new-name");
        QVERIFY(m_files.createDirectories(folder));
        QVERIFY((*EventLogWriter::open(folder / "events.jsonl", "old-name", m_clock))->emit(stepEvent(1)));
        QVERIFY((*EventLogWriter::open(folder / "events.jsonl", "new-name", m_clock))->emit(stepEvent(2)));
        EventLogReader reader(folder / "events.jsonl");
        QCOMPARE(reader.poll()->size(), std::size_t{2});
        QCOMPARE(reader.numDamagedLines(), std::uint64_t{0});
    }

    void aLineOfAnyLengthIsPassedOverInBoundedMemory()
    {
        const Path path = logPath("hole.jsonl");
        QVERIFY((*EventLogWriter::open(path, "r1", m_clock))->emit(stepEvent(1)));
        const long before = peakKib();
        appendHole(path, 512U << 20U);
        EventLogReader reader(path);
        QCOMPARE(reader.poll()->size(), std::size_t{1});
        QVERIFY(reader.poll()->empty()); // it waits for the line's end
        append(path, "\n" + protocol::encodeLine({.seq = 1, .t = 1, .run = "r1"}, stepEvent(2)));
        const auto messages = reader.poll();
        QCOMPARE(messages->size(), std::size_t{1});
        QCOMPARE(messages->at(0).envelope.seq, 1);
        QCOMPARE(reader.numDamagedLines(), std::uint64_t{1});
        QCOMPARE(reader.offset(), m_files.status(path)->sizeBytes);
        QVERIFY2(peakKib() - before < 64 * 1024, "it held the line in memory");
    }

    void theLongestLineIsReadAndOneByteMoreIsDamage()
    {
        const Path path = logPath("longest.jsonl");
        std::string line = protocol::encodeLine({.seq = 7, .t = 1, .run = "r1"}, stepEvent(2));
        line.insert(line.size() - 1, protocol::kMaxLineBytes + 1 - line.size(), ' ');
        append(path, line + " " + line);
        EventLogReader reader(path);
        QCOMPARE(reader.poll()->size(), std::size_t{1});
        QCOMPARE(reader.numDamagedLines(), std::uint64_t{1});
        QCOMPARE(reader.offset(), std::uint64_t{2 * protocol::kMaxLineBytes + 3});
    }

    void aReaderInALongTornLineGoesOnWhenAWriterCutsItOff()
    {
        const Path path = logPath("long_torn.jsonl");
        QVERIFY((*EventLogWriter::open(path, "r1", m_clock))->emit(stepEvent(1)));
        append(path, std::string(20U << 20U, 'x'));
        EventLogReader reader(path);
        QCOMPARE(reader.poll()->size(), std::size_t{1});
        auto writer = EventLogWriter::open(path, "r1", m_clock);
        QCOMPARE((*writer)->repairedBytes(), std::uint64_t{20U << 20U}); // all of it, and the numbers go on
        const std::string longText(1U << 20U, 'y');
        for (int line = 0; line < 25; ++line) { // longer than what was cut off
            QVERIFY((*writer)->emit(protocol::Warning{.message = longText}));
        }
        const auto messages = reader.poll();
        QCOMPARE(messages->size(), std::size_t{25});
        QCOMPARE(messages->at(0).envelope.seq, 1);
        QCOMPARE(reader.numDamagedLines(), std::uint64_t{0});
    }

    void aReaderMayStopAnywhereAndGoOn()
    {
        const Path path = logPath("pieces.jsonl");
        auto writer = EventLogWriter::open(path, "r1", m_clock);
        for (int step = 0; step < 50; ++step) {
            QVERIFY((*writer)->emit(stepEvent(step)));
        }
        std::uint64_t offset = 0;
        std::int64_t expected = 0;
        while (true) {
            EventLogReader reader(path, offset);
            const auto messages = reader.poll(7);
            if (messages->empty()) {
                break;
            }
            for (const auto &message : *messages) {
                QCOMPARE(message.envelope.seq, expected++);
            }
            offset = reader.offset();
        }
        QCOMPARE(expected, 50);
    }

    void threadsMayWriteAtOnce()
    {
        const Path path = logPath("threads.jsonl");
        auto writer = EventLogWriter::open(path, "r1", m_clock);
        std::vector<std::thread> threads;
        for (int thread = 0; thread < 4; ++thread) {
            threads.emplace_back([&writer] {
                for (int step = 0; step < 200; ++step) {
                    (void)(*writer)->emit(stepEvent(step));
                }
            });
        }
        for (auto &thread : threads) {
            thread.join();
        }
        EventLogReader reader(path);
        const auto messages = reader.poll();
        QCOMPARE(messages->size(), std::size_t{800});
        QCOMPARE(reader.numDamagedLines(), std::uint64_t{0});
        for (std::size_t i = 0; i < messages->size(); ++i) {
            QCOMPARE(messages->at(i).envelope.seq, static_cast<std::int64_t>(i));
        }
    }

    void aLineThatDoesNotFitIsTakenBackWhole()
    {
        const Path path = logPath("full.jsonl");
        auto writer = EventLogWriter::open(path, "r1", m_clock);
        QVERIFY((*writer)->emit(stepEvent(1)));
        // A file size limit in the middle of the next line stands for a full disk.
        rlimit before = {};
        ::getrlimit(RLIMIT_FSIZE, &before);
        ::signal(SIGXFSZ, SIG_IGN);
        const auto size = m_files.status(path)->sizeBytes;
        const rlimit small{.rlim_cur = size + 20, .rlim_max = before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
        const auto result = (*writer)->emit(stepEvent(2));
        ::setrlimit(RLIMIT_FSIZE, &before);
        QVERIFY(!result);
        QCOMPARE(m_files.status(path)->sizeBytes, size);
        QVERIFY((*writer)->emit(stepEvent(3)));
        QCOMPARE(EventLogReader(path).poll()->at(1).envelope.seq, 1);
    }

    void syncingReachesTheDeviceAndItsFailureIsSaid()
    {
        const Path path = logPath("synced.jsonl");
        auto writer = EventLogWriter::open(path, "r1", m_clock);
        QVERIFY((*writer)->emit(stepEvent(1)));
        protocol::EventSink &sink = **writer;
        QVERIFY(sink.sync());
        QCOMPARE(EventLogReader(path).poll()->size(), std::size_t{1});
        auto nowhere = EventLogWriter::open("/dev/null", "r1", m_clock); // a device that cannot be synced
        QVERIFY((*nowhere)->emit(stepEvent(1)));
        const auto failure = (*nowhere)->sync();
        QVERIFY(!failure);
        QVERIFY(failure.error().message.find("/dev/null") != std::string::npos);
    }

    void aMissingLogIsEmptyAndAShortenedOneIsSaid()
    {
        const Path path = logPath("short.jsonl");
        QVERIFY(EventLogReader(path).poll()->empty());
        append(path, std::string(10, '\n'));
        EventLogReader reader(path, 100);
        const auto messages = reader.poll();
        QVERIFY(!messages);
        QCOMPARE(messages.error().code, ErrorCode::data);
    }
};

QTEST_GUILESS_MAIN(EventLogTest)
#include "event_log_test.moc"
