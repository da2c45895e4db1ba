// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/labels.h"

#include "ui/widgets/colours.h"

#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>

#include <algorithm>

namespace bafo::ui {

QColor colourOf(Tone tone, const QPalette &palette)
{
    const Colours &colours = coloursOf(palette);
    switch (tone) {
    case Tone::text:
        return colours.text;
    case Tone::muted:
        return colours.muted;
    case Tone::good:
        return colours.good;
    case Tone::warning:
        return colours.warning;
    case Tone::error:
        return colours.error;
    }
    return colours.text;
}
Label::Label(const QString &text, TextSize size, TextWeight weight, Tone tone, QWidget *parent)
    : QLabel(text, parent)
    , m_size(size)
    , m_weight(weight)
    , m_tone(tone)
{
    setTextFormat(Qt::PlainText);
    applyFont();
    applyTone();
}

void Label::setTone(Tone tone)
{
    m_tone = tone;
    applyTone();
}

void Label::applyTone()
{
    QPalette palette = QApplication::palette();
    palette.setColor(QPalette::WindowText, colourOf(m_tone, palette));
    m_isApplying = true;
    setPalette(palette);
    m_isApplying = false;
}

void Label::applyFont()
{
    m_isApplying = true;
    setFont(fontOf(m_size, m_weight));
    m_isApplying = false;
}

void Label::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (m_isApplying) {
        return;
    }
    if (event->type() == QEvent::ApplicationPaletteChange || event->type() == QEvent::PaletteChange) {
        applyTone();
    } else if (event->type() == QEvent::ApplicationFontChange) {
        applyFont();
    }
}

Label *heading(const QString &text, QWidget *parent)
{
    return new Label(text, TextSize::heading, TextWeight::strong, Tone::text, parent);
}

Label *title(const QString &text, QWidget *parent)
{
    return new Label(text, TextSize::title, TextWeight::strong, Tone::text, parent);
}

Label *words(const QString &text, QWidget *parent)
{
    auto *label = new Label(text, TextSize::body, TextWeight::normal, Tone::text, parent);
    label->setWordWrap(true);
    return label;
}

Label *mutedWords(const QString &text, QWidget *parent)
{
    auto *label = new Label(text, TextSize::body, TextWeight::normal, Tone::muted, parent);
    label->setWordWrap(true);
    return label;
}

NameLabel::NameLabel(const QString &name, TextSize size, TextWeight weight, QWidget *parent)
    : QLabel(name, parent)
{
    setTextFormat(Qt::PlainText);
    setFont(fontOf(size, weight));
    setToolTip(name.toHtmlEscaped());
    setAccessibleName(name);
    setProperty("bafoElides", true);
}

QSize NameLabel::minimumSizeHint() const
{
    constexpr int kLeastUnits = 10;
    const QSize whole = QLabel::minimumSizeHint();
    return {std::min(whole.width(), kLeastUnits * unitOf(*this)), whole.height()};
}

void NameLabel::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::WindowText));
    const QRect room = contentsRect();
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     fontMetrics().elidedText(text(), Qt::ElideRight, room.width()));
}

QString wrappingName(QString name)
{
    constexpr QChar kZeroWidthSpace(0x200B);
    for (const char mark : {'-', '.', '_', '/'}) {
        name.replace(QLatin1Char(mark), QString(QLatin1Char(mark)) + kZeroWidthSpace);
    }
    return name;
}

Figure::Figure(TextSize size, QWidget *parent)
    : QWidget(parent)
    , m_figure(new Label({}, size, TextWeight::strong))
    , m_unit(new Label({}, TextSize::body, TextWeight::normal, Tone::muted))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(unitOf(*this));
    row->addWidget(m_figure, 0, Qt::AlignBaseline);
    row->addWidget(m_unit, 0, Qt::AlignBaseline);
    row->addStretch(1);
}

void Figure::set(const QString &figure, const QString &unit)
{
    m_figure->setText(figure);
    m_unit->setText(unit);
    setAccessibleName(figure + QLatin1Char(' ') + unit);
}

} // namespace bafo::ui
