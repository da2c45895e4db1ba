// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/purpose_bar.h"

#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QRadioButton>

namespace bafo::ui {

PurposeBar::PurposeBar(QWidget *parent)
    : QWidget(parent)
    , m_reading(new QRadioButton(tr("Go on reading")))
    , m_answering(new QRadioButton(tr("Teach to answer")))
    , m_sentence(mutedWords({}))
{
    const int u = unitOf(*this);
    setAccessibleName(tr("What the run is for"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2 * u);
    row->addWidget(m_reading);
    row->addWidget(m_answering);
    row->addWidget(m_sentence, 1);
    m_reading->setAccessibleDescription(tr("Continued pretraining: the model reads texts and learns the language."));
    m_answering->setAccessibleDescription(
        tr("Instructions: the model learns from conversations how to answer questions."));
    for (QRadioButton *one : {m_reading, m_answering}) {
        one->setToolTip(one->accessibleDescription());
    }
    connect(m_reading, &QRadioButton::clicked, this, [this] { Q_EMIT chosen(RunPurpose::reading); });
    connect(m_answering, &QRadioButton::clicked, this, [this] { Q_EMIT chosen(RunPurpose::answering); });
    show(RunPurpose::reading);
}

void PurposeBar::show(RunPurpose purpose)
{
    QRadioButton *now = purpose == RunPurpose::answering ? m_answering : m_reading;
    now->setChecked(true);
    m_sentence->setText(now->accessibleDescription());
}

} // namespace bafo::ui
