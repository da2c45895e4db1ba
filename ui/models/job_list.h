// SPDX-License-Identifier: GPL-3.0-or-later
// Long work that a page asked of `bafo`: it goes on when the page or the window closes, and is found again.
#pragma once

#include "core/base/result.h"
#include "ui/connection/bafo_process.h"

#include <QJsonObject>
#include <QObject>
#include <QStringList>
#include <QTimer>

#include <optional>
#include <vector>

namespace bafo::ui {

/// One child in a session of its own; its output goes to files, so that nobody has to listen to it. Owned by its list.
class Job final : public QObject {
    Q_OBJECT

public:
    enum class State { running, ended };

    [[nodiscard]] QString key() const { return m_key; }
    [[nodiscard]] QString title() const { return m_title; }
    [[nodiscard]] QString commandLine() const { return m_commandLine; }
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] qint64 startedMs() const { return m_startedMs; }

    /// The last JSON object that it said so far: progress while it runs, its result in the end.
    [[nodiscard]] const QJsonObject &lastWord() const { return m_lastWord; }

    /// Of an ended job; nothing where it did what was asked.
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }

    /// SIGTERM, and SIGKILL after 3 s.
    void stop();

Q_SIGNALS:
    void changed();
    void ended();

private:
    friend class JobList;
    explicit Job(QObject *parent);

    void look();
    void conclude();
    [[nodiscard]] bool isAlive() const;

    QString m_key;
    QString m_title;
    QString m_commandLine;
    QString m_folder; ///< where its output lies
    qint64 m_pid = 0;
    QString m_startTicks; ///< of the process: another one may get its number
    qint64 m_startedMs = 0;
    qint64 m_stoppedMs = 0;
    qint64 m_offset = 0;
    LineSplitter m_lines;
    QJsonObject m_lastWord;
    std::optional<Error> m_error;
    State m_state = State::running;
};

/// The window's thread only.
class JobList final : public QObject {
    Q_OBJECT

public:
    /// `folder` holds the jobs of one project (made where it is missing); those that still run are found again, and of
    /// those that ended unseen the end is told. Without a project (empty) it works in the home folder.
    JobList(QString bafoProgram, QString projectFolder, QString folder, QObject *parent = nullptr);

    /// Starts `bafo ARGUMENTS --json --project ...` (the latter with a project). `key` says what it is for ("grow",
    /// "import:news"): one job a key runs at a time, and a page finds its job again by it. Null (and failed() with the
    /// reason) where it cannot start.
    Job *start(const QString &key, const QString &title, const QStringList &arguments);

    /// Why start() gave null the last time.
    [[nodiscard]] const Error &startError() const { return m_startError; }

    /// Running, or ended and not yet taken away.
    [[nodiscard]] Job *find(const QString &key) const;
    [[nodiscard]] const std::vector<Job *> &jobs() const { return m_jobs; }

    /// An ended job that its page has dealt with.
    void dismiss(Job *job);

Q_SIGNALS:
    void changed();
    void jobEnded(bafo::ui::Job *job);
    void failed(const QString &message, const QString &hint);

private:
    void adopt(Job *job);
    void findOld();
    void lookAtAll();
    void failToStart(Job *job, Error problem);

    QString m_program;
    QString m_projectFolder;
    QString m_folder;
    std::vector<Job *> m_jobs;
    QTimer m_timer;
    Error m_startError;
};

} // namespace bafo::ui
