// SPDX-License-Identifier: GPL-3.0-or-later
// A few real steps of a configuration, with a save, to measure what the whole run will take; then cleaned away.
#pragma once

#include "ui/models/project_session.h"
#include "ui/models/run_plan.h"
#include "ui/models/run_record.h"

#include <QJsonObject>
#include <QObject>
#include <QString>

#include <memory>
#include <optional>

namespace bafo::ui {

/// Starts `bafo run start` with other settings for steps, saves and output, follows that run's log, tells what it
/// measured, and removes the run. It goes on when the window closes: state() names the run, restore() finds it again.
/// The window's thread only; borrows the session.
class Rehearsal final : public QObject {
    Q_OBJECT

public:
    enum class State { idle, starting, running, cleaning };

    explicit Rehearsal(ProjectSession &session, QObject *parent = nullptr);

    /// `configFile` holds the configuration. Nothing happens while one is under way.
    void start(const QString &configFile, const config::RunConfig &config, int numRanks = 1);

    /// Ends it without a measurement.
    void stop();

    [[nodiscard]] State state() const { return m_state; }
    /// Whether that is its run, or was it a moment ago: lists may still hold it.
    [[nodiscard]] bool isItsRun(const QString &id) const { return !id.isEmpty() && (id == m_run || id == m_lastRun); }

    /// The name of all its runs.
    [[nodiscard]] static QString runName() { return QStringLiteral("rehearsal"); }
    [[nodiscard]] qint64 step() const;
    static constexpr qint64 kSteps = 4;

    /// The --set options that make a rehearsal of a run.
    [[nodiscard]] static QStringList changes();

    /// The last one; nothing before.
    [[nodiscard]] const std::optional<Measured> &measured() const { return m_measured; }

    [[nodiscard]] QJsonObject toJson() const;
    void restore(const QJsonObject &json);

Q_SIGNALS:
    void changed();
    void failed(const bafo::Error &error);

private:
    void follow(const QString &run);
    void look();
    void measure();
    void cleanUp();
    void setState(State state);

    ProjectSession &m_session;
    State m_state = State::idle;
    QString m_run; ///< its id; empty where there is none
    QString m_lastRun; ///< removed
    QString m_settings;
    std::unique_ptr<RunRecord> m_record;
    QTimer m_timer; ///< a worker that died says nothing
    std::optional<Measured> m_measured;
    int m_numSilentLooks = 0;
    bool m_isStopped = false;
};

/// From what a run's log says; nothing where it did not come to its second step.
[[nodiscard]] std::optional<Measured> measuredIn(const RunRecord &record);

} // namespace bafo::ui
