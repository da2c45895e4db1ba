// SPDX-License-Identifier: GPL-3.0-or-later
// F1: a page of Markdown beside the window.
#pragma once

#include <QString>

class QWidget;

namespace bafo::ui {

/// One at a time: the same one comes to the front again. Closes with Escape; deletes itself.
void showHelpWindow(const QString &title, const QString &markdown, QWidget *parent);

} // namespace bafo::ui
