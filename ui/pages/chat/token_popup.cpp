// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/chat/token_popup.h"

#include "ui/widgets/colours.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/measures.h"

#include <QGridLayout>
#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>

namespace bafo::ui {

QString visibleToken(const QString &text)
{
    QString shown = text.trimmed();
    if (shown.isEmpty()) {
        return text.contains(QLatin1Char('\n')) ? TokenPopup::tr("new line") : TokenPopup::tr("space");
    }
    return shown;
}

QString percentInWords(double probability)
{
    const double percent = probability * 100;
    if (percent < 0.01) {
        return TokenPopup::tr("under %L1 %").arg(0.01);
    }
    const int digits = percent >= 9.95 ? 0 : percent >= 0.995 ? 1 : 2;
    // 99.97 is not certain: it does not become 100.
    return TokenPopup::tr("%L1 %").arg(percent > 99.5 && percent < 100 ? 99.9 : percent, 0, 'f',
                                       percent > 99.5 && percent < 100 ? 1 : digits);
}

QString rankInWords(int rank)
{
    switch (rank) {
    case 1:
        return TokenPopup::tr("first choice");
    case 2:
        return TokenPopup::tr("2nd choice");
    case 3:
        return TokenPopup::tr("3rd choice");
    default:
        return TokenPopup::tr("choice number %L1").arg(rank);
    }
}

TokenPopup::TokenPopup(QWidget *parent)
    : QWidget(parent)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    auto *column = new QVBoxLayout(this);
    const int u = unitOf(*this);
    column->setContentsMargins(2 * u, u + u / 2, 2 * u, u + u / 2);
    hide();
}

void TokenPopup::showFor(const ShownToken &token, const QRect &under)
{
    const int u = unitOf(*this);
    delete m_content;
    m_content = new QWidget;
    m_grid = new QGridLayout(m_content);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(4 * u);
    m_grid->setVerticalSpacing(u / 2);
    auto *head = new QHBoxLayout;
    head->setSpacing(u);
    head->addWidget(new Label(visibleToken(token.spoken.text), TextSize::body, TextWeight::strong));
    head->addWidget(new Label(token.numParts > 1 ? tr("one character of %L1 tokens").arg(token.numParts)
                                                 : rankInWords(token.spoken.rank),
                              TextSize::body, TextWeight::normal, Tone::muted));
    head->addStretch(1);
    m_grid->addLayout(head, 0, 0, 1, 2);
    int row = 1;
    bool isAmongThem = false;
    if (token.numParts == 1) {
        for (const TokenChoice &choice : token.spoken.choices) {
            const bool isChosen = row == token.spoken.rank;
            isAmongThem = isAmongThem || isChosen;
            addRow(row++, visibleToken(choice.text), choice.probability, isChosen);
        }
    }
    if (!isAmongThem) {
        addRow(row, visibleToken(token.spoken.text), token.spoken.probability, true);
    }
    m_grid->setColumnStretch(0, 1);
    static_cast<QVBoxLayout *>(layout())->addWidget(m_content);
    setMinimumWidth(16 * u);
    m_content->show();
    layout()->activate();
    resize(sizeHint().expandedTo(QSize(16 * u, 0)));
    const QWidget *area = parentWidget();
    const int below = under.bottom() + u / 2;
    const int top = below + height() <= area->height() ? below : std::max(0, under.top() - u / 2 - height());
    move(std::clamp(under.left(), 0, std::max(0, area->width() - width() - u)), top);
    raise();
    show();
}

void TokenPopup::addRow(int row, const QString &text, double probability, bool isChosen)
{
    const TextWeight weight = isChosen ? TextWeight::strong : TextWeight::normal;
    m_grid->addWidget(new Label(text, TextSize::body, weight), row, 0);
    auto *share = new Label(percentInWords(probability), TextSize::body, weight);
    share->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_grid->addWidget(share, row, 1);
}

QString TokenPopup::inWords(const ShownToken &token)
{
    QStringList parts{visibleToken(token.spoken.text), rankInWords(token.spoken.rank),
                      percentInWords(token.spoken.probability)};
    for (const TokenChoice &choice : token.spoken.choices) {
        parts.append(visibleToken(choice.text) + QLatin1Char(' ') + percentInWords(choice.probability));
    }
    return parts.join(QStringLiteral(", "));
}

void TokenPopup::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours &colours = coloursOf(palette());
    painter.setPen(QPen(colours.line, 1));
    painter.setBrush(colours.raised);
    const double radius = unitOf(*this);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
}

} // namespace bafo::ui
