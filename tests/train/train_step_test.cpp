// SPDX-License-Identifier: Apache-2.0
#include "core/train/train_step.h"
#include "tests/fakes/bigram_model.h"
#include "tests/fakes/cyclic_text.h"

#include <QTest>

#include <cmath>

using namespace bafo;
using namespace bafo::train;

namespace {

constexpr std::uint32_t kVocabularySize = 7;

std::vector<RowGroup> allRows()
{
    return {{.tensor = "table", .numRows = kVocabularySize, .weightDecay = 0.1},
            {.tensor = "bias", .numRows = kVocabularySize}};
}

/// Trains a bigram model for all steps of ten sequences and keeps what each step reported.
struct Training {
    explicit Training(std::int64_t microBatch, double dropout = 0, double clipNorm = 1)
        : model(kVocabularySize, dropout)
        , optimizer(AdamW::create({}, allRows(), model.parameters()).value())
        , plan(StepPlan::create({.numSequences = 10, .sequencesPerStep = 4, .microBatch = microBatch}).value())
        , step(model, source, optimizer, ranks, clock, {.kind = ScheduleKind::constant, .peakLearningRate = 0.05},
               clipNorm)
    {
    }

    Result<void> runAll()
    {
        std::int64_t cursor = 0;
        for (std::int64_t i = 0; i < plan.totalSteps(); ++i) {
            reports.push_back(BAFO_TRY(step.run(plan, i, cursor)));
            cursor += reports.back().numSequences;
        }
        return {};
    }

    fakes::BigramModel model;
    fakes::CyclicText source{10, 6, kVocabularySize};
    AdamW optimizer;
    SystemClock clock;
    StepPlan plan;
    distributed::OneRank ranks;
    TrainStep step;
    std::vector<StepReport> reports;
};

/// The same text with its targets in a mask.
class MaskedText final : public SequenceSource {
public:
    MaskedText(SequenceSource &source, bool leavesSomeOut)
        : m_source(source)
        , m_leavesSomeOut(leavesSomeOut)
    {
    }

    [[nodiscard]] std::int64_t numSequences() const override { return m_source.numSequences(); }

    Result<TrainingSequence> sequence(std::int64_t globalIndex) override
    {
        TrainingSequence sequence = BAFO_TRY(m_source.sequence(globalIndex));
        for (std::size_t i = 0; i + 1 < sequence.tokens.size(); ++i) {
            const bool isValid = static_cast<std::int64_t>(i) < sequence.numValidTargets;
            sequence.isTarget.push_back(isValid && !(m_leavesSomeOut && i == 1));
        }
        sequence.numValidTargets -= m_leavesSomeOut ? 1 : 0;
        return sequence;
    }

private:
    SequenceSource &m_source;
    bool m_leavesSomeOut;
};

} // namespace

class TrainStepTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theLossOfAFreshStepIsTheMeanOverItsValidTargets()
    {
        Training training(4);
        QVERIFY(training.runAll());
        QCOMPARE(training.reports[0].numTokens, 24);
        QCOMPARE(training.reports[2].numTokens, 6 + 3);
        QCOMPARE(training.reports[2].numBytes, 18);
        QCOMPARE(training.reports[0].numSequences, 4);
        QVERIFY(std::abs(training.reports[0].loss - std::log(7.0)) < 0.3);
        QVERIFY(training.reports[2].loss < training.reports[0].loss);
    }

    void accumulationChangesTheLossOnlyByRounding()
    {
        Training whole(4, 0.3);
        Training pieces(1, 0.3);
        QVERIFY(whole.runAll());
        QVERIFY(pieces.runAll());
        for (std::size_t i = 0; i < whole.reports.size(); ++i) {
            QVERIFY(std::abs(whole.reports[i].loss - pieces.reports[i].loss) < 1e-6);
        }
        // The control: other random draws do not agree that well.
        Training other(4, 0.0);
        QVERIFY(other.runAll());
        QVERIFY(std::abs(other.reports[0].loss - whole.reports[0].loss) > 1e-6);
    }

    void aMaskSaysWhichTargetsAreLearnt()
    {
        Training prefix(4);
        QVERIFY(prefix.runAll());
        const auto lossesWith = [](bool leavesSomeOut) {
            Training training(4);
            MaskedText masked(training.source, leavesSomeOut);
            TrainStep step(training.model, masked, training.optimizer, training.ranks, training.clock,
                           {.kind = ScheduleKind::constant, .peakLearningRate = 0.05}, 1);
            std::vector<double> losses;
            std::int64_t cursor = 0;
            for (std::int64_t i = 0; i < training.plan.totalSteps(); ++i) {
                const StepReport report = step.run(training.plan, i, cursor).value();
                losses.push_back(report.loss);
                cursor += report.numSequences;
            }
            return losses;
        };
        std::vector<double> expected;
        for (const StepReport &report : prefix.reports) {
            expected.push_back(report.loss);
        }
        QCOMPARE(lossesWith(false), expected);
        QVERIFY(lossesWith(true) != expected);
    }

    void aGradientThatIsNotFiniteStopsBeforeTheUpdateAndNamesItsTensor()
    {
        Training training(4);
        training.model.poisonAtStep(1);
        const auto outcome = training.runAll();
        QVERIFY(!outcome);
        QCOMPARE(training.reports.size(), 1U);
        QVERIFY(outcome.error().message.find("step 2") != std::string::npos);
        QVERIFY(outcome.error().message.find("bias") != std::string::npos);
        QVERIFY(!outcome.error().hint.empty());
        QCOMPARE(training.optimizer.numSteps(), 1);
        Training reference(4);
        QVERIFY(reference.runAll());
        QVERIFY(training.model.table() != reference.model.table());
        Training oneStep(4);
        QVERIFY(oneStep.step.run(oneStep.plan, 0, 0));
        QCOMPARE(training.model.table(), oneStep.model.table());
    }

    void aWeightThatIsNoNumberStopsBeforeTheUpdateAndIsNamed()
    {
        Training training(4);
        training.model.parameters()[0].values[3] = std::nanf("");
        const auto outcome = training.runAll();
        QVERIFY(!outcome);
        QCOMPARE(training.optimizer.numSteps(), 0);
        QVERIFY(outcome.error().message.find("the loss is") != std::string::npos);
        QVERIFY(outcome.error().message.find("values in table") != std::string::npos);
    }

    void aCursorBehindTheCurriculumIsAnErrorNotACrash()
    {
        Training training(4);
        QCOMPARE(training.step.run(training.plan, 0, 10).error().code, ErrorCode::data);
    }
};

QTEST_APPLESS_MAIN(TrainStepTest)
#include "train_step_test.moc"
