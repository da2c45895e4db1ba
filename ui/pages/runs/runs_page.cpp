// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/runs_page.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/number_text.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QJsonArray>
#include <QLineEdit>
#include <QLocale>
#include <QSplitter>

namespace bafo::ui {
namespace {

constexpr qsizetype kMostCompared = 8;

/// Widths of columns are good for one size of text and one language.
QString columnsFor(const QWidget &page)
{
    return QStringLiteral("%1 %2").arg(QLocale().name()).arg(unitOf(page));
}

} // namespace

RunsPage::RunsPage(const PageContext &context, QWidget *parent)
    : Page(context, parent)
    , m_details(context.session->runs().indexFile())
    , m_model(context.session->runs(), m_details)
    , m_columnsFor(columnsFor(*this))
{
    m_filter.setSourceModel(&m_model);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    m_view = new StateView(buildContent());
    outer->addWidget(m_view);
    connect(&context.session->runs(), &RunList::changed, this, [this] {
        if (m_isInSight) {
            update();
        }
    });
    connect(&m_details, &RunDetailsReader::compared, this,
            [this](const RunComparisons &runs) { takeComparison(*runs); });
    connect(&m_details, &RunDetailsReader::detailsRead, this, [this] {
        if (m_isInSight) {
            m_live->show(this->context().session->runs().liveRows(), m_details);
        }
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunsPage::showSelection);
    m_table->sortByColumn(RunsModel::started, Qt::DescendingOrder);
    showSelection();
    update();
}

QWidget *RunsPage::buildContent()
{
    const int u = unitOf(*this);
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(3 * u, u, 3 * u, 3 * u);
    column->setSpacing(u + u / 2);
    column->addWidget(heading(tr("Runs")));
    m_live = new LiveCards;
    connect(m_live, &LiveCards::chosen, this, [this](const QString &run) {
        context().host->goTo(QStringLiteral("run"), {{QStringLiteral("run"), run}});
    });
    column->addWidget(m_live);
    m_halfRuns = words({});
    m_halfRuns->setTone(Tone::warning);
    column->addWidget(m_halfRuns);
    m_table = new RunsTable;
    m_table->setModel(&m_filter);
    m_table->arrangeColumns();
    connect(m_table, &RunsTable::opened, this, &RunsPage::openRun);
    column->addLayout(buildFilterRow());
    auto *card = new Card;
    m_listView = new StateView(m_table);
    card->body()->addWidget(m_listView);
    m_comparison = new ComparisonView;
    m_comparison->hide();
    m_splitter = new QSplitter(Qt::Vertical);
    m_splitter->setHandleWidth(u + u / 2);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(card);
    m_splitter->addWidget(m_comparison);
    m_splitter->setSizes({200, 380});
    column->addWidget(m_splitter, 1);
    return content;
}

QHBoxLayout *RunsPage::buildFilterRow()
{
    const int u = unitOf(*this);
    auto *row = new QHBoxLayout;
    row->setSpacing(u);
    m_words = new QLineEdit;
    m_words->setPlaceholderText(tr("Find a run"));
    m_words->setAccessibleName(tr("Find a run by a word of its name, date or state"));
    m_words->setClearButtonEnabled(true);
    m_words->setMaximumWidth(30 * u);
    m_kind = new QComboBox;
    m_kind->setAccessibleName(tr("State"));
    m_kind->addItems({tr("All states"), tr("Working now"), tr("Finished"), tr("Ended early")});
    row->addWidget(m_words, 1);
    row->addWidget(m_kind);
    row->addStretch(1);
    buildVerbs(*row);
    connect(m_words, &QLineEdit::textChanged, this, [this](const QString &words) {
        m_filter.setWords(words);
        showListState();
    });
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this](int kind) {
        m_filter.setKind(static_cast<RunsFilter::Kind>(kind));
        showListState();
    });
    auto *find = new QAction(tr("Find a run"), this);
    find->setShortcut(QKeySequence::Find);
    connect(find, &QAction::triggered, m_words, [this] { m_words->setFocus(); });
    addAction(find);
    return row;
}

void RunsPage::buildVerbs(QHBoxLayout &row)
{
    m_consequence = new Label({}, TextSize::body, TextWeight::normal, Tone::muted);
    m_open = button(tr("Open"));
    m_clone = button(tr("Clone"));
    m_remove = button(tr("Delete"));
    m_clone->setToolTip(tr("A new run with the same settings, to be changed before it starts."));
    for (QWidget *one : std::initializer_list<QWidget *>{m_open, m_clone, m_consequence, m_remove}) {
        row.addWidget(one);
    }
    connect(addVerb(m_open, {}), &QAction::triggered, this, [this] { openRun(m_table->currentIndex()); });
    connect(addVerb(m_clone, {}), &QAction::triggered, this, &RunsPage::cloneSelected);
    connect(addVerb(m_remove, QStringLiteral("Del")), &QAction::triggered, this, &RunsPage::removeSelected);
}

QAction *RunsPage::addVerb(QPushButton *button, const QString &keys)
{
    auto *action = new QAction(button->text(), this);
    action->setShortcut(QKeySequence(keys));
    // Del in the search field deletes a letter, not runs.
    action->setShortcutContext(keys.isEmpty() ? Qt::WindowShortcut : Qt::WidgetShortcut);
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    addAction(action);
    m_table->addAction(action);
    return action;
}

void RunsPage::update()
{
    m_model.update();
    m_live->show(context().session->runs().liveRows(), m_details);
    applyWantedSelection();
    showHalfRuns();
    if (m_isAnyLive != isAnyLive(selectedIds())) { // one has ended, or goes on: other verbs, and its last figures
        showSelection();
    }
    showListState();
}

void RunsPage::showHalfRuns()
{
    const QStringList &half = context().session->runs().halfRuns();
    m_halfRuns->setVisible(!half.isEmpty());
    const QString folder = QString::fromStdString(context().session->project().runsFolder().string());
    if (half.size() == 1) {
        m_halfRuns->setText(tr("%1 is no run yet: its config.yaml is missing. It comes into the list when it has been "
                               "copied whole; otherwise copy it once more, or remove it from %2.")
                                .arg(half.front(), folder));
    } else if (!half.isEmpty()) {
        constexpr qsizetype kMostNames = 3;
        const QString names = half.mid(0, kMostNames).join(QStringLiteral(", "));
        const QString all = half.size() > kMostNames
            ? tr("%1 and %2 more").arg(names, groupedNumber(half.size() - kMostNames))
            : names;
        m_halfRuns->setText(tr("%1 are no runs yet: config.yaml is missing in them. They come into the list when they "
                               "have been copied whole; otherwise copy them once more, or remove them from %2.")
                                .arg(all, folder));
    }
}

void RunsPage::showListState()
{
    const RunRows &rows = context().session->runs().rows();
    if (!rows) {
        m_view->showLoading(tr("Looking for runs…"));
    } else if (rows->empty() && context().session->runs().halfRuns().isEmpty()) {
        m_view->showEmpty(tr("No run yet. Each run stays here with its curves, settings and saved points."),
                          {tr("Start a run"), [this] { context().host->goTo(QStringLiteral("train"), {}); }});
    } else {
        m_view->showContent();
    }
    if (m_filter.rowCount() == 0 && m_filter.isFiltering()) {
        m_listView->showNoMatch(tr("No run fits."), {tr("Show all runs"), [this] {
                                                         m_words->clear();
                                                         m_kind->setCurrentIndex(0);
                                                     }});
    } else {
        m_listView->showContent();
    }
}

QStringList RunsPage::selectedIds() const
{
    QStringList ids;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows()) {
        ids.append(index.data(RunsModel::idRole).toString());
    }
    return ids;
}

bool RunsPage::isAnyLive(const QStringList &ids) const
{
    return std::any_of(ids.begin(), ids.end(), [this](const QString &id) {
        const RunRow *row = m_model.rowOf(id);
        return row != nullptr && row->isLive();
    });
}

void RunsPage::showSelection()
{
    const QStringList ids = selectedIds();
    std::vector<runs::RunFolder> folders;
    for (const QString &id : ids) {
        if (const RunRow *row = m_model.rowOf(id)) {
            folders.push_back(row->folder);
        }
    }
    m_isAnyLive = isAnyLive(ids);
    m_open->setVisible(ids.size() == 1);
    const auto &kinds = pageKinds();
    const bool hasTrain = std::any_of(kinds.begin(), kinds.end(),
                                      [](const PageKind &kind) { return kind.id == QLatin1String("train"); });
    const RunRow *only = ids.size() == 1 ? m_model.rowOf(ids.front()) : nullptr;
    m_clone->setVisible(only != nullptr && !only->isEvaluation && hasTrain);
    m_remove->setVisible(!ids.isEmpty() && !m_isAnyLive);
    m_remove->setText(ids.size() > 1 ? tr("Delete %1 runs").arg(ids.size()) : tr("Delete"));
    m_consequence->setVisible(!ids.isEmpty());
    m_consequence->setText(m_isAnyLive ? tr("A run that works now cannot be deleted") : QString());
    m_comparison->setVisible(ids.size() > 1);
    if (!folders.empty()) {
        m_details.compare(std::move(folders));
    }
}

void RunsPage::takeComparison(const std::vector<RunComparison> &runs)
{
    quint64 size = 0;
    for (const RunComparison &run : runs) {
        size += run.sizeBytes;
    }
    if (m_remove->isVisibleTo(this)) {
        m_consequence->setText(tr("frees %1, for good").arg(sizeInWords(size)));
    }
    if (runs.size() > 1) {
        const auto num = std::min<std::size_t>(runs.size(), kMostCompared);
        m_comparison->show({runs.begin(), runs.begin() + static_cast<std::ptrdiff_t>(num)});
    }
}

void RunsPage::openRun(const QModelIndex &index)
{
    if (index.isValid()) {
        context().host->goTo(QStringLiteral("run"),
                             {{QStringLiteral("run"), index.data(RunsModel::idRole).toString()}});
    }
}

void RunsPage::cloneSelected()
{
    const QStringList ids = selectedIds();
    const RunRow *row = ids.size() == 1 ? m_model.rowOf(ids.front()) : nullptr;
    if (row != nullptr && !row->isEvaluation) {
        context().host->goTo(QStringLiteral("train"), {{QStringLiteral("clone"), ids.front()}});
    }
}

void RunsPage::removeSelected()
{
    if (m_remove->isVisibleTo(this) && m_remove->isEnabled()) {
        m_remove->setEnabled(false);
        removeNext(selectedIds(), 0);
    }
}

void RunsPage::removeNext(QStringList ids, quint64 freed)
{
    if (ids.isEmpty()) {
        m_remove->setEnabled(true);
        context().host->tell(Message{.tone = Tone::good, .text = tr("Deleted: %1 freed.").arg(sizeInWords(freed))});
        context().session->runs().lookAgain();
        return;
    }
    BafoProcess *child = context().session->ask({QStringLiteral("run"), QStringLiteral("rm"), ids.takeFirst()}, this);
    connect(child, &BafoProcess::ended, this, [this, child, ids, freed](const ProcessEnd &end) {
        child->deleteLater();
        if (end.error) {
            m_remove->setEnabled(true);
            context().host->tell(*end.error);
            context().session->runs().lookAgain();
            return;
        }
        removeNext(ids, freed + static_cast<quint64>(end.result.value(QLatin1String("freed_bytes")).toDouble()));
    });
    child->start();
}

void RunsPage::applyWantedSelection()
{
    if (m_wanted.isEmpty() || m_model.rowCount() == 0) {
        return;
    }
    QItemSelection selection;
    for (int row = 0; row < m_filter.rowCount(); ++row) {
        const QModelIndex index = m_filter.index(row, 0);
        if (m_wanted.contains(index.data(RunsModel::idRole).toString())) {
            selection.select(index, index);
        }
    }
    m_wanted.clear();
    m_table->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

void RunsPage::setInSight(bool isInSight)
{
    m_isInSight = isInSight;
    if (isInSight) {
        update();
        context().session->runs().lookAgain();
    }
}

QJsonObject RunsPage::state() const
{
    const QStringList ids = m_wanted.isEmpty() ? selectedIds() : QStringList(m_wanted.begin(), m_wanted.end());
    return {{QStringLiteral("words"), m_words->text()},
            {QStringLiteral("kind"), m_kind->currentIndex()},
            {QStringLiteral("columns"), QString::fromLatin1(m_table->horizontalHeader()->saveState().toBase64())},
            {QStringLiteral("columns_for"), m_columnsFor},
            {QStringLiteral("splitter"), QString::fromLatin1(m_splitter->saveState().toBase64())},
            {QStringLiteral("selected"), QJsonArray::fromStringList(ids.mid(0, kMostCompared))}};
}

void RunsPage::restore(const QJsonObject &state)
{
    if (state.isEmpty()) {
        return;
    }
    m_words->setText(state.value(QLatin1String("words")).toString());
    m_kind->setCurrentIndex(state.value(QLatin1String("kind")).toInt());
    if (state.value(QLatin1String("columns_for")).toString() == m_columnsFor) {
        m_table->restoreColumns(QByteArray::fromBase64(state.value(QLatin1String("columns")).toString().toLatin1()));
    }
    m_splitter->restoreState(QByteArray::fromBase64(state.value(QLatin1String("splitter")).toString().toLatin1()));
    for (const QJsonValue &id : state.value(QLatin1String("selected")).toArray()) {
        m_wanted.insert(id.toString());
    }
    applyWantedSelection();
}

QWidget *RunsPage::firstControl() const
{
    return m_table;
}

QString RunsPage::help() const
{
    return tr(
        "# Runs\n\n"
        "Every run of this project, those that work now on top. **Enter** opens one.\n\n"
        "Choose several (with Ctrl or Shift) to see their curves in one chart and **only what differs** between "
        "their settings.\n\n"
        "**Clone** takes the settings of a run for a new one. **Delete** removes a run with its log and its saved "
        "points for good; models that it made stay.\n\n"
        "A right click on the heads of the columns hides and shows them; a click sorts.");
}

} // namespace bafo::ui
