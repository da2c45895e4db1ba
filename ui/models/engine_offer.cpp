// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/engine_offer.h"

#include <QDir>

namespace bafo::ui {
namespace {

const QString kKey = QStringLiteral("engine");

quint64 bytesIn(const QJsonObject &object, const char *key)
{
    return static_cast<quint64>(object.value(QLatin1String(key)).toInteger());
}

} // namespace

EngineOffer::EngineOffer(QString bafoProgram, const QString &jobsFolder, QStringList sourceArguments, QObject *parent)
    : QObject(parent)
    , m_program(std::move(bafoProgram))
    , m_sourceArguments(std::move(sourceArguments))
    , m_jobs(m_program, QString(), jobsFolder)
{
    connect(&m_jobs, &JobList::failed, this, [this](const QString &message, const QString &hint) {
        m_error = Error{ErrorCode::internal, message.toStdString(), hint.toStdString()};
        setState(State::failed);
    });
    connect(&m_jobs, &JobList::jobEnded, this, &EngineOffer::takeEnd);
    if (Job *job = m_jobs.find(kKey)) {
        follow(job);
    }
    look();
}

void EngineOffer::look()
{
    if (m_isAsking) {
        return;
    }
    m_isAsking = true;
    auto *process = new BafoProcess(m_program,
                                    QStringList{QStringLiteral("engine"), QStringLiteral("status")} + m_sourceArguments,
                                    QDir::homePath(), this);
    connect(process, &BafoProcess::ended, this, [this, process](const ProcessEnd &end) {
        process->deleteLater();
        m_isAsking = false;
        takeStatus(end);
    });
    process->start();
}

void EngineOffer::fetch(const QString &folder)
{
    if (m_state == State::fetching || m_state == State::ready) {
        return;
    }
    m_error.reset();
    QStringList arguments = QStringList{QStringLiteral("engine"), QStringLiteral("install")} + m_sourceArguments;
    if (!folder.isEmpty()) {
        arguments << QStringLiteral("--from") << folder;
    }
    Job *job = m_jobs.start(kKey, tr("Fetching the engine"), arguments);
    if (job != nullptr) {
        follow(job);
    }
}

void EngineOffer::cancel()
{
    if (Job *job = m_jobs.find(kKey)) {
        job->stop();
    }
}

void EngineOffer::follow(Job *job)
{
    connect(job, &Job::changed, this, [this, job] { takeProgress(job->lastWord()); });
    m_bytesPerSecond = 0;
    m_leftMs = -1;
    m_isUnpacking = false;
    m_trouble.clear();
    setState(State::fetching);
}

void EngineOffer::takeProgress(const QJsonObject &word)
{
    const QJsonObject progress = word.value(QLatin1String("progress")).toObject();
    if (progress.isEmpty()) {
        return;
    }
    m_keptBytes = bytesIn(progress, "done_bytes");
    m_downloadBytes = bytesIn(progress, "total_bytes");
    m_bytesPerSecond = progress.value(QLatin1String("bytes_per_second")).toDouble(0);
    const double leftS = progress.value(QLatin1String("left_s")).toDouble(-1);
    m_leftMs = leftS < 0 ? -1 : static_cast<qint64>(leftS * 1000);
    m_isUnpacking = progress.value(QLatin1String("phase")).toString() == QLatin1String("unpack");
    m_trouble = progress.value(QLatin1String("trouble")).toString();
    Q_EMIT changed();
}

void EngineOffer::takeEnd(Job *job)
{
    const bool isCancelled = job->error() && job->error()->code == ErrorCode::cancelled;
    m_error = isCancelled ? std::nullopt : job->error();
    m_jobs.dismiss(job);
    setState(m_error ? State::failed : State::unknown);
    look();
}

void EngineOffer::takeStatus(const ProcessEnd &end)
{
    const QJsonObject engine = end.result.value(QLatin1String("engine")).toObject();
    if (end.error || engine.isEmpty() || m_state == State::fetching) {
        return;
    }
    m_downloadBytes = bytesIn(engine, "download_bytes");
    m_keptBytes = bytesIn(engine, "kept_bytes");
    m_diskBytes = bytesIn(engine, "disk_bytes");
    const QString word = engine.value(QLatin1String("state")).toString();
    if (word == QLatin1String("ready")) {
        m_error.reset();
        setState(State::ready);
    } else if (word == QLatin1String("unavailable")) {
        setState(State::unavailable);
    } else {
        setState(m_error ? State::failed : State::absent);
    }
}

void EngineOffer::setState(State state)
{
    m_state = state;
    m_wasMissing = m_wasMissing || (state != State::ready && state != State::unknown);
    Q_EMIT changed();
    if (state == State::ready && m_wasMissing) {
        m_wasMissing = false;
        Q_EMIT becameReady();
    }
}

} // namespace bafo::ui
