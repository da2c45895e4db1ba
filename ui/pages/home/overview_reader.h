// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps the figures of Home current, from a thread of its own, and only while somebody looks.
#pragma once

#include "ui/connection/background.h"
#include "ui/models/project_session.h"
#include "ui/pages/home/project_overview.h"
#include "ui/pages/home/test_figures.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace bafo::ui {

/// What is known so far: each part appears when it has been read.
struct ProjectOverview {
    QString language; ///< the one that the project teaches: the first of project.yaml
    std::optional<TextFigures> text;
    std::optional<PiecesAWord> words;
    std::optional<ModelFigures> models;
    std::optional<TestFigures> tests;
    RunRows runs; ///< null before the first look
    std::optional<RunFigures> run; ///< of shownRun()
    std::uint64_t runsBytes = 0; ///< on disk
    std::uint64_t freeBytes = 0;

    [[nodiscard]] bool isComplete() const { return text && words && models && runs; }

    /// The live run that needs somebody most, else the last one; null where there is none.
    /// Of those that train: an evaluation makes no model.
    [[nodiscard]] const RunRow *shownRun() const;

    /// An evaluation that is at work; null where there is none.
    [[nodiscard]] const RunRow *liveEvaluation() const;
};

/// The window's thread.
class OverviewReader final : public QObject {
    Q_OBJECT

public:
    OverviewReader(ProjectSession &session, QObject *parent);

    void setInSight(bool isInSight);
    [[nodiscard]] const ProjectOverview &overview() const { return m_overview; }

Q_SIGNALS:
    void changed();

private:
    /// What has to be read again.
    struct Stale {
        bool text = true;
        bool words = true;
        bool models = true;
        bool tests = true;
        bool room = true;
        bool run = true;
    };

    void read();
    void readText();
    void readWords();
    void readModels();
    void readTests();
    void readRoom();
    void readRun();
    template <class Read, class Take>
    void readPart(bool &isStale, Read readFigures, Take take);

    ProjectSession &m_session;
    ProjectOverview m_overview;
    Stale m_stale;
    bool m_isInSight = false;
    bool m_isReading = false;
    bool m_wasAsking = false; ///< an evaluation was at work
    QTimer m_roomTimer;
    QString m_scoresOf; ///< the run that m_scores follows
    std::shared_ptr<RunScoresReader> m_scores; ///< used in the thread only; shared because queued work is copied
    Background m_thread;
};

} // namespace bafo::ui
