// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/project_session.h"

#include "core/base/file_system.h"
#include "core/runs/run_index.h"
#include "ui/connection/start_problem.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>

namespace bafo::ui {
namespace {

constexpr int kRegularPauseMs = 3000;
constexpr int kLostPauseMs = 500; ///< one look at one file
const QString kUnknown = QStringLiteral("?"); ///< no fingerprint: it begins with a name

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
    m_regular.setInterval(kRegularPauseMs);
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
    return namesNow(m_project.datasetsFolder(), m_datasetNames);
}

QStringList ProjectSession::modelNames() const
{
    return namesNow(m_project.modelsFolder(), m_modelNames);
}

QStringList ProjectSession::modelsWithoutWeights() const
{
    QStringList names = modelNames();
    names.removeIf([this](const QString &name) {
        const QDir folder(pathOf(m_project.modelsFolder()) + QLatin1Char('/') + name);
        return !folder.exists(QStringLiteral("lineage.json"))
            || !folder.entryList({QStringLiteral("*.safetensors")}, QDir::Files).isEmpty();
    });
    return names;
}

QStringList ProjectSession::tokenizerNames() const
{
    return namesNow(m_project.tokenizersFolder(), m_tokenizerNames);
}

bool ProjectSession::isThere() const
{
    return QFileInfo(pathOf(m_project.root() / runs::kProjectFileName)).isFile();
}

QStringList ProjectSession::namesNow(const Path &folder, const QStringList &before) const
{
    return isThere() ? namesIn(folder) : before;
}

void ProjectSession::look()
{
    if (!isThere()) {
        if (!m_isLost) {
            m_isLost = true;
            m_regular.setInterval(kLostPauseMs);
            Q_EMIT lost(projectGone(folder()));
        }
        return;
    }
    m_datasetNames = namesIn(m_project.datasetsFolder());
    m_modelNames = namesIn(m_project.modelsFolder());
    m_tokenizerNames = namesIn(m_project.tokenizersFolder());
    if (m_isLost) {
        m_isLost = false;
        m_regular.setInterval(kRegularPauseMs);
        for (QString *known : {&m_datasets, &m_models, &m_tokenizers, &m_runFolders}) {
            *known = kUnknown; // whoever asked meanwhile got no answer
        }
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
    if (differs(m_models,
                fingerprintOf(m_project.modelsFolder(),
                              {QStringLiteral("config.json"), QStringLiteral("adapter_config.json"),
                               QStringLiteral("certificate.json")}))) {
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
