// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/engine_strip.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/number_text.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QVBoxLayout>

namespace bafo::ui {
namespace {

constexpr int kBarSteps = 1000;

struct StripWords {
    Q_DECLARE_TR_FUNCTIONS(StripWords)
};

QString progressInWords(const EngineOffer &offer)
{
    QString words = StripWords::tr("%1 of %2").arg(sizeInWords(offer.keptBytes()), sizeInWords(offer.downloadBytes()));
    if (!offer.trouble().isEmpty()) {
        return StripWords::tr("%1 · interrupted, trying again (%2)").arg(words, offer.trouble());
    }
    if (offer.isUnpacking()) {
        return StripWords::tr("%1 · checking and unpacking").arg(words);
    }
    if (offer.bytesPerSecond() > 0) {
        words
            = StripWords::tr("%1 · %2 a second").arg(words, sizeInWords(static_cast<quint64>(offer.bytesPerSecond())));
    }
    return offer.leftMs() >= 0 ? StripWords::tr("%1 · %2 left").arg(words, durationInWords(offer.leftMs())) : words;
}

} // namespace

QString engineMissingInWords()
{
    return StripWords::tr("This computer cannot train or talk yet: that needs the engine.");
}

EngineWords engineInWords(const EngineOffer &offer)
{
    const quint64 left = offer.downloadBytes() - qMin(offer.keptBytes(), offer.downloadBytes());
    switch (offer.state()) {
    case EngineOffer::State::absent:
        if (offer.keptBytes() > 0) {
            return {.text = StripWords::tr("The engine has come in part."),
                    .detail = StripWords::tr("%1 of %2 are here; it goes on where it stopped.")
                                  .arg(sizeInWords(offer.keptBytes()), sizeInWords(offer.downloadBytes())),
                    .button = StripWords::tr("Go on (%1)").arg(sizeInWords(left))};
        }
        return {.text = engineMissingInWords(),
                .detail
                = StripWords::tr("%1 to fetch from PyPI, once; %2 on disk. Runs that are here can be read without it.")
                      .arg(sizeInWords(left), sizeInWords(offer.diskBytes())),
                .button = StripWords::tr("Also train on this computer (%1)").arg(sizeInWords(left))};
    case EngineOffer::State::fetching:
        return {.text = StripWords::tr("Fetching the engine. It goes on when this window closes."),
                .detail = progressInWords(offer),
                .button = StripWords::tr("Cancel")};
    case EngineOffer::State::failed:
        return {.text = offer.error() ? QString::fromStdString(offer.error()->message) : QString(),
                .detail = offer.error() ? QString::fromStdString(offer.error()->hint) : QString(),
                .button = StripWords::tr("Try again (%1)").arg(sizeInWords(left))};
    case EngineOffer::State::unknown:
    case EngineOffer::State::ready:
    case EngineOffer::State::unavailable:
        break;
    }
    return {};
}

EngineStrip::EngineStrip(EngineOffer &offer, QWidget *parent)
    : QWidget(parent)
    , m_offer(offer)
    , m_text(words({}))
    , m_detail(mutedWords({}))
    , m_bar(new QProgressBar)
    , m_button(button({}))
    , m_folder(quietButton(tr("From a folder…")))
{
    const int u = unitOf(*this);
    auto *card = new Card;
    auto *around = new QVBoxLayout(this);
    around->setContentsMargins(3 * u, u / 2, 3 * u, u);
    around->addWidget(card);
    auto *row = new QHBoxLayout;
    row->setSpacing(3 * u);
    auto *column = new QVBoxLayout;
    column->setSpacing(u / 2);
    column->addWidget(m_text);
    column->addWidget(m_detail);
    column->addWidget(m_bar);
    row->addLayout(column, 1);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(u);
    buttons->addWidget(m_folder);
    buttons->addWidget(m_button);
    row->addLayout(buttons);
    card->body()->addLayout(row);
    m_text->setWordWrap(true);
    m_detail->setWordWrap(true);
    m_bar->setRange(0, kBarSteps);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(u / 2);
    m_bar->setAccessibleName(tr("How much of the engine is here"));
    m_button->setObjectName(QStringLiteral("engineButton"));
    setAccessibleName(tr("The engine"));
    connect(m_button, &QPushButton::clicked, this, &EngineStrip::act);
    m_folder->setToolTip(tr("The files on a stick: the wheels from PyPI, or the engine's folder of another computer "
                            "(~/.local/share/bafo/engine)"));
    connect(m_folder, &QPushButton::clicked, this, &EngineStrip::chooseFolder);
    connect(&m_offer, &EngineOffer::changed, this, &EngineStrip::refresh);
    refresh();
}

void EngineStrip::setWanted(bool isWanted)
{
    m_isWanted = isWanted;
    refresh();
}

void EngineStrip::refresh()
{
    const EngineWords words = engineInWords(m_offer);
    const bool isFetching = m_offer.state() == EngineOffer::State::fetching;
    m_text->setText(words.text);
    m_text->setTone(m_offer.state() == EngineOffer::State::failed ? Tone::error : Tone::text);
    m_detail->setText(words.detail);
    m_button->setText(words.button);
    m_button->setAccessibleName(isFetching ? tr("Cancel fetching the engine") : words.button);
    m_folder->setVisible(!isFetching);
    m_bar->setVisible(isFetching);
    if (isFetching && m_offer.downloadBytes() > 0) {
        m_bar->setValue(static_cast<int>(m_offer.keptBytes() * kBarSteps / m_offer.downloadBytes()));
    }
    setVisible(m_isWanted && !words.text.isEmpty());
}

void EngineStrip::chooseFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Where the engine's files are"));
    if (!folder.isEmpty()) {
        m_offer.fetch(folder);
    }
}

void EngineStrip::act()
{
    if (m_offer.state() == EngineOffer::State::fetching) {
        m_offer.cancel();
    } else {
        m_offer.fetch();
    }
}

} // namespace bafo::ui
