// SPDX-License-Identifier: Apache-2.0
#include "core/eval/logit_comparison.h"

#include <ATen/ATen.h>

#include <QTest>

#include <cmath>

using namespace bafo;
using namespace bafo::eval;

class LogitComparisonTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    static void figuresAreThoseOfTheFormulas()
    {
        // p = (1/2, 1/4, 1/4), q = (1/4, 1/2, 1/4): KL = 1/2 ln 2 - 1/4 ln 2.
        const at::Tensor reference = at::tensor({std::log(2.0), 0.0, 0.0}).to(at::kFloat).view({1, 3});
        const at::Tensor other = at::tensor({0.0, std::log(2.0), 0.0}).to(at::kFloat).view({1, 3});
        LogitComparison comparison;
        comparison.add(reference, other, std::vector<std::int64_t>{0});
        const LogitDifference &found = comparison.difference();
        QVERIFY(std::abs(found.klNatsPerToken() - std::log(2.0) / 4) < 1e-7);
        QVERIFY(std::abs(found.largestDifference - std::log(2.0)) < 1e-7);
        QVERIFY(std::abs(found.largestLogit - std::log(2.0)) < 1e-7);
        QVERIFY(std::abs(found.referenceBits - 1) < 1e-7);
        QVERIFY(std::abs(found.bits - 2) < 1e-7);
        QCOMPARE(found.topAgreement(), 0.0);
        QCOMPARE(found.topAgreement(1), 1.0); // no lead is that clear
        QCOMPARE(found.numTargets, 1);
    }

    static void chunksAddUpToTheWhole()
    {
        const at::Tensor reference = at::sin(at::arange(40, at::kFloat)).view({8, 5});
        const at::Tensor other = reference + 0.01 * at::cos(at::arange(40, at::kFloat)).view({8, 5});
        LogitComparison whole;
        whole.add(reference, other, {});
        LogitComparison parts;
        for (const std::int64_t first : {0, 3, 6}) {
            const std::int64_t count = std::min<std::int64_t>(3, 8 - first);
            parts.add(reference.narrow(0, first, count), other.narrow(0, first, count), {});
        }
        QCOMPARE(parts.difference().rows.size(), 8U);
        QCOMPARE(parts.difference().largestDifference, whole.difference().largestDifference);
        QVERIFY(std::abs(parts.difference().sumKlNats - whole.difference().sumKlNats) < 1e-15);
        QVERIFY(whole.difference().sumKlNats > 1e-6);
        QCOMPARE(parts.difference().medianDifference(), whole.difference().medianDifference());
        QVERIFY(whole.difference().medianDifference() <= whole.difference().largestDifference);
        QVERIFY(whole.difference().medianDifference() > 0.005);
        LogitComparison same;
        same.add(reference, reference, {});
        QCOMPARE(same.difference().sumKlNats, 0.0);
        QCOMPARE(same.difference().topAgreement(), 1.0);
    }

    static void whatIsNoNumberIsInfinitelyFar()
    {
        const at::Tensor reference = at::zeros({1, 3});
        const at::Tensor other = at::full({1, 3}, std::nan(""));
        LogitComparison comparison;
        comparison.add(reference, other, {});
        QVERIFY(std::isinf(comparison.difference().largestDifference));
        QVERIFY(std::isinf(comparison.difference().klNatsPerToken()));
    }
};

QTEST_APPLESS_MAIN(LogitComparisonTest)
#include "logit_comparison_test.moc"
