// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/random_weights.h"

#include <QTest>

#include <cmath>
#include <vector>

using namespace bafo::exchange;

namespace {

std::vector<float> draw(std::size_t size, std::uint64_t seed, const char *name)
{
    std::vector<float> values(size);
    drawNormalWeights(values, seed, name, 0.02);
    return values;
}

} // namespace

class RandomWeightsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theSpreadIsTheOneAskedFor()
    {
        const auto values = draw(40'001, 1, "a");
        double sum = 0;
        double squares = 0;
        for (const float value : values) {
            QVERIFY(std::isfinite(value));
            sum += value;
            squares += double(value) * value;
        }
        const double count = static_cast<double>(values.size());
        QVERIFY(std::abs(sum / count) < 4e-4);
        QVERIFY(std::abs(std::sqrt(squares / count) - 0.02) < 4e-4);
    }

    void seedAndNameDecideAndNothingElse()
    {
        QCOMPARE(draw(10, 1, "a"), draw(10, 1, "a"));
        QVERIFY(draw(10, 1, "a") != draw(10, 2, "a"));
        QVERIFY(draw(10, 1, "a") != draw(10, 1, "b"));
        const auto longer = draw(11, 1, "a");
        QCOMPARE(std::vector<float>(longer.begin(), longer.begin() + 10), draw(10, 1, "a"));
    }
};

QTEST_APPLESS_MAIN(RandomWeightsTest)
#include "random_weights_test.moc"
