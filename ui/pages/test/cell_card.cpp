// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/test/cell_card.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"

#include <QVBoxLayout>

namespace bafo::ui {

CellCard::CellCard(QWidget *parent)
    : QWidget(parent)
    , m_card(new Card(QString(QLatin1Char(' ')), this))
    , m_sentences(words({}))
    , m_doubts(words({}))
    , m_items(button(tr("See the items")))
    , m_resume(button(tr("Go on with it")))
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_card);
    m_card->body()->setSpacing(unitOf(*this) / 2);
    m_card->body()->addWidget(m_sentences);
    m_card->body()->addWidget(m_doubts);
    m_card->addToHead(m_resume);
    m_card->addToHead(m_items);
    m_doubts->setTone(Tone::warning);
    m_resume->setToolTip(tr("Asks what was not answered yet. What was answered stays."));
    connect(m_items, &QPushButton::clicked, this, &CellCard::itemsWanted);
    connect(m_resume, &QPushButton::clicked, this, [this] { Q_EMIT resumeWanted(m_unfinished); });
}

void CellCard::show(const CellSubject &subject)
{
    m_unfinished = subject.unfinished;
    m_card->setTitle(subject.title);
    m_sentences->setText(subject.sentences);
    m_doubts->setText(subject.doubts.join(QLatin1Char(' ')));
    m_doubts->setVisible(!subject.doubts.isEmpty());
    m_items->setVisible(subject.hasItems);
    m_items->setText(subject.itemsLabel.isEmpty() ? tr("See the items") : subject.itemsLabel);
    m_resume->setVisible(!subject.unfinished.isEmpty());
    setVisible(!subject.title.isEmpty());
}

} // namespace bafo::ui
