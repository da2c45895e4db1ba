// SPDX-License-Identifier: Apache-2.0
// Whole numbers small enough that fp32 sums of their products are exact in any order: both libraries must give them.
#include "core/model/matrix_product.h"

#include <ATen/ATen.h>

#include <QTest>

using namespace bafo;
using model::MatrixLibrary;

namespace {

/// The widest product of whole numbers up to 8 by up to 8 that stays below 2^24: 262,144 terms.
at::Tensor wholeNumbers(std::int64_t rows, std::int64_t columns, std::uint64_t seed)
{
    at::Tensor result = at::empty({rows, columns}, at::kFloat);
    std::uint64_t state = seed;
    for (std::int64_t i = 0; i < result.numel(); ++i) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        result.mutable_data_ptr<float>()[i] = static_cast<float>(state >> 60U) - 8.0F;
    }
    return result;
}

at::Tensor exactly(const at::Tensor &a, const at::Tensor &b)
{
    return at::mm(a.to(at::kDouble), b.to(at::kDouble)).to(at::kFloat);
}

} // namespace

class MatrixProductTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    static void bothLibrariesMultiply_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("inner");
        QTest::addColumn<int>("columns");
        QTest::newRow("one row") << 1 << 576 << 576;
        QTest::newRow("fewest rows less one") << 31 << 576 << 576;
        QTest::newRow("fewest rows") << 32 << 576 << 576;
        QTest::newRow("odd") << 77 << 131 << 257;
        QTest::newRow("one column") << 512 << 576 << 1;
        QTest::newRow("one term") << 64 << 1 << 64;
        QTest::newRow("grouped keys") << 512 << 576 << 192;
    }

    static void bothLibrariesMultiply()
    {
        QFETCH(const int, rows);
        QFETCH(const int, inner);
        QFETCH(const int, columns);
        const at::Tensor a = wholeNumbers(rows, inner, 1);
        const at::Tensor b = wholeNumbers(inner, columns, 2);
        const at::Tensor expected = exactly(a, b);
        for (const MatrixLibrary library : {MatrixLibrary::blas, MatrixLibrary::oneDnn}) {
            QVERIFY(at::equal(model::productBy(library, a, b), expected));
            QVERIFY(at::equal(model::productBy(library, a.t().contiguous().t(), b), expected));
            QVERIFY(at::equal(model::productBy(library, a, b.t().contiguous().t()), expected));
            QVERIFY(model::productBy(library, a, b).is_contiguous());
        }
        QVERIFY(at::equal(model::product(a, b), expected));
    }

    static void piecesOfAWholeAreEnough()
    {
        const at::Tensor whole = wholeNumbers(96, 576, 3);
        const at::Tensor b = wholeNumbers(576, 64, 4);
        const at::Tensor part = whole.narrow(0, 33, 40);
        QVERIFY(at::equal(model::productBy(MatrixLibrary::oneDnn, part, b), exactly(part, b)));
        QVERIFY(at::equal(model::product(whole.narrow(1, 5, 300), b.narrow(0, 5, 300)),
                          exactly(whole.narrow(1, 5, 300), b.narrow(0, 5, 300))));
    }

    static void productsAreAdded_data()
    {
        QTest::addColumn<int>("rows");
        QTest::newRow("few") << 3;
        QTest::newRow("one piece") << 85;
        QTest::newRow("one row more than a piece") << 86;
        QTest::newRow("several pieces") << 201;
    }

    static void productsAreAdded()
    {
        QFETCH(const int, rows);
        const at::Tensor gradient = wholeNumbers(40, rows, 5);
        const at::Tensor x = wholeNumbers(40, 49152, 6);
        const at::Tensor before = wholeNumbers(rows, 49152, 7);
        at::Tensor sum = before.clone();
        model::addProduct(sum, gradient.t(), x);
        QVERIFY(at::equal(sum, before + exactly(gradient.t(), x)));
    }

    static void otherNumbersGoToBlas()
    {
        const at::Tensor a = wholeNumbers(64, 576, 8).to(at::kDouble);
        const at::Tensor b = wholeNumbers(576, 576, 9).to(at::kDouble);
        QCOMPARE(model::libraryFor(a, b), MatrixLibrary::blas);
        QVERIFY(at::equal(model::product(a, b), at::mm(a, b)));
    }
};

QTEST_GUILESS_MAIN(MatrixProductTest)
#include "matrix_product_test.moc"
