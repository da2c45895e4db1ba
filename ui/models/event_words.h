// SPDX-License-Identifier: GPL-3.0-or-later
// Events of a run as sentences, in the language of the window.
#pragma once

#include "core/protocol/events.h"
#include "ui/widgets/labels.h"

#include <QString>

#include <optional>

namespace bafo::ui {

struct EventWords {
    Tone tone = Tone::text;
    std::int64_t step = -1; ///< -1: belongs to no step
    QString text;
};

/// Nothing for what people need not read: steps, heartbeats, memory.
[[nodiscard]] std::optional<EventWords> wordsOf(const protocol::Event &event);

} // namespace bafo::ui
