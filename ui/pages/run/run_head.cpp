// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/run/run_head.h"

#include "ui/models/run_figures.h"
#include "ui/models/run_values.h"
#include "ui/models/state_look.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/number_text.h"

#include <QAction>
#include <QDateTime>
#include <QFileInfo>
#include <QHBoxLayout>

#include <cmath>

namespace bafo::ui {
namespace {

constexpr std::size_t kMostLanguages = 3;
constexpr qsizetype kMostNames = 2;

bool hasPage(const QString &id)
{
    const auto &kinds = pageKinds();
    return std::any_of(kinds.begin(), kinds.end(), [&id](const PageKind &kind) { return kind.id == id; });
}

void show(const QPushButton *button, QAction *action, bool isVisible)
{
    const_cast<QPushButton *>(button)->setVisible(isVisible);
    action->setEnabled(isVisible);
    action->setVisible(isVisible);
}

} // namespace

RunHead::RunHead(const PageContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_name(heading({}))
    , m_state(new StateMark)
{
    buildRows();
    m_resume = addControl(tr("Resume"), tr("Resuming…"), true);
    m_pause = addControl(tr("Pause"), tr("Pausing…"), false);
    m_save = addControl(tr("Save now"), tr("Saving…"), false);
    m_stop = addControl(tr("Stop and save"), tr("Stopping…"), false);
    m_dequeue = addControl(tr("Take out of the queue"), tr("Taking it out…"), false);
    m_chat = addControl(tr("Chat with it"), {}, true);
    m_clone = addControl(tr("Clone"), {}, false);
    m_pause.button->setToolTip(tr("Saves, then waits. The program stays in memory."));
    m_save.button->setToolTip(tr("Saves after the current step and goes on."));
    m_stop.button->setToolTip(tr("Saves after the current step, then ends. Resume goes on from there."));
    m_dequeue.button->setToolTip(tr("It does not start then. Its settings stay, and Resume starts it after all."));
    m_clone.button->setToolTip(tr("A new run with the same settings, to be changed before it starts."));
    connect(m_resume.action, &QAction::triggered, this, [this] { ask(m_resume, QStringLiteral("resume")); });
    connect(m_pause.action, &QAction::triggered, this, [this] { ask(m_pause, QStringLiteral("pause")); });
    connect(m_save.action, &QAction::triggered, this, [this] { ask(m_save, QStringLiteral("checkpoint")); });
    connect(m_stop.action, &QAction::triggered, this, [this] { ask(m_stop, QStringLiteral("stop")); });
    connect(m_dequeue.action, &QAction::triggered, this, [this] { ask(m_dequeue, QStringLiteral("cancel")); });
    connect(m_chat.action, &QAction::triggered, this, [this] {
        m_context.host->goTo(QStringLiteral("chat"), {{QStringLiteral("model"), m_model}});
    });
    connect(m_clone.action, &QAction::triggered, this, [this] {
        m_context.host->goTo(QStringLiteral("train"), {{QStringLiteral("clone"), m_run}});
    });
}

void RunHead::buildRows()
{
    const int u = unitOf(*this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(u);
    auto *row = new QHBoxLayout;
    row->setSpacing(u);
    QPushButton *back = iconButton(QStringLiteral("go-previous"), tr("All runs"));
    connect(back, &QPushButton::clicked, this, [this] { m_context.host->goTo(QStringLiteral("runs"), {}); });
    row->addWidget(back);
    row->addWidget(m_name);
    row->addSpacing(u / 2);
    row->addWidget(m_state);
    row->addStretch(1);
    m_buttons = row;
    m_figureRow = new FlowLayout;
    m_figureRow->setSpacing(4 * u);
    m_figureRow->setLineSpacing(u);
    column->addLayout(row);
    column->addLayout(m_figureRow);
}

RunHead::Control RunHead::addControl(const QString &label, const QString &busyLabel, bool isPrimary)
{
    Control control{isPrimary ? primaryButton(label) : button(label), new QAction(label, this), label, busyLabel};
    m_buttons->addWidget(control.button);
    m_verbs.append(control.action);
    bafo::ui::show(control.button, control.action, false);
    connect(control.button, &QPushButton::clicked, control.action, &QAction::trigger);
    return control;
}

void RunHead::show(const RunRecord *record)
{
    setVisible(record != nullptr);
    if (record == nullptr) {
        return;
    }
    setRun(record->id());
    const runs::RunStatus status = record->status();
    const StateLook look = lookOf(status);
    m_state->set(look.shape, look.tone, look.word);
    showControls(status);
    showFigures(*record, status);
}

void RunHead::await(const QString &run)
{
    setRun(run);
    m_model.clear();
    m_state->set(Shape::ring, Tone::muted, tr("reading"));
    for (const Control *one : {&m_resume, &m_pause, &m_save, &m_stop, &m_dequeue, &m_chat}) {
        bafo::ui::show(one->button, one->action, false);
    }
    for (const Place &place : m_figures) {
        place.widget->hide();
    }
}

void RunHead::setRun(const QString &run)
{
    if (m_run == run) {
        return;
    }
    m_run = run;
    m_name->setText(runNameOf(run));
    m_name->setToolTip(run);
    rest();
}

void RunHead::rest()
{
    m_isBusy = false;
    for (const Control *one : {&m_resume, &m_pause, &m_save, &m_stop, &m_dequeue}) {
        one->button->setText(one->label);
        one->button->setEnabled(true);
        one->action->setEnabled(one->button->isVisible());
    }
}

void RunHead::ask(Control &control, const QString &verb)
{
    if (m_isBusy || (&control == &m_resume && m_context.host->needsEngineFirst())) {
        return;
    }
    m_isBusy = true;
    m_lastPressed = control.button;
    control.button->setText(control.busyLabel);
    for (const Control *one : {&m_resume, &m_pause, &m_save, &m_stop, &m_dequeue}) {
        one->button->setEnabled(one == &control); // a disabled button loses the focus
        one->action->setEnabled(false);
    }
    BafoProcess *child = m_context.session->ask({QStringLiteral("run"), verb, m_run}, this);
    connect(child, &BafoProcess::ended, this, [this, child, run = m_run](const ProcessEnd &end) {
        child->deleteLater();
        if (run == m_run) { // else another run is shown, and perhaps asked something
            rest();
        }
        if (end.error) {
            m_context.host->tell(*end.error);
        }
        m_context.session->runs().lookAgain();
    });
    child->start();
}

QString RunHead::madeModel(const runs::RunStatus &status) const
{
    const QString model = QString::fromStdString(status.summary.outputModel);
    const Path folder = m_context.session->project().modelsFolder() / status.summary.outputModel / "config.json";
    return !model.isEmpty() && QFileInfo::exists(QString::fromStdString(folder.string())) ? model : QString();
}

void RunHead::showControls(const runs::RunStatus &status)
{
    using runs::RunState;
    if (m_isBusy) {
        return;
    }
    const bool hasEnded = status.state == RunState::ended;
    const bool isPaused = status.state == RunState::paused;
    const bool isWaiting = status.state == RunState::waiting;
    const bool isFinished = hasEnded && status.summary.outcome == "finished";
    const bool isThere = QFileInfo::exists(QString::fromStdString(
        (m_context.session->project().runsFolder() / m_run.toStdString() / "config.yaml").string()));
    m_model = isFinished ? madeModel(status) : QString();
    const bool hadFocus = m_lastPressed != nullptr && m_lastPressed->hasFocus();
    const auto set = [isThere](Control &control, bool isVisible) {
        bafo::ui::show(control.button, control.action, isVisible && isThere);
    };
    set(m_resume, isPaused || (hasEnded && !isFinished));
    set(m_pause, !hasEnded && !isPaused && !isWaiting);
    set(m_save, !hasEnded && !isPaused && !isWaiting);
    set(m_stop, !hasEnded && !isWaiting);
    set(m_dequeue, isWaiting);
    set(m_chat, !m_model.isEmpty() && hasPage(QStringLiteral("chat")));
    set(m_clone, hasPage(QStringLiteral("train")));
    keepFocus(hadFocus && !m_lastPressed->isVisibleTo(this));
}

void RunHead::keepFocus(bool hadFocus)
{
    if (!hadFocus) {
        return;
    }
    for (const Control *one : {&m_resume, &m_pause, &m_save, &m_stop, &m_dequeue, &m_chat, &m_clone}) {
        if (one->button->isVisibleTo(this)) {
            one->button->setFocus();
            return;
        }
    }
}

void RunHead::showFigures(const RunRecord &record, const runs::RunStatus &status)
{
    const runs::RunSummary &summary = record.summary();
    std::size_t place = 0;
    if (status.state == runs::RunState::waiting) {
        setWaitingFor(place++, summary);
    } else {
        setFigure(place++, tr("Step"), stepInWords(summary), {});
    }
    if (status.state != runs::RunState::ended) {
        if (const auto left = timeLeftMs(summary)) {
            setFigure(place++, tr("Left"), durationInWords(*left), {});
        }
        if (!summary.isPaused && std::isfinite(summary.tokensPerSecond)) {
            setFigure(place++, tr("Speed"), groupedNumber(std::llround(summary.tokensPerSecond)), tr("tokens/s"));
        }
    } else {
        const qint64 took = durationMs(status, QDateTime::currentMSecsSinceEpoch());
        setFigure(place++, tr("Took"), durationInWords(took), {});
    }
    std::size_t numLanguages = 0;
    for (const EvaluationName &name : evaluationNames(record)) {
        const MetricSeries series = bitsPerByteOf(record, name.name);
        if (numLanguages++ == kMostLanguages) {
            break;
        }
        const double first = series.values().front();
        const double now = series.values().back();
        if (series.size() > 1) {
            setFigure(place, name.title, changeInWords(first, now),
                      tr("bits a byte, %1 → %2").arg(measureInWords(first, 2), measureInWords(now, 2)));
        } else {
            setFigure(place, name.title, measureInWords(now, 2), tr("bits per byte"));
        }
        ++place;
    }
    for (; place < m_figures.size(); ++place) {
        m_figures[place].widget->hide();
    }
}

void RunHead::setWaitingFor(std::size_t place, const runs::RunSummary &summary)
{
    QStringList names;
    bool isAnyPaused = false;
    for (const QString &id : QString::fromStdString(summary.waitsFor).split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const auto row = m_context.session->runs().row(id);
        if (row && row->isLive()) { // those that have ended are waited for no more
            names.append(row->name);
            isAnyPaused = isAnyPaused || row->status.state == runs::RunState::paused;
        }
    }
    const qsizetype numMore = names.size() - kMostNames;
    QString all = names.isEmpty() ? tr("its turn") : names.mid(0, kMostNames).join(QStringLiteral(", "));
    if (numMore > 0) {
        all = tr("%1 and %2 more").arg(all, groupedNumber(numMore));
    }
    const QString paused = names.size() == 1 ? tr("is paused: it ends only after you resume it")
                                             : tr("a paused one ends only after you resume it");
    setFigure(place, tr("Waits for"), all, isAnyPaused ? paused : QString());
}

void RunHead::setFigure(std::size_t place, const QString &caption, const QString &figure, const QString &unit)
{
    if (place == m_figures.size()) {
        auto *widget = new QWidget;
        auto *column = new QVBoxLayout(widget);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
        auto *words = new Label({}, TextSize::body, TextWeight::normal, Tone::muted);
        auto *number = new Figure(TextSize::title);
        column->addWidget(words);
        column->addWidget(number);
        m_figureRow->addWidget(widget);
        m_figures.push_back({widget, words, number});
    }
    const Place &one = m_figures[place];
    one.caption->setText(caption);
    one.figure->set(figure, unit);
    one.widget->setAccessibleName(caption + QStringLiteral(": ") + figure + QLatin1Char(' ') + unit);
    one.widget->show();
}

} // namespace bafo::ui
