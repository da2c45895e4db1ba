// SPDX-License-Identifier: GPL-3.0-or-later
// How the state of a run looks everywhere in the window.
#pragma once

#include "core/runs/run_folder.h"
#include "ui/widgets/state_mark.h"

#include <QStringList>

namespace bafo::ui {

/// One of five words (running, slow, stalled, no contact, ended), or what an ended run came to.
struct StateLook {
    Shape shape = Shape::ring;
    Tone tone = Tone::muted;
    QString word;
};

[[nodiscard]] StateLook lookOf(const runs::RunStatus &status);

/// All words that a state can have: a column for them is as wide as the longest.
[[nodiscard]] QStringList stateWords();

/// Higher is worse: what a user should see first.
[[nodiscard]] int urgencyOf(runs::RunState state);

} // namespace bafo::ui
