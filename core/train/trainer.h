// SPDX-License-Identifier: Apache-2.0
// The loop of a training run: steps, evaluations, samples, checkpoints and requests, all told as events.
#pragma once

#include "core/base/clock.h"
#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/checkpoint/checkpoint_store.h"
#include "core/eval/document_scorer.h"
#include "core/protocol/event_sink.h"
#include "core/train/heartbeat.h"
#include "core/train/run_state.h"
#include "core/train/train_step.h"
#include "core/train/trainer_control.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace bafo::train {

/// Held-out documents of one language, tokenized with the model's own tokenizer.
struct HeldOutSet {
    std::string name;
    std::string language;
    std::vector<eval::TokenizedDocument> documents;
};

struct TrainerSettings {
    RunIdentity identity;
    Schedule schedule;
    double clipNorm = 1;
    double flopsPerSequence = 0;
    std::int64_t newRowsOnlySteps = 0; ///< as the optimizer's groups have it: to tell of it
    std::int64_t evaluateEvery = 0; ///< steps; 0: at the end only (and at the start where asked)
    bool isEvaluatedAtStart = true;
    std::int64_t checkpointEvery = 0; ///< steps; 0: at the end only
    std::int64_t sampleEvery = 0; ///< steps; 0: never
    int maxFailedSaves = 3; ///< so many in a row end the run
    std::vector<HeldOutSet> heldOut;
    eval::ScoringSettings scoring;
};

/// What the model completed a prompt with.
struct Sample {
    std::string prompt;
    std::string text;
};

/// Everything a trainer works with, borrowed. Only rank 0's control is asked, and only its events are anybody's truth.
/// `scorer` and `sample` use the model's current weights.
struct TrainerParts {
    TrainableModel &model;
    AdamW &optimizer;
    SequenceSource &source;
    checkpoint::CheckpointStore &checkpoints;
    distributed::Collectives &ranks; ///< all of them run a trainer over the same plan
    protocol::EventSink &events;
    TrainerControl &control;
    Heartbeat &heartbeat;
    FileSystem &files;
    const Clock &clock;
    eval::BatchScorer scorer;
    std::function<Result<std::vector<Sample>>()> sample; ///< empty where the run has no prompts
    std::function<Result<void>(const RunProgress &)> saveModel; ///< called once, after the last step; may be empty
    std::function<std::string()> newAttemptId; ///< another text at every call
};

enum class TrainOutcome { finished, cancelled, stopped };

/// One run, from its newest checkpoint or from step 0 to its end. run() is called once, on one thread.
class Trainer {
public:
    Trainer(TrainerParts parts, TrainerSettings settings, StepPlan plan);
    ~Trainer();

    /// Errors leave the last committed checkpoint as it is: the run can be resumed. run_failed is for the caller to
    /// tell. `finished` and `stopped` mean that the last step is kept: in a checkpoint or, finished, in the model.
    Result<TrainOutcome> run();

    [[nodiscard]] const RunProgress &progress() const { return m_progress; }

private:
    Result<void> prepare();
    Result<void> trainOneStep();
    Result<void> afterStep();
    Result<void> evaluate();
    Result<void> drawSamples();
    /// A failed save is told, not returned: isSaved() tells whether the state as it is has been committed.
    Result<void> saveCheckpoint();
    [[nodiscard]] bool isSaved() const { return m_savedStep == m_progress.step; }
    [[nodiscard]] Failure whyNotSaved(const std::string &what) const;
    Result<TrainOutcome> finish();

    /// Rank 0's oldest request, on all ranks.
    Result<std::optional<Request>> nextRequest(bool isWaiting);

    /// What a request makes of the run: nothing where it goes on.
    Result<std::optional<TrainOutcome>> answerRequests();
    Result<std::optional<TrainOutcome>> answer(const Request &request);
    Result<std::optional<TrainOutcome>> pauseUntilResumed(const Request &request);
    Result<void> tellAnswered(const Request &request, bool isDone, const std::string &message);
    Result<void> tellBeginnings(const StepReport &report);
    Result<void> tellStep(const StepReport &report);
    Result<void> tellPhase(const std::string &phase);

    TrainerParts m_parts;
    TrainerSettings m_settings;
    StepPlan m_plan;
    TrainStep m_step;
    RunProgress m_progress;
    std::int64_t m_savedStep = -1; ///< of the last committed checkpoint of this process
    std::int64_t m_evaluatedStep = -1;
    int m_numFailedSaves = 0;
    Error m_saveError; ///< of the last failed save
};

} // namespace bafo::train
