// SPDX-License-Identifier: Apache-2.0
#include "core/runs/model_card_run.h"

#include "core/config/run_config.h"
#include "core/runs/event_log.h"
#include "core/runs/run_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

namespace bafo::runs {
namespace {

constexpr std::uint64_t kMaxConfigBytes = 1 << 20;
constexpr double kMsPerMinute = 60'000;

/// Told whatever they are; others where they are not at their defaults.
constexpr std::array<std::string_view, 9> kAlwaysTold = {"method",
                                                         "seed",
                                                         "sequence_length",
                                                         "sequences_per_step",
                                                         "optimizer.learning_rate",
                                                         "schedule.kind",
                                                         "schedule.warmup_steps",
                                                         "precision",
                                                         "optimizer.weight_decay"};

/// Names and places, the machine, and what is only looked at.
constexpr std::array<std::string_view, 17> kNeverTold = {"kind",
                                                         "name",
                                                         "model",
                                                         "output_model",
                                                         "tokenizer",
                                                         "threads",
                                                         "curriculum",
                                                         "micro_batch",
                                                         "evaluation.every_steps",
                                                         "evaluation.at_start",
                                                         "evaluation.held_out",
                                                         "checkpoint.every_steps",
                                                         "checkpoint.keep",
                                                         "samples.every_steps",
                                                         "samples.prompts",
                                                         "samples.max_new_tokens",
                                                         "loss_chunk_mib"};

template <std::size_t Count>
bool isOneOf(const std::array<std::string_view, Count> &keys, std::string_view key)
{
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

std::string withoutQuotes(std::string value)
{
    const bool isQuoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
    return isQuoted ? value.substr(1, value.size() - 2) : value;
}

std::string inWords(const config::RunConfig &config, std::string_view key, const std::vector<std::string> &values)
{
    std::string words;
    for (const std::string &value : values) {
        words += (words.empty() ? "" : ", ") + value;
    }
    return words.empty() ? withoutQuotes(config::valueOf(config, key)) : words;
}

template <class Field>
std::string inWords(const config::RunConfig &config, std::string_view key, const Field & /*other*/)
{
    return withoutQuotes(config::valueOf(config, key));
}

std::vector<CardFact> settingsOf(const config::RunConfig &config)
{
    const config::RunConfig defaults;
    std::vector<CardFact> settings;
    const auto tell = [&](const config::Knob &knob, const auto &field) {
        const std::string_view key = knob.key;
        const bool isOfAdapter = config.hasAdapter() && key.starts_with("adapter.");
        const std::string value = config::valueOf(config, key);
        if (!isOneOf(kNeverTold, key)
            && (isOneOf(kAlwaysTold, key) || isOfAdapter || value != config::valueOf(defaults, key))) {
            settings.push_back({.name = std::string(key), .value = inWords(config, key, field)});
        }
    };
    config::visitKnobs(tell, config);
    return settings;
}

std::vector<CardText> textsOf(const config::RunConfig &config)
{
    std::vector<CardText> texts;
    for (const config::StageConfig &stage : config.curriculum) {
        texts.push_back(
            {.dataset = stage.dataset, .language = stage.language, .split = stage.split, .epochs = stage.epochs});
    }
    if (config.replay.share > 0) {
        texts.push_back({.dataset = config.replay.dataset,
                         .language = config.replay.language,
                         .split = config.replay.split,
                         .epochs = 0});
    }
    return texts;
}

/// What stays of a log: the last word on each step, of every held-out set the first and the last measurement.
struct LogReading {
    std::string version;
    std::string device;
    std::string outcome;
    std::map<std::int64_t, protocol::StepFinished> steps;
    std::vector<std::string> sets; ///< in the order in which they were measured first
    std::map<std::string, std::map<std::int64_t, protocol::EvalFinished>> measured;

    void add(const protocol::Event &event)
    {
        if (const auto *hello = std::get_if<protocol::Hello>(&event)) {
            version = hello->version;
        } else if (const auto *started = std::get_if<protocol::RunStarted>(&event)) {
            device = started->device;
        } else if (const auto *step = std::get_if<protocol::StepFinished>(&event)) {
            steps[step->step] = *step;
        } else if (const auto *eval = std::get_if<protocol::EvalFinished>(&event)) {
            if (!measured.contains(eval->name)) {
                sets.push_back(eval->name);
            }
            measured[eval->name][eval->step] = *eval;
        } else if (const auto *finished = std::get_if<protocol::RunFinished>(&event)) {
            outcome = finished->outcome;
        } else if (const auto *rewound = std::get_if<protocol::Rewound>(&event)) {
            steps.erase(steps.upper_bound(rewound->toStep), steps.end());
            for (auto &[name, evaluations] : measured) {
                evaluations.erase(evaluations.upper_bound(rewound->toStep), evaluations.end());
            }
        }
    }
};

std::vector<CardFact> resultsOf(const LogReading &log)
{
    std::vector<CardFact> results;
    if (!log.steps.empty()) {
        const protocol::StepFinished &last = log.steps.rbegin()->second;
        double milliseconds = 0;
        for (const auto &[number, step] : log.steps) {
            milliseconds += step.stepMs;
        }
        results = {{"steps", std::to_string(last.step)},
                   {"tokens read", std::to_string(last.trainTokens)},
                   {"bytes read", std::to_string(last.trainBytes)},
                   {"compute", fmt::format("{:.3g} FLOP", last.trainFlops)},
                   {"loss of the last step", fmt::format("{:.4f} nats a token", last.loss)},
                   {"time of the steps", fmt::format("{:.1f} minutes", milliseconds / kMsPerMinute)}};
    }
    for (const auto &[name, value] : {std::pair<const char *, std::string>{"device", log.device},
                                      std::pair<const char *, std::string>{"program", log.version},
                                      std::pair<const char *, std::string>{"outcome", log.outcome}}) {
        results.push_back({.name = name, .value = value.empty() ? "unknown" : value});
    }
    return results;
}

std::vector<CardMeasure> measuresOf(const LogReading &log)
{
    std::vector<CardMeasure> measures;
    for (const std::string &name : log.sets) {
        const auto &evaluations = log.measured.at(name);
        if (evaluations.empty()) {
            continue;
        }
        const protocol::EvalFinished &first = evaluations.begin()->second;
        const protocol::EvalFinished &last = evaluations.rbegin()->second;
        measures.push_back({.set = name,
                            .language = last.language,
                            .firstStep = first.step,
                            .first = first.bitsPerByte,
                            .lastStep = last.step,
                            .last = last.bitsPerByte,
                            .low = last.bitsPerByteLow,
                            .high = last.bitsPerByteHigh,
                            .numDocuments = last.documents});
    }
    return measures;
}

} // namespace

Result<CardRun> readCardRun(FileSystem &files, const Project &project, const std::string &id)
{
    CardRun card{.id = id, .model = {}};
    const auto run = RunFolder::find(files, project, id);
    if (!run) {
        return card;
    }
    const auto config = config::parseRunConfig(BAFO_TRY(files.readFile(run->configFile(), kMaxConfigBytes)));
    if (!config) {
        return card;
    }
    card.isHere = true;
    card.settings = settingsOf(*config);
    card.texts = textsOf(*config);
    LogReading log;
    EventLogReader reader(run->eventLog());
    for (auto messages = BAFO_TRY(reader.poll()); !messages.empty(); messages = BAFO_TRY(reader.poll())) {
        for (const protocol::Message &message : messages) {
            log.add(message.event);
        }
    }
    card.results = resultsOf(log);
    card.measures = measuresOf(log);
    return card;
}

} // namespace bafo::runs
