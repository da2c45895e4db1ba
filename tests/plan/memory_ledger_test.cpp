// SPDX-License-Identifier: Apache-2.0
#include "core/plan/memory_ledger.h"

#include <QTest>

#include <set>
#include <string>

using namespace bafo::plan;

namespace {

std::int64_t of(const BytesByKind &bytes, MemoryKind kind)
{
    return bytes[static_cast<std::size_t>(kind)];
}

} // namespace

class MemoryLedgerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theMomentWithMostIsKept()
    {
        MemoryLedger ledger;
        const Held weights = ledger.take(MemoryKind::weights, 640);
        {
            const Held activations = ledger.take(MemoryKind::activations, 1280);
        }
        const Held gradients = ledger.take(MemoryKind::gradients, 640);
        const BytesByKind most = ledger.mostHeld();
        QCOMPARE(of(most, MemoryKind::weights), 640);
        QCOMPARE(of(most, MemoryKind::activations), 1280);
        QCOMPARE(of(most, MemoryKind::gradients), 0); // came when the activations were gone
        QCOMPARE(of(most, MemoryKind::gaps), 0);
        QCOMPARE(sumOf(most), 1920);
    }

    void whatDoesNotFitIntoHolesIsSeenAsGaps()
    {
        MemoryLedger ledger;
        Held hole = ledger.take(MemoryKind::activations, 640);
        const Held wall = ledger.take(MemoryKind::weights, 64);
        hole.giveBack();
        const Held larger = ledger.take(MemoryKind::gradients, 704);
        QCOMPARE(of(ledger.mostHeld(), MemoryKind::gaps), 640);
        QCOMPARE(sumOf(ledger.mostHeld()), 640 + 64 + 704);
    }

    void whatBecomesAnotherKindStaysWhereItIs()
    {
        MemoryLedger ledger;
        Held gradient = ledger.take(MemoryKind::batchGradients, 640);
        gradient.become(MemoryKind::gradients);
        const Held more = ledger.take(MemoryKind::activations, 64);
        QCOMPARE(of(ledger.mostHeld(), MemoryKind::gradients), 640);
        QCOMPARE(of(ledger.mostHeld(), MemoryKind::batchGradients), 0);
        QCOMPARE(sumOf(ledger.mostHeld()), 704);
    }

    void movingGivesNothingBackTwice()
    {
        MemoryLedger ledger;
        Held one = ledger.take(MemoryKind::activations, 640);
        Held other = std::move(one);
        QVERIFY(other.isThere());
        other = ledger.take(MemoryKind::activations, 640); // the old one goes after the new one is there
        QCOMPARE(sumOf(ledger.mostHeld()), 1280);
        other.giveBack();
        other.giveBack();
        QVERIFY(!other.isThere());
    }

    void everyKindHasANameOfItsOwn()
    {
        std::set<std::string> names;
        for (std::size_t i = 0; i < kNumMemoryKinds; ++i) {
            names.emplace(nameOf(static_cast<MemoryKind>(i)));
        }
        QCOMPARE(names.size(), kNumMemoryKinds);
    }
};

QTEST_APPLESS_MAIN(MemoryLedgerTest)
#include "memory_ledger_test.moc"
