// SPDX-License-Identifier: Apache-2.0
// Where events go. The log of a run is one; tests keep them in memory.
#pragma once

#include "core/base/result.h"
#include "core/protocol/events.h"

namespace bafo::protocol {

/// Thread-safe.
class EventSink {
public:
    virtual ~EventSink() = default;

    /// When this returns without error the event is where it belongs. The sink makes the envelope.
    virtual Result<void> emit(const Event &event) = 0;

    /// When this returns without error a power cut cannot take what emit() accepted before. Whoever commits a
    /// checkpoint calls it first: a log must never know less than a checkpoint. Sinks that keep nothing have nothing to
    /// do.
    virtual Result<void> sync() { return {}; }
};

} // namespace bafo::protocol
