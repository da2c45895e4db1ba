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

QString shortNumber(double value)
{
    return QString::number(value, 'g', 4);
}

} // namespace

QString checkInWords(const std::string &check)
{
    static const QHash<QString, QString (*)()> known{
        {QStringLiteral("files"), [] { return CheckWords::tr("Files are as they were written"); }},
        {QStringLiteral("token_ids"), [] { return CheckWords::tr("Sentences are cut into the same pieces"); }},
        {QStringLiteral("logits"), [] { return CheckWords::tr("The model's figures (logits) are the same"); }},
        {QStringLiteral("top1"), [] { return CheckWords::tr("The likeliest next piece is the same"); }},
        {QStringLiteral("end_tokens"), [] { return CheckWords::tr("Answers end with the same piece"); }},
        {QStringLiteral("begin_token"), [] { return CheckWords::tr("Texts begin with the same piece"); }},
        {QStringLiteral("chat_template"), [] { return CheckWords::tr("The chat template is the same"); }},
        {QStringLiteral("tokenizer"), [] { return CheckWords::tr("The word pieces are the same"); }},
        {QStringLiteral("head"), [] { return CheckWords::tr("The output layer (head) is there"); }},
        {QStringLiteral("gguf"), [] { return CheckWords::tr("llama.cpp reads the same"); }}};
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
    return check.unit.empty() ? text
                              : text + QStringLiteral(" (") + QString::fromStdString(check.unit) + QLatin1Char(')');
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
