// SPDX-License-Identifier: Apache-2.0
#include "core/generate/likelihood.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace bafo::generate;

namespace {

constexpr float kNever = -std::numeric_limits<float>::infinity();

std::vector<std::uint32_t> idsOf(const Likelihood &likelihood)
{
    std::vector<std::uint32_t> ids;
    for (const TokenLikelihood &one : likelihood.alternatives) {
        ids.push_back(one.id);
    }
    return ids;
}

} // namespace

class LikelihoodTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void probabilitiesAreTheSoftmaxOfTheLogits()
    {
        const std::vector<float> logits = {std::log(1.0F), std::log(2.0F), std::log(5.0F)};
        const Likelihood second = likelihoodOf(logits, 1, 3);
        QVERIFY(std::abs(second.probability - 0.25) < 1e-6);
        QCOMPARE(second.rank, 2);
        QCOMPARE(idsOf(second), (std::vector<std::uint32_t>{2, 1, 0}));
        QVERIFY(std::abs(second.alternatives[0].probability - 0.625) < 1e-6);
    }

    void largeLogitsDoNotOverflow()
    {
        const Likelihood first = likelihoodOf(std::vector<float>{3e38F, 3e38F}, 0, 2);
        QCOMPARE(first.probability, 0.5);
    }

    void amongEqualsTheLowerIdComesFirst()
    {
        const std::vector<float> logits = {1, 2, 2, 2};
        QCOMPARE(likelihoodOf(logits, 1, 2).rank, 1);
        QCOMPARE(likelihoodOf(logits, 3, 2).rank, 3);
        QCOMPARE(idsOf(likelihoodOf(logits, 3, 2)), (std::vector<std::uint32_t>{1, 2}));
    }

    void whatCannotComeIsNoAlternative()
    {
        const std::vector<float> logits = {kNever, 1, kNever};
        QCOMPARE(idsOf(likelihoodOf(logits, 1, 20)), (std::vector<std::uint32_t>{1}));
        QCOMPARE(likelihoodOf(logits, 0, 1).probability, 0.0);
        QVERIFY(likelihoodOf(logits, 1, 0).alternatives.empty());
    }
};

QTEST_APPLESS_MAIN(LikelihoodTest)
#include "likelihood_test.moc"
