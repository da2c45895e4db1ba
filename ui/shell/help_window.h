// SPDX-License-Identifier: GPL-3.0-or-later
// F1: a page of Markdown beside the window.
#pragma once

#include <QString>

class QWidget;

namespace bafo::ui {

/// Closes with Escape; deletes itself.
void showHelpWindow(const QString &title, const QString &markdown, QWidget *parent);

} // namespace bafo::ui
