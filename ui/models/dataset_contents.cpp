// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/dataset_contents.h"

#include "ui/widgets/number_text.h"

#include <QCoreApplication>
#include <QMap>

#include <algorithm>

namespace bafo::ui {
namespace {

struct DatasetWords {
    Q_DECLARE_TR_FUNCTIONS(DatasetWords)
};

bool fits(const data::GroupCount &group, const data::DocumentQuery &query)
{
    return (query.language.empty() || query.language == group.language)
        && (query.split.empty() || query.split == group.split) && (query.source == 0 || query.source == group.source);
}

int placeOf(const QString &split)
{
    static const std::array kOrder{data::kTrainSplit, data::kHeldOutSplit, data::kUnassigned};
    const auto found = std::find(kOrder.begin(), kOrder.end(), split.toStdString());
    return static_cast<int>(found - kOrder.begin());
}

std::vector<FilterValue> valuesIn(const GroupCounts &groups, const data::DocumentQuery &query,
                                  std::string data::GroupCount::*member)
{
    QMap<QString, qint64> counts;
    for (const data::GroupCount &group : groups) {
        qint64 &count = counts[QString::fromStdString(group.*member)];
        count += fits(group, query) ? group.numDocuments : 0;
    }
    std::vector<FilterValue> values;
    for (auto count = counts.cbegin(); count != counts.cend(); ++count) {
        values.push_back({count.key(), count.value()});
    }
    return values;
}

} // namespace

TextTotals totalsOf(const GroupCounts &groups, const data::DocumentQuery &query)
{
    TextTotals totals;
    for (const data::GroupCount &group : groups) {
        if (fits(group, query)) {
            totals.numDocuments += group.numDocuments;
            totals.numWords += group.numWords;
            totals.numBytes += group.numBytes;
        }
    }
    return totals;
}

std::vector<FilterValue> languagesIn(const GroupCounts &groups, const data::DocumentQuery &query)
{
    data::DocumentQuery others = query;
    others.language.clear();
    auto values = valuesIn(groups, others, &data::GroupCount::language);
    std::stable_sort(values.begin(), values.end(),
                     [](const FilterValue &a, const FilterValue &b) { return a.numDocuments > b.numDocuments; });
    return values;
}

std::vector<FilterValue> splitsIn(const GroupCounts &groups, const data::DocumentQuery &query)
{
    data::DocumentQuery others = query;
    others.split.clear();
    auto values = valuesIn(groups, others, &data::GroupCount::split);
    std::stable_sort(values.begin(), values.end(),
                     [](const FilterValue &a, const FilterValue &b) { return placeOf(a.value) < placeOf(b.value); });
    return values;
}

bool isLicenceUnclear(const data::Source &source)
{
    return source.licence.empty() || source.licence == "unknown";
}

int numUnclearLicences(const std::vector<data::Source> &sources)
{
    return static_cast<int>(std::count_if(sources.begin(), sources.end(), isLicenceUnclear));
}

QString documentsInWords(qint64 count)
{
    return count == 1 ? DatasetWords::tr("1 document") : DatasetWords::tr("%1 documents").arg(groupedNumber(count));
}

QString wordsInWords(qint64 count)
{
    return count == 1 ? DatasetWords::tr("1 word") : DatasetWords::tr("%1 words").arg(groupedNumber(count));
}

QString sourcesInWords(qint64 count)
{
    return count == 1 ? DatasetWords::tr("1 source") : DatasetWords::tr("%1 sources").arg(groupedNumber(count));
}

QString filesInWords(qint64 count)
{
    return count == 1 ? DatasetWords::tr("1 file") : DatasetWords::tr("%1 files").arg(groupedNumber(count));
}

QString splitInWords(const QString &split)
{
    switch (placeOf(split)) {
    case 0:
        return DatasetWords::tr("for training");
    case 1:
        return DatasetWords::tr("held out");
    case 2:
        return DatasetWords::tr("not split yet");
    default:
        return split;
    }
}

QString skipReasonInWords(const QString &reason)
{
    static const QMap<QString, const char *> kWords{
        {QStringLiteral("exact duplicate"),
         QT_TRANSLATE_NOOP("DatasetContents", "in the dataset already, letter for letter")},
        {QStringLiteral("empty original"), QT_TRANSLATE_NOOP("DatasetContents", "without an original")},
        {QStringLiteral("empty translation"), QT_TRANSLATE_NOOP("DatasetContents", "without a translation")},
        {QStringLiteral("untranslated"), QT_TRANSLATE_NOOP("DatasetContents", "translation equal to the original")},
        {QStringLiteral("header"), QT_TRANSLATE_NOOP("DatasetContents", "header of a catalogue")},
        {QStringLiteral("byte-order mark"),
         QT_TRANSLATE_NOOP("DatasetContents", "invisible mark at the start of a file")}};
    const auto found = kWords.constFind(reason);
    return found == kWords.constEnd() ? reason : DatasetWords::tr(*found);
}

} // namespace bafo::ui
