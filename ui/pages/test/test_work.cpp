// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/test/test_work.h"

#include <QJsonArray>
#include <QProcess>

#include <algorithm>
#include <utility>

namespace bafo::ui {
namespace {

const QString kDataKey = QStringLiteral("evaldata:");

QString userName()
{
    return qEnvironmentVariable("USER").simplified();
}

QString pairOf(const QString &first, const QString &second)
{
    return first + QLatin1Char('/') + second;
}

} // namespace

QStringList runArguments(const AskWish &wish, const QString &model, const QString &after)
{
    QStringList arguments{QStringLiteral("eval"), QStringLiteral("run"), model};
    for (const QString &task : wish.tasks) {
        arguments += {QStringLiteral("--task"), task};
    }
    if (!wish.prompt.isEmpty()) {
        arguments += {QStringLiteral("--prompts"), wish.prompt};
    }
    if (wish.limit > 0) {
        arguments += {QStringLiteral("--limit"), QString::number(wish.limit)};
    }
    if (!after.isEmpty()) {
        arguments += {QStringLiteral("--after"), after};
    }
    return arguments;
}

TestWork::TestWork(const PageContext &context, QObject *parent)
    : QObject(parent)
    , m_context(context)
{
    connect(context.jobs, &JobList::changed, this, &TestWork::changed);
    connect(context.jobs, &JobList::jobEnded, this, &TestWork::takeEnd);
    for (Job *job : std::vector<Job *>(context.jobs->jobs())) { // ended while the page was away
        if (job->state() == Job::State::ended) {
            QMetaObject::invokeMethod(
                this, [this, key = job->key()] { takeEnd(m_context.jobs->find(key)); }, Qt::QueuedConnection);
        }
    }
}

TestWork::~TestWork()
{
    // What a speaker said is not lost with the page: to say it twice changes nothing.
    if (m_isWriting) {
        m_verdicts.push_front(m_inWork);
    }
    for (const QStringList &arguments : m_verdicts) {
        QProcess::startDetached(m_context.session->bafoProgram(), arguments, m_context.session->folder());
    }
}

void TestWork::ask(const AskWish &wish)
{
    if (isStarting()) {
        return;
    }
    m_wish = wish;
    m_toStart = wish.models;
    m_begun.clear();
    m_after.clear();
    startNext();
    Q_EMIT changed();
}

void TestWork::startNext()
{
    if (m_toStart.isEmpty()) {
        if (!m_begun.isEmpty()) {
            m_context.host->tell(
                Message{.tone = Tone::good,
                        .text = m_begun.size() == 1
                            ? tr("The evaluation has begun. It goes on without this window.")
                            : tr("%1 evaluations have begun, one after the other. They go on without this window.")
                                  .arg(m_begun.size())});
        }
        m_context.session->runs().lookAgain();
        Q_EMIT changed();
        Q_EMIT started();
        return;
    }
    m_isStarting = true;
    BafoProcess *child = m_context.session->ask(runArguments(m_wish, m_toStart.takeFirst(), m_after), this);
    connect(child, &BafoProcess::ended, this, [this, child](const ProcessEnd &end) {
        child->deleteLater();
        m_isStarting = false;
        if (end.error) {
            m_toStart.clear(); // the others would fail alike
            m_context.host->tell(*end.error);
        } else {
            m_after = end.result.value(QLatin1String("run")).toString();
            m_begun.append(m_after);
        }
        startNext();
    });
    child->start();
}

void TestWork::importData(const DataWish &wish)
{
    QStringList arguments{QStringLiteral("eval"), QStringLiteral("import"), wish.task};
    arguments += wish.files;
    if (!wish.taskFile.isEmpty()) {
        arguments += {QStringLiteral("--task-file"), wish.taskFile};
    }
    const QString key = kDataKey + wish.task;
    if (Job *old = m_context.jobs->find(key); old != nullptr && old->state() == Job::State::ended) {
        m_context.jobs->dismiss(old);
    }
    if (m_context.jobs->start(key, tr("Taking in the data of %1").arg(wish.task), arguments) == nullptr) {
        m_context.host->tell(m_context.jobs->startError());
    }
    Q_EMIT changed();
}

bool TestWork::isImporting() const
{
    const auto &jobs = m_context.jobs->jobs();
    return std::any_of(jobs.begin(), jobs.end(), [](const Job *job) {
        return job->key().startsWith(kDataKey) && job->state() == Job::State::running;
    });
}

void TestWork::takeEnd(Job *job)
{
    if (job == nullptr || !job->key().startsWith(kDataKey) || job->error()) {
        return; // what failed stays in the strip with its reason
    }
    const QString task = job->key().mid(kDataKey.size());
    const QJsonObject end = job->lastWord();
    qint64 numItems = 0;
    qint64 numBroken = 0;
    for (const QJsonValue &prompt : end.value(QLatin1String("prompts")).toArray()) {
        numItems = std::max(numItems, prompt.toObject().value(QLatin1String("items")).toInteger());
        numBroken = std::max<qint64>(numBroken, prompt.toObject().value(QLatin1String("broken")).toArray().size());
    }
    QString hint;
    if (numBroken > 0) {
        hint = tr("%1 lines of it are broken and are left out.").arg(numBroken);
    } else if (!end.value(QLatin1String("is_data_as_expected")).toBool(true)) {
        hint = tr("It is not the revision that the task was written for: compare its scores only with those of the "
                  "same file.");
    }
    m_context.host->tell(Message{.tone = hint.isEmpty() ? Tone::good : Tone::warning,
                                 .text = tr("The data of %1 is here: %2 items.").arg(task).arg(numItems),
                                 .hint = hint});
    m_context.jobs->dismiss(job);
    Q_EMIT changed();
    Q_EMIT imported(task);
}

void TestWork::steer(const QString &run, const QString &verb)
{
    if (m_steered.contains(run) || (verb == QLatin1String("resume") && m_context.host->needsEngineFirst())) {
        return;
    }
    m_steered.insert(run);
    BafoProcess *child = m_context.session->ask({QStringLiteral("run"), verb, run}, this);
    connect(child, &BafoProcess::ended, this, [this, child, run](const ProcessEnd &end) {
        child->deleteLater();
        m_steered.remove(run);
        if (end.error) {
            m_context.host->tell(*end.error);
        }
        m_context.session->runs().lookAgain();
        Q_EMIT changed();
    });
    child->start();
    Q_EMIT changed();
}

void TestWork::giveVerdict(const scoring::EvaluationCell &cell, const CellPlace &place, qint64 line,
                           scoring::Verdict verdict)
{
    const auto name = nameOf(verdict);
    QStringList arguments{
        QStringLiteral("eval"),     QStringLiteral("verdict"),
        place.evaluation,           QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size())),
        QStringLiteral("--item"),   QString::number(line),
        QStringLiteral("--task"),   QString::fromStdString(cell.task),
        QStringLiteral("--prompt"), QString::fromStdString(cell.prompt)};
    if (!userName().isEmpty()) {
        arguments += {QStringLiteral("--by"), userName()};
    }
    m_verdicts.push_back(std::move(arguments));
    if (!m_isWriting) {
        writeNext();
    }
}

void TestWork::writeNext()
{
    m_isWriting = !m_verdicts.empty();
    if (!m_isWriting) {
        return;
    }
    m_inWork = m_verdicts.front();
    m_verdicts.pop_front();
    BafoProcess *child = m_context.session->ask(m_inWork, this);
    connect(child, &BafoProcess::ended, this, [this, child](const ProcessEnd &end) {
        child->deleteLater();
        if (end.error) {
            m_context.host->tell(*end.error);
            Q_EMIT verdictFailed();
        }
        writeNext();
    });
    child->start();
}

void TestWork::compare(const QString &first, const QString &second)
{
    if (m_comparisons.contains(pairOf(first, second))) {
        return;
    }
    m_comparisons.insert(pairOf(first, second), {});
    BafoProcess *child
        = m_context.session->ask({QStringLiteral("eval"), QStringLiteral("compare"), first, second}, this);
    connect(child, &BafoProcess::ended, this, [this, child, key = pairOf(first, second)](const ProcessEnd &end) {
        child->deleteLater();
        if (!end.error) { // else the counts stand alone: they need no more than the indexes
            m_comparisons.insert(key, end.result);
            Q_EMIT compared();
        }
    });
    child->start();
}

const QJsonObject *TestWork::comparisonOf(const QString &first, const QString &second) const
{
    const auto found = m_comparisons.constFind(pairOf(first, second));
    return found == m_comparisons.constEnd() || found->isEmpty() ? nullptr : &*found;
}

std::vector<JobLine> TestWork::lines() const
{
    std::vector<JobLine> lines;
    for (const Job *job : m_context.jobs->jobs()) {
        if (!job->key().startsWith(kDataKey)) {
            continue;
        }
        const bool isRunning = job->state() == Job::State::running;
        JobLine line{.key = job->key(), .text = job->title(), .isRunning = isRunning};
        if (job->error()) {
            line.text = QString::fromStdString(job->error()->message);
            line.hint = QString::fromStdString(job->error()->hint);
        }
        if (isRunning || job->error()) {
            lines.push_back(std::move(line));
        }
    }
    return lines;
}

void TestWork::cancelJob(const QString &key)
{
    if (Job *job = m_context.jobs->find(key)) {
        job->stop();
    }
}

void TestWork::closeJob(const QString &key)
{
    if (Job *job = m_context.jobs->find(key); job != nullptr && job->state() == Job::State::ended) {
        m_context.jobs->dismiss(job);
        Q_EMIT changed();
    }
}

} // namespace bafo::ui
