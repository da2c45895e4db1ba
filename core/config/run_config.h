// SPDX-License-Identifier: Apache-2.0
// Every setting of a run, once: a plain struct, one visitor over its knobs, and YAML in and out.
//
// Goals: a file written by hand reads well; a wrong key, value or unit is refused by name and line; two equal
// configurations have one hash. Non-goal: settings of machines (they are not the run's). Rejected: a schema language
// beside the code, which would drift from it.
#pragma once

#include "core/base/result.h"
#include "core/config/knob.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bafo::config {

/// A run's id is its name behind a time, and has to stay a name itself.
inline constexpr std::size_t kLongestRunName = 80;

/// One stage of the curriculum: a selection of a dataset, read so many times.
struct StageConfig {
    std::string name;
    std::string dataset;
    std::string language;
    std::string split = "train";
    std::int64_t epochs = 1;

    bool operator==(const StageConfig &) const = default;
};

/// Text that is only measured, never trained on.
struct HeldOutConfig {
    std::string name;
    std::string dataset;
    std::string language;
    std::string split = "held-out";
    std::int64_t maxDocuments = 0; ///< 0: all

    bool operator==(const HeldOutConfig &) const = default;
};

struct OptimizerConfig {
    double learningRate = 1e-3;
    double beta1 = 0.9;
    double beta2 = 0.95;
    double epsilon = 1e-8;
    double weightDecay = 0.1;
    double clipNorm = 1.0;
    double embeddingLearningRateFactor = 1.0;
    double newRowsLearningRateFactor = 1.0;
    double normLearningRateFactor = 1.0;

    bool operator==(const OptimizerConfig &) const = default;
};

struct ScheduleConfig {
    std::string kind = "cosine";
    std::int64_t warmupSteps = 5;
    double minimumLearningRate = 1e-4;
    double decayShare = 0.2;

    bool operator==(const ScheduleConfig &) const = default;
};

/// What is not trained, or not yet.
struct FreezingConfig {
    std::int64_t newRowsOnlySteps = 0;
    std::vector<std::string> tensors;

    bool operator==(const FreezingConfig &) const = default;
};

/// Text of before that is read between that of the curriculum.
struct ReplayConfig {
    std::string dataset;
    std::string language;
    std::string split = "train";
    double share = 0; ///< of all sequences; 0: none

    bool operator==(const ReplayConfig &) const = default;
};

/// How conversations are written and learnt, where the curriculum has any.
struct InstructionsConfig {
    std::string style = "model";
    std::string loss = "answers";
    double neftuneAlpha = 0;

    bool operator==(const InstructionsConfig &) const = default;
};

struct EvaluationConfig {
    std::int64_t everySteps = 0;
    bool atStart = true;
    std::vector<HeldOutConfig> heldOut;

    bool operator==(const EvaluationConfig &) const = default;
};

struct CheckpointConfig {
    std::int64_t everySteps = 50;
    std::int64_t keep = 2;

    bool operator==(const CheckpointConfig &) const = default;
};

struct SamplesConfig {
    std::int64_t everySteps = 0;
    std::vector<std::string> prompts;
    std::int64_t maxNewTokens = 40;

    bool operator==(const SamplesConfig &) const = default;
};

/// Small matrices beside the linear layers, where `method` trains these instead of the model.
struct AdapterConfig {
    std::int64_t rank = 16;
    double alpha = 32;
    double dropout = 0;
    bool rslora = false;
    std::vector<std::string> targets = {"q", "k", "v", "o"};
    bool newRows = false;

    bool operator==(const AdapterConfig &) const = default;
};

/// A value. Defaults are those of a small continued pretraining on a CPU.
struct RunConfig {
    std::string kind = "train";
    std::string name = "run";
    std::string method = "full";
    std::int64_t seed = 1;
    std::string model;
    std::string outputModel;
    std::string tokenizer;
    std::int64_t threads = 0;
    std::int64_t sequenceLength = 512;
    std::int64_t sequencesPerStep = 1;
    std::int64_t microBatch = 1;
    std::int64_t steps = 0;
    double maxFlops = 0;
    std::int64_t maxBytes = 0;
    std::string precision = "fp32";
    std::string recompute = "none";
    std::string sharding = "zero2";
    std::string packing = "together";
    std::string sync = "each";
    double dropout = 0;
    std::int64_t lossChunkMib = 0;
    std::vector<StageConfig> curriculum;
    ReplayConfig replay;
    InstructionsConfig instructions;
    OptimizerConfig optimizer;
    ScheduleConfig schedule;
    FreezingConfig freezing;
    AdapterConfig adapter;
    EvaluationConfig evaluation;
    CheckpointConfig checkpoint;
    SamplesConfig samples;

    /// Whether the run trains an adapter and leaves the model as it is.
    [[nodiscard]] bool hasAdapter() const { return method != "full"; }

    bool operator==(const RunConfig &) const = default;
};

/// What is read in between, and how conversations are: a part of visitKnobs.
template <class Visitor, class Config>
void visitTextKnobs(Visitor &visit, Config &config)
{
    constexpr auto kMore = KnobLevel::more;
    visit(Knob{"replay.dataset", "text of before that is read in between, so that the model does not forget it", kMore},
          config.replay.dataset);
    visit(Knob{"replay.language", "its language; empty: all", kMore}, config.replay.language);
    visit(Knob{"replay.split", "its part; empty: all", kMore}, config.replay.split);
    visit(Knob{"replay.share", "share of all sequences that come from it; 0: none", kMore, 0, 0.9},
          config.replay.share);
    visit(Knob{"instructions.style",
               "how conversations are written: as the model's own chat template does, or in a style by name", kMore, 0,
               0, "", "model|alpaca|chatml|gemma|llama-3|plain"},
          config.instructions.style);
    visit(Knob{"instructions.loss", "what of a conversation is learnt: the answers, or all of it", kMore, 0, 0, "",
               "answers|all"},
          config.instructions.loss);
    visit(Knob{"instructions.neftune_alpha", "noise on the embeddings of conversations (NEFTune); 5 is usual, 0: none",
               kMore, 0, 1000},
          config.instructions.neftuneAlpha);
}

/// How a run learns: a part of visitKnobs.
template <class Visitor, class Config>
void visitLearningKnobs(Visitor &visit, Config &config)
{
    constexpr auto kSimple = KnobLevel::simple;
    constexpr auto kMore = KnobLevel::more;
    visit(Knob{"optimizer.learning_rate", "size of an update at its highest", kSimple, 0, 10},
          config.optimizer.learningRate);
    visit(Knob{"optimizer.beta1", "memory of the gradient's mean", kMore, 0, 0.999999}, config.optimizer.beta1);
    visit(Knob{"optimizer.beta2", "memory of the gradient's square", kMore, 0, 0.999999}, config.optimizer.beta2);
    visit(Knob{"optimizer.epsilon", "keeps the update finite", kMore, 1e-30, 1}, config.optimizer.epsilon);
    visit(Knob{"optimizer.weight_decay", "pull of the weights towards 0; norms have none", kMore, 0, 10},
          config.optimizer.weightDecay);
    visit(Knob{"optimizer.clip_norm", "longest gradient; 0: any", kMore, 0, 1e9}, config.optimizer.clipNorm);
    visit(Knob{"optimizer.embedding_learning_rate_factor", "learning rate of the embedding rows beside the others'",
               kMore, 0, 1000},
          config.optimizer.embeddingLearningRateFactor);
    visit(Knob{"optimizer.new_rows_learning_rate_factor",
               "learning rate of the rows of new tokens beside the other embedding rows'", kMore, 0, 1000},
          config.optimizer.newRowsLearningRateFactor);
    visit(Knob{"optimizer.norm_learning_rate_factor", "learning rate of the norms beside the others'", kMore, 0, 1000},
          config.optimizer.normLearningRateFactor);
    visit(Knob{"schedule.kind", "how the learning rate goes on after the warm-up; wsd: stable, then down at the end",
               kMore, 0, 0, "", "cosine|constant|wsd"},
          config.schedule.kind);
    visit(Knob{"schedule.warmup_steps", "steps until the learning rate is at its highest", kMore, 0, 1e9, "steps"},
          config.schedule.warmupSteps);
    visit(Knob{"schedule.minimum_learning_rate", "where cosine and wsd end", kMore, 0, 10},
          config.schedule.minimumLearningRate);
    visit(Knob{"schedule.decay_share", "share of the steps in which wsd goes down, the last ones", kMore, 0.001, 1},
          config.schedule.decayShare);
    visit(Knob{"freezing.new_rows_only_steps", "so many first steps train the rows of new tokens only", kMore, 0, 1e9,
               "steps"},
          config.freezing.newRowsOnlySteps);
    visit(Knob{"freezing.tensors", "names of tensors that stay as they are; * stands for any letters", kMore},
          config.freezing.tensors);
}

/// What an adapter is: a part of visitKnobs.
template <class Visitor, class Config>
void visitAdapterKnobs(Visitor &visit, Config &config)
{
    constexpr auto kMore = KnobLevel::more;
    visit(
        Knob{"adapter.rank", "inner width of an adapter: how much it can learn, and how large it is", kMore, 1, 65536},
        config.adapter.rank);
    visit(Knob{"adapter.alpha", "weight of the adapter beside the layer; it is divided by the rank", kMore, 0.001, 1e6},
          config.adapter.alpha);
    visit(Knob{"adapter.dropout", "share of what goes into an adapter that is dropped", kMore, 0, 0.9},
          config.adapter.dropout);
    visit(Knob{"adapter.rslora", "divide alpha by the square root of the rank: for high ranks", kMore},
          config.adapter.rslora);
    visit(Knob{"adapter.targets", "layers with an adapter: out of q, k, v, o, gate, up, down", kMore},
          config.adapter.targets);
    visit(
        Knob{"adapter.new_rows", "train the rows of new tokens too, in the embedding and in a head of its own", kMore},
        config.adapter.newRows);
}

/// Calls visitor(Knob, field) for every setting, in the order in which people read them; Config is RunConfig or const
/// RunConfig. Fields are std::string, std::int64_t, double, bool, std::vector<std::string>, std::vector<StageConfig> or
/// std::vector<HeldOutConfig>.
template <class Visitor, class Config>
void visitKnobs(Visitor &&visit, Config &config)
{
    constexpr auto kSimple = KnobLevel::simple;
    constexpr auto kMore = KnobLevel::more;
    visit(Knob{"kind", "what the run does", kMore, 0, 0, "", "train"}, config.kind);
    visit(Knob{"name", "a name for people; part of the run's id", kSimple}, config.name);
    visit(Knob{"method",
               "what is trained: full, the model; lora, an adapter beside it; qlora, one beside a model of 4 bits",
               kSimple, 0, 0, "", "full|lora|qlora"},
          config.method);
    visit(Knob{"seed", "decides every random draw", kMore, 0, 9e15}, config.seed);
    visit(Knob{"model", "the model to start from: a name in the project, or a folder of it", kSimple}, config.model);
    visit(Knob{"output_model", "name of the model that the run makes; empty: none", kSimple}, config.outputModel);
    visit(Knob{"tokenizer", "a tokenizer to use instead of the model's own", kMore}, config.tokenizer);
    visit(Knob{"threads", "processor threads; 0: all", kMore, 0, 1024}, config.threads);
    visit(Knob{"sequence_length", "tokens of context in training", kSimple, 2, 131072, "tokens"},
          config.sequenceLength);
    visit(Knob{"sequences_per_step", "sequences behind one update of the weights", kSimple, 1, 1 << 20},
          config.sequencesPerStep);
    visit(Knob{"micro_batch", "sequences computed at once: more is faster and takes more memory", kMore, 1, 4096},
          config.microBatch);
    visit(Knob{"steps", "updates; 0: the whole curriculum", kSimple, 0, 1e9}, config.steps);
    visit(Knob{"max_flops", "stop before the training has cost more; 0: no limit", kMore, 0, 1e30, "FLOP"},
          config.maxFlops);
    visit(Knob{"max_bytes", "stop before more text was read; 0: no limit", kMore, 0, 9e15, "bytes"}, config.maxBytes);
    visit(Knob{"precision",
               "fp32, or bf16-mixed: computes with bf16 copies; weights, moments, gradients and loss stay fp32; with "
               "qlora also bf16-products: only products with the base in bf16",
               kMore, 0, 0, "", "fp32|bf16-mixed|bf16-products"},
          config.precision);
    visit(Knob{"recompute", "what is computed again in backward to save memory", kMore, 0, 0, "", "none|block"},
          config.recompute);
    visit(Knob{"sharding", "what a rank gives back: zero2 gradients and moments, zero3 each block's weights too", kMore,
               0, 0, "", "zero2|zero3"},
          config.sharding);
    visit(Knob{"packing", "documents in one sequence: together, each sees those before it; apart, none sees another",
               kMore, 0, 0, "", "together|apart"},
          config.packing);
    visit(Knob{"sync", "when ranks add up gradients: each micro-batch, or last: once a step, with other last digits",
               kMore, 0, 0, "", "each|last"},
          config.sync);
    visit(Knob{"dropout", "share of activations that are dropped", kMore, 0, 0.9}, config.dropout);
    visit(Knob{"loss_chunk_mib", "memory for logits at any time; 0: what suits the vocabulary", kMore, 0, 65536, "MiB"},
          config.lossChunkMib);
    visit(Knob{"curriculum", "what is read, in this order: name, dataset, language, split, epochs", kSimple},
          config.curriculum);
    visitTextKnobs(visit, config);
    visitLearningKnobs(visit, config);
    visitAdapterKnobs(visit, config);
    visit(Knob{"evaluation.every_steps", "steps between measurements; 0: at the end only", kSimple, 0, 1e9, "steps"},
          config.evaluation.everySteps);
    visit(Knob{"evaluation.at_start", "measure before the first step", kMore}, config.evaluation.atStart);
    visit(Knob{"evaluation.held_out", "what is measured: name, dataset, language, split, max_documents", kSimple},
          config.evaluation.heldOut);
    visit(Knob{"checkpoint.every_steps", "steps between saves; 0: at the end only", kMore, 0, 1e9, "steps"},
          config.checkpoint.everySteps);
    visit(Knob{"checkpoint.keep", "saves that are kept", kMore, 2, 1000}, config.checkpoint.keep);
    visit(Knob{"samples.every_steps", "steps between samples, the first before any step; 0: never", kMore, 0, 1e9,
               "steps"},
          config.samples.everySteps);
    visit(Knob{"samples.prompts", "openings that the model completes", kMore}, config.samples.prompts);
    visit(Knob{"samples.max_new_tokens", "longest completion", kMore, 1, 65536, "tokens"}, config.samples.maxNewTokens);
}

/// Reads YAML over the defaults. Fails (config) naming the key and the line, for an unknown key the nearest known one,
/// and for a value what it should be. The file's name is the caller's to add.
[[nodiscard]] Result<RunConfig> parseRunConfig(std::string_view yaml);

/// Sets one knob from text, as --set key=value does. Lists are written as YAML.
Result<void> setKnob(RunConfig &config, std::string_view key, std::string_view value);

/// Fails (config) where settings contradict each other or something that a run needs is missing.
[[nodiscard]] Result<void> checkRunConfig(const RunConfig &config);

/// Every knob, in the order of the visitor; parseRunConfig gives the same configuration back.
[[nodiscard]] std::string toYaml(const RunConfig &config);

/// One knob's value, as toYaml writes it. Empty for an unknown key.
[[nodiscard]] std::string valueOf(const RunConfig &config, std::string_view key);

/// SHA-256 over the knobs that are not at their defaults: equal configurations, equal hash, also after a version that
/// has more knobs.
[[nodiscard]] std::string hashOf(const RunConfig &config);

} // namespace bafo::config
