// SPDX-License-Identifier: Apache-2.0
#include "core/train/schedule.h"
#include "core/train/step_plan.h"

#include <QTest>

#include <cmath>

using namespace bafo;
using namespace bafo::train;

namespace {

StepPlan::Inputs tenSequences()
{
    StepPlan::Inputs inputs;
    inputs.numSequences = 10;
    inputs.sequencesPerStep = 4;
    inputs.microBatch = 3;
    inputs.flopsPerSequence = 100;
    inputs.bytesOfSequence = [](std::int64_t sequence) { return 10 + sequence; };
    return inputs;
}

} // namespace

class StepPlanTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theWholeCurriculumIsReadOnceAndTheLastStepMayBeSmaller()
    {
        const StepPlan plan = StepPlan::create(tenSequences()).value();
        QCOMPARE(plan.totalSteps(), 3);
        std::int64_t next = 0;
        for (std::int64_t step = 0; step < plan.totalSteps(); ++step) {
            for (const SequenceRange &batch : plan.microBatchesOf(plan.stepAt(next))) {
                QCOMPARE(batch.first, next);
                QVERIFY(batch.count >= 1 && batch.count <= 3);
                next += batch.count;
            }
        }
        QCOMPARE(next, 10);
    }

    void theMicroBatchDoesNotChangeWhatAStepReads()
    {
        StepPlan::Inputs inputs = tenSequences();
        inputs.microBatch = 1;
        const StepPlan plan = StepPlan::create(inputs).value();
        QCOMPARE(plan.microBatchesOf(plan.stepAt(4)).size(), 4U);
        QCOMPARE(plan.stepAt(4).first, 4);
        QCOMPARE(plan.stepAt(8).count, 2);
        QCOMPARE(plan.stepAt(10).count, 0);
    }

    void limitsEndTheRunBeforeTheyAreCrossed()
    {
        StepPlan::Inputs inputs = tenSequences();
        inputs.limits.maxFlops = 850;
        QCOMPARE(StepPlan::create(inputs)->totalSteps(), 2);
        QCOMPARE(StepPlan::create(inputs)->stopReason(), StopReason::flops);
        inputs.limits.maxBytes = 46; // step 0 reads 10 + 11 + 12 + 13
        QCOMPARE(StepPlan::create(inputs)->totalSteps(), 1);
        QCOMPARE(StepPlan::create(inputs)->stopReason(), StopReason::bytes);
        inputs.limits.maxBytes = 45;
        QVERIFY(!StepPlan::create(inputs));
    }

    void moreStepsThanTheCurriculumHasAreRefused()
    {
        StepPlan::Inputs inputs = tenSequences();
        inputs.limits.steps = 4;
        const auto plan = StepPlan::create(inputs);
        QVERIFY(!plan);
        QCOMPARE(plan.error().code, ErrorCode::config);
        inputs.limits.steps = 2;
        QCOMPARE(StepPlan::create(inputs)->totalSteps(), 2);
    }

    void anEmptyCurriculumIsRefused()
    {
        StepPlan::Inputs inputs = tenSequences();
        inputs.numSequences = 0;
        QCOMPARE(StepPlan::create(inputs).error().code, ErrorCode::data);
    }

    void theCosineRisesThenFallsToItsMinimum()
    {
        const Schedule schedule{.kind = ScheduleKind::cosine,
                                .peakLearningRate = 1e-3,
                                .minimumLearningRate = 1e-4,
                                .warmupSteps = 4,
                                .totalSteps = 20};
        QCOMPARE(learningRateAt(schedule, 0), 0.25e-3);
        QCOMPARE(learningRateAt(schedule, 3), 1e-3);
        QCOMPARE(learningRateAt(schedule, 4), 1e-3);
        for (std::int64_t step = 5; step < 20; ++step) {
            QVERIFY(learningRateAt(schedule, step) < learningRateAt(schedule, step - 1));
        }
        QVERIFY(std::abs(learningRateAt(schedule, 19) - 1e-4) < 1e-15);
    }

    void wsdStaysAtItsPeakAndFallsWithOneMinusTheRootAtTheEnd()
    {
        Schedule schedule{.kind = ScheduleKind::wsd,
                          .peakLearningRate = 1e-3,
                          .minimumLearningRate = 1e-4,
                          .warmupSteps = 4,
                          .totalSteps = 20,
                          .decayShare = 0.25};
        QCOMPARE(decayStepsOf(schedule), 5);
        QCOMPARE(learningRateAt(schedule, 0), 0.25e-3);
        for (std::int64_t step = 3; step < 15; ++step) {
            QCOMPARE(learningRateAt(schedule, step), 1e-3);
        }
        for (std::int64_t step = 15; step < 20; ++step) {
            const double progress = static_cast<double>(step - 14) / 5;
            QVERIFY(std::abs(learningRateAt(schedule, step) - (1e-4 + 9e-4 * (1 - std::sqrt(progress)))) < 1e-15);
        }
        QCOMPARE(learningRateAt(schedule, 19), 1e-4);
        schedule.decayShare = 0.5;
        QVERIFY(learningRateAt(schedule, 14) < 1e-3);
    }

    void aRunThatItsBudgetEndsFallsBeforeThatEnd()
    {
        StepPlan::Inputs inputs = tenSequences();
        inputs.sequencesPerStep = 1;
        inputs.microBatch = 1;
        inputs.limits.maxFlops = 850;
        const StepPlan plan = StepPlan::create(inputs).value();
        const Schedule schedule{.kind = ScheduleKind::wsd,
                                .peakLearningRate = 1e-3,
                                .warmupSteps = 1,
                                .totalSteps = plan.totalSteps(),
                                .decayShare = 0.25};
        QCOMPARE(plan.totalSteps(), 8);
        QCOMPARE(learningRateAt(schedule, 5), 1e-3);
        QVERIFY(learningRateAt(schedule, 6) < 1e-3);
        QCOMPARE(learningRateAt(schedule, 7), 0.0);
    }

    void aWarmUpThatReachesIntoTheDecayIsRefusedByName()
    {
        Schedule schedule{.kind = ScheduleKind::wsd, .warmupSteps = 15, .totalSteps = 20, .decayShare = 0.25};
        QVERIFY(checkSchedule(schedule));
        schedule.warmupSteps = 16;
        const auto refused = checkSchedule(schedule);
        QCOMPARE(refused.error().code, ErrorCode::config);
        QVERIFY(refused.error().message.find("schedule.warmup_steps 16") != std::string::npos);
        QVERIFY(refused.error().message.find("schedule.decay_share") != std::string::npos);
        schedule.kind = ScheduleKind::cosine;
        QVERIFY(checkSchedule(schedule));
    }

    void theConstantScheduleStaysAtItsPeak()
    {
        const Schedule schedule{
            .kind = ScheduleKind::constant, .peakLearningRate = 2e-4, .warmupSteps = 2, .totalSteps = 9};
        QCOMPARE(learningRateAt(schedule, 0), 1e-4);
        QCOMPARE(learningRateAt(schedule, 8), 2e-4);
    }
};

QTEST_APPLESS_MAIN(StepPlanTest)
#include "step_plan_test.moc"
