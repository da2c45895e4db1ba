// SPDX-License-Identifier: Apache-2.0
#include "core/plan/mending.h"

#include "tests/plan/shape_of.h"

#include <QTest>

#include <utility>

using namespace bafo;
using namespace bafo::plan;
using bafo::fakes::shapeOf;

class MendingTest : public QObject {
    Q_OBJECT

    ModelShape m_model = shapeOf({.vocabulary = 32'768, .width = 256, .inner = 1024, .numLayers = 12});
    config::RunConfig m_config;

    std::int64_t bytesOf(const config::RunConfig &config, int numRanks)
    {
        return planTraining(m_model, stepSettingsOf(config, numRanks, 2)).machineBytes();
    }

    std::optional<Mending> find(std::int64_t availableBytes, int numRanks = 1)
    {
        return findMending(m_model, m_config,
                           {.numRanks = numRanks, .numProcessors = 2, .availableBytes = availableBytes});
    }

private Q_SLOTS:
    void init()
    {
        m_config = {};
        m_config.sequenceLength = 1024;
        m_config.microBatch = 4;
        m_config.sequencesPerStep = 8;
    }

    void theCheapestChangeThatIsEnoughIsNamed()
    {
        const auto mending = find(bytesOf(m_config, 1) - 1);
        QVERIFY(mending);
        QCOMPARE(mending->changes, (std::vector<PlanChange>{{"micro_batch", "2"}}));
    }

    void whatIsNamedFitsAndIsNoMoreThanThat()
    {
        config::RunConfig changed = m_config;
        changed.microBatch = 1;
        const std::int64_t enough = bytesOf(changed, 1);
        const auto mending = find(enough);
        QVERIFY(mending && mending->plan.machineBytes() <= enough);
        QCOMPARE(mending->changes, (std::vector<PlanChange>{{"micro_batch", "1"}}));
        QCOMPARE(mending->plan.machineBytes(), enough);
    }

    void blocksAreComputedAgainWhereBatchesCannotShrink()
    {
        m_config.microBatch = 1;
        config::RunConfig changed = m_config;
        changed.recompute = "block";
        changed.lossChunkMib = 0;
        const auto mending = find(bytesOf(changed, 1));
        QVERIFY(mending);
        QCOMPARE(mending->changes, (std::vector<PlanChange>{{"recompute", "block"}}));
    }

    void severalChangesTogetherComeLast()
    {
        config::RunConfig changed = m_config;
        changed.recompute = "block";
        changed.microBatch = 1;
        const auto mending = find(bytesOf(changed, 1));
        QVERIFY(mending);
        QCOMPARE(inWords(mending->changes), std::string("micro_batch=1 and recompute=block"));
    }

    /// A frozen base has neither gradients nor moments, so little is needed where its whole training would not fit.
    void anAdapterIsMendedWhereItsBaseAloneFits()
    {
        const ModelShape usual = std::exchange(
            m_model, shapeOf({.vocabulary = 32'768, .width = 1024, .inner = 4096, .numLayers = 12, .queries = 1024}));
        m_config.sequenceLength = 64;
        m_config.microBatch = 2;
        for (const char *method : {"lora", "qlora"}) {
            m_config.method = method;
            const std::int64_t tooLittle = bytesOf(m_config, 1) - 1;
            QVERIFY(tooLittle < m_model.numParameters() * 16);
            const auto mending = find(tooLittle);
            QVERIFY2(mending, method);
            QCOMPARE(mending->changes, (std::vector<PlanChange>{{"micro_batch", "1"}}));
        }
        m_model = usual;
    }

    void ranksOnOneMachineAreDividedOrMadeFewer()
    {
        m_config.microBatch = 1;
        m_config.recompute = "block";
        m_config.lossChunkMib = 16;
        config::RunConfig changed = m_config;
        changed.sharding = "zero3";
        const auto divided = find(bytesOf(changed, 4), 4);
        QVERIFY(divided);
        QCOMPARE(inWords(divided->changes), std::string("sharding=zero3"));
        const auto fewer = find(bytesOf(m_config, 1), 4);
        QVERIFY(fewer);
        QCOMPARE(fewer->changes.back(), (PlanChange{"ranks", "1"}));
    }

    void ofSeveralChangesOnlyThoseStayThatAreNeeded()
    {
        config::RunConfig changed = m_config;
        changed.microBatch = 1;
        const auto mending = find(bytesOf(changed, 1), 4); // four ranks hold too many copies, whatever else is changed
        QVERIFY(mending);
        for (std::size_t i = 0; i < mending->changes.size() && mending->changes.size() > 1; ++i) {
            config::RunConfig fewer = m_config;
            int numRanks = 4;
            for (std::size_t k = 0; k < mending->changes.size(); ++k) {
                const PlanChange &change = mending->changes[k];
                if (k != i && change.key == "ranks") {
                    numRanks = std::stoi(change.value);
                } else if (k != i) {
                    QVERIFY(config::setKnob(fewer, change.key, change.value));
                }
            }
            QVERIFY2(bytesOf(fewer, numRanks) > bytesOf(changed, 1), inWords(mending->changes).c_str());
        }
    }

    void whereNothingHelpsNothingIsNamed()
    {
        QVERIFY(!find(1 << 20));
        QVERIFY(!find(12 * m_model.numParameters())); // weights and moments alone
    }
};

QTEST_APPLESS_MAIN(MendingTest)
#include "mending_test.moc"
