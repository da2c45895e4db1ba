// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/metric_words.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace bafo::ui {
namespace {

struct Word {
    const char *name;
    const char *title;
};

constexpr std::array kWords{
    Word{"bits_per_byte", QT_TRANSLATE_NOOP("MetricWords", "Bits per byte")},
    Word{"loss", QT_TRANSLATE_NOOP("MetricWords", "Training loss")},
    Word{"learning_rate", QT_TRANSLATE_NOOP("MetricWords", "Learning rate")},
    Word{"gradient_norm", QT_TRANSLATE_NOOP("MetricWords", "Gradient norm")},
    Word{"tokens_per_second", QT_TRANSLATE_NOOP("MetricWords", "Tokens per second")},
    Word{"step_ms", QT_TRANSLATE_NOOP("MetricWords", "Time of a step, ms")},
    Word{"data_ms", QT_TRANSLATE_NOOP("MetricWords", "Reading text, ms")},
    Word{"forward_ms", QT_TRANSLATE_NOOP("MetricWords", "Forward, ms")},
    Word{"backward_ms", QT_TRANSLATE_NOOP("MetricWords", "Backward, ms")},
    Word{"optimizer_ms", QT_TRANSLATE_NOOP("MetricWords", "Optimizer, ms")},
    Word{"other_ms", QT_TRANSLATE_NOOP("MetricWords", "Other work, ms")},
    Word{"resident_mb", QT_TRANSLATE_NOOP("MetricWords", "Memory, MB")},
    Word{"peak_resident_mb", QT_TRANSLATE_NOOP("MetricWords", "Most memory so far, MB")},
};

} // namespace

QString metricTitle(const QString &name)
{
    for (const Word &word : kWords) {
        if (name == QLatin1String(word.name)) {
            return QCoreApplication::translate("MetricWords", word.title);
        }
    }
    QString title = name;
    return title.replace(QLatin1Char('_'), QLatin1Char(' '));
}

bool isNoisy(const QString &name)
{
    return name != QLatin1String("learning_rate") && name != QLatin1String("peak_resident_mb");
}

bool isAxisMetric(const QString &name)
{
    constexpr std::array kAxes{"train_tokens", "train_bytes", "train_flops", "time"};
    return std::any_of(kAxes.begin(), kAxes.end(), [&name](const char *axis) { return name == QLatin1String(axis); });
}

} // namespace bafo::ui
