// SPDX-License-Identifier: Apache-2.0
// Products with packed matrices beside products with what they stand for.
#include "core/adapters/nf4_matrix.h"
#include "core/model/half_matrix.h"
#include "core/model/half_products.h"
#include "core/model/linear.h"
#include "core/model/loss_head.h"
#include "core/model/packed_product.h"

#include <ATen/ATen.h>

#include <QTest>

#include <memory>

using namespace bafo;

namespace {

at::Tensor made(std::int64_t rows, std::int64_t columns, std::uint64_t seed)
{
    at::Tensor x = at::empty({rows, columns}, at::kFloat);
    auto *values = x.mutable_data_ptr<float>();
    for (std::int64_t i = 0; i < x.numel(); ++i) {
        std::uint64_t z = (static_cast<std::uint64_t>(i) + seed * 1000003 + 1) * 0x9E3779B97F4A7C15ULL;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        values[i] = static_cast<float>((z ^ (z >> 29U)) >> 40U) / static_cast<float>(1 << 23) - 1;
    }
    return x;
}

std::span<const float> floatsOf(const at::Tensor &x)
{
    return {x.const_data_ptr<float>(), static_cast<std::size_t>(x.numel())};
}

std::unique_ptr<model::PackedMatrix> packed(const at::Tensor &dense, bool isNf4)
{
    if (isNf4) {
        return std::make_unique<adapters::Nf4Matrix>(adapters::encodeNf4(floatsOf(dense), true, "w").value(),
                                                     dense.size(0), dense.size(1));
    }
    auto half = std::make_unique<model::HalfMatrix>(dense.size(0), dense.size(1));
    half->setRows(0, floatsOf(dense));
    return half;
}

at::Tensor widened(const model::PackedMatrix &matrix)
{
    at::Tensor dense = at::empty({matrix.numRows(), matrix.rowSize()}, at::kFloat);
    matrix.decode(0, matrix.numRows(), dense.mutable_data_ptr<float>());
    return dense;
}

double largestDifference(const at::Tensor &one, const at::Tensor &other)
{
    return (one.to(at::kDouble) - other.to(at::kDouble)).abs().max().item<double>();
}

} // namespace

class PackedProductsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    static void aProductIsThatOfTheWidenedMatrix_data()
    {
        QTest::addColumn<bool>("isNf4");
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("inputs");
        QTest::addColumn<int>("outputs");
        for (const bool isNf4 : {true, false}) {
            for (const int rows : {1, 4, 5, 16, 100}) {
                QTest::addRow("%s, %d rows, several tiles", isNf4 ? "nf4" : "bf16", rows)
                    << isNf4 << rows << 2304 << 1300;
                QTest::addRow("%s, %d rows, blocks over the ends of rows", isNf4 ? "nf4" : "bf16", rows)
                    << isNf4 << rows << 75 << 131;
            }
            QTest::addRow("%s, one by one", isNf4 ? "nf4" : "bf16") << isNf4 << 1 << 1 << 1;
        }
    }

    static void aProductIsThatOfTheWidenedMatrix()
    {
        QFETCH(const bool, isNf4);
        QFETCH(const int, rows);
        QFETCH(const int, inputs);
        QFETCH(const int, outputs);
        const auto matrix = packed(made(outputs, inputs, 1), isNf4);
        const at::Tensor dense = widened(*matrix).to(at::kDouble);
        const at::Tensor x_NI = made(rows, inputs, 2);
        const at::Tensor gradient_NO = made(rows, outputs, 3);
        const auto exactly = [](const at::Tensor &a, const at::Tensor &b) { return at::mm(a.to(at::kDouble), b); };
        const double tolerance = 2e-6 * std::sqrt(std::max(inputs, outputs)) + 1e-6;
        const at::Tensor forward = model::packedForward(x_NI, *matrix);
        QVERIFY(largestDifference(forward, exactly(x_NI, dense.t())) < tolerance);
        const at::Tensor backward = model::packedBackward(gradient_NO, *matrix);
        QVERIFY(largestDifference(backward, exactly(gradient_NO, dense)) < tolerance);
        QVERIFY(at::equal(forward, model::packedForward(x_NI, *matrix)));
        QVERIFY(at::equal(backward, model::packedBackward(gradient_NO, *matrix)));
        QVERIFY(largestDifference(forward, exactly(x_NI, made(outputs, inputs, 9).to(at::kDouble).t())) > 1e-3);
    }

    static void productsOfHalvesHaveRoundedFactors_data() { aProductIsThatOfTheWidenedMatrix_data(); }
    static void productsOfHalvesHaveRoundedFactors()
    {
        QFETCH(const bool, isNf4);
        QFETCH(const int, rows);
        QFETCH(const int, inputs);
        QFETCH(const int, outputs);
        const model::HalfProducts matrix(packed(made(outputs, inputs, 1), isNf4));
        const at::Tensor whole = widened(*packed(made(outputs, inputs, 1), isNf4));
        const auto rounded = [](const at::Tensor &x) { return x.to(at::kBFloat16).to(at::kDouble); };
        QVERIFY(at::equal(widened(matrix).to(at::kDouble), rounded(whole)));
        at::Tensor halves = at::empty({outputs, inputs}, at::kBFloat16);
        matrix.decodeHalves(0, outputs, reinterpret_cast<std::uint16_t *>(halves.mutable_data_ptr<at::BFloat16>()));
        QVERIFY(at::equal(halves.to(at::kDouble), rounded(whole)));
        const at::Tensor x_NI = made(rows, inputs, 2);
        const at::Tensor gradient_NO = made(rows, outputs, 3);
        // What comes out may be rounded to bf16 too: 2^-9 of its size, and of each tile's share in a gradient.
        const auto isNear = [](const at::Tensor &result, const at::Tensor &exact) {
            const double limit = exact.abs().max().item<double>() * 0x1p-7 + 1e-5;
            return result.scalar_type() == at::kFloat && largestDifference(result, exact) < limit;
        };
        const at::Tensor forward = model::packedForward(x_NI, matrix);
        QVERIFY(isNear(forward, at::mm(rounded(x_NI), rounded(whole).t())));
        QVERIFY(isNear(model::packedBackward(gradient_NO, matrix), at::mm(rounded(gradient_NO), rounded(whole))));
        QVERIFY(!isNear(forward, at::mm(rounded(x_NI), rounded(made(outputs, inputs, 9)).t())));
        QVERIFY(at::equal(forward, model::packedForward(x_NI, matrix)));
        const double tolerance = 2e-6 * std::sqrt(inputs) + 1e-6;
        const at::Tensor exact = at::mm(x_NI.to(at::kDouble), rounded(whole).t());
        QVERIFY(largestDifference(model::exactForward(x_NI, matrix), exact) < tolerance);
    }

    static void halvesAreRoundedAsTorchRounds()
    {
        const at::Tensor values = at::cat({made(64, 100, 4), made(64, 100, 5) * 1e-39, made(64, 100, 6) * 3e38});
        const auto matrix = packed(values, false);
        QVERIFY(at::equal(widened(*matrix), values.to(at::kBFloat16).to(at::kFloat)));
        QVERIFY(!at::equal(widened(*matrix), values));
    }

    static void rowsOfATableAreThoseOfItsTokens()
    {
        model::Weight table("table", std::vector<std::int64_t>{50, 12});
        table.pack(packed(made(50, 12, 7), false), at::kFloat);
        const at::Tensor ids = at::tensor({3, 0, 49, 3, 7, 8}, at::kLong).view({2, 3});
        const at::Tensor expected = at::embedding(widened(*table.packed()), ids);
        QVERIFY(at::equal(model::embed(ids, table, {}), expected));
        QVERIFY(at::equal(model::embed(ids, table, {.scale = 3}), expected * 3));
    }

    /// Forward and backward through a linear layer of a base in NF4: what comes out, and the gradient of what went in.
    static void aLayerOverAPackedWeightLearnsNothingAndPassesGradientsOn()
    {
        model::Weight weight("w", std::vector<std::int64_t>{96, 80});
        weight.pack(packed(made(96, 80, 8), true), at::kFloat);
        QVERIFY(weight.isFrozen() && weight.isPacked());
        model::Weight dense("w", widened(*weight.packed()));
        dense.setFrozen(true);
        const at::Tensor x = made(10, 80, 9).view({2, 5, 80});
        const auto passed = [&](model::Weight &one) {
            const at::Tensor leaf = x.detach().clone().requires_grad_(true);
            const at::Tensor y = model::linear(leaf, {.weight = &one});
            y.backward(made(10, 96, 10).view({2, 5, 96}));
            return std::pair(y.detach(), leaf.grad());
        };
        const auto [y, gradient] = passed(weight);
        const auto [denseY, denseGradient] = passed(dense);
        QVERIFY(largestDifference(y, denseY) < 2e-5);
        QVERIFY(largestDifference(gradient, denseGradient) < 2e-5);
        QVERIFY(!weight.gradient().defined());
    }

    static void halvesComeOutWhereHalvesAreComputedWith()
    {
        model::Weight weight("w", std::vector<std::int64_t>{96, 80});
        weight.pack(packed(made(96, 80, 8), true), at::kBFloat16);
        const at::Tensor x = made(10, 80, 9).to(at::kBFloat16);
        const at::Tensor y = weight.outputsOf(x);
        QCOMPARE(y.scalar_type(), at::kBFloat16);
        QVERIFY(at::equal(y, weight.floatOutputsOf(x).to(at::kBFloat16)));
        QCOMPARE(weight.floatOutputsOf(x).scalar_type(), at::kFloat);
        QCOMPARE(weight.inputGradientOf(y).scalar_type(), at::kBFloat16);
    }

    static void aPackedHeadHasTheLossOfItsValues()
    {
        model::Weight head("head", std::vector<std::int64_t>{1000, 48});
        head.pack(packed(made(1000, 48, 11), false), at::kFloat);
        model::Weight dense("head", widened(*head.packed()));
        dense.setFrozen(true);
        const at::Tensor hidden_ND = made(77, 48, 12);
        const at::Tensor targets_N = (at::arange(77, at::kLong) * 37) % 1000;
        const model::LossHeadOptions options{.softCap = 5};
        const auto one = model::lossAndGradient(hidden_ND, targets_N, head, 1.0 / 77, options);
        const auto other = model::lossAndGradient(hidden_ND, targets_N, dense, 1.0 / 77, options);
        QVERIFY(std::abs(one.loss - other.loss) < 1e-6);
        QVERIFY(largestDifference(one.hiddenGradient_ND, other.hiddenGradient_ND) < 1e-7);
        QVERIFY(!head.gradient().defined());
    }
};

QTEST_APPLESS_MAIN(PackedProductsTest)
#include "packed_products_test.moc"
