// SPDX-License-Identifier: Apache-2.0
// What is frozen, thaws or stands beside as an adapter, divided among ranks.
#include "tests/train/sharded_run.h"

#include <QStringList>
#include <QTest>

using namespace bafo;
using namespace bafo::train;

class ShardedFreezingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void freezingIsThatOfOneRankBitForBit_data()
    {
        QTest::addColumn<bool>("isTied");
        QTest::addColumn<QStringList>("frozen");
        QTest::newRow("new rows of a tied head first") << true << QStringList();
        QTest::newRow("new rows of both tables first") << false << QStringList();
        QTest::newRow("a frozen block too") << true << QStringList{QStringLiteral("model.layers.0.*")};
        QTest::newRow("all below a block")
            << false << QStringList{QStringLiteral("model.embed_tokens.weight"), QStringLiteral("model.layers.0.*")};
    }

    void freezingIsThatOfOneRankBitForBit()
    {
        QFETCH(bool, isTied);
        QFETCH(QStringList, frozen);
        Settings settings{.isTied = isTied, .newRowsOnlySteps = 4};
        for (const QString &name : frozen) {
            settings.frozenTensors.push_back(name.toStdString());
        }
        const Outcome alone = trained(1, settings, 12);
        QVERIFY(alone.losses.back() < alone.losses.front());
        for (const ZeroStage stage : {ZeroStage::two, ZeroStage::three}) {
            settings.stage = stage;
            settings.recompute = stage == ZeroStage::two ? model::Recompute::block : model::Recompute::none;
            QVERIFY(areEqual(alone, trained(stage == ZeroStage::two ? 2 : 3, settings, 12)));
        }
        settings.newRowsOnlySteps = 5;
        QVERIFY(!areEqual(alone, trained(1, settings, 12)));
    }

    void anAdapterLearnsAsOnOneRankBitForBit_data()
    {
        QTest::addColumn<bool>("isTied");
        QTest::newRow("tied") << true;
        QTest::newRow("head of its own") << false;
    }

    void anAdapterLearnsAsOnOneRankBitForBit()
    {
        QFETCH(bool, isTied);
        Settings settings{.isTied = isTied, .hasAdapter = true};
        const Outcome before = trained(1, settings, 0);
        const Outcome alone = trained(1, settings, 20);
        QVERIFY(alone.losses.back() < alone.losses.front());
        for (int numRanks = 2; numRanks <= 3; ++numRanks) {
            for (const ZeroStage stage : {ZeroStage::two, ZeroStage::three}) {
                settings.stage = stage;
                settings.recompute = stage == ZeroStage::two ? model::Recompute::block : model::Recompute::none;
                const Outcome divided = trained(numRanks, settings, 20);
                QVERIFY(areEqual(alone, divided));
                QVERIFY(divided.bytesOfRank[0].gradients < divided.bytesOfRank[0].parameters / 2);
            }
        }
        for (const auto &[name, value] : before.values) {
            const bool isAdapter
                = name.find("lora_") != std::string::npos || name.find("token_adapter") != std::string::npos;
            QVERIFY2(at::equal(value, alone.values.at(name)) != isAdapter, name.c_str());
        }
        settings.dropout = 0; // the control
        QVERIFY(!areEqual(alone, trained(1, settings, 20)));
    }

    void onlyNewRowsMoveUntilTheRestThaws()
    {
        const Outcome before = trained(2, {.newRowsOnlySteps = 4}, 0);
        const Outcome frozen = trained(2, {.newRowsOnlySteps = 4}, 4);
        const Outcome thawed = trained(2, {.newRowsOnlySteps = 4}, 5);
        const char *table = "model.embed_tokens.weight";
        for (const auto &[name, value] : before.values) {
            const std::int64_t firstNew = name == table ? 9 * 10 : value.numel();
            QVERIFY(at::equal(value.narrow(0, 0, firstNew), frozen.values.at(name).narrow(0, 0, firstNew)));
            QVERIFY2(!at::equal(value, thawed.values.at(name)), name.c_str());
        }
        QVERIFY(!at::equal(before.values.at(table), frozen.values.at(table)));
        // Neither rank has moments of more than its new rows, at first.
        QCOMPARE(before.numMomentsOfRank[0] + before.numMomentsOfRank[1], std::size_t{(kVocabulary - 9) * 10});
        QVERIFY(thawed.numMomentsOfRank[0] > 10 * before.numMomentsOfRank[0]);
        QVERIFY(frozen.bytesOfRank[0].gradients < frozen.bytesOfRank[0].parameters / 2);
    }
};

QTEST_APPLESS_MAIN(ShardedFreezingTest)
#include "sharded_freezing_test.moc"
