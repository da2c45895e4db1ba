// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/certificate.h"

#include "ui/widgets/number_text.h"

#include <QCoreApplication>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace bafo::ui {
namespace {

constexpr std::uint64_t kMaxBytes = 1 << 20;

struct CheckWords {
    Q_DECLARE_TR_FUNCTIONS(CheckWords)
};

std::optional<double> numberOf(const QJsonObject &json, const char *key)
{
    const QJsonValue value = json.value(QLatin1String(key));
    return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
}

CertificateCheck checkOf(const QJsonObject &json)
{
    const auto text = [&json](const char *key) { return json.value(QLatin1String(key)).toString(); };
    return {.check = text("check"),
            .passed = json.value(QLatin1String("passed")).toBool(),
            .measured = numberOf(json, "measured"),
            .limit = numberOf(json, "limit"),
            .unit = text("unit"),
            .cause = text("cause"),
            .hint = text("hint")};
}

/// Shares and sums have to reach their limit; differences may not pass it.
bool isAtLeast(const CertificateCheck &check)
{
    return check.check == QLatin1String("top1");
}

QString shortNumber(double value)
{
    return QString::number(value, 'g', 4);
}

} // namespace

std::optional<Certificate> certificateIn(const QByteArray &json)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    if (object.value(QLatin1String("schema")).toInt() != 1) {
        return std::nullopt;
    }
    const QJsonObject model = object.value(QLatin1String("model")).toObject();
    const QJsonObject reference = object.value(QLatin1String("reference")).toObject();
    Certificate certificate;
    certificate.madeAt = object.value(QLatin1String("made_at")).toString();
    certificate.model = model.value(QLatin1String("name")).toString();
    certificate.weightHash = model.value(QLatin1String("weight_hash")).toString();
    certificate.dtype = model.value(QLatin1String("dtype")).toString();
    certificate.reference = reference.value(QLatin1String("name")).toString();
    certificate.adapter = reference.value(QLatin1String("adapter")).toObject().value(QLatin1String("name")).toString();
    certificate.numPrompts = object.value(QLatin1String("num_prompts")).toInteger();
    for (const QJsonValue &check : object.value(QLatin1String("checks")).toArray()) {
        certificate.checks.push_back(checkOf(check.toObject()));
    }
    const bool haveAllPassed = std::all_of(certificate.checks.begin(), certificate.checks.end(),
                                           [](const CertificateCheck &check) { return check.passed; });
    certificate.isGreen = object.value(QLatin1String("verdict")) == QLatin1String("green")
        && !certificate.checks.empty() && haveAllPassed;
    return certificate;
}

std::optional<Certificate> readCertificate(FileSystem &files, const Path &model)
{
    const auto text = files.readFile(model / "certificate.json", kMaxBytes);
    return text ? certificateIn(QByteArray::fromStdString(*text)) : std::nullopt;
}

QString checkInWords(const QString &check)
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
    const auto found = known.constFind(check);
    return found == known.constEnd() ? check : (*found)();
}

QString measureInWords(const CertificateCheck &check)
{
    if (!check.measured) {
        return {};
    }
    const QString measured = shortNumber(*check.measured);
    QString text = !check.limit ? CheckWords::tr("measured %1").arg(measured)
        : isAtLeast(check)      ? CheckWords::tr("measured %1, at least %2").arg(measured, shortNumber(*check.limit))
                                : CheckWords::tr("measured %1, at most %2").arg(measured, shortNumber(*check.limit));
    return check.unit.isEmpty() ? text : text + QStringLiteral(" (") + check.unit + QLatin1Char(')');
}

QString certificateAsText(const Certificate &certificate)
{
    QStringList lines{QStringLiteral("%1: %2").arg(
                          certificate.model, certificate.isGreen ? QStringLiteral("green") : QStringLiteral("red")),
                      certificate.madeAt, certificate.weightHash};
    for (const CertificateCheck &check : certificate.checks) {
        QStringList parts{check.passed ? QStringLiteral("+") : QStringLiteral("-"), checkInWords(check.check),
                          measureInWords(check), check.cause, check.hint};
        parts.removeAll(QString());
        lines.append(parts.join(QStringLiteral("  ")));
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

} // namespace bafo::ui
