// SPDX-License-Identifier: GPL-3.0-or-later
// The figures of Home, read from the project's files. Every function reads: call it in a worker's thread.
#pragma once

#include "core/base/file_system.h"
#include "core/base/result.h"
#include "core/runs/project.h"
#include "core/runs/run_folder.h"
#include "ui/models/run_scores.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>

namespace bafo::ui {

/// In how many words pieces are counted, at most (to the end of a document).
inline constexpr std::int64_t kSampleWords = 20'000;

struct TextFigures {
    std::int64_t numDatasets = 0;
    std::int64_t numDocuments = 0;
    std::int64_t numConversations = 0; ///< of the documents
    std::int64_t numWords = 0;
    std::int64_t numSources = 0;
    std::int64_t numUnclear = 0; ///< sources without a known licence
    bool isSplit = true; ///< false: some dataset has nothing held out to measure on
    std::uint64_t sizeBytes = 0; ///< on disk
    QString unreadable; ///< names a dataset that cannot be read, and why; empty: all can
};

struct PiecesAWord {
    QString tokenizer; ///< the one that was grown last; empty: none
    std::int64_t numNewPieces = 0;
    double piecesBefore = 0; ///< a word, in a sample of the project's text; 0: there is no text to count in
    double piecesAfter = 0;
    std::int64_t numSampleWords = 0;
    QString language; ///< of the sample
    std::int64_t numProtected = 0; ///< sentences of the old language that were looked at
    std::int64_t numChanged = 0; ///< of them, cut differently now
    std::uint64_t sizeBytes = 0; ///< on disk, all tokenizers
    QString unreadable;
};

struct ModelFigures {
    std::int64_t numModels = 0;
    std::int64_t numUnreadable = 0;
    std::int64_t numWithoutWeights = 0; ///< not among numModels: nothing can be done with them
    std::uint64_t sizeBytes = 0;
    QString grown; ///< a model with rows for new pieces
    QString trained; ///< made last by a run
    QString taught; ///< one that learnt from conversations
    QString base; ///< the first of the others
    QString unreadable;
};

/// What is told of one run beyond its status.
struct RunFigures {
    QString id;
    RunScores scores;
    std::int64_t saveEverySteps = 0; ///< 0: at the end only
};

[[nodiscard]] TextFigures readTextFigures(FileSystem &files, const runs::Project &project);

/// Counts pieces in up to kSampleWords words of `language`, held-out ones first: those had no say in the growth.
[[nodiscard]] PiecesAWord readPiecesAWord(FileSystem &files, const runs::Project &project, const QString &language);

[[nodiscard]] ModelFigures readModelFigures(FileSystem &files, const runs::Project &project);

/// Steps between two saves by the run's own configuration; nothing where it cannot be read.
[[nodiscard]] std::optional<std::int64_t> saveIntervalOf(FileSystem &files, const runs::RunFolder &run);

/// At most what a power cut would cost of a run that goes on, in ms: what was computed since the last save, and no less
/// than what will be by the next one. `sinceSaveMs` counts from the run's start where nothing was saved yet. Nothing
/// where the run is only saved at its end: then everything since then is at stake, whatever it will be.
[[nodiscard]] std::optional<std::int64_t> longestLossMs(std::int64_t sinceSaveMs, std::int64_t saveEverySteps,
                                                        double stepMs);

} // namespace bafo::ui
