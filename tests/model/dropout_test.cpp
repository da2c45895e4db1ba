// SPDX-License-Identifier: Apache-2.0
#include "core/model/dropout.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <QTest>

#include <cmath>

using namespace bafo;
using model::DropoutPlace;

namespace {

constexpr DropoutPlace kPlace = {.probability = 0.5, .seed = 3, .step = 5, .firstSequence = 40};

/// One draw: the place, the layer and the use in it.
struct Draw {
    DropoutPlace place = kPlace;
    std::int64_t layer = 2;
    std::int64_t use = 1;
};

/// What every element is multiplied with.
at::Tensor factorsOf(const Draw &draw, const std::vector<std::int64_t> &shape)
{
    return model::dropout(at::ones(shape, at::kFloat), draw.place, draw.layer, draw.use);
}

/// Part of the elements of which both draws keep or both drop.
double agreement(const Draw &first, const Draw &second)
{
    const std::vector<std::int64_t> shape = {1, 64, 512};
    return (factorsOf(first, shape) == factorsOf(second, shape)).to(at::kDouble).mean().item<double>();
}

Draw changed(const char *coordinate, std::int64_t by)
{
    Draw draw;
    const QString name = QString::fromLatin1(coordinate);
    draw.place.seed += static_cast<std::uint64_t>(name == QLatin1String("seed") ? by : 0);
    draw.place.step += name == QLatin1String("step") ? by : 0;
    draw.place.firstSequence += name == QLatin1String("sequence") ? by : 0;
    draw.layer += name == QLatin1String("layer") ? by : 0;
    draw.use += name == QLatin1String("use") ? by : 0;
    return draw;
}

} // namespace

Q_DECLARE_METATYPE(Draw)

class DropoutTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void backwardUsesTheMaskOfForward()
    {
        const at::AutoGradMode mode(true);
        const DropoutPlace place = {.probability = 0.25, .seed = 9, .step = 4, .firstSequence = 7};
        // 35 elements a sequence: the last block of four draws is not full.
        const at::Tensor x = (at::arange(105, at::kFloat) + 1).view({3, 5, 7}).requires_grad_(true);
        const at::Tensor y = model::dropout(x, place, 3, 1);
        const at::Tensor slope = torch::autograd::grad({y}, {x}, {at::ones({3, 5, 7})})[0];
        const at::Tensor isKept = y != 0;
        QVERIFY(at::equal(slope, isKept.to(at::kFloat) * static_cast<float>(1 / 0.75)));
        QVERIFY(at::equal(y, x * slope));
        QVERIFY(isKept.any().item<bool>() && !isKept.all().item<bool>());
        const DropoutPlace other = {.probability = 0.25, .seed = 9, .step = 5, .firstSequence = 7};
        QVERIFY(!at::equal(model::dropout(x, other, 3, 1) != 0, isKept));
    }

    void theRateIsTheOneAskedForAndTheMeanStays_data()
    {
        QTest::addColumn<double>("probability");
        for (const double probability : {0.01, 0.1, 0.5, 0.9}) {
            QTest::addRow("%g", probability) << probability;
        }
    }

    void theRateIsTheOneAskedForAndTheMeanStays()
    {
        QFETCH(double, probability);
        Draw draw;
        draw.place.probability = probability;
        const at::Tensor factors = factorsOf(draw, {4, 256, 1024});
        const auto count = static_cast<double>(factors.numel());
        const double dropped = (factors == 0).to(at::kDouble).mean().item<double>();
        const double mean = factors.to(at::kDouble).mean().item<double>();
        // Five standard deviations of a fair draw.
        const double bound = 5 * std::sqrt(probability * (1 - probability) / count);
        QVERIFY(std::abs(dropped - probability) < bound);
        QVERIFY(std::abs(mean - 1) < bound / (1 - probability));
        // The controls: a rate that is two percent off, and a mean without the scale.
        QVERIFY(std::abs(dropped - 1.02 * probability) > bound || probability < 0.1);
        const double meanOfZerosAndOnes = 1 - dropped;
        QVERIFY(std::abs(meanOfZerosAndOnes - 1) > bound / (1 - probability));
    }

    void anotherCoordinateGivesAnUnrelatedMask_data()
    {
        QTest::addColumn<Draw>("first");
        QTest::addColumn<Draw>("second");
        for (const char *coordinate : {"seed", "step", "sequence", "layer", "use"}) {
            QTest::addRow("%s", coordinate) << Draw() << changed(coordinate, 1);
        }
        // Coordinates that a sum would mix up.
        QTest::newRow("step for sequence") << changed("step", 1) << changed("sequence", 1);
        QTest::newRow("layer for use") << changed("layer", 1) << changed("use", 1);
        QTest::newRow("seed for step") << changed("seed", 1) << changed("step", 1);
        QTest::newRow("layer for step") << changed("layer", 1) << changed("step", 1);
    }

    void anotherCoordinateGivesAnUnrelatedMask()
    {
        QFETCH(Draw, first);
        QFETCH(Draw, second);
        // 32,768 fair draws agree in half of the cases, give or take 0.0028.
        QVERIFY(std::abs(agreement(first, second) - 0.5) < 0.014);
        QCOMPARE(agreement(first, first), 1.0);
        QCOMPARE(agreement(second, second), 1.0);
    }

    void neighboursAreDrawnApart_data()
    {
        QTest::addColumn<int>("distance");
        // Inside a block of four draws, from block to block, and from row to row of 512.
        for (const int distance : {1, 2, 3, 4, 512, 2048}) {
            QTest::addRow("%d apart", distance) << distance;
        }
    }

    void neighboursAreDrawnApart()
    {
        QFETCH(int, distance);
        const at::Tensor factors = factorsOf({}, {1, 64, 512}).view({-1});
        const auto agreementAt = [&factors](std::int64_t shift) {
            const std::int64_t count = factors.numel() - shift;
            return (factors.narrow(0, shift, count) == factors.narrow(0, 0, count))
                .to(at::kDouble)
                .mean()
                .item<double>();
        };
        QVERIFY(std::abs(agreementAt(distance) - 0.5) < 0.014);
        QCOMPARE(agreementAt(0), 1.0);
    }

    void rowsBelongToTheirSequenceHoweverTheyAreBatched()
    {
        const at::Tensor whole = factorsOf({}, {5, 6, 7});
        Draw later;
        later.place.firstSequence += 2;
        const at::Tensor pieces = at::cat({factorsOf({}, {2, 6, 7}), factorsOf(later, {3, 6, 7})});
        QVERIFY(at::equal(pieces, whole));
        QVERIFY(!at::equal(at::cat({factorsOf({}, {2, 6, 7}), factorsOf({}, {3, 6, 7})}), whole));
        QVERIFY(!at::equal(whole[0], whole[1]));
    }

    void theMaskIsTheSameOnAnyNumberOfThreads()
    {
        at::set_num_threads(1);
        const at::Tensor one = factorsOf({}, {2, 128, 513});
        at::set_num_threads(2);
        QVERIFY(at::equal(factorsOf({}, {2, 128, 513}), one));
        QVERIFY(!at::equal(factorsOf(changed("step", 1), {2, 128, 513}), one));
    }

    void withoutAProbabilityTheInputComesBack()
    {
        const at::Tensor x = at::ones({1, 2, 3});
        QVERIFY(model::dropout(x, {.probability = 0}, 0, 0).is_same(x));
        QVERIFY(!model::dropout(x, {.probability = 0.5}, 0, 0).is_same(x));
    }
};

QTEST_APPLESS_MAIN(DropoutTest)
#include "dropout_test.moc"
