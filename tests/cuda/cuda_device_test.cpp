// SPDX-License-Identifier: Apache-2.0
// One CUDA device, and NCCL with one rank. Skips where there is none.
#include "core/distributed/cuda_half.h"
#include "core/distributed/device_collectives.h"
#include "core/distributed/sharded_group.h"

#include <ATen/ATen.h>

#include <QTest>

using namespace bafo;
using namespace bafo::distributed;

class CudaDeviceTest : public QObject {
    Q_OBJECT

    std::optional<CudaHalf> m_half;

private Q_SLOTS:
    void initTestCase()
    {
        auto half = CudaHalf::load(Path(BAFO_BIN_DIR));
        if (!half) {
            QSKIP(half.error().message.c_str());
        }
        m_half = *half;
        QVERIFY(m_half->useDevice(0));
    }

    void theDeviceHasANameAndMemory()
    {
        const auto devices = m_half->devices();
        QVERIFY(devices);
        QVERIFY(!devices->front().name.empty());
        QVERIFY(devices->front().totalBytes > (1 << 30));
        qInfo("%s, compute capability %s", devices->front().name.c_str(), devices->front().capability.c_str());
    }

    void oneRankGathersAndAddsByNccl()
    {
        const at::Device device(at::kCUDA, 0);
        RankProgress progress;
        auto made = makeDeviceCollectives(std::make_unique<OneRank>(), m_half->functions(), device, progress);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        const at::Tensor part = at::arange(24, at::TensorOptions(device).dtype(at::kFloat));
        const at::Tensor whole = at::zeros_like(part);
        (*made)->startGather(part, whole)->wait();
        QVERIFY(at::equal(whole, part));
        const at::Tensor sum = at::ones_like(part);
        const std::vector<std::int64_t> sizes = {24};
        (*made)->addPieces(part, sizes, 1, sum);
        QVERIFY(at::equal(sum, part + 1));
        QVERIFY(!at::equal(sum, part));
    }
};

QTEST_APPLESS_MAIN(CudaDeviceTest)
#include "cuda_device_test.moc"
