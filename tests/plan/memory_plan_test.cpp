// SPDX-License-Identifier: Apache-2.0
#include "core/plan/loss_chunk.h"
#include "core/plan/memory_plan.h"

#include "tests/plan/shape_of.h"

#include <QTest>

using namespace bafo;
using namespace bafo::plan;
using bafo::fakes::shapeOf;

namespace {

constexpr StepSettings kStep{.sequenceLength = 512, .microBatch = 2, .sequencesPerStep = 4};

std::int64_t of(const MemoryPlan &plan, MemoryKind kind)
{
    return plan.perRank[static_cast<std::size_t>(kind)];
}

std::int64_t tensorBytes(const MemoryPlan &plan)
{
    return plan.rankBytes() - of(plan, MemoryKind::program);
}

} // namespace

class MemoryPlanTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneRankHoldsAllWeightsTwoMomentsAndNoCopies()
    {
        const ModelShape model = shapeOf();
        const MemoryPlan plan = planTraining(model, kStep);
        QCOMPARE(of(plan, MemoryKind::weights), 4 * model.numParameters());
        QCOMPARE(of(plan, MemoryKind::moments), 8 * model.numParameters());
        QCOMPARE(of(plan, MemoryKind::gathered), 0);
        QVERIFY(of(plan, MemoryKind::activations) > 0 && of(plan, MemoryKind::program) > 0);
    }

    void anAdapterHasGradientsAndMomentsAndItsBaseHasNone()
    {
        const ModelShape model = shapeOf();
        config::RunConfig config;
        config.method = "lora";
        config.adapter.rank = 8;
        config.adapter.targets = {"q", "down"};
        StepSettings step = kStep;
        step.adapter = stepSettingsOf(config, 1, 2).adapter;
        const MemoryPlan plan = planTraining(model, step);
        const std::int64_t added = 6 * (8 * (128 + 128) + 8 * (128 + 512));
        QCOMPARE(of(plan, MemoryKind::weights), 4 * (model.numParameters() + added));
        QCOMPARE(of(plan, MemoryKind::moments), 8 * added);
        QCOMPARE(of(plan, MemoryKind::gradients), 4 * added);
        QVERIFY(tensorBytes(plan) < tensorBytes(planTraining(model, kStep)));
        config.method = "full";
        QCOMPARE(stepSettingsOf(config, 1, 2).adapter, AdapterShape());
    }

    void aBaseOfFourBitsIsWholeOnEveryRankAndTakesAnEighth()
    {
        const ModelShape model = shapeOf();
        config::RunConfig config;
        config.method = "qlora";
        config.adapter.rank = 8;
        config.adapter.targets = {"q"};
        StepSettings step = stepSettingsOf(config, 1, 2);
        step.sequenceLength = kStep.sequenceLength;
        step.microBatch = kStep.microBatch;
        step.sequencesPerStep = kStep.sequencesPerStep;
        const std::int64_t table = 4096 * 128;
        const std::int64_t norms = 13 * 128;
        const std::int64_t matrices = model.numParameters() - table - norms;
        const std::int64_t added = 6 * 8 * (128 + 128);
        const std::int64_t packed
            = of(planTraining(model, step), MemoryKind::weights) - 4 * (norms + added) - 2 * table;
        const double bitsANumber = 8.0 * static_cast<double>(packed) / static_cast<double>(matrices);
        QVERIFY(bitsANumber > 4.12 && bitsANumber < 4.14);
        step.numRanks = 2;
        const MemoryPlan divided = planTraining(model, step);
        QVERIFY(of(divided, MemoryKind::weights) > packed + 2 * table);
        QVERIFY(of(divided, MemoryKind::gathered) < 4 * (norms + added) + 4096);
        config.method = "lora";
        QVERIFY(!stepSettingsOf(config, 1, 2).isBasePacked);
    }

    void rowsOfNewTokensAreTrainedBesideTheirTable()
    {
        for (const bool isTied : {true, false}) {
            ModelShape model = shapeOf({.isTied = isTied});
            config::RunConfig config;
            config.method = "lora";
            StepSettings step = kStep;
            step.adapter = stepSettingsOf(config, 1, 2).adapter;
            const MemoryPlan without = planTraining(model, step);
            model.numNewRows = 300;
            QCOMPARE(planTraining(model, step).perRank, without.perRank); // they are not wanted
            config.adapter.newRows = true;
            step.adapter = stepSettingsOf(config, 1, 2).adapter;
            const MemoryPlan plan = planTraining(model, step);
            const std::int64_t added = (isTied ? 1 : 2) * 300 * 128;
            QCOMPARE(of(plan, MemoryKind::weights) - of(without, MemoryKind::weights), 4 * added);
            QCOMPARE(of(plan, MemoryKind::moments) - of(without, MemoryKind::moments), 8 * added);
            QCOMPARE(of(plan, MemoryKind::gradients) - of(without, MemoryKind::gradients), 4 * added);
            model.numNewRows = 0; // a model that never grew
            QCOMPARE(planTraining(model, step).perRank, without.perRank);
        }
    }

    void ranksDivideWhatTheyKeepAndPadTheLastRows()
    {
        const ModelShape model = shapeOf({.vocabulary = 4097});
        StepSettings step = kStep;
        step.numRanks = 3;
        const MemoryPlan plan = planTraining(model, step);
        std::int64_t padded = 0;
        for (const auto &unit : model.units) {
            for (const TensorShape &tensor : unit) {
                padded += (tensor.rows + 2) / 3 * tensor.rowSize;
            }
        }
        QVERIFY(3 * padded > model.numParameters());
        QCOMPARE(of(plan, MemoryKind::weights), 4 * padded);
        QCOMPARE(of(plan, MemoryKind::moments), 8 * padded);
        QVERIFY(of(plan, MemoryKind::gathered) >= 4 * model.numParameters()); // zero2: whole
    }

    void fullShardingGathersSomeBlocksAndWhatStandsAround()
    {
        const ModelShape model = shapeOf();
        StepSettings step = kStep;
        step.numRanks = 2;
        step.isRecomputed = true;
        const MemoryPlan whole = planTraining(model, step);
        step.isFullySharded = true;
        const MemoryPlan divided = planTraining(model, step);
        std::int64_t around = 0;
        for (const TensorShape &tensor : model.units.front()) {
            around += 4 * tensor.numElements();
        }
        std::int64_t block = 0;
        for (const TensorShape &tensor : model.units.back()) {
            block += 4 * tensor.numElements();
        }
        QVERIFY(of(divided, MemoryKind::gathered) <= around + 3 * block);
        QVERIFY(of(divided, MemoryKind::gathered) >= around);
        QVERIFY(divided.rankBytes() < whole.rankBytes());
    }

    void computingBlocksAgainLeavesTheirInputsOnly()
    {
        StepSettings step = kStep;
        const ModelShape model = shapeOf({.numLayers = 24});
        const MemoryPlan kept = planTraining(model, step);
        step.isRecomputed = true;
        const MemoryPlan again = planTraining(model, step);
        QVERIFY(of(again, MemoryKind::activations) * 4 < of(kept, MemoryKind::activations));
        QCOMPARE(of(again, MemoryKind::weights), of(kept, MemoryKind::weights));
    }

    void moreOfAnythingTakesMore()
    {
        const std::int64_t usual = tensorBytes(planTraining(shapeOf(), kStep));
        StepSettings longer = kStep;
        longer.sequenceLength = 1024;
        QVERIFY(tensorBytes(planTraining(shapeOf(), longer)) > usual);
        StepSettings wider = kStep;
        wider.microBatch = 4;
        QVERIFY(tensorBytes(planTraining(shapeOf(), wider)) > usual);
        QVERIFY(tensorBytes(planTraining(shapeOf({.isTied = false}), kStep)) > usual);
        QVERIFY(planTraining(shapeOf(), kStep, 100 << 20).rankBytes() > planTraining(shapeOf(), kStep).rankBytes());
    }

    void logitsFollowTheirBudget()
    {
        const ModelShape model = shapeOf({.vocabulary = 100'000});
        StepSettings step = kStep;
        const std::int64_t usual = of(planTraining(model, step), MemoryKind::lossHead);
        step.lossChunkMib = 16;
        QVERIFY(of(planTraining(model, step), MemoryKind::lossHead) <= usual);
        QCOMPARE(rowsPerLossChunk(100'000, 16 << 20), 41);
        QCOMPARE(rowsPerLossChunk(288'256, 0), 320);
    }

    void manyRanksShareThePagesOfTheProgram()
    {
        StepSettings step = kStep;
        const MemoryPlan alone = planTraining(shapeOf(), step);
        QCOMPARE(alone.machineBytes(), alone.rankBytes());
        step.numRanks = 4;
        const MemoryPlan four = planTraining(shapeOf(), step);
        QVERIFY(four.machineBytes() < 4 * four.rankBytes());
        QVERIFY(four.machineBytes() > 4 * (four.rankBytes() - four.programPagesShared));
    }

    void otherNumbersForCopiesAreTakenBesideTheWeights()
    {
        const ModelShape model = shapeOf();
        StepSettings step = kStep;
        step.bytes.gathered = 2;
        step.bytes.activation = 2;
        const MemoryPlan halved = planTraining(model, step);
        QVERIFY(of(halved, MemoryKind::gathered) >= 2 * model.numParameters());
        QVERIFY(of(halved, MemoryKind::activations) < of(planTraining(model, kStep), MemoryKind::activations));
    }

    void whatIsFrozenHasNeitherGradientNorMoments()
    {
        const ModelShape model = shapeOf();
        StepSettings step = kStep;
        step.frozenTensors = {"model.embed_tokens.*", "lm_head.weight"};
        std::int64_t frozen = 0;
        for (const TensorShape &tensor : model.units.front()) {
            frozen += tensor.rowSize > 1 ? tensor.numElements() : 0;
        }
        QVERIFY(frozen > 0);
        const MemoryPlan usual = planTraining(model, kStep);
        const MemoryPlan plan = planTraining(model, step);
        QCOMPARE(of(plan, MemoryKind::moments), 8 * (model.numParameters() - frozen));
        QCOMPARE(of(plan, MemoryKind::weights), of(usual, MemoryKind::weights));
        QVERIFY(plan.rankBytes() <= usual.rankBytes() - 8 * frozen);
        step.frozenTensors = {"*"};
        QCOMPARE(of(planTraining(model, step), MemoryKind::moments), 0);
        QCOMPARE(of(planTraining(model, step), MemoryKind::gradients), 0);
    }

    void gradientsThatWaitAreWhole()
    {
        const ModelShape model = shapeOf();
        StepSettings step = kStep;
        step.numRanks = 2;
        step.sequencesPerStep = 8;
        const MemoryPlan each = planTraining(model, step);
        step.sumsAtTheEnd = true;
        const MemoryPlan last = planTraining(model, step);
        QVERIFY(last.rankBytes() >= each.rankBytes() + 2 * model.numParameters());
        step.sequencesPerStep = 4; // a round alone: nothing waits
        QVERIFY(planTraining(model, step).rankBytes() < last.rankBytes());
    }

    void scoringNeedsNoGradients()
    {
        const ModelShape model = shapeOf();
        const MemoryPlan plan = planScoring(model, kStep);
        QCOMPARE(of(plan, MemoryKind::weights), 4 * model.numParameters());
        QCOMPARE(of(plan, MemoryKind::moments) + of(plan, MemoryKind::gradients), 0);
        QVERIFY(plan.rankBytes() < planTraining(model, kStep).rankBytes());
    }

    void settingsComeOutOfTheConfiguration()
    {
        config::RunConfig config;
        config.sequenceLength = 2048;
        config.microBatch = 8;
        config.sequencesPerStep = 4;
        config.recompute = "block";
        config.sharding = "zero3";
        config.lossChunkMib = 32;
        const StepSettings step = stepSettingsOf(config, 2, 8);
        QCOMPARE(step.sequenceLength, 2048);
        QCOMPARE(step.microBatch, 4); // there are no more in a step
        QCOMPARE(step.numThreads, 4);
        QVERIFY(step.isRecomputed && step.isFullySharded && !step.hasDropout);
        QCOMPARE(step.bytes.gathered, 4);
        config.threads = 3;
        config.precision = "bf16-mixed";
        config.sync = "last";
        config.freezing.tensors = {"lm_head.weight"};
        const StepSettings other = stepSettingsOf(config, 2, 8);
        QCOMPARE(other.bytes.gathered, 2);
        QCOMPARE(other.bytes.activation, 2);
        QCOMPARE(other.bytes.gradient, 4);
        QVERIFY(other.sumsAtTheEnd);
        QCOMPARE(other.frozenTensors, config.freezing.tensors);
        QCOMPARE(stepSettingsOf(config, 2, 8).numThreads, 3);
    }
};

QTEST_APPLESS_MAIN(MemoryPlanTest)
#include "memory_plan_test.moc"
