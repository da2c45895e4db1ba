// SPDX-License-Identifier: Apache-2.0
// Collectives over a table of device functions, here over main memory: what CUDA's table is used for.
#include "core/distributed/device_collectives.h"

#include "core/distributed/cuda_half.h"
#include "core/distributed/sharded_group.h"
#include "tests/fakes/memory_devices.h"

#include <QTest>

using namespace bafo;
using namespace bafo::distributed;
using fakes::MemoryDevices;

namespace {

/// Lends a rank's collectives to whoever wants to own some.
class Lent final : public Collectives {
public:
    explicit Lent(Collectives &lent)
        : m_lent(lent)
    {
    }
    [[nodiscard]] int rank() const override { return m_lent.rank(); }
    [[nodiscard]] int numRanks() const override { return m_lent.numRanks(); }
    [[nodiscard]] std::unique_ptr<Gather> startGather(const at::Tensor &part, const at::Tensor &whole) override
    {
        return m_lent.startGather(part, whole);
    }
    void addPieces(const at::Tensor &whole, std::span<const std::int64_t> sizes, int numSenders,
                   const at::Tensor &sum) override
    {
        m_lent.addPieces(whole, sizes, numSenders, sum);
    }
    [[nodiscard]] std::vector<std::string> exchange(const std::string &mine) override { return m_lent.exchange(mine); }

private:
    Collectives &m_lent;
};

std::unique_ptr<Collectives> onDevices(Collectives &control, c10::Device device, RankProgress &progress)
{
    return std::move(
        makeDeviceCollectives(std::make_unique<Lent>(control), MemoryDevices::functions(), device, progress).value());
}

at::Tensor numbers(std::int64_t rows, std::int64_t columns, double seed)
{
    return (at::arange(rows * columns, at::kDouble) * 0.37 + seed).sin().to(at::kFloat).view({rows, columns});
}

/// What a sharded group holds on this rank after two rounds of gradients, and what it gathers.
std::vector<at::Tensor> resultsOf(Collectives &ranks)
{
    ShardedGroup group(ranks, {{"matrix", {7, 5}}, {"norm", {3}}});
    std::vector<at::Tensor> results;
    for (std::size_t i = 0; i < 2; ++i) {
        group.shard(i).copy_(
            numbers(group.share(i).count, i == 0 ? 5 : 1, 10.0 * static_cast<double>(i) + ranks.rank()));
    }
    for (const at::Tensor &whole : group.whole()) {
        results.push_back(whole.clone());
    }
    for (const int numSenders : {ranks.numRanks(), std::max(1, ranks.numRanks() - 1)}) {
        const bool isSending = ranks.rank() < numSenders;
        group.addGradient(0, isSending ? numbers(7, 5, 0.1 + ranks.rank()) : at::Tensor(), numSenders);
        group.addGradient(1, isSending ? numbers(3, 1, 0.7 + ranks.rank()).view({3}) : at::Tensor(), numSenders);
    }
    results.push_back(group.gradient(0));
    results.push_back(group.gradient(1));
    return results;
}

} // namespace

class DeviceCollectivesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void devicesGiveTheBitsOfMainMemory_data()
    {
        QTest::addColumn<int>("numRanks");
        for (const int numRanks : {1, 2, 3, 4}) {
            QTest::addRow("%d", numRanks) << numRanks;
        }
    }

    void devicesGiveTheBitsOfMainMemory()
    {
        QFETCH(int, numRanks);
        const int before = MemoryDevices::numCalls();
        std::atomic<int> numEqual = 0;
        fakes::runRanks(numRanks, [&](fakes::ThreadCollectives &ranks) {
            const std::vector<at::Tensor> expected = resultsOf(ranks);
            RankProgress progress;
            const auto devices = onDevices(ranks, at::kCPU, progress);
            const std::vector<at::Tensor> found = resultsOf(*devices);
            numEqual += std::equal(found.begin(), found.end(), expected.begin(),
                                   [](const at::Tensor &a, const at::Tensor &b) { return at::equal(a, b); })
                ? 1
                : 0;
        });
        QCOMPARE(numEqual.load(), numRanks);
        QVERIFY(numRanks == 1 || MemoryDevices::numCalls() > before);
    }

    void whatLiesElsewhereGoesByTheControl()
    {
        const int before = MemoryDevices::numCalls();
        fakes::runRanks(2, [&](fakes::ThreadCollectives &ranks) {
            RankProgress progress;
            const auto devices = onDevices(ranks, at::Device(at::kMeta), progress);
            (void)resultsOf(*devices);
            QCOMPARE(devices->exchange(std::to_string(ranks.rank())), (std::vector<std::string>{"0", "1"}));
        });
        QCOMPARE(MemoryDevices::numCalls(), before);
    }

    void aRankThatCannotOpenItsDeviceIsAnErrorOnAll()
    {
        MemoryDevices::refuseNextId();
        fakes::runRanks(2, [&](fakes::ThreadCollectives &ranks) {
            RankProgress progress;
            const auto made
                = makeDeviceCollectives(std::make_unique<Lent>(ranks), MemoryDevices::functions(), at::kCPU, progress);
            QVERIFY(!made);
            QVERIFY2(made.error().message.ends_with("no network"), made.error().message.c_str());
        });
    }

    void aFailingExchangeIsALostPeer()
    {
        OneRank alone;
        RankProgress progress;
        const auto devices = onDevices(alone, at::kCPU, progress);
        const std::vector<std::int64_t> sizes = {4};
        const at::Tensor sum = at::zeros({4});
        devices->addPieces(at::ones({4}), sizes, 1, sum);
        QVERIFY(!progress.hasLostPeer());
        QVERIFY(at::equal(sum, at::ones({4})));
        MemoryDevices::failNextExchange();
        QVERIFY_THROWS_EXCEPTION(PeerLost, devices->addPieces(at::ones({4}), sizes, 1, sum));
        QVERIFY(progress.hasLostPeer());
    }

    void eachRankNeedsADeviceOfItsOwn()
    {
        QCOMPARE(deviceOfRank(3, 4, 4).value(), 3);
        const auto none = deviceOfRank(0, 2, 1);
        QVERIFY(!none);
        QVERIFY2(none.error().message.find("2 ranks") != std::string::npos, none.error().message.c_str());
    }
};

QTEST_APPLESS_MAIN(DeviceCollectivesTest)
#include "device_collectives_test.moc"
