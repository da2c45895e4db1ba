// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/chat/correction_work.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryFile>

namespace bafo::ui {
namespace {

QByteArray fileOf(const WantedCorrection &wanted)
{
    QJsonArray messages;
    for (const ChatLine &line : wanted.lines) {
        messages.append(QJsonObject{{QStringLiteral("role"), line.role}, {QStringLiteral("content"), line.text}});
    }
    return QJsonDocument(QJsonObject{{QStringLiteral("messages"), messages},
                                     {QStringLiteral("answer"), wanted.answer},
                                     {QStringLiteral("model"), wanted.model},
                                     {QStringLiteral("weight_hash"), wanted.origin.weightHash},
                                     {QStringLiteral("sampling"), wanted.origin.sampling},
                                     {QStringLiteral("language"), wanted.language}})
        .toJson(QJsonDocument::Compact);
}

} // namespace

QString correctionDataset()
{
    return QStringLiteral("corrections");
}

CorrectionWork::CorrectionWork(ProjectSession &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
}

void CorrectionWork::keep(const WantedCorrection &wanted,
                          const std::function<void(const Result<CorrectionNote> &)> &done)
{
    auto *file = new QTemporaryFile(this);
    const QByteArray bytes = fileOf(wanted);
    if (!file->open() || file->write(bytes) != bytes.size() || !file->flush()) {
        done(fail(
            ErrorCode::diskFull, tr("The correction cannot be handed on: %1").arg(file->errorString()).toStdString(),
            tr("Make room for temporary files, then keep it again: what you wrote is still here.").toStdString()));
        file->deleteLater();
        return;
    }
    QStringList arguments{QStringLiteral("data"), QStringLiteral("correct"), correctionDataset(),
                          QStringLiteral("--from"), file->fileName()};
    if (!wanted.replaces.isEmpty()) {
        arguments << QStringLiteral("--replaces") << wanted.replaces;
    }
    BafoProcess *process = m_session.ask(arguments, this);
    connect(process, &BafoProcess::ended, this, [process, file, wanted, done](const ProcessEnd &end) {
        process->deleteLater();
        file->deleteLater();
        const QJsonObject kept = end.result.value(QLatin1String("correction")).toObject();
        if (end.error) {
            done(fail(*end.error));
            return;
        }
        done(CorrectionNote{
            .dataset = kept.value(QLatin1String("dataset")).toString(),
            .id = kept.value(QLatin1String("id")).toString(),
            .text = wanted.lines.back().text,
            .atMs
            = QDateTime::fromString(kept.value(QLatin1String("made_at")).toString(), Qt::ISODate).toMSecsSinceEpoch()});
    });
    process->start();
}

void CorrectionWork::withdraw(const CorrectionNote &note, const std::function<void(const Result<void> &)> &done)
{
    BafoProcess *process = m_session.ask(
        {QStringLiteral("data"), QStringLiteral("correct"), note.dataset, QStringLiteral("--withdraw"), note.id}, this);
    connect(process, &BafoProcess::ended, this, [process, done](const ProcessEnd &end) {
        process->deleteLater();
        done(end.error ? Result<void>(fail(*end.error)) : Result<void>());
    });
    process->start();
}

} // namespace bafo::ui
