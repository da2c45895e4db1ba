// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/certificate_words.h"

#include <QCoreApplication>
#include <QHash>
#include <QStringList>

namespace bafo::ui {
namespace {

struct CheckWords {
    Q_DECLARE_TR_FUNCTIONS(CheckWords)
};

/// Shares have to reach their limit; differences may not pass it.
bool isAtLeast(const runs::ParityCheck &check)
{
    return check.check == "top1";
}

/// In the language of the window where the check is known; else as it was written.
QString unitInWords(const runs::ParityCheck &check)
{
    static const QHash<QString, QString (*)()> known{
        {QStringLiteral("files"), [] { return CheckWords::tr("files that differ"); }},
        {QStringLiteral("token_ids"), [] { return CheckWords::tr("sentences that are cut otherwise"); }},
        {QStringLiteral("logits"), [] { return CheckWords::tr("largest difference"); }},
        {QStringLiteral("top1"), [] { return CheckWords::tr("share, where one piece was clearly ahead"); }}};
    const auto found = known.constFind(QString::fromStdString(check.check));
    return found == known.constEnd() ? QString::fromStdString(check.unit) : (*found)();
}

QString shortNumber(double value)
{
    return QString::number(value, 'g', 4);
}

} // namespace

QString checkInWords(const std::string &check)
{
    static const QHash<QString, QString (*)()> known{
        {QStringLiteral("files"), [] { return CheckWords::tr("Files"); }},
        {QStringLiteral("token_ids"), [] { return CheckWords::tr("Pieces of the sentences"); }},
        {QStringLiteral("logits"), [] { return CheckWords::tr("The model's figures (logits)"); }},
        {QStringLiteral("top1"), [] { return CheckWords::tr("Likeliest next piece"); }},
        {QStringLiteral("end_tokens"), [] { return CheckWords::tr("End of an answer"); }},
        {QStringLiteral("begin_token"), [] { return CheckWords::tr("Beginning of a text"); }},
        {QStringLiteral("chat_template"), [] { return CheckWords::tr("Chat template"); }},
        {QStringLiteral("tokenizer"), [] { return CheckWords::tr("Word pieces"); }},
        {QStringLiteral("head"), [] { return CheckWords::tr("Output layer (head)"); }},
        {QStringLiteral("gguf"), [] { return CheckWords::tr("What llama.cpp reads"); }}};
    const QString name = QString::fromStdString(check);
    const auto found = known.constFind(name);
    return found == known.constEnd() ? name : (*found)();
}

QString measureInWords(const runs::ParityCheck &check)
{
    if (!check.measured) {
        return {};
    }
    const QString measured = shortNumber(*check.measured);
    const QString text = !check.limit ? CheckWords::tr("measured %1").arg(measured)
        : isAtLeast(check) ? CheckWords::tr("measured %1, at least %2").arg(measured, shortNumber(*check.limit))
                           : CheckWords::tr("measured %1, at most %2").arg(measured, shortNumber(*check.limit));
    const QString unit = unitInWords(check);
    return unit.isEmpty() ? text : text + QStringLiteral(" (") + unit + QLatin1Char(')');
}

QString certificateAsText(const runs::ParityCertificate &certificate)
{
    QStringList lines{
        QStringLiteral("%1: %2").arg(QString::fromStdString(certificate.model.name),
                                     certificate.isGreen() ? QStringLiteral("green") : QStringLiteral("red")),
        QString::fromStdString(certificate.madeAt), QString::fromStdString(certificate.model.weightHash)};
    for (const runs::ParityCheck &check : certificate.checks) {
        QStringList parts{check.passed ? QStringLiteral("+") : QStringLiteral("-"), checkInWords(check.check),
                          measureInWords(check), QString::fromStdString(check.cause),
                          QString::fromStdString(check.hint)};
        parts.removeAll(QString());
        lines.append(parts.join(QStringLiteral("  ")));
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

} // namespace bafo::ui
