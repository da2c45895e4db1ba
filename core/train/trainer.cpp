// SPDX-License-Identifier: Apache-2.0
#include "core/train/trainer.h"

#include "core/checkpoint/checkpoint_layout.h"
#include "core/distributed/agreement.h"
#include "core/protocol/events.h"
#include "core/train/process_memory.h"

#include <chrono>
#include <optional>
#include <utility>

namespace bafo::train {
namespace {

double millisecondsBetween(std::int64_t startNs, std::int64_t endNs)
{
    return static_cast<double>(endNs - startNs) * 1e-6;
}

bool isDue(std::int64_t step, std::int64_t every)
{
    return every > 0 && step % every == 0;
}

} // namespace

Trainer::Trainer(TrainerParts parts, TrainerSettings settings, StepPlan plan)
    : m_parts(std::move(parts))
    , m_settings(std::move(settings))
    , m_plan(std::move(plan))
    , m_step(m_parts.model, m_parts.source, m_parts.optimizer, m_parts.ranks, m_parts.clock, m_settings.schedule,
             m_settings.clipNorm)
{
}

Trainer::~Trainer() = default;

Result<TrainOutcome> Trainer::run()
{
    BAFO_TRY(prepare());
    if (m_progress.step == 0 && m_settings.isEvaluatedAtStart) {
        BAFO_TRY(evaluate());
    }
    if (m_progress.step == 0 && m_settings.sampleEvery > 0) {
        BAFO_TRY(drawSamples()); // what the model says before it has learnt anything: later ones are read against it
    }
    while (true) {
        if (const auto ended = BAFO_TRY(answerRequests())) {
            return *ended;
        }
        if (m_progress.step >= m_plan.totalSteps()) {
            return finish();
        }
        BAFO_TRY(trainOneStep());
        BAFO_TRY(afterStep());
    }
}

Result<void> Trainer::prepare()
{
    BAFO_TRY(tellPhase("loading"));
    BAFO_TRY(m_parts.checkpoints.sweep());
    const std::vector<checkpoint::TensorView> tensors
        = tensorsToSave(m_parts.model, m_parts.optimizer, m_settings.identity);
    BAFO_TRY(m_parts.checkpoints.checkRoomForRun(checkpoint::sizeOf(tensors) + m_parts.optimizer.momentBytesToCome()));
    const checkpoint::Found found = BAFO_TRY(m_parts.checkpoints.findNewest(m_settings.identity.run));
    for (const checkpoint::PassedOver &passedOver : found.passedOver) {
        BAFO_TRY(m_parts.events.emit(protocol::Warning{
            .code = "checkpoint_passed_over",
            .message = passedOver.reason,
            .hint = "the run goes on from an older checkpoint; if nobody touched this one, check the disk"}));
    }
    if (found.manifest) {
        const Result<RunProgress> restored
            = restore(found.folder, *found.manifest, m_settings.identity, m_parts.model, m_parts.optimizer);
        BAFO_TRY(distributed::agree(m_parts.ranks, restored ? Result<void>() : Result<void>(fail(restored.error()))));
        m_parts.model.weightsChanged();
        m_progress = *restored;
        m_savedStep = m_progress.step;
        BAFO_TRY(m_parts.events.emit(protocol::Rewound{.toStep = m_progress.step}));
    }
    return tellPhase("training");
}

Result<void> Trainer::trainOneStep()
{
    const StepReport report = BAFO_TRY(m_step.run(m_plan, m_progress.step, m_progress.dataCursor));
    ++m_progress.step;
    m_progress.dataCursor += report.numSequences;
    m_progress.trainTokens += static_cast<double>(report.numTokens);
    m_progress.trainBytes += static_cast<double>(report.numBytes);
    m_progress.trainFlops += m_settings.flopsPerSequence * static_cast<double>(report.numSequences);
    m_parts.heartbeat.noteStep(m_progress.step);
    return tellStep(report);
}

/// What began with this step. It hangs on the step alone: a run that goes on does not tell it again.
Result<void> Trainer::tellBeginnings(const StepReport &report)
{
    for (const StageStart &stage : report.stagesEntered) {
        BAFO_TRY(m_parts.events.emit(
            protocol::StageEntered{.name = stage.name, .step = m_progress.step, .replayOf = stage.replayOf}));
    }
    const std::int64_t numFirst = m_settings.newRowsOnlySteps;
    if (numFirst > 0 && (m_progress.step == 1 || m_progress.step == numFirst + 1)) {
        BAFO_TRY(m_parts.events.emit(
            protocol::FreezingChanged{.trained = m_progress.step == 1 ? "new_rows" : "all", .step = m_progress.step}));
    }
    return {};
}

Result<void> Trainer::tellStep(const StepReport &report)
{
    BAFO_TRY(tellBeginnings(report));
    const ProcessMemory memory = readProcessMemory(m_parts.files);
    const double knownMs = report.dataMs + report.forwardMs + report.backwardMs + report.optimizerMs;
    protocol::StepFinished event;
    event.step = m_progress.step;
    event.loss = report.loss;
    event.learningRate = report.learningRate;
    event.gradientNorm = report.gradientNorm;
    event.tokensPerSecond = report.totalMs > 0 ? static_cast<double>(report.numTokens) * 1000 / report.totalMs : 0;
    event.trainTokens = static_cast<std::int64_t>(m_progress.trainTokens);
    event.trainBytes = static_cast<std::int64_t>(m_progress.trainBytes);
    event.trainFlops = m_progress.trainFlops;
    event.stepMs = report.totalMs;
    event.dataMs = report.dataMs;
    event.forwardMs = report.forwardMs;
    event.backwardMs = report.backwardMs;
    event.optimizerMs = report.optimizerMs;
    event.otherMs = report.totalMs - knownMs;
    event.residentMb = memory.residentMb;
    event.peakResidentMb = memory.peakResidentMb;
    return m_parts.events.emit(event);
}

Result<void> Trainer::afterStep()
{
    // Before the checkpoint: a process that dies in between does the evaluation again, and none is left out.
    if (isDue(m_progress.step, m_settings.evaluateEvery)) {
        BAFO_TRY(evaluate());
    }
    if (isDue(m_progress.step, m_settings.sampleEvery)) {
        BAFO_TRY(drawSamples());
    }
    if (isDue(m_progress.step, m_settings.checkpointEvery) && m_progress.step < m_plan.totalSteps()) {
        BAFO_TRY(saveCheckpoint());
        if (m_numFailedSaves >= m_settings.maxFailedSaves) {
            return whyNotSaved(std::to_string(m_numFailedSaves) + " checkpoints in a row could not be saved");
        }
    }
    return {};
}

Result<void> Trainer::evaluate()
{
    if (m_evaluatedStep == m_progress.step || m_settings.heldOut.empty()) {
        return {};
    }
    BAFO_TRY(tellPhase("evaluating"));
    for (const HeldOutSet &set : m_settings.heldOut) {
        const std::vector<eval::DocumentScore> scores
            = BAFO_TRY(eval::scoreDocuments(set.documents, m_settings.scoring, m_parts.scorer));
        const eval::BitsPerByte result = eval::bitsPerByteOf(scores);
        protocol::EvalFinished event;
        event.name = set.name;
        event.language = set.language;
        event.bitsPerByte = result.value;
        event.bitsPerByteLow = result.low;
        event.bitsPerByteHigh = result.high;
        event.tokens = result.tokens;
        event.bytes = result.bytes;
        event.documents = result.documents;
        event.step = m_progress.step;
        event.trainBytes = static_cast<std::int64_t>(m_progress.trainBytes);
        event.trainTokens = static_cast<std::int64_t>(m_progress.trainTokens);
        event.trainFlops = m_progress.trainFlops;
        BAFO_TRY(m_parts.events.emit(event));
        m_parts.heartbeat.noteStep(m_progress.step);
    }
    m_evaluatedStep = m_progress.step;
    return tellPhase("training");
}

Result<void> Trainer::drawSamples()
{
    if (!m_parts.sample) {
        return {};
    }
    for (Sample &sample : BAFO_TRY(m_parts.sample())) {
        BAFO_TRY(m_parts.events.emit(protocol::SampleGenerated{
            .step = m_progress.step, .prompt = std::move(sample.prompt), .text = std::move(sample.text)}));
    }
    return {};
}

Result<void> Trainer::saveCheckpoint()
{
    if (isSaved()) {
        return {};
    }
    // After a power cut the log must hold every step that the checkpoint holds: nobody tells them again.
    BAFO_TRY(m_parts.events.sync());
    const std::vector<checkpoint::TensorView> tensors
        = tensorsToSave(m_parts.model, m_parts.optimizer, m_settings.identity);
    const checkpoint::DiskRoom room = BAFO_TRY(m_parts.checkpoints.roomForSave(checkpoint::sizeOf(tensors)));
    const std::int64_t startNs = m_parts.clock.steadyNs();
    Result<checkpoint::Manifest> saved = room.freeBytes < room.needBytes
        ? Result<checkpoint::Manifest>(fail(ErrorCode::diskFull, "too little room for a checkpoint"))
        : m_parts.checkpoints.save(manifestOf(m_settings.identity, m_progress, m_parts.optimizer), tensors,
                                   m_parts.newAttemptId());
    m_parts.heartbeat.noteStep(m_progress.step);
    if (!saved) {
        ++m_numFailedSaves;
        m_saveError = saved.error();
        return m_parts.events.emit(protocol::CheckpointFailed{.step = m_progress.step,
                                                              .message = m_saveError.message,
                                                              .needBytes = static_cast<std::int64_t>(room.needBytes),
                                                              .freeBytes = static_cast<std::int64_t>(room.freeBytes)});
    }
    m_savedStep = m_progress.step;
    m_numFailedSaves = 0;
    std::uint64_t sizeBytes = 0;
    for (const checkpoint::ShardFile &shard : saved->files) {
        sizeBytes += shard.sizeBytes;
    }
    return m_parts.events.emit(
        protocol::CheckpointCommitted{.step = m_progress.step,
                                      .folder = "checkpoints/" + checkpoint::committedName(m_progress.step),
                                      .sizeBytes = static_cast<std::int64_t>(sizeBytes),
                                      .saveMs = millisecondsBetween(startNs, m_parts.clock.steadyNs())});
}

Failure Trainer::whyNotSaved(const std::string &what) const
{
    return fail(m_saveError.code, what + "; the last time: " + m_saveError.message,
                m_saveError.hint.empty() ? "free some space ('bafo disk' shows what takes it), then resume the run"
                                         : m_saveError.hint);
}

Result<TrainOutcome> Trainer::finish()
{
    BAFO_TRY(evaluate());
    if (m_settings.sampleEvery > 0 && !isDue(m_progress.step, m_settings.sampleEvery)) {
        BAFO_TRY(drawSamples());
    }
    if (const auto ended = BAFO_TRY(answerRequests())) {
        return *ended;
    }
    BAFO_TRY(tellPhase("saving"));
    BAFO_TRY(saveCheckpoint());
    if (m_parts.saveModel) {
        // The model is what the run was for: with it written, a checkpoint less is no failure.
        BAFO_TRY(m_parts.saveModel(m_progress));
    } else if (!isSaved()) {
        return whyNotSaved("the last step could not be saved");
    }
    return TrainOutcome::finished;
}

Result<std::optional<TrainOutcome>> Trainer::answerRequests()
{
    while (const std::optional<Request> request = BAFO_TRY(nextRequest(false))) {
        if (const auto ended = BAFO_TRY(answer(*request))) {
            return ended;
        }
    }
    return std::optional<TrainOutcome>();
}

/// A rank that waits for the others in a collective waits at most its timeout: rank 0 lets them hear of it meanwhile.
Result<std::optional<Request>> Trainer::nextRequest(bool isWaiting)
{
    constexpr std::chrono::seconds kLongestSilence(10);
    std::optional<Request> request;
    if (m_parts.ranks.rank() == 0) {
        request = isWaiting ? m_parts.control.waitFor(kLongestSilence) : m_parts.control.poll();
    }
    const std::string text = BAFO_TRY(distributed::fromFirstRank(
        m_parts.ranks, request ? std::to_string(static_cast<int>(request->kind)) + request->commandId : std::string()));
    if (text.empty()) {
        return std::optional<Request>();
    }
    // One digit says the kind.
    return std::optional(Request{.kind = static_cast<RequestKind>(text.front() - '0'), .commandId = text.substr(1)});
}

Result<std::optional<TrainOutcome>> Trainer::answer(const Request &request)
{
    switch (request.kind) {
    case RequestKind::pause:
        return pauseUntilResumed(request);
    case RequestKind::resume:
        BAFO_TRY(tellAnswered(request, false, "the run is not paused"));
        return std::optional<TrainOutcome>();
    case RequestKind::checkpointNow:
        BAFO_TRY(saveCheckpoint());
        BAFO_TRY(tellAnswered(request, isSaved(), isSaved() ? "" : m_saveError.message));
        return std::optional<TrainOutcome>();
    case RequestKind::cancel:
        BAFO_TRY(tellAnswered(request, true, ""));
        return std::optional(TrainOutcome::cancelled);
    case RequestKind::stop:
        BAFO_TRY(saveCheckpoint());
        if (!isSaved()) {
            return whyNotSaved("the run was asked to stop, but its last step could not be saved");
        }
        return std::optional(TrainOutcome::stopped);
    }
    return std::optional<TrainOutcome>();
}

Result<std::optional<TrainOutcome>> Trainer::pauseUntilResumed(const Request &request)
{
    BAFO_TRY(saveCheckpoint());
    if (!isSaved()) {
        BAFO_TRY(
            tellAnswered(request, false, "not paused, for the checkpoint could not be saved: " + m_saveError.message));
        return std::optional<TrainOutcome>();
    }
    BAFO_TRY(m_parts.events.emit(protocol::Paused{.step = m_progress.step}));
    BAFO_TRY(tellAnswered(request, true, ""));
    while (true) {
        const std::optional<Request> arrived = BAFO_TRY(nextRequest(true));
        if (!arrived) {
            continue;
        }
        const Request &next = *arrived;
        if (next.kind == RequestKind::resume) {
            BAFO_TRY(m_parts.events.emit(protocol::Resumed{.step = m_progress.step}));
            BAFO_TRY(tellAnswered(next, true, ""));
            return std::optional<TrainOutcome>();
        }
        if (next.kind == RequestKind::pause) {
            BAFO_TRY(tellAnswered(next, true, "the run is paused already"));
            continue;
        }
        if (const auto ended = BAFO_TRY(answer(next))) {
            return ended;
        }
    }
}

Result<void> Trainer::tellAnswered(const Request &request, bool isDone, const std::string &message)
{
    if (request.commandId.empty()) {
        return {};
    }
    return m_parts.events.emit(protocol::CommandAnswered{.id = request.commandId, .ok = isDone, .message = message});
}

Result<void> Trainer::tellPhase(const std::string &phase)
{
    return m_parts.events.emit(protocol::PhaseChanged{.phase = phase});
}

} // namespace bafo::train
