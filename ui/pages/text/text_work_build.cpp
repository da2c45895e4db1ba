// SPDX-License-Identifier: GPL-3.0-or-later
// Conversations that are made of other datasets: a job like the others.
#include "ui/pages/text/notice_strip.h"
#include "ui/pages/text/text_work.h"
#include "ui/widgets/number_text.h"

namespace bafo::ui {
namespace {

const QString kKey = QStringLiteral("build");

} // namespace

void TextWork::startBuild(const QStringList &command)
{
    m_buildStrip->hide();
    if (m_context.jobs->start(kKey, tr("Make conversations"), command) == nullptr) {
        m_context.host->tell(m_context.jobs->startError());
    }
    showBuild();
}

/// Also of a job that was started by a window before.
void TextWork::showBuild()
{
    Job *job = m_context.jobs->find(kKey);
    if (job == nullptr) {
        return;
    }
    if (job->state() == Job::State::ended) {
        takeBuildEnd(job);
        return;
    }
    m_buildStrip->show({.text = tr("Making conversations"),
                        .hint = tr("It goes on when you close the window."),
                        .main = {tr("Stop"), [job = QPointer(job)] {
                                     if (job) {
                                         job->stop();
                                     }
                                 }}});
}

void TextWork::takeBuildEnd(Job *job)
{
    const std::optional<Error> error = job->error();
    const QJsonObject result = job->lastWord();
    m_context.jobs->dismiss(job);
    const Offer close{tr("Close"), [this] { m_buildStrip->hide(); }};
    if (error) {
        m_buildStrip->show({.tone = Tone::error,
                            .text = error->code == ErrorCode::cancelled ? tr("Stopped: no conversations were made.")
                                                                        : QString::fromStdString(error->message),
                            .hint = QString::fromStdString(error->hint),
                            .other = close});
        return;
    }
    const QString dataset = result.value(QLatin1String("dataset")).toString();
    m_buildStrip->show({.tone = Tone::good,
                        .text = tr("Made %1 conversations of %2 pairs into “%3”.")
                                    .arg(groupedNumber(result.value(QLatin1String("conversations")).toInteger()),
                                         groupedNumber(result.value(QLatin1String("pairs")).toInteger()), dataset),
                        .other = close});
    Q_EMIT imported(dataset);
}

} // namespace bafo::ui
