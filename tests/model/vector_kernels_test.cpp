// SPDX-License-Identifier: Apache-2.0
// The loops give equal bits on every processor: what the program chose, and each variant that this one can run.
#include "core/model/vector_kernels.h"
#include "tests/model/kernel_variants.h"

#include <QTest>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

using namespace bafo;
using tests::KernelVariant;

namespace {

/// Around the ends of vectors (16 lanes) and of pieces (4,096), and one of several pieces.
constexpr std::int64_t kCounts[] = {1, 3, 15, 16, 17, 33, 1031, 4095, 4096, 4097, 13'007};

/// Finite numbers of every size: mostly moderate ones, some far out of exp's range, some hardly more than nothing. None
/// is above `most`: one large number in a row of logits would leave nothing of the others.
std::vector<float> made(std::int64_t count, double frequency, float most = 1e9F)
{
    constexpr float kOdd[]
        = {0.0F, -0.0F, 1e-40F, -1e-40F, 90.0F, -90.0F, 3e4F, -3e4F, std::numeric_limits<float>::min()};
    std::vector<float> values;
    for (std::int64_t i = 0; i < count; ++i) {
        const double wave = std::sin(static_cast<double>(i) * frequency) * 12;
        const float value
            = i % 37 == 36 ? kOdd[static_cast<std::size_t>(i / 37) % std::size(kOdd)] : static_cast<float>(wave);
        values.push_back(std::min(value, most));
    }
    return values;
}

KernelVariant chosenKernels()
{
    return {"chosen",
            true,
            model::gateForward,
            model::gateBackward,
            model::geluGateForward,
            model::geluGateBackward,
            model::softCap,
            model::logSumExp,
            model::softmaxInPlace,
            model::softmaxBackward,
            model::cappedSoftmaxBackward,
            model::cappedSoftmaxInPlace};
}

/// Everything that a kernel writes or returns, for all counts, as bits.
class Bits {
public:
    void add(const std::vector<float> &values)
    {
        for (const float value : values) {
            m_bits.push_back(std::bit_cast<std::uint32_t>(value));
        }
    }

    void add(double value) { m_bits.push_back(std::bit_cast<std::uint64_t>(value)); }

    [[nodiscard]] bool operator==(const Bits &other) const = default;

private:
    std::vector<std::uint64_t> m_bits;
};

using Kernel = std::function<void(const KernelVariant &, std::int64_t, Bits &)>;

void runGateForward(const KernelVariant &kernels, std::int64_t count, Bits &bits)
{
    std::vector<float> out(static_cast<std::size_t>(count));
    kernels.gateForward(made(count, 0.77).data(), made(count, 1.31).data(), out.data(), count);
    bits.add(out);
}

void runGateBackward(const KernelVariant &kernels, std::int64_t count, Bits &bits)
{
    std::vector<float> activation = made(count, 0.19);
    std::vector<float> toGate(static_cast<std::size_t>(count));
    std::vector<float> toUp(static_cast<std::size_t>(count));
    kernels.gateBackward(made(count, 0.77).data(), made(count, 1.31).data(), activation.data(), toGate.data(),
                         toUp.data(), count);
    bits.add(activation);
    bits.add(toGate);
    bits.add(toUp);
}

void runGeluGateForward(const KernelVariant &kernels, std::int64_t count, Bits &bits)
{
    std::vector<float> out(static_cast<std::size_t>(count));
    kernels.geluGateForward(made(count, 0.77).data(), made(count, 1.31).data(), out.data(), count);
    bits.add(out);
}

void runGeluGateBackward(const KernelVariant &kernels, std::int64_t count, Bits &bits)
{
    std::vector<float> activation = made(count, 0.19);
    std::vector<float> toGate(static_cast<std::size_t>(count));
    std::vector<float> toUp(static_cast<std::size_t>(count));
    kernels.geluGateBackward(made(count, 0.77).data(), made(count, 1.31).data(), activation.data(), toGate.data(),
                             toUp.data(), count);
    bits.add(activation);
    bits.add(toGate);
    bits.add(toUp);
}

void runSoftCap(const KernelVariant &kernels, std::int64_t count, Bits &bits)
{
    std::vector<float> row = made(count, 0.53);
    kernels.softCap(row.data(), count, 7.5F);
    bits.add(row);
}

void runCappedSoftmax(const KernelVariant &kernels, std::int64_t count, Bits &bits)
{
    std::vector<float> row = made(count, 0.53, 12.0F);
    bits.add(kernels.cappedSoftmaxInPlace(row.data(), count, 0.25F, 7.5F));
    bits.add(row);
}

void runCappedSoftmaxBackward(const KernelVariant &kernels, std::int64_t count, Bits &bits)
{
    std::vector<float> scores = made(count, 0.53, 12.0F);
    std::vector<float> slopes = made(count, 0.29);
    kernels.cappedSoftmaxBackward(scores.data(), slopes.data(), count, 14.5F, 0.3F, 0.125F, 7.5F);
    bits.add(scores);
    bits.add(slopes);
}

void runLogSumExp(const KernelVariant &kernels, std::int64_t count, Bits &bits)
{
    // One bit of a power is seldom one of the sum, so it takes several rows; a sixteenth makes all numbers of like
    // size.
    for (const double frequency : {0.53, 0.71, 1.13, 1.87, 2.39}) {
        std::vector<float> row = made(count, frequency, 12.0F);
        bits.add(kernels.logSumExp(row.data(), count));
        for (float &value : row) {
            value /= 16;
        }
        bits.add(kernels.logSumExp(row.data(), count));
    }
}

void runSoftmax(const KernelVariant &kernels, std::int64_t count, Bits &bits)
{
    std::vector<float> row = made(count, 0.53, 12.0F);
    bits.add(kernels.softmaxInPlace(row.data(), count, 0.25F));
    bits.add(row);
}

void runSoftmaxBackward(const KernelVariant &kernels, std::int64_t count, Bits &bits)
{
    std::vector<float> scores = made(count, 0.53, 12.0F);
    std::vector<float> slopes = made(count, 0.29);
    kernels.softmaxBackward(scores.data(), slopes.data(), count, 14.5F, 0.3F, 0.125F);
    bits.add(scores);
    bits.add(slopes);
}

Bits bitsOf(const KernelVariant &kernels, const Kernel &kernel)
{
    Bits bits;
    for (const std::int64_t count : kCounts) {
        kernel(kernels, count, bits);
    }
    return bits;
}

} // namespace

Q_DECLARE_METATYPE(Kernel)

class VectorKernelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyProcessorGetsEqualBits_data()
    {
        QTest::addColumn<Kernel>("kernel");
        QTest::newRow("gate, forward") << Kernel(runGateForward);
        QTest::newRow("gate, backward") << Kernel(runGateBackward);
        QTest::newRow("logarithm of a sum") << Kernel(runLogSumExp);
        QTest::newRow("softmax") << Kernel(runSoftmax);
        QTest::newRow("softmax, backward") << Kernel(runSoftmaxBackward);
        QTest::newRow("gelu's gate, forward") << Kernel(runGeluGateForward);
        QTest::newRow("gelu's gate, backward") << Kernel(runGeluGateBackward);
        QTest::newRow("soft cap") << Kernel(runSoftCap);
        QTest::newRow("softmax of capped numbers") << Kernel(runCappedSoftmax);
        QTest::newRow("softmax of capped numbers, backward") << Kernel(runCappedSoftmaxBackward);
    }

    void everyProcessorGetsEqualBits()
    {
        QFETCH(Kernel, kernel);
        const Bits expected = bitsOf(tests::plainKernels(), kernel);
        for (const KernelVariant &kernels : {chosenKernels(), tests::avx2Kernels(), tests::avx512Kernels()}) {
            if (kernels.isSupported) {
                QVERIFY2(bitsOf(kernels, kernel) == expected, kernels.name);
            } else {
                qInfo("not compared: this processor has no %s", kernels.name);
            }
        }
        // The control: fused multiply-add is seen.
        if (tests::fusedKernels().isSupported) {
            QVERIFY(bitsOf(tests::fusedKernels(), kernel) != expected);
        }
    }

    void theSoftCapIsExactFromTheSmallestToTheLargest()
    {
        double worst = 0;
        for (double size = 1e-30; size < 1e4; size *= 1.01) {
            for (const double x : {size, -size}) {
                auto value = static_cast<float>(x);
                const double expected = 30 * std::tanh(static_cast<double>(value) / 30);
                model::softCap(&value, 1, 30.0F);
                worst = std::max(worst, std::abs(static_cast<double>(value) / expected - 1));
            }
        }
        QVERIFY2(worst < 4e-7, qPrintable(QString::number(worst)));
        float zero = 0;
        model::softCap(&zero, 1, 30.0F);
        QCOMPARE(zero, 0.0F);
    }
};

QTEST_APPLESS_MAIN(VectorKernelsTest)
#include "vector_kernels_test.moc"
