// SPDX-License-Identifier: GPL-3.0-or-later
// A first configuration for a project: something sensible to begin with, small enough to be tried at once.
#pragma once

#include "core/config/run_config.h"
#include "ui/models/train_facts.h"

namespace bafo::ui {

/// From the model (empty: the newest grown one, else the newest) over the text of the project's first language, with
/// its held-out text and that of the other languages measured, 30 steps long. What the project does not have stays
/// empty.
[[nodiscard]] config::RunConfig proposeRun(const TrainFacts &facts, const std::string &model = {});

/// An adapter (of 4 bits where nothing else fits) beside the model (empty: the one that was trained last, else the
/// newest grown one, else the newest) over all conversations of the project, 30 steps long.
[[nodiscard]] config::RunConfig proposeAnswers(const TrainFacts &facts, const std::string &model = {});

[[nodiscard]] config::RunConfig proposeFor(RunPurpose purpose, const TrainFacts &facts, const std::string &model = {});

/// "smol-zul", or the first of smol-zul-2, smol-zul-3, ... that is free.
[[nodiscard]] std::string freeModelName(const TrainFacts &facts, const std::string &wanted);

/// For another run like this one: its output model under a free name, and the name of the run counted on ("zulu" ->
/// "zulu-2").
[[nodiscard]] config::RunConfig withFreeNames(config::RunConfig config, const TrainFacts &facts);

} // namespace bafo::ui
