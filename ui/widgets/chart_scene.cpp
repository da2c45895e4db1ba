// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_scene.h"

#include "ui/widgets/measures.h"
#include "ui/widgets/number_text.h"

#include <QLocale>

#include <cmath>

namespace bafo::ui {
namespace {

class UnitTicker final : public QCPAxisTicker {
public:
    explicit UnitTicker(AxisUnit unit)
        : m_unit(unit)
    {
    }

protected:
    /// There are no half steps.
    double getTickStep(const QCPRange &range) override { return std::max(1.0, QCPAxisTicker::getTickStep(range)); }

    QString getTickLabel(double tick, const QLocale & /*locale*/, QChar /*format*/, int /*precision*/) override
    {
        if (m_unit == AxisUnit::bytes) {
            return tick == 0 ? QStringLiteral("0") : sizeInWords(static_cast<quint64>(std::max(0.0, tick)));
        }
        return std::abs(tick) >= 1e6 ? QLocale().toString(tick / 1e6, 'g', 4) + QStringLiteral(" M")
                                     : QLocale().toString(tick, 'f', std::floor(tick) == tick ? 0 : 1);
    }

private:
    AxisUnit m_unit;
};

/// Steps of whole seconds, minutes, hours and days in place of tens.
class DurationTicker final : public QCPAxisTicker {
protected:
    double getTickStep(const QCPRange &range) override
    {
        constexpr double kMinute = 60;
        constexpr double kHour = 60 * kMinute;
        constexpr double kDay = 24 * kHour;
        static const QVector<double> steps{1,        2,           5,           10,        15,         30,
                                           kMinute,  2 * kMinute, 5 * kMinute, 600,       900,        1800,
                                           kHour,    2 * kHour,   3 * kHour,   6 * kHour, 12 * kHour, kDay,
                                           2 * kDay, 5 * kDay,    10 * kDay,   30 * kDay, 100 * kDay};
        return pickClosest(range.size() / mTickCount, steps);
    }

    QString getTickLabel(double tick, const QLocale & /*locale*/, QChar /*format*/, int /*precision*/) override
    {
        return tick == 0 ? QStringLiteral("0") : durationInWords(static_cast<qint64>(tick * 1000));
    }
};

template <class Ticker>
class NumberTicker final : public Ticker {
protected:
    QString getTickLabel(double tick, const QLocale & /*locale*/, QChar /*format*/, int /*precision*/) override
    {
        return chartNumber(tick);
    }
};

} // namespace

QString chartNumber(double value, int digits)
{
    if (!std::isfinite(value)) {
        return QStringLiteral("–");
    }
    const double size = std::abs(value);
    if (size < 1e-12) {
        return QStringLiteral("0");
    }
    if (size >= 1e4 && size < 1e7) {
        return QLocale().toString(value, 'f', 0);
    }
    QString text = QLocale().toString(value, 'g', digits);
    text.replace(QLatin1Char('E'), QLatin1Char('e'));
    text.replace(QStringLiteral("e-0"), QStringLiteral("e-")).replace(QStringLiteral("e+0"), QStringLiteral("e"));
    return text.replace(QLatin1Char('-'), QChar(0x2212));
}

QSharedPointer<QCPAxisTicker> tickerOf(AxisUnit unit)
{
    if (unit == AxisUnit::seconds) {
        return QSharedPointer<QCPAxisTicker>(new DurationTicker);
    }
    return QSharedPointer<QCPAxisTicker>(new UnitTicker(unit));
}

QSharedPointer<QCPAxisTicker> numberTicker(int count)
{
    QSharedPointer<QCPAxisTicker> ticker(new NumberTicker<QCPAxisTicker>);
    ticker->setTickCount(count);
    return ticker;
}

QSharedPointer<QCPAxisTicker> decadeTicker()
{
    return QSharedPointer<QCPAxisTicker>(new NumberTicker<QCPAxisTickerLog>);
}

QColor ChartScene::colourOf(const CurveLook &look) const
{
    return colours.series.at(static_cast<std::size_t>(look.colour) % colours.series.size());
}

QColor ChartScene::textColourOf(const CurveLook &look) const
{
    return colours.seriesText.at(static_cast<std::size_t>(look.colour) % colours.seriesText.size());
}

QPen ChartScene::penOf(const CurveLook &look, int numPoints) const
{
    QColor colour = colourOf(look);
    if (look.isPale) {
        colour.setAlphaF(0.35F);
        return {colour, 1};
    }
    const bool isDashed = look.isDashed || look.colour >= static_cast<int>(colours.series.size());
    // Round ends hide where the pieces of a sparse line meet; a dense one has no such places, and they cost double.
    constexpr int kSparse = 2000;
    return {colour, 2, isDashed ? Qt::DashLine : Qt::SolidLine, numPoints < kSparse ? Qt::RoundCap : Qt::FlatCap};
}

std::optional<QPointF> ChartScene::pointNear(const Curve &curve, double x) const
{
    const QCPGraphDataContainer &data = *curve.graph->data();
    if (data.isEmpty()) {
        return std::nullopt;
    }
    auto at = data.findBegin(x);
    const auto next = at + 1;
    if (next != data.constEnd() && std::abs(next->key - x) < std::abs(at->key - x)) {
        at = next;
    }
    for (auto back = at;; --back) {
        if (std::isfinite(back->value)) {
            return QPointF(back->key, back->value);
        }
        if (back == data.constBegin()) {
            return std::nullopt;
        }
    }
}

std::optional<QPointF> ChartScene::lastPoint(const Curve &curve) const
{
    const QCPGraphDataContainer &data = *curve.graph->data();
    return data.isEmpty() ? std::nullopt : pointNear(curve, (data.constEnd() - 1)->key);
}

QString ChartScene::xInWords(double x) const
{
    switch (unit) {
    case AxisUnit::bytes:
        return sizeInWords(static_cast<quint64>(std::max(0.0, x)));
    case AxisUnit::seconds:
        return durationInWords(static_cast<qint64>(x * 1000));
    case AxisUnit::count:
        break;
    }
    return axisTitle + QLatin1Char(' ') + groupedNumber(static_cast<qint64>(std::llround(x)));
}

} // namespace bafo::ui
