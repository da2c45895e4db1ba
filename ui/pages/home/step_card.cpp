// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/home/step_card.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/house_style.h"

#include <QVBoxLayout>

namespace bafo::ui {

StepCard::StepCard(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_state(new StateMark)
    , m_figure(new Figure(TextSize::heading))
    , m_detail(mutedWords({}))
    , m_warning(new Label({}, TextSize::body, TextWeight::normal, Tone::warning))
    , m_button(ui::button({}))
{
    auto *card = new Card(title, nullptr);
    auto *around = new QVBoxLayout(this);
    around->setContentsMargins(0, 0, 0, 0);
    around->addWidget(card);
    card->addToHead(m_state);
    m_warning->setWordWrap(true);
    QVBoxLayout *body = card->body();
    body->setSpacing(unitOf(*this) / 2);
    body->addWidget(m_figure);
    body->addWidget(m_detail);
    body->addWidget(m_warning);
    body->addStretch(1);
    body->addSpacing(2 * unitOf(*this));
    body->addWidget(m_button, 0, Qt::AlignLeft);
    QSizePolicy kept = m_button->sizePolicy();
    kept.setRetainSizeWhenHidden(true); // cards of one row stay in line
    m_button->setSizePolicy(kept);
    setAccessibleName(title);
    connect(m_button, &QPushButton::clicked, this,
            [this] { Q_EMIT wanted(m_shown.goTo.isEmpty() ? m_shown.page : m_shown.goTo, m_shown.request); });
}

void StepCard::show(const HomeCard &card, bool isNext)
{
    m_shown = card;
    m_state->set(card.shape, card.tone, card.word);
    m_figure->set(card.figure, card.unit);
    m_detail->setText(card.detail);
    m_detail->setVisible(!card.detail.isEmpty());
    m_warning->setText(card.warning);
    m_warning->setTone(card.tone == Tone::error ? Tone::error : Tone::warning);
    m_warning->setVisible(!card.warning.isEmpty());
    m_button->setText(card.action);
    m_button->setVisible(!card.action.isEmpty());
    if (m_button->property(kPrimaryProperty).toBool() != isNext) {
        m_button->setProperty(kPrimaryProperty, isNext);
        QFont font = m_button->font();
        font.setWeight(isNext ? QFont::DemiBold : QFont::Normal);
        m_button->setFont(font);
        m_button->update();
    }
}

} // namespace bafo::ui
