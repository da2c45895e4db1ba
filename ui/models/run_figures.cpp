// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_figures.h"

#include "ui/widgets/number_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace bafo::ui {
namespace {

struct FigureWords {
    Q_DECLARE_TR_FUNCTIONS(FigureWords)
};

} // namespace

QString stepInWords(const runs::RunSummary &summary)
{
    return summary.totalSteps > 0
        ? FigureWords::tr("%1 of %2").arg(groupedNumber(summary.step), groupedNumber(summary.totalSteps))
        : groupedNumber(summary.step);
}

std::optional<qint64> timeLeftMs(const runs::RunSummary &summary)
{
    if (summary.isPaused || summary.totalSteps <= summary.step || !(summary.medianStepMs > 0)) {
        return std::nullopt;
    }
    return static_cast<qint64>(static_cast<double>(summary.totalSteps - summary.step) * summary.medianStepMs);
}

QString changeInWords(double first, double now)
{
    if (!(first > 0) || !std::isfinite(now)) {
        return QStringLiteral("–");
    }
    const double percent = (now / first - 1) * 100;
    const int decimals = std::abs(percent) < 9.95 ? 1 : 0;
    const QString size = QLocale().toString(std::abs(percent), 'f', decimals);
    const bool isNone = numberIn(size) == 0.0;
    const QString sign = isNone ? QString() : percent < 0 ? QString(QChar(0x2212)) : QStringLiteral("+");
    return FigureWords::tr("%1 %").arg(sign + size);
}

QString measureInWords(double value, int decimals)
{
    return std::isnan(value) ? QStringLiteral("–") : QLocale().toString(value, 'f', decimals);
}

qint64 durationMs(const runs::RunStatus &status, qint64 nowMs)
{
    const qint64 end = status.state == runs::RunState::ended ? status.summary.lastEventMs : nowMs;
    return status.summary.startedMs > 0 ? std::max<qint64>(0, end - status.summary.startedMs) : 0;
}

} // namespace bafo::ui
