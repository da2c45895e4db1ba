// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/project_session.h"

#include "core/base/file_system.h"
#include "core/runs/run_index.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>

namespace bafo::ui {
namespace {

QString pathOf(const Path &path)
{
    return QString::fromStdString(path.string());
}

QStringList namesIn(const Path &folder)
{
    QStringList names;
    for (const QString &name : QDir(pathOf(folder)).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        if (runs::isName(name.toStdString())) {
            names.append(name);
        }
    }
    return names;
}

/// Names and the times of what changes when one of them changes; cheap to compare.
QString fingerprintOf(const Path &folder, const QStringList &markers)
{
    QString print;
    for (const QString &name : namesIn(folder)) {
        const QString inside = pathOf(folder) + QLatin1Char('/') + name;
        print += name + QString::number(QFileInfo(inside).lastModified().toMSecsSinceEpoch());
        for (const QString &marker : markers) {
            const QFileInfo file(inside + QLatin1Char('/') + marker);
            print += QLatin1Char(':') + QString::number(file.lastModified().toMSecsSinceEpoch());
        }
        print += QLatin1Char('\n');
    }
    return print;
}

bool differs(QString &known, const QString &now)
{
    const bool isNews = known != now;
    known = now;
    return isNews;
}

} // namespace

Result<std::unique_ptr<ProjectSession>> ProjectSession::open(const QString &folder, const QString &bafoProgram,
                                                             const QString &cacheFolder)
{
    PosixFileSystem files;
    auto project = BAFO_TRY(runs::Project::open(files, folder.toStdString()));
    return std::unique_ptr<ProjectSession>(new ProjectSession(std::move(project), bafoProgram, cacheFolder));
}

ProjectSession::ProjectSession(runs::Project project, QString bafoProgram, const QString &cacheFolder)
    : m_project(std::move(project))
    , m_bafoProgram(std::move(bafoProgram))
    , m_runs(new RunList(m_project, runs::runIndexFile(cacheFolder.toStdString(), m_project), this))
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(200);
    connect(&m_soon, &QTimer::timeout, this, &ProjectSession::look);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, [this] { m_soon.start(); });
    m_regular.setInterval(3000);
    connect(&m_regular, &QTimer::timeout, this, &ProjectSession::look);
    m_regular.start();
    look();
    m_runs->start();
}

BafoProcess *ProjectSession::ask(const QStringList &arguments, QObject *parent) const
{
    return new BafoProcess(m_bafoProgram, QStringList(arguments) << QStringLiteral("--project") << folder(), folder(),
                           parent);
}

QStringList ProjectSession::datasetNames() const
{
    return namesIn(m_project.datasetsFolder());
}

QStringList ProjectSession::modelNames() const
{
    return namesIn(m_project.modelsFolder());
}

QStringList ProjectSession::tokenizerNames() const
{
    return namesIn(m_project.tokenizersFolder());
}

void ProjectSession::look()
{
    const QString marker = folder() + QLatin1Char('/')
        + QString::fromLatin1(runs::kProjectFileName.data(), static_cast<qsizetype>(runs::kProjectFileName.size()));
    if (!QFileInfo::exists(marker)) {
        if (!m_isLost) {
            m_isLost = true;
            Q_EMIT lost(tr("The project's folder is gone: %1").arg(folder()),
                        tr("Put it back where it was, or open another project. Running runs go on while their folder "
                           "is there."));
        }
        return;
    }
    if (m_isLost) {
        m_isLost = false;
        Q_EMIT foundAgain();
    }
    for (const Path &place : {m_project.root(), m_project.modelsFolder(), m_project.datasetsFolder(),
                              m_project.tokenizersFolder(), m_project.runsFolder()}) {
        if (!m_watcher.directories().contains(pathOf(place)) && QFileInfo::exists(pathOf(place))) {
            m_watcher.addPath(pathOf(place));
        }
    }
    const QString database = QStringLiteral("documents.sqlite");
    if (differs(m_datasets, fingerprintOf(m_project.datasetsFolder(), {database, database + QStringLiteral("-wal")}))) {
        Q_EMIT datasetsChanged();
    }
    if (differs(m_models, fingerprintOf(m_project.modelsFolder(), {QStringLiteral("config.json")}))) {
        Q_EMIT modelsChanged();
    }
    if (differs(m_tokenizers, fingerprintOf(m_project.tokenizersFolder(), {QStringLiteral("tokenizer.json")}))) {
        Q_EMIT tokenizersChanged();
    }
    // Not the names: there may be thousands, and the time says as much.
    const QFileInfo runs(pathOf(m_project.runsFolder()));
    if (differs(m_runsChange, QString::number(runs.lastModified().toMSecsSinceEpoch()))) {
        m_runs->lookAgain();
    }
}

} // namespace bafo::ui
