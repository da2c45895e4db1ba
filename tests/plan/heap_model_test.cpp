// SPDX-License-Identifier: Apache-2.0
#include "core/plan/heap_model.h"

#include "core/base/check.h"

#include <QTest>

using namespace bafo;
using namespace bafo::plan;

class HeapModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsGivenBackIsTakenAgain()
    {
        HeapModel heap;
        const auto first = heap.take(1000);
        (void)heap.take(64);
        const std::int64_t size = heap.size();
        heap.giveBack(first);
        QCOMPARE(heap.size(), size); // nothing goes back to the system
        QCOMPARE(heap.take(900), first);
        QCOMPARE(heap.size(), size);
    }

    void theSmallestHoleThatFitsIsTaken()
    {
        HeapModel heap;
        const auto large = heap.take(6400);
        (void)heap.take(64);
        const auto small = heap.take(640);
        (void)heap.take(64);
        heap.giveBack(large);
        heap.giveBack(small);
        QCOMPARE(heap.take(600), small);
        QCOMPARE(heap.take(650), large); // no longer fits the small one
    }

    void neighbouringHolesAreOne()
    {
        HeapModel heap;
        const auto one = heap.take(640);
        const auto two = heap.take(640);
        const auto three = heap.take(640);
        (void)heap.take(64);
        const std::int64_t size = heap.size();
        heap.giveBack(one);
        heap.giveBack(three);
        heap.giveBack(two); // joins both
        QCOMPARE(heap.take(3 * 640), one);
        QCOMPARE(heap.size(), size);
    }

    void aHoleThatIsTooSmallMakesTheHeapGrow()
    {
        HeapModel heap;
        const auto hole = heap.take(640);
        (void)heap.take(64);
        heap.giveBack(hole);
        const std::int64_t size = heap.size();
        (void)heap.take(704);
        QCOMPARE(heap.size(), size + 704);
    }

    void theLastHoleGrowsInsteadOfBeingLeft()
    {
        HeapModel heap;
        (void)heap.take(64);
        heap.giveBack(heap.take(640));
        (void)heap.take(1280);
        QCOMPARE(heap.size(), std::int64_t{64 + 1280});
    }

    void givingBackTwiceIsAMistake()
    {
        HeapModel heap;
        const auto address = heap.take(64);
        heap.giveBack(address);
        QVERIFY_THROWS_EXCEPTION(CheckFailed, heap.giveBack(address));
    }
};

QTEST_APPLESS_MAIN(HeapModelTest)
#include "heap_model_test.moc"
