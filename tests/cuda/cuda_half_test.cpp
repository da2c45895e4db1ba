// SPDX-License-Identifier: Apache-2.0
// The library is found or not, fits or not, and says why: on machines with and without a device.
#include "core/distributed/cuda_half.h"

#include <ATen/ATen.h>

#include <QTest>

#include <array>

using namespace bafo;
using distributed::CudaHalf;

namespace {

const Path kFolder(BAFO_BIN_DIR);

bool says(const Result<CudaHalf> &half, const char *words)
{
    return !half && half.error().message.find(words) != std::string::npos;
}

} // namespace

class CudaHalfTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aBuildWithoutTheLibrarySaysSo()
    {
        QVERIFY(says(CudaHalf::loadLibraries("/nowhere"), "this build has no libbafo_cuda.so"));
    }

    void theLibraryFitsLibTorchOrLibTorchHasNoCudaHalf()
    {
        const auto half = CudaHalf::loadLibraries(kFolder);
        if (!half) {
            QVERIFY2(says(half, "LibTorch's CUDA half is not there"), half.error().message.c_str());
            return;
        }
        QCOMPARE(half->functions().version, BAFO_CUDA_VERSION);
        std::array<char, BAFO_CUDA_WHY_BYTES> why{};
        if (half->functions().countDevices(why.data()) == 0) {
            QVERIFY(why[0] != '\0');
            qInfo("no device: %s", why.data());
        }
    }

    void withoutADriverOrADeviceTheReasonIsGiven()
    {
        const auto half = CudaHalf::load(kFolder);
        if (half) {
            QVERIFY(half->numDevices() > 0);
            return; // what it can do is looked at by cuda_device_test
        }
        QVERIFY2(says(half, "there is no NVIDIA driver") || says(half, "there is no CUDA device")
                     || says(half, "LibTorch's CUDA half is not there"),
                 half.error().message.c_str());
        QVERIFY(at::ones({2}).is_cpu());
    }
};

QTEST_APPLESS_MAIN(CudaHalfTest)
#include "cuda_half_test.moc"
