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
    , m_place(mutedWords({}))
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
    column->addWidget(buildFolderRow());
    column->addWidget(m_place);
    m_place->setWordWrap(true);
    m_problem->setWordWrap(true);
    column->addWidget(m_problem);
    column->addStretch(1);
    auto *buttons = new QHBoxLayout;
    QPushButton *leave = button(tr("Cancel"));
    buttons->addStretch(1);
    buttons->addWidget(leave);
    buttons->addWidget(m_make);
    column->addLayout(buttons);
    leave->setAutoDefault(true); // Enter presses the one that has the focus
    m_make->setDefault(true);
    connect(m_name, &QLineEdit::textChanged, this, &NewProjectDialog::suggestFolder);
    connect(m_folder, &QLineEdit::textEdited, this, [this] { m_hasOwnFolder = true; });
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
    for (QLineEdit *edit : {m_name, m_folder}) {
        connect(edit, &QLineEdit::textChanged, this, &NewProjectDialog::keepDraft);
        connect(edit, &QLineEdit::textChanged, this, &NewProjectDialog::refresh);
    }
    refresh();
    resize(56 * u, sizeHint().height());
}

QWidget *NewProjectDialog::buildFolderRow()
{
    auto *whole = new QWidget;
    auto *row = new QHBoxLayout(whole);
    row->setContentsMargins(0, 0, 0, 0);
    QPushButton *choose = button(tr("Choose…"));
    choose->setAutoDefault(true);
    row->addWidget(m_folder, 1);
    row->addWidget(choose);
    connect(choose, &QPushButton::clicked, this, [this] {
        const QString chosen = QFileDialog::getExistingDirectory(this, tr("Folder for the project"), QDir::homePath());
        if (!chosen.isEmpty()) {
            setFolder(chosen);
        }
    });
    return whole;
}

void NewProjectDialog::setFolder(const QString &folder)
{
    m_hasOwnFolder = true;
    m_folder->setText(folder);
}

void NewProjectDialog::refresh()
{
    const QString folder = folderMeantBy(m_folder->text());
    m_place->setText(folder.isEmpty() ? tr("Type or choose a folder.") : tr("The project will be in %1").arg(folder));
    m_folder->setAccessibleDescription(m_place->text());
    m_make->setEnabled(!m_name->text().trimmed().isEmpty() && !folder.isEmpty());
}

void NewProjectDialog::suggestFolder()
{
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
        {QStringLiteral("init"), folderMeantBy(m_folder->text()), QStringLiteral("--name"), m_name->text().trimmed()},
        QDir::homePath(), this);
    connect(process, &BafoProcess::ended, this, &NewProjectDialog::finish);
    process->start();
}

void NewProjectDialog::finish(const ProcessEnd &end)
{
    m_make->setEnabled(true);
    if (end.error) {
        m_problem->setText(QString::fromStdString(end.error->message + "\n" + end.error->hint).trimmed());
        adjustSize();
        return;
    }
    const QString folder = folderMeantBy(m_folder->text());
    accept();
    Q_EMIT made(folder);
}

QString folderMeantBy(const QString &typed)
{
    QString path = typed.trimmed();
    if (path == QLatin1String("~") || path.startsWith(QLatin1String("~/"))) {
        path = QDir::homePath() + path.mid(1);
    }
    return path.isEmpty() ? path : QDir::cleanPath(QDir(QDir::homePath()).absoluteFilePath(path));
}

} // namespace bafo::ui
