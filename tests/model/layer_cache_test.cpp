// SPDX-License-Identifier: Apache-2.0
// What a layer remembers is what its next row sees, however the rows came, moved and were taken back.
#include "core/model/attention.h"

#include <ATen/ATen.h>

#include <QTest>

#include <algorithm>
#include <vector>

using namespace bafo;
using model::AttentionOptions;
using model::LayerCache;

namespace {

constexpr std::int64_t kLength = 1500;

at::Tensor made(std::int64_t numHeads, double frequency)
{
    return (at::arange(kLength * numHeads * 4, at::kDouble) * frequency)
        .sin()
        .view({1, kLength, numHeads, 4})
        .to(at::kFloat);
}

struct Sequence {
    at::Tensor queries = made(6, 1.37);
    at::Tensor keys = made(2, 0.71);
    at::Tensor values = made(2, 2.03);

    [[nodiscard]] at::Tensor attend(LayerCache *cache, const AttentionOptions &options, std::int64_t first,
                                    std::int64_t count) const
    {
        return model::attend(queries.narrow(1, first, count), keys.narrow(1, first, count),
                             values.narrow(1, first, count), options, {.firstPosition = first, .cache = cache});
    }
};

double differenceAt(const at::Tensor &rows, const at::Tensor &all, std::int64_t first)
{
    return (rows - all.narrow(1, first, rows.size(1))).abs().max().item<double>();
}

} // namespace

class LayerCacheTest : public QObject {
    Q_OBJECT

private:
    static void addPieces()
    {
        QTest::addColumn<int>("window");
        QTest::addColumn<double>("softCap");
        QTest::addColumn<std::vector<int>>("pieces");
        for (const auto &[window, softCap] : {std::pair(0, 0.0), std::pair(0, 2.0), std::pair(1, 0.0),
                                              std::pair(37, 0.0), std::pair(37, 2.0), std::pair(2000, 0.0)}) {
            QTest::addRow("row by row, window %d, cap %g", window, softCap) << window << softCap << std::vector<int>{1};
            QTest::addRow("few at a time, window %d, cap %g", window, softCap)
                << window << softCap << std::vector<int>{100, 1, 1, 7, 60};
            QTest::addRow("more than there is room for, window %d, cap %g", window, softCap)
                << window << softCap << std::vector<int>{512, 1, 400, 300, 1, 1, 1};
        }
    }

private Q_SLOTS:
    void readingInPiecesEqualsReadingAtOnce_data() { addPieces(); }
    void readingInPiecesEqualsReadingAtOnce()
    {
        QFETCH(int, window);
        QFETCH(double, softCap);
        QFETCH(std::vector<int>, pieces);
        const Sequence sequence;
        const AttentionOptions options{.scale = 0.7, .softCap = softCap, .window = window};
        const at::Tensor all = sequence.attend(nullptr, options, 0, kLength);
        LayerCache cache(kLength, window);
        std::int64_t first = 0;
        for (std::size_t i = 0; first < kLength; ++i) {
            const std::int64_t count = std::min<std::int64_t>(pieces[i % pieces.size()], kLength - first);
            QVERIFY(cache.canContinueAt(first));
            QVERIFY(differenceAt(sequence.attend(&cache, options, first, count), all, first) < 1e-5);
            first += count;
        }
        QCOMPARE(cache.numRows(), window == 0 || window == 2000 ? kLength : window + 256);
    }

    void aFewRowsCanBeTakenBackAndMoreCannot()
    {
        const Sequence sequence;
        const AttentionOptions options{.window = 37};
        const at::Tensor all = sequence.attend(nullptr, options, 0, kLength);
        LayerCache cache(kLength, 37);
        (void)sequence.attend(&cache, options, 0, 700);
        QVERIFY(cache.canContinueAt(600));
        QVERIFY(!cache.canContinueAt(300));
        QVERIFY(cache.canContinueAt(700));
        QVERIFY(differenceAt(sequence.attend(&cache, options, 600, 200), all, 600) < 1e-5);
        // The control: rows that are not there any more would be others.
        QVERIFY(differenceAt(sequence.attend(&cache, options, 780, 1), all, 781) > 1e-3);
        // From the beginning again.
        QVERIFY(cache.canContinueAt(0));
        QVERIFY(!cache.canContinueAt(1));
        QVERIFY(differenceAt(sequence.attend(&cache, options, 0, 50), all, 0) < 1e-5);
        QVERIFY(cache.canContinueAt(1));
    }

    void aLayerWithoutAWindowCanGoBackToAnyRow()
    {
        LayerCache cache(kLength, 0);
        (void)Sequence().attend(&cache, {}, 0, 900);
        for (const std::int64_t position : {0, 1, 450, 900}) {
            QVERIFY(cache.canContinueAt(position));
        }
    }
};

QTEST_APPLESS_MAIN(LayerCacheTest)
#include "layer_cache_test.moc"
