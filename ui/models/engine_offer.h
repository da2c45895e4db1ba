// SPDX-License-Identifier: GPL-3.0-or-later
// Whether this computer can compute (train, talk, measure), and the fetch that makes it able to: `bafo engine`.
#pragma once

#include "core/base/result.h"
#include "ui/models/job_list.h"

#include <QObject>

#include <optional>

namespace bafo::ui {

/// Of the whole program, whatever project is open. The window's thread only. The fetch goes on when the window closes,
/// and the next window finds it.
class EngineOffer final : public QObject {
    Q_OBJECT

public:
    enum class State {
        unknown, ///< not asked yet, or bafo does not tell
        ready,
        absent, ///< or here in part: keptBytes() tells
        fetching,
        failed, ///< the last fetch: error() tells why
        unavailable, ///< this build has no engine to fetch the rest for
    };
    Q_ENUM(State)

    /// `jobsFolder` is this program's, not a project's. `sourceArguments` go to every call of `bafo engine` (tests
    /// bring a small engine that way).
    EngineOffer(QString bafoProgram, const QString &jobsFolder, QStringList sourceArguments = {},
                QObject *parent = nullptr);

    /// Asks bafo again; changed() follows.
    void look();

    /// Begins, or goes on where it was left. From a folder (wheels, or another computer's engine) no network is needed.
    void fetch(const QString &folder = {});

    /// What came is kept.
    void cancel();

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] quint64 downloadBytes() const { return m_downloadBytes; } ///< all of it
    [[nodiscard]] quint64 keptBytes() const { return m_keptBytes; } ///< of it here already
    [[nodiscard]] quint64 diskBytes() const { return m_diskBytes; } ///< in the end
    [[nodiscard]] double bytesPerSecond() const { return m_bytesPerSecond; } ///< 0: not known
    [[nodiscard]] qint64 leftMs() const { return m_leftMs; } ///< -1: not known
    [[nodiscard]] bool isUnpacking() const { return m_isUnpacking; }
    [[nodiscard]] QString trouble() const { return m_trouble; } ///< why it tries again just now
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }

Q_SIGNALS:
    void changed();

    /// From a state in which it was not: pages can do now what they could not.
    void becameReady();

private:
    void follow(Job *job);
    void takeProgress(const QJsonObject &word);
    void takeEnd(Job *job);
    void takeStatus(const ProcessEnd &end);
    void setState(State state);

    QString m_program;
    QStringList m_sourceArguments;
    JobList m_jobs;
    State m_state = State::unknown;
    quint64 m_downloadBytes = 0;
    quint64 m_keptBytes = 0;
    quint64 m_diskBytes = 0;
    double m_bytesPerSecond = 0;
    qint64 m_leftMs = -1;
    bool m_isUnpacking = false;
    bool m_isAsking = false;
    bool m_wasMissing = false;
    QString m_trouble;
    std::optional<Error> m_error;
};

} // namespace bafo::ui
