// SPDX-License-Identifier: Apache-2.0
// Every function of ours that does several operators at once, beside those operators themselves under autograd.
#include "core/model/causal_attention.h"
#include "core/model/feed_forward.h"
#include "core/model/linear.h"
#include "core/model/loss_head.h"
#include "core/model/vector_kernels.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <QTest>

#include <cmath>
#include <limits>
#include <vector>

using namespace bafo;
using model::LinearWeights;
using model::Weight;

namespace {

/// Values that no generator's version can change.
at::Tensor made(std::vector<std::int64_t> shape, double frequency)
{
    std::int64_t count = 1;
    for (const std::int64_t length : shape) {
        count *= length;
    }
    return (at::arange(count, at::kDouble) * frequency).sin().view(shape).to(at::kFloat);
}

at::Tensor asDoubleLeaf(const at::Tensor &x)
{
    return x.detach().to(at::kDouble).requires_grad_(true);
}

double relativeError(const at::Tensor &actual, const at::Tensor &expected)
{
    const at::Tensor reference = expected.detach().to(at::kDouble);
    return ((actual.detach().to(at::kDouble) - reference).norm() / reference.norm()).item<double>();
}

/// In which order a product adds up its terms is the processor's library's choice: single precision over a thousand
/// terms was seen to differ by 1.0e-6 on one processor and by 0.9e-6 on another.
constexpr double kTolerance = 5e-6;

} // namespace

class FusedFunctionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void normedLinearsEqualPlainOperators()
    {
        const at::AutoGradMode mode(true);
        Weight norm("norm", 1 + made({37}, 0.7) / 4);
        Weight first("first", made({19, 37}, 1.3));
        Weight second("second", made({5, 37}, 2.1));
        Weight bias("bias", made({5}, 3.3));
        const at::Tensor x = made({2, 11, 37}, 0.9).requires_grad_(true);
        const auto outputs = model::normedLinears(x, {&norm, 1e-5}, {{&first, nullptr}, {&second, &bias}});
        const at::Tensor pull = made({2, 11, 24}, 0.31);
        const auto slope = torch::autograd::grad({at::cat(outputs, 2)}, {x}, {pull})[0];

        const at::Tensor x2 = asDoubleLeaf(x);
        const std::vector<at::Tensor> leaves = {x2, asDoubleLeaf(norm.value()), asDoubleLeaf(first.value()),
                                                asDoubleLeaf(second.value()), asDoubleLeaf(bias.value())};
        const at::Tensor normed = x2 * at::rsqrt(x2.pow(2).mean(-1, true) + 1e-5) * leaves[1];
        const at::Tensor expected
            = at::cat({at::linear(normed, leaves[2]), at::linear(normed, leaves[3], leaves[4])}, 2);
        const auto slopes = torch::autograd::grad({expected}, leaves, {pull.to(at::kDouble)});

        QVERIFY(relativeError(at::cat(outputs, 2), expected) < kTolerance);
        QVERIFY(relativeError(slope, slopes[0]) < kTolerance);
        std::size_t place = 1;
        for (Weight *weight : {&norm, &first, &second, &bias}) {
            weight->finishMicroBatch();
            QVERIFY2(relativeError(weight->gradient(), slopes[place++]) < kTolerance, weight->name().c_str());
        }
        QVERIFY(relativeError(slope * 1.0001, slopes[0]) > kTolerance);
    }

    void gatedLinearEqualsPlainOperators_data()
    {
        QTest::addColumn<bool>("isGelu");
        QTest::newRow("silu") << false;
        QTest::newRow("gelu") << true;
    }

    void gatedLinearEqualsPlainOperators()
    {
        QFETCH(bool, isGelu);
        const auto activation = isGelu ? model::Activation::geluTanh : model::Activation::silu;
        const at::AutoGradMode mode(true);
        Weight down("down", made({7, 45}, 1.7));
        const at::Tensor gate = (made({3, 5, 45}, 0.77) * 9).requires_grad_(true);
        const at::Tensor up = made({3, 5, 45}, 0.41).requires_grad_(true);
        const at::Tensor output = model::gatedLinear(gate, up, LinearWeights{&down, nullptr}, activation);
        const at::Tensor pull = made({3, 5, 7}, 0.23);
        const auto slopes = torch::autograd::grad({output}, {gate, up}, {pull});
        down.finishMicroBatch();

        const std::vector<at::Tensor> leaves = {asDoubleLeaf(gate), asDoubleLeaf(up), asDoubleLeaf(down.value())};
        const at::Tensor gated = isGelu ? at::gelu(leaves[0], "tanh") : at::silu(leaves[0]);
        const at::Tensor expected = at::linear(gated * leaves[1], leaves[2]);
        const auto references = torch::autograd::grad({expected}, leaves, {pull.to(at::kDouble)});
        QVERIFY(relativeError(output, expected) < kTolerance);
        QVERIFY(relativeError(slopes[0], references[0]) < kTolerance);
        QVERIFY(relativeError(slopes[1], references[1]) < kTolerance);
        QVERIFY(relativeError(down.gradient(), references[2]) < kTolerance);
        QVERIFY(relativeError(slopes[0], references[1]) > kTolerance);
    }

    void attentionEqualsPlainOperators_data()
    {
        QTest::addColumn<int>("time");
        QTest::addColumn<int>("heads");
        QTest::addColumn<int>("groups");
        QTest::newRow("one row") << 1 << 3 << 1;
        QTest::newRow("one chunk") << 127 << 6 << 2;
        QTest::newRow("several chunks") << 301 << 5 << 5;
        QTest::newRow("several chunks, one key head") << 257 << 7 << 1;
    }

    void attentionEqualsPlainOperators()
    {
        QFETCH(int, time);
        QFETCH(int, heads);
        QFETCH(int, groups);
        const at::AutoGradMode mode(true);
        const at::Tensor q = (made({2, time, heads, 10}, 1.37) * 3).requires_grad_(true);
        const at::Tensor k = (made({2, time, groups, 10}, 0.71) * 3).requires_grad_(true);
        const at::Tensor v = made({2, time, groups, 10}, 2.03).requires_grad_(true);
        const at::Tensor pull = made({2, time, heads, 10}, 0.19);
        const at::Tensor output = model::causalAttention(q, k, v);
        const auto slopes = torch::autograd::grad({output}, {q, k, v}, {pull});

        const std::vector<at::Tensor> leaves = {asDoubleLeaf(q), asDoubleLeaf(k), asDoubleLeaf(v)};
        const std::int64_t each = heads / groups;
        const at::Tensor keys = leaves[1].repeat_interleave(each, 2).permute({0, 2, 3, 1});
        const at::Tensor values = leaves[2].repeat_interleave(each, 2).transpose(1, 2);
        const at::Tensor hidden = at::ones({time, time}, at::kBool).triu(1);
        const at::Tensor scores = at::matmul(leaves[0].transpose(1, 2), keys) / std::sqrt(10.0);
        const auto weights = [&](const at::Tensor &mask) {
            return scores.masked_fill(mask, -std::numeric_limits<double>::infinity()).softmax(-1);
        };
        const at::Tensor expected = at::matmul(weights(hidden), values).transpose(1, 2);
        const auto references = torch::autograd::grad({expected}, leaves, {pull.to(at::kDouble)}, true);
        QVERIFY(relativeError(output, expected) < kTolerance);
        QVERIFY((slopes[0].to(at::kDouble) - references[0]).abs().max().item<double>() < 1e-5);
        QVERIFY((slopes[1].to(at::kDouble) - references[1]).abs().max().item<double>() < 1e-4);
        QVERIFY(relativeError(slopes[2], references[2]) < kTolerance);
        if (time > 1) {
            QVERIFY(relativeError(slopes[0], references[0]) < 1e-5);
            QVERIFY(relativeError(slopes[1], references[1]) < 1e-5);
            const at::Tensor oneMore = at::ones({time, time}, at::kBool).triu(2);
            QVERIFY(relativeError(output, at::matmul(weights(oneMore), values).transpose(1, 2)) > 1e-3);
        }
    }

    void cappedAttentionOfWindowsAndDocumentsEqualsPlainOperators_data()
    {
        QTest::addColumn<int>("time");
        QTest::addColumn<int>("window");
        QTest::addColumn<double>("softCap");
        QTest::addColumn<int>("document");
        QTest::newRow("window") << 301 << 77 << 0.0 << 0;
        QTest::newRow("window of one row") << 131 << 1 << 0.0 << 0;
        QTest::newRow("window of one chunk") << 301 << 128 << 3.0 << 0;
        QTest::newRow("window beyond the end") << 131 << 500 << 3.0 << 0;
        QTest::newRow("soft cap") << 257 << 0 << 1.5 << 0;
        QTest::newRow("documents") << 301 << 0 << 0.0 << 53;
        QTest::newRow("all of it") << 293 << 40 << 2.0 << 61;
    }

    void cappedAttentionOfWindowsAndDocumentsEqualsPlainOperators()
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
        // Documents of that length in the first row of the batch, one row shorter at the beginning in the second.
        const at::Tensor place = at::arange(time, at::kLong);
        const at::Tensor first = document == 0
            ? at::Tensor()
            : at::stack({place - place % document, (place - (place + 1) % document).clamp_min(0)}).contiguous();
        const auto run = [&](const model::AttentionOptions &options, const at::Tensor &documents) {
            return model::causalAttention(q, k, v, options, documents);
        };
        const model::AttentionOptions options{.scale = 0.4, .softCap = softCap, .window = window};
        const at::Tensor output = run(options, first);
        const auto slopes = torch::autograd::grad({output}, {q, k, v}, {pull});

        const std::vector<at::Tensor> leaves = {asDoubleLeaf(q), asDoubleLeaf(k), asDoubleLeaf(v)};
        const at::Tensor keys = leaves[1].repeat_interleave(3, 2).permute({0, 2, 3, 1});
        const at::Tensor values = leaves[2].repeat_interleave(3, 2).transpose(1, 2);
        at::Tensor scores = at::matmul(leaves[0].transpose(1, 2), keys) * 0.4;
        scores = softCap > 0 ? softCap * at::tanh(scores / softCap) : scores;
        at::Tensor isHidden = place.unsqueeze(0) > place.unsqueeze(1);
        isHidden = window > 0 ? isHidden.logical_or(place.unsqueeze(1) - place.unsqueeze(0) >= window) : isHidden;
        isHidden = isHidden.unsqueeze(0).unsqueeze(0);
        if (first.defined()) {
            isHidden = isHidden.logical_or(place.view({1, 1, 1, -1}) < first.unsqueeze(1).unsqueeze(3));
        }
        const at::Tensor weights = scores.masked_fill(isHidden, -std::numeric_limits<double>::infinity()).softmax(-1);
        const at::Tensor expected = at::matmul(weights, values).transpose(1, 2);
        const auto references = torch::autograd::grad({expected}, leaves, {pull.to(at::kDouble)});
        QVERIFY(relativeError(output, expected) < kTolerance);
        QVERIFY(relativeError(slopes[2], references[2]) < kTolerance);
        if (window == 1) { // a row that sees only itself has nothing to choose from
            QCOMPARE(slopes[0].abs().max().item<double>() + slopes[1].abs().max().item<double>(), 0.0);
        } else {
            QVERIFY(relativeError(slopes[0], references[0]) < 1e-5);
            QVERIFY(relativeError(slopes[1], references[1]) < 1e-5);
        }
        // The controls: the next window, cap or document.
        if (window > 0 && window < time) {
            QVERIFY(relativeError(run({.scale = 0.4, .softCap = softCap, .window = window + 1}, first), expected)
                    > 1e-4);
        }
        if (softCap > 0) {
            QVERIFY(relativeError(run({.scale = 0.4, .softCap = softCap * 1.01, .window = window}, first), expected)
                    > 1e-4);
        }
        if (document > 0) {
            QVERIFY(relativeError(run(options, {}), expected) > 1e-4);
        }
    }

    void keysOutsideOfEveryWindowAreNeverTouched()
    {
        const at::Tensor q = made({1, 300, 2, 8}, 1.37);
        at::Tensor k = made({1, 300, 1, 8}, 0.71);
        at::Tensor v = made({1, 300, 1, 8}, 2.03);
        const at::Tensor clean = model::causalAttention(q, k, v, {.window = 20});
        for (at::Tensor *keysOrValues : {&k, &v}) {
            keysOrValues->narrow(1, 0, 200).fill_(std::numeric_limits<float>::quiet_NaN());
        }
        const at::Tensor output = model::causalAttention(q, k, v, {.window = 20});
        // The chunk of rows from 256 on begins to look at 237.
        QVERIFY(at::equal(output.narrow(1, 256, 44), clean.narrow(1, 256, 44)));
        QVERIFY(output.narrow(1, 0, 200).isnan().any().item<bool>());
    }

    void lossInChunksEqualsCrossEntropy_data()
    {
        QTest::addColumn<qlonglong>("chunkBytes");
        QTest::addColumn<double>("softCap");
        QTest::newRow("whole") << qlonglong{1 << 20} << 0.0;
        QTest::newRow("row by row") << qlonglong{1} << 0.0;
        QTest::newRow("uneven") << qlonglong{3 * 1031 * 4} << 0.0;
        QTest::newRow("capped") << qlonglong{1 << 20} << 4.0;
        QTest::newRow("capped, uneven") << qlonglong{3 * 1031 * 4} << 30.0;
    }

    void lossInChunksEqualsCrossEntropy()
    {
        QFETCH(qlonglong, chunkBytes);
        QFETCH(double, softCap);
        const model::LossHeadOptions options{.chunkBytes = chunkBytes, .softCap = softCap};
        Weight head("head", made({1031, 12}, 1.9) * 3);
        const at::Tensor hidden = made({17, 12}, 0.63) * 2;
        at::Tensor targets = (at::arange(17, at::kLong) * 307) % 1031;
        targets[4].fill_(-1);
        const auto result = model::lossAndGradient(hidden, targets, head, 1.0 / 16, options);
        head.finishMicroBatch();

        const at::AutoGradMode mode(true);
        const std::vector<at::Tensor> leaves = {asDoubleLeaf(hidden), asDoubleLeaf(head.value())};
        const at::Tensor raw = at::linear(leaves[0], leaves[1]);
        const at::Tensor logits = softCap > 0 ? softCap * at::tanh(raw / softCap) : raw;
        const at::Tensor expected = at::cross_entropy_loss(logits, targets, {},
                                                           /*reduction=mean*/ 1, /*ignore_index=*/-1);
        const auto references = torch::autograd::grad({expected}, leaves);
        QVERIFY(std::abs(result.loss / expected.item<double>() - 1) < kTolerance);
        QVERIFY(relativeError(result.hiddenGradient_ND, references[0]) < kTolerance);
        QVERIFY(relativeError(head.gradient(), references[1]) < kTolerance);
        QCOMPARE(result.hiddenGradient_ND[4].abs().max().item<double>(), 0.0);
        targets[5].fill_(6);
        const auto other = model::lossAndGradient(hidden, targets, head, 1.0 / 16, options);
        QVERIFY(relativeError(other.hiddenGradient_ND, references[0]) > kTolerance);
    }

    void softmaxKeepsItsSumAtTheEdgesOfTheRange()
    {
        std::vector<float> row(1000, -200.0F);
        row[3] = 500;
        row[997] = 500;
        QVERIFY(std::abs(model::logSumExp(row.data(), 1000) - (500 + std::log(2.0))) < 1e-9);
        QVERIFY(std::abs(model::softmaxInPlace(row.data(), 1000, 4.0F) - (500 + std::log(2.0))) < 1e-9);
        QCOMPARE(row[3], 2.0F);
        QCOMPARE(row[997], 2.0F);
        QVERIFY(row[4] < 1e-30F);
    }

    void aValueThatIsNoNumberShowsInTheLoss()
    {
        for (const float wrong : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
            std::vector<float> row(100, 1.0F);
            QVERIFY(std::isfinite(model::logSumExp(row.data(), 100)));
            row[57] = wrong;
            QVERIFY(!std::isfinite(model::logSumExp(row.data(), 100)));
            QVERIFY(!std::isfinite(model::softmaxInPlace(row.data(), 100, 1.0F)));
        }
    }
};

QTEST_APPLESS_MAIN(FusedFunctionsTest)
#include "fused_functions_test.moc"
