// SPDX-License-Identifier: GPL-3.0-or-later
// Watches the calls in the window's thread while a run is live.
#pragma once

#include "ui/shell/event_watch.h"

namespace bafo::walk {

/// The promise is 50 ms on a computer that does nothing else, and make bench measures it. Here an engine and other
/// tests have the same processor, whose caches and clock a call pays for in its own time too.
constexpr double kLongestCallMs = 100;

/// One at a time, in a ui::WatchedApplication.
class LiveWatch {
public:
    LiveWatch() { application()->setWatch(&m_watch); }
    ~LiveWatch() { application()->setWatch(nullptr); }
    LiveWatch(const LiveWatch &) = delete;
    LiveWatch &operator=(const LiveWatch &) = delete;

    [[nodiscard]] bool sawNoLongCall() const
    {
        const ui::WatchedTime &longest = m_watch.longestOwnCall();
        qInfo("longest call with a live run: %.1f ms own, %.1f ms wall time, %s", longest.ownMs, longest.wallMs,
              longest.what.constData());
        return !longest.what.isEmpty() && longest.ownMs < kLongestCallMs;
    }

private:
    static ui::WatchedApplication *application() { return static_cast<ui::WatchedApplication *>(qApp); }

    ui::EventWatch m_watch;
};

} // namespace bafo::walk
