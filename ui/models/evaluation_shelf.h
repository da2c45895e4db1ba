// SPDX-License-Identifier: GPL-3.0-or-later
// The evaluations of a project, those that are at work too: what each asked, and how far its answers and scores are.
#pragma once

#include "core/scoring/evaluation_info.h"
#include "ui/connection/background.h"
#include "ui/models/project_session.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>
#include <vector>

namespace bafo::ui {

/// What the index says of a cell that has no scores yet.
struct CellStanding {
    std::int64_t numAnswered = 0;
    std::int64_t numContaminated = 0;
    double mean = 0; ///< of the leading metric
    bool isProportion = false; ///< each item is 0 or 1, so that an interval can be told
};

struct EvaluationRecord {
    QString id = {};
    QString model = {}; ///< its name in the project
    QStringList tasks = {}; ///< that were wanted
    scoring::EvaluationInfo info = {}; ///< no cells before it has begun
    scoring::EvaluationScores scores = {}; ///< no cells before its end
    std::vector<CellStanding> standings = {}; ///< of the info's cells, while there are no scores
    QString problem = {}; ///< why its files cannot be read; empty where they can

    [[nodiscard]] bool hasScores() const { return !scores.cells.empty(); }
};

/// Oldest first.
using EvaluationRecords = std::shared_ptr<const std::vector<EvaluationRecord>>;

/// Reads in a thread of its own, only what has changed; the window's thread.
class EvaluationShelf final : public QObject {
    Q_OBJECT

public:
    /// `session` is borrowed.
    explicit EvaluationShelf(ProjectSession &session, QObject *parent = nullptr);
    ~EvaluationShelf() override;

    /// A shelf in sight looks whenever the runs have changed (once a second while one works).
    void setInSight(bool isInSight);

    /// Soon.
    void look();

    /// Null before the first look.
    [[nodiscard]] const EvaluationRecords &records() const { return m_records; }
    [[nodiscard]] const EvaluationRecord *find(const QString &id) const;

    /// Of an evaluation's run; nothing where its folder is no more.
    [[nodiscard]] std::optional<runs::RunStatus> statusOf(const QString &id) const;

    /// Rows of runs that are evaluations and live, oldest first.
    [[nodiscard]] std::vector<RunRow> liveRows() const;

Q_SIGNALS:
    /// Other records, or another state of a run.
    void changed();

private:
    struct Reader;

    ProjectSession &m_session;
    std::shared_ptr<Reader> m_reader; ///< shared with the work in the thread beside, which alone looks into it
    EvaluationRecords m_records;
    bool m_isInSight = false;
    bool m_isLooking = false;
    bool m_isStale = true;
    Background m_background; ///< ended first
};

} // namespace bafo::ui
