// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/chat/chat_page.h"

#include "ui/models/talk_partners.h"
#include "ui/pages/chat/chat_column.h"
#include "ui/pages/chat/composer.h"
#include "ui/pages/chat/correction_work.h"
#include "ui/pages/chat/sampling_drawer.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/state_view.h"

#include <QAction>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace bafo::ui {
namespace {

constexpr int kIdleMs = 5 * 60 * 1000;
constexpr std::size_t kMostColumns = 2;

} // namespace

ChatPage::ChatPage(const PageContext &context, QWidget *parent)
    : Page(context, parent)
{
    m_corrections = new CorrectionWork(*context.session, this);
    build();
    buildActions();
    m_tabs.setSingleShot(true);
    m_tabs.setInterval(0);
    connect(&m_tabs, &QTimer::timeout, this, &ChatPage::orderTabs);
    addColumn();
    m_idle.setSingleShot(true);
    m_idle.setInterval(kIdleMs);
    connect(&m_idle, &QTimer::timeout, this, [this] {
        for (ChatColumn *column : m_columns) {
            column->rest();
        }
    });
    connect(context.session, &ProjectSession::modelsChanged, this, &ChatPage::refreshModels);
    refreshModels();
    refresh();
}

void ChatPage::build()
{
    const int u = unitOf(*this);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(3 * u, u, 3 * u, 3 * u);
    outer->setSpacing(u + u / 2);
    outer->addWidget(buildHead());
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(u + u / 2);
    m_row = new QHBoxLayout;
    m_row->setSpacing(u + u / 2);
    m_drawer = new SamplingDrawer;
    m_drawer->hide();
    m_row->addWidget(m_drawer);
    column->addLayout(m_row, 1);
    m_composer = new Composer;
    column->addWidget(m_composer);
    m_view = new StateView(content);
    outer->addWidget(m_view, 1);
    connect(m_composer, &Composer::sent, this, &ChatPage::send);
    connect(m_composer, &Composer::stopWanted, this, &ChatPage::stop);
    connect(m_composer, &Composer::begun, this, [this] {
        for (ChatColumn *one : m_columns) {
            one->prepare();
        }
    });
    connect(m_drawer, &SamplingDrawer::closeWanted, this, [this] { setDrawerOpen(false); });
}

QWidget *ChatPage::buildHead()
{
    const int u = unitOf(*this);
    auto *head = new QWidget;
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(u);
    row->addWidget(heading(tr("Chat")));
    row->addStretch(1);
    m_newButton = button(tr("New conversation"));
    m_compareButton = button(tr("Compare two"));
    m_compareButton->setToolTip(tr("A second model beside this one, asked the same"));
    m_drawerButton = button(tr("Sampling"));
    m_drawerButton->setIcon(icon(QStringLiteral("configure")));
    m_drawerButton->setCheckable(true);
    m_saveButton = button(tr("Save transcript"));
    auto *menu = new QMenu(m_saveButton);
    connect(menu->addAction(tr("For people (Markdown)…")), &QAction::triggered, this, &ChatPage::saveMarkdown);
    connect(menu->addAction(tr("For programs (JSONL)…")), &QAction::triggered, this, &ChatPage::saveJsonl);
    m_saveButton->setMenu(menu);
    for (QPushButton *one : {m_newButton, m_compareButton, m_drawerButton, m_saveButton}) {
        row->addWidget(one);
    }
    connect(m_newButton, &QPushButton::clicked, this, &ChatPage::startAnew);
    connect(m_compareButton, &QPushButton::clicked, this, &ChatPage::addSecondModel);
    connect(m_drawerButton, &QPushButton::clicked, this, &ChatPage::toggleDrawer);
    return head;
}

QAction *ChatPage::addPageAction(const QString &text, const QString &keys, void (ChatPage::*act)())
{
    auto *action = new QAction(text, this);
    action->setShortcut(QKeySequence(keys));
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, act);
    addAction(action);
    return action;
}

void ChatPage::buildActions()
{
    m_stopAction = addPageAction(tr("Stop the answer"), QStringLiteral("Esc"), &ChatPage::stop);
    addPageAction(tr("Answer again"), QStringLiteral("Ctrl+R"), &ChatPage::again);
    addPageAction(tr("Edit the last question"), QStringLiteral("Ctrl+E"), &ChatPage::editLast);
    addPageAction(tr("Correct the last answer"), QStringLiteral("Ctrl+Shift+E"), &ChatPage::correctLast);
    addPageAction(tr("Step through the answer, token by token"), QStringLiteral("Ctrl+T"), &ChatPage::enterAnswer);
    addPageAction(tr("New conversation"), QStringLiteral("Ctrl+Shift+N"), &ChatPage::startAnew);
    addPageAction(tr("Sampling"), QStringLiteral("Ctrl+Shift+S"), &ChatPage::toggleDrawer);
    addPageAction(tr("Compare two models"), QStringLiteral("Ctrl+Shift+D"), &ChatPage::addSecondModel);
    addPageAction(tr("Save transcript as Markdown…"), QStringLiteral("Ctrl+S"), &ChatPage::saveMarkdown);
    addPageAction(tr("Save transcript as JSONL…"), {}, &ChatPage::saveJsonl);
}

ChatColumn *ChatPage::addColumn()
{
    auto *column = new ChatColumn(context(), m_columns.empty() ? tr("First model") : tr("Second model"));
    column->setModelNames(context().session->modelNames());
    m_row->insertWidget(static_cast<int>(m_columns.size()), column, 1);
    column->show();
    m_columns.push_back(column);
    connect(column, &ChatColumn::stateChanged, this, &ChatPage::refresh);
    connect(column, &ChatColumn::modelChosen, this, [this, column](const QString &model) {
        column->setModel(model);
        column->prepare();
        refresh();
        m_composer->focusField();
    });
    connect(column, &ChatColumn::rebuilt, &m_tabs, QOverload<>::of(&QTimer::start));
    connect(column, &ChatColumn::editWanted, this, &ChatPage::edit);
    connect(column, &ChatColumn::turnChosen, this, [this, column](int turn) {
        for (ChatColumn *other : m_columns) {
            if (other != column) {
                other->showTurn(turn);
            }
        }
    });
    connectCorrections(column);
    connect(column, &ChatColumn::closeWanted, this, &ChatPage::removeSecondColumn, Qt::QueuedConnection);
    return column;
}

void ChatPage::removeSecondColumn()
{
    if (m_columns.size() == kMostColumns) {
        m_columns.back()->stop();
        m_columns.back()->hide();
        m_columns.back()->deleteLater();
        m_columns.pop_back();
        refresh();
    }
}

void ChatPage::addSecondModel()
{
    const QStringList models = partners();
    if (m_columns.size() == kMostColumns || models.isEmpty()) {
        return;
    }
    const auto other = std::find_if(models.begin(), models.end(),
                                    [this](const QString &name) { return name != m_columns.front()->model(); });
    ChatColumn *column = addColumn();
    column->setModel(other == models.end() ? models.front() : *other);
    // Asked along from the next question on: what the other one answered so far is not its own.
    refresh();
    m_composer->focusField();
}

void ChatPage::showModels(const QStringList &models)
{
    const bool isSame = m_columns.front()->model() == models.front() && (models.size() > 1) == (m_columns.size() > 1)
        && (models.size() == 1 || m_columns.back()->model() == models[1]);
    if (isSame) {
        return;
    }
    if (hasConversation()) {
        putAway(tr("The conversation before was put away."));
    }
    removeSecondColumn();
    m_columns.front()->setConversation({});
    m_columns.front()->setModel(models.front());
    if (models.size() > 1) {
        addColumn()->setModel(models[1]);
    }
    m_lastTurn = 0;
    refresh();
}

QStringList ChatPage::partners() const
{
    PosixFileSystem files;
    QStringList names = talkPartners(files, context().session->project());
    names += context().session->modelNames(); // known still while the project's folder is away
    names.removeDuplicates();
    return names;
}

void ChatPage::refreshModels()
{
    const QStringList models = context().session->modelNames();
    for (ChatColumn *column : m_columns) {
        column->setModelNames(models);
        if (column->model().isEmpty() && !models.isEmpty()) {
            column->setModel(partners().value(0));
        }
    }
    refresh();
}

void ChatPage::refresh()
{
    const bool hasModels = !context().session->modelNames().isEmpty();
    const bool isBusy = isAnswering();
    if (hasModels || hasConversation()) {
        m_view->showContent();
    } else {
        m_view->showEmpty(
            tr("There is no model to talk with yet. Take one in, or train one."),
            {.label = tr("Go to Models"), .act = [this] { context().host->goTo(QStringLiteral("models"), {}); }});
    }
    const bool isContent = m_view->isShowingContent();
    m_composer->setSpeaking(isBusy);
    m_composer->setPlaceholder(m_columns.size() > 1 ? tr("Ask both in any language they know")
                                                    : tr("Ask in any language the model knows"));
    m_stopAction->setEnabled(isBusy);
    m_newButton->setVisible(isContent && hasConversation());
    m_saveButton->setVisible(isContent && hasConversation());
    m_compareButton->setVisible(isContent && m_columns.size() < kMostColumns);
    m_drawerButton->setVisible(isContent);
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        m_columns[i]->setClosable(i > 0);
    }
}

void ChatPage::send(const QString &text)
{
    if (isAnswering() || !giveTerms() || context().host->needsEngineFirst()) {
        return;
    }
    ++m_lastTurn;
    for (ChatColumn *column : m_columns) {
        column->ask(m_lastTurn, text);
    }
    m_composer->setText({});
    refresh();
}

void ChatPage::edit(int turn, const QString &text)
{
    if (isAnswering() || !giveTerms() || context().host->needsEngineFirst()) {
        return;
    }
    ++m_lastTurn;
    for (ChatColumn *column : m_columns) {
        column->edit(turn, m_lastTurn, text);
    }
    m_composer->focusField();
    refresh();
}

void ChatPage::stop()
{
    for (ChatColumn *column : m_columns) {
        column->stop();
    }
}

void ChatPage::again()
{
    if (giveTerms() && !context().host->needsEngineFirst()) {
        for (ChatColumn *column : m_columns) {
            column->againLast();
        }
    }
}

void ChatPage::editLast()
{
    if (!isAnswering()) {
        m_columns.front()->editLastQuestion();
    }
}

void ChatPage::enterAnswer()
{
    // From the first column's answer to the second's.
    const bool isInFirst = m_columns.front()->isAncestorOf(focusWidget());
    (isInFirst ? m_columns.back() : m_columns.front())->enterLastAnswer();
}

void ChatPage::orderTabs()
{
    // As the eye goes: messages are made anew after everything else.
    QWidget *last = m_saveButton;
    std::vector<QWidget *> areas(m_columns.begin(), m_columns.end());
    areas.push_back(m_drawer);
    areas.push_back(m_composer);
    for (const QWidget *area : areas) {
        for (QWidget *one : area->findChildren<QWidget *>()) {
            if (one->focusPolicy() & Qt::TabFocus) {
                setTabOrder(last, one);
                last = one;
            }
        }
    }
}

void ChatPage::startAnew()
{
    if (hasConversation()) {
        stop();
        putAway(tr("The conversation was put away."));
        for (ChatColumn *column : m_columns) {
            column->setConversation({});
        }
        m_lastTurn = 0;
        refresh();
    }
    m_composer->focusField();
}

void ChatPage::toggleDrawer()
{
    setDrawerOpen(!m_drawer->isVisible());
}

void ChatPage::setDrawerOpen(bool isOpen)
{
    m_drawer->setVisible(isOpen);
    m_drawerButton->setChecked(isOpen);
}

bool ChatPage::giveTerms()
{
    const auto terms = m_drawer->terms();
    if (!terms) {
        setDrawerOpen(true);
        m_drawer->goToWrongField();
        return false;
    }
    for (ChatColumn *column : m_columns) {
        column->setTerms(*terms);
    }
    return true;
}

bool ChatPage::isAnswering() const
{
    return std::any_of(m_columns.begin(), m_columns.end(),
                       [](const ChatColumn *column) { return column->isAnswering(); });
}

bool ChatPage::hasConversation() const
{
    return std::any_of(m_columns.begin(), m_columns.end(),
                       [](const ChatColumn *column) { return !column->conversation().isEmpty(); });
}

void ChatPage::handle(const QJsonObject &request)
{
    QStringList models;
    for (const QJsonValue &model : request.value(QLatin1String("models")).toArray()) {
        models.append(model.toString());
    }
    if (models.isEmpty() && request.contains(QLatin1String("model"))) {
        models.append(request.value(QLatin1String("model")).toString());
    }
    if (!models.isEmpty()) {
        showModels(models.mid(0, static_cast<qsizetype>(kMostColumns)));
    }
    m_composer->focusField();
}

void ChatPage::setInSight(bool isInSight)
{
    if (isInSight) {
        m_idle.stop();
        m_composer->focusField();
    } else {
        m_idle.start();
    }
}

QWidget *ChatPage::firstControl() const
{
    return m_composer->field();
}

QString ChatPage::help() const
{
    return tr(
        "**Chat** asks one model, or two side by side, and shows how sure each was of every token.\n\n"
        "- Enter sends, Shift+Enter begins a new line, Esc stops an answer.\n"
        "- **Edit** asks an earlier question differently and goes on from there; **Again** makes another answer. What "
        "was there before stays: the arrows beside \"2 of 3\" bring it back.\n"
        "- Point at a token, or step through an answer with Left and Right (Ctrl+T leads there), to see its share and "
        "what else the model "
        "would have said. Underlined: not the model's first choice, and under 5 %. With Ctrl the arrows go from one "
        "underlined token to the next. Shares are those of the model itself, before sampling.\n"
        "- Below an answer stands how much of it is in which language, told sentence by sentence.\n"
        "- **Correct** (Ctrl+Shift+E) opens an answer to be written as it should have been. What you keep is a row of "
        "the dataset corrections, with the model, its weights, the settings and the answer as it was; it can be taken "
        "back.\n"
        "- **Sampling** decides how the next token is chosen.\n"
        "- A base model was never taught to converse: it goes on with what you write.\n\n"
        "The model runs on this computer and needs about four bytes of memory for each of its parameters. Five minutes "
        "after you leave the page they are given back.");
}

} // namespace bafo::ui
