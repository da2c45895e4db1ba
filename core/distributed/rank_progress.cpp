// SPDX-License-Identifier: Apache-2.0
#include "core/distributed/rank_progress.h"

namespace bafo::distributed {

void RankProgress::noteStep(std::int64_t step)
{
    const std::lock_guard lock(m_mutex);
    m_beat.step = step;
}

void RankProgress::notePhase(const std::string &phase)
{
    const std::lock_guard lock(m_mutex);
    m_beat.phase = phase;
}

void RankProgress::enterCollective(const std::string &name)
{
    const std::lock_guard lock(m_mutex);
    ++m_beat.numCollectives;
    m_beat.collective = name;
}

void RankProgress::leaveCollective()
{
    const std::lock_guard lock(m_mutex);
    m_beat.collective.clear();
}

void RankProgress::noteLostPeer()
{
    const std::lock_guard lock(m_mutex);
    m_hasLostPeer = true;
}

bool RankProgress::hasLostPeer() const
{
    const std::lock_guard lock(m_mutex);
    return m_hasLostPeer;
}

RankBeat RankProgress::now() const
{
    const std::lock_guard lock(m_mutex);
    return m_beat;
}

} // namespace bafo::distributed
