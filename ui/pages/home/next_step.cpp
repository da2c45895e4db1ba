// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/home/next_step.h"

namespace bafo::ui {

NextStep nextStepOf(const ProjectFacts &facts)
{
    if (facts.isRunning) {
        return NextStep::watch;
    }
    if (!facts.hasText) {
        return NextStep::addText;
    }
    if (!facts.hasModel) {
        return NextStep::importModel;
    }
    // A model that was trained without new pieces is worth talking with: nobody is sent back.
    if (facts.hasTrainedModel) {
        return facts.hasConversations && !facts.hasTaughtModel ? NextStep::teach : NextStep::talk;
    }
    if (!facts.hasGrownWords) {
        return NextStep::growWords;
    }
    if (!facts.hasGrownModel) {
        return NextStep::expandModel;
    }
    return facts.hasLastRunFailed ? NextStep::seeFailure : NextStep::train;
}

} // namespace bafo::ui
