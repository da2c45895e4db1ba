// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/job_list.h"

#include "ui/connection/start_problem.h"
#include "ui/widgets/whole_file.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QProcess>
#include <QUuid>

#include <algorithm>
#include <csignal>

namespace bafo::ui {
namespace {

constexpr int kLookMs = 250;
constexpr qint64 kTermLimitMs = 3000;
constexpr qint64 kMostBytesAtOnce = 4 << 20;

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Field 22 of /proc/PID/stat; empty where there is no such process, or only its corpse.
QString startTicksOf(qint64 pid)
{
    const QByteArray text = contentOf(QStringLiteral("/proc/%1/stat").arg(pid));
    const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    return fields.size() > 19 && fields.at(0) != "Z" ? QString::fromLatin1(fields.at(19)) : QString();
}

} // namespace

Job::Job(QObject *parent)
    : QObject(parent)
{
}

void Job::stop()
{
    if (m_state == State::running && m_stoppedMs == 0) {
        m_stoppedMs = QDateTime::currentMSecsSinceEpoch();
        ::kill(static_cast<pid_t>(m_pid), SIGTERM);
    }
}

bool Job::isAlive() const
{
    return !m_startTicks.isEmpty() && startTicksOf(m_pid) == m_startTicks;
}

void Job::look()
{
    const bool hasEnded = !isAlive(); // asked before reading: what it said last is there by then
    QFile output(m_folder + QStringLiteral("/output.jsonl"));
    bool hasNews = false;
    if (output.open(QIODevice::ReadOnly) && output.seek(m_offset)) {
        for (QByteArray bytes = output.read(kMostBytesAtOnce); !bytes.isEmpty();
             bytes = output.read(kMostBytesAtOnce)) {
            m_offset += bytes.size();
            for (const QByteArray &line : m_lines.take(bytes)) {
                const QJsonObject object = QJsonDocument::fromJson(line).object();
                hasNews = hasNews || !object.isEmpty();
                m_lastWord = object.isEmpty() ? m_lastWord : object;
            }
        }
    }
    if (hasNews) {
        Q_EMIT changed();
    }
    if (hasEnded) {
        conclude();
    } else if (m_stoppedMs > 0 && QDateTime::currentMSecsSinceEpoch() - m_stoppedMs > kTermLimitMs) {
        ::kill(static_cast<pid_t>(m_pid), SIGKILL);
    }
}

void Job::conclude()
{
    m_error = errorIn(m_lastWord);
    if (!m_error && m_stoppedMs > 0) {
        m_error = Error{.code = ErrorCode::cancelled, .message = tr("Stopped").toStdString(), .hint = {}};
    } else if (!m_error && m_lastWord.isEmpty()) {
        const QString why = QString::fromUtf8(contentOf(m_folder + QStringLiteral("/words.txt")))
                                .trimmed()
                                .section(QLatin1Char('\n'), -1);
        m_error = Error{.code = ErrorCode::internal,
                        .message = tr("%1 ended without a result. %2").arg(m_title, why).trimmed().toStdString(),
                        .hint = tr("Try it again in a terminal: %1").arg(m_commandLine).toStdString()};
    }
    m_state = State::ended;
    Q_EMIT ended();
}

JobList::JobList(QString bafoProgram, QString projectFolder, QString folder, QObject *parent)
    : QObject(parent)
    , m_program(std::move(bafoProgram))
    , m_projectFolder(std::move(projectFolder))
    , m_folder(std::move(folder))
{
    m_timer.setInterval(kLookMs);
    connect(&m_timer, &QTimer::timeout, this, &JobList::lookAtAll);
    findOld();
}

Job *JobList::start(const QString &key, const QString &title, const QStringList &arguments)
{
    if (Job *running = find(key); running != nullptr) {
        if (running->state() == Job::State::running) {
            return running;
        }
        dismiss(running);
    }
    auto *job = new Job(this);
    job->m_key = key;
    job->m_title = title;
    job->m_commandLine = commandLineOf(arguments);
    job->m_startedMs = QDateTime::currentMSecsSinceEpoch();
    job->m_folder = m_folder + QLatin1Char('/') + QUuid::createUuid().toString(QUuid::WithoutBraces);
    QProcess process;
    process.setProgram(m_program);
    QStringList all = QStringList(arguments) << QStringLiteral("--json");
    if (!m_projectFolder.isEmpty()) {
        all << QStringLiteral("--project") << m_projectFolder;
    }
    process.setArguments(all);
    process.setWorkingDirectory(m_projectFolder.isEmpty() ? QDir::homePath() : m_projectFolder);
    process.setStandardInputFile(QProcess::nullDevice());
    process.setStandardOutputFile(job->m_folder + QStringLiteral("/output.jsonl"));
    process.setStandardErrorFile(job->m_folder + QStringLiteral("/words.txt"));
    if (!QDir().mkpath(job->m_folder)) {
        failToStart(
            job,
            {.code = ErrorCode::data,
             .message = tr("%1 cannot be started: %2 cannot be written.").arg(title, job->m_folder).toStdString(),
             .hint = tr("Make room on the disk, or look whether the folder is yours to write, and try again.")
                         .toStdString()});
        return nullptr;
    }
    if (!process.startDetached(&job->m_pid)) {
        failToStart(job, startProblem(m_program, m_projectFolder, process.errorString()));
        return nullptr;
    }
    job->m_startTicks = startTicksOf(job->m_pid);
    // Without it a new window does not find the job; the work itself is not touched.
    (void)writeWholeFile(job->m_folder + QStringLiteral("/job.json"),
                         QJsonDocument(QJsonObject{{QStringLiteral("key"), key},
                                                   {QStringLiteral("title"), title},
                                                   {QStringLiteral("command_line"), job->m_commandLine},
                                                   {QStringLiteral("pid"), job->m_pid},
                                                   {QStringLiteral("start_ticks"), job->m_startTicks},
                                                   {QStringLiteral("started_ms"), job->m_startedMs}})
                             .toJson());
    adopt(job);
    return job;
}

void JobList::failToStart(Job *job, Error problem)
{
    QDir(job->m_folder).removeRecursively();
    delete job;
    m_startError = std::move(problem);
    Q_EMIT failed(QString::fromStdString(m_startError.message), QString::fromStdString(m_startError.hint));
}

Job *JobList::find(const QString &key) const
{
    const auto found
        = std::find_if(m_jobs.rbegin(), m_jobs.rend(), [&key](const Job *job) { return job->key() == key; });
    return found == m_jobs.rend() ? nullptr : *found;
}

void JobList::dismiss(Job *job)
{
    if (job->state() == Job::State::ended) {
        QDir(job->m_folder).removeRecursively();
        std::erase(m_jobs, job);
        job->deleteLater();
        Q_EMIT changed();
    }
}

void JobList::adopt(Job *job)
{
    m_jobs.push_back(job);
    connect(job, &Job::changed, this, &JobList::changed);
    connect(job, &Job::ended, this, [this, job] {
        Q_EMIT changed();
        Q_EMIT jobEnded(job);
    });
    m_timer.start();
    Q_EMIT changed();
}

void JobList::findOld()
{
    for (const QString &name : QDir(m_folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QString folder = m_folder + QLatin1Char('/') + name;
        const QJsonObject card = QJsonDocument::fromJson(contentOf(folder + QStringLiteral("/job.json"))).object();
        if (card.isEmpty()) {
            QDir(folder).removeRecursively();
            continue;
        }
        auto *job = new Job(this);
        job->m_folder = folder;
        job->m_key = card.value(QLatin1String("key")).toString();
        job->m_title = card.value(QLatin1String("title")).toString();
        job->m_commandLine = card.value(QLatin1String("command_line")).toString();
        job->m_pid = card.value(QLatin1String("pid")).toInteger();
        job->m_startTicks = card.value(QLatin1String("start_ticks")).toString();
        job->m_startedMs = card.value(QLatin1String("started_ms")).toInteger();
        adopt(job);
    }
}

void JobList::lookAtAll()
{
    const std::vector<Job *> jobs = m_jobs; // looking may take one away
    for (Job *job : jobs) {
        if (job->state() == Job::State::running) {
            job->look();
        }
    }
    // Asked of the list as it is now: the end of one job may have started the next.
    if (std::none_of(m_jobs.begin(), m_jobs.end(),
                     [](const Job *job) { return job->state() == Job::State::running; })) {
        m_timer.stop();
    }
}

} // namespace bafo::ui
