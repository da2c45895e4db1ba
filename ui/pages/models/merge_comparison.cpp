// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/merge_comparison.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace bafo::ui {
namespace {

struct WayWords {
    Q_DECLARE_TR_FUNCTIONS(WayWords)
};

} // namespace

const MergeWay *MergeComparison::way(const QString &name) const
{
    for (const MergeWay &one : ways) {
        if (one.way == name) {
            return &one;
        }
    }
    return nullptr;
}

std::optional<MergeComparison> mergeComparisonIn(const QJsonObject &json)
{
    MergeComparison comparison{.adapter = json.value(QLatin1String("adapter")).toString(),
                               .base = json.value(QLatin1String("base")).toString(),
                               .numTokens = json.value(QLatin1String("num_tokens")).toInteger(),
                               .ways = {},
                               .recommended = json.value(QLatin1String("recommended")).toString()};
    for (const QJsonValue &value : json.value(QLatin1String("ways")).toArray()) {
        const QJsonObject one = value.toObject();
        comparison.ways.push_back(
            {.way = one.value(QLatin1String("way")).toString(),
             .isAvailable = one.value(QLatin1String("available")).toBool(),
             .whyNot = one.value(QLatin1String("why_not")).toString(),
             .klNatsPerToken = one.value(QLatin1String("kl_nats_per_token")).toDouble(),
             .topAgreement = one.value(QLatin1String("top1_agreement")).toDouble(),
             .bitsPerByte = one.value(QLatin1String("bits_per_byte")).toDouble(),
             .sizeBytes = static_cast<quint64>(one.value(QLatin1String("size_bytes")).toDouble())});
    }
    return comparison.ways.empty() ? std::optional<MergeComparison>() : comparison;
}

QString wayName(const QString &way)
{
    if (way == QLatin1String("base_16bit")) {
        return WayWords::tr("Into 16 bits");
    }
    if (way == QLatin1String("base_dequantised")) {
        return WayWords::tr("Into 4 bits");
    }
    return way == keepAdapterWay() ? WayWords::tr("Keep the adapter") : way;
}

QString wayInWords(const QString &way)
{
    if (way == QLatin1String("base_16bit")) {
        return WayWords::tr("A whole model from the base's own weights.");
    }
    if (way == QLatin1String("base_dequantised")) {
        return WayWords::tr("A whole model from what the base's 4 bits stand for.");
    }
    return way == keepAdapterWay() ? WayWords::tr("Nothing is written: base and adapter are loaded together.")
                                   : QString();
}

QString keepAdapterWay()
{
    return QStringLiteral("keep_adapter");
}

} // namespace bafo::ui
