// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/test/data_panel.h"

#include "core/base/file_system.h"
#include "core/scoring/task.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/language_names.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace bafo::ui {
namespace {

constexpr std::uint64_t kMostTaskBytes = 1U << 20U;

QString ending(const QString &path)
{
    return QFileInfo(path).suffix().toLower();
}

bool isTaskFile(const QString &path)
{
    return ending(path) == QLatin1String("yaml") || ending(path) == QLatin1String("yml");
}

/// Letters and digits alone: "belebele_mmlu_zu" and "belebele-zul" begin alike.
QString plainName(const QString &name)
{
    QString plain = name.toLower();
    plain.removeIf([](QChar letter) { return !letter.isLetterOrNumber(); });
    return plain;
}

/// The task whose own word (before its language) a file's name begins with; empty: none.
QString taskMeantBy(const QString &path, const std::vector<EvaluationTask> &tasks)
{
    const QString name = plainName(QFileInfo(path).completeBaseName());
    for (const EvaluationTask &task : tasks) {
        if (name.startsWith(plainName(task.name))) {
            return task.name;
        }
    }
    for (const EvaluationTask &task : tasks) {
        const QString word = task.name.section(QLatin1Char('-'), 0, 0);
        if (word.size() > 3 && name.startsWith(plainName(word)) && !task.hasData) {
            return task.name;
        }
    }
    return {};
}

EvaluationTask describe(const scoring::Task &read)
{
    EvaluationTask task{.name = QString::fromStdString(read.name),
                        .title = QString::fromStdString(read.title),
                        .about = QString::fromStdString(read.about).simplified(),
                        .kind = QString::fromStdString(read.kind),
                        .language = QString::fromStdString(read.language),
                        .format = QString::fromStdString(read.data.format),
                        .source = QString::fromStdString(read.data.source),
                        .revision = QString::fromStdString(read.data.revision),
                        .licence = QString::fromStdString(read.data.licence)};
    for (const std::string &role : read.data.files) {
        task.files.append(QString::fromStdString(role));
    }
    return task;
}

} // namespace

bool hasTestDataName(const QString &path)
{
    static const QStringList kEndings{QStringLiteral("jsonl"), QStringLiteral("json"), QStringLiteral("csv"),
                                      QStringLiteral("tsv"),   QStringLiteral("txt"),  QStringLiteral("yaml"),
                                      QStringLiteral("yml")};
    return kEndings.contains(ending(path));
}

DataPanel::DataPanel(QWidget *parent)
    : QWidget(parent)
    , m_task(new QComboBox)
    , m_about(words({}))
    , m_source(mutedWords({}))
    , m_fileColumn(new QVBoxLayout)
    , m_taskFile(new QLineEdit)
    , m_taskFileWords(mutedWords({}))
    , m_import(primaryButton(tr("Take it in")))
{
    const int u = unitOf(*this);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *card = new Card(tr("Add test data"), nullptr);
    outer->addWidget(card);
    outer->addStretch(1);
    QVBoxLayout &column = *card->body();
    column.addWidget(mutedWords(tr("The files are copied into this project. You can also drop them on this window.")));
    auto *label = words(tr("Task"));
    label->setBuddy(m_task);
    m_task->setAccessibleName(tr("Task"));
    m_task->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_task->setMinimumContentsLength(24);
    column.addWidget(label);
    column.addWidget(m_task);
    column.addWidget(m_about);
    column.addWidget(m_source);
    m_source->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_fileColumn->setSpacing(u / 2);
    column.addLayout(m_fileColumn);
    buildTaskFile(column);
    auto *row = new QHBoxLayout;
    row->setSpacing(u);
    QPushButton *close = button(tr("Cancel"));
    row->addWidget(m_import);
    row->addWidget(close);
    row->addStretch(1);
    column.addLayout(row);
    connect(m_task, &QComboBox::currentIndexChanged, this, &DataPanel::showTask);
    connect(m_import, &QPushButton::clicked, this, [this] {
        DataWish wish{.task = task().name, .files = {}, .taskFile = m_taskFile->text().trimmed()};
        for (const FileField &field : m_files) {
            wish.files.append(field.path->text().trimmed());
        }
        Q_EMIT importWanted(wish);
    });
    connect(close, &QPushButton::clicked, this, &DataPanel::closed);
    showTask();
}

void DataPanel::buildTaskFile(QVBoxLayout &column)
{
    const int u = unitOf(*this);
    auto *label = words(tr("A task of your own (YAML), if it is none of these"));
    label->setBuddy(m_taskFile);
    m_taskFile->setAccessibleName(tr("Task file"));
    m_taskFile->setClearButtonEnabled(true);
    auto *row = new QHBoxLayout;
    row->setSpacing(u);
    QPushButton *choose = button(tr("Choose…"));
    choose->setAccessibleName(tr("Choose a task file"));
    row->addWidget(m_taskFile, 1);
    row->addWidget(choose);
    column.addWidget(label);
    column.addLayout(row);
    column.addWidget(m_taskFileWords);
    connect(m_taskFile, &QLineEdit::textChanged, this, &DataPanel::lookAtTaskFile);
    connect(choose, &QPushButton::clicked, this, [this] {
        const QString path = QFileDialog::getOpenFileName(this, tr("Choose a task file"), {},
                                                          tr("Tasks (%1)").arg(QStringLiteral("*.yaml *.yml")));
        if (!path.isEmpty()) {
            m_taskFile->setText(path);
        }
    });
    lookAtTaskFile();
}

DataPanel::FileField DataPanel::makeField(const QString &accessibleName, QWidget *parent)
{
    const int u = unitOf(*this);
    FileField field;
    field.widget = new QWidget(parent);
    field.label = words(accessibleName);
    field.path = new QLineEdit;
    field.path->setAccessibleName(accessibleName);
    field.label->setBuddy(field.path);
    QPushButton *choose = button(tr("Choose…"));
    choose->setAccessibleName(tr("Choose: %1").arg(accessibleName));
    auto *column = new QVBoxLayout(field.widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(u / 2);
    auto *row = new QHBoxLayout;
    row->setSpacing(u);
    row->addWidget(field.path, 1);
    row->addWidget(choose);
    column->addWidget(field.label);
    column->addLayout(row);
    connect(field.path, &QLineEdit::textChanged, this, &DataPanel::judge);
    connect(choose, &QPushButton::clicked, this, [this, path = field.path, accessibleName] {
        const QString chosen = QFileDialog::getOpenFileName(this, accessibleName);
        if (!chosen.isEmpty()) {
            path->setText(chosen);
        }
    });
    return field;
}

void DataPanel::setTasks(const std::vector<EvaluationTask> &tasks)
{
    const QString chosen
        = m_wanted.isEmpty() ? m_task->currentData().toString() : m_wanted.value(QLatin1String("task")).toString();
    m_all = tasks;
    std::stable_sort(m_all.begin(), m_all.end(), [](const EvaluationTask &one, const EvaluationTask &other) {
        return !one.hasData && other.hasData; // what is still missing first
    });
    const QSignalBlocker quiet(m_task);
    m_task->clear();
    for (const EvaluationTask &task : m_all) {
        m_task->addItem(task.hasData ? tr("%1 · data is here").arg(task.title) : task.title, task.name);
    }
    m_task->setCurrentIndex(std::max(0, m_task->findData(chosen)));
    showTask();
    if (!m_wanted.isEmpty()) {
        const QJsonObject wanted = std::exchange(m_wanted, {});
        restore(wanted);
    }
}

EvaluationTask DataPanel::task() const
{
    if (!m_own.name.isEmpty()) {
        return m_own;
    }
    const QString name = m_task->currentData().toString();
    const auto found
        = std::find_if(m_all.begin(), m_all.end(), [&name](const EvaluationTask &one) { return one.name == name; });
    return found == m_all.end() ? EvaluationTask{} : *found;
}

void DataPanel::lookAtTaskFile()
{
    const QString path = m_taskFile->text().trimmed();
    m_own = {};
    m_trouble.clear();
    if (path.isEmpty()) {
        showTask();
        return;
    }
    m_background.run(
        [path]() -> Result<scoring::Task> {
            PosixFileSystem files;
            return scoring::parseTask(BAFO_TRY(files.readFile(path.toStdString(), kMostTaskBytes)));
        },
        [this, path](const Result<scoring::Task> &read) {
            if (path != m_taskFile->text().trimmed()) {
                return; // another one was chosen meanwhile
            }
            if (read) {
                m_own = describe(*read);
            } else {
                m_trouble = QString::fromStdString(read.error().message) + QLatin1Char(' ')
                    + QString::fromStdString(read.error().hint);
            }
            showTask();
        });
}

void DataPanel::showTask()
{
    const EvaluationTask now = task();
    m_task->setEnabled(m_own.name.isEmpty());
    m_about->setText(now.about);
    m_about->setVisible(!now.about.isEmpty());
    const QString licence = now.licence.isEmpty() ? tr("not known") : now.licence;
    m_source->setText(now.source.isEmpty() ? tr("Licence: %1").arg(licence)
                                           : tr("From %1 · licence: %2").arg(wrappingName(now.source), licence));
    m_source->setVisible(!now.name.isEmpty());
    const QStringList roles = now.files;
    while (m_files.size() > static_cast<std::size_t>(roles.size())) {
        delete m_files.back().widget;
        m_files.pop_back();
    }
    for (qsizetype i = 0; i < roles.size(); ++i) {
        const QString name = tr("File: %1 (%2)").arg(roles.at(i), now.format);
        if (static_cast<std::size_t>(i) == m_files.size()) {
            m_files.push_back(makeField(name, this));
            m_fileColumn->addWidget(m_files.back().widget);
        }
        m_files[static_cast<std::size_t>(i)].label->setText(name);
        m_files[static_cast<std::size_t>(i)].path->setAccessibleName(name);
    }
    judge();
}

void DataPanel::judge()
{
    m_taskFileWords->setTone(m_trouble.isEmpty() ? Tone::muted : Tone::error);
    m_taskFileWords->setText(m_trouble.isEmpty() && !m_own.name.isEmpty() ? tr("Task %1").arg(m_own.name) : m_trouble);
    m_taskFileWords->setVisible(!m_taskFileWords->text().isEmpty());
    const bool isWhole = !task().name.isEmpty() && m_trouble.isEmpty() && !m_files.empty()
        && std::none_of(m_files.begin(), m_files.end(),
                        [](const FileField &field) { return field.path->text().trimmed().isEmpty(); });
    m_import->setEnabled(isWhole && !m_isBusy);
}

void DataPanel::addFiles(const QStringList &paths)
{
    QStringList dataFiles;
    for (const QString &path : paths) {
        if (isTaskFile(path)) {
            m_taskFile->setText(path);
        } else if (hasTestDataName(path)) {
            dataFiles.append(path);
        }
    }
    if (dataFiles.isEmpty()) {
        return;
    }
    const QString meant = taskMeantBy(dataFiles.front(), m_all);
    if (!meant.isEmpty()) {
        m_task->setCurrentIndex(m_task->findData(meant));
    }
    if (m_files.empty()) { // the tasks are not known yet
        m_wanted = {{QStringLiteral("files"), QJsonArray::fromStringList(dataFiles)}};
        return;
    }
    for (qsizetype i = 0; i < dataFiles.size() && static_cast<std::size_t>(i) < m_files.size(); ++i) {
        m_files[static_cast<std::size_t>(i)].path->setText(dataFiles.at(i));
    }
}

void DataPanel::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    judge();
}

bool DataPanel::isEmpty() const
{
    return m_taskFile->text().isEmpty() && std::all_of(m_files.begin(), m_files.end(), [](const FileField &field) {
               return field.path->text().isEmpty();
           });
}

void DataPanel::clear()
{
    m_taskFile->clear();
    for (const FileField &field : m_files) {
        field.path->clear();
    }
}

QWidget *DataPanel::firstControl() const
{
    return m_task->isEnabled() ? static_cast<QWidget *>(m_task) : m_taskFile;
}

QJsonObject DataPanel::state() const
{
    if (!m_wanted.isEmpty()) {
        return m_wanted;
    }
    QStringList paths;
    for (const FileField &field : m_files) {
        paths.append(field.path->text());
    }
    return {{QStringLiteral("task"), m_task->currentData().toString()},
            {QStringLiteral("task_file"), m_taskFile->text()},
            {QStringLiteral("files"), QJsonArray::fromStringList(paths)}};
}

void DataPanel::restore(const QJsonObject &state)
{
    if (state.isEmpty()) {
        return;
    }
    if (m_all.empty()) {
        m_wanted = state;
        return;
    }
    const int place = m_task->findData(state.value(QLatin1String("task")).toString());
    if (place >= 0) {
        m_task->setCurrentIndex(place);
    }
    m_taskFile->setText(state.value(QLatin1String("task_file")).toString());
    const QJsonArray paths = state.value(QLatin1String("files")).toArray();
    for (qsizetype i = 0; i < paths.size() && static_cast<std::size_t>(i) < m_files.size(); ++i) {
        m_files[static_cast<std::size_t>(i)].path->setText(paths.at(i).toString());
    }
}

} // namespace bafo::ui
