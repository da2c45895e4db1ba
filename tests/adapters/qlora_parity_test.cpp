// SPDX-License-Identifier: Apache-2.0
// An adapter beside a base in NF4, as peft and bitsandbytes train it: tests/golden/adapters/make_qlora.py.
#include "core/adapters/nf4_matrix.h"
#include "core/model/half_matrix.h"
#include "core/train/adamw.h"
#include "core/train/gradient_norm.h"
#include "tests/adapters/golden_adapter.h"

#include <QTest>

#include <cmath>

using namespace bafo;
using tests::GoldenAdapter;

namespace {

constexpr double kTolerance = 1e-5;
constexpr double kStepTolerance = 1e-3; ///< of losses, relative: what is asked for
constexpr double kStepError = 1e-5; ///< what is reached

adapters::AdapterSettings settingsOf(const std::string &name)
{
    if (name == "grouped_qlora") {
        return {.rank = 4, .alpha = 6, .targetPattern = "all-linear"};
    }
    return {.rank = 3, .alpha = 5, .isRankStabilised = true, .targets = {"q_proj", "k_proj", "v_proj", "o_proj"}};
}

/// As a run with method qlora has it.
void packBase(GoldenAdapter &golden, bool isNf4 = true)
{
    for (const model::TensorSpec &spec : golden.base.architecture.tensors(golden.base.config)) {
        if (!spec.tiedTo.empty() || spec.shape.size() < 2) {
            continue;
        }
        model::Weight &weight = golden.weights.at(spec.name);
        const std::span<float> values = model::WeightStore::valuesOf(weight);
        if (spec.isEmbedding || !isNf4) {
            auto half = std::make_unique<model::HalfMatrix>(spec.shape[0], spec.shape[1]);
            half->setRows(0, values);
            weight.pack(std::move(half), at::kFloat);
        } else {
            weight.pack(std::make_unique<adapters::Nf4Matrix>(adapters::encodeNf4(values, true, spec.name).value(),
                                                              spec.shape[0], spec.shape[1]),
                        at::kFloat);
        }
    }
}

double logitError(GoldenAdapter &golden)
{
    return (golden.decoder->logits(golden.base.ids) - golden.tensor("logits")).abs().max().item<double>();
}

double worstOfTenSteps(GoldenAdapter &golden, double learningRate)
{
    (void)golden.gradients();
    std::vector<train::RowGroup> groups;
    for (const model::Weight *weight : golden.trained()) {
        groups.push_back({.tensor = weight->name(), .numRows = weight->shape()[0], .weightDecay = 0.1});
    }
    auto optimizer = train::AdamW::create({}, groups, golden.views()).value();
    const at::Tensor expected = golden.tensor("losses");
    double worst = 0;
    for (int step = 0; step < 10; ++step) {
        const double loss = golden.gradients();
        worst = std::max(worst, std::abs(loss / expected[step].item<double>() - 1));
        const double norm = train::gradientNormOf(golden.views()).value;
        optimizer.step(golden.views(), learningRate, train::clipFactor(norm, 1));
    }
    return worst;
}

} // namespace

class QloraParityTest : public QObject {
    Q_OBJECT

private:
    static void addModels()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("base");
        QTest::newRow("llama, all layers") << QStringLiteral("grouped_qlora") << QStringLiteral("grouped");
        QTest::newRow("gemma2, tied, attention") << QStringLiteral("gemma2_qlora") << QStringLiteral("gemma2_window");
    }

private Q_SLOTS:
    void logitsAndGradientsEqualThoseOfPeftAndBitsandbytes_data() { addModels(); }
    void logitsAndGradientsEqualThoseOfPeftAndBitsandbytes()
    {
        QFETCH(QString, name);
        QFETCH(QString, base);
        GoldenAdapter golden(name.toStdString(), base.toStdString(), settingsOf(name.toStdString()));
        QVERIFY(logitError(golden) > 1e-3); // before it is packed
        packBase(golden);
        const double error = logitError(golden);
        QVERIFY2(error < kTolerance, qPrintable(QString::number(error)));
        (void)golden.gradients();
        for (const model::Weight *weight : golden.trained()) {
            const double worst = tests::largestError(weight->gradient(), golden.tensor("gradient." + weight->name()));
            QVERIFY2(worst < kTolerance, (weight->name() + " " + std::to_string(worst)).c_str());
        }
        for (const auto &weight : golden.weights.weights()) {
            QCOMPARE(weight->gradient().defined(), !weight->isFrozen());
        }
    }

    void tenStepsEqualThoseOfPeftAndBitsandbytes_data() { addModels(); }
    void tenStepsEqualThoseOfPeftAndBitsandbytes()
    {
        QFETCH(QString, name);
        QFETCH(QString, base);
        const auto worst = [&](bool isNf4, double learningRate) {
            GoldenAdapter golden(name.toStdString(), base.toStdString(), settingsOf(name.toStdString()));
            packBase(golden, isNf4);
            return worstOfTenSteps(golden, learningRate);
        };
        const double error = worst(true, 1e-3);
        QVERIFY2(error < kStepError && error < kStepTolerance, qPrintable(QString::number(error)));
        QVERIFY(worst(true, 2e-3) > kStepTolerance);
        QVERIFY(worst(false, 1e-3) > kStepTolerance); // a base in bf16 is another one
    }

    void computingBlocksAgainChangesNoBit()
    {
        GoldenAdapter kept("grouped_qlora", "grouped", settingsOf("grouped_qlora"));
        GoldenAdapter again("grouped_qlora", "grouped", settingsOf("grouped_qlora"),
                            {.recompute = model::Recompute::block});
        packBase(kept);
        packBase(again);
        QCOMPARE(kept.gradients(), again.gradients());
        for (std::size_t i = 0; i < kept.trained().size(); ++i) {
            QVERIFY(at::equal(kept.trained()[i]->gradient(), again.trained()[i]->gradient()));
        }
    }
};

QTEST_APPLESS_MAIN(QloraParityTest)
#include "qlora_parity_test.moc"
