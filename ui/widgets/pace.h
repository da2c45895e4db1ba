// SPDX-License-Identifier: GPL-3.0-or-later
// How often a page shows what is new: at once, as long as that costs next to nothing.
#pragma once

#include <QObject>
#include <QTimer>

#include <cstdint>
#include <functional>

namespace bafo::ui {

/// Whoever follows a stream that he cannot read anyway (twenty steps a second) must not pay a processor for it, least
/// of all on a slow computer. So a piece of work is done in the next turn of the event loop, but at most ten times a
/// second, and so seldom that no more than 1/400 of the time goes into it (measured by the thread's own time), though
/// at least every 2 s. The window's thread only.
class Pace final : public QObject {
    Q_OBJECT

public:
    static constexpr int kShortestPauseMs = 100;
    static constexpr int kLongestPauseMs = 2000;

    /// `work` may call nothing that ends the pace.
    explicit Pace(std::function<void()> work, QObject *parent = nullptr);

    /// There is something to do.
    void askFor();

    /// Does it now, asked for or not.
    void doNow();

    /// Forgets what was asked for, and what it cost: the next piece of work is another one.
    void reset();

private:
    std::function<void()> m_work;
    QTimer m_timer;
    std::int64_t m_lastMs = 0; ///< monotonic
    std::int64_t m_restMs = 0; ///< after the last time
};

} // namespace bafo::ui
