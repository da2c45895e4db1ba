// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/number_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

#include <array>
#include <charconv>
#include <cmath>

namespace bafo::ui {
namespace {

struct NumberWords {
    Q_DECLARE_TR_FUNCTIONS(NumberWords)
};

} // namespace

std::optional<double> numberIn(const QString &text)
{
    QString plain;
    for (const QChar c : text.trimmed()) {
        if (c == QChar(0x2212)) {
            plain += QLatin1Char('-');
        } else if (!c.isSpace()) {
            plain += c;
        }
    }
    const auto lastComma = plain.lastIndexOf(QLatin1Char(','));
    const auto lastPoint = plain.lastIndexOf(QLatin1Char('.'));
    if (lastComma >= 0 && lastPoint >= 0) {
        plain.remove(lastComma > lastPoint ? QLatin1Char('.') : QLatin1Char(','));
    }
    plain.replace(QLatin1Char(','), QLatin1Char('.'));
    bool isNumber = false;
    const double value = QLocale::c().toDouble(plain, &isNumber);
    return isNumber && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<qint64> wholeNumberIn(const QString &text)
{
    static const QRegularExpression grouped(QStringLiteral("^-?\\d{1,3}([ ,.\u00a0\u202f]\\d{3})+$"));
    static const QRegularExpression marks(QStringLiteral("[ ,.\u00a0\u202f]"));
    QString plain = text.trimmed();
    if (grouped.match(plain).hasMatch()) {
        plain.remove(marks);
    }
    const auto value = numberIn(plain);
    constexpr double kLargest = 9e15;
    if (!value || std::abs(*value) > kLargest || std::floor(*value) != *value) {
        return std::nullopt;
    }
    return static_cast<qint64>(*value);
}

QString plainNumber(double value)
{
    std::array<char, 64> buffer{};
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return QString::fromLatin1(buffer.data(), error == std::errc() ? end - buffer.data() : 0);
}

QString groupedNumber(qint64 value)
{
    return QLocale().toString(value);
}

QString sizeInWords(quint64 bytes)
{
    const auto value = static_cast<double>(bytes);
    if (value >= 1e9) {
        return NumberWords::tr("%1 GB").arg(QLocale().toString(value / 1e9, 'f', 1));
    }
    if (value >= 1e6) {
        return NumberWords::tr("%1 MB").arg(QLocale().toString(value / 1e6, 'f', value < 1e7 ? 1 : 0));
    }
    return NumberWords::tr("%1 kB").arg(QLocale().toString(std::ceil(value / 1e3), 'f', 0));
}

QString durationInWords(qint64 milliseconds)
{
    const qint64 seconds = milliseconds / 1000;
    if (seconds < 60) {
        return NumberWords::tr("%1 s").arg(seconds);
    }
    const qint64 minutes = (seconds + 30) / 60;
    if (minutes < 60) {
        return NumberWords::tr("%1 min").arg(minutes);
    }
    const qint64 hours = minutes / 60;
    if (hours < 48) {
        return NumberWords::tr("%1 h %2 min").arg(hours).arg(minutes % 60);
    }
    return NumberWords::tr("%1 d %2 h").arg(hours / 24).arg(hours % 24);
}

QString agoInWords(qint64 milliseconds)
{
    return milliseconds < 5000 ? NumberWords::tr("just now")
                               : NumberWords::tr("%1 ago").arg(durationInWords(milliseconds));
}

} // namespace bafo::ui
