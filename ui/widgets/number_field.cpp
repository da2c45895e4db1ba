// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/number_field.h"

#include "ui/widgets/number_text.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <array>
#include <cmath>

namespace bafo::ui {
namespace {

struct ByteUnit {
    const char *name;
    double factor;
};

constexpr std::array kByteUnits{ByteUnit{"KiB", 1024.0}, ByteUnit{"MiB", 1048576.0}, ByteUnit{"GiB", 1073741824.0},
                                ByteUnit{"kB", 1e3},     ByteUnit{"MB", 1e6},        ByteUnit{"GB", 1e9}};
constexpr double kLargestWhole = 9e15;
constexpr double kNobodyMeets = 1e9; ///< an end of a range that is not worth telling

} // namespace

std::optional<qint64> bytesInText(const QString &text)
{
    const QString plain = text.trimmed();
    for (const ByteUnit &unit : kByteUnits) {
        const QString name = QLatin1String(unit.name);
        if (plain.endsWith(name, Qt::CaseInsensitive)) {
            const auto count = numberIn(plain.chopped(name.size()));
            const double bytes = count ? *count * unit.factor : -1;
            return count && bytes <= kLargestWhole && std::floor(bytes) == bytes
                ? std::optional(static_cast<qint64>(bytes))
                : std::nullopt;
        }
    }
    return wholeNumberIn(plain);
}

NumberField::NumberField(Kind kind, double minimum, double maximum, const QString &unit, QWidget *parent)
    : QWidget(parent)
    , m_kind(kind)
    , m_minimum(minimum)
    , m_maximum(maximum)
    , m_edit(new QLineEdit)
    , m_problem(new Label({}, TextSize::body, TextWeight::normal, Tone::error))
{
    const int u = unitOf(*this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(u / 2);
    auto *row = new QHBoxLayout;
    row->setSpacing(u);
    m_edit->setMinimumWidth(7 * u);
    m_edit->setMaximumWidth(18 * u);
    row->addWidget(m_edit, 1);
    if (!unit.isEmpty()) {
        row->addWidget(new Label(unit, TextSize::body, TextWeight::normal, Tone::muted));
    }
    row->addStretch(0);
    column->addLayout(row);
    m_problem->setWordWrap(true);
    m_problem->hide();
    column->addWidget(m_problem);
    setFocusProxy(m_edit);
    connect(m_edit, &QLineEdit::textEdited, this, [this] {
        showProblem();
        Q_EMIT edited();
    });
    connect(m_edit, &QLineEdit::editingFinished, this, [this] {
        if (const auto value = number()) {
            m_edit->setText(written(*value));
        }
    });
}

std::optional<double> NumberField::numberInText() const
{
    const QString text = m_edit->text();
    if (m_kind == Kind::real) {
        return numberIn(text);
    }
    const auto whole = m_kind == Kind::bytes ? bytesInText(text) : wholeNumberIn(text);
    return whole ? std::optional(static_cast<double>(*whole)) : std::nullopt;
}

std::optional<double> NumberField::number() const
{
    const auto value = numberInText();
    return value && *value >= m_minimum && *value <= m_maximum ? value : std::nullopt;
}

QString NumberField::written(double number) const
{
    return m_kind == Kind::real ? plainNumber(number) : groupedNumber(static_cast<qint64>(number));
}

void NumberField::setNumber(double number)
{
    if (numberInText() != number) {
        m_edit->setText(written(number));
    }
    showProblem();
}

void NumberField::setTyped(const QString &text)
{
    if (m_edit->text() != text) {
        m_edit->setText(text);
    }
    showProblem();
}

QString NumberField::rangeInWords() const
{
    const bool hasMinimum = std::isfinite(m_minimum);
    const bool hasMaximum = std::isfinite(m_maximum) && m_maximum < kNobodyMeets;
    if (hasMinimum && hasMaximum) {
        return tr("%1 to %2").arg(written(m_minimum), written(m_maximum));
    }
    if (hasMinimum) {
        return tr("%1 or more").arg(written(m_minimum));
    }
    return hasMaximum ? tr("at most %1").arg(written(m_maximum)) : QString();
}

QString NumberField::problem() const
{
    const auto value = numberInText();
    if (!value) {
        switch (m_kind) {
        case Kind::real:
            return tr("Type a number, for example 0.0002 or 2e-4.");
        case Kind::whole:
            return tr("Type a whole number, for example 1000.");
        case Kind::bytes:
            return tr("Type a whole number, or one with a unit: 10 MB.");
        }
    }
    return number() ? QString() : tr("Allowed is %1.").arg(rangeInWords());
}

void NumberField::showProblem()
{
    const QString text = problem();
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty());
    m_edit->setAccessibleDescription((text + QLatin1Char(' ') + m_help).trimmed());
}

void NumberField::setHelp(const QString &help)
{
    m_help = help;
    showProblem();
}

} // namespace bafo::ui
