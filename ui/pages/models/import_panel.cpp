// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/import_panel.h"

#include "core/runs/project.h"
#include "ui/pages/models/model_tree.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/number_text.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPointer>
#include <QVBoxLayout>

#include <algorithm>

namespace bafo::ui {
namespace {

constexpr int kTypingPauseMs = 300;

} // namespace

ImportPanel::ImportPanel(Background &thread, QWidget *parent)
    : QWidget(parent)
    , m_thread(thread)
    , m_baseRow(new QWidget)
    , m_base(new QComboBox)
    , m_path(new QLineEdit)
    , m_name(new QLineEdit)
    , m_found(mutedWords({}))
    , m_nameTrouble(mutedWords({}))
    , m_import(primaryButton(tr("Import")))
{
    const int u = unitOf(*this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(2 * u, 2 * u, 2 * u, 2 * u);
    column->setSpacing(u);
    column->addWidget(title(tr("Import a model")));
    column->addWidget(
        mutedWords(tr("A GGUF file, a Hugging Face folder or an adapter. It is copied: the original stays as it is. "
                      "You can also drop it on this window.")));
    column->addSpacing(u);
    addFields(*column);
    auto *row = new QHBoxLayout;
    row->setSpacing(u);
    QPushButton *close = button(tr("Cancel"));
    row->addWidget(m_import);
    row->addWidget(close);
    row->addStretch(1);
    column->addSpacing(u);
    column->addLayout(row);
    column->addStretch(1);
    connect(m_import, &QPushButton::clicked, this, [this] {
        if (m_source) {
            Q_EMIT importWanted(*m_source, m_name->text(), isAdapter() ? m_base->currentText() : QString());
        }
    });
    connect(close, &QPushButton::clicked, this, &ImportPanel::closed);
    connect(m_name, &QLineEdit::returnPressed, m_import, &QPushButton::click);
    judge();
}

void ImportPanel::addFields(QVBoxLayout &column)
{
    const int u = unitOf(*this);
    auto *pathLabel = words(tr("File or folder"));
    pathLabel->setBuddy(m_path);
    m_path->setAccessibleName(tr("File or folder of the model"));
    column.addWidget(pathLabel);
    column.addWidget(m_path);
    auto *choices = new QHBoxLayout;
    choices->setSpacing(u);
    QPushButton *file = button(tr("Choose a file…"));
    QPushButton *folder = button(tr("Choose a folder…"));
    choices->addWidget(file);
    choices->addWidget(folder);
    choices->addStretch(1);
    column.addLayout(choices);
    column.addWidget(m_found);
    auto *base = new QVBoxLayout(m_baseRow);
    base->setContentsMargins(0, 0, 0, 0);
    auto *baseLabel = words(tr("The model that it was trained on"));
    baseLabel->setBuddy(m_base);
    m_base->setAccessibleName(tr("The model that it was trained on"));
    base->addWidget(baseLabel);
    base->addWidget(m_base);
    column.addWidget(m_baseRow);
    auto *nameLabel = words(tr("Name in this project"));
    nameLabel->setBuddy(m_name);
    m_name->setAccessibleName(tr("Name in this project"));
    column.addSpacing(u);
    column.addWidget(nameLabel);
    column.addWidget(m_name);
    column.addWidget(m_nameTrouble);
    connect(file, &QPushButton::clicked, this, [this] {
        begin(QFileDialog::getOpenFileName(this, tr("Choose a GGUF file or an adapter of LitGPT"), {},
                                           tr("Models (*.gguf *.lora)")));
    });
    connect(folder, &QPushButton::clicked, this,
            [this] { begin(QFileDialog::getExistingDirectory(this, tr("Choose a model folder"))); });
    connect(m_path, &QLineEdit::textChanged, this, &ImportPanel::takePath);
    m_soon.setSingleShot(true);
    m_soon.setInterval(kTypingPauseMs);
    connect(&m_soon, &QTimer::timeout, this, &ImportPanel::look);
    connect(m_name, &QLineEdit::textChanged, this, &ImportPanel::judge);
}

void ImportPanel::begin(const QString &source)
{
    if (!source.isEmpty()) {
        m_path->setText(source);
    }
    (m_path->text().isEmpty() ? m_path : m_name)->setFocus();
}

void ImportPanel::setTakenNames(const QStringList &names)
{
    m_taken = names;
    judge();
}

void ImportPanel::setBases(const QStringList &names)
{
    if (names != m_bases) { // one that is open stays open
        const QString before = m_wantedBase.isEmpty() ? m_base->currentText() : m_wantedBase;
        m_bases = names;
        m_base->clear();
        m_base->addItems(names);
        m_base->setCurrentIndex(std::max(0, static_cast<int>(names.indexOf(before))));
        judge();
    }
}

void ImportPanel::setFreeBytes(quint64 bytes)
{
    m_freeBytes = bytes;
    judge();
}

void ImportPanel::takePath()
{
    m_source.reset();
    m_trouble.clear();
    const QString path = m_path->text().trimmed();
    if (path.isEmpty()) {
        m_soon.stop();
        judge();
        return;
    }
    if (m_name->text().isEmpty() || m_name->text() == m_suggested) {
        m_suggested = suggestedModelName(path, m_taken);
        m_name->setText(m_suggested);
    }
    m_soon.start();
    judge();
}

void ImportPanel::look()
{
    const QString path = m_path->text().trimmed();
    m_thread.run(
        [path] {
            PosixFileSystem files;
            return readImportSource(files, path);
        },
        [panel = QPointer<ImportPanel>(this), path](const Result<ImportSource> &found) {
            if (panel.isNull() || panel->m_path->text().trimmed() != path) {
                return; // another one was chosen meanwhile
            }
            if (found) {
                panel->m_source = *found;
            } else {
                panel->m_trouble = QString::fromStdString(found.error().message + "\n" + found.error().hint);
            }
            panel->judge();
        });
}

QString ImportPanel::foundInWords() const
{
    if (isAdapter() && m_bases.isEmpty()) {
        return tr("An adapter. Import the model that it was trained on first.");
    }
    const QString kind = isAdapter() ? tr("An adapter of %1, %2 parameters. It will take %3 here.")
        : m_source->isGguf           ? tr("A GGUF file of %1, %2 parameters. It will take %3 here.")
                                     : tr("A model folder of %1, %2 parameters. It will take %3 here.");
    return kind.arg(sizeInWords(m_source->sizeBytes), countInWords(m_source->numParameters),
                    sizeInWords(m_source->weightBytes));
}

void ImportPanel::judge()
{
    bool hasRoom = true;
    m_found->setTone(m_trouble.isEmpty() ? Tone::muted : Tone::error);
    m_found->setText(m_trouble);
    if (m_source) {
        hasRoom = m_freeBytes == 0 || m_source->weightBytes < m_freeBytes;
        m_found->setText(foundInWords());
        if (!hasRoom) {
            m_found->setTone(Tone::error);
            m_found->setText(m_found->text() + QLatin1Char(' ')
                             + tr("Only %1 are free on this disk.").arg(sizeInWords(m_freeBytes)));
        }
    }
    m_found->setVisible(!m_found->text().isEmpty());
    m_baseRow->setVisible(isAdapter() && !m_bases.isEmpty());
    const QString name = m_name->text();
    QString trouble;
    if (m_taken.contains(name)) {
        trouble = tr("There is a model of that name.");
    } else if (!name.isEmpty() && !runs::isName(name.toStdString())) {
        trouble = tr("A name holds letters, digits, - _ and . and does not begin with a point.");
    }
    m_nameTrouble->setTone(Tone::error);
    m_nameTrouble->setText(trouble);
    m_nameTrouble->setVisible(!trouble.isEmpty());
    m_import->setEnabled(m_source.has_value() && hasRoom && (!isAdapter() || !m_bases.isEmpty()) && trouble.isEmpty()
                         && !name.isEmpty());
}

QJsonObject ImportPanel::state() const
{
    return {{QStringLiteral("path"), m_path->text()},
            {QStringLiteral("name"), m_name->text()},
            {QStringLiteral("base"), m_base->currentText()}};
}

void ImportPanel::restore(const QJsonObject &state)
{
    m_name->setText(state.value(QLatin1String("name")).toString());
    m_path->setText(state.value(QLatin1String("path")).toString());
    m_wantedBase = state.value(QLatin1String("base")).toString(); // it may not be read yet
    m_base->setCurrentText(m_wantedBase);
}

} // namespace bafo::ui
