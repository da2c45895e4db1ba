// SPDX-License-Identifier: Apache-2.0
// SIGTERM and SIGINT as requests to a trainer: save, then stop.
#pragma once

#include "core/train/trainer_control.h"

#include <stop_token>
#include <thread>

namespace bafo::engine {

/// Blocks both signals for this thread and all that it starts later, so make it before any other thread, and waits for
/// them on a thread of its own until destroyed.
class StopSignals {
public:
    explicit StopSignals(train::TrainerControl &control);
    StopSignals(const StopSignals &) = delete;
    StopSignals &operator=(const StopSignals &) = delete;

private:
    void wait(const std::stop_token &stop);

    train::TrainerControl &m_control;
    std::jthread m_thread;
};

} // namespace bafo::engine
