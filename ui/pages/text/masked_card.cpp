// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/text/masked_card.h"

#include "ui/widgets/flow_layout.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/scrolling.h"
#include "ui/widgets/state_view.h"
#include "ui/widgets/token_strip.h"

#include <QComboBox>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QSplitter>

#include <algorithm>

namespace bafo::ui {
namespace {

constexpr double kShortestContext = 2;
constexpr double kLongestContext = 131072;
constexpr qsizetype kMostWritten = 20'000; ///< characters: a book is not laid out at once
constexpr int kLearntTint = 2; ///< of Colours::pieces, and the next one in turn

void choose(QComboBox &box, const QString &value)
{
    const int index = box.findData(value);
    if (index >= 0) {
        box.setCurrentIndex(index);
    }
}

QString tipOf(const MaskedToken &token)
{
    const QString what = token.isCutOff ? MaskedCard::tr("cut off")
        : token.isTarget                ? MaskedCard::tr("learnt")
                                        : MaskedCard::tr("only read");
    return MaskedCard::tr("piece %1: %2").arg(token.id).arg(what);
}

QString inWords(const MaskedConversation &conversation)
{
    if (conversation.numKept == 0) {
        return MaskedCard::tr("%1 word pieces. It is left out: its first answer begins behind the context.")
            .arg(groupedNumber(conversation.numTokens));
    }
    QString text = MaskedCard::tr("%1 word pieces, %2 of them learnt")
                       .arg(groupedNumber(conversation.numTokens), groupedNumber(conversation.numTargets));
    if (const qint64 numCut = conversation.numTokens - conversation.numKept; numCut > 0) {
        text += MaskedCard::tr(", the last %1 cut off").arg(groupedNumber(numCut));
    }
    if (conversation.numTokens > static_cast<qint64>(conversation.tokens.size())) {
        text += MaskedCard::tr("; the first %1 are shown")
                    .arg(groupedNumber(static_cast<qint64>(conversation.tokens.size())));
    }
    return text;
}

} // namespace

std::vector<StripPiece> stripOf(const MaskedConversation &conversation)
{
    std::vector<StripPiece> pieces;
    int numLearnt = 0;
    for (const MaskedToken &token : conversation.tokens) {
        StripPiece piece{.parts = {}, .tip = tipOf(token)};
        for (const char32_t character : token.piece.toStdU32String()) {
            const QString sign = signForBlank(character);
            const auto kind = sign.isEmpty() ? StripPart::Kind::text : StripPart::Kind::blank;
            if (piece.parts.empty() || piece.parts.back().kind != kind) {
                piece.parts.push_back({.kind = kind, .text = {}});
            }
            piece.parts.back().text += sign.isEmpty() ? QString::fromUcs4(&character, 1) : sign;
        }
        piece.tint = token.isTarget ? kLearntTint + numLearnt++ % 2 : -1;
        piece.startsWord = token.piece.startsWith(QLatin1Char(' '));
        piece.endsLine = token.piece.endsWith(QLatin1Char('\n'));
        piece.isMuted = !token.isTarget;
        piece.isUnderlined = token.isTarget;
        piece.isStruck = token.isCutOff;
        pieces.push_back(std::move(piece));
    }
    return pieces;
}

MaskedCard::MaskedCard(ProjectSession &session, QWidget *parent)
    : QWidget(parent)
    , m_examples(new MaskedExamples(session, this))
    , m_tokenizer(new QComboBox)
    , m_style(new QComboBox)
    , m_loss(new QComboBox)
    , m_length(new NumberField(NumberField::Kind::whole, kShortestContext, kLongestContext, {}))
    , m_about(words({}))
    , m_strip(new TokenStrip(tr("Word pieces of the conversation")))
    , m_rendered(new QPlainTextEdit)
    , m_view(nullptr)
{
    auto *card = new Card(tr("As the trainer sees it"), nullptr);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(card);
    buildControls(card->body());
    m_view = new StateView(buildContent());
    card->body()->addWidget(m_view, 1);
    connect(m_examples, &MaskedExamples::asked, this, [this] { m_view->showLoading(tr("Cutting the conversation…")); });
    connect(m_examples, &MaskedExamples::ready, this, &MaskedCard::showConversation);
    connect(m_examples, &MaskedExamples::failed, this, &MaskedCard::showFailure);
}

void MaskedCard::buildControls(QVBoxLayout *column)
{
    auto *row = new FlowLayout;
    row->setSpacing(2 * unitOf(*this));
    row->setLineSpacing(unitOf(*this) / 2);
    m_style->addItem(tr("the model's own"), QStringLiteral("model"));
    for (const char *style : {"alpaca", "chatml", "gemma", "llama-3", "plain"}) {
        m_style->addItem(QLatin1String(style), QLatin1String(style));
    }
    m_loss->addItem(tr("the answers"), QStringLiteral("answers"));
    m_loss->addItem(tr("all of it"), QStringLiteral("all"));
    m_length->setNumber(static_cast<double>(MaskedWish{}.sequenceLength));
    m_length->edit()->setMaximumWidth(12 * unitOf(*this));
    m_length->edit()->setAccessibleName(tr("Context (sequence length)"));
    addControl(row, tr("Model"), m_tokenizer);
    addControl(row, tr("Form of a conversation"), m_style);
    addControl(row, tr("What is learnt of it"), m_loss);
    addControl(row, tr("Context"), m_length);
    column->addLayout(row);
    for (QComboBox *box : {m_tokenizer, m_style, m_loss}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
        connect(box, &QComboBox::currentIndexChanged, this, &MaskedCard::takeWish);
    }
    connect(m_length, &NumberField::edited, this, &MaskedCard::takeWish);
}

void MaskedCard::addControl(QLayout *row, const QString &name, QWidget *control)
{
    auto *cell = new QWidget;
    auto *column = new QVBoxLayout(cell);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(unitOf(*this) / 3);
    auto *label = new Label(name, TextSize::body, TextWeight::normal, Tone::muted);
    auto *number = qobject_cast<NumberField *>(control);
    QWidget *field = number != nullptr ? static_cast<QWidget *>(number->edit()) : control;
    label->setBuddy(field);
    if (field->accessibleName().isEmpty()) {
        field->setAccessibleName(name);
    }
    column->addWidget(label);
    column->addWidget(control);
    row->addWidget(cell);
}

QWidget *MaskedCard::buildContent()
{
    const int u = unitOf(*this);
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, u, 0, 0);
    column->setSpacing(u);
    column->addWidget(m_about);
    column->addWidget(mutedWords(tr("Underlined: the model learns to say it. Muted: it only reads it. Struck through: "
                                    "cut off.")));
    auto *parts = new QSplitter(Qt::Vertical);
    parts->setChildrenCollapsible(false);
    m_strip->setTextSize(TextSize::body);
    auto *page = new QWidget;
    auto *pageColumn = new QVBoxLayout(page);
    pageColumn->setContentsMargins(0, 0, u, 0);
    pageColumn->addWidget(m_strip);
    pageColumn->addStretch(1);
    parts->addWidget(scrolling(page));
    auto *written = new QWidget;
    auto *writtenColumn = new QVBoxLayout(written);
    writtenColumn->setContentsMargins(0, 0, 0, 0);
    writtenColumn->setSpacing(u / 2);
    auto *label = new Label(tr("As it is written"), TextSize::body, TextWeight::strong);
    label->setBuddy(m_rendered);
    writtenColumn->addWidget(label);
    m_rendered->setReadOnly(true);
    m_rendered->setTabChangesFocus(true);
    m_rendered->setFrameShape(QFrame::NoFrame);
    m_rendered->setAccessibleName(label->text());
    writtenColumn->addWidget(m_rendered, 1);
    parts->addWidget(written);
    parts->setStretchFactor(0, 3);
    parts->setStretchFactor(1, 2);
    parts->setSizes({36 * u, 24 * u}); // what each would like says nothing of what it holds
    column->addWidget(parts, 1);
    return content;
}

void MaskedCard::lookAtTokenizers()
{
    const QString chosen = m_tokenizer->currentData().toString();
    const ProjectSession &session = m_examples->session();
    QStringList names = session.modelNames();
    for (const QString &name : session.tokenizerNames()) {
        if (!names.contains(name)) {
            names.append(name);
        }
    }
    const QSignalBlocker quiet(m_tokenizer);
    m_tokenizer->clear();
    for (const QString &name : names) {
        m_tokenizer->addItem(name, name);
    }
    choose(*m_tokenizer, chosen);
    takeWish();
}

void MaskedCard::setDataset(const QString &dataset)
{
    m_dataset = dataset;
    m_document = 0;
    takeWish();
}

void MaskedCard::takeWish()
{
    const auto length = m_length->number();
    MaskedWish wish{.dataset = m_dataset,
                    .tokenizer = m_tokenizer->currentData().toString(),
                    .style = m_style->currentData().toString(),
                    .loss = m_loss->currentData().toString(),
                    .sequenceLength = length ? static_cast<qint64>(*length) : m_examples->wish().sequenceLength};
    if (wish != m_examples->wish()) {
        m_examples->setWish(wish);
        ask();
    }
}

void MaskedCard::show(qint64 document, const data::DocumentQuery &filters)
{
    m_document = document;
    m_filters = filters;
    ask();
}

void MaskedCard::refresh()
{
    m_examples->forget();
    ask();
}

void MaskedCard::ask()
{
    if (m_tokenizer->count() == 0) {
        m_view->showEmpty(tr("A model's word pieces are needed, and there is no model in this project yet."),
                          {tr("Get a model"), [this] { Q_EMIT modelWanted(); }});
    } else if (m_document == 0) {
        m_view->showEmpty(tr("Choose a conversation: here stands what the trainer makes of it."));
    } else if (isVisible()) {
        m_examples->read(m_document, m_filters);
    }
}

void MaskedCard::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    ask();
}

void MaskedCard::showFailure(const Error &error)
{
    if (error.code == ErrorCode::config && m_examples->wish().style == QLatin1String("model")) {
        const QString alpaca = QStringLiteral("alpaca");
        m_view->showFailed(
            {.code = error.code,
             .message = tr("%1 has learnt no form of conversations, or one that is not known here.")
                            .arg(m_examples->wish().tokenizer)
                            .toStdString(),
             .hint = tr("Choose one above; the training needs one too. Any vocabulary can write alpaca and plain.")
                         .toStdString()},
            {tr("Use alpaca"), [this, alpaca] { choose(*m_style, alpaca); }});
        return;
    }
    m_view->showFailed(error, {tr("Try again"), [this] { refresh(); }});
}

void MaskedCard::showConversation(const MaskedConversation &conversation)
{
    m_about->setText(inWords(conversation));
    m_about->setTone(conversation.numKept == 0 ? Tone::warning : Tone::text);
    m_strip->setPieces(stripOf(conversation));
    m_rendered->setPlainText(conversation.rendered.left(kMostWritten));
    m_view->showContent();
}

QJsonObject MaskedCard::state() const
{
    return {{QStringLiteral("tokenizer"), m_tokenizer->currentData().toString()},
            {QStringLiteral("style"), m_style->currentData().toString()},
            {QStringLiteral("loss"), m_loss->currentData().toString()},
            {QStringLiteral("length"), m_length->typed()}};
}

void MaskedCard::restore(const QJsonObject &state)
{
    if (state.isEmpty()) {
        return;
    }
    choose(*m_tokenizer, state.value(QLatin1String("tokenizer")).toString());
    choose(*m_style, state.value(QLatin1String("style")).toString());
    choose(*m_loss, state.value(QLatin1String("loss")).toString());
    m_length->setTyped(state.value(QLatin1String("length")).toString());
    takeWish();
}

} // namespace bafo::ui
