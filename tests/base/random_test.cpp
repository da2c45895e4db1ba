// SPDX-License-Identifier: Apache-2.0
#include "core/base/random.h"

#include <QTest>

using namespace bafo;

class RandomTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void philoxGivesThePublishedVectors()
    {
        // Known answers of the Random123 distribution, kat_vectors, philox4x32 with 10 rounds.
        const std::array<std::uint32_t, 4> zero = {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8};
        QCOMPARE(philox4x32({0, 0, 0, 0}, {0, 0}), zero);
        const std::array<std::uint32_t, 4> ones = {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd};
        QCOMPARE(philox4x32({~0U, ~0U, ~0U, ~0U}, {~0U, ~0U}), ones);
        const std::array<std::uint32_t, 4> pi = {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1};
        QCOMPARE(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}), pi);
    }

    void everyFieldOfTheKeyChangesTheStream()
    {
        const RandomKey base{.seed = 1, .step = 2, .sequence = 3, .layer = 4, .purpose = 5};
        const auto reference = RandomStream(base).block(0);
        QCOMPARE(RandomStream(base).block(0), reference);
        for (int field = 0; field < 5; ++field) {
            RandomKey other = base;
            switch (field) {
            case 0:
                ++other.seed;
                break;
            case 1:
                ++other.step;
                break;
            case 2:
                ++other.sequence;
                break;
            case 3:
                ++other.layer;
                break;
            default:
                ++other.purpose;
                break;
            }
            QVERIFY2(RandomStream(other).block(0) != reference, qPrintable(QString::number(field)));
        }
    }

    void uniformNumbersHaveTheRightMeanAndSpread()
    {
        const RandomStream stream({.seed = 7});
        double sum = 0;
        double squares = 0;
        constexpr int kDraws = 20'000;
        for (int i = 0; i < kDraws; ++i) {
            const double x = stream.uniform(static_cast<std::uint64_t>(i));
            QVERIFY(x >= 0 && x < 1);
            sum += x;
            squares += x * x;
        }
        const double mean = sum / kDraws;
        QVERIFY(std::abs(mean - 0.5) < 0.01);
        QVERIFY(std::abs(squares / kDraws - mean * mean - 1.0 / 12) < 0.005);
    }
};

QTEST_APPLESS_MAIN(RandomTest)
#include "random_test.moc"
