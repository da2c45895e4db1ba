// SPDX-License-Identifier: Apache-2.0
#include "core/distributed/rank_verdict.h"

#include <QTest>

#include <csignal>

using namespace bafo;
using namespace bafo::distributed;

template <>
inline char *QTest::toString(const std::string &text)
{
    return qstrdup(text.c_str());
}

namespace {

RankRecord living(std::int64_t step = 37, std::int64_t numCollectives = 100, const std::string &collective = {})
{
    return {.beat
            = RankBeat{.step = step, .numCollectives = numCollectives, .phase = "training", .collective = collective}};
}

RankRecord killedBy(int signal)
{
    RankRecord record = living();
    record.process = {RankProcess::State::killed, signal};
    return record;
}

RankRecord exitedWith(int code)
{
    RankRecord record = living();
    record.process = {RankProcess::State::exited, code};
    return record;
}

RankRecord reporting(const std::string &outcome, bool hasLostPeer = false)
{
    RankRecord record = exitedWith(0);
    record.report = RankReport{.outcome = outcome,
                               .step = 37,
                               .outputModel = {},
                               .error = {ErrorCode::diskFull, "no room", "free some"},
                               .hasLostPeer = hasLostPeer};
    return record;
}

RankRecord silentFor(std::int64_t ms)
{
    RankRecord record = living(37, 100, "all_gather");
    record.silentMs = ms;
    record.isGivenUp = true;
    return record;
}

const RankRecord kLost = reporting("failed", true);

} // namespace

class RankVerdictTest : public QObject {
    Q_OBJECT

    static std::string wordsOf(const std::vector<RankRecord> &ranks)
    {
        const auto culprit = findCulprit(ranks);
        return culprit ? std::to_string(culprit->rank) + ": " + culprit->error.message : "nobody";
    }

private Q_SLOTS:
    void whereAllIsWellNobodyIsToBlame()
    {
        QCOMPARE(wordsOf({living(), living()}), std::string("nobody"));
        QCOMPARE(wordsOf({reporting("finished"), reporting("stopped"), reporting("cancelled")}), std::string("nobody"));
        QCOMPARE(wordsOf({}), std::string("nobody"));
    }

    void theOneThatWasKilledIsNamed()
    {
        QCOMPARE(wordsOf({kLost, kLost, killedBy(SIGKILL), kLost}),
                 std::string("2: rank 2 of 4 was killed (signal 9) after step 37"));
        QCOMPARE(wordsOf({killedBy(SIGSEGV), living()}),
                 std::string("0: rank 0 of 2 crashed (signal 11) after step 37"));
        const auto culprit = findCulprit({killedBy(SIGKILL), living()});
        QCOMPARE(culprit->error.code, ErrorCode::internal);
        QVERIFY(culprit->error.hint.empty());
    }

    void severalThatWereKilledAreAllMentioned()
    {
        QCOMPARE(wordsOf({killedBy(SIGKILL), killedBy(SIGKILL)}),
                 std::string("0: rank 0 of 2 was killed (signal 9) after step 37; rank 1 too"));
        QCOMPARE(wordsOf({living(), killedBy(SIGKILL), killedBy(SIGKILL), killedBy(SIGKILL)}),
                 std::string("1: rank 1 of 4 was killed (signal 9) after step 37; ranks 2 and 3 too"));
    }

    void anErrorOfItsOwnKeepsItsCodeAndHint()
    {
        const auto culprit = findCulprit({kLost, reporting("failed"), living()});
        QCOMPARE(culprit->rank, 1);
        QCOMPARE(culprit->error.code, ErrorCode::diskFull);
        QCOMPARE(culprit->error.message, std::string("rank 1 of 3: no room"));
        QCOMPARE(culprit->error.hint, std::string("free some"));
    }

    void theSurestCauseWinsWhateverTheOthersSay()
    {
        QCOMPARE(findCulprit({reporting("failed"), killedBy(SIGKILL)})->rank, 1);
        QCOMPARE(findCulprit({reporting("failed"), silentFor(31'000)})->rank, 1);
        QCOMPARE(findCulprit({silentFor(31'000), killedBy(SIGKILL)})->rank, 1);
        QCOMPARE(findCulprit({exitedWith(1), reporting("failed")})->rank, 1);
        QCOMPARE(findCulprit({killedBy(SIGABRT), reporting("failed")})->rank, 1); // nobody caught what came of it
        QCOMPARE(findCulprit({kLost, killedBy(SIGABRT)})->rank, 1);
        QCOMPARE(findCulprit({kLost, exitedWith(0)})->rank, 1);
    }

    void howARankEndsBehindItsReportIsOfNoInterest()
    {
        RankRecord record = reporting("finished");
        record.process = {RankProcess::State::killed, SIGSEGV};
        record.isGivenUp = true;
        QCOMPARE(wordsOf({record}), std::string("nobody"));
    }

    void oneThatWasSilentIsNamedWithTheTimeAndThePlace()
    {
        QCOMPARE(wordsOf({living(), silentFor(30'050)}),
                 std::string("1: rank 1 of 2 gave no sign of life for 30 s after step 37 (all_gather): it is stopped, "
                             "or its machine hangs"));
    }

    void whoSaidNothingYetIsNamedToo()
    {
        RankRecord record;
        record.process = {RankProcess::State::exited, 127};
        QCOMPARE(wordsOf({record}),
                 std::string("0: rank 0 of 1 ended without a word (exit code 127) before its first "
                             "word"));
        record.beat = RankBeat{.step = 0, .numCollectives = 0, .phase = "loading", .collective = {}};
        QCOMPARE(wordsOf({record}),
                 std::string("0: rank 0 of 1 ended without a word (exit code 127) before its first step (loading)"));
    }

    void theOneThatOthersWaitForInVainIsNamed()
    {
        // It lives and beats, but has not come: the fewest collectives.
        QCOMPARE(findCulprit({kLost, living(37, 99), living(37, 100), kLost})->rank, 1);
        QVERIFY2(
            wordsOf({kLost, living(36, 99)}).starts_with("1: rank 1 of 2 did not come to the others after step 36"),
            wordsOf({kLost, living(36, 99)}).c_str());
        // One that missed its beats is surer than one that is behind.
        RankRecord quiet = living(37, 100);
        quiet.silentMs = 5000;
        QCOMPARE(findCulprit({kLost, living(37, 99), quiet})->rank, 2);
    }

    void whereNobodyStandsOutNobodyIsBlamed()
    {
        for (const auto &ranks : {std::vector<RankRecord>{kLost, kLost}, {kLost, living(37, 100), living(37, 100)}}) {
            const auto culprit = findCulprit(ranks);
            QCOMPARE(culprit->rank, 0);
            QVERIFY2(culprit->error.message.find("ranks lost each other after step 37: no room") != std::string::npos,
                     culprit->error.message.c_str());
        }
    }
};

QTEST_GUILESS_MAIN(RankVerdictTest)
#include "rank_verdict_test.moc"
