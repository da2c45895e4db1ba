// SPDX-License-Identifier: GPL-3.0-or-later
// What people call the knobs of a run, in the language of the window.
#pragma once

#include <QString>

namespace bafo::ui {

struct KnobWords {
    QString name;
    QString sentence;
};

/// A knob that the table does not know yet has its key as name and its own help as sentence.
[[nodiscard]] KnobWords wordsOfKnob(const QString &key, const QString &help);

/// A knob's unit; one that has no translation (FLOP, MiB) stays as it is.
[[nodiscard]] QString wordsOfUnit(const QString &unit);

/// The group that a dotted key belongs to ("optimizer" -> "Learning"); for keys without a dot that of the rest.
[[nodiscard]] QString wordsOfKnobGroup(const QString &key);

} // namespace bafo::ui
