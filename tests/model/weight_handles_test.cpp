// SPDX-License-Identifier: Apache-2.0
// Layers hold a weight's handle and ask it again in backward: values that were replaced after forward are the ones that
// backward uses. A tensor kept from forward would give the old gradient.
#include "core/model/decoder.h"
#include "core/model/feed_forward.h"
#include "core/model/linear.h"
#include "core/model/rms_norm.h"
#include "plugins/architectures/llama/llama.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <QTest>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

using namespace bafo;
using model::LinearWeights;
using model::Weight;
using model::WeightStore;

namespace {

at::Tensor made(const std::vector<std::int64_t> &shape, double frequency)
{
    std::int64_t count = 1;
    for (const std::int64_t length : shape) {
        count *= length;
    }
    return (at::arange(count, at::kDouble) * frequency).sin().view(shape).to(at::kFloat);
}

/// The handle stays where it is; the tensor behind it is another one, not the old one with other numbers in it.
void replace(Weight &weight, const at::Tensor &value)
{
    weight = Weight(weight.name(), value.clone());
}

at::Tensor slopeOf(const std::vector<at::Tensor> &outputs, const at::Tensor &x)
{
    std::vector<at::Tensor> pulls;
    for (const at::Tensor &output : outputs) {
        pulls.push_back(made(output.sizes().vec(), 0.31));
    }
    return torch::autograd::grad(outputs, {x}, pulls)[0];
}

/// A function of x with weights, each of which has old and new values.
struct Function {
    std::vector<std::vector<std::int64_t>> shapes; ///< of the weights
    std::function<std::vector<at::Tensor>(const at::Tensor &, std::vector<Weight> &)> apply;
    std::int64_t inputWidth = 0;

    [[nodiscard]] std::vector<Weight> weights(double frequency) const
    {
        std::vector<Weight> all;
        for (std::size_t i = 0; i < shapes.size(); ++i) {
            all.emplace_back("weight " + std::to_string(i), made(shapes[i], frequency + static_cast<double>(i)));
        }
        return all;
    }

    /// The gradients of x and of all weights, where forward sees one set of values and backward another one.
    [[nodiscard]] std::vector<at::Tensor> slopes(double forwardValues, double backwardValues) const
    {
        const at::AutoGradMode mode(true);
        std::vector<Weight> all = weights(forwardValues);
        const at::Tensor x = made({2, 3, inputWidth}, 0.9).requires_grad_(true);
        const auto outputs = apply(x, all);
        const std::vector<Weight> later = weights(backwardValues);
        for (std::size_t i = 0; i < all.size(); ++i) {
            replace(all[i], later[i].value());
        }
        std::vector<at::Tensor> results = {slopeOf(outputs, x)};
        for (Weight &weight : all) {
            weight.finishMicroBatch();
            results.push_back(weight.gradient());
        }
        return results;
    }
};

constexpr double kOld = 0.7;
constexpr double kNew = 1.9;

Function linearFunction()
{
    return {{{5, 8}, {5}},
            [](const at::Tensor &x, std::vector<Weight> &all) {
                return std::vector{model::linear(x, {&all[0], &all[1]})};
            },
            8};
}

Function rmsNormFunction()
{
    return {{{8}},
            [](const at::Tensor &x, std::vector<Weight> &all) {
                return std::vector{model::rmsNorm(x, {&all[0], 1e-5, 1})};
            },
            8};
}

Function normedLinearsFunction()
{
    return {{{8}, {5, 8}, {6, 8}, {6}},
            [](const at::Tensor &x, std::vector<Weight> &all) {
                return model::normedLinears(x, {&all[0], 1e-5}, {{&all[1], nullptr}, {&all[2], &all[3]}});
            },
            8};
}

/// Gate and up are the two halves of x.
Function gatedLinearFunction()
{
    return {{{5, 8}, {5}},
            [](const at::Tensor &x, std::vector<Weight> &all) {
                const at::Tensor gate = x.narrow(2, 0, 8).contiguous();
                const at::Tensor up = x.narrow(2, 8, 8).contiguous();
                return std::vector{model::gatedLinear(gate, up, {&all[0], &all[1]}, model::Activation::silu)};
            },
            16};
}

model::ModelConfig tinyConfig()
{
    return {.vocabularySize = 11,
            .hiddenSize = 8,
            .intermediateSize = 12,
            .numLayers = 2,
            .numHeads = 2,
            .numKeyValueHeads = 1,
            .headSize = 4,
            .contextLength = 16};
}

/// A tiny Llama with fixed weights.
struct Model {
    explicit Model(model::DecoderOptions options = {})
        : decoder(llama, config, weights, options)
    {
        double frequency = 0.37;
        for (const auto &weight : weights.weights()) {
            weight->value().copy_(made(weight->shape(), frequency += 0.11));
        }
    }

    /// Puts zeros in place of every weight whose name ends so.
    void zero(const std::vector<std::string> &endings)
    {
        for (const auto &weight : weights.weights()) {
            const bool isMeant = std::any_of(endings.begin(), endings.end(), [&](const std::string &ending) {
                return weight->name().ends_with(ending + ".weight");
            });
            if (isMeant) {
                replace(*weight, at::zeros(weight->shape(), at::kFloat));
            }
        }
    }

    architectures::Llama llama;
    model::ModelConfig config = tinyConfig();
    WeightStore weights{llama.tensors(config)};
    model::Decoder decoder;
};

/// A clock that a decoder reads before forward, before backward and at the end: does something before backward.
class BetweenPasses final : public Clock {
public:
    explicit BetweenPasses(std::function<void()> action)
        : m_action(std::move(action))
    {
    }

    [[nodiscard]] std::int64_t wallMs() const override { return 0; }
    [[nodiscard]] std::int64_t steadyNs() const override
    {
        if (++m_numReadings == 2) {
            m_action();
        }
        return m_numReadings;
    }

private:
    std::function<void()> m_action;
    mutable std::int64_t m_numReadings = 0;
};

/// Gradient of a weight after a step in which weights with such names became zero between forward and backward.
at::Tensor gradientAfter(model::Recompute recompute, const std::vector<std::string> &zeroed, const std::string &name)
{
    Model model({.recompute = recompute});
    const at::Tensor ids = at::arange(10, at::kLong).view({2, 5});
    const BetweenPasses clock([&] { model.zero(zeroed); });
    (void)model.decoder.lossAndGradients(ids, (ids * 3 + 1) % 11, 10, {}, clock);
    return model.weights.at(name).gradient();
}

} // namespace

Q_DECLARE_METATYPE(Function)
Q_DECLARE_METATYPE(std::vector<std::string>)

class WeightHandlesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void backwardAsksForTheWeightsAgain_data()
    {
        QTest::addColumn<Function>("function");
        QTest::newRow("linear") << linearFunction();
        QTest::newRow("norm") << rmsNormFunction();
        QTest::newRow("linears over a norm") << normedLinearsFunction();
        QTest::newRow("gated linear") << gatedLinearFunction();
    }

    /// What these functions keep of forward is x alone, so after a replacement all gradients are those of the new
    /// weights.
    void backwardAsksForTheWeightsAgain()
    {
        QFETCH(Function, function);
        const auto ofOld = function.slopes(kOld, kOld);
        const auto ofNew = function.slopes(kNew, kNew);
        const auto replaced = function.slopes(kOld, kNew);
        for (std::size_t i = 0; i < ofNew.size(); ++i) {
            QVERIFY(at::equal(replaced[i], ofNew[i]));
        }
        QVERIFY(!at::allclose(ofOld[0], ofNew[0]));
    }

    void everyWeightOfABlockIsAskedAgain_data()
    {
        QTest::addColumn<std::vector<std::string>>("zeroed");
        QTest::newRow("outputs") << std::vector<std::string>{"o_proj", "down_proj"};
        QTest::newRow("inputs") << std::vector<std::string>{"q_proj", "k_proj", "v_proj", "gate_proj", "up_proj"};
        QTest::newRow("norms") << std::vector<std::string>{"input_layernorm", "post_attention_layernorm"};
    }

    /// With any of these layers at zero in backward, all that reaches the input is what goes around them.
    void everyWeightOfABlockIsAskedAgain()
    {
        QFETCH(std::vector<std::string>, zeroed);
        const at::AutoGradMode mode(true);
        Model model;
        const auto block = model.llama.makeBlock(model.config, 0, model.weights);
        const model::RotaryTable rotary(model.config, 3);
        const at::Tensor pull = made({2, 3, 8}, 0.31);
        const auto slope = [&](const std::vector<std::string> &names) {
            const at::Tensor x = made({2, 3, 8}, 0.9).requires_grad_(true);
            const at::Tensor output = block->forward(x, {.rotary = rotary});
            model.zero(names);
            return torch::autograd::grad({output}, {x}, {pull})[0];
        };
        QVERIFY(!at::allclose(slope({}), pull));
        QVERIFY(at::equal(slope(zeroed), pull));
    }

    void aBlockMadeAgainIsMadeOfWhatItsWeightsAreThen()
    {
        const std::string name = "model.layers.1.self_attn.o_proj.weight";
        using enum model::Recompute;
        // Its gradient holds what attention gave forward; with values at zero that is nothing.
        QVERIFY(at::equal(gradientAfter(block, {"v_proj"}, name), at::zeros({8, 8})));
        QVERIFY(gradientAfter(none, {"v_proj"}, name).abs().max().item<double>() > 1e-3);
        QVERIFY(gradientAfter(block, {}, name).abs().max().item<double>() > 1e-3);
        QVERIFY(at::equal(gradientAfter(block, {}, name), gradientAfter(none, {}, name)));
    }

    void theLastNormAndTheHeadAreAskedBehindForward()
    {
        const std::string name = "model.layers.0.mlp.up_proj.weight";
        for (const char *zeroed : {"model.norm", "lm_head"}) {
            QVERIFY(at::equal(gradientAfter(model::Recompute::none, {zeroed}, name), at::zeros({12, 8})));
        }
        QVERIFY(gradientAfter(model::Recompute::none, {}, name).abs().max().item<double>() > 1e-3);
    }
};

QTEST_APPLESS_MAIN(WeightHandlesTest)
#include "weight_handles_test.moc"
