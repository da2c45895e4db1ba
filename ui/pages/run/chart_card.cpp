// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/run/chart_card.h"

#include "ui/models/metric_words.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/house_style.h"
#include "ui/widgets/state_view.h"

#include <QAction>
#include <QActionGroup>
#include <QHeaderView>
#include <QJsonArray>
#include <QMenu>
#include <QSlider>
#include <QStackedWidget>
#include <QTableView>
#include <QToolBar>
#include <QToolButton>

#include <algorithm>
#include <array>
#include <cmath>

namespace bafo::ui {
namespace {

const QStringList kFirstMetrics{QStringLiteral("bits_per_byte"), QStringLiteral("loss"),
                                QStringLiteral("learning_rate"), QStringLiteral("gradient_norm")};
constexpr int kSliderSteps = 20;
constexpr int kFirstSmoothing = 9;
constexpr double kMostSmoothing = 0.999;

QTableView *makeTable(QAbstractItemModel &model, const QString &name)
{
    auto *table = new QTableView;
    table->setModel(&model);
    table->setAccessibleName(name);
    table->setShowGrid(false);
    table->setTabKeyNavigation(false);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(rowHeightOf(table->font()));
    table->horizontalHeader()->setHighlightSections(false);
    return table;
}

} // namespace

ChartCard::ChartCard(PageHost &host, QWidget *parent)
    : QWidget(parent)
    , m_host(host)
    , m_chart(new Chart)
    , m_curves(*m_chart)
    , m_chartView(new StateView(m_chart))
    , m_views(new QStackedWidget)
    , m_bar(new QToolBar)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *card = new Card;
    outer->addWidget(card);
    m_valuesTable = makeTable(m_values, tr("All numbers of the run"));
    m_notesTable = makeTable(m_noteRows, tr("What happened"));
    m_notesTable->horizontalHeader()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_notesTable->horizontalHeader()->setStretchLastSection(true);
    m_chart->setAccessibleName(tr("Chart of the run; Left and Right read its values"));
    m_chartView->setFocusProxy(m_chart);
    m_views->addWidget(m_chartView);
    m_views->addWidget(m_valuesTable);
    m_views->addWidget(m_notesTable);
    buildBar();
    card->body()->addWidget(m_bar);
    card->body()->addWidget(m_views, 1);
    m_tableRate.setSingleShot(true);
    m_tableRate.setInterval(1000);
    connect(&m_tableRate, &QTimer::timeout, this, &ChartCard::updateView);
    m_smoothingRate.setSingleShot(true);
    m_smoothingRate.setInterval(100);
    connect(&m_smoothingRate, &QTimer::timeout, this, [this] { m_curves.setSmoothing(smoothing()); });
    connect(m_chart, &Chart::followingChanged, m_follow, &QAction::setChecked);
    m_curves.setMetrics(kFirstMetrics);
    m_curves.setSmoothing(smoothing());
}

void ChartCard::setRecord(const RunRecord *record)
{
    if (m_record != record) {
        m_record = record;
        m_curves.setRecord(record);
    }
    update();
}

void ChartCard::update()
{
    if (m_record == nullptr) {
        return;
    }
    if (m_views->currentIndex() == chartView) {
        m_curves.update();
    } else if (!m_tableRate.isActive()) {
        m_tableRate.start();
    }
}

bool ChartCard::isAnythingMeasured() const
{
    return m_record != nullptr && (!m_record->metricNames().isEmpty() || !m_record->evaluations().empty());
}

void ChartCard::showState(runs::RunState state)
{
    if (isAnythingMeasured()) {
        m_chartView->showContent();
    } else if (state == runs::RunState::waiting) {
        m_chartView->showEmpty(tr("Nothing measured yet: the run waits for its turn."));
    } else if (state == runs::RunState::ended) {
        m_chartView->showEmpty(tr("Nothing was measured: the run ended before its first step."));
    } else {
        m_chartView->showEmpty(tr("Nothing measured yet: curves begin with the first step."));
    }
    showBar();
}

void ChartCard::showBar()
{
    m_bar->setVisible(m_chartView->isShowingContent() || m_views->currentIndex() != chartView);
}

void ChartCard::updateView()
{
    if (m_record == nullptr) {
        return;
    }
    switch (m_views->currentIndex()) {
    case valuesView:
        m_values.take(*m_record);
        break;
    case notesView:
        m_noteRows.take(*m_record);
        break;
    default:
        m_curves.update();
    }
}

void ChartCard::setView(View view)
{
    m_views->setCurrentIndex(view);
    m_table->setChecked(view == valuesView);
    m_notes->setChecked(view == notesView);
    showBar();
    updateView();
    if (view == valuesView) {
        m_valuesTable->resizeColumnsToContents();
    }
}

void ChartCard::showView(View view)
{
    setView(view);
    if (!m_bar->isAncestorOf(window()->focusWidget())) { // it was chosen in the list of all actions
        m_views->currentWidget()->setFocus();
    }
}

void ChartCard::showNotes()
{
    setView(notesView);
    m_notesTable->setFocus();
}

QAction *ChartCard::addSwitch(const QString &text, const QString &tip)
{
    QAction *action = m_bar->addAction(text);
    action->setCheckable(true);
    action->setToolTip(tip);
    return action;
}

void ChartCard::buildBar()
{
    m_bar->setAccessibleName(tr("How the chart looks"));
    if (auto *more = m_bar->findChild<QWidget *>(QStringLiteral("qt_toolbar_ext_button"))) { // Qt leaves it nameless
        more->setAccessibleName(m_bar->accessibleName());
    }
    m_bar->setToolButtonStyle(Qt::ToolButtonTextOnly);
    buildAxisChoice();
    auto *space = new QWidget;
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_bar->addWidget(space);
    buildSlider();
    m_log = addSwitch(tr("Log"), tr("Values on a logarithmic scale"));
    m_follow = addSwitch(tr("Follow"), tr("Keep the newest steps in sight"));
    m_follow->setChecked(true);
    m_table = addSwitch(tr("Table"), tr("The same numbers as a table"));
    m_notes = addSwitch(tr("Events"), tr("Everything that happened"));
    buildMetricMenu();
    buildExportMenu();
    m_read = new QAction(tr("Read the chart by arrow keys"), this);
    m_read->setShortcut(QKeySequence(QStringLiteral("Ctrl+Return")));
    connect(m_read, &QAction::triggered, this, [this] { m_views->currentWidget()->setFocus(); });
    connect(m_log, &QAction::toggled, m_chart, &Chart::setLogarithmic);
    connect(m_follow, &QAction::triggered, m_chart, &Chart::setFollowing);
    connect(m_table, &QAction::triggered, this, [this](bool isOn) { showView(isOn ? valuesView : chartView); });
    connect(m_notes, &QAction::triggered, this, [this](bool isOn) { showView(isOn ? notesView : chartView); });
    for (auto *one : m_bar->findChildren<QToolButton *>()) {
        one->setFocusPolicy(Qt::StrongFocus);
        one->setProperty(kQuietProperty, true);
    }
}

void ChartCard::buildAxisChoice()
{
    m_axes = new QActionGroup(this);
    const std::array names{tr("step"), tr("tokens"), tr("bytes"), tr("time")};
    for (std::size_t i = 0; i < names.size(); ++i) {
        QAction *action = addSwitch(names.at(i), tr("The chart runs over: %1").arg(names.at(i)));
        action->setData(nameOf(static_cast<RunAxis>(i)));
        m_axes->addAction(action);
        connect(action, &QAction::triggered, this, [this, i] { m_curves.setAxis(static_cast<RunAxis>(i)); });
    }
    m_axes->actions().front()->setChecked(true);
}

void ChartCard::buildSlider()
{
    auto *place = new QWidget;
    auto *row = new QHBoxLayout(place);
    const int u = unitOf(*this);
    row->setContentsMargins(u, 0, u, 0);
    row->setSpacing(u);
    auto *label = new Label(tr("smooth"), TextSize::body, TextWeight::normal, Tone::muted);
    m_slider = new QSlider(Qt::Horizontal);
    m_slider->setRange(0, kSliderSteps);
    m_slider->setValue(kFirstSmoothing);
    m_slider->setFixedWidth(7 * u);
    m_slider->setAccessibleName(tr("Smoothing"));
    m_slider->setToolTip(tr("How much the bold line is smoothed; the raw values stay behind it"));
    label->setBuddy(m_slider);
    row->addWidget(label);
    row->addWidget(m_slider);
    m_bar->addWidget(place);
    connect(m_slider, &QSlider::valueChanged, this, [this] {
        if (!m_smoothingRate.isActive()) {
            m_smoothingRate.start();
        }
    });
}

double ChartCard::smoothing() const
{
    // Even steps of the slider are even factors of how many points count.
    const double share = static_cast<double>(m_slider->value()) / kSliderSteps;
    return share == 0 ? 0 : std::min(kMostSmoothing, 1 - std::pow(10, -3 * share));
}

void ChartCard::buildMetricMenu()
{
    m_metricMenu = new QMenu(this);
    QPushButton *opener = quietButton(tr("Metrics"));
    opener->setMenu(m_metricMenu);
    opener->setToolTip(tr("Which curves are shown"));
    m_bar->addWidget(opener);
    connect(m_metricMenu, &QMenu::aboutToShow, this, &ChartCard::listMetrics);
}

void ChartCard::listMetrics()
{
    m_metricMenu->clear();
    if (m_record == nullptr) {
        return;
    }
    QStringList names = kFirstMetrics;
    for (const QString &name : m_record->metricNames()) {
        if (!names.contains(name) && !isAxisMetric(name)) {
            names.append(name);
        }
    }
    for (const QString &name : names) {
        QAction *action = m_metricMenu->addAction(metricTitle(name));
        action->setCheckable(true);
        action->setChecked(m_curves.metrics().contains(name));
        connect(action, &QAction::toggled, this, [this, name](bool isShown) { toggleMetric(name, isShown); });
    }
}

void ChartCard::toggleMetric(const QString &name, bool isShown)
{
    QStringList metrics = m_curves.metrics();
    metrics.removeAll(name);
    if (isShown) {
        metrics.append(name);
        // The first four keep their order, whatever was switched off in between.
        std::stable_sort(metrics.begin(), metrics.end(), [](const QString &a, const QString &b) {
            const auto placeOf = [](const QString &one) {
                const qsizetype place = kFirstMetrics.indexOf(one);
                return place < 0 ? kFirstMetrics.size() : place;
            };
            return placeOf(a) < placeOf(b);
        });
    }
    m_curves.setMetrics(metrics);
}

QList<QAction *> ChartCard::verbs() const
{
    QList<QAction *> all = m_axes->actions();
    all << m_read << m_log << m_follow << m_table << m_notes << m_exports;
    return all;
}

QJsonObject ChartCard::state() const
{
    QJsonObject kept{{QStringLiteral("axis"), nameOf(m_curves.axis())},
                     {QStringLiteral("smoothing"), m_slider->value()},
                     {QStringLiteral("log"), m_log->isChecked()},
                     {QStringLiteral("view"), m_views->currentIndex()},
                     {QStringLiteral("metrics"), QJsonArray::fromStringList(m_curves.metrics())}};
    if (const auto window = m_chart->window()) {
        kept.insert(QStringLiteral("window"), QJsonArray{window->first, window->second});
        kept.insert(QStringLiteral("follow"), m_chart->isFollowing());
    }
    return kept;
}

void ChartCard::restore(const QJsonObject &state)
{
    if (state.isEmpty()) {
        return;
    }
    const RunAxis axis = runAxisNamed(state.value(QLatin1String("axis")).toString());
    m_axes->actions().at(static_cast<int>(axis))->setChecked(true);
    m_curves.setAxis(axis);
    m_slider->setValue(state.value(QLatin1String("smoothing")).toInt(kFirstSmoothing));
    m_curves.setSmoothing(smoothing());
    m_log->setChecked(state.value(QLatin1String("log")).toBool());
    QStringList metrics;
    for (const QJsonValue &metric : state.value(QLatin1String("metrics")).toArray()) {
        metrics.append(metric.toString());
    }
    m_curves.setMetrics(metrics);
    setView(static_cast<View>(std::clamp(state.value(QLatin1String("view")).toInt(), 0, 2)));
    const QJsonArray window = state.value(QLatin1String("window")).toArray();
    if (window.size() == 2) {
        m_chart->setWindow(std::pair(window.at(0).toDouble(), window.at(1).toDouble()));
        m_chart->setFollowing(state.value(QLatin1String("follow")).toBool());
    }
}

} // namespace bafo::ui
