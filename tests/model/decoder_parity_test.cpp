// SPDX-License-Identifier: Apache-2.0
// Every family beside transformers: logits, gradients, ten steps of AdamW.
#include "core/train/adamw.h"
#include "core/train/gradient_norm.h"
#include "tests/model/golden_model.h"

#include <ATen/Parallel.h>

#include <QScopeGuard>
#include <QTest>

#include <functional>

using namespace bafo;
using tests::Golden;
using tests::kGradientTolerance;
using tests::kLossTolerance;
using tests::largestError;

namespace {

constexpr const char *kModels[] = {"grouped",       "odd_heads",   "biased",      "seven_heads",  "gemma2_window",
                                   "gemma2_untied", "gemma2_wide", "qwen2_plain", "qwen2_window", "qwen2_types"};

double logitError(model::Decoder &decoder, const Golden &golden)
{
    return (decoder.logits(golden.ids) - golden.tensor("logits")).abs().max().item<double>();
}

using Change = std::function<void(model::ModelConfig &)>;

/// How the golden losses were made.
struct TenSteps {
    double learningRate = 1e-3;
    double weightDecay = 0.1;
    double clipNorm = 1;
    train::AdamWSettings settings = {};
};

/// The largest relative error among the losses of ten steps.
double worstOfTenSteps(const QString &name, const TenSteps &steps)
{
    Golden golden(name);
    (void)golden.gradients(golden.ids.size(0));
    std::vector<train::RowGroup> groups;
    for (const auto &weight : golden.weights.weights()) {
        groups.push_back({.tensor = weight->name(),
                          .numRows = weight->shape()[0],
                          .weightDecay = golden.weights.specOf(*weight).isDecayed ? steps.weightDecay : 0.0});
    }
    auto optimizer = train::AdamW::create(steps.settings, groups, golden.views()).value();
    const at::Tensor expected = golden.tensor("losses");
    double worst = 0;
    for (int step = 0; step < 10; ++step) {
        const double loss = golden.gradients(golden.ids.size(0));
        worst = std::max(worst, std::abs(loss / expected[step].item<double>() - 1));
        const double norm = train::gradientNormOf(golden.views()).value;
        optimizer.step(golden.views(), steps.learningRate, train::clipFactor(norm, steps.clipNorm));
    }
    return worst;
}

} // namespace

Q_DECLARE_METATYPE(TenSteps)
Q_DECLARE_METATYPE(Change)

class DecoderParityTest : public QObject {
    Q_OBJECT

private:
    static void addModels()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : kModels) {
            QTest::newRow(name) << QString::fromLatin1(name);
        }
    }

private Q_SLOTS:
    void logitsEqualThoseOfTransformers_data() { addModels(); }
    void logitsEqualThoseOfTransformers()
    {
        QFETCH(QString, name);
        Golden golden(name);
        const double error = logitError(golden.decoder, golden);
        QVERIFY2(error < 1e-5, qPrintable(QString::number(error)));
        golden.weights.at("model.norm.weight").value().add_(1e-3);
        QVERIFY(logitError(golden.decoder, golden) > 1e-5);
    }

    void anotherConfigurationGivesOtherLogits_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<Change>("change");
        const auto row = [](const char *what, const char *name, const Change &change) {
            QTest::newRow(what) << QString::fromLatin1(name) << change;
        };
        using model::ModelConfig;
        row("rotary base", "grouped", [](ModelConfig &config) { config.rotaryBase *= 1.01; });
        row("activation", "grouped", [](ModelConfig &config) { config.activation = model::Activation::geluTanh; });
        row("activation of Gemma", "gemma2_wide", [](ModelConfig &config) { config.activation = {}; });
        row("one row more", "gemma2_window", [](ModelConfig &config) { config.windows.at(0) += 1; });
        row("one row less", "qwen2_window", [](ModelConfig &config) { config.windows.at(2) -= 1; });
        row("no window", "gemma2_untied", [](ModelConfig &config) { config.windows.at(1) = 0; });
        row("windows in the other layers", "gemma2_window",
            [](ModelConfig &config) { std::swap(config.windows.at(0), config.windows.at(1)); });
        row("cap of scores", "gemma2_window", [](ModelConfig &config) { config.attentionSoftCap *= 1.01; });
        row("no cap of scores", "gemma2_wide", [](ModelConfig &config) { config.attentionSoftCap = 0; });
        row("cap of logits", "gemma2_untied", [](ModelConfig &config) { config.finalSoftCap *= 1.01; });
        row("scale of scores", "gemma2_wide", [](ModelConfig &config) { config.attentionScale = std::nullopt; });
        row("scale of the embedding", "gemma2_wide", [](ModelConfig &config) { config.embeddingScale *= 1.01; });
        row("norms", "gemma2_window", [](ModelConfig &config) { config.normOffset = 0; });
    }

    void anotherConfigurationGivesOtherLogits()
    {
        QFETCH(QString, name);
        QFETCH(Change, change);
        Golden golden(name);
        model::ModelConfig config = golden.config;
        model::Decoder same(golden.architecture, config, golden.weights);
        QVERIFY(logitError(same, golden) < 1e-5);
        change(config);
        model::Decoder other(golden.architecture, config, golden.weights);
        QVERIFY(logitError(other, golden) > 1e-4);
    }

    void swappedKeyHeadsGiveOtherLogits()
    {
        Golden golden(QStringLiteral("biased"));
        const at::Tensor &keys = golden.weights.at("model.layers.0.self_attn.k_proj.weight").value();
        const at::Tensor first = keys.narrow(0, 0, 4).clone();
        keys.narrow(0, 0, 4).copy_(keys.narrow(0, 4, 4));
        keys.narrow(0, 4, 4).copy_(first);
        QVERIFY(logitError(golden.decoder, golden) > 1e-5);
    }

    void gradientsEqualThoseOfTransformers_data() { addModels(); }
    void gradientsEqualThoseOfTransformers()
    {
        QFETCH(QString, name);
        Golden golden(name);
        const double loss = golden.gradients(golden.ids.size(0));
        QVERIFY(std::abs(loss / golden.tensor("losses")[0].item<double>() - 1) < 1e-6);
        for (const auto &weight : golden.weights.weights()) {
            const double error = largestError(weight->gradient(), golden.tensor("gradient." + weight->name()));
            QVERIFY2(error < kGradientTolerance, (weight->name() + " " + std::to_string(error)).c_str());
        }
        golden.targets.fill_(3);
        (void)golden.gradients(golden.ids.size(0));
        const auto &first = golden.weights.weights().front();
        QVERIFY(largestError(first->gradient(), golden.tensor("gradient." + first->name())) > 1e-5);
    }

    /// torch.nn.Embedding gives the row of its padding_idx none where it is read; ours did the same above.
    void aTokenForPaddingWouldLearnElsewhere()
    {
        for (const char *name : {"gemma2_window", "qwen2_window"}) {
            Golden golden(QString::fromLatin1(name));
            QVERIFY((golden.ids == golden.config.paddingToken).any().item<bool>());
            golden.config.paddingToken = -1;
            model::Decoder other(golden.architecture, golden.config, golden.weights);
            (void)other.lossAndGradients(golden.ids, golden.targets, golden.numTargets, {}, golden.clock);
            const auto &embedding = *golden.weights.weights().front();
            QVERIFY(largestError(embedding.gradient(), golden.tensor("gradient." + embedding.name())) > 1e-3);
        }
    }

    void tenStepsEqualThoseOfTransformers_data() { addModels(); }
    void tenStepsEqualThoseOfTransformers()
    {
        QFETCH(QString, name);
        const double error = worstOfTenSteps(name, {});
        QVERIFY2(error < kLossTolerance, qPrintable(QString::number(error)));
    }

    void tenOtherStepsHaveOtherLosses_data()
    {
        QTest::addColumn<TenSteps>("steps");
        QTest::newRow("learning rate") << TenSteps{.learningRate = 1.01e-3};
        QTest::newRow("decay") << TenSteps{.weightDecay = 0};
        QTest::newRow("clipping") << TenSteps{.clipNorm = 0};
        QTest::newRow("beta 1") << TenSteps{.settings = {.beta1 = 0.91}};
        QTest::newRow("beta 2") << TenSteps{.settings = {.beta2 = 0.951}};
        QTest::newRow("epsilon") << TenSteps{.settings = {.epsilon = 1e-6}};
    }

    /// The controls.
    void tenOtherStepsHaveOtherLosses()
    {
        QFETCH(TenSteps, steps);
        // Threads that wait for each other on a busy machine take a hundred times as long as these models.
        const int numThreads = at::get_num_threads();
        at::set_num_threads(1);
        const auto restore = qScopeGuard([numThreads] { at::set_num_threads(numThreads); });
        for (const char *name : kModels) {
            const double error = worstOfTenSteps(QString::fromLatin1(name), steps);
            QVERIFY2(error > kLossTolerance, qPrintable(QString::number(error)));
        }
    }
};

QTEST_APPLESS_MAIN(DecoderParityTest)
#include "decoder_parity_test.moc"
