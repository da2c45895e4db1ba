// SPDX-License-Identifier: GPL-3.0-or-later
// The open project: what pages read from, whom they ask to change it, and who tells them that it changed.
#pragma once

#include "core/base/result.h"
#include "core/runs/project.h"
#include "ui/connection/bafo_process.h"
#include "ui/models/run_list.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

#include <memory>

namespace bafo::ui {

/// One project at a time. The window's thread only.
class ProjectSession final : public QObject {
    Q_OBJECT

public:
    /// `bafoProgram` is the path of the command line beside the window; `cacheFolder` is ~/.cache.
    static Result<std::unique_ptr<ProjectSession>> open(const QString &folder, const QString &bafoProgram,
                                                        const QString &cacheFolder);

    [[nodiscard]] const runs::Project &project() const { return m_project; }
    [[nodiscard]] QString name() const { return QString::fromStdString(m_project.name()); }
    [[nodiscard]] QString folder() const { return QString::fromStdString(m_project.root().string()); }
    [[nodiscard]] RunList &runs() { return *m_runs; }

    /// A child that works in this project, not started yet. It ends with `parent`.
    [[nodiscard]] BafoProcess *ask(const QStringList &arguments, QObject *parent) const;

    /// The program itself, for what is asked in another way.
    [[nodiscard]] QString bafoProgram() const { return m_bafoProgram; }

    /// Whether the project's folder is where it was.
    [[nodiscard]] bool isThere() const;

    /// Names in datasets/, models/ and tokenizers/, sorted; what is being written is left out. While the project's
    /// folder is gone, what was there before: nobody knows that it is no more.
    [[nodiscard]] QStringList datasetNames() const;
    [[nodiscard]] QStringList modelNames() const;
    [[nodiscard]] QStringList tokenizerNames() const;

    /// Those of modelNames() of which only the lineage is here, as in the example.
    [[nodiscard]] QStringList modelsWithoutWeights() const;

Q_SIGNALS:
    void datasetsChanged();
    void modelsChanged();
    void tokenizersChanged();

    /// The project's folder is gone, or can be read no more. Told once until it is back; then everything counts as
    /// changed.
    void lost(const bafo::Error &error);
    void foundAgain();

private:
    ProjectSession(runs::Project project, QString bafoProgram, const QString &cacheFolder);

    void look();
    [[nodiscard]] QStringList namesNow(const Path &folder, const QStringList &before) const;

    runs::Project m_project;
    QString m_bafoProgram;
    RunList *m_runs;
    QFileSystemWatcher m_watcher;
    QTimer m_soon;
    QTimer m_regular;
    QString m_datasets; ///< fingerprints of what the folders held at the last look
    QString m_models;
    QString m_tokenizers;
    QString m_runsChange; ///< when a run came or went
    QString m_runFolders;
    QStringList m_datasetNames; ///< at the last look that found the project
    QStringList m_modelNames;
    QStringList m_tokenizerNames;
    bool m_isLost = false;
};

} // namespace bafo::ui
