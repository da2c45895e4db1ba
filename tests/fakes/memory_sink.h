// SPDX-License-Identifier: Apache-2.0
// Keeps events in memory, so that a test can ask what was told.
#pragma once

#include "core/protocol/event_sink.h"

#include <functional>
#include <mutex>
#include <vector>

namespace bafo::fakes {

/// Thread-safe. `onEvent`, if set, is called after each event, on the thread that told it.
class MemorySink final : public protocol::EventSink {
public:
    Result<void> emit(const protocol::Event &event) override
    {
        {
            const std::lock_guard lock(m_mutex);
            m_events.push_back(event);
        }
        if (onEvent) {
            onEvent(event);
        }
        return {};
    }

    Result<void> sync() override
    {
        if (onSync) {
            onSync();
        }
        return {};
    }

    /// All events of one kind, oldest first.
    template <class Kind>
    [[nodiscard]] std::vector<Kind> all() const
    {
        const std::lock_guard lock(m_mutex);
        std::vector<Kind> found;
        for (const protocol::Event &event : m_events) {
            if (const auto *one = std::get_if<Kind>(&event)) {
                found.push_back(*one);
            }
        }
        return found;
    }

    std::function<void(const protocol::Event &)> onEvent;
    std::function<void()> onSync;

private:
    mutable std::mutex m_mutex;
    std::vector<protocol::Event> m_events;
};

} // namespace bafo::fakes
