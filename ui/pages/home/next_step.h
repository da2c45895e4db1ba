// SPDX-License-Identifier: GPL-3.0-or-later
// What to do next in a project: the one primary button of Home.
#pragma once

namespace bafo::ui {

enum class NextStep { watch, addText, importModel, growWords, expandModel, seeFailure, train, teach, talk };

/// What the rules look at.
struct ProjectFacts {
    bool hasText = false;
    bool hasModel = false;
    bool hasGrownWords = false; ///< a tokenizer, or a model that has its rows already
    bool hasGrownModel = false; ///< a model with rows for the new pieces
    bool hasTrainedModel = false; ///< the end of a run
    bool hasConversations = false;
    bool hasTaughtModel = false; ///< one that learnt from conversations
    bool isRunning = false;
    bool hasLastRunFailed = false; ///< the last run ended otherwise than it should
};

/// The first thing in the order of the recipe that is missing; whatever runs comes before all, since there is nothing
/// to do but to watch it.
[[nodiscard]] NextStep nextStepOf(const ProjectFacts &facts);

} // namespace bafo::ui
