// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/state_look.h"

#include <QCoreApplication>

namespace bafo::ui {
namespace {

struct StateWords {
    Q_DECLARE_TR_FUNCTIONS(StateWords)
};

StateLook lookOfEnd(const runs::RunSummary &summary)
{
    if (summary.outcome == "finished") {
        return {Shape::tick, Tone::good, StateWords::tr("finished")};
    }
    if (summary.outcome == "failed") {
        return {Shape::cross, Tone::error, StateWords::tr("failed")};
    }
    if (summary.outcome == "cancelled") {
        return {Shape::square, Tone::muted, StateWords::tr("cancelled")};
    }
    if (summary.outcome == "stopped") {
        return {Shape::square, Tone::muted, StateWords::tr("stopped")};
    }
    if (!summary.waitsFor.empty() || summary.lastSeq < 0) {
        return {Shape::cross, Tone::error, StateWords::tr("never started")};
    }
    return {Shape::cross, Tone::error, StateWords::tr("ended without a word")};
}

} // namespace

StateLook lookOf(const runs::RunStatus &status)
{
    switch (status.state) {
    case runs::RunState::waiting:
        return {Shape::ring, Tone::muted, StateWords::tr("waiting")};
    case runs::RunState::starting:
        return {Shape::ring, Tone::good, StateWords::tr("starting")};
    case runs::RunState::running:
        return {Shape::triangle, Tone::good, StateWords::tr("running")};
    case runs::RunState::paused:
        return {Shape::square, Tone::text, StateWords::tr("paused")};
    case runs::RunState::slow:
        return {Shape::triangle, Tone::warning, StateWords::tr("slow")};
    case runs::RunState::stalled:
        return {Shape::cross, Tone::error, StateWords::tr("stalled")};
    case runs::RunState::noContact:
        return {Shape::ring, Tone::warning, StateWords::tr("no contact")};
    case runs::RunState::ended:
        return lookOfEnd(status.summary);
    }
    return {};
}

QStringList stateWords()
{
    return {StateWords::tr("finished"),  StateWords::tr("failed"),        StateWords::tr("cancelled"),
            StateWords::tr("stopped"),   StateWords::tr("never started"), StateWords::tr("ended without a word"),
            StateWords::tr("waiting"),   StateWords::tr("starting"),      StateWords::tr("running"),
            StateWords::tr("paused"),    StateWords::tr("slow"),          StateWords::tr("stalled"),
            StateWords::tr("no contact")};
}

int urgencyOf(runs::RunState state)
{
    switch (state) {
    case runs::RunState::stalled:
        return 6;
    case runs::RunState::noContact:
        return 5;
    case runs::RunState::slow:
        return 4;
    case runs::RunState::paused:
        return 3;
    case runs::RunState::starting:
    case runs::RunState::running:
        return 2;
    case runs::RunState::waiting:
        return 1;
    case runs::RunState::ended:
        return 0;
    }
    return 0;
}

} // namespace bafo::ui
