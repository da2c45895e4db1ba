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
    Entry{"method", QT_TRANSLATE_NOOP("Knobs", "What is trained"),
          QT_TRANSLATE_NOOP("Knobs", "full: the whole model; lora: a small adapter beside it; qlora: an adapter beside a model of 4 bits, with least memory.")},
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
          QT_TRANSLATE_NOOP("Knobs", "bf16-mixed computes with shorter numbers: faster on a graphics card, seldom on a processor. bf16-products is for QLoRA: only "
                          "products with the model in 4 bits are shorter.")},
    Entry{"recompute", QT_TRANSLATE_NOOP("Knobs", "Save memory"),
          QT_TRANSLATE_NOOP("Knobs", "block computes parts twice: slower, with less memory.")},
    Entry{"sharding", QT_TRANSLATE_NOOP("Knobs", "Divided among processes"),
          QT_TRANSLATE_NOOP("Knobs", "With several processes: zero3 also divides the weights, with less memory and more traffic.")},
    Entry{"packing", QT_TRANSLATE_NOOP("Knobs", "Documents in one piece of text"),
          QT_TRANSLATE_NOOP("Knobs", "together: each sees the ones before it; apart: none sees another.")},
    Entry{"sync", QT_TRANSLATE_NOOP("Knobs", "Add up gradients"),
          QT_TRANSLATE_NOOP("Knobs", "With several processes: last adds up once a step, with less traffic, but the last digits are no longer those of one process.")},
    Entry{"dropout", QT_TRANSLATE_NOOP("Knobs", "Dropout"),
          QT_TRANSLATE_NOOP("Knobs", "Share of signals that are dropped at random, against learning by heart.")},
    Entry{"loss_chunk_mib", QT_TRANSLATE_NOOP("Knobs", "Memory for the loss"),
          QT_TRANSLATE_NOOP("Knobs", "More is a little faster.")},
    Entry{"curriculum", QT_TRANSLATE_NOOP("Knobs", "Reading order (curriculum)"),
          QT_TRANSLATE_NOOP("Knobs", "What the model reads, from top to bottom, and how often.")},
    Entry{"replay.dataset", QT_TRANSLATE_NOOP("Knobs", "Earlier text"),
          QT_TRANSLATE_NOOP("Knobs", "Read in between, so that the model does not forget what it knew: English, as a rule.")},
    Entry{"replay.language", QT_TRANSLATE_NOOP("Knobs", "Its language"),
          QT_TRANSLATE_NOOP("Knobs", "Empty: all that is in it.")},
    Entry{"replay.split", QT_TRANSLATE_NOOP("Knobs", "Its part"),
          QT_TRANSLATE_NOOP("Knobs", "The part to train on; empty: all of it.")},
    Entry{"replay.share", QT_TRANSLATE_NOOP("Knobs", "Its share"),
          QT_TRANSLATE_NOOP("Knobs", "Of everything that is read: 0.05 is a little, 0.25 a lot. 0: none.")},
    Entry{"instructions.style", QT_TRANSLATE_NOOP("Knobs", "Form of a conversation"),
          QT_TRANSLATE_NOOP("Knobs", "model: as the model learnt it before. Another one where it has learnt none.")},
    Entry{"instructions.loss", QT_TRANSLATE_NOOP("Knobs", "What is learnt of it"),
          QT_TRANSLATE_NOOP("Knobs", "The answers, as a rule; all: the questions too.")},
    Entry{"instructions.neftune_alpha", QT_TRANSLATE_NOOP("Knobs", "Noise (NEFTune)"),
          QT_TRANSLATE_NOOP("Knobs", "A little noise on conversations, against learning by heart. 5 is usual, 0: none.")},
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
    Entry{"optimizer.new_rows_learning_rate_factor", QT_TRANSLATE_NOOP("Knobs", "Learning rate of new word pieces"),
          QT_TRANSLATE_NOOP("Knobs", "Beside that of the old ones. Only for a model that was given new word pieces.")},
    Entry{"optimizer.norm_learning_rate_factor", QT_TRANSLATE_NOOP("Knobs", "Learning rate of the norms"),
          QT_TRANSLATE_NOOP("Knobs", "Beside that of the rest.")},
    Entry{"schedule.kind", QT_TRANSLATE_NOOP("Knobs", "After the warm-up"),
          QT_TRANSLATE_NOOP("Knobs", "How the learning rate goes on: down in a curve, constant, or constant and down at the end (wsd).")},
    Entry{"schedule.warmup_steps", QT_TRANSLATE_NOOP("Knobs", "Warm-up"),
          QT_TRANSLATE_NOOP("Knobs", "Steps until the learning rate is at its highest.")},
    Entry{"schedule.minimum_learning_rate", QT_TRANSLATE_NOOP("Knobs", "Lowest learning rate"),
          QT_TRANSLATE_NOOP("Knobs", "Where the curve ends.")},
    Entry{"schedule.decay_share", QT_TRANSLATE_NOOP("Knobs", "Share of the way down"),
          QT_TRANSLATE_NOOP("Knobs", "With wsd: in which part of the steps, the last ones, the learning rate falls.")},
    Entry{"freezing.new_rows_only_steps", QT_TRANSLATE_NOOP("Knobs", "New word pieces first"),
          QT_TRANSLATE_NOOP("Knobs", "So many first steps change new word pieces only; then everything learns. 0: everything from the start.")},
    Entry{"freezing.tensors", QT_TRANSLATE_NOOP("Knobs", "What stays as it is"),
          QT_TRANSLATE_NOOP("Knobs", "Names of weights that never change, one a line; * stands for any letters, as in model.layers.0.*")},
    Entry{"adapter.rank", QT_TRANSLATE_NOOP("Knobs", "Rank"),
          QT_TRANSLATE_NOOP("Knobs", "How much the adapter can learn: 8 to 64 as a rule.")},
    Entry{"adapter.alpha", QT_TRANSLATE_NOOP("Knobs", "Weight of the adapter (alpha)"),
          QT_TRANSLATE_NOOP("Knobs", "Twice the rank as a rule.")},
    Entry{"adapter.dropout", QT_TRANSLATE_NOOP("Knobs", "Dropout before the adapter"),
          QT_TRANSLATE_NOOP("Knobs", "Share of what goes into it that is dropped at random.")},
    Entry{"adapter.rslora", QT_TRANSLATE_NOOP("Knobs", "Scale for high ranks (rsLoRA)"),
          QT_TRANSLATE_NOOP("Knobs", "Divides alpha by the square root of the rank.")},
    Entry{"adapter.targets", QT_TRANSLATE_NOOP("Knobs", "Layers with an adapter"),
          QT_TRANSLATE_NOOP("Knobs", "More learn more and take more memory.")},
    Entry{"adapter.new_rows", QT_TRANSLATE_NOOP("Knobs", "New word pieces too"),
          QT_TRANSLATE_NOOP("Knobs", "Also trains the rows of word pieces that the model was given. Only for such a model.")},
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
    Group{"replay", QT_TRANSLATE_NOOP("Knobs", "Reading again what it knew")},
    Group{"instructions", QT_TRANSLATE_NOOP("Knobs", "Conversations")},
    Group{"freezing", QT_TRANSLATE_NOOP("Knobs", "What learns when")},
    Group{"adapter", QT_TRANSLATE_NOOP("Knobs", "The adapter")},
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
