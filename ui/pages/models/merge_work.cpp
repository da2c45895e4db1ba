// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/merge_work.h"

#include "core/data/dataset.h"
#include "ui/widgets/number_text.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QPointer>
#include <QUuid>

namespace bafo::ui {
namespace {

const QString kCompare = QStringLiteral("model-compare:");
constexpr std::size_t kMaxTextBytes = 256U << 10U;

/// A document in one line.
std::string onOneLine(std::string text)
{
    for (char &letter : text) {
        letter = letter == '\n' || letter == '\r' ? ' ' : letter;
    }
    return text;
}

} // namespace

Result<std::int64_t> writeHeldOutText(FileSystem &files, const Path &dataset, const Path &file, std::size_t maxBytes)
{
    auto opened = BAFO_TRY(data::Dataset::open(files, dataset));
    data::DocumentQuery query;
    query.split = std::string(data::kHeldOutSplit);
    std::string text;
    std::int64_t count = 0;
    constexpr std::int64_t kPage = 200;
    for (std::int64_t after = 0; text.size() < maxBytes;) {
        const auto page = BAFO_TRY(opened.page(query, after, kPage));
        if (page.empty()) {
            break;
        }
        for (const data::Document &document : page) {
            if (text.size() < maxBytes) {
                text += onOneLine(document.text) + '\n';
                ++count;
            }
        }
        after = page.back().id;
    }
    if (count == 0) {
        return fail(ErrorCode::config, "no text of " + dataset.filename().string() + " is held out",
                    "hold some out on the page Text: what an adapter was trained on says little about the ways");
    }
    BAFO_TRY(writeFileAtomically(files, file, text));
    return count;
}

MergeWork::MergeWork(const PageContext &context, Background &thread, QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_thread(thread)
{
    connect(context.jobs, &JobList::changed, this, &MergeWork::changed);
    connect(context.jobs, &JobList::jobEnded, this, &MergeWork::conclude);
}

void MergeWork::begin()
{
    const std::vector<Job *> jobs = m_context.jobs->jobs(); // concluding may take one away
    for (Job *job : jobs) {
        if (job->state() == Job::State::ended) {
            conclude(job);
        }
    }
}

void MergeWork::compare(const QString &adapter, const QString &weightHash, const QString &dataset)
{
    if (!m_preparing.isEmpty()) {
        return;
    }
    m_preparing = adapter;
    const QString file
        = QDir::temp().filePath(QStringLiteral("bafo-held-out-%1.txt").arg(QUuid::createUuid().toString(QUuid::Id128)));
    const Path folder = m_context.session->project().datasetsFolder() / dataset.toStdString();
    m_thread.run(
        [folder, file] {
            PosixFileSystem files;
            return writeHeldOutText(files, folder, file.toStdString(), kMaxTextBytes);
        },
        [self = QPointer<MergeWork>(this), adapter,
         asked = Asked{.weightHash = weightHash, .textFile = file}](const Result<std::int64_t> &written) {
            if (self.isNull()) {
                QFile::remove(asked.textFile);
                return;
            }
            self->m_preparing.clear();
            if (written) {
                self->start(adapter, asked);
            } else {
                self->m_context.host->tell(written.error());
            }
            Q_EMIT self->changed();
        });
    Q_EMIT changed();
}

void MergeWork::start(const QString &adapter, const Asked &asked)
{
    m_asked.insert(adapter, asked);
    m_context.jobs->start(kCompare + adapter, tr("Comparing the ways to merge %1").arg(adapter),
                          {QStringLiteral("model"), QStringLiteral("merge"), adapter, QStringLiteral("--compare"),
                           QStringLiteral("--text"), asked.textFile});
}

void MergeWork::conclude(Job *job)
{
    if (!job->key().startsWith(kCompare)) {
        return;
    }
    const QString adapter = job->key().mid(kCompare.size());
    const Asked asked = m_asked.take(adapter);
    QFile::remove(asked.textFile);
    const QJsonObject told = job->lastWord().value(QLatin1String("merge_comparison")).toObject();
    if (job->error() && job->error()->code != ErrorCode::cancelled) {
        m_context.host->tell(*job->error());
    } else if (!job->error()) {
        m_compared.insert(
            adapter, {{QStringLiteral("weight_hash"), asked.weightHash}, {QStringLiteral("merge_comparison"), told}});
    }
    m_context.jobs->dismiss(job);
    Q_EMIT changed();
}

std::optional<MergeComparison> MergeWork::comparisonOf(const QString &adapter, const QString &weightHash) const
{
    const QJsonObject kept = m_compared.value(adapter);
    return kept.value(QLatin1String("weight_hash")).toString() == weightHash
        ? mergeComparisonIn(kept.value(QLatin1String("merge_comparison")).toObject())
        : std::nullopt;
}

QString MergeWork::progressOf(const QString &adapter) const
{
    const Job *job = m_context.jobs->find(kCompare + adapter);
    if (job != nullptr && job->state() == Job::State::running) {
        return tr("Comparing, %1 so far. It reads the text once for each way.")
            .arg(durationInWords(QDateTime::currentMSecsSinceEpoch() - job->startedMs()));
    }
    return m_preparing == adapter && !adapter.isEmpty() ? tr("Reading the held-out text …") : QString();
}

void MergeWork::cancel(const QString &adapter)
{
    if (Job *job = m_context.jobs->find(kCompare + adapter)) {
        job->stop();
    }
}

QJsonObject MergeWork::state() const
{
    QJsonObject asked;
    for (auto one = m_asked.cbegin(); one != m_asked.cend(); ++one) {
        asked.insert(one.key(),
                     QJsonObject{{QStringLiteral("weight_hash"), one->weightHash},
                                 {QStringLiteral("text_file"), one->textFile}});
    }
    QJsonObject compared;
    for (auto one = m_compared.cbegin(); one != m_compared.cend(); ++one) {
        compared.insert(one.key(), *one);
    }
    return {{QStringLiteral("asked"), asked}, {QStringLiteral("compared"), compared}};
}

void MergeWork::restore(const QJsonObject &state)
{
    const QJsonObject asked = state.value(QLatin1String("asked")).toObject();
    for (auto one = asked.begin(); one != asked.end(); ++one) {
        const QJsonObject value = one->toObject();
        m_asked.insert(one.key(),
                       {.weightHash = value.value(QLatin1String("weight_hash")).toString(),
                        .textFile = value.value(QLatin1String("text_file")).toString()});
    }
    const QJsonObject compared = state.value(QLatin1String("compared")).toObject();
    for (auto one = compared.begin(); one != compared.end(); ++one) {
        m_compared.insert(one.key(), one->toObject());
    }
}

} // namespace bafo::ui
