// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/model_work.h"

#include "ui/widgets/number_text.h"

#include <QDateTime>
#include <QDesktopServices>
#include <QFileInfo>
#include <QPointer>
#include <QUrl>

namespace bafo::ui {
namespace {

constexpr int kMeasureMs = 500;
const QString kImport = QStringLiteral("model-import");
const QString kExport = QStringLiteral("model-export");
const QString kMerge = QStringLiteral("model-merge");
const QString kVerify = QStringLiteral("model-verify:");

bool isOurs(const Job &job)
{
    return job.key() == kImport || job.key() == kExport || job.key() == kMerge || job.key().startsWith(kVerify);
}

/// A file's folder, or the folder itself.
QString folderOf(const QString &target)
{
    return target.endsWith(QLatin1String(".gguf")) ? QFileInfo(target).path() : target;
}

double shareOf(const Job &job)
{
    const QJsonObject progress = job.lastWord().value(QLatin1String("progress")).toObject();
    const double total = progress.value(QLatin1String("total_bytes")).toDouble();
    return total > 0 ? progress.value(QLatin1String("done_bytes")).toDouble() / total : 0;
}

} // namespace

ModelWork::ModelWork(const PageContext &context, Background &thread, QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_thread(thread)
{
    m_timer.setInterval(kMeasureMs);
    connect(&m_timer, &QTimer::timeout, this, &ModelWork::measure);
    connect(context.jobs, &JobList::changed, this, &ModelWork::changed);
    connect(context.jobs, &JobList::jobEnded, this, &ModelWork::conclude);
    connect(context.jobs, &JobList::failed, this, [this](const QString &message, const QString &hint) {
        m_context.host->tell(Message{.tone = Tone::error, .text = message, .hint = hint});
    });
}

void ModelWork::begin()
{
    const std::vector<Job *> jobs = m_context.jobs->jobs(); // concluding may take one away
    for (Job *job : jobs) {
        if (job->state() == Job::State::ended) {
            conclude(job);
        }
    }
}

void ModelWork::import(const ImportSource &source, const QString &name, const QString &base)
{
    const QString models = QString::fromStdString(m_context.session->project().modelsFolder().string());
    QStringList arguments{QStringLiteral("model"), QStringLiteral("import"), source.path, QStringLiteral("--to"), name};
    if (!base.isEmpty()) {
        arguments << QStringLiteral("--base") << base;
    }
    start(kImport, tr("Importing %1").arg(name), arguments,
          {name, models + QLatin1Char('/') + name, source.weightBytes});
}

void ModelWork::exportTo(const ExportWish &wish)
{
    start(kExport, tr("Exporting %1").arg(wish.model),
          {QStringLiteral("model"), QStringLiteral("export"), wish.model, QStringLiteral("--to"), wish.place,
           QStringLiteral("--format"), wish.format},
          {wish.model, wish.place, wish.sizeBytes});
}

void ModelWork::merge(const QString &adapter, const QString &name, const QString &way, quint64 sizeBytes)
{
    const QString models = QString::fromStdString(m_context.session->project().modelsFolder().string());
    QStringList arguments{QStringLiteral("model"), QStringLiteral("merge"), adapter, QStringLiteral("--to"), name};
    if (!way.isEmpty()) {
        arguments << QStringLiteral("--way") << way;
    }
    start(kMerge, tr("Merging %1").arg(adapter), arguments, {name, models + QLatin1Char('/') + name, sizeBytes});
}

void ModelWork::verify(const QString &model, const QString &weightHash)
{
    start(kVerify + model, tr("Verifying %1").arg(model), {QStringLiteral("model"), QStringLiteral("verify"), model},
          {model, weightHash, 0});
}

void ModelWork::start(const QString &key, const QString &title, const QStringList &arguments, const Work &work)
{
    const Job *running = m_context.jobs->find(key);
    if (running != nullptr && running->state() == Job::State::running) {
        m_context.host->tell(Message{.tone = Tone::warning,
                                     .text = tr("%1 is still under way.").arg(running->title()),
                                     .hint = tr("Wait for it, or cancel it first.")});
        return;
    }
    m_works.insert(key, work);
    m_writtenBytes.remove(key);
    if (m_context.jobs->start(key, title, arguments) != nullptr) {
        measure();
    }
}

void ModelWork::remove(const QString &model)
{
    BafoProcess *process = m_context.session->ask({QStringLiteral("model"), QStringLiteral("rm"), model}, this);
    connect(process, &BafoProcess::ended, this, [this, process, model](const ProcessEnd &end) {
        process->deleteLater();
        if (end.error) {
            m_context.host->tell(*end.error);
            return;
        }
        m_checks.remove(model);
        const auto freed = end.result.value(QLatin1String("removed")).toObject().value(QLatin1String("freed_bytes"));
        m_context.host->tell(Message{
            .tone = Tone::good,
            .text
            = tr("%1 is deleted. %2 are free again.").arg(model, sizeInWords(static_cast<quint64>(freed.toDouble())))});
        Q_EMIT removed(model);
    });
    process->start();
}

void ModelWork::cancel(const QString &key)
{
    if (Job *job = m_context.jobs->find(key)) {
        job->stop();
    }
}

void ModelWork::close(const QString &key)
{
    if (Job *job = m_context.jobs->find(key)) {
        m_works.remove(key);
        m_context.jobs->dismiss(job);
    }
}

void ModelWork::conclude(Job *job)
{
    if (!isOurs(*job)) {
        return;
    }
    const Work work = m_works.value(job->key());
    const auto error = job->error();
    if (error && !work.target.isEmpty() && !job->key().startsWith(kVerify)) {
        BafoProcess *tidying = m_context.session->ask(
            {QStringLiteral("model"), QStringLiteral("tidy"), QStringLiteral("--in"), QFileInfo(work.target).path()},
            this); // one that was stopped has no time to do it itself
        connect(tidying, &BafoProcess::ended, tidying, &QObject::deleteLater);
        tidying->start();
    }
    const bool isThere = job->key() == kMerge && QFileInfo::exists(work.target);
    if (job->key().startsWith(kVerify)) {
        concludeCheck(*job);
    } else if (isThere) { // also where its certificate is red
        tellMerged(work, error);
    } else if (error && error->code != ErrorCode::cancelled) {
        Q_EMIT changed();
        return; // stays in sight with its reason
    } else if (!error && job->key() == kImport) {
        m_context.host->tell(Message{.tone = Tone::good, .text = tr("%1 is here.").arg(work.model)});
        Q_EMIT imported(work.model);
    } else if (!error) {
        m_context.host->tell(Message{
            .tone = Tone::good,
            .text = tr("%1 is written to %2").arg(work.model, work.target),
            .actionLabel = tr("Open the folder"),
            .act = [folder = folderOf(work.target)] { QDesktopServices::openUrl(QUrl::fromLocalFile(folder)); }});
    }
    close(job->key());
    Q_EMIT changed();
}

void ModelWork::tellMerged(const Work &work, const std::optional<Error> &error)
{
    if (error) {
        m_context.host->tell(*error);
    } else {
        m_context.host->tell(
            Message{.tone = Tone::good, .text = tr("%1 is here, and its certificate is green.").arg(work.model)});
    }
    Q_EMIT imported(work.model);
}

void ModelWork::concludeCheck(const Job &job)
{
    const Work work = m_works.value(job.key());
    const auto error = job.error();
    if (error && error->code != ErrorCode::data) {
        if (error->code != ErrorCode::cancelled) {
            m_context.host->tell(*error); // says nothing of the model
        }
        return;
    }
    m_checks.insert(work.model,
                    {.isSound = !error,
                     .weightHash = work.target,
                     .text = error ? QString::fromStdString(error->message) : QString(),
                     .hint = error ? QString::fromStdString(error->hint) : QString(),
                     .atMs = QDateTime::currentMSecsSinceEpoch()});
    Q_EMIT checked(work.model);
}

void ModelWork::setInSight(bool isInSight)
{
    m_isInSight = isInSight;
    measure();
}

void ModelWork::measure()
{
    std::vector<std::pair<QString, QString>> targets;
    for (const QString &key : {kImport, kExport, kMerge}) {
        const Job *job = m_context.jobs->find(key);
        if (job != nullptr && job->state() == Job::State::running) {
            targets.emplace_back(key, m_works.value(key).target);
        }
    }
    if (targets.empty() || !m_isInSight) {
        m_timer.stop();
        return;
    }
    m_timer.start();
    if (m_isMeasuring) {
        return;
    }
    m_isMeasuring = true;
    m_thread.run(
        [targets] {
            PosixFileSystem files;
            QHash<QString, quint64> bytes;
            for (const auto &[key, target] : targets) {
                bytes.insert(key, writtenBytesFor(files, target.toStdString()));
            }
            return bytes;
        },
        [self = QPointer<ModelWork>(this)](const QHash<QString, quint64> &bytes) {
            if (!self.isNull()) {
                self->m_isMeasuring = false;
                self->m_writtenBytes = bytes;
                Q_EMIT self->changed();
            }
        });
}

QString ModelWork::textOf(const Job &job) const
{
    const quint64 expected = m_works.value(job.key()).expectedBytes;
    const quint64 written = m_writtenBytes.value(job.key());
    const qint64 passedMs = QDateTime::currentMSecsSinceEpoch() - job.startedMs();
    if (expected == 0 || written == 0) {
        return tr("%1 …").arg(job.title());
    }
    const double share = std::min(1.0, static_cast<double>(written) / static_cast<double>(expected));
    QString text = tr("%1: %2 of %3").arg(job.title(), sizeInWords(written), sizeInWords(expected));
    constexpr double kEnoughToTell = 0.05;
    if (share > kEnoughToTell && share < 1) {
        const auto leftMs = static_cast<qint64>(static_cast<double>(passedMs) * (1 - share) / share);
        text += tr(" · about %1 left").arg(durationInWords(leftMs + 1000));
    }
    return text;
}

std::vector<JobLine> ModelWork::lines() const
{
    std::vector<JobLine> lines;
    for (const Job *job : m_context.jobs->jobs()) {
        if (job->key() != kImport && job->key() != kExport && job->key() != kMerge) {
            continue; // a check is told beside its model, a comparison in its form
        }
        if (job->state() == Job::State::running) {
            lines.push_back({.key = job->key(), .text = textOf(*job)});
        } else if (job->error()) {
            lines.push_back(
                {.key = job->key(),
                 .text = tr("%1 did not work: %2").arg(job->title(), QString::fromStdString(job->error()->message)),
                 .hint = QString::fromStdString(job->error()->hint),
                 .isRunning = false});
        }
    }
    return lines;
}

CheckProgress ModelWork::checkProgress(const QString &model) const
{
    const Job *job = m_context.jobs->find(kVerify + model);
    if (job == nullptr || job->state() != Job::State::running) {
        return {};
    }
    return {.isRunning = true, .share = shareOf(*job)};
}

QJsonObject ModelWork::state() const
{
    QJsonObject works;
    for (auto work = m_works.cbegin(); work != m_works.cend(); ++work) {
        works.insert(work.key(),
                     QJsonObject{{QStringLiteral("model"), work->model},
                                 {QStringLiteral("target"), work->target},
                                 {QStringLiteral("expected_bytes"), static_cast<double>(work->expectedBytes)}});
    }
    QJsonObject checks;
    for (auto check = m_checks.cbegin(); check != m_checks.cend(); ++check) {
        checks.insert(check.key(),
                      QJsonObject{{QStringLiteral("is_sound"), check->isSound},
                                  {QStringLiteral("weight_hash"), check->weightHash},
                                  {QStringLiteral("text"), check->text},
                                  {QStringLiteral("hint"), check->hint},
                                  {QStringLiteral("at_ms"), check->atMs}});
    }
    return {{QStringLiteral("works"), works}, {QStringLiteral("checks"), checks}};
}

void ModelWork::restore(const QJsonObject &state)
{
    const QJsonObject works = state.value(QLatin1String("works")).toObject();
    for (auto work = works.begin(); work != works.end(); ++work) {
        const QJsonObject one = work->toObject();
        m_works.insert(work.key(),
                       {.model = one.value(QLatin1String("model")).toString(),
                        .target = one.value(QLatin1String("target")).toString(),
                        .expectedBytes = static_cast<quint64>(one.value(QLatin1String("expected_bytes")).toDouble())});
    }
    const QJsonObject checks = state.value(QLatin1String("checks")).toObject();
    for (auto check = checks.begin(); check != checks.end(); ++check) {
        const QJsonObject one = check->toObject();
        m_checks.insert(check.key(),
                        {.isSound = one.value(QLatin1String("is_sound")).toBool(),
                         .weightHash = one.value(QLatin1String("weight_hash")).toString(),
                         .text = one.value(QLatin1String("text")).toString(),
                         .hint = one.value(QLatin1String("hint")).toString(),
                         .atMs = one.value(QLatin1String("at_ms")).toInteger()});
    }
}

} // namespace bafo::ui
