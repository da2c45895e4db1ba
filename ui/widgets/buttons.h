// SPDX-License-Identifier: GPL-3.0-or-later
// Buttons in the three forms that they have.
#pragma once

#include <QPushButton>

namespace bafo::ui {

/// The one thing to do next on a page: at most one is in sight.
[[nodiscard]] QPushButton *primaryButton(const QString &text, QWidget *parent = nullptr);

/// Gives that rank to a button or takes it away.
void setPrimary(QPushButton &button, bool isPrimary);

[[nodiscard]] QPushButton *button(const QString &text, QWidget *parent = nullptr);

/// Only words, for small things beside what they belong to.
[[nodiscard]] QPushButton *quietButton(const QString &text, QWidget *parent = nullptr);

/// Only a symbol; `name` is what screen readers and the tip say.
[[nodiscard]] QPushButton *iconButton(const QString &iconName, const QString &name, QWidget *parent = nullptr);

} // namespace bafo::ui
