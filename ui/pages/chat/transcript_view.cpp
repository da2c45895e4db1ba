// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/chat/transcript_view.h"

#include "ui/pages/chat/answer_view.h"
#include "ui/pages/chat/correction_editor.h"
#include "ui/pages/chat/message_views.h"
#include "ui/pages/chat/token_popup.h"
#include "ui/widgets/measures.h"

#include <QAccessible>
#include <QScrollBar>
#include <QVBoxLayout>

namespace bafo::ui {

TranscriptView::TranscriptView(QWidget *parent)
    : QScrollArea(parent)
    , m_popup(new TokenPopup(this))
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setAutoFillBackground(false);
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(tr("Conversation"));
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, [this](int, int maximum) {
        if (m_isAtEnd) {
            verticalScrollBar()->setValue(maximum);
        }
    });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        m_isAtEnd = value >= verticalScrollBar()->maximum() - unitOf(*this);
        m_popup->hide();
    });
}

void TranscriptView::show(const Conversation &conversation, const QString &columnModel)
{
    m_popup->hide();
    m_answers.clear();
    m_lastQuestion = nullptr;
    m_lastAnswer = nullptr;
    m_content = new QWidget;
    m_content->setAutoFillBackground(false);
    m_column = new QVBoxLayout(m_content);
    const int u = unitOf(*this);
    m_column->setContentsMargins(0, 0, u, 0);
    m_column->setSpacing(u + u / 2);
    for (const int node : conversation.path()) {
        addNode(conversation, node, columnModel);
    }
    m_column->addStretch(1);
    setWidget(m_content); // which also goes to the beginning
    m_isAtEnd = true;
    verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    m_content->setAutoFillBackground(false);
}

void TranscriptView::addNode(const Conversation &conversation, int node, const QString &columnModel)
{
    const ChatNode &one = conversation.node(node);
    const Variant variant = conversation.variantOf(node);
    if (one.kind == ChatNode::Kind::question) {
        auto *question = new QuestionView(one, variant);
        connect(
            question, &QuestionView::edited, this, [this, node](const QString &text) { Q_EMIT editWanted(node, text); },
            Qt::QueuedConnection);
        connect(
            question, &QuestionView::variantChosen, this,
            [this, node](int number) { Q_EMIT variantWanted(node, number); }, Qt::QueuedConnection);
        m_column->addWidget(question);
        m_lastQuestion = question;
        return;
    }
    addAnswer(conversation, node, columnModel);
}

void TranscriptView::addAnswer(const Conversation &conversation, int node, const QString &columnModel)
{
    auto *answer = new AnswerView(conversation.node(node),
                                  {.variant = conversation.variantOf(node),
                                   .columnModel = columnModel,
                                   .languagesOf = [this](const QString &text) { return sharesOf(text); },
                                   .numEarlier = conversation.numAnswersBefore(node),
                                   .numUncorrected = conversation.numUncorrectedBefore(node)});
    connect(
        answer, &AnswerView::againWanted, this, [this, node] { Q_EMIT againWanted(node); }, Qt::QueuedConnection);
    connect(
        answer, &AnswerView::variantChosen, this, [this, node](int number) { Q_EMIT variantWanted(node, number); },
        Qt::QueuedConnection);
    connect(answer->text(), &AnswerText::currentTokenChanged, this,
            [this, text = answer->text()](int token) { point(text, token); });
    connectCorrection(answer, node);
    m_answers.insert(node, answer);
    m_lastAnswer = answer;
    m_column->addWidget(answer);
}

LanguageShareWords TranscriptView::sharesOf(const QString &text)
{
    const auto known = m_shares.constFind(text);
    return known != m_shares.constEnd() ? *known : *m_shares.insert(text, languagesInWords(text, m_languages));
}

void TranscriptView::connectCorrection(AnswerView *view, int node)
{
    connect(view, &AnswerView::draftChanged, this,
            [this, node](const QString &text) { Q_EMIT draftChanged(node, text); });
    connect(
        view, &AnswerView::draftLeft, this, [this, node](const QString &text) { Q_EMIT draftLeft(node, text); },
        Qt::QueuedConnection);
    connect(
        view, &AnswerView::correctionWanted, this,
        [this, node](const QString &text, bool isWithEarlier) { Q_EMIT correctionWanted(node, text, isWithEarlier); },
        Qt::QueuedConnection);
    connect(
        view, &AnswerView::withdrawWanted, this, [this, node] { Q_EMIT withdrawWanted(node); }, Qt::QueuedConnection);
}

void TranscriptView::correctLastAnswer()
{
    if (m_lastAnswer != nullptr) {
        m_lastAnswer->beginCorrection();
        ensureWidgetVisible(m_lastAnswer->editor());
    }
}

void TranscriptView::setKeeping(int answer, bool isKeeping)
{
    if (const AnswerView *view = m_answers.value(answer)) {
        view->editor()->setBusy(isKeeping);
    }
}

void TranscriptView::append(int answer, const std::vector<SpokenToken> &tokens)
{
    if (AnswerView *view = m_answers.value(answer)) {
        view->append(tokens);
    }
}

void TranscriptView::showState(int answer, const ChatNode &node)
{
    if (AnswerView *view = m_answers.value(answer)) {
        view->showState(node);
    }
}

void TranscriptView::editLastQuestion()
{
    if (m_lastQuestion != nullptr) {
        m_lastQuestion->beginEdit();
        ensureWidgetVisible(m_lastQuestion);
    }
}

void TranscriptView::enterLastAnswer()
{
    if (m_lastAnswer != nullptr && !m_lastAnswer->text()->shown().empty()) {
        m_lastAnswer->text()->setFocus();
        m_lastAnswer->text()->setCurrentToken(0);
    }
}

void TranscriptView::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    m_popup->hide();
}

void TranscriptView::point(AnswerText *text, int token)
{
    if (token < 0) {
        m_popup->hide();
        return;
    }
    const QRect rect = text->rectOf(token);
    if (text->hasFocus()) { // by keyboard it may be out of sight; a mouse points at what is there
        const QPoint middle = text->mapTo(m_content, rect.center());
        ensureVisible(middle.x(), middle.y(), 0, 10 * unitOf(*this));
    }
    const ShownToken &shown = text->shown()[static_cast<std::size_t>(token)];
    m_popup->showFor(shown, QRect(text->mapTo(this, rect.topLeft()), rect.size()));
    text->setAccessibleDescription(TokenPopup::inWords(shown));
    QAccessibleEvent news(text, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&news);
}

} // namespace bafo::ui
