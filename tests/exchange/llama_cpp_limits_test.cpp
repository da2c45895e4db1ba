// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/llama_cpp_limits.h"

#include <QTest>

#include <cmath>
#include <functional>

using namespace bafo;
using namespace bafo::exchange;

namespace {

using Change = std::function<void(model::ModelConfig &)>;

model::ModelConfig configOf(const std::string &architecture)
{
    model::ModelConfig config{.architecture = architecture,
                              .hiddenSize = 64,
                              .numLayers = 4,
                              .numHeads = 4,
                              .headSize = 16,
                              .contextLength = 128};
    if (architecture == "gemma2") {
        config.isTied = true;
        config.activation = model::Activation::geluTanh;
        config.attentionScale = 0.25; // 16^-1/2
        config.embeddingScale = 8; // 64^1/2
        config.attentionSoftCap = 50;
        config.finalSoftCap = 30;
        config.windows = {32, 0, 32, 0};
    }
    return config;
}

} // namespace

class LlamaCppLimitsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void plainModelsOfAllFamiliesAreComputedAlike()
    {
        for (const char *architecture : {"llama", "qwen2", "gemma2"}) {
            const auto why = whyNotForLlamaCpp(configOf(architecture));
            QVERIFY2(!why, why ? why->c_str() : "");
        }
        model::ModelConfig wide = configOf("qwen2");
        wide.windows = {128, 128, 128, 128}; // of the whole context: none
        QVERIFY(!whyNotForLlamaCpp(wide));
        model::ModelConfig llama = configOf("llama");
        llama.rotaryScaling.kind = model::RotaryScalingKind::llama3;
        llama.hasAttentionOutputBias = llama.hasFeedForwardBias = true;
        llama.headSize = 8;
        QVERIFY(!whyNotForLlamaCpp(llama));
    }

    void gemma2Of27BScalesByItsWidth()
    {
        model::ModelConfig config = configOf("gemma2");
        config.numLayers = 46;
        config.hiddenSize = 144;
        config.embeddingScale = 12;
        config.attentionScale = 1.0 / 6; // 144 / 4 heads, whose size is 16
        config.windows.clear();
        for (int i = 0; i < 46; ++i) {
            config.windows.push_back(i % 2 == 0 ? 32 : 0);
        }
        QVERIFY(!whyNotForLlamaCpp(config));
    }

    void whatItComputesOtherwiseIsNamed_data()
    {
        QTest::addColumn<QString>("architecture");
        QTest::addColumn<QString>("named");
        QTest::addColumn<int>("change");
        const auto add = [this](const char *name, const char *architecture, const char *named, Change change) {
            QTest::newRow(name) << architecture << named << static_cast<int>(m_changes.size());
            m_changes.push_back(std::move(change));
        };
        add("head", "gemma2", "head", [](auto &config) { config.isTied = false; });
        add("scale", "gemma2", "query_pre_attn_scalar", [](auto &config) { config.attentionScale = 0.3; });
        add("layers", "gemma2", "layer_types", [](auto &config) { config.windows = {0, 0, 32, 0}; });
        add("all windows", "gemma2", "layer_types", [](auto &config) { config.windows = {32, 32, 32, 32}; });
        add("scores' cap", "gemma2", "caps", [](auto &config) { config.attentionSoftCap = 0; });
        add("logits' cap", "gemma2", "caps", [](auto &config) { config.finalSoftCap = 0; });
        add("bias", "gemma2", "bias", [](auto &config) { config.hasAttentionBias = true; });
        add("windows", "qwen2", "windows", [](auto &config) { config.windows = {0, 32, 0, 32}; });
        add("embedding", "gemma2", "scales", [](auto &config) { config.embeddingScale = 1; });
        add("heads", "qwen2", "head_dim", [](auto &config) { config.headSize = 8; });
        add("biases", "qwen2", "biases", [](auto &config) { config.hasAttentionOutputBias = true; });
        for (const char *architecture : {"qwen2", "gemma2"}) {
            add(architecture, architecture, "rope_scaling",
                [](auto &config) { config.rotaryScaling.kind = model::RotaryScalingKind::llama3; });
        }
        add("activation", "llama", "hidden_act", [](auto &config) { config.activation = model::Activation::geluTanh; });
    }

    void whatItComputesOtherwiseIsNamed()
    {
        QFETCH(QString, architecture);
        QFETCH(QString, named);
        QFETCH(int, change);
        model::ModelConfig config = configOf(architecture.toStdString());
        m_changes[static_cast<std::size_t>(change)](config);
        const auto why = whyNotForLlamaCpp(config);
        QVERIFY(why && why->find(named.toStdString()) != std::string::npos);
    }

private:
    std::vector<Change> m_changes;
};

QTEST_APPLESS_MAIN(LlamaCppLimitsTest)
#include "llama_cpp_limits_test.moc"
