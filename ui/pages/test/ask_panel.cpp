// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/test/ask_panel.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/language_names.h"
#include "ui/widgets/number_field.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace bafo::ui {
namespace {

constexpr double kMostItems = 1e9;

QStringList chosenIn(const QListWidget &list)
{
    QStringList chosen;
    for (int row = 0; row < list.count(); ++row) {
        if (list.item(row)->checkState() == Qt::Checked) {
            chosen.append(list.item(row)->data(Qt::UserRole).toString());
        }
    }
    return chosen;
}

/// Whether it is there.
bool check(QListWidget &list, const QString &name)
{
    bool isThere = false;
    for (int row = 0; row < list.count(); ++row) {
        if (list.item(row)->data(Qt::UserRole).toString() == name) {
            list.item(row)->setCheckState(Qt::Checked);
            isThere = true;
        }
    }
    return isThere;
}

void addItem(QListWidget &list, const QString &name, const QString &words, bool isChosen)
{
    auto *item = new QListWidgetItem(words, &list);
    item->setData(Qt::UserRole, name);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    item->setCheckState(isChosen ? Qt::Checked : Qt::Unchecked);
}

QStringList textsIn(const QJsonValue &array)
{
    QStringList texts;
    for (const QJsonValue &value : array.toArray()) {
        texts.append(value.toString());
    }
    return texts;
}

} // namespace

AskPanel::AskPanel(QWidget *parent)
    : QWidget(parent)
    , m_tasks(makeList(tr("Tasks")))
    , m_models(makeList(tr("Models")))
    , m_noTasks(mutedWords(tr("No task has its data here yet.")))
    , m_noModels(mutedWords(tr("There is no model in this project yet.")))
    , m_prompt(new QComboBox)
    , m_limit(new NumberField(NumberField::Kind::whole, 0, kMostItems, tr("items")))
    , m_summary(mutedWords({}))
    , m_ask(primaryButton(tr("Ask")))
    , m_data(button(tr("Add test data…")))
{
    const int u = unitOf(*this);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *card = new Card(tr("Ask a model"), nullptr);
    outer->addWidget(card);
    auto *lists = new QHBoxLayout;
    lists->setSpacing(3 * u);
    const auto addList = [&](const QString &name, QListWidget *list, Label *none, int stretch) {
        auto *column = new QVBoxLayout;
        column->setSpacing(u / 2);
        auto *label = words(name);
        label->setBuddy(list);
        column->addWidget(label);
        column->addWidget(none);
        column->addWidget(list, 1);
        lists->addLayout(column, stretch);
    };
    addList(tr("Tasks"), m_tasks, m_noTasks, 3);
    addList(tr("Models"), m_models, m_noModels, 2);
    card->body()->addLayout(lists, 1);
    buildFields(*card->body());
    connect(m_tasks, &QListWidget::itemChanged, this, [this] { fillPrompts(); });
    connect(m_models, &QListWidget::itemChanged, this, &AskPanel::judge);
    judge();
}

QListWidget *AskPanel::makeList(const QString &name)
{
    auto *list = new QListWidget;
    list->setAccessibleName(name);
    list->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    list->setTabKeyNavigation(false);
    connect(list, &QListWidget::itemActivated, this, [](QListWidgetItem *item) {
        item->setCheckState(item->checkState() == Qt::Checked ? Qt::Unchecked : Qt::Checked);
    });
    return list;
}

void AskPanel::buildFields(QVBoxLayout &column)
{
    const int u = unitOf(*this);
    auto *fields = new QHBoxLayout;
    fields->setSpacing(3 * u);
    const auto addField = [&](const QString &name, QWidget *field, QWidget *buddy) {
        auto *one = new QVBoxLayout;
        one->setSpacing(u / 2);
        auto *label = words(name);
        label->setBuddy(buddy);
        one->addWidget(label);
        one->addWidget(field);
        one->addStretch(1);
        fields->addLayout(one);
    };
    m_prompt->setAccessibleName(tr("Way of asking"));
    m_prompt->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_limit->edit()->setAccessibleName(tr("Items of each task"));
    m_limit->setNumber(0);
    m_limit->setHelp(tr("0: all of them. Fewer are taken from all over the file."));
    addField(tr("Way of asking"), m_prompt, m_prompt);
    addField(tr("Items of each task, 0: all"), m_limit, m_limit->edit());
    fields->addStretch(1);
    column.addLayout(fields);
    column.addWidget(m_summary);
    auto *row = new QHBoxLayout;
    row->setSpacing(u);
    QPushButton *close = button(tr("Back to the scores"));
    row->addWidget(m_ask);
    row->addWidget(close);
    row->addStretch(1);
    row->addWidget(m_data);
    column.addLayout(row);
    connect(m_limit, &NumberField::edited, this, &AskPanel::judge);
    connect(m_prompt, &QComboBox::currentIndexChanged, this, &AskPanel::judge);
    connect(m_ask, &QPushButton::clicked, this, [this] { Q_EMIT asked(wish()); });
    connect(m_data, &QPushButton::clicked, this, &AskPanel::dataWanted);
    connect(close, &QPushButton::clicked, this, &AskPanel::closed);
}

void AskPanel::setTasks(const std::vector<EvaluationTask> &tasks)
{
    m_isFilling = true;
    const QStringList chosen = chosenIn(*m_tasks) + textsIn(m_wanted.value(QLatin1String("tasks")));
    m_all = tasks;
    m_tasks->clear();
    for (const EvaluationTask &task : tasks) {
        if (task.hasData) {
            addItem(*m_tasks, task.name,
                    tr("%1 · %2 · %3").arg(task.title, languageName(task.language), kindInWords(task.kind)),
                    chosen.contains(task.name));
        }
    }
    m_wanted.remove(QLatin1String("tasks"));
    m_isFilling = false;
    fillPrompts();
}

void AskPanel::setModels(const QStringList &models)
{
    QStringList known;
    for (int row = 0; row < m_models->count(); ++row) {
        known.append(m_models->item(row)->data(Qt::UserRole).toString());
    }
    if (known == models && !models.isEmpty()) {
        return;
    }
    m_isFilling = true;
    const QStringList chosen = chosenIn(*m_models) + textsIn(m_wanted.value(QLatin1String("models")));
    m_models->clear();
    for (const QString &model : models) {
        addItem(*m_models, model, model, chosen.contains(model) || models.size() == 1);
    }
    m_wanted.remove(QLatin1String("models"));
    m_isFilling = false;
    judge();
}

void AskPanel::choose(const QString &model, const QString &task)
{
    const auto keep = [this](const char *list, const QString &name) { // until it is there
        const QLatin1String key(list);
        m_wanted.insert(key, QJsonArray::fromStringList(textsIn(m_wanted.value(key)) + QStringList{name}));
    };
    if (!model.isEmpty() && !check(*m_models, model)) {
        keep("models", model);
    }
    if (!task.isEmpty() && !check(*m_tasks, task)) {
        keep("tasks", task);
    }
}

/// Ways that all chosen tasks know.
void AskPanel::fillPrompts()
{
    if (m_isFilling) {
        return;
    }
    const QStringList chosen = chosenIn(*m_tasks);
    QStringList prompts;
    bool isFirst = true;
    for (const EvaluationTask &task : m_all) {
        if (!chosen.contains(task.name)) {
            continue;
        }
        if (std::exchange(isFirst, false)) {
            prompts = task.prompts;
        } else {
            prompts.removeIf([&task](const QString &prompt) { return !task.prompts.contains(prompt); });
        }
    }
    const QString before = m_wanted.contains(QLatin1String("prompt"))
        ? m_wanted.value(QLatin1String("prompt")).toString()
        : m_prompt->currentData().toString();
    m_prompt->clear();
    m_prompt->addItem(tr("All ways"), QString());
    for (const QString &prompt : prompts) {
        m_prompt->addItem(prompt, prompt);
    }
    m_prompt->setCurrentIndex(std::max(0, m_prompt->findData(before)));
    if (!chosen.isEmpty()) {
        m_wanted.remove(QLatin1String("prompt"));
    }
    judge();
}

void AskPanel::judge()
{
    if (m_isFilling) {
        return;
    }
    const AskWish now = wish();
    m_noTasks->setVisible(m_tasks->count() == 0);
    m_noModels->setVisible(m_models->count() == 0);
    const bool isWhole = !now.tasks.isEmpty() && !now.models.isEmpty() && m_limit->number().has_value();
    m_ask->setEnabled(isWhole && !m_isBusy);
    m_ask->setText(m_isBusy ? tr("Starting…") : tr("Ask"));
    setPrimary(*m_data, m_tasks->count() == 0);
    setPrimary(*m_ask, m_tasks->count() > 0);
    if (!isWhole) {
        m_summary->setText(tr("Choose at least one task and one model."));
    } else if (now.models.size() > 1) {
        m_summary->setText(tr("%1 evaluations, one after the other: a model each. They go on when this window closes.")
                               .arg(now.models.size()));
    } else {
        m_summary->setText(tr("One evaluation. It goes on when this window closes, and can be paused and cancelled."));
    }
    if (isWhole && now.limit > 0) {
        constexpr qint64 kFew = 400;
        if (now.limit < kFew) {
            m_summary->setText(m_summary->text() + QLatin1Char(' ')
                               + tr("So few items tell whether it works, not which model is better."));
        }
    }
}

AskWish AskPanel::wish() const
{
    return {.models = chosenIn(*m_models),
            .tasks = chosenIn(*m_tasks),
            .prompt = m_prompt->currentData().toString(),
            .limit = static_cast<qint64>(m_limit->number().value_or(0))};
}

void AskPanel::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    judge();
}

QWidget *AskPanel::firstControl() const
{
    return m_tasks->count() > 0 ? m_tasks : m_models;
}

QJsonObject AskPanel::state() const
{
    return {{QStringLiteral("tasks"),
             QJsonArray::fromStringList(chosenIn(*m_tasks) + textsIn(m_wanted.value(QLatin1String("tasks"))))},
            {QStringLiteral("models"),
             QJsonArray::fromStringList(chosenIn(*m_models) + textsIn(m_wanted.value(QLatin1String("models"))))},
            {QStringLiteral("prompt"), m_prompt->currentData().toString()},
            {QStringLiteral("limit"), m_limit->typed()}};
}

void AskPanel::restore(const QJsonObject &state)
{
    if (state.isEmpty()) {
        return;
    }
    m_limit->setTyped(state.value(QLatin1String("limit")).toString(QStringLiteral("0")));
    m_wanted = state;
    for (const QString &task : textsIn(state.value(QLatin1String("tasks")))) {
        (void)check(*m_tasks, task);
    }
    for (const QString &model : textsIn(state.value(QLatin1String("models")))) {
        (void)check(*m_models, model);
    }
    judge();
}

} // namespace bafo::ui
