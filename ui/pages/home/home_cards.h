// SPDX-License-Identifier: GPL-3.0-or-later
// What each card of Home says, made from the figures alone: no widget, no file.
#pragma once

#include "ui/pages/home/next_step.h"
#include "ui/pages/home/overview_reader.h"
#include "ui/widgets/state_mark.h"

#include <QJsonObject>

#include <vector>

namespace bafo::ui {

/// One step of the recipe on Home. The title is that of its page.
struct HomeCard {
    QString page;
    Shape shape = Shape::ring;
    Tone tone = Tone::muted;
    QString word; ///< the state
    QString figure;
    QString unit;
    QString detail;
    QString warning; ///< what blocks it, or needs a look
    QString action; ///< label of its button; empty: none
    QString goTo; ///< page that the button shows; empty: the card's own
    QJsonObject request = {};
};

[[nodiscard]] ProjectFacts factsOf(const ProjectOverview &overview);

/// In the order of the recipe.
[[nodiscard]] std::vector<HomeCard> homeCards(const ProjectOverview &overview);

/// The page whose card holds the primary button.
[[nodiscard]] QString pageOf(NextStep step);

/// Below the project's name: what to do next, and why.
[[nodiscard]] QString nextInWords(NextStep step, const ProjectOverview &overview);

/// Where things are and whether the computer may be switched off.
struct PlaceWords {
    QString holds; ///< what lies here, with sizes
    bool isRunning = false;
    QString run; ///< name of the run that is shown
    QString progress; ///< its step and last save
    QString advice; ///< keep it on, or not
    QString stake; ///< what a power cut would cost
    QString room; ///< free disk
    bool isRoomLow = false;
};

[[nodiscard]] PlaceWords placeInWords(const ProjectOverview &overview, qint64 nowMs);

} // namespace bafo::ui
