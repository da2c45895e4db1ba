// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/text/text_work.h"

#include "ui/pages/text/notice_strip.h"
#include "ui/widgets/number_text.h"

#include <QComboBox>
#include <QJsonArray>
#include <QPushButton>
#include <QVBoxLayout>

namespace bafo::ui {

QString skippedInWords(const ImportTotals &totals)
{
    QStringList parts;
    for (auto reason = totals.skipped.cbegin(); reason != totals.skipped.cend(); ++reason) {
        parts.append(QStringLiteral("%1 %2").arg(groupedNumber(reason.value()), skipReasonInWords(reason.key())));
    }
    return parts.isEmpty() ? QString() : TextWork::tr("Left out: %1.").arg(parts.join(QStringLiteral("; ")));
}

TextWork::TextWork(const PageContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_import(new TextImport(*context.jobs, this))
    , m_importStrip(new NoticeStrip)
    , m_buildStrip(new NoticeStrip)
    , m_splitStrip(new NoticeStrip)
    , m_removalStrip(new NoticeStrip)
    , m_share(new QComboBox)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(unitOf(*this));
    column->addWidget(m_removalStrip);
    column->addWidget(m_importStrip);
    column->addWidget(m_buildStrip);
    column->addWidget(m_splitStrip);
    for (const int percent : {5, 10, 20}) {
        m_share->addItem(tr("%1 %").arg(percent), percent);
    }
    m_share->setCurrentIndex(1);
    m_share->setAccessibleName(tr("Share of the documents to hold out"));
    m_splitStrip->addControl(m_share);
    connect(m_import, &TextImport::changed, this, &TextWork::showImport);
    QMetaObject::invokeMethod(this, &TextWork::showBuild, Qt::QueuedConnection); // of a window before
    connect(context.jobs, &JobList::jobEnded, this, [this](Job *job) {
        if (job->key() == splitKey()) {
            takeSplitEnd(job);
        } else if (job->key() == QLatin1String("build")) {
            takeBuildEnd(job);
        }
    });
}

void TextWork::startImport(const ImportWish &wish)
{
    m_import->start(wish);
}

void TextWork::showImport()
{
    const TextImport::State state = m_import->state();
    const bool isNews = state != m_lastState;
    m_lastState = state;
    switch (state) {
    case TextImport::State::none:
        m_importStrip->hide();
        break;
    case TextImport::State::running:
        m_importStrip->show({.text = tr("Taking text into “%1”").arg(m_import->dataset()),
                             .hint = tr("%1 so far. It goes on when you close the window.")
                                         .arg(documentsInWords(m_import->numDocumentsSoFar())),
                             .share = m_import->shareSoFar(),
                             .main = {tr("Stop"), [this] { m_import->stop(); }}});
        break;
    case TextImport::State::failed:
        m_importStrip->show({.tone = Tone::error,
                             .text = m_import->error()->code == ErrorCode::cancelled
                                 ? tr("The import was stopped: nothing of these files was taken in.")
                                 : QString::fromStdString(m_import->error()->message),
                             .hint = QString::fromStdString(m_import->error()->hint),
                             .main = {tr("Back to the form"), [this] { Q_EMIT formWanted(); }},
                             .other = {tr("Close"), [this] { m_import->dismiss(); }}});
        break;
    case TextImport::State::done: {
        const ImportTotals &totals = m_import->totals();
        m_importStrip->show({.tone = Tone::good,
                             .text = tr("Took %1 (%2) from %3 into “%4”.")
                                         .arg(documentsInWords(totals.numDocuments), wordsInWords(totals.numWords),
                                              filesInWords(totals.numFiles), m_import->dataset()),
                             .hint = skippedInWords(totals),
                             .other = {tr("Close"), [this] { m_import->dismiss(); }}});
        break;
    }
    }
    if (isNews) {
        showSplit(); // it waits for an import that runs
    }
    if (isNews && (state == TextImport::State::done || state == TextImport::State::failed)) {
        Q_EMIT imported(m_import->dataset());
    }
    Q_EMIT changed();
}

void TextWork::setDataset(const QString &name, const DatasetContentsPtr &contents)
{
    if (name != m_dataset) {
        m_removalStrip->hide();
        m_splitError.reset();
    }
    m_dataset = name;
    m_contents = contents;
    Job *job = m_context.jobs->find(splitKey());
    if (job != nullptr && job->state() == Job::State::ended) {
        takeSplitEnd(job);
    }
    showSplit();
}

bool TextWork::isSplitOffered() const
{
    return m_splitStrip->mainButton()->isVisibleTo(this) && m_share->isVisibleTo(m_splitStrip)
        && !m_splitStrip->isHidden();
}

void TextWork::showSplit()
{
    data::DocumentQuery waiting;
    waiting.split = data::kUnassigned;
    const qint64 numWaiting = m_contents ? totalsOf(m_contents->groups, waiting).numDocuments : 0;
    Job *job = m_context.jobs->find(splitKey());
    const bool isRunning = job != nullptr && job->state() == Job::State::running;
    m_share->setVisible(!isRunning);
    if (isRunning) {
        m_splitStrip->show({.text = tr("Holding text out of “%1”…").arg(m_dataset),
                            .hint = tr("Near-duplicates and translations are put together first."),
                            .main = {tr("Stop"), [job] { job->stop(); }}});
    } else if (m_splitError) {
        m_splitStrip->show({.tone = Tone::error,
                            .text = QString::fromStdString(m_splitError->message),
                            .hint = QString::fromStdString(m_splitError->hint),
                            .main = {tr("Try again"), [this] { startSplit(); }},
                            .other = {tr("Close"), [this] {
                                          m_splitError.reset();
                                          showSplit();
                                      }}});
    } else if (numWaiting > 0 && m_import->state() != TextImport::State::running) {
        offerSplit(numWaiting);
    } else {
        m_splitStrip->hide();
    }
    Q_EMIT changed();
}

void TextWork::offerSplit(qint64 numWaiting)
{
    const bool isFirst = m_contents->splitRule.empty();
    m_splitStrip->show(
        {.text = isFirst ? tr("Next: hold some text out of training.")
                         : tr("Next: split again, %1 came in since the last time.").arg(documentsInWords(numWaiting)),
         .hint = tr("The model never sees the held-out part; on it you can tell whether it has learned the language or "
                    "only the text by heart. Nothing trains on text that is not split."),
         .main = {tr("Hold out"), [this] { startSplit(); }},
         .isMainPrimary = true});
}

void TextWork::startSplit()
{
    m_splitError.reset();
    const double share = m_share->currentData().toInt() / 100.0;
    m_context.jobs->start(
        splitKey(), tr("Hold text out of %1").arg(m_dataset),
        {QStringLiteral("data"), QStringLiteral("split"), m_dataset, QStringLiteral("--held-out"), plainNumber(share)});
    showSplit();
}

void TextWork::takeSplitEnd(Job *job)
{
    m_splitError = job->error();
    if (m_splitError && m_splitError->code == ErrorCode::cancelled) {
        m_splitError.reset();
    } else if (!m_splitError) {
        const QJsonObject result = job->lastWord();
        m_context.host->tell(
            Message{.tone = Tone::good,
                    .text = tr("Held out %1 of %2. None of these texts is left for training.")
                                .arg(groupedNumber(result.value(QLatin1String("held_out")).toInteger()),
                                     documentsInWords(result.value(QLatin1String("documents")).toInteger()))});
    }
    m_context.jobs->dismiss(job);
    showSplit();
    Q_EMIT split(m_dataset);
}

void TextWork::offerRemoval()
{
    auto *asked = m_context.session->ask({QStringLiteral("data"), QStringLiteral("list")}, this);
    connect(asked, &BafoProcess::ended, this, [this, asked, name = m_dataset](const ProcessEnd &end) {
        asked->deleteLater();
        if (end.error) {
            m_context.host->tell(*end.error);
            return;
        }
        for (const QJsonValue &entry : end.result.value(QLatin1String("datasets")).toArray()) {
            const QJsonObject dataset = entry.toObject();
            if (dataset.value(QLatin1String("name")).toString() != name || name != m_dataset) {
                continue;
            }
            const QString size
                = sizeInWords(static_cast<quint64>(dataset.value(QLatin1String("disk_bytes")).toInteger()));
            m_removalStrip->show(
                {.tone = Tone::warning,
                 .text = tr("Remove “%1” with its %2 and the tokens made of them? It cannot be undone.")
                             .arg(name, documentsInWords(dataset.value(QLatin1String("documents")).toInteger())),
                 .hint = tr("Runs and models that were made from it stay. The files that you took in are not touched."),
                 .main = {tr("Remove it: frees %1").arg(size), [this] { remove(); }},
                 .other = {tr("Keep it"), [this] { m_removalStrip->hide(); }}});
        }
    });
    asked->start();
}

void TextWork::remove()
{
    m_removalStrip->hide();
    m_removing = m_dataset;
    auto *asked = m_context.session->ask({QStringLiteral("data"), QStringLiteral("rm"), m_dataset}, this);
    connect(asked, &BafoProcess::ended, this, [this, asked, name = m_dataset](const ProcessEnd &end) {
        asked->deleteLater();
        m_removing.clear();
        if (end.error) {
            m_context.host->tell(*end.error);
            return;
        }
        const auto freed = static_cast<quint64>(end.result.value(QLatin1String("freed_bytes")).toInteger());
        m_context.host->tell(
            Message{.tone = Tone::good, .text = tr("Removed “%1”: %2 freed.").arg(name, sizeInWords(freed))});
        Q_EMIT removed(name);
    });
    asked->start();
}

QJsonObject TextWork::state() const
{
    return {{QStringLiteral("import"), m_import->toJson()}, {QStringLiteral("share"), m_share->currentIndex()}};
}

void TextWork::restore(const QJsonObject &state)
{
    m_share->setCurrentIndex(state.value(QLatin1String("share")).toInt(1));
    m_import->restore(state.value(QLatin1String("import")).toObject());
    showImport();
}

} // namespace bafo::ui
