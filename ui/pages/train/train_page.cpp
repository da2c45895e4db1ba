// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/train_page.h"

#include "ui/connection/start_problem.h"
#include "ui/models/run_proposal.h"
#include "ui/pages/train/command_pane.h"
#include "ui/pages/train/knob_form.h"
#include "ui/pages/train/method_editor.h"
#include "ui/pages/train/plan_panel.h"
#include "ui/pages/train/purpose_bar.h"
#include "ui/pages/train/yaml_pane.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/scrolling.h"
#include "ui/widgets/state_view.h"

#include <QAction>
#include <QFrame>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

#include <algorithm>
#include <functional>

namespace bafo::ui {
namespace {

constexpr qint64 kOnlyATest = 100; ///< steps up to which a run says nothing about the model

} // namespace

TrainPage::TrainPage(const PageContext &context, QWidget *parent)
    : Page(context, parent)
    , m_rehearsal(*context.session)
    , m_reader(context.session->project())
    , m_situation(mutedWords({}))
    , m_start(primaryButton(tr("Start")))
    , m_queue(primaryButton(tr("Wait until it has ended")))
    , m_beside(button(tr("Run beside it")))
    , m_tabs(new QTabBar)
    , m_stack(new QStackedWidget)
    , m_purposeBar(new PurposeBar)
    , m_form(new KnobForm(knobSpecsOf<config::RunConfig>()))
    , m_nothing(new QWidget)
    , m_formBlocked(new QWidget)
    , m_formProblem(words({}))
    , m_yaml(new YamlPane(m_draft))
    , m_command(new CommandPane)
    , m_plan(new PlanPanel)
{
    const int u = unitOf(*this);
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(3 * u, u, 3 * u, 2 * u);
    column->setSpacing(u);
    buildHead(column);
    auto *body = new QWidget;
    buildBody(body);
    column->addWidget(body, 1);
    m_view = new StateView(content);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_view);
    m_soon.setSingleShot(true);
    m_soon.setInterval(250);
    addPageActions();
    connectAll();
    m_form->setEnabled(false); // until the first proposal: it would replace what is typed before
    m_view->showLoading(tr("Looking at models and texts"));
    readFacts();
}

void TrainPage::buildHead(QVBoxLayout *column)
{
    const int u = unitOf(*this);
    auto *row = new QHBoxLayout;
    row->setSpacing(u);
    auto *names = new QVBoxLayout;
    names->setSpacing(u / 3);
    names->addWidget(heading(tr("Train")));
    names->addWidget(m_situation);
    row->addLayout(names, 1);
    for (QPushButton *one : {m_beside, m_queue, m_start}) {
        row->addWidget(one, 0, Qt::AlignTop);
    }
    m_queue->hide();
    m_beside->hide();
    column->addLayout(row);
    column->addWidget(m_purposeBar);
}

void TrainPage::buildBody(QWidget *body)
{
    const int u = unitOf(*this);
    auto *row = new QHBoxLayout(body);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(u);
    auto *card = new Card;
    for (const QString &name : {tr("Form"), tr("YAML"), tr("Command")}) {
        m_tabs->addTab(name);
    }
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setAccessibleName(tr("Ways to see the configuration"));
    card->body()->addWidget(m_tabs);
    auto *formPage = new QWidget;
    auto *formColumn = new QVBoxLayout(formPage);
    formColumn->setContentsMargins(0, 0, u, 0);
    auto *blockedColumn = new QVBoxLayout(m_formBlocked);
    blockedColumn->setContentsMargins(0, 0, 0, u);
    m_formProblem->setTone(Tone::error);
    blockedColumn->addWidget(m_formProblem);
    QPushButton *toYaml = button(tr("Show it in the YAML"));
    QPushButton *drop = quietButton(tr("Go on with what the form shows"));
    auto *ways = new QHBoxLayout;
    ways->addWidget(toYaml);
    ways->addWidget(drop);
    ways->addStretch(1);
    blockedColumn->addLayout(ways);
    m_formBlocked->hide();
    formColumn->addWidget(m_formBlocked);
    buildNothing(formColumn);
    formColumn->addWidget(m_form, 1);
    m_scroll = scrolling(formPage);
    m_scroll->viewport()->installEventFilter(this);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded); // with large letters nothing is out of reach
    m_stack->addWidget(m_scroll);
    m_stack->addWidget(m_yaml);
    m_stack->addWidget(m_command);
    card->body()->addWidget(m_stack, 1);
    row->addWidget(card, 9);
    QScrollArea *side = scrolling(m_plan);
    side->setMinimumWidth(32 * u);
    row->addWidget(side, 5);
    connect(toYaml, &QPushButton::clicked, this, [this] { m_tabs->setCurrentIndex(1); });
    connect(drop, &QPushButton::clicked, this,
            [this] { replaceDraft(m_draft.config(), tr("The YAML was written anew from the form.")); });
}

void TrainPage::addPageActions()
{
    const auto add = [this](const QString &text, const QString &keys, auto act) {
        auto *action = new QAction(text, this);
        action->setShortcut(QKeySequence(keys));
        connect(action, &QAction::triggered, this, act);
        addAction(action);
    };
    add(tr("Start the run, or put it in the queue"), QStringLiteral("Ctrl+Return"), [this] { start(isToWait()); });
    add(tr("Rehearse"), QStringLiteral("Ctrl+R"), [this] { rehearse(); });
    add(tr("Propose a first run"), {}, [this] { propose(); });
    add(tr("More settings or fewer"), QStringLiteral("Ctrl+M"),
        [this] { m_form->setMoreShown(!m_form->isMoreShown()); });
    for (int i = 0; i < m_tabs->count(); ++i) {
        add(tr("Show %1").arg(m_tabs->tabText(i)), QStringLiteral("Alt+%1").arg(i + 1),
            [this, i] { m_tabs->setCurrentIndex(i); });
    }
}

void TrainPage::connectAll()
{
    connect(m_tabs, &QTabBar::currentChanged, m_stack, &QStackedWidget::setCurrentIndex);
    connect(m_form, &KnobForm::edited, &m_draft, &RunDraft::setValue);
    connect(m_form, &KnobForm::typed, &m_draft, &RunDraft::setTyped);
    connect(m_form, &KnobForm::committed, &m_draft, &RunDraft::commit);
    connect(&m_draft, &RunDraft::changed, this, &TrainPage::showAll);
    connect(m_purposeBar, &PurposeBar::chosen, this, &TrainPage::choosePurpose);
    connect(&m_rehearsal, &Rehearsal::changed, this, &TrainPage::showAll);
    connect(&m_rehearsal, &Rehearsal::changed, this, [this] {
        if (m_rehearsal.state() == Rehearsal::State::idle) {
            m_soon.start(); // it has cut conversations into word pieces, so they are counted now
        }
    });
    connect(&m_rehearsal, &Rehearsal::failed, this, [this](const Error &error) { context().host->tell(error); });
    connect(&m_reader, &TrainFactsReader::ready, this, &TrainPage::takeFacts);
    connect(&m_reader, &TrainFactsReader::failed, this, [this](const QString &message, const QString &hint) {
        m_view->showFailed({.code = ErrorCode::data, .message = message.toStdString(), .hint = hint.toStdString()},
                           {.label = tr("Look again"), .act = [this] { readFacts(); }});
    });
    connect(m_start, &QPushButton::clicked, this, [this] { start(false); });
    connect(m_queue, &QPushButton::clicked, this, [this] { start(true); });
    connect(m_beside, &QPushButton::clicked, this, [this] { start(false); });
    connect(m_plan, &PlanPanel::rehearseWanted, this, &TrainPage::rehearse);
    connect(m_plan, &PlanPanel::numRanksChanged, this, &TrainPage::showAll);
    connect(m_plan, &PlanPanel::stopWanted, &m_rehearsal, &Rehearsal::stop);
    connect(m_plan, &PlanPanel::mendWanted, this, &TrainPage::mend);
    connect(m_command, &CommandPane::copied, this, [this] { (void)writeDraft(configFile()); });
    connect(&m_soon, &QTimer::timeout, this, &TrainPage::readFacts);
    ProjectSession *session = context().session;
    const auto later = [this] { m_soon.start(); };
    connect(session, &ProjectSession::modelsChanged, this, later);
    connect(session, &ProjectSession::datasetsChanged, this, later);
    connect(session, &ProjectSession::tokenizersChanged, this, later);
    connect(&session->runs(), &RunList::changed, this, [this] {
        QString live;
        for (const RunRow &row : runsBefore()) {
            live += row.id() + (row.isPaused() ? QStringLiteral(" paused\n") : QStringLiteral("\n"));
        }
        if (live != m_liveRuns) { // names of models that they are making
            m_liveRuns = live;
            m_soon.start();
            showAll();
        }
    });
}

void TrainPage::readFacts()
{
    if (!m_isInSight && m_facts) {
        return; // when it is in sight again
    }
    if (!context().session->isThere()) { // read when it is back
        if (!m_facts) {
            m_view->showFailed(projectGone(context().session->folder()));
        }
        return;
    }
    const config::RunConfig &config = m_draft.config();
    m_tokenizer = config.tokenizer.empty() ? config.model : config.tokenizer;
    m_reader.read(m_tokenizer);
}

void TrainPage::takeFacts(const TrainFactsPtr &facts)
{
    if (!context().session->isThere()) { // it went while they were read
        readFacts();
        return;
    }
    m_facts = facts;
    if (facts->models.models.empty()) {
        m_view->showEmpty(
            tr("Training starts from a model, and there is none in this project yet."),
            {.label = tr("Get a model"), .act = [this] { context().host->goTo(QStringLiteral("models"), {}); }});
        return;
    }
    if (facts->texts.empty()) {
        m_view->showEmpty(
            tr("A model learns from text, and there is none in this project yet."),
            {.label = tr("Add text"), .act = [this] { context().host->goTo(QStringLiteral("text"), {}); }});
        return;
    }
    m_view->showContent();
    if (!m_hasDraft) {
        m_hasDraft = true;
        m_purpose = std::all_of(facts->texts.begin(), facts->texts.end(), std::mem_fn(&TextFacts::holdsConversations))
            ? RunPurpose::answering
            : RunPurpose::reading;
        m_draft.replace(proposeFor(m_purpose, *facts));
    }
    if (!m_request.isEmpty()) {
        const QJsonObject request = std::exchange(m_request, {});
        handle(request);
    }
    showAll();
}

void TrainPage::showAll()
{
    showPurpose();
    showForm();
    if (!m_facts) {
        return;
    }
    const config::RunConfig &config = m_draft.config();
    if (m_tokenizer != (config.tokenizer.empty() ? config.model : config.tokenizer)) {
        m_soon.start(); // another tokenizer counts otherwise
    }
    const RunPlan plan = planOf(config, *m_facts, m_rehearsal.measured(), m_plan->numRanks());
    m_warnings = warningsOf(config, *m_facts, plan);
    m_fitsMemory = plan.fitsMemory;
    if (auto *methods = qobject_cast<MethodEditor *>(m_form->editor(QStringLiteral("method")))) {
        methods->showFigures(methodFigures(config, *m_facts, m_plan->numRanks()));
    }
    m_plan->showPlan(config, plan, m_rehearsal.measured(), m_facts->freeBytes);
    const QString note = plan.steps && *plan.steps <= kOnlyATest
        ? tr("%1 steps only test the machinery; answers will still be nonsense.").arg(groupedNumber(*plan.steps))
        : QString();
    m_plan->showWarnings(m_warnings, note);
    const auto live = runsBefore();
    const bool isAnyAtWork = !std::all_of(live.begin(), live.end(), std::mem_fn(&RunRow::isPaused));
    m_plan->showRehearsal(m_rehearsal, isAnyAtWork);
    showStart();
    showCommand();
}

void TrainPage::showForm()
{
    const auto &error = m_draft.yamlError();
    m_formBlocked->setVisible(error.has_value());
    m_form->setEnabled(!error);
    if (error) {
        m_formProblem->setText(tr("The YAML cannot be read: %1. The form shows what could be read last.")
                                   .arg(QString::fromStdString(error->message)));
    }
    for (const KnobSpec &spec : m_form->specs()) {
        m_form->showValue(spec.key, knobValue(m_draft.config(), spec.key), m_draft.typed());
    }
}

bool TrainPage::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize) {
        m_form->arrangeFor(m_scroll->viewport()->width());
    }
    return Page::eventFilter(watched, event);
}

void TrainPage::setInSight(bool isInSight)
{
    const bool wasInSight = std::exchange(m_isInSight, isInSight);
    if (isInSight && !wasInSight) {
        m_soon.start();
    }
}

QJsonObject TrainPage::state() const
{
    if (!m_hasDraft) {
        return {};
    }
    return {{QStringLiteral("draft"), m_draft.toJson()},
            {QStringLiteral("rehearsal"), m_rehearsal.toJson()},
            {QStringLiteral("tab"), m_tabs->currentIndex()},
            {QStringLiteral("more"), m_form->isMoreShown()},
            {QStringLiteral("answering"), m_purpose == RunPurpose::answering},
            {QStringLiteral("other_draft"), m_otherDraft},
            {QStringLiteral("ranks"), m_plan->numRanks()},
            {QStringLiteral("scroll"), m_scroll->verticalScrollBar()->value()}};
}

void TrainPage::restore(const QJsonObject &state)
{
    if (!state.contains(QLatin1String("draft"))) {
        return;
    }
    m_hasDraft = true;
    m_purpose = state.value(QLatin1String("answering")).toBool() ? RunPurpose::answering : RunPurpose::reading;
    m_otherDraft = state.value(QLatin1String("other_draft")).toObject();
    m_draft.restore(state.value(QLatin1String("draft")).toObject());
    m_rehearsal.restore(state.value(QLatin1String("rehearsal")).toObject());
    m_tabs->setCurrentIndex(state.value(QLatin1String("tab")).toInt());
    m_plan->setNumRanks(state.value(QLatin1String("ranks")).toInt(1));
    m_form->setMoreShown(state.value(QLatin1String("more")).toBool());
    QTimer::singleShot(0, this, [this, y = state.value(QLatin1String("scroll")).toInt()] {
        m_scroll->verticalScrollBar()->setValue(y);
    });
}

QWidget *TrainPage::firstControl() const
{
    return m_form->editor(QStringLiteral("model"))->field();
}

QString TrainPage::help() const
{
    return tr(
        "# Train\n\n"
        "The form is filled with a first run that you can start at once: your newest model, your text, 30 steps.\n\n"
        "- **Go on reading** (continued pretraining) reads texts: the model learns the language. **Teach to answer** "
        "(instructions) learns from conversations, as a rule with an adapter: see what each way to train would hold "
        "in memory. Each keeps a form of its own.\n"
        "- **Form, YAML, Command** are three views of one configuration; change it where you like.\n"
        "- **Rehearse** trains a few steps for real and tells how long the whole run will take, how much memory and "
        "how much disk.\n"
        "- **Start** begins the run. It goes on when the window or the terminal closes. Where another run is live, "
        "you decide whether this one waits or runs beside it.\n"
        "- Drop a YAML file here to load it.");
}

} // namespace bafo::ui
