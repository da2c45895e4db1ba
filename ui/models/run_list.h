// SPDX-License-Identifier: GPL-3.0-or-later
// All runs of a project with the state that each is in, kept true from a thread of its own.
#pragma once

#include "core/runs/project.h"
#include "core/runs/run_folder.h"

#include <QObject>
#include <QThread>
#include <QTimer>

#include <memory>
#include <optional>
#include <vector>

namespace bafo::ui {

struct RunRow {
    runs::RunFolder folder;
    runs::RunStatus status;
    QString name; ///< the id without its time
    bool isEvaluation = false; ///< it asks a model instead of training one

    [[nodiscard]] QString id() const { return QString::fromStdString(folder.id()); }
    [[nodiscard]] bool isLive() const { return status.state != runs::RunState::ended; }
    [[nodiscard]] bool isPaused() const { return status.state == runs::RunState::paused; }
};

/// Oldest first.
using RunRows = std::shared_ptr<const std::vector<RunRow>>;

/// Looks once a second while a run is live, else every five seconds and when somebody says so. Reads ended runs from
/// the project's run index, live ones from their logs. Whether a run came, went or was resumed by somebody else is seen
/// within five seconds, with thousands of runs within a minute. Lives in the window's thread.
class RunList final : public QObject {
    Q_OBJECT

public:
    /// `indexFile` as runs::runIndexFile gives it.
    RunList(runs::Project project, Path indexFile, QObject *parent = nullptr);
    ~RunList() override;

    void start();

    /// Soon, not now.
    void lookAgain();

    /// Null before the first look.
    [[nodiscard]] const RunRows &rows() const { return m_rows; }
    [[nodiscard]] std::optional<RunRow> row(const QString &id) const;
    [[nodiscard]] std::vector<RunRow> liveRows() const;

    /// Folders among the runs that are none: their configuration is missing, as while a copy is under way.
    [[nodiscard]] const QStringList &halfRuns() const { return m_halfRuns; }

    /// The project's run index, kept current by every look: for curves of many runs.
    [[nodiscard]] const Path &indexFile() const { return m_indexFile; }

Q_SIGNALS:
    void changed();

    /// A run that was live in the last look has ended.
    void runEnded(const QString &id);

    /// The runs cannot be listed. Told once until they can.
    void failed(const QString &message, const QString &hint);

private:
    class Looker;

    void take(const RunRows &rows, const QStringList &halfRuns);

    Path m_indexFile;
    RunRows m_rows;
    QStringList m_halfRuns;
    QThread m_thread;
    Looker *m_looker;
    QTimer m_timer;
    bool m_wantsWhole = false;
};

/// "20260131-094501-demo" -> "demo"
[[nodiscard]] QString runNameOf(const QString &id);

} // namespace bafo::ui

Q_DECLARE_METATYPE(bafo::ui::RunRows)
