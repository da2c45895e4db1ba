// SPDX-License-Identifier: GPL-3.0-or-later
// One thread beside the window's: reads what may take long, and hands back what it found.
#pragma once

#include <QObject>
#include <QThread>

#include <atomic>
#include <functional>
#include <memory>
#include <utility>

namespace bafo::ui {

/// Does one piece of work after the other, in order. Belongs to the window's thread. Its destructor waits for the piece
/// in work; what waits behind it is not done, and no result comes any more.
class Background final {
public:
    Background();
    ~Background();
    Background(const Background &) = delete;
    Background &operator=(const Background &) = delete;

    /// Ends the thread as the destructor does, for an owner that has something left to do after it.
    void finish();

    /// `work` in the thread beside, then `done` with its result in the window's.
    template <class Work, class Done>
    void run(Work work, Done done)
    {
        const auto result = std::make_shared<std::unique_ptr<decltype(work())>>(); // shared by the two steps
        post([work = std::move(work), result] { *result = std::make_unique<decltype(work())>(work()); },
             [done = std::move(done), result] { done(std::move(**result)); });
    }

private:
    void post(std::function<void()> work, std::function<void()> done);

    std::atomic_bool m_isEnding = false;
    QThread m_thread;
    QObject *m_worker; ///< lives in the thread, goes with it
    QObject m_home; ///< lives in the window's thread
};

} // namespace bafo::ui
