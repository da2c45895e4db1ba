// SPDX-License-Identifier: Apache-2.0
#include "core/distributed/status_pipe.h"

#include "core/distributed/rank_events.h"
#include "core/distributed/status_lines.h"
#include "tests/fakes/memory_sink.h"

#include <QTest>

#include <array>
#include <csignal>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

using namespace bafo;
using namespace bafo::distributed;
using namespace std::chrono_literals;

namespace {

/// Both ends of a pipe; the rank's goes to the StatusPipe.
class Pipe {
public:
    Pipe()
    {
        if (::pipe(m_ends.data()) != 0 || ::fcntl(m_ends[0], F_SETFL, O_NONBLOCK) != 0) {
            qFatal("no pipe");
        }
    }
    ~Pipe() { closeReader(); }
    Pipe(const Pipe &) = delete;
    Pipe &operator=(const Pipe &) = delete;

    [[nodiscard]] int writer() const { return m_ends[1]; }

    void closeReader()
    {
        if (m_ends[0] >= 0) {
            ::close(m_ends[0]);
        }
        m_ends[0] = -1;
    }

    /// Everything that came so far.
    const std::vector<RankMessage> &messages()
    {
        std::array<char, 4096> bytes = {};
        for (ssize_t got = ::read(m_ends[0], bytes.data(), bytes.size()); got > 0;
             got = ::read(m_ends[0], bytes.data(), bytes.size())) {
            m_lines.add(std::string_view(bytes.data(), static_cast<std::size_t>(got)),
                        [this](RankMessage message) { m_messages.push_back(std::move(message)); });
        }
        return m_messages;
    }

    [[nodiscard]] bool isFull() const
    {
        pollfd room{.fd = m_ends[1], .events = POLLOUT, .revents = 0};
        return ::poll(&room, 1, 0) == 0;
    }

    [[nodiscard]] std::uint64_t numUnreadable() const { return m_lines.numUnreadable(); }

    template <class Kind>
    std::vector<Kind> all()
    {
        std::vector<Kind> found;
        for (const RankMessage &message : messages()) {
            if (const auto *one = std::get_if<Kind>(&message)) {
                found.push_back(*one);
            }
        }
        return found;
    }

private:
    std::array<int, 2> m_ends = {};
    StatusLines m_lines;
    std::vector<RankMessage> m_messages;
};

} // namespace

class StatusPipeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { ::signal(SIGPIPE, SIG_IGN); }

    void theFirstBeatComesAtOnce()
    {
        Pipe pipe;
        RankProgress progress;
        const StatusPipe status(pipe.writer(), progress, 1h);
        QTRY_COMPARE(pipe.messages().size(), std::size_t{1});
        QVERIFY(std::holds_alternative<RankBeat>(pipe.messages().front()));
    }

    void beatsTellWhatTheRankIsAt()
    {
        Pipe pipe;
        RankProgress progress;
        const StatusPipe status(pipe.writer(), progress, 1ms);
        progress.noteStep(7);
        progress.notePhase("training");
        {
            const InCollective collective(progress, "all_gather");
            QTRY_VERIFY(!pipe.all<RankBeat>().empty() && pipe.all<RankBeat>().back().collective == "all_gather");
        }
        QTRY_VERIFY(pipe.all<RankBeat>().back().collective.empty());
        const RankBeat beat = pipe.all<RankBeat>().back();
        QCOMPARE(beat.step, std::int64_t{7});
        QCOMPARE(beat.numCollectives, std::int64_t{1});
        QCOMPARE(beat.phase, std::string("training"));
    }

    void nothingComesBehindTheReport()
    {
        Pipe pipe;
        RankProgress progress;
        StatusPipe status(pipe.writer(), progress, 1ms);
        QTRY_VERIFY(pipe.all<RankBeat>().size() > 2);
        status.report({.outcome = "finished", .step = 3, .outputModel = {}, .error = {}});
        status.warn({.code = "late", .message = {}, .hint = {}});
        status.report({.outcome = "failed", .step = 3, .outputModel = {}, .error = {}});
        QVERIFY(std::holds_alternative<RankReport>(pipe.messages().back()));
        QCOMPARE(pipe.all<RankReport>().size(), std::size_t{1});
        QTest::qWait(20); // twenty beats that must not come
        QVERIFY(std::holds_alternative<RankReport>(pipe.messages().back()));
    }

    void aPipeThatNobodyReadsCostsBeatsAndNoLineIsTorn()
    {
        Pipe pipe;
        RankProgress progress;
        progress.notePhase(std::string(3000, 'p'));
        StatusPipe status(pipe.writer(), progress, 1ms);
        QTRY_VERIFY(pipe.isFull());
        const std::jthread last(
            [&] { status.report({.outcome = "finished", .step = 3, .outputModel = {}, .error = {}}); });
        QTRY_COMPARE(pipe.all<RankReport>().size(), std::size_t{1});
        QCOMPARE(pipe.numUnreadable(), std::uint64_t{0});
        QVERIFY(std::holds_alternative<RankReport>(pipe.messages().back()));
    }

    void aReaderThatIsGoneIsNoReasonToFail()
    {
        Pipe pipe;
        pipe.closeReader();
        RankProgress progress;
        StatusPipe status(pipe.writer(), progress, 1ms);
        status.warn({.code = "c", .message = {}, .hint = {}});
        status.report({.outcome = "finished", .step = 3, .outputModel = {}, .error = {}});
    }

    void aRankThatNobodyWatchesWorksToo()
    {
        RankProgress progress;
        StatusPipe status(-1, progress, 1ms);
        status.report({.outcome = "finished", .step = 3, .outputModel = {}, .error = {}});
    }

    void theDescriptorIsNotInherited()
    {
        Pipe pipe;
        RankProgress progress;
        const StatusPipe status(pipe.writer(), progress, 1h);
        QVERIFY((::fcntl(pipe.writer(), F_GETFD) & FD_CLOEXEC) != 0);
    }

    void eventsOfALeaderGoToTheLogAndThoseOfOthersOnlyWhereTheyWarn()
    {
        const std::vector<protocol::Event> events
            = {protocol::PhaseChanged{.phase = "training"}, protocol::StepFinished{.step = 9},
               protocol::Warning{.code = "c", .message = "m", .hint = "h"}};
        for (const bool isLeader : {true, false}) {
            Pipe pipe;
            RankProgress progress;
            StatusPipe status(pipe.writer(), progress, 1h);
            fakes::MemorySink log;
            RankEvents sink(isLeader ? &log : nullptr, progress, status);
            for (const protocol::Event &event : events) {
                QVERIFY(sink.emit(event));
            }
            QVERIFY(sink.sync());
            QCOMPARE(log.all<protocol::StepFinished>().size(), std::size_t{isLeader ? 1U : 0U});
            QCOMPARE(log.all<protocol::Warning>().size(), std::size_t{isLeader ? 1U : 0U});
            QCOMPARE(pipe.all<protocol::Warning>().size(), std::size_t{isLeader ? 0U : 1U});
            QCOMPARE(progress.now().step, std::int64_t{9});
            QCOMPARE(progress.now().phase, std::string("training"));
            QVERIFY(sink.emit(protocol::Rewound{.toStep = 6}));
            QCOMPARE(progress.now().step, std::int64_t{6});
        }
    }
};

QTEST_GUILESS_MAIN(StatusPipeTest)
#include "status_pipe_test.moc"
