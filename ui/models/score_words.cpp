// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/score_words.h"

#include "ui/widgets/number_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <utility>

namespace bafo::ui {
namespace {

struct ScoreWords {
    Q_DECLARE_TR_FUNCTIONS(ScoreWords)
};

QString plain(double value, ScoreUnit unit)
{
    const double shown = unit == ScoreUnit::percent ? value * 100 : value;
    return QLocale().toString(shown, 'f', unit == ScoreUnit::number ? 3 : 1);
}

} // namespace

ScoreUnit unitOfMetric(const QString &metric)
{
    if (metric.startsWith(QLatin1String("chrf")) || metric == QLatin1String("bleu")) {
        return ScoreUnit::points;
    }
    return metric == QLatin1String("bits_per_byte") ? ScoreUnit::number : ScoreUnit::percent;
}

QString metricInWords(const QString &metric)
{
    const std::pair<QLatin1String, QString> words[]
        = {{QLatin1String("acc"), ScoreWords::tr("right answers")},
           {QLatin1String("acc_norm"), ScoreWords::tr("right answers, by letters")},
           {QLatin1String("acc_bytes"), ScoreWords::tr("right answers, by bytes")},
           {QLatin1String("acc_mutual_info"), ScoreWords::tr("right answers, against the choice alone")},
           {QLatin1String("exact_match"), ScoreWords::tr("same words as the first answer")},
           {QLatin1String("exact_match_any"), ScoreWords::tr("same words as one of the answers")},
           {QLatin1String("prefix_match"), ScoreWords::tr("same words but for prefixes")},
           {QLatin1String("f1"), ScoreWords::tr("shared words (F1)")},
           {QLatin1String("weighted_f1"), ScoreWords::tr("F1, weighted by topics")},
           {QLatin1String("macro_f1"), ScoreWords::tr("F1, each topic alike")},
           {QLatin1String("chrf"), ScoreWords::tr("shared letters (chrF)")},
           {QLatin1String("chrf++"), ScoreWords::tr("shared letters and words (chrF++)")},
           {QLatin1String("bleu"), ScoreWords::tr("shared runs of words (BLEU)")},
           {QLatin1String("bits_per_byte"), ScoreWords::tr("bits per byte")}};
    const auto *const found = std::find_if(std::begin(words), std::end(words),
                                           [&metric](const auto &pair) { return pair.first == metric; });
    return found == std::end(words) ? metric : found->second;
}

QString scoreInWords(double value, ScoreUnit unit)
{
    return unit == ScoreUnit::percent ? ScoreWords::tr("%1 %").arg(plain(value, unit)) : plain(value, unit);
}

QString intervalInWords(double low, double high, ScoreUnit unit)
{
    const QString range = plain(low, unit) + QStringLiteral("–") + plain(high, unit);
    return unit == ScoreUnit::percent ? ScoreWords::tr("%1 %").arg(range) : range;
}

QString doubtInWords(double low, double high, ScoreUnit unit)
{
    const QString half = plain((high - low) / 2, unit);
    return unit == ScoreUnit::number ? QStringLiteral("±") + half : ScoreWords::tr("±%1 points").arg(half);
}

QString probabilityInWords(double probability)
{
    return probability < 0.001 ? ScoreWords::tr("below %1").arg(QLocale().toString(0.001, 'f', 3))
                               : QLocale().toString(probability, 'f', probability < 0.1 ? 3 : 2);
}

QString verdictOnPair(const scoring::PairedCounts &counts, const QString &first, const QString &second)
{
    if (counts.numItems() == 0) {
        return ScoreWords::tr("no item in common");
    }
    if (counts.mcNemar >= kDecisiveProbability) {
        return ScoreWords::tr("no difference shown");
    }
    return ScoreWords::tr("%1 better").arg(counts.onlySecond > counts.onlyFirst ? second : first);
}

QString pairInSentences(const scoring::PairedCounts &counts, const QString &first, const QString &second)
{
    if (counts.numItems() == 0) {
        return ScoreWords::tr("No item was answered by both.");
    }
    QStringList sentences;
    sentences.append(
        ScoreWords::tr("Of %1 items that both answered, %2 has %3 right that %4 has not (wins), and %4 has "
                       "%5 right that %2 has not (losses).")
            .arg(groupedNumber(counts.numItems()), second, groupedNumber(counts.onlySecond), first,
                 groupedNumber(counts.onlyFirst)));
    sentences.append(
        ScoreWords::tr("%1 flips; both right %2, neither %3.")
            .arg(groupedNumber(counts.numFlips()), groupedNumber(counts.bothRight), groupedNumber(counts.neither)));
    const QString p = probabilityInWords(counts.mcNemar);
    if (counts.numFlips() == 0) {
        sentences.append(ScoreWords::tr("They differ on no item: this test shows no difference."));
    } else if (counts.mcNemar < kDecisiveProbability) {
        sentences.append(ScoreWords::tr("If both were equally good, flips would be shared out so unevenly with "
                                        "probability %1 (McNemar): %2 is better here.")
                             .arg(p, counts.onlySecond > counts.onlyFirst ? second : first));
    } else {
        sentences.append(ScoreWords::tr("If both were equally good, flips would be shared out so unevenly with "
                                        "probability %1 (McNemar): that decides nothing.")
                             .arg(p));
    }
    return sentences.join(QLatin1Char(' '));
}

} // namespace bafo::ui
