// SPDX-License-Identifier: Apache-2.0
#include "core/distributed/rank_events.h"

namespace bafo::distributed {

Result<void> RankEvents::emit(const protocol::Event &event)
{
    if (const auto *step = std::get_if<protocol::StepFinished>(&event)) {
        m_progress.noteStep(step->step);
    } else if (const auto *rewound = std::get_if<protocol::Rewound>(&event)) {
        m_progress.noteStep(rewound->toStep);
    } else if (const auto *phase = std::get_if<protocol::PhaseChanged>(&event)) {
        m_progress.notePhase(phase->phase);
    } else if (const auto *warning = std::get_if<protocol::Warning>(&event); warning != nullptr && m_log == nullptr) {
        m_status.warn(*warning);
    }
    return m_log == nullptr ? Result<void>() : m_log->emit(event);
}

Result<void> RankEvents::sync()
{
    return m_log == nullptr ? Result<void>() : m_log->sync();
}

} // namespace bafo::distributed
