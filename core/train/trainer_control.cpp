// SPDX-License-Identifier: Apache-2.0
#include "core/train/trainer_control.h"

#include <utility>

namespace bafo::train {

void TrainerControl::post(Request request)
{
    {
        const std::lock_guard lock(m_mutex);
        m_requests.push_back(std::move(request));
    }
    m_arrived.notify_one();
}

std::optional<Request> TrainerControl::poll()
{
    const std::lock_guard lock(m_mutex);
    if (m_requests.empty()) {
        return std::nullopt;
    }
    Request request = std::move(m_requests.front());
    m_requests.pop_front();
    return request;
}

std::optional<Request> TrainerControl::waitFor(std::chrono::milliseconds timeout)
{
    std::unique_lock lock(m_mutex);
    if (!m_arrived.wait_for(lock, timeout, [this] { return !m_requests.empty(); })) {
        return std::nullopt;
    }
    Request request = std::move(m_requests.front());
    m_requests.pop_front();
    return request;
}

} // namespace bafo::train
