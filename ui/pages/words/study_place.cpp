// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/words/study_place.h"

#include <QDateTime>
#include <QFileInfo>

#include <algorithm>

namespace bafo::ui {
namespace {

StudyPlace placeAt(const QString &root, const QString &kind, const QString &name)
{
    const QString folder = kind + QLatin1Char('/') + name;
    const QFileInfo growth(root + QLatin1Char('/') + folder + QStringLiteral("/growth.json"));
    return {.folder = folder,
            .name = name,
            .isModel = kind == QLatin1String("models"),
            .isGrown = growth.exists(),
            .modifiedMs = growth.exists() ? growth.lastModified().toMSecsSinceEpoch() : 0};
}

bool hasTokenizer(const QString &root, const StudyPlace &place)
{
    const QString folder = root + QLatin1Char('/') + place.folder;
    return QFileInfo::exists(folder + QStringLiteral("/tokenizer.json"))
        || QFileInfo::exists(folder + QStringLiteral("/tokenizer.model"));
}

} // namespace

std::vector<StudyPlace> studyPlaces(const QString &root, const QStringList &models, const QStringList &tokenizers)
{
    std::vector<StudyPlace> places;
    for (const QString &name : models) {
        places.push_back(placeAt(root, QStringLiteral("models"), name));
    }
    for (const QString &name : tokenizers) {
        places.push_back(placeAt(root, QStringLiteral("tokenizers"), name));
    }
    std::erase_if(places, [&root](const StudyPlace &place) { return !hasTokenizer(root, place); });
    return places;
}

bool isThere(const std::vector<StudyPlace> &places, const QString &folder)
{
    return std::ranges::any_of(places, [&folder](const StudyPlace &place) { return place.folder == folder; });
}

StudyChoice usualChoice(const std::vector<StudyPlace> &places)
{
    StudyChoice choice;
    qint64 newestMs = 0;
    for (const StudyPlace &place : places) {
        if (!place.isGrown && choice.before.isEmpty()) {
            choice.before = place.folder;
        }
        const bool isBetter
            = place.isGrown && (choice.after.isEmpty() || (!place.isModel && place.modifiedMs > newestMs));
        if (isBetter) {
            choice.after = place.folder;
            newestMs = place.isModel ? 0 : place.modifiedMs;
        }
    }
    if (choice.before.isEmpty() && !places.empty()) {
        choice.before = places.front().folder;
    }
    return choice;
}

} // namespace bafo::ui
