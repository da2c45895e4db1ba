// SPDX-License-Identifier: GPL-3.0-or-later
// Measures how long each call in the window's thread takes, so that "nothing over 50 ms" is a figure and no belief.
#pragma once

#include <QApplication>
#include <QByteArray>
#include <QEvent>
#include <QPointer>

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace bafo::ui {

/// One call: an event and all that its delivery did, other events included. A turn: all calls between two looks of the
/// event loop at what the user did.
///
/// There are two times. Wall time is what the user waits, and what limits are about; but on a machine with other work
/// it holds the time in which the processor was somebody else's. Own time is what the thread itself computed: tests,
/// which run beside others, hold that one. It does not see waits (for a disk, a lock); the bench, alone on its machine,
/// does.
struct WatchedTime {
    double wallMs = 0;
    double ownMs = 0;
    QByteArray what; ///< the receiver, its parent's class, the event
};

/// Watches one thread: whoever feeds it does so from that. An event loop inside of a call (a menu, a file dialog) waits
/// for the user: such a call has no time of its own, those inside it have.
class EventWatch final {
public:
    static constexpr std::array kLimitsMs{1.0, 2.0, 5.0, 10.0, 16.0, 50.0};

    /// Told of each call and turn of at least `fromMs` of wall time, and of the first window's first painting.
    struct Listener {
        double fromMs = 0;
        std::function<void(const WatchedTime &)> call;
        std::function<void(const WatchedTime &, int numCalls)> turn;
        std::function<void()> firstPaint;
    };

    void setListener(Listener listener) { m_listener = std::move(listener); }

    void begin(const QObject &receiver, QEvent::Type type, int loopLevel);
    void end();

    /// The loop looks at its queue again.
    void endTurn();

    /// Nobody feeds it any more: what is under way is not told to it.
    void leave();

    /// The longest ones by either time.
    [[nodiscard]] const WatchedTime &longestCall() const { return m_longestCall; }
    [[nodiscard]] const WatchedTime &longestOwnCall() const { return m_longestOwnCall; }
    [[nodiscard]] const WatchedTime &longestTurn() const { return m_longestTurn; }

    /// How many calls took less wall time than each of kLimitsMs (and no less than the one before), and more than all.
    [[nodiscard]] const std::array<std::uint64_t, kLimitsMs.size() + 1> &histogram() const { return m_histogram; }

    /// From here on; between calls only.
    void reset();

private:
    struct Open {
        std::int64_t wallNs = 0;
        std::int64_t ownNs = 0;
        QPointer<const QObject> receiver; ///< the call may delete it
        const char *className = nullptr;
        QEvent::Type type = QEvent::None;
        int loopLevel = 0;
        int depth = 0;
        bool hasWaited = false;
    };

    struct Turn {
        std::int64_t beginNs = 0;
        std::int64_t endNs = 0;
        double ownMs = 0;
        int numCalls = 0;
        WatchedTime longest;
    };

    void note(const WatchedTime &time);

    Listener m_listener;
    std::vector<Open> m_open; ///< more than one: event loops inside of calls
    std::optional<Turn> m_turn;
    WatchedTime m_longestCall;
    WatchedTime m_longestOwnCall;
    WatchedTime m_longestTurn;
    std::array<std::uint64_t, kLimitsMs.size() + 1> m_histogram{};
    bool m_isPainting = false;
    bool m_hasPainted = false;
};

/// Lets a watch see every event of its thread; without one it costs a comparison an event.
class WatchedApplication final : public QApplication {
    Q_OBJECT

public:
    using QApplication::QApplication;

    /// Null: none. It must outlive the application, or be taken away.
    void setWatch(EventWatch *watch);
    [[nodiscard]] EventWatch *watch() const { return m_watch; }

    bool notify(QObject *receiver, QEvent *event) override;

private:
    EventWatch *m_watch = nullptr;
};

/// A listener that writes lines of JSON to stderr, for tests/bench/window; at_ms is the monotonic clock at the end:
///   {"watch": "call" | "turn", "at_ms", "wall_ms", "own_ms", "what", "calls"}      {"watch": "first_paint", "at_ms"}
[[nodiscard]] EventWatch::Listener tellOnStandardError(double fromMs);

} // namespace bafo::ui
