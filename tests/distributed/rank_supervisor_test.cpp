// SPDX-License-Identifier: Apache-2.0
// The rules of supervision, with ranks that are no processes and a clock that waits for nobody.
#include "core/distributed/rank_supervisor.h"

#include "tests/fakes/scripted_ranks.h"

#include <QTest>

#include <algorithm>

using namespace bafo;
using namespace bafo::distributed;
using fakes::ScriptedRanks;
using State = RankProcess::State;

template <>
inline char *QTest::toString(const std::string &text)
{
    return qstrdup(text.c_str());
}

namespace {

const std::vector<std::vector<std::string>> kFour = {{"0"}, {"1"}, {"2"}, {"3"}};

RankReport reportOf(const std::string &outcome, std::int64_t step = 50)
{
    return {.outcome = outcome, .step = step, .outputModel = outcome == "finished" ? "zulu" : "", .error = {}};
}

RankReport failure(const std::string &message, bool hasLostPeer = false)
{
    return {.outcome = "failed",
            .step = 37,
            .outputModel = {},
            .error = {hasLostPeer ? ErrorCode::internal : ErrorCode::diskFull, message, "a hint"},
            .hasLostPeer = hasLostPeer};
}

bool wasSent(const ScriptedRanks::Rank &rank, int signal)
{
    return std::ranges::find(rank.signals, signal) != rank.signals.end();
}

} // namespace

class RankSupervisorTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ScriptedRanks> m_ranks;
    SupervisionSettings m_settings;
    std::function<bool()> m_isStopAsked;

    RanksEnd run()
    {
        RankSupervisor supervisor(*m_ranks, *m_ranks, m_settings);
        return supervisor.run(kFour, m_isStopAsked);
    }

    /// Everybody tells the same, one after the other.
    void allReport(std::int64_t atMs, const RankReport &report)
    {
        for (int rank = 0; rank < 4; ++rank) {
            m_ranks->at(atMs + 10 * rank, [this, rank, report] { m_ranks->report(rank, report); });
        }
    }

    void beatAt(std::int64_t atMs, std::int64_t step)
    {
        m_ranks->at(atMs, [this, step] {
            for (int rank = 0; rank < 4; ++rank) {
                m_ranks->rank(rank).beat
                    = {.step = step, .numCollectives = step, .phase = "training", .collective = {}};
            }
        });
    }

private Q_SLOTS:
    void init()
    {
        m_ranks = std::make_unique<ScriptedRanks>();
        m_settings = {};
        m_isStopAsked = [] { return false; };
    }

    void aRunThatFinishesIsTheLeadersWord()
    {
        allReport(100'000, reportOf("finished"));
        const RanksEnd end = run();
        QVERIFY(end.end.has_value());
        QCOMPARE(end.end->outcome, std::string("finished"));
        QCOMPARE(end.end->step, std::int64_t{50});
        QCOMPARE(end.end->outputModel, std::string("zulu"));
        QVERIFY(end.warnings.empty());
        QCOMPARE(m_ranks->rank(3).arguments, std::vector<std::string>{"3"});
        for (int rank = 0; rank < 4; ++rank) {
            QVERIFY(m_ranks->rank(rank).signals.empty());
        }
    }

    void aKilledRankIsNamedWithinTwoSecondsAndTheOthersEnd()
    {
        beatAt(0, 37);
        m_ranks->at(60'000, [this] { m_ranks->end(2, State::killed, SIGKILL); });
        m_ranks->lingering = {0, 1, 3};
        const RanksEnd end = run();
        QVERIFY(!end.end);
        QCOMPARE(end.rank, 2);
        QCOMPARE(end.end.error().message, std::string("rank 2 of 4 was killed (signal 9) after step 37"));
        QVERIFY2(m_ranks->elapsedMs() <= 62'000, std::to_string(m_ranks->elapsedMs()).c_str());
        for (const int rank : {0, 1, 3}) {
            QCOMPARE(m_ranks->rank(rank).signals, (std::vector<int>{SIGTERM, SIGKILL}));
        }
        QVERIFY(m_ranks->rank(2).signals.empty());
    }

    void whoSaysAtOnceThatItLostAPeerIsNotBlamedForIt()
    {
        m_ranks->at(60'000, [this] { m_ranks->report(0, failure("connection closed by peer", true), 70); });
        m_ranks->at(60'020, [this] { m_ranks->report(3, failure("connection closed by peer", true), 70); });
        m_ranks->at(61'000, [this] { m_ranks->end(2, State::killed, SIGKILL); }); // a large process takes its time
        const RanksEnd end = run();
        QCOMPARE(end.rank, 2);
        QVERIFY(end.end.error().message.starts_with("rank 2 of 4 was killed"));
    }

    void anErrorOfItsOwnIsTold()
    {
        m_ranks->at(1'000, [this] { m_ranks->report(0, failure("peer", true), 70); });
        m_ranks->at(1'100, [this] { m_ranks->report(1, failure("the disk is full"), 6); });
        const RanksEnd end = run();
        QCOMPARE(end.rank, 1);
        QCOMPARE(end.end.error().code, ErrorCode::diskFull);
        QCOMPARE(end.end.error().message, std::string("rank 1 of 4: the disk is full"));
    }

    void aRankWithoutBeatsIsNamedWithinItsTimeoutAndFiveSeconds()
    {
        beatAt(0, 12);
        m_settings.silenceMs = 10'000;
        m_ranks->at(60'000, [this] { m_ranks->rank(1).isBeating = false; });
        m_ranks->lingering = {1}; // stopped
        const RanksEnd end = run();
        QCOMPARE(end.rank, 1);
        QVERIFY2(end.end.error().message.find("rank 1 of 4 gave no sign of life for 10 s after step 12")
                     != std::string::npos,
                 end.end.error().message.c_str());
        QVERIFY(wasSent(m_ranks->rank(1), SIGKILL));
        QVERIFY(m_ranks->elapsedMs() >= 69'000);
        QVERIFY(m_ranks->elapsedMs() <= 75'000);
    }

    void beatsKeepARankAliveHoweverLongAStepTakes()
    {
        m_settings.silenceMs = 2'000;
        allReport(10'000'000, reportOf("finished"));
        QVERIFY(run().end.has_value());
    }

    void garbageIsNoBeat()
    {
        m_settings.silenceMs = 10'000;
        for (int second = 0; second < 100; ++second) {
            m_ranks->at(second * 1000, [this] {
                m_ranks->rank(3).isBeating = false;
                m_ranks->rank(3).unread += "{\"kind\":\"beat\"}\nnoise\n";
            });
        }
        QCOMPARE(run().rank, 3);
        QVERIFY(m_ranks->elapsedMs() < 15'000);
    }

    void aRankThatNeverStopsTalkingDoesNotHideTheOthers()
    {
        m_ranks->at(0, [this] { m_ranks->rank(0).unread = std::string(1'000'000, 'x'); });
        m_ranks->at(5'000, [this] { m_ranks->end(3, State::killed, SIGKILL); });
        QCOMPARE(run().rank, 3);
        QVERIFY(m_ranks->elapsedMs() <= 7'000);
    }

    void timeInWhichTheSupervisorDidNotRunCountsForNobody()
    {
        m_ranks->at(10'000, [this] { m_ranks->skip(3'600'000); });
        allReport(3'700'000, reportOf("finished"));
        QVERIFY(run().end.has_value());
    }

    void aStopGoesToTheLeaderOnceAndItsReportIsTheEnd()
    {
        m_isStopAsked = [this] { return m_ranks->elapsedMs() >= 3'000; };
        m_ranks->lingering = {0}; // it holds SIGTERM back and hears it between steps
        m_ranks->at(7'900, [this] { m_ranks->lingering.clear(); });
        m_ranks->onSignal = [this](int, int) { allReport(8'000, reportOf("stopped", 41)); };
        const RanksEnd end = run();
        QCOMPARE(end.end->outcome, std::string("stopped"));
        QCOMPARE(end.end->step, std::int64_t{41});
        QCOMPARE(m_ranks->rank(0).signals, std::vector<int>{SIGTERM});
        for (const int rank : {1, 2, 3}) {
            QVERIFY(m_ranks->rank(rank).signals.empty());
        }
    }

    void anExitWithoutAWordIsAFailureEvenWithCodeZero()
    {
        m_ranks->at(1'000, [this] { m_ranks->end(1, State::exited, 0); });
        const RanksEnd end = run();
        QCOMPARE(end.rank, 1);
        QVERIFY(end.end.error().message.find("ended without a word (exit code 0)") != std::string::npos);
    }

    void theLastWordOfARankIsHeardWhenItHasEndedAlready()
    {
        m_ranks->at(1'000, [this] {
            for (int i = 0; i < 100; ++i) { // more than one look reads
                m_ranks->tell(2, RankBeat{.step = i});
            }
            m_ranks->report(2, failure("out of memory"), 4);
        });
        QCOMPARE(run().end.error().message, std::string("rank 2 of 4: out of memory"));
    }

    void faultsOfOthersBehindTheLeadersSuccessAreWarnings()
    {
        m_ranks->at(1'000, [this] { m_ranks->report(0, reportOf("finished")); });
        m_ranks->at(1'010, [this] { m_ranks->report(1, failure("connection closed by peer", true), 70); });
        m_ranks->at(1'020, [this] { m_ranks->end(2, State::killed, SIGSEGV); });
        m_ranks->at(1'030, [this] { m_ranks->report(3, reportOf("finished")); });
        const RanksEnd end = run();
        QVERIFY(end.end.has_value());
        QCOMPARE(end.warnings.size(), std::size_t{1});
        QCOMPARE(end.warnings[0].rank, 2);
        QCOMPARE(end.warnings[0].warning.code, std::string("rank_lost_at_the_end"));
    }

    void whoLingersBehindItsReportIsEnded()
    {
        allReport(1'000, reportOf("finished"));
        m_ranks->lingering = {2};
        QVERIFY(run().end.has_value());
        QCOMPARE(m_ranks->rank(2).signals, std::vector<int>{SIGKILL});
        QVERIFY(m_ranks->elapsedMs() < 15'000);
    }

    void whoDoesNotFollowTheLeadersEndIsEnded()
    {
        m_ranks->at(1'000, [this] { m_ranks->report(0, reportOf("finished")); });
        QVERIFY(run().end.has_value());
        QVERIFY(wasSent(m_ranks->rank(3), SIGTERM));
        QVERIFY(m_ranks->elapsedMs() < 1'000 + m_settings.followMs + 2'000);
    }

    void aProcessThatNothingEndsIsLeftAndTold()
    {
        m_ranks->at(1'000, [this] { m_ranks->report(1, failure("the disk is full"), 6); });
        m_ranks->unkillable = {3};
        const RanksEnd end = run();
        QCOMPARE(end.rank, 1);
        QCOMPARE(end.warnings.size(), std::size_t{1});
        QCOMPARE(end.warnings[0].warning.code, std::string("rank_does_not_end"));
        QCOMPARE(end.warnings[0].rank, 3);
    }

    void aRankThatCannotBeStartedEndsThoseThatWere()
    {
        m_ranks->failingStart = 2;
        const RanksEnd end = run();
        QCOMPARE(end.rank, 2);
        QCOMPARE(end.end.error().message, std::string("rank 2 of 4: cannot start: no more processes"));
        QCOMPARE(m_ranks->numRanks(), std::size_t{2});
        QVERIFY(wasSent(m_ranks->rank(0), SIGTERM));
        QVERIFY(m_ranks->rank(1).process.hasEnded());
    }

    void warningsAreKeptButNotWithoutLimit()
    {
        m_ranks->at(1'000, [this] {
            for (int i = 0; i < 1'000; ++i) {
                m_ranks->tell(2, protocol::Warning{.code = "c", .message = std::to_string(i), .hint = {}});
            }
        });
        allReport(900'000, reportOf("finished"));
        const RanksEnd end = run();
        QCOMPARE(end.warnings.size(), std::size_t{100});
        QCOMPARE(end.warnings[99].warning.message, std::string("99"));
        QCOMPARE(end.warnings[99].rank, 2);
    }
};

QTEST_GUILESS_MAIN(RankSupervisorTest)
#include "rank_supervisor_test.moc"
