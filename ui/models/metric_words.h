// SPDX-License-Identifier: GPL-3.0-or-later
// Metrics by names for people. Those that nobody foresaw are shown by their own.
#pragma once

#include <QString>

namespace bafo::ui {

/// "Training loss" for "loss"; "my metric" for "my_metric".
[[nodiscard]] QString metricTitle(const QString &name);

/// Whether its raw values jump about, so that a smoothed line helps. The learning rate is planned, it does not jump.
[[nodiscard]] bool isNoisy(const QString &name);

/// Whether it counts something that the x axis shows: nobody wants a chart of it.
[[nodiscard]] bool isAxisMetric(const QString &name);

} // namespace bafo::ui
