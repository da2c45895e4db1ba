// SPDX-License-Identifier: GPL-3.0-or-later
// One `bafo` child that does one thing and ends: what the window cannot do by reading, it asks of the command line.
#pragma once

#include "core/base/result.h"

#include <QJsonObject>
#include <QObject>
#include <QProcess>
#include <QStringList>
#include <QTimer>

#include <optional>

namespace bafo::ui {

/// How a child ended.
struct ProcessEnd {
    QJsonObject result; ///< the last JSON object that it said; empty where there was none
    std::optional<Error> error; ///< nothing where it did what was asked
};

/// The error that a program's JSON object tells, in the window's own words where it has some; nothing where it tells
/// none.
[[nodiscard]] std::optional<Error> errorIn(const QJsonObject &object);

/// "bafo run start 'a file.yaml'": as a person would type it in a terminal.
[[nodiscard]] QString commandLineOf(const QStringList &arguments);

/// Splits a child's stdout into lines whatever pieces it comes in; keeps at most kMaxLineBytes of a line.
class LineSplitter {
public:
    static constexpr qsizetype kMaxLineBytes = 16 << 20;

    /// The lines that are whole now, without their ends.
    QList<QByteArray> take(const QByteArray &bytes);

    /// What is left without an end.
    [[nodiscard]] const QByteArray &rest() const { return m_rest; }

private:
    QByteArray m_rest;
    bool m_isSkipping = false;
};

/// States: notStarted -> running -> (ending ->) ended; ended() comes exactly once after start(), also where the program
/// cannot be started. Destroying it ends the child. The window's thread only.
class BafoProcess final : public QObject {
    Q_OBJECT

public:
    enum class State { notStarted, running, ending, ended };
    Q_ENUM(State)

    /// `program` is the path of bafo; --json is added to the arguments.
    BafoProcess(QString program, QStringList arguments, QString workingFolder, QObject *parent = nullptr);
    ~BafoProcess() override;

    void start();

    /// SIGTERM, and SIGKILL where that does not help within 3 s.
    void stop();

    [[nodiscard]] State state() const { return m_state; }

    [[nodiscard]] QString commandLine() const { return commandLineOf(m_arguments); }

Q_SIGNALS:
    void said(const QJsonObject &object); ///< every JSON line, the last one too
    void ended(const bafo::ui::ProcessEnd &end);

private:
    void readOutput();
    void readErrors();
    void finish(std::optional<Error> problem);

    QProcess m_process;
    QString m_program;
    QStringList m_arguments;
    QString m_workingFolder;
    LineSplitter m_lines;
    QByteArray m_errorTail;
    QJsonObject m_last;
    QTimer m_patience;
    State m_state = State::notStarted;
};

} // namespace bafo::ui
