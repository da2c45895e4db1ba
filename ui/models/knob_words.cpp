// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/knob_words.h"

#include <QCoreApplication>

#include <array>

namespace bafo::ui {
namespace {

struct Entry {
    const char *key;
    const char *name;
    const char *sentence;
};

constexpr const char *kContext = "Knobs";

// Spelt out for lupdate, which reads no macros of ours.
// clang-format off
constexpr std::array kEntries{
    Entry{"kind", QT_TRANSLATE_NOOP("Knobs", "Kind"),
          QT_TRANSLATE_NOOP("Knobs", "What the run does.")},
    Entry{"name", QT_TRANSLATE_NOOP("Knobs", "Name of the run"),
          QT_TRANSLATE_NOOP("Knobs", "For you: part of the run's folder and of every list.")},
    Entry{"seed", QT_TRANSLATE_NOOP("Knobs", "Seed"),
          QT_TRANSLATE_NOOP("Knobs", "Decides every random draw: the same seed gives the same run again.")},
    Entry{"model", QT_TRANSLATE_NOOP("Knobs", "Model to start from"),
          QT_TRANSLATE_NOOP("Knobs", "One of the project's models; it is not changed.")},
    Entry{"output_model", QT_TRANSLATE_NOOP("Knobs", "Name of the new model"),
          QT_TRANSLATE_NOOP("Knobs", "What the run makes. Empty: it makes no model.")},
    Entry{"tokenizer", QT_TRANSLATE_NOOP("Knobs", "Other word pieces (tokenizer)"),
          QT_TRANSLATE_NOOP("Knobs", "In place of the model's own. Leave it empty as a rule.")},
    Entry{"threads", QT_TRANSLATE_NOOP("Knobs", "Processor threads"),
          QT_TRANSLATE_NOOP("Knobs", "0 takes all. Fewer leave room for other work.")},
    Entry{"sequence_length", QT_TRANSLATE_NOOP("Knobs", "Context (sequence length)"),
          QT_TRANSLATE_NOOP("Knobs", "How many word pieces the model sees at once; longer is slower and takes more memory.")},
    Entry{"sequences_per_step", QT_TRANSLATE_NOOP("Knobs", "Texts per step (batch)"),
          QT_TRANSLATE_NOOP("Knobs", "How many pieces of text lie behind one change of the model; more is calmer and slower.")},
    Entry{"micro_batch", QT_TRANSLATE_NOOP("Knobs", "Computed at once"),
          QT_TRANSLATE_NOOP("Knobs", "More is faster and takes more memory; the result stays the same.")},
    Entry{"steps", QT_TRANSLATE_NOOP("Knobs", "Steps"),
          QT_TRANSLATE_NOOP("Knobs", "How many times the model is changed. 0 reads the whole text.")},
    Entry{"max_flops", QT_TRANSLATE_NOOP("Knobs", "Most arithmetic"),
          QT_TRANSLATE_NOOP("Knobs", "Stops before the training has cost more. 0: no limit.")},
    Entry{"max_bytes", QT_TRANSLATE_NOOP("Knobs", "Most text"),
          QT_TRANSLATE_NOOP("Knobs", "Stops before more text was read. 0: no limit.")},
    Entry{"precision", QT_TRANSLATE_NOOP("Knobs", "Precision of the arithmetic"),
          QT_TRANSLATE_NOOP("Knobs", "bf16-mixed computes with shorter numbers: faster on a graphics card, seldom on a processor.")},
    Entry{"recompute", QT_TRANSLATE_NOOP("Knobs", "Save memory"),
          QT_TRANSLATE_NOOP("Knobs", "block computes parts twice: slower, with less memory.")},
    Entry{"sharding", QT_TRANSLATE_NOOP("Knobs", "Divided among processes"),
          QT_TRANSLATE_NOOP("Knobs", "With several processes: zero3 also divides the weights, with less memory and more traffic.")},
    Entry{"dropout", QT_TRANSLATE_NOOP("Knobs", "Dropout"),
          QT_TRANSLATE_NOOP("Knobs", "Share of signals that are dropped at random, against learning by heart.")},
    Entry{"loss_chunk_mib", QT_TRANSLATE_NOOP("Knobs", "Memory for the loss"),
          QT_TRANSLATE_NOOP("Knobs", "More is a little faster.")},
    Entry{"curriculum", QT_TRANSLATE_NOOP("Knobs", "Reading order (curriculum)"),
          QT_TRANSLATE_NOOP("Knobs", "What the model reads, from top to bottom, and how often.")},
    Entry{"optimizer.learning_rate", QT_TRANSLATE_NOOP("Knobs", "Learning rate"),
          QT_TRANSLATE_NOOP("Knobs", "How far the model moves in one step, at most. Too high unlearns, too low wastes time.")},
    Entry{"optimizer.beta1", QT_TRANSLATE_NOOP("Knobs", "Beta 1"),
          QT_TRANSLATE_NOOP("Knobs", "How long the mean of the gradient is remembered.")},
    Entry{"optimizer.beta2", QT_TRANSLATE_NOOP("Knobs", "Beta 2"),
          QT_TRANSLATE_NOOP("Knobs", "How long the square of the gradient is remembered.")},
    Entry{"optimizer.epsilon", QT_TRANSLATE_NOOP("Knobs", "Epsilon"),
          QT_TRANSLATE_NOOP("Knobs", "Keeps a step finite.")},
    Entry{"optimizer.weight_decay", QT_TRANSLATE_NOOP("Knobs", "Weight decay"),
          QT_TRANSLATE_NOOP("Knobs", "Pulls weights towards 0.")},
    Entry{"optimizer.clip_norm", QT_TRANSLATE_NOOP("Knobs", "Longest gradient"),
          QT_TRANSLATE_NOOP("Knobs", "A longer one is cut to this length. 0: any length.")},
    Entry{"optimizer.embedding_learning_rate_factor", QT_TRANSLATE_NOOP("Knobs", "Learning rate of word pieces"),
          QT_TRANSLATE_NOOP("Knobs", "Beside that of the rest: new word pieces may learn faster.")},
    Entry{"schedule.kind", QT_TRANSLATE_NOOP("Knobs", "After the warm-up"),
          QT_TRANSLATE_NOOP("Knobs", "How the learning rate goes on: down in a curve, or constant.")},
    Entry{"schedule.warmup_steps", QT_TRANSLATE_NOOP("Knobs", "Warm-up"),
          QT_TRANSLATE_NOOP("Knobs", "Steps until the learning rate is at its highest.")},
    Entry{"schedule.minimum_learning_rate", QT_TRANSLATE_NOOP("Knobs", "Lowest learning rate"),
          QT_TRANSLATE_NOOP("Knobs", "Where the curve ends.")},
    Entry{"evaluation.every_steps", QT_TRANSLATE_NOOP("Knobs", "Measure every"),
          QT_TRANSLATE_NOOP("Knobs", "Steps between two measurements on held-out text. 0: at the end only.")},
    Entry{"evaluation.at_start", QT_TRANSLATE_NOOP("Knobs", "Measure before the first step"),
          QT_TRANSLATE_NOOP("Knobs", "So that you see what the training changed.")},
    Entry{"evaluation.held_out", QT_TRANSLATE_NOOP("Knobs", "Held-out text"),
          QT_TRANSLATE_NOOP("Knobs", "What is measured and never trained on: one line a curve.")},
    Entry{"checkpoint.every_steps", QT_TRANSLATE_NOOP("Knobs", "Save every"),
          QT_TRANSLATE_NOOP("Knobs", "Steps between two saved points (checkpoints). 0: at the end only.")},
    Entry{"checkpoint.keep", QT_TRANSLATE_NOOP("Knobs", "Saved points to keep"),
          QT_TRANSLATE_NOOP("Knobs", "Older ones are removed.")},
    Entry{"samples.every_steps", QT_TRANSLATE_NOOP("Knobs", "Write samples every"),
          QT_TRANSLATE_NOOP("Knobs", "Steps between two times that the model completes the openings. 0: never.")},
    Entry{"samples.prompts", QT_TRANSLATE_NOOP("Knobs", "Openings"),
          QT_TRANSLATE_NOOP("Knobs", "The model completes each of them, one a line: you see what it has learnt.")},
    Entry{"samples.max_new_tokens", QT_TRANSLATE_NOOP("Knobs", "Longest completion"),
          QT_TRANSLATE_NOOP("Knobs", "In word pieces.")},
};

struct Group { const char *prefix; const char *name; };
constexpr std::array kGroups{
    Group{"", QT_TRANSLATE_NOOP("Knobs", "The run")},
    Group{"optimizer", QT_TRANSLATE_NOOP("Knobs", "Learning")},
    Group{"schedule", QT_TRANSLATE_NOOP("Knobs", "Learning rate over time")},
    Group{"evaluation", QT_TRANSLATE_NOOP("Knobs", "Measuring")},
    Group{"checkpoint", QT_TRANSLATE_NOOP("Knobs", "Saving")},
    Group{"samples", QT_TRANSLATE_NOOP("Knobs", "Samples")},
};
// clang-format on

} // namespace

KnobWords wordsOfKnob(const QString &key, const QString &help)
{
    for (const Entry &entry : kEntries) {
        if (key == QLatin1String(entry.key)) {
            return {QCoreApplication::translate(kContext, entry.name),
                    QCoreApplication::translate(kContext, entry.sentence)};
        }
    }
    return {key, help};
}

QString wordsOfUnit(const QString &unit)
{
    static const char *const kUnits[] = {QT_TRANSLATE_NOOP("Knobs", "tokens"), QT_TRANSLATE_NOOP("Knobs", "steps"),
                                         QT_TRANSLATE_NOOP("Knobs", "bytes")};
    for (const char *known : kUnits) {
        if (unit == QLatin1String(known)) {
            return QCoreApplication::translate(kContext, known);
        }
    }
    return unit;
}

QString wordsOfKnobGroup(const QString &key)
{
    const QString prefix = key.contains(QLatin1Char('.')) ? key.section(QLatin1Char('.'), 0, 0) : QString();
    for (const Group &group : kGroups) {
        if (prefix == QLatin1String(group.prefix)) {
            return QCoreApplication::translate(kContext, group.name);
        }
    }
    return prefix;
}

} // namespace bafo::ui
