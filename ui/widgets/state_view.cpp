// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/state_view.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/house_style.h"

#include <QPushButton>
#include <QVBoxLayout>

namespace bafo::ui {

StateView::StateView(QWidget *content, QWidget *parent)
    : QStackedWidget(parent)
    , m_title(title({}))
    , m_sentence(mutedWords({}))
    , m_button(button({}))
{
    auto *instead = new QWidget;
    auto *column = new QVBoxLayout(instead);
    const int u = unitOf(*this);
    column->setContentsMargins(3 * u, 3 * u, 3 * u, 3 * u);
    column->setSpacing(u);
    column->addStretch(1);
    column->addWidget(m_title, 0, Qt::AlignHCenter);
    column->addWidget(m_sentence);
    m_sentence->setAlignment(Qt::AlignHCenter);
    column->addWidget(m_button, 0, Qt::AlignHCenter);
    column->addStretch(2);
    addWidget(content);
    addWidget(instead);
    m_patience.setSingleShot(true);
    m_patience.setInterval(300);
    connect(&m_patience, &QTimer::timeout, this, [this] { setCurrentIndex(1); });
    connect(m_button, &QPushButton::clicked, this, [this] {
        if (m_act) {
            const auto act = m_act; // the act may show something else here
            act();
        }
    });
}

void StateView::showContent()
{
    m_patience.stop();
    m_isLoading = false;
    setCurrentIndex(0);
}

void StateView::showLoading(const QString &what)
{
    const bool wasInstead = currentIndex() == 1;
    show({}, what, {}, Tone::muted, false);
    m_isLoading = true;
    if (!wasInstead) {
        setCurrentIndex(0);
        m_patience.start();
    }
}

void StateView::showEmpty(const QString &sentence, const Offer &offer)
{
    show({}, sentence, offer, Tone::muted, true);
}

void StateView::showNoMatch(const QString &sentence, const Offer &clear)
{
    show({}, sentence, clear, Tone::muted, false);
}

void StateView::showFailed(const Error &error, const Offer &mend)
{
    const QString hint = QString::fromStdString(error.hint);
    show(QString::fromStdString(error.message), hint, mend, Tone::error, false);
}

void StateView::show(const QString &title, const QString &sentence, const Offer &offer, Tone tone, bool isPrimary)
{
    m_patience.stop();
    m_isLoading = false;
    m_title->setText(title);
    m_title->setWordWrap(true);
    m_title->setTone(tone == Tone::error ? Tone::error : Tone::text);
    m_title->setVisible(!title.isEmpty());
    m_sentence->setText(sentence);
    m_sentence->setVisible(!sentence.isEmpty());
    m_act = offer.act;
    m_button->setText(offer.label);
    m_button->setVisible(!offer.label.isEmpty());
    m_button->setProperty(kPrimaryProperty, isPrimary);
    m_button->update();
    setCurrentIndex(1);
}

} // namespace bafo::ui
