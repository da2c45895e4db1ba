// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/words/grow_plan.h"

#include "ui/widgets/language_names.h"
#include "ui/widgets/number_text.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>

#include <algorithm>

namespace bafo::ui {
namespace {

struct GrowWords {
    Q_DECLARE_TR_FUNCTIONS(GrowWords)
};

constexpr qint64 kRowMultiple = 64;

/// Of sentences of the old language; the command line warns above it too.
constexpr double kLargestGoodShare = 0.001;

void appendDataset(QStringList &arguments, const QString &prefix, const DatasetLanguage &text)
{
    arguments << QStringLiteral("--%1dataset").arg(prefix) << text.dataset << QStringLiteral("--%1language").arg(prefix)
              << text.language;
}

QString shown(double value)
{
    return QLocale().toString(value, 'f', 2);
}

DatasetLanguage languageFrom(const QJsonObject &json, const char *dataset, const char *language)
{
    return {.dataset = json.value(QLatin1String(dataset)).toString(),
            .language = json.value(QLatin1String(language)).toString()};
}

} // namespace

QStringList GrowPlan::arguments() const
{
    QStringList arguments{QStringLiteral("tokenizer"), QStringLiteral("grow"), base, QStringLiteral("--add"),
                          QString::number(numPieces)};
    appendDataset(arguments, {}, learned);
    if (!isLearnedSplit) {
        arguments << QStringLiteral("--split") << QString();
    }
    if (!kept.isEmpty()) {
        appendDataset(arguments, QStringLiteral("protect-"), kept);
        if (!isKeptSplit) {
            arguments << QStringLiteral("--protect-split") << QString();
        } else if (hasKeptHeldOut) {
            appendDataset(arguments, QStringLiteral("check-"), kept);
        }
    }
    for (const QString &file : keptFiles) {
        arguments << QStringLiteral("--protect") << file;
    }
    return arguments << QStringLiteral("--to") << name;
}

QJsonObject GrowPlan::toJson() const
{
    return {{QStringLiteral("base"), base},
            {QStringLiteral("num_pieces"), numPieces},
            {QStringLiteral("dataset"), learned.dataset},
            {QStringLiteral("language"), learned.language},
            {QStringLiteral("kept_dataset"), kept.dataset},
            {QStringLiteral("kept_language"), kept.language},
            {QStringLiteral("kept_files"), QJsonArray::fromStringList(keptFiles)},
            {QStringLiteral("name"), name}};
}

GrowPlan GrowPlan::fromJson(const QJsonObject &json)
{
    GrowPlan plan;
    plan.base = json.value(QLatin1String("base")).toString();
    plan.numPieces = json.value(QLatin1String("num_pieces")).toInteger(plan.numPieces);
    plan.learned = languageFrom(json, "dataset", "language");
    plan.kept = languageFrom(json, "kept_dataset", "kept_language");
    for (const QJsonValue &file : json.value(QLatin1String("kept_files")).toArray()) {
        plan.keptFiles.append(file.toString());
    }
    plan.name = json.value(QLatin1String("name")).toString();
    return plan;
}

QString growthName(const QString &language, qint64 numPieces, const QStringList &taken)
{
    const QString count
        = numPieces % 1000 == 0 ? QStringLiteral("%1k").arg(numPieces / 1000) : QString::number(numPieces);
    const QString name = QStringLiteral("%1-%2").arg(language.isEmpty() ? QStringLiteral("grown") : language, count);
    QString free = name;
    for (int i = 2; taken.contains(free); ++i) {
        free = QStringLiteral("%1-%2").arg(name).arg(i);
    }
    return free;
}

RowCost costOf(const runs::ModelSummary &model, std::uint32_t vocabularySize, qint64 numPieces)
{
    const qint64 wanted = (qint64{vocabularySize} + numPieces + kRowMultiple - 1) / kRowMultiple * kRowMultiple;
    RowCost cost;
    cost.numRows = std::max<qint64>(0, wanted - model.vocabularySize);
    const auto bytesPerValue
        = model.numParameters > 0 ? std::max<std::uint64_t>(1, model.sizeBytes / model.numParameters) : 0;
    cost.sizeBytes = static_cast<quint64>(cost.numRows) * static_cast<quint64>(model.hiddenSize) * bytesPerValue
        * (model.isTied ? 1 : 2);
    return cost;
}

GrowthWords growthWords(const QJsonObject &result, const GrowPlan &plan)
{
    const auto number = [&result](const char *key) { return result.value(QLatin1String(key)).toInteger(); };
    GrowthWords words;
    const qint64 numPieces = number("new_pieces");
    words.result = GrowWords::tr("%1 pieces. %2 %3 → %4 pieces a word")
                       .arg(groupedNumber(numPieces), languageName(plan.learned.language),
                            shown(result.value(QLatin1String("tokens_per_word_before")).toDouble()),
                            shown(result.value(QLatin1String("tokens_per_word_after")).toDouble()));
    words.result += result.value(QLatin1String("measured_on")).toString() == QLatin1String("held-out")
        ? GrowWords::tr(" on held-out text.")
        : GrowWords::tr(" on the text it learned from.");
    const QString old = plan.kept.isEmpty() ? GrowWords::tr("protected") : languageName(plan.kept.language);
    const qint64 numChecked = number("checked_sentences");
    const qint64 numProtected = number("protected_sentences");
    if (numChecked > 0) {
        words.result += GrowWords::tr(" %1 of %2 %3 sentences that had no say are cut differently.")
                            .arg(groupedNumber(number("changed_checked_sentences")), groupedNumber(numChecked), old);
    } else if (numProtected > 0) {
        words.result += GrowWords::tr(" %1 of %2 %3 sentences are cut differently.")
                            .arg(groupedNumber(number("changed_sentences")), groupedNumber(numProtected), old);
    }
    if (numPieces < plan.numPieces) {
        words.warnings.append(
            GrowWords::tr("The text gives only %1 of %2 pieces: the rest would occur less than twice, "
                          "or would cut the old language differently.")
                .arg(groupedNumber(numPieces), groupedNumber(plan.numPieces)));
    }
    if (numProtected == 0) {
        words.warnings.append(
            GrowWords::tr("No text of the old language was protected: the model may write it worse."));
    } else if (numChecked == 0) {
        words.warnings.append(
            GrowWords::tr("No text of the old language was held out, so nothing says how unseen text is cut."));
    }
    if (result.value(QLatin1String("changed_checked_share")).toDouble() > kLargestGoodShare) {
        words.warnings.append(GrowWords::tr("More than %1 % of the old language's sentences are cut differently: grow "
                                            "by fewer pieces, or protect more text.")
                                  .arg(QLocale().toString(kLargestGoodShare * 100, 'f', 1)));
    }
    return words;
}

} // namespace bafo::ui
