// SPDX-License-Identifier: Apache-2.0
#include "app/engine/training_run.h"

#include "app/engine/run_adapter.h"
#include "app/engine/trained_model.h"
#include "app/engine/training_recipe.h"
#include "app/engine/training_text.h"
#include "core/adapters/adapter_work.h"
#include "core/checkpoint/checkpoint_store.h"
#include "core/config/run_config.h"
#include "core/data/document_separator.h"
#include "core/distributed/agreement.h"
#include "core/distributed/device_collectives.h"
#include "core/distributed/gloo_collectives.h"
#include "core/eval/decoder_scorer.h"
#include "core/exchange/model_folder.h"
#include "core/exchange/model_tokenizer.h"
#include "core/exchange/packed_base.h"
#include "core/generate/decoder_reader.h"
#include "core/generate/generator.h"
#include "core/protocol/events.h"
#include "core/runs/project.h"
#include "core/text/tokenizer.h"
#include "core/train/decoder_model.h"
#include "core/train/sharded_weights.h"
#include "plugins/architectures/architectures.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <random>
#include <stop_token>
#include <thread>
#include <utility>

namespace bafo::engine {
namespace {

constexpr std::uint64_t kMaxConfigBytes = 1U << 20U;

/// What a run reads before its first step. Not movable: the decoder looks at the weights.
struct Ingredients {
    config::RunConfig config;
    runs::Project project;
    Registry<model::Architecture> architectures = architectures::makeArchitectures();
    std::optional<exchange::ModelFolder> folder;
    std::optional<RunAdapter> adapter;
    std::optional<model::WeightStore> weights;
    Path tokenizerPath; ///< the model's own folder, or that of the tokenizer which replaces it
    std::unique_ptr<text::Tokenizer> tokenizer;
    std::unique_ptr<Curriculum> curriculum;
    const text::ChatStyle *style = nullptr; ///< of conversations; null: the run learns from texts
    std::uint32_t separator = 0; ///< between documents
    std::vector<std::vector<std::uint32_t>> prompts; ///< of the samples, behind a separator
    std::vector<train::HeldOutSet> heldOut;
    std::vector<train::RowGroup> groups;
    Path outputFolder;
    bool isAlreadySaved = false;
};

Result<config::RunConfig> readConfig(const TrainingContext &context)
{
    const std::string yaml = BAFO_TRY(context.files.readFile(context.run.configFile(), kMaxConfigBytes));
    auto config = config::parseRunConfig(yaml);
    if (!config) {
        Error error = std::move(config).error();
        error.message = context.run.configFile().string() + ": " + error.message;
        return fail(std::move(error));
    }
    BAFO_TRY(config::checkRunConfig(*config));
    return config;
}

Result<void> checkContext(const Ingredients &parts)
{
    const std::int64_t limit = parts.folder->config().contextLength;
    if (parts.config.sequenceLength > limit) {
        return fail(ErrorCode::config,
                    "sequence_length is " + std::to_string(parts.config.sequenceLength) + ", but "
                        + parts.folder->path().string() + " reads at most " + std::to_string(limit) + " tokens at once",
                    "set sequence_length to " + std::to_string(limit) + " or less");
    }
    return {};
}

/// The prompts of the samples as tokens, each found to leave room for its answer.
Result<std::vector<std::vector<std::uint32_t>>> readPrompts(const Ingredients &parts)
{
    std::vector<std::vector<std::uint32_t>> prompts;
    for (const std::string &prompt : parts.config.samples.prompts) {
        std::vector<std::uint32_t> tokens = {parts.separator};
        const std::vector<std::uint32_t> body = parts.tokenizer->encode(prompt);
        tokens.insert(tokens.end(), body.begin(), body.end());
        if (parts.style != nullptr) { // a question, written as those that are learnt
            tokens = BAFO_TRY(parts.style->encode(*parts.tokenizer, {{.role = "user", .content = prompt}}));
        }
        const auto limit = static_cast<std::size_t>(parts.folder->config().contextLength);
        if (tokens.size() >= limit) {
            return fail(ErrorCode::config,
                        "samples.prompts: '" + prompt.substr(0, 40) + "...' is " + std::to_string(tokens.size())
                            + " tokens long, the model reads at most " + std::to_string(limit) + " with its answer",
                        "make it shorter");
        }
        prompts.push_back(std::move(tokens));
    }
    return prompts;
}

/// A base of 4 bits is multiplied with in main memory.
Result<void> checkDevice(const TrainingContext &context, const config::RunConfig &config)
{
    if (config.method == "qlora" && !context.device.device.is_cpu()) {
        return fail(ErrorCode::config,
                    "method is qlora, which computes on the processor only, not on " + context.device.words,
                    "start the run with --device cpu, or set method to lora");
    }
    return {};
}

/// Everything that can be wrong with a run is found here, before its first step.
Result<void> readIngredients(const TrainingContext &context, Ingredients &parts)
{
    FileSystem &files = context.files;
    parts.config = BAFO_TRY(readConfig(context));
    parts.project = BAFO_TRY(runs::Project::open(files, context.run.projectFolder()));
    if (!parts.config.outputModel.empty()) {
        BAFO_TRY(runs::checkName("output_model", parts.config.outputModel));
        parts.outputFolder = parts.project.modelsFolder() / parts.config.outputModel;
        parts.isAlreadySaved = BAFO_TRY(isAlreadySaved(files, parts.outputFolder, context.run.id()));
    }
    const Path modelPath = BAFO_TRY(runs::resolveModel(files, &parts.project, parts.config.model));
    parts.folder = BAFO_TRY(exchange::ModelFolder::open(files, modelPath, parts.architectures));
    parts.tokenizerPath = parts.config.tokenizer.empty()
        ? modelPath
        : BAFO_TRY(runs::resolveTokenizer(files, &parts.project, parts.config.tokenizer));
    parts.tokenizer = BAFO_TRY(text::loadTokenizer(files, parts.tokenizerPath));
    BAFO_TRY(exchange::checkTokenizerFits(*parts.tokenizer, *parts.folder));
    BAFO_TRY(checkContext(parts));
    parts.separator = data::documentSeparator(*parts.tokenizer).value_or(0);
    parts.style = BAFO_TRY(styleOfRun(files, parts.project, parts.config, modelPath));
    parts.prompts = BAFO_TRY(readPrompts(parts));
    parts.curriculum = BAFO_TRY(Curriculum::open(files, parts.project, parts.config, *parts.tokenizer, parts.style));
    parts.heldOut = BAFO_TRY(openHeldOut(files, parts.project, parts.config, *parts.tokenizer, parts.style));
    BAFO_TRY(checkDevice(context, parts.config));
    parts.adapter = BAFO_TRY(runAdapterOf(files, parts.config, *parts.folder));
    parts.weights.emplace(storeOf(*parts.folder, parts.adapter));
    parts.groups = BAFO_TRY(rowGroupsOf(files, parts.config, *parts.folder, *parts.weights));
    return {};
}

Result<std::unique_ptr<distributed::Collectives>> meetRanks(const TrainingContext &context)
{
    if (context.place.numRanks == 1) {
        return std::make_unique<distributed::OneRank>();
    }
    auto ranks = BAFO_TRY(distributed::makeGlooCollectives(context.place, context.progress));
    if (!context.device.cuda) {
        return ranks;
    }
    return distributed::makeDeviceCollectives(std::move(ranks), context.device.cuda->functions(), context.device.device,
                                              context.progress);
}

/// Rank 0 before the others: it builds the token stores that are missing, and finds what is wrong.
Result<void> readIngredientsInTurn(const TrainingContext &context, distributed::Collectives &ranks, Ingredients &parts)
{
    const bool isFirst = context.place.isLeader();
    BAFO_TRY(distributed::firstRankWorks(ranks, [&] { return readIngredients(context, parts); }));
    return isFirst ? Result<void>() : readIngredients(context, parts);
}

/// For qlora: every rank packs all of the base for itself, and the optimizer knows nothing of it.
Result<void> packBaseWhereWanted(const TrainingContext &context, distributed::Collectives &ranks, Ingredients &parts)
{
    if (parts.config.method != "qlora") {
        return {};
    }
    BAFO_TRY(distributed::agree(ranks,
                                exchange::packBase(*parts.folder, *parts.weights,
                                                   storageOf(context.device, parts.config.precision).computeType)));
    std::erase_if(parts.groups,
                  [&parts](const train::RowGroup &group) { return parts.weights->at(group.tensor).isPacked(); });
    return {};
}

/// As the run's settings say; else all processors, divided among the ranks.
void setThreads(std::int64_t wanted, int numRanks)
{
    if (wanted > 0) {
        at::set_num_threads(static_cast<int>(wanted));
    } else if (numRanks > 1) {
        at::set_num_threads(std::max(1, at::get_num_threads() / numRanks));
    }
}

double flopsPerSequenceOf(const Ingredients &parts)
{
    const model::ModelConfig &model = parts.folder->config();
    const std::int64_t length = parts.config.sequenceLength;
    const double perToken = parts.adapter ? adapters::trainingFlopsPerToken(parts.adapter->plan, model, length)
                                          : model::trainingFlopsPerToken(model, length);
    return perToken * static_cast<double>(length);
}

Result<train::StepPlan> planOf(const Ingredients &parts)
{
    const config::RunConfig &config = parts.config;
    Result<void> reading;
    auto plan = train::StepPlan::create(
        {.numSequences = parts.curriculum->numSequences(),
         .sequencesPerStep = config.sequencesPerStep,
         .microBatch = config.microBatch,
         .flopsPerSequence = flopsPerSequenceOf(parts),
         .limits = {.steps = config.steps, .maxFlops = config.maxFlops, .maxBytes = config.maxBytes},
         .bytesOfSequence = [&parts, &reading](std::int64_t index) -> std::int64_t {
             auto sequence = parts.curriculum->sequence(index);
             if (!sequence) {
                 reading = fail(std::move(sequence).error());
                 return 0;
             }
             return sequence->numBytes;
         }});
    BAFO_TRY(std::move(reading));
    return plan;
}

Result<train::TrainerSettings> settingsOf(const TrainingContext &context, Ingredients &parts,
                                          const train::StepPlan &plan, distributed::Collectives &ranks)
{
    const config::RunConfig &config = parts.config;
    train::TrainerSettings settings;
    settings.identity = {.run = context.run.id(),
                         .configHash = config::hashOf(config),
                         .dataHash = parts.curriculum->hash(),
                         .codeVersion = BAFO_VERSION,
                         .frozenTensors = BAFO_TRY(
                             hashesOf(train::neverTrained(parts.groups, plan.totalSteps()), *parts.folder, ranks))};
    settings.schedule = BAFO_TRY(scheduleOf(config, plan.totalSteps()));
    settings.newRowsOnlySteps = config.freezing.newRowsOnlySteps;
    settings.clipNorm = config.optimizer.clipNorm;
    settings.flopsPerSequence = flopsPerSequenceOf(parts);
    settings.evaluateEvery = config.evaluation.everySteps;
    settings.isEvaluatedAtStart = config.evaluation.atStart;
    settings.checkpointEvery = config.checkpoint.everySteps;
    settings.sampleEvery = config.samples.everySteps;
    settings.heldOut = std::move(parts.heldOut);
    settings.scoring = {.contextToken = parts.separator, .sequenceLength = config.sequenceLength};
    return settings;
}

/// Completes the prompts with the weights as they are now; greedy, so that two moments can be compared.
Result<std::vector<train::Sample>> drawSamples(const TrainingContext &context, const Ingredients &parts,
                                               model::Decoder &decoder)
{
    std::vector<train::Sample> samples;
    generate::DecoderReader reader(decoder);
    generate::Generator generator(reader, context.clock);
    generate::GenerationOptions options;
    options.sampling.temperature = 0;
    options.maxNewTokens = parts.config.samples.maxNewTokens;
    options.stopTokens = parts.folder->endTokens();
    options.stopTokens.push_back(parts.separator);
    if (parts.style != nullptr) {
        const std::vector<std::uint32_t> ends = parts.style->endTokens(*parts.tokenizer);
        options.stopTokens.insert(options.stopTokens.end(), ends.begin(), ends.end());
    }
    options.reachableVocabulary = parts.tokenizer->vocabularySize();
    for (std::size_t i = 0; i < parts.prompts.size(); ++i) {
        const generate::Generation generation = BAFO_TRY(generator.generate(
            parts.prompts[i], options, [](std::uint32_t) {}, std::stop_token()));
        samples.push_back(
            {.prompt = parts.config.samples.prompts[i], .text = parts.tokenizer->decode(generation.tokens, false)});
    }
    return samples;
}

/// Another text for every attempt of every process.
std::string newAttemptId()
{
    std::random_device device;
    std::string id;
    for (int word = 0; word < 4; ++word) {
        constexpr const char *kDigits = "0123456789abcdef";
        for (std::uint32_t bits = device(), digit = 0; digit < 8; ++digit, bits >>= 4U) {
            id += kDigits[bits & 15U];
        }
    }
    return id;
}

/// Whether two selections of a dataset may hold the same documents. Empty means all.
bool overlap(const std::string &one, const std::string &other)
{
    return one.empty() || other.empty() || one == other;
}

/// Figures on text that the model was trained on are no held-out figures.
Result<void> tellOfSeenText(const TrainingContext &context, const config::RunConfig &config)
{
    std::vector<config::StageConfig> texts = config.curriculum;
    if (config.replay.share > 0) {
        texts.push_back({.name = "replay",
                         .dataset = config.replay.dataset,
                         .language = config.replay.language,
                         .split = config.replay.split});
    }
    for (const config::HeldOutConfig &heldOut : config.evaluation.heldOut) {
        for (const config::StageConfig &stage : texts) {
            if (stage.dataset == heldOut.dataset && overlap(stage.language, heldOut.language)
                && overlap(stage.split, heldOut.split)) {
                BAFO_TRY(context.events.emit(
                    protocol::Warning{.code = "held_out_is_trained_on",
                                      .message = "evaluation.held_out '" + heldOut.name
                                          + "' measures text that curriculum stage '" + stage.name + "' trains on",
                                      .hint = "hold text out with 'bafo data split', and name its splits"}));
                break;
            }
        }
    }
    return {};
}

Result<void> tellStart(const TrainingContext &context, const Ingredients &parts, const train::TrainerSettings &settings,
                       const train::StepPlan &plan)
{
    if (parts.config.maxFlops > 0 && plan.stopReason() == train::StopReason::curriculum) {
        BAFO_TRY(context.events.emit(protocol::Warning{.code = "limit_not_reached",
                                                       .message = "the curriculum ends before max_flops is used up",
                                                       .hint = "raise the epochs of a stage"}));
    }
    BAFO_TRY(tellOfSeenText(context, parts.config));
    BAFO_TRY(tellWithoutEffect(parts.config, parts.style != nullptr, context.events));
    for (const std::string &cut : parts.curriculum->cuts()) {
        BAFO_TRY(
            context.events.emit(protocol::Warning{.code = "conversations_cut",
                                                  .message = cut,
                                                  .hint = "raise sequence_length, or leave it: the others are whole"}));
    }
    for (const std::string &rebuilt : parts.curriculum->rebuiltStores()) {
        BAFO_TRY(context.events.emit(
            protocol::Warning{.code = "store_rebuilt",
                              .message = rebuilt,
                              .hint = "nothing is lost: it was made from the dataset's documents"}));
    }
    if (!parts.prompts.empty() && parts.config.samples.everySteps == 0) {
        BAFO_TRY(context.events.emit(protocol::Warning{.code = "setting_without_effect",
                                                       .message = "samples.prompts are never completed",
                                                       .hint = "set samples.every_steps"}));
    }
    return context.events.emit(protocol::RunStarted{.name = parts.config.name,
                                                    .runKind = parts.config.kind,
                                                    .configHash = settings.identity.configHash,
                                                    .totalSteps = plan.totalSteps(),
                                                    .stopReason = train::nameOf(plan.stopReason()),
                                                    .parameters = parts.weights->numParameters(),
                                                    .threads = at::get_num_threads(),
                                                    .device = context.device.words,
                                                    .precision = parts.config.precision});
}

} // namespace

Result<TrainingEnd> runTraining(const TrainingContext &context)
{
    const std::unique_ptr<distributed::Collectives> ranks = BAFO_TRY(meetRanks(context));
    Ingredients parts;
    BAFO_TRY(readIngredientsInTurn(context, *ranks, parts));
    const config::RunConfig &config = parts.config;
    setThreads(config.threads, context.place.numRanks);
    const train::StepPlan plan = BAFO_TRY(planOf(parts));
    train::TrainerSettings settings = BAFO_TRY(settingsOf(context, parts, plan, *ranks));
    if (context.place.isLeader()) {
        BAFO_TRY(tellStart(context, parts, settings, plan));
    }
    BAFO_TRY(packBaseWhereWanted(context, *ranks, parts));

    model::Decoder decoder(parts.folder->architecture(), parts.folder->config(), *parts.weights,
                           {.recompute = config.recompute == "block" ? model::Recompute::block : model::Recompute::none,
                            .lossHead = {.chunkBytes = config.lossChunkMib << 20},
                            .device = context.device.device});
    train::ShardedWeights weights(*ranks, *parts.weights, decoder.units(),
                                  config.sharding == "zero3" ? train::ZeroStage::three : train::ZeroStage::two,
                                  config.sync == "last" ? train::GradientSync::last : train::GradientSync::each,
                                  storageOf(context.device, config.precision));
    BAFO_TRY(loadWeights(*parts.folder, parts.adapter, static_cast<std::uint64_t>(config.seed), weights));
    train::DecoderModel trainable(decoder, weights, config.dropout, static_cast<std::uint64_t>(config.seed),
                                  context.clock,
                                  {.adapterDropout = parts.adapter ? parts.adapter->plan.dropout : 0,
                                   .neftuneAlpha = parts.style == nullptr ? 0 : config.instructions.neftuneAlpha});
    auto optimizer = BAFO_TRY(train::AdamW::create(
        {.beta1 = config.optimizer.beta1, .beta2 = config.optimizer.beta2, .epsilon = config.optimizer.epsilon},
        parts.groups, trainable.parameters()));
    checkpoint::CheckpointStore checkpoints(context.files, context.run.checkpointsFolder(),
                                            static_cast<int>(config.checkpoint.keep), ranks.get());
    std::function<Result<void>(const train::RunProgress &)> saveModel;
    if (!parts.outputFolder.empty()) {
        saveModel = [&](const train::RunProgress &progress) -> Result<void> {
            return parts.isAlreadySaved ? Result<void>()
                                        : saveTrainedModel(context.files, parts.outputFolder,
                                                           {.base = *parts.folder,
                                                            .adapter = parts.adapter,
                                                            .tokenizer = *parts.tokenizer,
                                                            .tokenizerPath = parts.tokenizerPath,
                                                            .config = config,
                                                            .style = parts.style,
                                                            .run = context.run.id(),
                                                            .progress = progress},
                                                           weights);
        };
    }
    std::function<Result<std::vector<train::Sample>>()> sample;
    if (!config.samples.prompts.empty()) {
        sample = [&] { return drawSamples(context, parts, decoder); };
    }
    train::Trainer trainer({.model = trainable,
                            .optimizer = optimizer,
                            .source = *parts.curriculum,
                            .checkpoints = checkpoints,
                            .ranks = *ranks,
                            .events = context.events,
                            .control = context.control,
                            .heartbeat = context.heartbeat,
                            .files = context.files,
                            .clock = context.clock,
                            .scorer = eval::makeDecoderScorer(decoder),
                            .sample = std::move(sample),
                            .saveModel = std::move(saveModel),
                            .newAttemptId = newAttemptId},
                           std::move(settings), plan);
    TrainingEnd end;
    end.outcome = BAFO_TRY(trainer.run());
    end.step = trainer.progress().step;
    end.outputModel = end.outcome == train::TrainOutcome::finished ? config.outputModel : std::string();
    return end;
}

} // namespace bafo::engine
