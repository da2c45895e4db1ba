// SPDX-License-Identifier: GPL-3.0-or-later
// What a model can be asked: the tasks that ship with the program and those of the project, as `bafo eval tasks` tells
// them.
#pragma once

#include "core/base/result.h"
#include "ui/models/project_session.h"

#include <QJsonObject>
#include <QObject>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace bafo::ui {

struct EvaluationTask {
    QString name = {};
    QString title = {};
    QString about = {};
    QString kind = {};
    QString language = {};
    QStringList prompts = {};
    QStringList files = {}; ///< their roles, in the order in which they are taken in
    QString format = {}; ///< jsonl, csv, tsv or lines
    QString source = {};
    QString revision = {};
    QString licence = {};
    bool hasData = false; ///< in the project
};

[[nodiscard]] std::vector<EvaluationTask> tasksIn(const QJsonObject &answer);

/// "questions with choices": a kind as people call it; the name itself for one that is not known here.
[[nodiscard]] QString kindInWords(const QString &kind);

/// Lives in the window's thread; asks when it is told to.
class EvaluationTasks final : public QObject {
    Q_OBJECT

public:
    /// `session` is borrowed.
    explicit EvaluationTasks(const ProjectSession &session, QObject *parent = nullptr);

    /// Asks again; while an answer is awaited, once more after it.
    void read();

    [[nodiscard]] bool isRead() const { return m_isRead; }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] const std::vector<EvaluationTask> &all() const { return m_all; }

    /// Null where there is none of this name.
    [[nodiscard]] const EvaluationTask *find(const QString &name) const;

Q_SIGNALS:
    void changed();

private:
    const ProjectSession &m_session;
    std::vector<EvaluationTask> m_all;
    std::optional<Error> m_error;
    bool m_isRead = false;
    bool m_isAsking = false;
    bool m_isStale = false;
};

} // namespace bafo::ui
