// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/new_project_dialog.h"

#include "core/runs/project.h"
#include "ui/connection/bafo_process.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace bafo::ui {

NewProjectDialog::NewProjectDialog(QString bafoProgram, Settings &settings, QWidget *parent)
    : QDialog(parent)
    , m_settings(settings)
    , m_program(std::move(bafoProgram))
    , m_name(new QLineEdit)
    , m_folder(new QLineEdit)
    , m_problem(new Label({}, TextSize::body, TextWeight::normal, Tone::error))
    , m_make(primaryButton(tr("Make the project")))
{
    setWindowTitle(tr("New project"));
    const int u = unitOf(*this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(3 * u, 3 * u, 3 * u, 3 * u);
    column->setSpacing(u);
    column->addWidget(heading(tr("New project")));
    column->addWidget(mutedWords(tr("A project is one folder: texts, word pieces, models and runs. You can copy it, "
                                    "zip it or carry it on a stick.")));
    const auto field = [&](const QString &text, QLineEdit *edit) {
        auto *label = new Label(text);
        label->setBuddy(edit);
        edit->setAccessibleName(text);
        column->addWidget(label);
    };
    field(tr("Name"), m_name);
    m_name->setMaxLength(static_cast<int>(runs::Project::kLongestName));
    column->addWidget(m_name);
    field(tr("Folder"), m_folder);
    auto *row = new QHBoxLayout;
    QPushButton *choose = button(tr("Choose…"));
    row->addWidget(m_folder, 1);
    row->addWidget(choose);
    column->addLayout(row);
    m_problem->setWordWrap(true);
    column->addWidget(m_problem);
    column->addStretch(1);
    auto *buttons = new QHBoxLayout;
    QPushButton *leave = button(tr("Cancel"));
    buttons->addStretch(1);
    buttons->addWidget(leave);
    buttons->addWidget(m_make);
    column->addLayout(buttons);
    for (QPushButton *one : {choose, leave}) {
        one->setAutoDefault(true); // Enter presses the one that has the focus
    }
    m_make->setDefault(true);
    connect(m_name, &QLineEdit::textChanged, this, &NewProjectDialog::suggestFolder);
    connect(m_folder, &QLineEdit::textEdited, this, [this] { m_hasOwnFolder = true; });
    connect(choose, &QPushButton::clicked, this, [this] {
        const QString chosen = QFileDialog::getExistingDirectory(this, tr("Folder for the project"), QDir::homePath());
        if (!chosen.isEmpty()) {
            m_hasOwnFolder = true;
            m_folder->setText(chosen);
        }
    });
    connect(leave, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_make, &QPushButton::clicked, this, &NewProjectDialog::make);
    connect(this, &QDialog::finished, this, [this] { m_settings.setNewProjectDraft({}); });
    const QStringList draft = m_settings.newProjectDraft();
    m_name->setText(draft.isEmpty() ? tr("My language") : draft.front());
    if (draft.size() > 1) {
        m_hasOwnFolder = true;
        m_folder->setText(draft.at(1));
    }
    m_name->selectAll();
    connect(m_name, &QLineEdit::textChanged, this, &NewProjectDialog::keepDraft);
    connect(m_folder, &QLineEdit::textChanged, this, &NewProjectDialog::keepDraft);
    resize(56 * u, sizeHint().height());
}

void NewProjectDialog::suggestFolder()
{
    m_make->setEnabled(!m_name->text().trimmed().isEmpty());
    if (!m_hasOwnFolder) {
        static const QRegularExpression kAwkward(QStringLiteral("[^\\p{L}\\p{N}]+"));
        const QString plain = m_name->text().trimmed().toLower().replace(kAwkward, QStringLiteral("-"));
        m_folder->setText(QDir::homePath() + QLatin1Char('/') + plain);
    }
}

void NewProjectDialog::keepDraft()
{
    QStringList draft{m_name->text()};
    if (m_hasOwnFolder) {
        draft.append(m_folder->text());
    }
    m_settings.setNewProjectDraft(draft);
}

void NewProjectDialog::make()
{
    m_make->setEnabled(false);
    m_problem->clear();
    auto *process = new BafoProcess(
        m_program,
        {QStringLiteral("init"), m_folder->text().trimmed(), QStringLiteral("--name"), m_name->text().trimmed()},
        QDir::homePath(), this);
    connect(process, &BafoProcess::ended, this, &NewProjectDialog::finish);
    process->start();
}

void NewProjectDialog::finish(const ProcessEnd &end)
{
    m_make->setEnabled(true);
    if (end.error) {
        m_problem->setText(QString::fromStdString(end.error->message + "\n" + end.error->hint));
        adjustSize();
        return;
    }
    const QString folder = m_folder->text().trimmed();
    accept();
    Q_EMIT made(folder);
}

} // namespace bafo::ui
