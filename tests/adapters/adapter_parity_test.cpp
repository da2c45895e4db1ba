// SPDX-License-Identifier: Apache-2.0
// Adapters beside peft: logits, gradients, ten steps of AdamW; and dropout in front of them.
#include "core/train/adamw.h"
#include "core/train/gradient_norm.h"
#include "tests/adapters/golden_adapter.h"

#include <QTest>

#include <cmath>
#include <functional>

using namespace bafo;
using tests::GoldenAdapter;
using tests::GoldenAdapterName;
using tests::kGradientTolerance;
using tests::kLossTolerance;
using tests::largestError;

Q_DECLARE_METATYPE(GoldenAdapterName)

namespace {

using Change = std::function<void(adapters::AdapterSettings &)>;

double logitError(GoldenAdapter &golden)
{
    return (golden.decoder->logits(golden.base.ids) - golden.tensor("logits")).abs().max().item<double>();
}

double worstOfTenSteps(const GoldenAdapterName &name, double weightDecay = 0.1, double clipNorm = 1)
{
    GoldenAdapter golden(name);
    (void)golden.gradients();
    std::vector<train::RowGroup> groups;
    for (const model::Weight *weight : golden.trained()) {
        groups.push_back({.tensor = weight->name(), .numRows = weight->shape()[0], .weightDecay = weightDecay});
    }
    auto optimizer = train::AdamW::create({}, groups, golden.views()).value();
    const at::Tensor expected = golden.tensor("losses");
    double worst = 0;
    for (int step = 0; step < 10; ++step) {
        const double loss = golden.gradients();
        worst = std::max(worst, std::abs(loss / expected[step].item<double>() - 1));
        const double norm = train::gradientNormOf(golden.views()).value;
        optimizer.step(golden.views(), 1e-3, train::clipFactor(norm, clipNorm));
    }
    return worst;
}

/// The gradients of all trained weights, one behind the other.
at::Tensor allGradients(GoldenAdapter &golden)
{
    std::vector<at::Tensor> all;
    for (const model::Weight *weight : golden.trained()) {
        all.push_back(weight->gradient().reshape({-1}));
    }
    return at::cat(all);
}

} // namespace

Q_DECLARE_METATYPE(Change)

class AdapterParityTest : public QObject {
    Q_OBJECT

private:
    static void addAdapters()
    {
        QTest::addColumn<GoldenAdapterName>("name");
        for (const GoldenAdapterName &name : tests::kGoldenAdapters) {
            QTest::newRow(name.adapter) << name;
        }
    }

private Q_SLOTS:
    void logitsEqualThoseOfPeft_data() { addAdapters(); }
    void logitsEqualThoseOfPeft()
    {
        QFETCH(GoldenAdapterName, name);
        GoldenAdapter golden(name);
        const double error = logitError(golden);
        QVERIFY2(error < 1e-5, qPrintable(QString::number(error)));
        golden.trained().back()->value().add_(1e-2);
        QVERIFY(logitError(golden) > 1e-5);
    }

    void otherSettingsGiveOtherLogits_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<Change>("change");
        const auto row
            = [](const char *what, int which, const Change &change) { QTest::newRow(what) << which << change; };
        using adapters::AdapterSettings;
        row("alpha", 0, [](AdapterSettings &settings) { settings.alpha *= 1.01; });
        row("not stabilised", 1, [](AdapterSettings &settings) { settings.isRankStabilised = false; });
        row("no other alpha", 2, [](AdapterSettings &settings) { settings.alphas.clear(); });
        row("fewer targets", 0, [](AdapterSettings &settings) { settings.targets.erase(settings.targets.begin()); });
        row("another row", 3, [](AdapterSettings &settings) { settings.tokenRows.begin()->second[1] = 18; });
        row("no rows of the head", 4, [](AdapterSettings &settings) { settings.tokenRows.erase("lm_head"); });
    }

    void otherSettingsGiveOtherLogits()
    {
        QFETCH(int, which);
        QFETCH(Change, change);
        const GoldenAdapterName &name = tests::kGoldenAdapters[which];
        adapters::AdapterSettings settings = tests::goldenSettings(name.adapter);
        change(settings);
        GoldenAdapter other(name.adapter, name.base, settings);
        QVERIFY(logitError(other) > 1e-4);
    }

    void gradientsEqualThoseOfPeft_data() { addAdapters(); }
    void gradientsEqualThoseOfPeft()
    {
        QFETCH(GoldenAdapterName, name);
        GoldenAdapter golden(name);
        const double loss = golden.gradients();
        QVERIFY(std::abs(loss / golden.tensor("losses")[0].item<double>() - 1) < kLossTolerance);
        for (const model::Weight *weight : golden.trained()) {
            const double error = largestError(weight->gradient(), golden.tensor("gradient." + weight->name()));
            QVERIFY2(error < kGradientTolerance, (weight->name() + " " + std::to_string(error)).c_str());
        }
        for (const auto &weight : golden.weights.weights()) {
            QCOMPARE(weight->gradient().defined(), !weight->isFrozen());
        }
        const model::Weight *last = golden.trained().back();
        golden.base.targets.fill_(3);
        (void)golden.gradients();
        QVERIFY(largestError(last->gradient(), golden.tensor("gradient." + last->name())) > 1e-3);
    }

    void tenStepsEqualThoseOfPeft_data() { addAdapters(); }
    void tenStepsEqualThoseOfPeft()
    {
        QFETCH(GoldenAdapterName, name);
        const double error = worstOfTenSteps(name);
        QVERIFY2(error < kLossTolerance, qPrintable(QString::number(error)));
        QVERIFY(worstOfTenSteps(name, 0) > kLossTolerance);
        QVERIFY(worstOfTenSteps(name, 0.1, 0) > kLossTolerance);
    }

    void computingBlocksAgainChangesNoBit()
    {
        const GoldenAdapterName &name = tests::kGoldenAdapters[0];
        const model::DropoutPlace place{.probability = 0.1, .adapterProbability = 0.2, .seed = 3, .step = 4};
        GoldenAdapter kept(name);
        GoldenAdapter again(name.adapter, name.base, tests::goldenSettings(name.adapter),
                            {.recompute = model::Recompute::block});
        QCOMPARE(kept.gradients(2, place), again.gradients(2, place));
        QVERIFY(at::equal(allGradients(kept), allGradients(again)));
    }

    void dropoutHangsOnSeedStepAndSequenceNotOnBatches()
    {
        GoldenAdapter golden(tests::kGoldenAdapters[0]);
        const model::DropoutPlace place{.adapterProbability = 0.3, .seed = 3, .step = 4, .firstSequence = 6};
        const double together = golden.gradients(2, place);
        const at::Tensor gradients = allGradients(golden);
        const double apart = golden.gradients(1, place);
        QVERIFY(std::abs(apart / together - 1) < 1e-6);
        QVERIFY(largestError(allGradients(golden), gradients) < 1e-5);
        for (const model::DropoutPlace &other :
             {model::DropoutPlace{.adapterProbability = 0.3, .seed = 4, .step = 4, .firstSequence = 6},
              model::DropoutPlace{.adapterProbability = 0.3, .seed = 3, .step = 5, .firstSequence = 6},
              model::DropoutPlace{.adapterProbability = 0.3, .seed = 3, .step = 4, .firstSequence = 7},
              model::DropoutPlace{.seed = 3, .step = 4, .firstSequence = 6}}) {
            QVERIFY(std::abs(golden.gradients(2, other) / together - 1) > 1e-5);
        }
    }

    /// The slope of the loss along its own gradient, by differences, with everything dropped that can be.
    void gradientsUnderDropoutAreTheSlopesOfTheLoss()
    {
        GoldenAdapter golden(tests::kGoldenAdapters[0]);
        const model::DropoutPlace place{.adapterProbability = 0.3, .seed = 3, .step = 4};
        (void)golden.gradients(2, place);
        std::vector<at::Tensor> directions;
        for (const model::Weight *weight : golden.trained()) {
            directions.push_back(weight->gradient().clone());
        }
        const double square = allGradients(golden).pow(2).sum().item<double>();
        const double step = 5e-3 / std::sqrt(square);
        const auto lossAt = [&](double distance) {
            std::vector<model::Weight *> trained = golden.trained();
            for (std::size_t i = 0; i < trained.size(); ++i) {
                trained[i]->value().add_(directions[i], distance);
            }
            return golden.gradients(2, place);
        };
        const double above = lossAt(step);
        const double below = lossAt(-2 * step);
        const double slope = (above - below) / (2 * step);
        QVERIFY2(std::abs(slope / square - 1) < 5e-3, qPrintable(QString::number(slope / square)));
    }

    void layersOfOneBlockDropOtherPlaces()
    {
        const adapters::AdapterPlan &plan = GoldenAdapter(tests::kGoldenAdapters[0]).plan;
        QCOMPARE(plan.layers.size(), 14U);
        for (std::size_t i = 1; i < plan.layers.size(); ++i) {
            QVERIFY(plan.layers[i].index != plan.layers[i - 1].index || plan.layers[i].use != plan.layers[i - 1].use);
        }
    }
};

QTEST_APPLESS_MAIN(AdapterParityTest)
#include "adapter_parity_test.moc"
