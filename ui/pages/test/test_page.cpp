// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/test/test_page.h"

#include "ui/models/state_look.h"
#include "ui/pages/test/ask_panel.h"
#include "ui/pages/test/cell_card.h"
#include "ui/pages/test/data_panel.h"
#include "ui/pages/test/evaluation_strip.h"
#include "ui/pages/test/score_grid.h"
#include "ui/pages/test/test_work.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/scrolling.h"
#include "ui/widgets/state_view.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace bafo::ui {

TestPage::TestPage(const PageContext &context, QWidget *parent)
    : Page(context, parent)
    , m_shelf(new EvaluationShelf(*context.session, this))
    , m_tasks(new EvaluationTasks(*context.session, this))
    , m_pairs(new PairReader(scoring::evaluationsFolder(context.session->project().root()), this))
    , m_work(new TestWork(context, this))
    , m_scores(new ScoreModel(this))
{
    const int u = unitOf(*this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(3 * u, u, 3 * u, 2 * u);
    column->setSpacing(u + u / 2);
    m_head = buildHead();
    column->addWidget(m_head);
    m_strip = new EvaluationStrip;
    m_jobs = new JobStrip;
    column->addWidget(m_strip);
    column->addWidget(m_jobs);
    m_body = new QStackedWidget;
    m_items = new ItemsView(scoring::evaluationsFolder(context.session->project().root()));
    m_ask = new AskPanel;
    m_data = new DataPanel;
    m_body->addWidget(buildScores());
    m_body->addWidget(m_items);
    m_body->addWidget(m_ask);
    m_body->addWidget(scrolling(m_data));
    column->addWidget(m_body, 1);
    buildActions();
    connectParts();
    showView(View::scores);
    showScoresState();
}

TestPage::~TestPage()
{
    disconnect(m_scores, nullptr, nullptr, nullptr); // the parts that they tell go before them
    disconnect(m_shelf, nullptr, this, nullptr);
}

QWidget *TestPage::buildHead()
{
    const int u = unitOf(*this);
    auto *head = new QWidget;
    auto *column = new QVBoxLayout(head);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(u / 3);
    auto *row = new QHBoxLayout;
    row->setSpacing(u);
    row->addWidget(heading(tr("Test")));
    row->addStretch(1);
    m_dataButton = button(tr("Add test data…"));
    m_askButton = primaryButton(tr("Ask a model…"));
    row->addWidget(m_dataButton);
    row->addWidget(m_askButton);
    column->addLayout(row);
    auto *below = new QHBoxLayout;
    below->setSpacing(u);
    m_summary = mutedWords({});
    below->addWidget(m_summary, 1);
    buildCompare(*below);
    column->addLayout(below);
    return head;
}

void TestPage::buildCompare(QHBoxLayout &row)
{
    m_compareLabel = new Label(tr("Compare"), TextSize::body, TextWeight::normal, Tone::muted);
    m_first = new QComboBox;
    m_second = new QComboBox;
    m_first->setAccessibleName(tr("Compare this model"));
    m_second->setAccessibleName(tr("with this one"));
    for (QComboBox *one : {m_first, m_second}) {
        one->setSizeAdjustPolicy(QComboBox::AdjustToContents);
        connect(one, &QComboBox::currentIndexChanged, this, [this] {
            if (!m_isFilling) {
                compare();
            }
        });
    }
    m_compareLabel->setBuddy(m_first);
    row.addWidget(m_compareLabel);
    row.addWidget(m_first);
    row.addWidget(m_second);
}

QWidget *TestPage::buildScores()
{
    const int u = unitOf(*this);
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(u + u / 2);
    m_grid = new ScoreGrid(*m_scores);
    auto *card = new Card;
    card->body()->addWidget(m_grid);
    m_cell = new CellCard;
    column->addWidget(card, 1);
    column->addWidget(m_cell);
    m_state = new StateView(content);
    return m_state;
}

void TestPage::buildActions()
{
    const auto add = [this](const QString &text, const QString &keys, auto act) {
        auto *action = new QAction(text, this);
        action->setShortcut(QKeySequence(keys));
        connect(action, &QAction::triggered, this, act);
        addAction(action);
    };
    add(tr("Ask a model…"), QStringLiteral("Ctrl+N"), [this] { showView(View::ask); });
    add(tr("Add test data…"), QStringLiteral("Ctrl+I"), [this] { showView(View::data); });
    add(tr("See the items behind this score"), {}, [this] { openItems(); });
    add(tr("Back to the scores"), QStringLiteral("Alt+Left"), [this] { showView(View::scores); });
    add(tr("Search in the items"), QStringLiteral("Ctrl+F"), [this] {
        if (view() == View::items) {
            m_items->focusSearch();
        }
    });
}

void TestPage::connectParts()
{
    connect(m_shelf, &EvaluationShelf::changed, this, &TestPage::refresh);
    connect(m_tasks, &EvaluationTasks::changed, this, [this] {
        if (m_tasks->isRead()) { // once: an evaluation at work must not clear a form under the user
            m_ask->setTasks(m_tasks->all());
            m_data->setTasks(m_tasks->all());
        }
        refresh();
    });
    connect(m_pairs, &PairReader::counted, this, [this](const PairCounts &counts) {
        m_scores->setPairs(counts);
        showCell();
    });
    connect(context().session, &ProjectSession::modelsChanged, this, &TestPage::refresh);
    connect(m_dataButton, &QPushButton::clicked, this, [this] { showView(View::data); });
    connect(m_askButton, &QPushButton::clicked, this, [this] { showView(View::ask); });
    connect(m_grid, &ScoreGrid::chosenChanged, this, &TestPage::showCell);
    connect(m_grid, &ScoreGrid::opened, this, &TestPage::openItems);
    connect(m_cell, &CellCard::itemsWanted, this, &TestPage::openItems);
    connect(m_cell, &CellCard::resumeWanted, this,
            [this](const QString &run) { m_work->steer(run, QStringLiteral("resume")); });
    connect(m_strip, &EvaluationStrip::steerWanted, m_work, &TestWork::steer);
    connect(m_jobs, &JobStrip::cancelWanted, m_work, &TestWork::cancelJob);
    connect(m_jobs, &JobStrip::closeWanted, m_work, &TestWork::closeJob);
    connect(m_work, &TestWork::changed, this, &TestPage::showHead);
    connect(m_work, &TestWork::compared, this, &TestPage::showCell);
    connect(m_work, &TestWork::imported, this, [this] { m_tasks->read(); });
    connect(m_work, &TestWork::started, this, &TestPage::showHead);
    connect(m_items, &ItemsView::closed, this, [this] { showView(View::scores); });
    connect(m_items, &ItemsView::verdictGiven, this, [this](qint64 line, scoring::Verdict verdict) {
        const CellPlace place = m_items->place();
        const EvaluationRecord *record = m_shelf->find(place.evaluation);
        if (record != nullptr && place.cell < static_cast<int>(record->info.cells.size())) {
            m_work->giveVerdict(record->info.cells[static_cast<std::size_t>(place.cell)], place, line, verdict);
        }
    });
    connect(m_ask, &AskPanel::closed, this, [this] { showView(View::scores); });
    connect(m_ask, &AskPanel::dataWanted, this, [this] { showView(View::data); });
    connect(m_ask, &AskPanel::asked, this, [this](const AskWish &wish) {
        if (!this->context().host->needsEngineFirst()) {
            m_work->ask(wish);
            showView(View::scores);
        }
    });
    connect(m_data, &DataPanel::closed, this, [this] {
        m_data->clear();
        showView(View::scores);
    });
    connect(m_data, &DataPanel::importWanted, this, [this](const DataWish &wish) {
        m_work->importData(wish);
        m_data->clear();
        showView(View::scores);
    });
}

TestPage::View TestPage::view() const
{
    return static_cast<View>(m_body->currentIndex());
}

void TestPage::showView(View view)
{
    const bool hadFocus = m_body->currentWidget()->isAncestorOf(window()->focusWidget());
    m_body->setCurrentIndex(static_cast<int>(view));
    showHead();
    if (m_isInSight && (hadFocus || view != View::scores)) {
        if (QWidget *first = firstControl()) {
            first->setFocus(Qt::OtherFocusReason);
        }
    }
    if (view == View::scores) {
        showCell();
    }
}

void TestPage::refresh()
{
    const QStringList without = context().session->modelsWithoutWeights();
    QStringList models = context().session->modelNames();
    models.removeIf([&without](const QString &model) { return without.contains(model); });
    m_ask->setModels(models);
    showTable();
    if (view() == View::items) {
        m_items->refresh();
    }
    openWantedItems();
}

void TestPage::showTable()
{
    if (m_shelf->records() && (m_tasks->isRead() || m_tasks->error())) {
        m_scores->setTable(scoreTableOf(m_tasks->all(), *m_shelf->records(),
                                        [this](const QString &run) { return m_shelf->statusOf(run); }));
        fillCompare();
        readPairs();
        chooseWantedEvaluation();
    }
    showScoresState();
    showHead();
    showCell();
}

void TestPage::showScoresState()
{
    const bool hasModels = !m_scores->table().columns.empty();
    if (!m_shelf->records() || (!m_tasks->isRead() && !m_tasks->error())) {
        m_state->showLoading(tr("Reading the evaluations…"));
    } else if (hasModels) {
        m_state->showContent();
    } else if (m_tasks->error()) {
        m_state->showFailed(*m_tasks->error(), {tr("Try again"), [this] { m_tasks->read(); }});
    } else if (m_scores->table().numTasks() == 0) {
        m_state->showEmpty(
            tr("No test data is here yet. Drop the file of a test on this window, such as Belebele, AfriQA "
               "or SIB-200 in isiZulu, or choose it."),
            {tr("Add test data…"), [this] { showView(View::data); }});
    } else {
        const int numTasks = m_scores->table().numTasks();
        m_state->showEmpty(numTasks == 1
                               ? tr("The data of one task is here, and no model has been asked yet.")
                               : tr("The data of %1 tasks is here, and no model has been asked yet.").arg(numTasks),
                           {tr("Ask a model…"), [this] { showView(View::ask); }});
    }
}

void TestPage::showHead()
{
    const bool isScores = view() == View::scores;
    const ScoreTable &table = m_scores->table();
    const bool hasScores = !table.columns.empty();
    m_head->setVisible(view() != View::items);
    m_dataButton->setVisible(isScores && hasScores);
    m_askButton->setVisible(isScores && hasScores);
    m_askButton->setEnabled(!m_work->isStarting());
    const bool canCompare = isScores && table.columns.size() > 1;
    for (QWidget *one : std::initializer_list<QWidget *>{m_compareLabel, m_first, m_second}) {
        one->setVisible(canCompare);
    }
    m_summary->setText(hasScores
                           ? tr("Tasks: %1. Models: %2. Bars are 95 % intervals, the line is the score of guessing.")
                                 .arg(groupedNumber(table.numTasks()), groupedNumber(std::ssize(table.columns)))
                           : tr("What a model can do, and how far that can be trusted."));
    QSet<QString> steered;
    const std::vector<RunRow> live = m_shelf->liveRows();
    for (const RunRow &row : live) {
        if (m_work->isSteering(row.id())) {
            steered.insert(row.id());
        }
    }
    m_strip->show(live, steered);
    m_jobs->show(m_work->lines());
    m_ask->setBusy(m_work->isStarting());
    m_data->setBusy(m_work->isImporting());
}

void TestPage::fillCompare()
{
    QStringList names;
    for (const ScoreColumn &column : m_scores->table().columns) {
        names.append(column.title);
    }
    QStringList known;
    for (int i = 1; i < m_first->count(); ++i) {
        known.append(m_first->itemText(i));
    }
    if (known == names && m_first->count() > 0) {
        return;
    }
    m_isFilling = true;
    const auto fill = [&names](QComboBox &box, const QString &none, const QString &wanted) {
        const QString before = wanted.isEmpty() ? box.currentData().toString() : wanted;
        box.clear();
        box.addItem(none, QString());
        for (const QString &name : names) {
            box.addItem(name, name);
        }
        box.setCurrentIndex(std::max(0, box.findData(before)));
    };
    fill(*m_first, tr("no model"), m_wantedFirst);
    fill(*m_second, tr("with none"), m_wantedSecond);
    m_wantedFirst.clear();
    m_wantedSecond.clear();
    m_isFilling = false;
    compare();
}

void TestPage::compare()
{
    m_scores->setCompared({.first = m_first->currentIndex() - 1, .second = m_second->currentIndex() - 1});
    m_pairsOf.clear();
    readPairs();
    showCell();
}

/// Anew where other items are compared, or their evaluations went on.
void TestPage::readPairs()
{
    m_live.clear();
    for (const RunRow &row : m_shelf->liveRows()) {
        m_live.append(row.id());
    }
    std::vector<PairWish> wishes = m_scores->wishes();
    const auto isAtWork = [this](const PairWish &wish) {
        return std::any_of(m_live.begin(), m_live.end(), [&wish](const QString &id) {
            return id == wish.first.evaluation || id == wish.second.evaluation;
        });
    };
    const bool isAnyLive = std::any_of(wishes.begin(), wishes.end(), isAtWork);
    if (wishes.empty() || (wishes == m_pairsOf && !isAnyLive && !m_werePairsLive)) {
        return;
    }
    m_werePairsLive = isAnyLive; // once more after its last answer
    m_pairsOf = wishes;
    m_pairs->read(wishes);
}

void TestPage::showCell()
{
    if (view() == View::scores) {
        m_cell->show(subjectOf(m_grid->currentIndex()));
    }
}

void TestPage::handle(const QJsonObject &request)
{
    const QString evaluation = request.value(QLatin1String("evaluation")).toString();
    const QString model = request.value(QLatin1String("model")).toString();
    if (request.contains(QLatin1String("first"))) {
        m_wantedFirst = request.value(QLatin1String("first")).toString();
        m_wantedSecond = request.value(QLatin1String("second")).toString();
        m_first->clear(); // filled anew, with these chosen
        showTable();
    }
    if (!evaluation.isEmpty()) {
        m_wantedEvaluation = evaluation;
        m_wantsItems = request.value(QLatin1String("items")).toBool();
        m_wantedItems = {};
        showView(View::scores);
        chooseWantedEvaluation();
    } else if (!model.isEmpty()) {
        m_ask->choose(model, {});
        showView(View::ask);
    }
}

bool TestPage::takeFiles(const QStringList &paths)
{
    if (std::none_of(paths.begin(), paths.end(), hasTestDataName)) {
        return false;
    }
    m_data->addFiles(paths);
    showView(View::data);
    return true;
}

void TestPage::setInSight(bool isInSight)
{
    m_isInSight = isInSight;
    m_shelf->setInSight(isInSight);
    if (isInSight) {
        m_tasks->read();
        context().session->runs().lookAgain();
    }
}

QWidget *TestPage::firstControl() const
{
    switch (view()) {
    case View::items:
        return m_items->firstControl();
    case View::ask:
        return m_ask->firstControl();
    case View::data:
        return m_data->firstControl();
    case View::scores:
        return m_grid;
    }
    return nullptr;
}

} // namespace bafo::ui
