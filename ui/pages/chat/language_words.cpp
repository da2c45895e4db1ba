// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/chat/language_words.h"

#include "core/language/language_mix.h"
#include "ui/widgets/language_names.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <vector>

namespace bafo::ui {
namespace {

struct ShareWords {
    Q_DECLARE_TR_FUNCTIONS(ShareWords)
};

struct Share {
    QString name;
    double share = 0;
    int percent = 0;
};

/// Whole percents that are a hundred together: what is lost by cutting goes to those that lost most.
void roundTogether(std::vector<Share> &shares)
{
    int left = 100;
    std::vector<Share *> byLoss;
    for (Share &one : shares) {
        one.percent = static_cast<int>(std::floor(100 * one.share));
        left -= one.percent;
        byLoss.push_back(&one);
    }
    std::stable_sort(byLoss.begin(), byLoss.end(), [](const Share *a, const Share *b) {
        return 100 * a->share - a->percent > 100 * b->share - b->percent;
    });
    for (std::size_t i = 0; i < byLoss.size() && left > 0; ++i, --left) {
        ++byLoss[i]->percent;
    }
}

QString inWords(const std::vector<Share> &shares)
{
    QStringList parts;
    for (const Share &one : shares) {
        if (one.percent > 0) {
            parts.append(ShareWords::tr("%1 %2 %").arg(one.name).arg(one.percent));
        }
    }
    return parts.join(QStringLiteral(" · "));
}

} // namespace

LanguageShareWords languagesInWords(const QString &text, const QStringList &languages)
{
    QStringList named = languages;
    named.append(QStringLiteral("eng"));
    std::vector<std::string> expected;
    for (const QString &tag : named) {
        expected.push_back(tag.toStdString());
    }
    const language::LanguageMix mix = language::languagesOf(text.toStdString(), expected);
    if (mix.numLetters() == 0) {
        return {};
    }
    const std::int64_t numUntold = mix.numShort + mix.numStrange;
    if (mix.isUnclear()) {
        return {.text = mix.numStrange > mix.numShort ? ShareWords::tr("in no language that can be told")
                                                      : ShareWords::tr("too short to tell the language"),
                .tip = ShareWords::tr("A sentence needs some words of a language before that can be told.")};
    }
    const auto told = static_cast<double>(mix.numLetters() - numUntold);
    std::vector<Share> shares;
    std::vector<Share> all;
    double other = 0;
    for (const language::LanguagePart &part : mix.parts) {
        const QString tag = QString::fromStdString(part.language);
        const double share = static_cast<double>(part.numLetters) / told;
        all.push_back({.name = languageName(tag), .share = share});
        if (named.contains(tag)) {
            shares.push_back(all.back());
        } else {
            other += share;
        }
    }
    if (other > 0) {
        shares.push_back({.name = ShareWords::tr("other"), .share = other});
    }
    roundTogether(shares);
    roundTogether(all);
    QString tip = ShareWords::tr("Told sentence by sentence, by their letters: %1.").arg(inWords(all));
    if (numUntold > 0) {
        const double unclear = static_cast<double>(numUntold) / static_cast<double>(mix.numLetters());
        tip += QLatin1Char(' ')
            + ShareWords::tr("%1 % of it cannot be told and is not counted.").arg(std::lround(100 * unclear));
    }
    return {.text = inWords(shares), .tip = tip};
}

} // namespace bafo::ui
