// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/export_panel.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/number_text.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace bafo::ui {

ExportPanel::ExportPanel(QWidget *parent)
    : QWidget(parent)
    , m_title(title({}))
    , m_about(mutedWords({}))
    , m_folder(new QLineEdit)
    , m_trouble(new Label({}, TextSize::body, TextWeight::normal, Tone::error))
    , m_export(primaryButton(tr("Export")))
{
    const int u = unitOf(*this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(2 * u, 2 * u, 2 * u, 2 * u);
    column->setSpacing(u);
    m_title->setWordWrap(true);
    m_trouble->setWordWrap(true);
    auto *label = words(tr("New folder"));
    label->setBuddy(m_folder);
    m_folder->setAccessibleName(tr("New folder for the exported model"));
    QPushButton *choose = button(tr("Choose where…"));
    QPushButton *close = button(tr("Cancel"));
    column->addWidget(m_title);
    column->addWidget(m_about);
    column->addSpacing(u);
    column->addWidget(label);
    column->addWidget(m_folder);
    column->addWidget(choose, 0, Qt::AlignLeft);
    column->addWidget(m_trouble);
    auto *row = new QHBoxLayout;
    row->setSpacing(u);
    row->addWidget(m_export);
    row->addWidget(close);
    row->addStretch(1);
    column->addSpacing(u);
    column->addLayout(row);
    column->addStretch(1);
    connect(m_folder, &QLineEdit::textChanged, this, &ExportPanel::judge);
    connect(m_folder, &QLineEdit::returnPressed, m_export, &QPushButton::click);
    connect(choose, &QPushButton::clicked, this, [this] {
        const QString where = QFileDialog::getExistingDirectory(this, tr("Where shall the folder be made?"));
        if (!where.isEmpty()) {
            m_folder->setText(where + QLatin1Char('/') + m_model);
        }
    });
    connect(m_export, &QPushButton::clicked, this,
            [this] { Q_EMIT exportWanted(m_model, QDir::cleanPath(m_folder->text())); });
    connect(close, &QPushButton::clicked, this, &ExportPanel::closed);
}

void ExportPanel::begin(const QString &model, quint64 sizeBytes)
{
    m_model = model;
    m_title->setText(tr("Export %1").arg(model));
    m_about->setText(tr("As a Hugging Face folder with config.json, weights and word pieces, which transformers and "
                        "other programs read. It takes about %1.")
                         .arg(sizeInWords(sizeBytes)));
    m_folder->setText(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation) + QLatin1Char('/') + model);
    m_folder->setFocus();
    judge();
}

void ExportPanel::judge()
{
    const QString folder = m_folder->text();
    QString trouble;
    if (!folder.isEmpty() && !QDir::isAbsolutePath(folder)) {
        trouble = tr("Write the whole path, from / on.");
    } else if (!folder.isEmpty() && QFileInfo::exists(folder)) {
        trouble = tr("That folder is there already. Name one that is not.");
    }
    m_trouble->setText(trouble);
    m_trouble->setVisible(!trouble.isEmpty());
    m_export->setEnabled(trouble.isEmpty() && !folder.isEmpty());
}

} // namespace bafo::ui
