// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/chat/chat_column.h"

#include "ui/models/talk_partners.h"
#include "ui/pages/chat/transcript_view.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/colours.h"
#include "ui/widgets/labels.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QRandomGenerator>
#include <QVBoxLayout>

#include <algorithm>

namespace bafo::ui {
namespace {

QString inWords(const Error &error)
{
    return QString::fromStdString(error.hint.empty() ? error.message : error.message + ". " + error.hint);
}

} // namespace

ChatColumn::ChatColumn(const PageContext &context, const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_session(*context.session)
    , m_host(*context.host)
{
    build(name);
    connectTranscript();
    connect(m_close, &QPushButton::clicked, this, &ChatColumn::closeWanted);
    connect(m_restart, &QPushButton::clicked, this, [this] {
        if (!m_host.needsEngineFirst()) {
            serve().restart();
        }
    });
    showNotice({}, false);
}

void ChatColumn::connectTranscript()
{
    connect(m_view, &TranscriptView::editWanted, this,
            [this](int question, const QString &text) { Q_EMIT editWanted(m_conversation.node(question).turn, text); });
    connect(m_view, &TranscriptView::againWanted, this, [this](int node) {
        if (!m_host.needsEngineFirst()) {
            answer(m_conversation.node(node).parent);
        }
    });
    connect(m_view, &TranscriptView::variantWanted, this, &ChatColumn::takeVariant);
    connect(m_view, &TranscriptView::draftChanged, this,
            [this](int node, const QString &text) { m_conversation.setDraft(node, text); });
    connect(m_view, &TranscriptView::draftLeft, this, [this](int node, const QString &text) {
        const ChatNode &answer = m_conversation.node(node);
        const bool isChanged
            = text.trimmed() != (answer.correction.isThere() ? answer.correction.text : answer.text()).trimmed();
        m_conversation.setDraft(node, std::nullopt);
        m_view->showState(node, m_conversation.node(node)); // the keyboard stays where it is
        if (isChanged) {
            Q_EMIT draftLeft(node, text);
        }
    });
    connect(m_view, &TranscriptView::correctionWanted, this, &ChatColumn::correctionWanted);
    connect(m_view, &TranscriptView::withdrawWanted, this, &ChatColumn::withdrawWanted);
}

void ChatColumn::build(const QString &name)
{
    const int u = unitOf(*this);
    setAccessibleName(name);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Expanding); // two columns are equally wide whatever they hold
    auto *column = new QVBoxLayout(this);
    // The head and the rows of small buttons have a margin of their own inside the buttons.
    column->setContentsMargins(u, u, u, 2 * u);
    column->setSpacing(u);
    auto *head = new QHBoxLayout;
    head->setSpacing(u);
    m_picker = quietButton({});
    m_picker->setFont(fontOf(TextSize::title, TextWeight::strong));
    m_menu = new QMenu(m_picker);
    m_picker->setMenu(m_menu);
    m_kind = new Label({}, TextSize::body, TextWeight::normal, Tone::muted);
    m_machine = new Label(tr("this computer"), TextSize::body, TextWeight::normal, Tone::muted);
    m_close = iconButton(QStringLiteral("dialog-close"), tr("Close this column"));
    m_close->hide();
    head->addWidget(m_picker);
    head->addWidget(m_kind);
    head->addStretch(1);
    head->addWidget(m_machine);
    head->addWidget(m_close);
    head->setContentsMargins(0, 0, u, 0);
    column->addLayout(head);
    auto *notice = new QHBoxLayout;
    notice->setContentsMargins(u, 0, u, 0);
    m_notice = mutedWords({});
    m_restart = button(tr("Start it again"));
    notice->addWidget(m_notice, 1);
    notice->addWidget(m_restart);
    column->addLayout(notice);
    m_opening = mutedWords(tr("Ask something below, or write the beginning of a text for the model to go on with."));
    m_opening->setContentsMargins(u, 0, u, 0);
    column->addWidget(m_opening);
    m_view = new TranscriptView;
    QStringList languages;
    for (const std::string &tag : m_session.project().languages()) {
        languages.append(QString::fromStdString(tag));
    }
    m_view->setLanguages(languages);
    column->addWidget(m_view, 1);
}

void ChatColumn::setModel(const QString &model)
{
    if (model != m_model) {
        stop();
        if (m_serve != nullptr) {
            m_serve->disconnect(this);
            m_serve->deleteLater();
            m_serve = nullptr;
            finishAnswer();
        }
        m_model = model;
    }
    m_picker->setText(model.isEmpty() ? tr("Choose a model") : model);
    m_picker->setAccessibleName(tr("Model: %1").arg(m_picker->text()));
    m_picker->setToolTip(m_picker->text());
    fitHead();
    setModelNames(m_modelNames);
    showConversation();
    showSessionState();
}

void ChatColumn::setModelNames(const QStringList &names)
{
    m_modelNames = names;
    m_withoutWeights = m_session.modelsWithoutWeights();
    PosixFileSystem files;
    m_bases = adapterBases(files, m_session.project());
    const QString ownBase = m_bases.value(m_model);
    m_kind->setText(ownBase.isEmpty() ? QString() : tr("adapter on %1").arg(ownBase));
    fitHead();
    m_menu->clear();
    delete m_choices;
    m_choices = new QActionGroup(this); // one of them: drawn as such
    for (const QString &name : names) {
        const QString base = m_bases.value(name);
        QAction *choice = m_menu->addAction(base.isEmpty() ? name : tr("%1 (adapter on %2)").arg(name, base));
        m_choices->addAction(choice);
        choice->setCheckable(true);
        choice->setChecked(name == m_model);
        // Later: choosing fills this menu anew, and with it goes the action that speaks.
        connect(
            choice, &QAction::triggered, this, [this, name] { Q_EMIT modelChosen(name); }, Qt::QueuedConnection);
    }
    showSessionState();
}

void ChatColumn::setClosable(bool isClosable)
{
    m_close->setVisible(isClosable);
    fitHead();
}

void ChatColumn::setConversation(Conversation conversation)
{
    stop();
    m_answer = 0;
    m_conversation = std::move(conversation);
    showConversation();
}

void ChatColumn::ask(int turn, const QString &text)
{
    answer(m_conversation.ask(turn, text));
}

void ChatColumn::edit(int turn, int newTurn, const QString &text)
{
    if (const int question = m_conversation.questionOf(turn)) {
        answer(m_conversation.edit(question, newTurn, text));
    }
}

void ChatColumn::showTurn(int turn)
{
    if (const int question = m_conversation.questionOf(turn); question != 0 && !isAnswering()) {
        m_conversation.show(question);
        showConversation();
    }
}

void ChatColumn::againLast()
{
    const std::vector<int> path = m_conversation.path();
    if (!path.empty() && !isAnswering()) {
        const ChatNode &last = m_conversation.node(path.back());
        answer(last.kind == ChatNode::Kind::question ? path.back() : last.parent);
    }
}

void ChatColumn::editLastQuestion()
{
    m_view->editLastQuestion();
}

void ChatColumn::enterLastAnswer()
{
    m_view->enterLastAnswer();
}

void ChatColumn::correctLastAnswer()
{
    if (!isAnswering()) {
        m_view->correctLastAnswer();
    }
}

void ChatColumn::setDraft(int answer, const std::optional<QString> &text)
{
    m_conversation.setDraft(answer, text);
    showConversation();
}

void ChatColumn::setCorrection(int answer, const CorrectionNote &note)
{
    m_conversation.setCorrection(answer, note);
    m_conversation.setDraft(answer, std::nullopt);
    showConversation();
}

void ChatColumn::setKeeping(int answer, bool isKeeping)
{
    m_view->setKeeping(answer, isKeeping);
}

void ChatColumn::stop()
{
    if (m_serve != nullptr && isAnswering()) {
        m_serve->stop();
    }
}

void ChatColumn::prepare()
{
    if (!m_model.isEmpty() && !m_host.lacksEngine()) {
        serve().start();
    }
}

void ChatColumn::rest()
{
    if (m_serve != nullptr && !isAnswering() && m_serve->state() != ServeSession::State::failed) {
        m_serve->end();
    }
}

ServeSession &ChatColumn::serve()
{
    if (m_serve == nullptr) {
        m_serve = new ServeSession(m_session.bafoProgram(), m_session.folder(), m_model, this);
        connect(m_serve, &ServeSession::stateChanged, this, &ChatColumn::showSessionState);
        connect(m_serve, &ServeSession::spoke, this, [this](const std::vector<SpokenToken> &tokens) {
            if (m_answer != 0) {
                m_conversation.append(m_answer, tokens);
                m_view->append(m_answer, tokens);
                m_view->showState(m_answer, m_conversation.node(m_answer));
            }
        });
        connect(m_serve, &ServeSession::answered, this, [this](const AnswerEnd &end) {
            if (m_answer != 0) {
                AnswerOrigin origin = m_conversation.node(m_answer).origin;
                origin.weightHash = m_serve->served().weightHash;
                m_conversation.setOrigin(m_answer, origin);
                m_conversation.finish(m_answer, end);
                finishAnswer();
            }
        });
        connect(m_serve, &ServeSession::refused, this, [this](const Error &error) {
            if (m_answer != 0) {
                m_conversation.failAnswer(m_answer, inWords(error));
                finishAnswer();
            }
        });
    }
    return *m_serve;
}

void ChatColumn::answer(int question)
{
    if (isAnswering() || m_model.isEmpty()) {
        return;
    }
    SamplingChoice sampling = m_terms.sampling;
    m_answer = m_conversation.beginAnswer(question, m_model);
    // With a fixed seed every variant would be the same one.
    sampling.seed = m_terms.seed ? *m_terms.seed + m_conversation.variantOf(m_answer).number - 1
                                 : QRandomGenerator::global()->bounded(1'000'000'000);
    m_conversation.setOrigin(m_answer, originOf(sampling));
    showConversation();
    serve().ask(m_conversation.linesFor(question, m_terms.systemText), sampling);
    Q_EMIT stateChanged();
}

AnswerOrigin ChatColumn::originOf(const SamplingChoice &sampling) const
{
    return {.weightHash = m_serve != nullptr ? m_serve->served().weightHash : QString(),
            .sampling = {{QStringLiteral("temperature"), sampling.temperature},
                         {QStringLiteral("top_k"), sampling.topK},
                         {QStringLiteral("top_p"), sampling.topP},
                         {QStringLiteral("repetition_penalty"), sampling.repetitionPenalty},
                         {QStringLiteral("max_new_tokens"), sampling.longestAnswer},
                         {QStringLiteral("seed"), sampling.seed}}};
}

void ChatColumn::takeVariant(int node, int number)
{
    if (isAnswering()) {
        return;
    }
    const bool isQuestion = m_conversation.node(node).kind == ChatNode::Kind::question;
    m_conversation.showVariant(node, number);
    showConversation();
    if (isQuestion) {
        const std::vector<int> path = m_conversation.path();
        const auto shown = std::find_if(path.begin(), path.end(), [&](int one) {
            return m_conversation.node(one).parent == m_conversation.node(node).parent;
        });
        if (shown != path.end()) {
            Q_EMIT turnChosen(m_conversation.node(*shown).turn);
        }
    }
}

void ChatColumn::showSessionState()
{
    using State = ServeSession::State;
    const State state = m_serve != nullptr ? m_serve->state() : State::notStarted;
    const bool isGone = !m_model.isEmpty() && !m_modelNames.contains(m_model);
    const QString base = m_bases.value(m_model);
    if (state == State::failed) {
        if (m_answer != 0) {
            m_conversation.failAnswer(m_answer, QString::fromStdString(m_serve->error().message));
            finishAnswer();
        }
        showNotice(inWords(m_serve->error()), true);
    } else if (isGone) {
        showNotice(tr("%1 is not in this project any more. Choose another model.").arg(m_model), false);
        m_restart->hide();
    } else if (m_withoutWeights.contains(m_model)) {
        showNotice(tr("The weights of %1 are not here: what was said can be read, but it cannot answer.").arg(m_model),
                   false);
    } else if (!base.isEmpty() && !m_modelNames.contains(base)) {
        showNotice(tr("%1 is an adapter on %2, which is not in this project: it cannot answer without it. Import %2 "
                      "again under that name.")
                       .arg(m_model, base),
                   false);
    } else if (state == State::loading) {
        showNotice(tr("Loading the model…"), false);
    } else if ((state == State::ready || state == State::speaking) && !m_serve->served().isTemplateKnown) {
        showNotice(m_serve->served().hasTemplate
                       ? tr("This model's chat template is not known here: it completes what you write.")
                       : tr("A base model, not taught to converse: it completes what you write."),
                   false);
    } else {
        showNotice({}, false);
    }
    Q_EMIT stateChanged();
}

void ChatColumn::showNotice(const QString &text, bool isError)
{
    m_notice->setTone(isError ? Tone::error : Tone::muted);
    m_notice->setText(text);
    m_notice->setVisible(!text.isEmpty());
    m_restart->setVisible(isError);
}

void ChatColumn::finishAnswer()
{
    if (m_answer == 0) {
        return;
    }
    m_conversation.interruptAll();
    const int finished = m_answer;
    m_answer = 0;
    m_view->showState(finished, m_conversation.node(finished));
    Q_EMIT stateChanged();
}

void ChatColumn::showConversation()
{
    m_opening->setVisible(m_conversation.isEmpty());
    m_view->show(m_conversation, m_model);
    Q_EMIT rebuilt();
}

void ChatColumn::fitHead()
{
    // Who it is comes before where it runs.
    const int close = m_close->isHidden() ? 0 : m_close->sizeHint().width();
    int wanted = m_picker->sizeHint().width() + close + 8 * unitOf(*this);
    for (Label *label : {m_kind, m_machine}) {
        wanted += label->sizeHint().width() + unitOf(*this);
        label->setVisible(!label->text().isEmpty() && width() >= wanted);
    }
}

void ChatColumn::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitHead();
}

void ChatColumn::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(coloursOf(palette()).surface);
    painter.drawRoundedRect(rect(), unitOf(*this) * 1.1, unitOf(*this) * 1.1);
}

} // namespace bafo::ui
