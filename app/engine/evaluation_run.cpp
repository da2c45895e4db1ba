// SPDX-License-Identifier: Apache-2.0
#include "app/engine/evaluation_run.h"

#include "app/engine/evaluated_model.h"
#include "app/engine/training_overlap_search.h"
#include "core/config/evaluation_run_config.h"
#include "core/protocol/events.h"
#include "core/protocol/item_progress.h"
#include "core/runs/project.h"
#include "core/scoring/evaluation_plan.h"
#include "core/scoring/judged_evaluation.h"
#include "plugins/evaluations/evaluations.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace bafo::engine {
namespace {

constexpr std::uint64_t kMaxConfigBytes = 1U << 20U;
constexpr std::size_t kMostToldItems = 5;
constexpr std::int64_t kTellNs = 1'000'000'000;
constexpr std::int64_t kSyncNs = 5'000'000'000;
constexpr auto kLongestSilence = std::chrono::milliseconds(500);

/// What an evaluation reads before its first item.
struct Ingredients {
    config::EvaluationRunConfig config;
    runs::Project project;
    Registry<scoring::EvaluationKind> kinds = evaluations::makeEvaluationKinds();
    std::vector<scoring::AskedCell> cells;
    std::unique_ptr<EvaluatedModel> model;
    scoring::EvaluationInfo info;

    [[nodiscard]] std::int64_t numItems() const
    {
        std::int64_t total = 0;
        for (const scoring::AskedCell &cell : cells) {
            total += static_cast<std::int64_t>(cell.items.size());
        }
        return total;
    }
};

Result<config::EvaluationRunConfig> readConfig(const TrainingContext &context)
{
    const Path file = context.run.configFile();
    auto config = config::parseEvaluationRunConfig(BAFO_TRY(context.files.readFile(file, kMaxConfigBytes)));
    if (!config) {
        Error error = std::move(config).error();
        error.message = file.string() + ": " + error.message;
        return fail(std::move(error));
    }
    return config;
}

Result<void> readIngredients(const TrainingContext &context, Ingredients &parts)
{
    if (context.place.numRanks > 1) {
        return fail(ErrorCode::config,
                    "an evaluation works in one process, not in " + std::to_string(context.place.numRanks),
                    "start it without --ranks");
    }
    parts.config = BAFO_TRY(readConfig(context));
    parts.project = BAFO_TRY(runs::Project::open(context.files, context.run.projectFolder()));
    const scoring::TaskLibrary library(context.files, parts.kinds, scoring::evaluationDataFolder(parts.project.root()));
    parts.cells = BAFO_TRY(scoring::planEvaluation(
        context.files, library, parts.kinds,
        {.tasks = parts.config.tasks, .prompts = parts.config.prompts, .limit = parts.config.limit}));
    const Path model = BAFO_TRY(runs::resolveModel(context.files, &parts.project, parts.config.model));
    parts.model = BAFO_TRY(EvaluatedModel::open(context.files, model));
    parts.info = {.run = context.run.id(),
                  .model = parts.config.model,
                  .weightHash = BAFO_TRY(parts.model->weightHash()),
                  .tokenizerHash = parts.model->tokenizer().hash(),
                  .contextToken = parts.model->tokenizer().pieceBytes(parts.model->contextToken()),
                  .contextLength = parts.model->contextLength(),
                  .limit = parts.config.limit,
                  .createdMs = context.clock.wallMs(),
                  .cells = {}};
    for (const scoring::AskedCell &cell : parts.cells) {
        parts.info.cells.push_back(cell.cell);
    }
    return {};
}

/// Answers that lie there belong to these questions and this model.
Result<void> checkSame(const scoring::EvaluationInfo &before, const scoring::EvaluationInfo &now)
{
    const bool isSame = before.weightHash == now.weightHash && before.tokenizerHash == now.tokenizerHash
        && std::equal(before.cells.begin(), before.cells.end(), now.cells.begin(), now.cells.end(),
                      [](const scoring::EvaluationCell &a, const scoring::EvaluationCell &b) {
                          return a.isSameAs(b) && a.numItems == b.numItems && a.start == b.start;
                      });
    if (!isSame) {
        return fail(ErrorCode::data, "the model, a task or its data has changed since run " + now.run + " began",
                    "start another evaluation: answers of both would make one score");
    }
    return {};
}

Result<void> makeFolder(const TrainingContext &context, const Ingredients &parts, const scoring::EvaluationPlace &place)
{
    if (BAFO_TRY(context.files.status(place.infoFile())).exists) {
        return checkSame(BAFO_TRY(scoring::readEvaluationInfo(context.files, place)), parts.info);
    }
    BAFO_TRY(context.files.createDirectories(place.folder() / "tasks"));
    for (const scoring::AskedCell &cell : parts.cells) {
        BAFO_TRY(writeFileAtomically(context.files, place.taskFile(cell.task.name), cell.yaml));
    }
    return writeFileAtomically(context.files, place.infoFile(), scoring::toJson(parts.info));
}

Result<void> tellStart(const TrainingContext &context, const Ingredients &parts)
{
    std::string told; // each file is asked in several ways
    for (const scoring::AskedCell &cell : parts.cells) {
        if (const std::string words = scoring::brokenInWords(cell); !words.empty()) {
            BAFO_TRY(context.events.emit(protocol::Warning{.code = "broken_lines", .message = words, .hint = {}}));
        }
        if (!cell.cell.isDataAsExpected && std::exchange(told, cell.task.name) != cell.task.name) {
            BAFO_TRY(context.events.emit(
                protocol::Warning{.code = "other_data",
                                  .message = "the data of " + cell.task.name + " is not that of revision "
                                      + cell.task.data.revision + ", for which the task was written",
                                  .hint = "compare its scores with none but those of the same file"}));
        }
    }
    if (!context.device.device.is_cpu()) {
        BAFO_TRY(context.events.emit(
            protocol::Warning{.code = "setting_without_effect",
                              .message = "evaluations compute on the processor, not on " + context.device.words,
                              .hint = {}}));
    }
    return context.events.emit(protocol::RunStarted{.name = parts.config.name,
                                                    .runKind = config::kEvalKind,
                                                    .configHash = config::hashOf(parts.config),
                                                    .totalSteps = parts.numItems(),
                                                    .stopReason = "items",
                                                    .parameters = parts.model->numParameters(),
                                                    .threads = at::get_num_threads(),
                                                    .device = "cpu",
                                                    .precision = "fp32"});
}

/// Asks item after item and keeps what was said.
class Answering {
public:
    Answering(const TrainingContext &context, Ingredients &parts, scoring::ItemWriter writer)
        : m_context(context)
        , m_parts(parts)
        , m_writer(std::move(writer))
        , m_toldNs(context.clock.steadyNs())
        , m_syncedNs(m_toldNs)
    {
        for (const scoring::ItemEntry &entry : m_writer.found()) {
            m_done.insert({entry.cell, entry.line});
        }
    }

    [[nodiscard]] std::int64_t numDone() const { return static_cast<std::int64_t>(m_done.size()); }

    /// Nothing where all items are answered.
    Result<std::optional<train::TrainOutcome>> run()
    {
        m_context.heartbeat.noteStep(numDone());
        for (std::size_t at = 0; at < m_parts.cells.size(); ++at) {
            const scoring::AskedCell &cell = m_parts.cells[at];
            m_parts.model->answerer().setSharedStart(cell.cell.start);
            for (const scoring::AskedItem &item : cell.items) {
                if (m_done.count({static_cast<std::uint32_t>(at), item.line}) > 0) {
                    continue;
                }
                if (const auto ended = BAFO_TRY(answerRequests())) {
                    BAFO_TRY(m_writer.sync());
                    return ended;
                }
                BAFO_TRY(answerItem(at, item));
            }
            BAFO_TRY(checkAnswered(cell));
        }
        BAFO_TRY(m_writer.sync());
        return std::optional<train::TrainOutcome>();
    }

private:
    Result<void> answerItem(std::size_t at, const scoring::AskedItem &item)
    {
        const scoring::AskedCell &cell = m_parts.cells[at];
        auto answers = m_parts.model->answerer().answer(
            cell.requestsOf(item.question), {.stop = cell.task.stop, .maxNewTokens = cell.task.maxNewTokens}, {});
        if (!answers) {
            Error error = std::move(answers).error();
            error.message = cell.task.name + ", prompt " + cell.prompt.name + ", line " + std::to_string(item.line)
                + ": " + error.message;
            return error.code == ErrorCode::config ? passOver(std::move(error)) : Result<void>(fail(std::move(error)));
        }
        const scoring::ItemRecord record{.cell = static_cast<std::int64_t>(at),
                                         .line = item.line,
                                         .question = item.question,
                                         .answers = std::move(*answers),
                                         .foundIn = item.foundIn};
        const scoring::Judgement judgement = BAFO_TRY(cell.kind->judge(cell.task, record.question, record.answers));
        BAFO_TRY(m_writer.append(record, judgement, cell.kind->metrics(cell.task)));
        m_done.insert({static_cast<std::uint32_t>(at), item.line});
        m_context.heartbeat.noteStep(numDone());
        return tellProgress();
    }

    /// One item that this model cannot be asked is no reason to ask it nothing.
    Result<void> passOver(Error error)
    {
        m_passedOver.push_back(std::move(error));
        if (m_passedOver.size() > kMostToldItems) {
            return {};
        }
        return m_context.events.emit(protocol::Warning{
            .code = "item_not_asked", .message = m_passedOver.back().message, .hint = m_passedOver.back().hint});
    }

    /// Fails with the first reason where not one item could be asked.
    Result<void> checkAnswered(const scoring::AskedCell &cell)
    {
        const std::vector<Error> passedOver = std::exchange(m_passedOver, {});
        const bool isNothingLeft = passedOver.size() == cell.items.size();
        return isNothingLeft ? Result<void>(fail(passedOver.front())) : Result<void>();
    }

    Result<void> tellProgress()
    {
        const std::int64_t now = m_context.clock.steadyNs();
        if (now - m_syncedNs >= kSyncNs) {
            BAFO_TRY(m_writer.sync());
            m_syncedNs = now;
        }
        if (now - m_toldNs < kTellNs && numDone() < m_parts.numItems()) {
            return {};
        }
        m_toldNs = now;
        return m_context.events.emit(protocol::Metric{.name = protocol::kItemsMetric,
                                                      .value = static_cast<double>(numDone()),
                                                      .step = numDone(),
                                                      .unit = "items"});
    }

    Result<std::optional<train::TrainOutcome>> answerRequests()
    {
        while (const auto request = m_context.control.poll()) {
            if (const auto ended = BAFO_TRY(heed(*request))) {
                return ended;
            }
        }
        return std::optional<train::TrainOutcome>();
    }

    Result<std::optional<train::TrainOutcome>> heed(const train::Request &request)
    {
        switch (request.kind) {
        case train::RequestKind::pause:
            return pauseUntilResumed(request);
        case train::RequestKind::resume:
            BAFO_TRY(tellAnswered(request, false, "the run is not paused"));
            break;
        case train::RequestKind::checkpointNow:
            BAFO_TRY(m_writer.sync());
            BAFO_TRY(tellAnswered(request, true, "every answered item is kept anyway"));
            break;
        case train::RequestKind::cancel:
            BAFO_TRY(tellAnswered(request, true, ""));
            return std::optional(train::TrainOutcome::cancelled);
        case train::RequestKind::stop:
            return std::optional(train::TrainOutcome::stopped);
        }
        return std::optional<train::TrainOutcome>();
    }

    Result<std::optional<train::TrainOutcome>> pauseUntilResumed(const train::Request &request)
    {
        BAFO_TRY(m_writer.sync());
        BAFO_TRY(m_context.events.emit(protocol::Paused{.step = numDone()}));
        BAFO_TRY(tellAnswered(request, true, ""));
        while (true) {
            const auto next = m_context.control.waitFor(kLongestSilence);
            if (!next) {
                continue;
            }
            if (next->kind == train::RequestKind::resume) {
                BAFO_TRY(m_context.events.emit(protocol::Resumed{.step = numDone()}));
                BAFO_TRY(tellAnswered(*next, true, ""));
                return std::optional<train::TrainOutcome>();
            }
            if (next->kind == train::RequestKind::pause) {
                BAFO_TRY(tellAnswered(*next, true, "the run is paused already"));
            } else if (const auto ended = BAFO_TRY(heed(*next))) {
                return ended;
            }
        }
    }

    Result<void> tellAnswered(const train::Request &request, bool isDone, const std::string &message)
    {
        return request.commandId.empty() ? Result<void>()
                                         : m_context.events.emit(protocol::CommandAnswered{
                                             .id = request.commandId, .ok = isDone, .message = message});
    }

    const TrainingContext &m_context;
    Ingredients &m_parts;
    scoring::ItemWriter m_writer;
    std::set<std::pair<std::uint32_t, std::int64_t>> m_done;
    std::int64_t m_toldNs;
    std::int64_t m_syncedNs;
    std::vector<Error> m_passedOver; ///< of the cell at work
};

Result<void> writeScores(const TrainingContext &context, const Ingredients &parts,
                         const scoring::EvaluationPlace &place)
{
    BAFO_TRY(context.events.emit(protocol::PhaseChanged{.phase = "scoring"}));
    const auto judged = BAFO_TRY(scoring::judgeEvaluation(context.files, place, parts.kinds));
    const scoring::EvaluationScores scores = scoring::scoresOf(judged);
    BAFO_TRY(writeFileAtomically(context.files, place.scoresFile(), scoring::toJson(scores)));
    for (std::size_t i = 0; i < scores.cells.size(); ++i) {
        const scoring::EvaluationCell &cell = judged.info.cells[i];
        const scoring::Score &lead = scores.cells[i].scores[static_cast<std::size_t>(cell.lead)];
        BAFO_TRY(
            context.events.emit(protocol::Metric{.name = protocol::scoreMetricName(cell.task, cell.prompt, lead.metric),
                                                 .value = lead.value,
                                                 .step = scores.cells[i].numItems}));
    }
    return {};
}

} // namespace

Result<TrainingEnd> runEvaluation(const TrainingContext &context)
{
    BAFO_TRY(context.events.emit(protocol::PhaseChanged{.phase = "loading"}));
    Ingredients parts;
    BAFO_TRY(readIngredients(context, parts));
    if (parts.config.threads > 0) {
        at::set_num_threads(static_cast<int>(parts.config.threads));
    }
    const scoring::EvaluationPlace place(scoring::evaluationsFolder(parts.project.root()) / context.run.id());
    BAFO_TRY(makeFolder(context, parts, place));
    BAFO_TRY(tellStart(context, parts));
    BAFO_TRY(findTrainingOverlap(
        {.files = context.files, .project = parts.project, .events = context.events, .model = parts.model->path()},
        parts.cells));
    BAFO_TRY(parts.model->load(context.clock));
    BAFO_TRY(context.events.emit(protocol::PhaseChanged{.phase = "answering"}));
    Answering answering(context, parts, BAFO_TRY(scoring::ItemWriter::open(context.files, place)));
    const auto ended = BAFO_TRY(answering.run());
    if (!ended) {
        BAFO_TRY(writeScores(context, parts, place));
    }
    return TrainingEnd{.outcome = ended.value_or(train::TrainOutcome::finished), .step = answering.numDone()};
}

} // namespace bafo::engine
