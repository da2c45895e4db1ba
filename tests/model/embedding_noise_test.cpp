// SPDX-License-Identifier: Apache-2.0
#include "core/model/embedding_noise.h"

#include <ATen/ATen.h>

#include <QTest>

#include <cmath>

using namespace bafo;
using model::DropoutPlace;

namespace {

constexpr DropoutPlace kPlace = {.seed = 3, .step = 5, .firstSequence = 40, .noiseAlpha = 5};

at::Tensor noiseOf(const DropoutPlace &place, const std::vector<std::int64_t> &shape, double scale = 1)
{
    return model::withEmbeddingNoise(at::zeros(shape, at::kFloat), place, scale);
}

} // namespace

class EmbeddingNoiseTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theNoiseIsEvenAndAsLargeAsThePaperSays()
    {
        const at::Tensor noise = noiseOf(kPlace, {2, 32, 96}).to(at::kDouble);
        const double bound = 5 / std::sqrt(32.0 * 96.0);
        QVERIFY(noise.abs().max().item<double>() <= bound * 1.000001);
        QVERIFY(noise.abs().max().item<double>() > bound * 0.99);
        QVERIFY(std::abs(noise.mean().item<double>()) < bound * 0.02);
        QVERIFY(std::abs(noise.square().mean().item<double>() / (bound * bound) - 1.0 / 3) < 0.02);
        QVERIFY(at::allclose(noiseOf(kPlace, {1, 32, 96}, 8), noiseOf(kPlace, {1, 32, 96}) * 8));
    }

    void drawsHangOnSeedStepAndSequenceNotOnTheBatch()
    {
        const at::Tensor both = noiseOf(kPlace, {2, 5, 7}); // 35 elements: the last block of four is not full
        DropoutPlace second = kPlace;
        second.firstSequence += 1;
        QVERIFY(at::equal(both.select(0, 0), noiseOf(kPlace, {1, 5, 7}).select(0, 0)));
        QVERIFY(at::equal(both.select(0, 1), noiseOf(second, {1, 5, 7}).select(0, 0)));
        QVERIFY(!at::equal(both.select(0, 0), both.select(0, 1)));
        DropoutPlace otherStep = kPlace;
        otherStep.step += 1;
        DropoutPlace otherSeed = kPlace;
        otherSeed.seed += 1;
        QVERIFY(!at::equal(noiseOf(otherStep, {2, 5, 7}), both));
        QVERIFY(!at::equal(noiseOf(otherSeed, {2, 5, 7}), both));
    }

    void withoutAlphaNothingChanges()
    {
        DropoutPlace none = kPlace;
        none.noiseAlpha = 0;
        QVERIFY(at::equal(noiseOf(none, {2, 5, 7}), at::zeros({2, 5, 7})));
    }

    void otherNumberFormatsGetTheSameDraws()
    {
        const at::Tensor noise = model::withEmbeddingNoise(at::zeros({2, 5, 7}, at::kDouble), kPlace, 1);
        QVERIFY(noise.scalar_type() == at::kDouble);
        QVERIFY(at::equal(noise.to(at::kFloat), noiseOf(kPlace, {2, 5, 7})));
    }
};

QTEST_GUILESS_MAIN(EmbeddingNoiseTest)
#include "embedding_noise_test.moc"
