// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/words/grow_panel.h"

#include "core/runs/project.h"
#include "ui/pages/words/grow_form.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/number_text.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

#include <algorithm>

namespace bafo::ui {
namespace {

const QString kGrowKey = QStringLiteral("words:grow");
const QString kExpandKey = QStringLiteral("words:expand");

QString modelIn(const QString &folder)
{
    const QString models = QStringLiteral("models/");
    return folder.startsWith(models) ? folder.mid(models.size()) : QString();
}

bool hasTrainPage()
{
    return std::ranges::any_of(pageKinds(), [](const PageKind &kind) { return kind.id == QLatin1String("train"); });
}

QVBoxLayout *columnOf(QWidget *widget, int gap)
{
    auto *column = new QVBoxLayout(widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(gap);
    return column;
}

} // namespace

GrowPanel::GrowPanel(const PageContext &context, QWidget *parent)
    : QWidget(parent)
    , m_session(*context.session)
    , m_jobs(*context.jobs)
    , m_host(*context.host)
    , m_card(new Card(tr("Grow"), this))
    , m_form(new GrowForm)
    , m_work(new QWidget)
    , m_result(new QWidget)
    , m_workWords(words({}))
    , m_workTime(mutedWords({}))
    , m_resultWords(words({}))
    , m_warnings(words({}))
    , m_nextWords(mutedWords({}))
    , m_modelName(new QLineEdit)
    , m_modelProblem(words({}))
    , m_expand(primaryButton({}))
    , m_train(primaryButton({}))
{
    columnOf(this, 0)->addWidget(m_card);
    buildWork();
    buildResult();
    for (QWidget *step : steps()) {
        m_card->body()->addWidget(step);
    }
    showStep(m_form);
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &GrowPanel::refreshTime);
    connect(m_form, &GrowForm::changed, this, &GrowPanel::changed);
    connect(m_form, &GrowForm::growWanted, this, &GrowPanel::startGrowth);
    connect(m_form, &GrowForm::closeWanted, this, &GrowPanel::closeWanted);
}

void GrowPanel::buildWork()
{
    const int u = unitOf(*this);
    QVBoxLayout *column = columnOf(m_work, u);
    column->addWidget(m_workWords);
    column->addWidget(m_workTime);
    QPushButton *stop = button(tr("Stop"));
    column->addSpacing(u);
    column->addWidget(stop, 0, Qt::AlignLeft);
    column->addStretch(1);
    connect(stop, &QPushButton::clicked, this, [this] {
        for (const QString &key : {kGrowKey, kExpandKey}) {
            if (Job *job = m_jobs.find(key)) {
                job->stop();
            }
        }
    });
}

void GrowPanel::buildResult()
{
    const int u = unitOf(*this);
    QVBoxLayout *column = columnOf(m_result, u);
    m_warnings->setTone(Tone::warning);
    m_modelProblem->setTone(Tone::warning);
    column->addWidget(m_resultWords);
    column->addWidget(m_warnings);
    column->addSpacing(u);
    column->addWidget(m_nextWords);
    m_nextWords->setBuddy(m_modelName);
    m_modelName->setAccessibleName(tr("Name of the new model"));
    column->addWidget(m_modelName);
    column->addWidget(m_modelProblem);
    auto *row = new QHBoxLayout;
    row->setSpacing(u);
    m_train->setText(tr("Train it"));
    QPushButton *done = quietButton(tr("Close"));
    row->addWidget(m_expand);
    row->addWidget(m_train);
    row->addWidget(done);
    row->addStretch(1);
    column->addLayout(row);
    column->addStretch(1);
    connect(m_expand, &QPushButton::clicked, this, &GrowPanel::startExpansion);
    connect(m_modelName, &QLineEdit::returnPressed, m_expand, &QPushButton::click);
    connect(m_modelName, &QLineEdit::textChanged, this, [this](const QString &name) {
        const bool isName = runs::isName(name.trimmed().toStdString());
        const bool isTaken = m_session.modelNames().contains(name.trimmed());
        m_expand->setEnabled(isName && !isTaken);
        m_modelProblem->setText(isTaken ? tr("There is a model called %1 already.").arg(name.trimmed())
                                        : tr("A name has letters, digits, “-”, “_” and “.” inside."));
        m_modelProblem->setVisible(!isName || isTaken);
    });
    connect(m_train, &QPushButton::clicked, this, [this] {
        const QString model = m_madeModel;
        close();
        Q_EMIT trainWanted(model);
    });
    connect(done, &QPushButton::clicked, this, &GrowPanel::close);
}

std::array<QWidget *, 3> GrowPanel::steps() const
{
    return {m_form, m_work, m_result};
}

void GrowPanel::showStep(QWidget *wanted)
{
    for (QWidget *step : steps()) {
        step->setVisible(step == wanted);
    }
    Q_EMIT changed();
}

void GrowPanel::setStudy(const std::shared_ptr<const Study> &study)
{
    m_study = study;
    m_form->setStudy(study, m_session.tokenizerNames());
    if (!m_growth.isEmpty() && m_madeModel.isEmpty()) {
        tellNext();
    }
}

void GrowPanel::startGrowth()
{
    m_plan = m_form->plan();
    m_model = modelIn(m_plan.base);
    m_growth = {};
    m_madeModel.clear();
    start(kGrowKey, tr("Growing %1").arg(m_plan.name), m_plan.arguments());
}

void GrowPanel::startExpansion()
{
    if (m_host.needsEngineFirst()) {
        return;
    }
    m_madeModel = m_modelName->text().trimmed();
    const QStringList arguments{QStringLiteral("model"),
                                QStringLiteral("expand"),
                                m_model,
                                QStringLiteral("--tokenizer"),
                                m_plan.name,
                                QStringLiteral("--to"),
                                m_madeModel};
    start(kExpandKey, tr("Making %1").arg(m_madeModel), arguments);
}

void GrowPanel::start(const QString &key, const QString &title, const QStringList &arguments)
{
    const auto failing = connect(&m_jobs, &JobList::failed, this, [this](const QString &message, const QString &hint) {
        m_madeModel.clear();
        showError({.code = ErrorCode::internal, .message = message.toStdString(), .hint = hint.toStdString()});
    });
    Job *job = m_jobs.start(key, title, arguments);
    disconnect(failing);
    if (job != nullptr) {
        follow(job);
    }
}

void GrowPanel::follow(Job *job)
{
    if (job->state() == Job::State::ended) {
        conclude(job);
        return;
    }
    connect(job, &Job::ended, this, [this, job] { conclude(job); });
    showWork(*job);
}

void GrowPanel::conclude(Job *job)
{
    m_second.stop();
    const QString key = job->key();
    const std::optional<Error> error = job->error();
    const QJsonObject result = job->lastWord();
    m_jobs.dismiss(job);
    if (error) {
        if (key == kExpandKey) {
            m_madeModel.clear();
        }
        showError(*error);
    } else if (key == kGrowKey) {
        m_growth = result;
        showGrowth(result);
        Q_EMIT grown(m_plan.name);
    } else {
        showModel();
    }
    Q_EMIT changed();
}

void GrowPanel::showForm()
{
    m_card->setTitle(tr("Grow"));
    showStep(m_form);
}

void GrowPanel::showWork(const Job &job)
{
    m_card->setTitle(job.title());
    m_workWords->setText(job.key() == kGrowKey
                             ? tr("Reading the text and joining what stands together most often. It goes on when you "
                                  "leave this page or close the window.")
                             : tr("Copying the model with rows for the new pieces. It goes on when you leave this page "
                                  "or close the window."));
    showStep(m_work);
    refreshTime();
    m_second.start();
}

void GrowPanel::refreshTime()
{
    for (const QString &key : {kGrowKey, kExpandKey}) {
        if (const Job *job = m_jobs.find(key); job != nullptr && job->state() == Job::State::running) {
            m_workTime->setText(durationInWords(QDateTime::currentMSecsSinceEpoch() - job->startedMs()));
        }
    }
}

void GrowPanel::showGrowth(const QJsonObject &result)
{
    const GrowthWords said = growthWords(result, m_plan);
    m_card->setTitle(tr("New pieces: %1").arg(m_plan.name));
    m_resultWords->setTone(Tone::text);
    m_resultWords->setText(said.result);
    m_warnings->setText(said.warnings.join(QLatin1Char('\n')));
    m_warnings->setVisible(!said.warnings.isEmpty());
    const bool hasModel = !m_model.isEmpty();
    tellNext();
    m_expand->setText(tr("Give %1 these pieces").arg(m_model));
    m_modelName->setText(growthName(m_model, m_plan.numPieces, m_session.modelNames()));
    m_modelName->setVisible(hasModel);
    m_expand->setVisible(hasModel);
    m_modelProblem->setVisible(hasModel && !m_expand->isEnabled());
    m_train->hide();
    showStep(m_result);
}

void GrowPanel::tellNext()
{
    m_nextWords->show();
    m_nextWords->setText(
        m_model.isEmpty() ? tr("Next: choose a model as the upper one of the two, and grow from it, to give it rows.")
                          : tr("Next: a copy of %1 with rows for them%2. Its name:").arg(m_model, sizeOfModel()));
}

QString GrowPanel::sizeOfModel() const
{
    if (!m_study || !m_study->model || QString::fromStdString(m_study->model->name) != m_model) {
        return {};
    }
    const auto numOld = static_cast<std::uint32_t>(m_growth.value(QLatin1String("first_new_id")).toInteger());
    const RowCost cost = costOf(*m_study->model, numOld, m_growth.value(QLatin1String("new_pieces")).toInteger());
    return tr(", %1 on the disk").arg(sizeInWords(m_study->model->sizeBytes + cost.sizeBytes));
}

void GrowPanel::showModel()
{
    m_card->setTitle(tr("Model %1 is ready").arg(m_madeModel));
    m_resultWords->setTone(Tone::text);
    m_resultWords->setText(tr("%1 is %2 with rows for the pieces of %3. The rows are guesses made from the pieces that "
                              "they join: training teaches the model to use them.")
                               .arg(m_madeModel, m_model, m_plan.name));
    m_warnings->hide();
    m_nextWords->hide();
    m_modelName->hide();
    m_modelProblem->hide();
    m_expand->hide();
    m_train->setVisible(hasTrainPage());
    showStep(m_result);
}

void GrowPanel::showError(const Error &error)
{
    const bool isOfModel = !m_growth.isEmpty();
    if (isOfModel) {
        showGrowth(m_growth);
    }
    const QString hint = QString::fromStdString(error.hint);
    m_card->setTitle(isOfModel ? tr("The model was not made") : tr("No pieces were grown"));
    m_warnings->setText(QString::fromStdString(error.message)
                        + (hint.isEmpty() ? QString() : QLatin1Char('\n') + hint));
    m_warnings->show();
    if (!isOfModel) {
        m_resultWords->setText(tr("Nothing has changed."));
        m_nextWords->hide();
        m_modelName->hide();
        m_modelProblem->hide();
        m_expand->hide();
        m_train->hide();
        showStep(m_result);
    }
}

void GrowPanel::close()
{
    m_growth = {};
    m_madeModel.clear();
    showForm();
    if (m_study) {
        setStudy(m_study);
    }
    Q_EMIT closeWanted();
}

void GrowPanel::focusFirst()
{
    m_form->focusFirst();
}

QString GrowPanel::verb() const
{
    return m_form->verb();
}

bool GrowPanel::hasWork() const
{
    return m_form->isHidden();
}

QJsonObject GrowPanel::state() const
{
    return {{QStringLiteral("form"), m_form->state()},
            {QStringLiteral("plan"), m_plan.toJson()},
            {QStringLiteral("model"), m_model},
            {QStringLiteral("growth"), m_growth},
            {QStringLiteral("made_model"), m_madeModel}};
}

void GrowPanel::restore(const QJsonObject &state)
{
    m_form->restore(state.value(QLatin1String("form")).toObject());
    m_plan = GrowPlan::fromJson(state.value(QLatin1String("plan")).toObject());
    m_model = state.value(QLatin1String("model")).toString();
    m_growth = state.value(QLatin1String("growth")).toObject();
    m_madeModel = state.value(QLatin1String("made_model")).toString();
    if (!m_growth.isEmpty()) {
        showGrowth(m_growth);
    }
    Job *expanding = m_jobs.find(kExpandKey);
    Job *growing = m_jobs.find(kGrowKey);
    if (expanding != nullptr || growing != nullptr) {
        follow(expanding != nullptr ? expanding : growing);
    } else if (!m_growth.isEmpty() && !m_madeModel.isEmpty()) {
        showModel();
    }
}

} // namespace bafo::ui
