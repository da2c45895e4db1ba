// SPDX-License-Identifier: GPL-3.0-or-later
// What a run's log says of bits per byte by language and of its saves, without keeping its curves.
#pragma once

#include "core/protocol/events.h"
#include "core/runs/event_log.h"
#include "core/runs/run_folder.h"

#include <QString>

#include <cstdint>
#include <vector>

namespace bafo::ui {

/// Of one language (of one held-out set, where a language has several: the first one that was measured).
struct LanguageScore {
    QString language; ///< tag
    double first = 0; ///< bits per byte when it was first measured
    double last = 0;
    std::int64_t firstStep = 0;
    std::int64_t lastStep = 0;

    /// Whether it was measured more than once: only then first and last can be compared.
    [[nodiscard]] bool hasChange() const { return lastStep > firstStep; }
};

struct RunScores {
    std::vector<LanguageScore> languages; ///< in the order in which they were measured first
    std::int64_t startedMs = 0; ///< wall clock
    std::int64_t lastSaveMs = 0; ///< wall clock; 0: nothing was saved
    std::int64_t lastSaveStep = -1;

    [[nodiscard]] const LanguageScore *of(const QString &language) const;
};

/// Follows one log. One thread at a time: a worker's.
class RunScoresReader {
public:
    explicit RunScoresReader(const runs::RunFolder &folder);

    /// Reads on. A log that cannot be read, or was replaced, is read from its start the next time.
    const RunScores &poll();

    void take(const protocol::Message &message);
    [[nodiscard]] const RunScores &scores() const { return m_scores; }

private:
    Path m_log;
    runs::EventLogReader m_reader;
    RunScores m_scores;
    std::vector<std::string> m_sets; ///< which held-out set each language's score is of
};

} // namespace bafo::ui
