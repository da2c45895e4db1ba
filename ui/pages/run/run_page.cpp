// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/run/run_page.h"

#include "ui/connection/error_words.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/scrolling.h"

#include <QAction>
#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QSplitter>

namespace bafo::ui {
namespace {

/// Empty, never null; reads only the end.
QString lastLineOf(const QString &path)
{
    constexpr qint64 kEndBytes = 2048;
    constexpr qsizetype kMostLetters = 200;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || !file.seek(std::max<qint64>(0, file.size() - kEndBytes))) {
        return QStringLiteral("");
    }
    const QString end = QString::fromUtf8(file.read(kEndBytes)).trimmed();
    return QStringLiteral("") + end.section(QLatin1Char('\n'), -1).simplified().left(kMostLetters);
}

} // namespace

RunPage::RunPage(const PageContext &context, QWidget *parent)
    : Page(context, parent)
    , m_news([this] { update(); })
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    m_view = new StateView(buildContent());
    outer->addWidget(m_view);
    connect(m_events, &EventsCard::allWanted, m_chart, &ChartCard::showNotes);
    connect(&context.session->runs(), &RunList::changed, this, [this] {
        if (!m_record) {
            openSomething();
        }
    });
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, [this] {
        if (!m_hasNews) { // else the page shows them in a moment, and looks then
            lookForFolder();
        }
    });
    addActions(m_head->verbs());
    addActions(m_chart->verbs());
    openSomething();
}

RunPage::~RunPage()
{
    m_chart->setRecord(nullptr);
}

QWidget *RunPage::buildContent()
{
    const int u = unitOf(*this);
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(3 * u, u, 3 * u, 3 * u);
    column->setSpacing(u + u / 2);
    m_head = new RunHead(context());
    m_trouble = new Label({}, TextSize::body, TextWeight::normal, Tone::error);
    m_trouble->setWordWrap(true);
    m_chart = new ChartCard(*context().host);
    m_openings = new OpeningsCard;
    m_saved = new SavedPointsCard;
    m_events = new EventsCard;
    auto *side = new QWidget;
    auto *cards = new QVBoxLayout(side);
    cards->setContentsMargins(0, 0, 0, 0);
    cards->setSpacing(u + u / 2);
    cards->addWidget(m_openings);
    cards->addWidget(m_saved);
    cards->addWidget(m_events);
    cards->addStretch(1);
    auto *scroll = scrolling(side, tr("Openings, saved points and events"));
    m_splitter = new QSplitter(Qt::Horizontal);
    m_splitter->setHandleWidth(u + u / 2);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_chart);
    m_splitter->addWidget(scroll);
    m_splitter->setSizes({660, 500});
    m_splitter->setStretchFactor(0, 4);
    m_splitter->setStretchFactor(1, 3);
    column->addWidget(m_head);
    column->addWidget(m_trouble);
    column->addWidget(m_splitter, 1);
    return content;
}

void RunPage::openSomething()
{
    const RunRows &rows = context().session->runs().rows();
    if (!m_wanted.isEmpty()) {
        open(m_wanted);
    } else if (rows && !rows->empty()) {
        openNewest(*rows);
    } else if (rows) {
        m_view->showEmpty(tr("No run yet. A run teaches the model from your text; it is shown here while it learns."),
                          {tr("Start a run"), [this] { context().host->goTo(QStringLiteral("train"), {}); }});
    } else {
        m_view->showLoading(tr("Looking for runs…"));
    }
}

/// The newest of those that train, a live one first; where nothing was trained yet, the newest.
void RunPage::openNewest(const std::vector<RunRow> &rows)
{
    const RunRow *newest = nullptr;
    for (const RunRow &row : rows) { // oldest first
        const bool isBetter = newest == nullptr || row.isLive() || !newest->isLive();
        newest = !row.isEvaluation && isBetter ? &row : newest;
    }
    open(newest != nullptr ? newest->id() : rows.back().id());
}

void RunPage::open(const QString &id)
{
    if (m_record && m_record->id() == id) {
        return;
    }
    m_wanted = id;
    m_readProblem.clear();
    m_news.reset();
    m_lastOutput = QString();
    m_chart->setRecord(nullptr);
    m_record
        = std::make_unique<RunRecord>(runs::RunFolder(context().session->project().runsFolder() / id.toStdString()));
    connect(m_record.get(), &RunRecord::changed, this, [this] {
        m_hasNews = true;
        if (m_isInSight) {
            m_news.askFor();
        }
    });
    connect(m_record.get(), &RunRecord::failed, this, [this](const QString &message, const QString &hint) {
        m_readProblem = message + QLatin1Char(' ') + hint;
        lookForFolder();
    });
    m_head->await(id);
    m_trouble->hide();
    m_view->showLoading(tr("Reading the log of %1…").arg(runNameOf(id)));
    m_record->start();
}

void RunPage::update()
{
    if (!m_record || !m_record->isCaughtUp()) {
        return;
    }
    m_hasNews = false;
    const QString folder = QString::fromStdString(m_record->folder().path().string());
    if (m_record->summary().lastSeq < 0 && !QFileInfo::exists(folder)) {
        m_view->showFailed({ErrorCode::data, tr("The run %1 is not there any more.").arg(m_wanted).toStdString(),
                            tr("Its folder was removed or moved: %1").arg(folder).toStdString()},
                           {tr("All runs"), [this] { context().host->goTo(QStringLiteral("runs"), {}); }});
        return;
    }
    m_view->showContent();
    m_chart->setRecord(m_record.get());
    m_openings->show(*m_record);
    m_saved->show(*m_record);
    m_events->show(*m_record);
    m_chart->paintNow(); // what it costs belongs to the pace of the page
    m_second.start(); // this was the look of this second
    lookForFolder();
}

void RunPage::lookForFolder()
{
    if (!m_record || !m_isInSight) {
        return;
    }
    const QString folder = QString::fromStdString(m_record->folder().path().string());
    QString trouble = m_readProblem;
    if (!QFileInfo::exists(folder)) {
        trouble = tr("The folder of this run is gone: %1. What you see is what was read before.").arg(folder);
    } else if (!QFileInfo::exists(folder + QStringLiteral("/events.jsonl")) && m_record->summary().lastSeq >= 0) {
        trouble = tr("The log of this run is gone: %1/events.jsonl. What you see is what was read before.").arg(folder);
    }
    const runs::RunSummary &summary = m_record->summary();
    if (trouble.isEmpty() && summary.hasEnded && !summary.failureMessage.empty()) {
        trouble = failureInOwnWords(summary.failureMessage, summary.failureHint);
    }
    if (trouble.isEmpty() && m_record->isCaughtUp() && !summary.hasEnded) {
        trouble = silence();
    }
    m_trouble->setText(trouble);
    m_trouble->setVisible(!trouble.isEmpty());
    if (m_record->isCaughtUp() || !m_readProblem.isEmpty()) { // before, nothing is known of it
        m_head->show(m_record.get());
        m_chart->showState(m_record->status().state);
    }
}

QString RunPage::silence()
{
    const runs::RunStatus status = m_record->status();
    if (status.state == runs::RunState::ended) {
        return silentEnd();
    }
    m_lastOutput = QString(); // read anew where it ends so
    if (status.state != runs::RunState::stalled) {
        return {};
    }
    const qint64 sinceMs = QDateTime::currentMSecsSinceEpoch() - m_record->summary().lastProgressMs;
    return tr("Nothing has been done for %1. A long piece of work ends by itself; if this computer does not work "
              "either, press Stop and save, then Resume.")
        .arg(durationInWords(sinceMs));
}

QString RunPage::silentEnd()
{
    const runs::RunFolder &run = m_record->folder();
    if (m_record->summary().lastSeq < 0) {
        return tr("This run never said anything: its log is empty. If it was copied here, copy it once more: %1")
            .arg(QString::fromStdString(run.path().string()));
    }
    const QString output = QString::fromStdString(run.outputLog().string());
    if (m_lastOutput.isNull()) {
        m_lastOutput = lastLineOf(output);
    }
    const QString why = m_lastOutput.isEmpty() ? tr("It left no reason in %1.").arg(output)
                                               : tr("The last line of %1: %2").arg(output, m_lastOutput);
    const auto &points = m_record->savedPoints();
    const auto last = std::find_if(points.rbegin(), points.rend(), [](const SavedPoint &one) { return one.isThere; });
    const QString way = last != points.rend()
        ? tr("Resume goes on from step %1, where it was saved last.").arg(groupedNumber(last->step))
        : tr("No saved point is there: Resume begins it anew.");
    return tr("The program of this run ended without a word: it crashed, was killed, or the computer went off.")
        + QLatin1Char(' ') + why + QLatin1Char(' ') + way;
}

void RunPage::setInSight(bool isInSight)
{
    m_isInSight = isInSight;
    if (!isInSight) {
        m_second.stop();
        m_news.reset();
        return;
    }
    if (m_hasNews) {
        m_news.doNow();
    }
    m_second.start();
    lookForFolder();
}

void RunPage::handle(const QJsonObject &request)
{
    const QString run = request.value(QLatin1String("run")).toString();
    if (!runs::isName(run.toStdString())) {
        return;
    }
    if (hasScoresElsewhere(run)) {
        context().host->goTo(QStringLiteral("test"), {{QStringLiteral("evaluation"), run}});
    } else {
        open(run);
    }
}

/// An evaluation has no curves: what it came to stands on the page of tests. One that failed is read here.
bool RunPage::hasScoresElsewhere(const QString &run) const
{
    const auto row = context().session->runs().row(run);
    return row && row->isEvaluation && row->status.summary.outcome != "failed"
        && row->status.summary.outcome != "crashed";
}

QJsonObject RunPage::state() const
{
    QJsonArray sizes;
    for (const int size : m_splitter->sizes()) {
        sizes.append(size);
    }
    return {{QStringLiteral("run"), m_wanted},
            {QStringLiteral("chart"), m_chart->state()},
            {QStringLiteral("prompt"), m_openings->prompt()},
            {QStringLiteral("sizes"), sizes}};
}

void RunPage::restore(const QJsonObject &state)
{
    m_chart->restore(state.value(QLatin1String("chart")).toObject());
    m_openings->setPrompt(state.value(QLatin1String("prompt")).toString());
    const QJsonArray sizes = state.value(QLatin1String("sizes")).toArray();
    if (sizes.size() == 2 && sizes.at(0).toInt() > 0 && sizes.at(1).toInt() > 0) {
        m_splitter->setSizes({sizes.at(0).toInt(), sizes.at(1).toInt()});
    }
    const QString run = state.value(QLatin1String("run")).toString();
    if (runs::isName(run.toStdString()) && !hasScoresElsewhere(run)) {
        open(run);
    }
}

QString RunPage::help() const
{
    return tr("# Run\n\n"
              "One run, while it learns and afterwards.\n\n"
              "**Bits per byte** say how well the model foresees text that it was not trained on: fewer is better, and "
              "the figure can be compared between vocabularies. The pale band is the interval in which it lies with "
              "95 % certainty. **Training loss** is what the model was trained on: it falls before the model has "
              "learned anything useful, so do not judge by it.\n\n"
              "Triangles are saved points, dashed lines begin a stage of the reading order or "
              "tell that other parts learn, a red ring is a value that "
              "is no number.\n\n"
              "In the chart: the wheel zooms, dragging marks a part to look at, dragging with Shift moves, a double "
              "click shows all. Keys: **+** and **−** zoom, **0** shows all, **Left** and **Right** read the values "
              "step by step, with **Shift** they move, **End** follows the newest step.\n\n"
              "**Pause** saves and waits. **Stop and save** saves and ends; *Resume* goes on from there. The run does "
              "not need this window: you may close it.");
}

} // namespace bafo::ui
