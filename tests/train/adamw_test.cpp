// SPDX-License-Identifier: Apache-2.0
#include "core/train/adamw.h"
#include "core/train/gradient_norm.h"

#include <ATen/Parallel.h>

#include <nlohmann/json.hpp>

#include <QTest>

#include <cmath>
#include <fstream>
#include <limits>

using namespace bafo;
using namespace bafo::train;

namespace {

/// The same exact numbers as pattern() of make_adamw.py.
std::vector<float> pattern(int count, int a, int b)
{
    std::vector<float> values;
    for (int i = 0; i < count; ++i) {
        values.push_back(static_cast<float>((i * a + b) % 101 - 50) / 64);
    }
    return values;
}

nlohmann::json golden()
{
    std::ifstream file(BAFO_SOURCE_DIR "/tests/golden/train/adamw.json");
    return nlohmann::json::parse(file);
}

/// Two tensors and their gradients, as the golden script has them.
struct Tensors {
    std::vector<float> matrix = pattern(12, 37, 5);
    std::vector<float> norm = pattern(3, 11, 70);
    std::vector<float> matrixGradient = std::vector<float>(12);
    std::vector<float> normGradient = std::vector<float>(3);

    std::vector<ParameterView> views()
    {
        return {{.name = "matrix",
                 .rows = 4,
                 .totalRows = 4,
                 .rowSize = 3,
                 .values = matrix.data(),
                 .gradient = matrixGradient.data()},
                {.name = "norm",
                 .rows = 3,
                 .totalRows = 3,
                 .rowSize = 1,
                 .values = norm.data(),
                 .gradient = normGradient.data()}};
    }

    void setGradients(int step)
    {
        matrixGradient = pattern(12, 29 + step, 3 * step);
        normGradient = pattern(3, 17, step);
    }
};

std::vector<RowGroup> goldenGroups()
{
    return {{.tensor = "matrix", .firstRow = 0, .numRows = 4, .learningRateFactor = 0.5, .weightDecay = 0.1},
            {.tensor = "norm", .firstRow = 0, .numRows = 3}};
}

double largestError(const std::vector<float> &actual, const nlohmann::json &expected)
{
    double worst = actual.size() == expected.size() ? 0 : 1;
    for (std::size_t i = 0; i < actual.size(); ++i) {
        worst = std::max(worst, std::abs(static_cast<double>(actual[i]) - expected.at(i).get<double>()));
    }
    return worst;
}

} // namespace

class AdamWTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tenStepsEqualThoseOfTorch()
    {
        const auto expected = golden();
        Tensors tensors;
        auto optimizer = AdamW::create({}, goldenGroups(), tensors.views()).value();
        for (int step = 0; step < 10; ++step) {
            tensors.setGradients(step);
            const double norm = gradientNormOf(tensors.views()).value;
            QVERIFY(std::abs(norm - expected["norms"].at(step).get<double>()) < 1e-6);
            optimizer.step(tensors.views(), 0.01 * (step + 1), clipFactor(norm, 1.0));
        }
        QVERIFY(largestError(tensors.matrix, expected["matrix"]) < 1e-6);
        QVERIFY(largestError(tensors.norm, expected["norm"]) < 1e-6);
        QVERIFY(largestError(optimizer.moments()[0].first, expected["matrix_first"]) < 1e-6);
        QVERIFY(largestError(optimizer.moments()[1].second, expected["norm_second"]) < 1e-6);
    }

    void withoutDecayOrFactorOrClippingTheValuesDiffer_data()
    {
        QTest::addColumn<double>("decay");
        QTest::addColumn<double>("factor");
        QTest::addColumn<double>("clip");
        QTest::newRow("no decay") << 0.0 << 0.5 << 1.0;
        QTest::newRow("no factor") << 0.1 << 1.0 << 1.0;
        QTest::newRow("no clipping") << 0.1 << 0.5 << 0.0;
    }

    void withoutDecayOrFactorOrClippingTheValuesDiffer()
    {
        QFETCH(double, decay);
        QFETCH(double, factor);
        QFETCH(double, clip);
        Tensors tensors;
        auto groups = goldenGroups();
        groups[0].weightDecay = decay;
        groups[0].learningRateFactor = factor;
        auto optimizer = AdamW::create({}, groups, tensors.views()).value();
        for (int step = 0; step < 10; ++step) {
            tensors.setGradients(step);
            optimizer.step(tensors.views(), 0.01 * (step + 1), clipFactor(gradientNormOf(tensors.views()).value, clip));
        }
        QVERIFY(largestError(tensors.matrix, golden()["matrix"]) > 1e-6
                || largestError(optimizer.moments()[0].first, golden()["matrix_first"]) > 1e-6);
    }

    void frozenRowsAreNeitherMovedNorDecayedNorGivenMoments()
    {
        Tensors tensors;
        const std::vector<float> before = tensors.matrix;
        const std::vector<RowGroup> groups
            = {{.tensor = "matrix", .firstRow = 0, .numRows = 2, .weightDecay = 0.1, .isFrozen = true},
               {.tensor = "matrix", .firstRow = 2, .numRows = 1, .weightDecay = 0.1}};
        auto optimizer = AdamW::create({}, groups, tensors.views()).value();
        tensors.setGradients(0);
        optimizer.step(tensors.views(), 0.01, 1.0);
        for (std::size_t i = 0; i < before.size(); ++i) {
            QCOMPARE(tensors.matrix[i] == before[i], i / 3 != 2);
        }
        QVERIFY(optimizer.moments()[0].first.empty());
        QCOMPARE(optimizer.moments()[1].first.size(), 3U);
    }

    void splittingATensorIntoRowGroupsChangesNoBit()
    {
        Tensors whole;
        Tensors split;
        auto wholeOptimizer = AdamW::create({}, {{.tensor = "matrix", .numRows = 4}}, whole.views()).value();
        auto splitOptimizer = AdamW::create({},
                                            {{.tensor = "matrix", .firstRow = 1, .numRows = 3},
                                             {.tensor = "matrix", .firstRow = 0, .numRows = 1}},
                                            split.views())
                                  .value();
        for (int step = 0; step < 3; ++step) {
            whole.setGradients(step);
            split.setGradients(step);
            wholeOptimizer.step(whole.views(), 0.01, 0.7);
            splitOptimizer.step(split.views(), 0.01, 0.7);
        }
        QCOMPARE(split.matrix, whole.matrix);
    }

    /// Rows that thaw begin as if the run did: moments, bias correction and all.
    void aGroupThatThawsLearnsLikeOneThatBegins()
    {
        Tensors thawing;
        std::vector<RowGroup> groups
            = {{.tensor = "matrix", .firstRow = 0, .numRows = 3, .weightDecay = 0.1, .frozenSteps = 2},
               {.tensor = "matrix", .firstRow = 3, .numRows = 1, .weightDecay = 0.1}};
        auto optimizer = AdamW::create({}, groups, thawing.views()).value();
        const std::vector<float> before = thawing.matrix;
        for (int step = 0; step < 2; ++step) {
            QVERIFY(optimizer.moments()[0].first.empty() && optimizer.moments()[0].second.empty());
            QCOMPARE(optimizer.momentBytesToCome(), 2 * 9 * sizeof(float));
            thawing.setGradients(step);
            optimizer.step(thawing.views(), 0.01, 0.7);
        }
        QVERIFY(std::equal(before.begin(), before.begin() + 9, thawing.matrix.begin()));
        QVERIFY(!std::equal(before.begin() + 9, before.end(), thawing.matrix.begin() + 9));
        QCOMPARE(optimizer.moments()[0].first.size(), 9U);
        QCOMPARE(optimizer.momentBytesToCome(), 0U);

        Tensors beginning;
        auto fresh
            = AdamW::create({}, {{.tensor = "matrix", .numRows = 4, .weightDecay = 0.1}}, beginning.views()).value();
        for (int step = 2; step < 5; ++step) {
            thawing.setGradients(step);
            beginning.setGradients(step);
            optimizer.step(thawing.views(), 0.01, 0.7);
            fresh.step(beginning.views(), 0.01, 0.7);
        }
        QVERIFY(std::equal(beginning.matrix.begin(), beginning.matrix.begin() + 9, thawing.matrix.begin()));
        QVERIFY(std::equal(optimizer.moments()[0].second.begin(), optimizer.moments()[0].second.end(),
                           fresh.moments()[0].second.begin()));
        // The control: without its own count it would be corrected like the rows that learnt before.
        fresh.setNumSteps(fresh.numSteps() + 2);
        thawing.setGradients(5);
        beginning.setGradients(5);
        optimizer.step(thawing.views(), 0.01, 0.7);
        fresh.step(beginning.views(), 0.01, 0.7);
        QVERIFY(!std::equal(beginning.matrix.begin(), beginning.matrix.begin() + 9, thawing.matrix.begin()));
    }

    void theNormCountsOnlyRowsThatTheStepMoves()
    {
        Tensors tensors;
        tensors.setGradients(0);
        auto optimizer = AdamW::create({},
                                       {{.tensor = "matrix", .firstRow = 1, .numRows = 2},
                                        {.tensor = "matrix", .firstRow = 0, .numRows = 1, .frozenSteps = 1},
                                        {.tensor = "norm", .numRows = 3, .isFrozen = true}},
                                       tensors.views())
                             .value();
        const auto norm = [&] {
            distributed::OneRank alone;
            return gradientNormOf(tensors.views(), optimizer.trainedRows(), alone).value;
        };
        const auto sumOf = [&](int first, int end) {
            double sum = 0;
            for (int i = first; i < end; ++i) {
                const double value = tensors.matrixGradient[static_cast<std::size_t>(i)];
                sum += value * value;
            }
            return sum;
        };
        QVERIFY(std::abs(norm() - std::sqrt(sumOf(3, 9))) < 1e-12);
        optimizer.step(tensors.views(), 0.01, 1);
        QVERIFY(std::abs(norm() - std::sqrt(sumOf(0, 9))) < 1e-12);
        QVERIFY(norm() < gradientNormOf(tensors.views()).value);
        // What is not trained may be no number, too.
        tensors.normGradient[0] = std::numeric_limits<float>::quiet_NaN();
        QVERIFY(std::isfinite(norm()));
    }

    void groupsThatDoNotFitAreRefused()
    {
        Tensors tensors;
        QVERIFY(!AdamW::create({}, {{.tensor = "nobody", .numRows = 1}}, tensors.views()));
        QVERIFY(!AdamW::create({}, {{.tensor = "matrix", .firstRow = 3, .numRows = 2}}, tensors.views()));
        QVERIFY(!AdamW::create(
            {}, {{.tensor = "matrix", .firstRow = 0, .numRows = 3}, {.tensor = "matrix", .firstRow = 2, .numRows = 1}},
            tensors.views()));
    }

    void theNormHasTheSameBitsOnAnyNumberOfThreads()
    {
        std::vector<float> gradient;
        for (int i = 0; i < 300'000; ++i) {
            gradient.push_back(static_cast<float>(std::sin(i)) * 1e-3F);
        }
        const std::vector<ParameterView> views = {{.name = "big",
                                                   .rows = 1000,
                                                   .totalRows = 1000,
                                                   .rowSize = 300,
                                                   .values = nullptr,
                                                   .gradient = gradient.data()}};
        at::set_num_threads(1);
        const double one = gradientNormOf(views).value;
        at::set_num_threads(2);
        QCOMPARE(gradientNormOf(views).value, one);
        double plain = 0;
        for (const float value : gradient) {
            plain += static_cast<double>(value) * value;
        }
        QVERIFY(std::abs(one - std::sqrt(plain)) < 1e-9);
    }

    void theFirstTensorThatIsNotFiniteIsNamed()
    {
        Tensors tensors;
        tensors.setGradients(0);
        QVERIFY(gradientNormOf(tensors.views()).firstNonFinite.empty());
        tensors.normGradient[1] = std::numeric_limits<float>::quiet_NaN();
        QCOMPARE(gradientNormOf(tensors.views()).firstNonFinite, std::string("norm"));
        tensors.matrixGradient[7] = std::numeric_limits<float>::infinity();
        QCOMPARE(gradientNormOf(tensors.views()).firstNonFinite, std::string("matrix"));
    }
};

QTEST_APPLESS_MAIN(AdamWTest)
#include "adamw_test.moc"
