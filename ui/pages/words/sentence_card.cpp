// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/words/sentence_card.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/token_strip.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace bafo::ui {
namespace {

/// The tint of a kind of piece, as in the strip.
class Swatch final : public QWidget {
public:
    explicit Swatch(std::size_t tint)
        : m_tint(tint)
    {
        setFixedSize(2 * unitOf(*this), 2 * unitOf(*this));
    }

protected:
    void paintEvent(QPaintEvent * /*event*/) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(coloursOf(palette()).pieces.at(m_tint));
        const double radius = unitOf(*this) * 0.4;
        painter.drawRoundedRect(QRectF(0, height() * 0.2, width(), height() * 0.6), radius, radius);
    }

private:
    std::size_t m_tint;
};

/// What the tints of new pieces mean.
QWidget *makeLegend()
{
    constexpr std::size_t kFirstNewTint = 2;
    auto *legend = new QWidget;
    auto *rows = new FlowLayout(legend);
    const int u = unitOf(*legend);
    rows->setSpacing(u);
    const QString meanings[]
        = {SentenceCard::tr("new piece that begins a word"), SentenceCard::tr("new piece inside a word")};
    for (std::size_t i = 0; i < std::size(meanings); ++i) {
        auto *entry = new QWidget;
        auto *row = new QHBoxLayout(entry);
        row->setContentsMargins(0, 0, u, 0);
        row->setSpacing(u);
        row->addWidget(new Swatch(kFirstNewTint + i));
        row->addWidget(new Label(meanings[i], TextSize::body, TextWeight::normal, Tone::muted));
        rows->addWidget(entry);
    }
    return legend;
}

void select(QComboBox &box, const QString &folder)
{
    const int index = box.findData(folder);
    box.setCurrentIndex(std::max(index, 0));
}

} // namespace

SentenceCard::SentenceCard(QWidget *parent)
    : QWidget(parent)
    , m_sentence(new QLineEdit)
    , m_another(quietButton(tr("Another from my text")))
{
    auto *card = new Card(tr("A sentence of yours"), this);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(card);
    m_sentence->setMaxLength(kMostCharacters);
    m_sentence->setClearButtonEnabled(false);
    m_sentence->setAccessibleName(tr("A sentence of yours"));
    m_sentence->setPlaceholderText(tr("Type or paste a sentence"));
    card->addToHead(m_another);
    QVBoxLayout *body = card->body();
    body->addWidget(m_sentence);
    m_before = makeSide(tr("Before"));
    m_after = makeSide(tr("After"));
    m_legend = makeLegend();
    for (const Side *side : {&m_before, &m_after}) {
        auto *row = new QHBoxLayout;
        row->setSpacing(unitOf(*this));
        row->addWidget(side->place);
        row->addWidget(side->count, 1);
        body->addSpacing(unitOf(*this) / 2);
        body->addLayout(row);
        body->addWidget(side->strip);
    }
    body->addSpacing(unitOf(*this) / 2);
    body->addWidget(m_legend);
    body->addStretch(1);
    connect(m_sentence, &QLineEdit::textChanged, this, &SentenceCard::sentenceChanged);
    connect(m_another, &QPushButton::clicked, this, &SentenceCard::anotherWanted);
}

SentenceCard::Side SentenceCard::makeSide(const QString &name)
{
    Side side{.place = new QComboBox,
              .count = new Label({}, TextSize::body, TextWeight::normal, Tone::muted),
              .strip = new TokenStrip(name)};
    side.place->setAccessibleName(tr("%1: model or tokenizer").arg(name));
    side.place->setToolTip(side.place->accessibleName());
    side.place->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    side.count->setWordWrap(true);
    connect(side.place, &QComboBox::currentIndexChanged, this, &SentenceCard::choiceChanged);
    return side;
}

void SentenceCard::setPlaces(const std::vector<StudyPlace> &places, const StudyChoice &choice)
{
    const QSignalBlocker quietBefore(m_before.place);
    const QSignalBlocker quietAfter(m_after.place);
    m_before.place->clear();
    m_after.place->clear();
    m_after.place->addItem(tr("Compare with…"), QString());
    for (const StudyPlace &place : places) {
        const QString label = place.isModel ? tr("%1 (model)").arg(place.name) : tr("%1 (pieces)").arg(place.name);
        m_before.place->addItem(label, place.folder);
        m_after.place->addItem(label, place.folder);
    }
    select(*m_before.place, choice.before);
    select(*m_after.place, choice.after);
    m_after.place->setVisible(places.size() > 1);
}

StudyChoice SentenceCard::choice() const
{
    return {.before = m_before.place->currentData().toString(), .after = m_after.place->currentData().toString()};
}

void SentenceCard::setSentence(const QString &text)
{
    m_sentence->setText(text);
    m_sentence->setCursorPosition(0);
}

QString SentenceCard::sentence() const
{
    return m_sentence->text();
}

void SentenceCard::setHasOthers(bool hasOthers)
{
    m_another->setVisible(hasOthers);
}

QWidget *SentenceCard::field() const
{
    return m_sentence;
}

void SentenceCard::focusSentence()
{
    m_sentence->setFocus(Qt::OtherFocusReason);
    m_sentence->selectAll();
}

void SentenceCard::showSide(Side &side, const std::vector<StripPiece> &pieces, const std::optional<Error> &error,
                            qint64 numWords)
{
    side.strip->setVisible(!error && !pieces.empty());
    side.strip->setPieces(pieces);
    side.count->setTone(error ? Tone::error : Tone::muted);
    if (error) {
        side.count->setText(QString::fromStdString(error->message + ". " + error->hint));
        return;
    }
    const auto numPieces = static_cast<qint64>(pieces.size());
    const QString count = numPieces == 1 ? tr("1 piece") : tr("%1 pieces").arg(groupedNumber(numPieces));
    side.count->setText(
        numWords > 0
            ? tr("%1, %2 a word")
                  .arg(count,
                       QLocale().toString(static_cast<double>(numPieces) / static_cast<double>(numWords), 'f', 1))
            : count);
}

void SentenceCard::show(const SentenceCut &cut)
{
    showSide(m_before, cut.before, cut.beforeError, cut.numWords);
    const bool hasAfter = !choice().after.isEmpty();
    m_after.count->setVisible(hasAfter);
    m_after.strip->setVisible(hasAfter);
    if (hasAfter) {
        showSide(m_after, cut.after, cut.afterError, cut.numWords);
    }
    m_legend->setVisible(std::ranges::any_of(cut.after, [](const StripPiece &piece) { return piece.tint >= 2; }));
}

} // namespace bafo::ui
