// SPDX-License-Identifier: Apache-2.0
// ATen's operators in place of our loops give the same numbers, in fp32 and, roughly, in bf16.
#include "core/model/plain_operators.h"

#include "core/model/causal_attention.h"
#include "core/model/feed_forward.h"
#include "core/model/loss_head.h"
#include "core/model/rms_norm.h"
#include "core/model/rotary.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <QTest>

#include <cmath>
#include <vector>

using namespace bafo;
namespace operators = model::operators;

namespace {

constexpr double kTolerance = 2e-6; ///< relative, of norms
constexpr double kHalfTolerance = 2e-2; ///< the same in bf16

at::Tensor made(const std::vector<std::int64_t> &shape, double frequency)
{
    std::int64_t count = 1;
    for (const std::int64_t length : shape) {
        count *= length;
    }
    return (at::arange(count, at::kDouble) * frequency).sin().view(shape).to(at::kFloat);
}

double errorOf(const at::Tensor &actual, const at::Tensor &expected)
{
    const at::Tensor reference = expected.to(at::kDouble);
    return ((actual.to(at::kDouble) - reference).norm() / reference.norm()).item<double>();
}

at::Tensor inHalf(const at::Tensor &x)
{
    return x.to(at::kBFloat16);
}

} // namespace

class PlainOperatorsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void loopsAreForFloatsInMainMemory()
    {
        QVERIFY(model::hasLoops(at::ones({2})));
        QVERIFY(!model::hasLoops(at::ones({2}, at::kBFloat16)));
        QVERIFY(!model::hasLoops(at::ones({2}, at::kDouble)));
        QVERIFY(!model::hasLoops(at::empty({2}, at::TensorOptions(at::kMeta))));
    }

    void normsAreEqual()
    {
        const at::Tensor x = made({11, 37}, 0.9);
        const at::Tensor factor = 1 + made({37}, 0.7) / 4;
        const at::Tensor gradient = made({11, 37}, 0.31);
        const at::Tensor scale = model::rowScales(x, 1e-5);
        QVERIFY(errorOf(operators::rowScales(x, 1e-5), scale) < kTolerance);
        QVERIFY(errorOf(operators::normedRows(x, factor, scale), model::normedRows(x, factor, scale)) < kTolerance);
        const at::Tensor toInput = model::normInputGradient(gradient, x, factor, scale);
        QVERIFY(errorOf(operators::normInputGradient(gradient, x, factor, scale), toInput) < kTolerance);
        const at::Tensor toWeight = model::normWeightGradient(gradient, x, scale);
        QVERIFY(errorOf(operators::normWeightGradient(gradient, x, scale), toWeight) < kTolerance);
        // What has no loops gets there by itself, and keeps its number format.
        const at::Tensor half = model::normedRows(inHalf(x), factor, model::rowScales(inHalf(x), 1e-5));
        QCOMPARE(half.scalar_type(), at::kBFloat16);
        QVERIFY(errorOf(half, model::normedRows(x, factor, scale)) < kHalfTolerance);
        QVERIFY(errorOf(operators::normedRows(x, factor * 1.001, scale), model::normedRows(x, factor, scale))
                > kTolerance);
    }

    void rotationsAreEqual()
    {
        const model::ModelConfig config{.headSize = 10};
        const model::RotaryTable table(config, 20);
        const at::Tensor x = made({2, 7, 3, 10}, 0.9);
        const auto turned = [&](double sign, std::int64_t first) {
            return operators::turn(x, table.cosine().narrow(0, first, 7), table.sine().narrow(0, first, 7), sign);
        };
        QVERIFY(errorOf(turned(1, 13), model::rotate(x, table, 13)) < kTolerance);
        QVERIFY(errorOf(turned(1, 12), model::rotate(x, table, 13)) > kTolerance);
        QVERIFY(errorOf(model::rotate(inHalf(x), table, 13), model::rotate(x, table, 13)) < kHalfTolerance);
        const at::AutoGradMode mode(true);
        const at::Tensor leaf = x.clone().requires_grad_(true);
        const auto slope = torch::autograd::grad({model::rotate(leaf, table, 13)}, {leaf}, {x})[0];
        QVERIFY(errorOf(turned(-1, 13), slope) < kTolerance);
    }

    void gatesAreEqual_data()
    {
        QTest::addColumn<bool>("isGelu");
        QTest::newRow("silu") << false;
        QTest::newRow("gelu") << true;
    }

    void gatesAreEqual()
    {
        QFETCH(bool, isGelu);
        const auto activation = isGelu ? model::Activation::geluTanh : model::Activation::silu;
        const auto other = isGelu ? model::Activation::silu : model::Activation::geluTanh;
        const at::AutoGradMode mode(true);
        model::Weight identity("identity", at::eye(23));
        const at::Tensor gate = (made({5, 23}, 0.77) * 6).requires_grad_(true);
        const at::Tensor up = made({5, 23}, 0.41).requires_grad_(true);
        const at::Tensor pull = made({5, 23}, 0.23);
        const at::Tensor expected = model::gatedLinear(gate, up, {&identity, nullptr}, activation);
        const auto slopes = torch::autograd::grad({expected}, {gate, up}, {pull});
        const at::NoGradGuard noGrad;
        QVERIFY(errorOf(operators::gate(gate, up, activation), expected) < kTolerance);
        QVERIFY(errorOf(operators::gate(gate, up, other), expected) > 1e-3);
        const auto gradients = operators::gateBackward(gate, up, pull, activation);
        QVERIFY(errorOf(gradients.product, expected) < kTolerance);
        QVERIFY(errorOf(gradients.toGate, slopes[0]) < kTolerance);
        QVERIFY(errorOf(gradients.toUp, slopes[1]) < kTolerance);
    }

    void attentionIsEqual_data()
    {
        QTest::addColumn<int>("time");
        QTest::addColumn<int>("window");
        QTest::addColumn<double>("softCap");
        QTest::addColumn<int>("document");
        QTest::newRow("plain") << 257 << 0 << 0.0 << 0;
        QTest::newRow("one row") << 1 << 0 << 0.0 << 0;
        QTest::newRow("window") << 131 << 20 << 0.0 << 0;
        QTest::newRow("soft cap") << 131 << 0 << 2.0 << 0;
        QTest::newRow("several chunks of all") << 1301 << 40 << 2.0 << 61;
    }

    void attentionIsEqual()
    {
        QFETCH(int, time);
        QFETCH(int, window);
        QFETCH(double, softCap);
        QFETCH(int, document);
        const at::AutoGradMode mode(true);
        const at::Tensor q = (made({2, time, 6, 10}, 1.37) * 3).requires_grad_(true);
        const at::Tensor k = (made({2, time, 2, 10}, 0.71) * 3).requires_grad_(true);
        const at::Tensor v = made({2, time, 2, 10}, 2.03).requires_grad_(true);
        const at::Tensor pull = made({2, time, 6, 10}, 0.19);
        const at::Tensor place = at::arange(time, at::kLong);
        const at::Tensor first
            = document == 0 ? at::Tensor() : (place - place % document).unsqueeze(0).expand({2, time}).contiguous();
        const model::AttentionOptions options{.scale = 0.4, .softCap = softCap, .window = window};
        const at::Tensor expected = model::causalAttention(q, k, v, options, first);
        const auto references = torch::autograd::grad({expected}, {q, k, v}, {pull});
        const at::NoGradGuard noGrad;
        const auto result = operators::attention(q, k, v, options, first);
        QVERIFY(errorOf(result.result_BTHE, expected) < kTolerance);
        const auto slopes = operators::attentionBackward(q, k, v, options, first, result, pull);
        QVERIFY(errorOf(slopes.toV_BTGE, references[2]) < kTolerance);
        if (time == 1) {
            return; // a row that sees only itself has nothing to choose from
        }
        QVERIFY(errorOf(slopes.toQ_BTHE, references[0]) < 1e-5);
        QVERIFY(errorOf(slopes.toK_BTGE, references[1]) < 1e-5);
        const model::AttentionOptions other{.scale = 0.4, .softCap = softCap, .window = window > 0 ? window + 1 : 9};
        QVERIFY(errorOf(operators::attention(q, k, v, other, first).result_BTHE, expected) > 1e-4);
        const at::Tensor half = model::causalAttention(inHalf(q), inHalf(k), inHalf(v), options, first);
        QCOMPARE(half.scalar_type(), at::kBFloat16);
        QVERIFY(errorOf(half, expected) < 5e-2);
    }

    void rowsBehindOthersSeeThem()
    {
        const at::Tensor q = made({1, 4, 6, 10}, 1.37);
        const at::Tensor k = made({1, 50, 2, 10}, 0.71);
        const at::Tensor v = made({1, 50, 2, 10}, 2.03);
        const model::AttentionOptions options{.scale = 0.4, .softCap = 2, .window = 20};
        const at::Tensor expected = model::continuedAttention(q, k, v, options);
        QVERIFY(errorOf(operators::attention(q, k, v, options, {}).result_BTHE, expected) < kTolerance);
    }

    void lossesAreEqual_data()
    {
        QTest::addColumn<double>("softCap");
        QTest::newRow("plain") << 0.0;
        QTest::newRow("capped") << 4.0;
    }

    void lossesAreEqual()
    {
        QFETCH(double, softCap);
        model::Weight identity("identity", at::eye(31));
        const at::Tensor logits = made({17, 31}, 0.63) * 5;
        const at::Tensor targets = (at::arange(17, at::kLong) * 7) % 31;
        const model::LossHeadOptions options{.softCap = softCap};
        const auto expected = model::lossAndGradient(logits, targets, identity, 0.25, options);
        const at::Tensor slopes = logits.clone();
        const double loss = operators::lossIntoGradient(slopes, targets, 0.25, softCap) * 0.25;
        QVERIFY(std::abs(loss / expected.loss - 1) < kTolerance);
        QVERIFY(errorOf(slopes, expected.hiddenGradient_ND) < kTolerance);
        QVERIFY(errorOf(slopes * 1.001, expected.hiddenGradient_ND) > kTolerance);
        const auto chosen = model::targetLogProbabilities(logits, targets, identity, options);
        const at::Tensor mine = operators::targetLogProbabilities(logits.clone(), targets, softCap);
        QVERIFY(errorOf(mine, at::tensor(chosen, at::kDouble)) < kTolerance);
    }
};

QTEST_APPLESS_MAIN(PlainOperatorsTest)
#include "plain_operators_test.moc"
