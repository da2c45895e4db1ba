// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/home/place_card.h"

#include "ui/widgets/card.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace bafo::ui {

PlaceCard::PlaceCard(QWidget *parent)
    : QWidget(parent)
    , m_holds(mutedWords({}))
    , m_room(mutedWords({}))
    , m_running(new QWidget)
    , m_run(title({}))
    , m_state(new StateMark)
    , m_progress(mutedWords({}))
    , m_advice(words({}))
    , m_stake(mutedWords({}))
{
    const int u = unitOf(*this);
    auto *card = new Card;
    auto *around = new QVBoxLayout(this);
    around->setContentsMargins(0, 0, 0, 0);
    around->addWidget(card);
    auto *row = new QHBoxLayout;
    row->setSpacing(u + u / 2 + 4 * u); // so that the columns begin where those of the cards above do
    card->body()->addLayout(row);
    const auto addColumn = [row, u](int stretch, QWidget *first, QWidget *second) {
        auto *column = new QVBoxLayout;
        column->setSpacing(u / 2);
        column->addWidget(first);
        column->addWidget(second);
        column->addStretch(1);
        row->addLayout(column, stretch);
    };
    auto *holds = new QVBoxLayout;
    holds->setSpacing(u / 2);
    holds->addWidget(title(tr("This computer")));
    holds->addWidget(m_holds);
    holds->addWidget(m_room);
    holds->addStretch(1);
    row->addLayout(holds, 1);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(0, 0, 0, 0);
    head->setSpacing(u);
    head->addWidget(m_run);
    head->addWidget(m_state);
    head->addStretch(1);
    auto *running = new QVBoxLayout(m_running);
    running->setContentsMargins(0, 0, 0, 0);
    running->setSpacing(u / 2);
    running->addLayout(head);
    running->addWidget(m_progress);
    running->addStretch(1);
    QSizePolicy kept = m_running->sizePolicy();
    kept.setRetainSizeWhenHidden(true);
    m_running->setSizePolicy(kept);
    row->addWidget(m_running, 1);
    addColumn(1, m_advice, m_stake);
    setAccessibleName(tr("This computer"));
}

void PlaceCard::show(const PlaceWords &words, const HomeCard &train)
{
    m_holds->setText(words.holds);
    m_room->setText(words.room);
    m_room->setTone(words.isRoomLow ? Tone::warning : Tone::muted);
    m_running->setVisible(words.isRunning);
    m_run->setText(words.run);
    m_state->set(train.shape, train.tone, train.word);
    m_progress->setText(words.progress);
    m_advice->setText(words.advice);
    m_stake->setText(words.stake);
    m_stake->setVisible(!words.stake.isEmpty());
}

} // namespace bafo::ui
