// SPDX-License-Identifier: Apache-2.0
// Dividing, gathering and adding: by ranks that are threads, and by processes' own collectives (Gloo) in threads.
#include "core/distributed/agreement.h"
#include "core/distributed/gloo_collectives.h"
#include "core/distributed/sharded_group.h"
#include "tests/fakes/rank_threads.h"

#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>
#include <vector>

using namespace bafo;
using namespace bafo::distributed;

namespace {

/// Any numbers, others for each seed.
at::Tensor numbers(const std::vector<std::int64_t> &shape, double seed)
{
    std::int64_t count = 1;
    for (const std::int64_t length : shape) {
        count *= length;
    }
    return (at::arange(count, at::kDouble) * 0.37 + seed).sin().to(at::kFloat).view(shape);
}

const std::vector<WholeTensor> kTensors = {{"matrix", {7, 5}}, {"norm", {3}}, {"row", {1, 4}}, {"even", {12, 2}}};

/// All ranks' shards in their order.
at::Tensor joined(Collectives &ranks, const ShardedGroup &group, std::size_t index, const at::Tensor &shard)
{
    const at::Tensor flat = shard.contiguous();
    const std::string mine(static_cast<const char *>(flat.const_data_ptr()),
                           static_cast<std::size_t>(flat.numel()) * sizeof(float));
    std::string all;
    for (const std::string &theirs : ranks.exchange(mine)) {
        all += theirs;
    }
    return at::from_blob(all.data(), group.tensor(index).shape, at::kFloat).clone();
}

/// What every rank must see of a group, however ranks speak to each other.
void checkGroup(Collectives &ranks)
{
    ShardedGroup group(ranks, kTensors);
    for (std::size_t i = 0; i < kTensors.size(); ++i) {
        const RowShare share = group.share(i);
        const at::Tensor all = numbers(kTensors[i].shape, static_cast<double>(i));
        group.shard(i).copy_(all.narrow(0, share.first, share.count).reshape(group.shard(i).sizes()));
    }
    group.startGather();
    for (std::size_t i = 0; i < kTensors.size(); ++i) {
        QVERIFY(at::equal(group.whole()[i], numbers(kTensors[i].shape, static_cast<double>(i))));
    }
    group.shard(0).mul_(2);
    QVERIFY(ranks.numRanks() == 1 || at::equal(group.whole()[0], numbers({7, 5}, 0))); // not gathered again
    group.markChanged();
    QVERIFY(at::equal(group.whole()[0], numbers({7, 5}, 0) * 2));
    group.release();
    QVERIFY(at::equal(group.whole()[1], numbers({3}, 1)));
    // Two rounds; in the second the last rank has nothing, and all add what the first ranks have.
    const int numRanks = ranks.numRanks();
    for (std::size_t i = 0; i < kTensors.size(); ++i) {
        at::Tensor expected = at::zeros(kTensors[i].shape, at::kFloat);
        for (const int numSenders : {numRanks, std::max(1, numRanks - 1)}) {
            const bool isSending = ranks.rank() < numSenders;
            group.addGradient(i, isSending ? numbers(kTensors[i].shape, 10.0 + ranks.rank()) : at::Tensor(),
                              numSenders);
            for (int sender = 0; sender < numSenders; ++sender) {
                expected.add_(numbers(kTensors[i].shape, 10.0 + sender));
            }
        }
        QVERIFY(at::equal(joined(ranks, group, i, group.gradient(i)), expected));
    }
    group.clearGradients();
    QVERIFY(!group.gradient(0).defined());
}

/// Threads that meet by a file and speak by sockets.
void runGlooRanks(const Path &folder, int numRanks, const std::function<void(Collectives &)> &work)
{
    std::vector<std::jthread> threads;
    for (int rank = 0; rank < numRanks; ++rank) {
        threads.emplace_back([&, rank] {
            at::set_num_threads(1);
            RankProgress progress;
            auto ranks = makeGlooCollectives(
                {.rank = rank, .numRanks = numRanks, .rendezvousFolder = folder, .timeoutMs = 20'000}, progress);
            QVERIFY2(ranks.has_value(), ranks ? "" : ranks.error().message.c_str());
            work(**ranks);
        });
    }
}

} // namespace

class ShardedGroupTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyRowIsInExactlyOneShare()
    {
        for (const std::int64_t rows : {1, 2, 3, 7, 12, 13}) {
            for (int numRanks = 1; numRanks <= 5; ++numRanks) {
                std::int64_t next = 0;
                for (int rank = 0; rank < numRanks; ++rank) {
                    const RowShare share = rowShareOf(rows, rank, numRanks);
                    QCOMPARE(share.first, next);
                    QVERIFY(share.count >= 0 && share.count <= rowsPerRank(rows, numRanks));
                    next += share.count;
                }
                QCOMPARE(next, rows);
            }
        }
    }

    void anyNumberOfRanksGathersAndAddsTheSame_data()
    {
        QTest::addColumn<int>("numRanks");
        for (int numRanks = 1; numRanks <= 5; ++numRanks) {
            QTest::addRow("%d ranks", numRanks) << numRanks;
        }
    }

    void anyNumberOfRanksGathersAndAddsTheSame()
    {
        QFETCH(int, numRanks);
        fakes::runRanks(numRanks, [](Collectives &ranks) { checkGroup(ranks); });
    }

    void glooGathersAndAddsTheSame()
    {
        for (const int numRanks : {2, 3}) {
            const QTemporaryDir folder;
            runGlooRanks(folder.path().toStdString(), numRanks, [](Collectives &ranks) { checkGroup(ranks); });
        }
    }

    void sumsAreMadeInTheOrderOfTheRanks()
    {
        // 1 is lost beside 1e8, but not beside -1e8 + 1e8: the order shows.
        const auto sumOf = [](const std::vector<float> &values) {
            float sum = 0;
            const QTemporaryDir folder;
            runGlooRanks(folder.path().toStdString(), static_cast<int>(values.size()), [&](Collectives &ranks) {
                ShardedGroup group(ranks, {{"one", {1, 1}}});
                group.addGradient(0, at::full({1, 1}, values[static_cast<std::size_t>(ranks.rank())]),
                                  ranks.numRanks());
                if (ranks.rank() == 0) {
                    sum = group.gradient(0).item<float>();
                }
                (void)ranks.exchange("done");
            });
            return sum;
        };
        QCOMPARE(sumOf({1e8F, 1.0F, -1e8F}), 0.0F);
        QCOMPARE(sumOf({1e8F, -1e8F, 1.0F}), 1.0F);
    }

    void anErrorOfOneRankIsAnErrorOfAll()
    {
        for (const int guilty : {0, 2, -1}) {
            fakes::runRanks(3, [guilty](Collectives &ranks) {
                const Result<void> mine = ranks.rank() == guilty
                    ? Result<void>(fail(ErrorCode::diskFull, "no room in a/b", "free some"))
                    : Result<void>();
                const Result<void> all = agree(ranks, mine);
                QCOMPARE(all.has_value(), guilty < 0);
                if (!all) {
                    QCOMPARE(all.error().code, ErrorCode::diskFull);
                    QCOMPARE(all.error().message, "rank " + std::to_string(guilty) + ": no room in a/b");
                    QCOMPARE(all.error().hint, std::string("free some"));
                }
            });
        }
    }

    void theOthersHearThatTheFirstRankIsStillAtWork()
    {
        for (const bool fails : {false, true}) {
            std::atomic<int> numDone = 0;
            fakes::runRanks(3, [&](fakes::ThreadCollectives &ranks) {
                const auto work = [&]() -> Result<void> {
                    std::this_thread::sleep_for(std::chrono::milliseconds(60));
                    ++numDone;
                    return fails ? Result<void>(fail(ErrorCode::data, "torn", "mend it")) : Result<void>();
                };
                const Result<void> all = firstRankWorks(ranks, work, std::chrono::milliseconds(10));
                QCOMPARE(numDone.load(), 1); // by one rank, before any goes on
                QCOMPARE(all.has_value(), !fails);
                QVERIFY(all || all.error().message == "torn"); // nobody asks of which rank: it is always the first
                QVERIFY(ranks.numCalls() >= 4);
            });
        }
    }

    void aRankThatGoesAwayIsNoticedByTheOthers()
    {
        QVERIFY_EXCEPTION_THROWN(fakes::runRanks(3,
                                                 [](fakes::ThreadCollectives &ranks) {
                                                     if (ranks.rank() == 1) {
                                                         ranks.leaveAt(2);
                                                     }
                                                     (void)ranks.exchange("once");
                                                     (void)ranks.exchange("twice");
                                                 }),
                                 PeerLost);
        const QTemporaryDir folder;
        int numLost = 0;
        std::mutex mutex;
        runGlooRanks(folder.path().toStdString(), 3, [&](Collectives &ranks) {
            (void)ranks.exchange("all are here");
            if (ranks.rank() == 1) {
                return; // its sockets close
            }
            try {
                (void)ranks.exchange("but one has gone");
            } catch (const PeerLost &) {
                const std::lock_guard lock(mutex);
                ++numLost;
            }
        });
        QCOMPARE(numLost, 2);
    }
};

QTEST_APPLESS_MAIN(ShardedGroupTest)
#include "sharded_group_test.moc"
