// SPDX-License-Identifier: Apache-2.0
// Everything that a worker can tell: one plain struct a kind, and one list of its fields that codec and index share.
//
// Goals: one line of JSON an event, readable for people; a reader of any version reads every line of version 1 for
// ever. Non-goals: commands (commands.h), bulk data (tensors and per-item results are files). Rejected: a binary format
// (cannot be mended by hand), one struct with optional fields (nobody knows which belong together).
#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace bafo::protocol {

inline constexpr int kProtocolVersion = 1;

/// Each kind has visitFields(visitor, event): it calls visitor(name in JSON, field) for every field, in order.

/// The first event of every process that writes to a log.
struct Hello {
    static constexpr const char *kKind = "hello";
    std::string program = {};
    std::string version = {};
    std::int64_t pid = 0;

    template <class Visitor, class Self>
    static void visitFields(Visitor &visit, Self &self)
    {
        visit("program", self.program);
        visit("version", self.version);
        visit("pid", self.pid);
    }
};

/// The run was given its place in the queue: no worker yet, it waits until others have ended. Void once a worker says
/// hello.
struct Queued {
    static constexpr const char *kKind = "queued";
    std::string after = {}; ///< ids of the runs that it waits for, parted by spaces

    template <class Visitor, class Self>
    static void visitFields(Visitor &visit, Self &self)
    {
        visit("after", self.after);
    }
};

/// The run's plan is known. Told again by each process that goes on with the run.
struct RunStarted {
    static constexpr const char *kKind = "run_started";
    std::string name = {};
    std::string runKind = {}; ///< train, eval, merge, export, transfer
    std::string configHash = {};
    std::int64_t totalSteps = 0;
    std::string stopReason = {}; ///< which limit ends the run: steps, curriculum, max_flops, max_bytes
    std::int64_t parameters = 0;
    std::int64_t threads = 0;
    std::string device = {}; ///< "cpu", or which CUDA device: of the first rank
    std::string precision = {}; ///< fp32 or bf16-mixed

    template <class Visitor, class Self>
    static void visitFields(Visitor &visit, Self &self)
    {
        visit("name", self.name);
        visit("run_kind", self.runKind);
        visit("config_hash", self.configHash);
        visit("total_steps", self.totalSteps);
        visit("stop_reason", self.stopReason);
        visit("parameters", self.parameters);
        visit("threads", self.threads);
        visit("device", self.device);
        visit("precision", self.precision);
    }
};

struct PhaseChanged {
    static constexpr const char *kKind = "phase_changed";
    std::string phase = {}; ///< loading, training, evaluating, saving, ...

    template <class Visitor, class Self>
    static void visitFields(Visitor &visit, Self &self)
    {
        visit("phase", self.phase);
    }
};

struct StepFinished {
    static constexpr const char *kKind = "step_finished";
    std::int64_t step = 0; ///< steps done, this one included: the first is 1
    double loss = 0; ///< nats per target
    double learningRate = 0;
    double gradientNorm = 0; ///< before clipping
    double tokensPerSecond = 0;
    std::int64_t trainTokens = 0; ///< cumulative, as are the next two
    std::int64_t trainBytes = 0;
    double trainFlops = 0;
    double stepMs = 0; ///< the sum of the next five
    double dataMs = 0;
    double forwardMs = 0;
    double backwardMs = 0;
    double optimizerMs = 0;
    double otherMs = 0;
    double residentMb = 0;
    double peakResidentMb = 0;

    template <class Visitor, class Self>
    static void visitFields(Visitor &visit, Self &self)
    {
        visit("step", self.step);
        visit("loss", self.loss);
        visit("learning_rate", self.learningRate);
        visit("gradient_norm", self.gradientNorm);
        visit("tokens_per_second", self.tokensPerSecond);
        visit("train_tokens", self.trainTokens);
        visit("train_bytes", self.trainBytes);
        visit("train_flops", self.trainFlops);
        visit("step_ms", self.stepMs);
        visit("data_ms", self.dataMs);
        visit("forward_ms", self.forwardMs);
        visit("backward_ms", self.backwardMs);
        visit("optimizer_ms", self.optimizerMs);
        visit("other_ms", self.otherMs);
        visit("resident_mb", self.residentMb);
        visit("peak_resident_mb", self.peakResidentMb);
    }
};

/// A number that nobody foresaw; charts discover names.
struct Metric {
    static constexpr const char *kKind = "metric";
    std::string name = {};
    double value = 0;
    std::int64_t step = 0;
    std::string unit = {};

    template <class Visitor, class Self>
    static void visitFields(Visitor &visit, Self &self)
    {
        visit("name", self.name);
        visit("value", self.value);
        visit("step", self.step);
        visit("unit", self.unit);
    }
};

struct EvalFinished {
    static constexpr const char *kKind = "eval_finished";
    std::string name = {};
    std::string language = {};
    double bitsPerByte = 0;
    double bitsPerByteLow = 0; ///< of its bootstrap interval
    double bitsPerByteHigh = 0;
    std::int64_t tokens = 0;
    std::int64_t bytes = 0;
    std::int64_t documents = 0;
    std::int64_t step = 0;
    std::int64_t trainBytes = 0; ///< cumulative at that step, as are the next two
    std::int64_t trainTokens = 0;
    double trainFlops = 0;

    template <class Visitor, class Self>
    static void visitFields(Visitor &visit, Self &self)
    {
        visit("name", self.name);
        visit("language", self.language);
        visit("bits_per_byte", self.bitsPerByte);
        visit("bits_per_byte_low", self.bitsPerByteLow);
        visit("bits_per_byte_high", self.bitsPerByteHigh);
        visit("tokens", self.tokens);
        visit("bytes", self.bytes);
        visit("documents", self.documents);
        visit("step", self.step);
        visit("train_bytes", self.trainBytes);
        visit("train_tokens", self.trainTokens);
        visit("train_flops", self.trainFlops);
    }
};

struct CheckpointCommitted {
    static constexpr const char *kKind = "checkpoint_committed";
    std::int64_t step = 0;
    std::string folder = {}; ///< below the run folder
    std::int64_t sizeBytes = 0;
    double saveMs = 0;

    template <class Visitor, class Self>
    static void visitFields(Visitor &visit, Self &self)
    {
        visit("step", self.step);
        visit("folder", self.folder);
        visit("size_bytes", self.sizeBytes);
        visit("save_ms", self.saveMs);
    }
};

struct CheckpointFailed {
    static constexpr const char *kKind = "checkpoint_failed";
    std::int64_t step = 0;
    std::string message = {};
    std::int64_t needBytes = 0;
    std::int64_t freeBytes = 0;

    template <class Visitor, class Self>
    static void visitFields(Visitor &visit, Self &self)
    {
        visit("step", self.step);
        visit("message", self.message);
        visit("need_bytes", self.needBytes);
        visit("free_bytes", self.freeBytes);
    }
};

struct SampleGenerated {
    static constexpr const char *kKind = "sample_generated";
    std::int64_t step = 0;
    std::string prompt = {};
    std::string text = {};

    template <class Visitor, class Self>
    static void visitFields(Visitor &visit, Self &self)
    {
        visit("step", self.step);
        visit("prompt", self.prompt);
        visit("text", self.text);
    }
};

struct Memory {
    static constexpr const char *kKind = "memory";
    double residentMb = 0;
    double peakResidentMb = 0;

    template <class Visitor, class Self>
    static void visitFields(Visitor &visit, Self &self)
    {
        visit("resident_mb", self.residentMb);
        visit("peak_resident_mb", self.peakResidentMb);
    }
};

struct Warning {
    static constexpr const char *kKind = "warning";
    std::string code = {};
    std::string message = {};
    std::string hint = {};

    template <class Visitor, class Self>
    static void visitFields(Visitor &visit, Self &self)
    {
        visit("code", self.code);
        visit("message", self.message);
        visit("hint", self.hint);
    }
};

struct Heartbeat {
    static constexpr const char *kKind = "heartbeat";
    std::int64_t step = 0;
    std::int64_t lastProgressAt = 0; ///< wall clock, ms since 1970: when a step or a long piece of work last ended

    template <class Visitor, class Self>
    static void visitFields(Visitor &visit, Self &self)
    {
        visit("step", self.step);
        visit("last_progress_at", self.lastProgressAt);
    }
};

struct Paused {
    static constexpr const char *kKind = "paused";
    std::int64_t step = 0;

    template <class Visitor, class Self>
    static void visitFields(Visitor &visit, Self &self)
    {
        visit("step", self.step);
    }
};

struct Resumed {
    static constexpr const char *kKind = "resumed";
    std::int64_t step = 0;

    template <class Visitor, class Self>
    static void visitFields(Visitor &visit, Self &self)
    {
        visit("step", self.step);
    }
};

/// What the log says of later steps is void: the run goes on from here. Readers keep the last value per step.
struct Rewound {
    static constexpr const char *kKind = "rewound";
    std::int64_t toStep = 0;

    template <class Visitor, class Self>
    static void visitFields(Visitor &visit, Self &self)
    {
        visit("to_step", self.toStep);
    }
};

/// The first sequence of a stage of the curriculum was trained on, or of a text that is read in between.
struct StageEntered {
    static constexpr const char *kKind = "stage_entered";
    std::string name = {};
    std::int64_t step = 0; ///< the first step of the stage
    std::string replayOf = {}; ///< the stage that goes on meanwhile; empty: this one takes its place

    template <class Visitor, class Self>
    static void visitFields(Visitor &visit, Self &self)
    {
        visit("name", self.name);
        visit("step", self.step);
        visit("replay_of", self.replayOf);
    }
};

/// From this step on other weights are trained than before.
struct FreezingChanged {
    static constexpr const char *kKind = "freezing_changed";
    std::string trained = {}; ///< new_rows, all
    std::int64_t step = 0; ///< the first one

    template <class Visitor, class Self>
    static void visitFields(Visitor &visit, Self &self)
    {
        visit("trained", self.trained);
        visit("step", self.step);
    }
};

struct CommandAnswered {
    static constexpr const char *kKind = "command_answered";
    std::string id = {};
    bool ok = false;
    std::string message = {};

    template <class Visitor, class Self>
    static void visitFields(Visitor &visit, Self &self)
    {
        visit("id", self.id);
        visit("ok", self.ok);
        visit("message", self.message);
    }
};

struct RunFinished {
    static constexpr const char *kKind = "run_finished";
    std::string outcome = {}; ///< finished, cancelled, stopped
    std::int64_t step = 0;
    std::string outputModel = {}; ///< project name of the model that was made; empty where there is none

    template <class Visitor, class Self>
    static void visitFields(Visitor &visit, Self &self)
    {
        visit("outcome", self.outcome);
        visit("step", self.step);
        visit("output_model", self.outputModel);
    }
};

struct RunFailed {
    static constexpr const char *kKind = "run_failed";
    std::string code = {}; ///< nameOf(ErrorCode)
    std::string message = {};
    std::string hint = {};

    template <class Visitor, class Self>
    static void visitFields(Visitor &visit, Self &self)
    {
        visit("code", self.code);
        visit("message", self.message);
        visit("hint", self.hint);
    }
};

/// A kind that this version does not know: kept as it came.
struct UnknownEvent {
    static constexpr const char *kKind = "";
    std::string kind = {};
    std::string json = {}; ///< the whole line's object
};

using Event
    = std::variant<Hello, RunStarted, PhaseChanged, StepFinished, Metric, EvalFinished, CheckpointCommitted,
                   CheckpointFailed, SampleGenerated, Memory, Warning, Heartbeat, Paused, Resumed, Rewound,
                   StageEntered, CommandAnswered, RunFinished, RunFailed, Queued, FreezingChanged, UnknownEvent>;

/// What every line carries beside its event.
struct Envelope {
    int v = kProtocolVersion;
    std::int64_t seq = 0; ///< counts the lines of one log from 0, across processes
    std::int64_t t = 0; ///< wall clock, ms since 1970
    std::string run = {};
    int rank = 0;
};

struct Message {
    Envelope envelope;
    Event event;
};

} // namespace bafo::protocol
