// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/export_panel.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/number_text.h"

#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QStandardPaths>
#include <QVBoxLayout>

#include <algorithm>

namespace bafo::ui {

ExportPanel::ExportPanel(QWidget *parent)
    : QWidget(parent)
    , m_formats(exportFormats())
    , m_title(title({}))
    , m_format(new QComboBox)
    , m_about(mutedWords({}))
    , m_placeName(words({}))
    , m_place(new QLineEdit)
    , m_trouble(new Label({}, TextSize::body, TextWeight::normal, Tone::error))
    , m_export(primaryButton(tr("Export")))
{
    const int u = unitOf(*this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(2 * u, 2 * u, 2 * u, 2 * u);
    column->setSpacing(u);
    m_title->setWordWrap(true);
    m_trouble->setWordWrap(true);
    auto *label = words(tr("Format"));
    label->setBuddy(m_format);
    m_format->setAccessibleName(tr("Format of the exported model"));
    m_placeName->setBuddy(m_place);
    QPushButton *choose = button(tr("Choose where…"));
    QPushButton *close = button(tr("Cancel"));
    for (QWidget *one : std::initializer_list<QWidget *>{m_title, label, m_format, m_about, m_placeName, m_place}) {
        column->addWidget(one);
    }
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
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportPanel::chooseFormat);
    connect(m_place, &QLineEdit::textChanged, this, &ExportPanel::judge);
    connect(m_place, &QLineEdit::returnPressed, m_export, &QPushButton::click);
    connect(choose, &QPushButton::clicked, this, &ExportPanel::choosePlace);
    connect(m_export, &QPushButton::clicked, this, [this] {
        Q_EMIT exportWanted({.model = m_model,
                             .format = format().id,
                             .place = QDir::cleanPath(m_place->text()),
                             .sizeBytes = sizeBytes()});
    });
    connect(close, &QPushButton::clicked, this, &ExportPanel::closed);
}

void ExportPanel::begin(const QString &model, bool isAdapter, quint64 numParameters, quint64 sizeBytes)
{
    m_model = model;
    m_numParameters = isAdapter ? 0 : numParameters;
    m_sizeBytes = sizeBytes;
    m_title->setText(tr("Export %1").arg(wrappingName(model)));
    m_formats = exportFormats();
    m_formats.erase(std::remove_if(m_formats.begin(), m_formats.end(),
                                   [isAdapter](const ExportFormat &one) {
                                       return isAdapter ? !one.isForAdapters : !one.isForModels;
                                   }),
                    m_formats.end());
    {
        const QSignalBlocker blocker(m_format);
        m_format->clear();
        for (const ExportFormat &one : m_formats) {
            m_format->addItem(one.name);
        }
    }
    m_place->setText({});
    m_suggested.clear();
    chooseFormat();
    m_format->setFocus();
}

const ExportFormat &ExportPanel::format() const
{
    const int last = static_cast<int>(m_formats.size()) - 1;
    return m_formats[static_cast<std::size_t>(std::clamp(m_format->currentIndex(), 0, last))];
}

quint64 ExportPanel::sizeBytes() const
{
    constexpr double kBytesOfParameter = 4;
    return m_numParameters == 0
        ? m_sizeBytes
        : static_cast<quint64>(kBytesOfParameter * static_cast<double>(m_numParameters) * format().sizeShare);
}

QString ExportPanel::nameFor(const ExportFormat &format) const
{
    return format.isFile ? m_model + QLatin1Char('-') + format.id.section(QLatin1Char('-'), 1) + QStringLiteral(".gguf")
        : format.id == QLatin1String("safetensors") ? m_model
                                                    : m_model + QLatin1Char('-') + format.id;
}

void ExportPanel::chooseFormat()
{
    const ExportFormat &chosen = format();
    m_about->setText(chosen.about + QLatin1Char(' ') + tr("It takes about %1.").arg(sizeInWords(sizeBytes())));
    m_placeName->setText(chosen.isFile ? tr("New file") : tr("New folder"));
    m_place->setAccessibleName(chosen.isFile ? tr("New file for the exported model")
                                             : tr("New folder for the exported model"));
    if (m_place->text().isEmpty() || m_place->text() == m_suggested) { // what somebody typed stays
        const QString folder = m_suggested.isEmpty()
            ? QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation)
            : QFileInfo(m_suggested).path();
        m_suggested = folder + QLatin1Char('/') + nameFor(chosen);
        m_place->setText(m_suggested);
    }
    judge();
}

void ExportPanel::choosePlace()
{
    const QString where = QFileDialog::getExistingDirectory(this, tr("In which folder?"));
    if (!where.isEmpty()) {
        m_suggested = where + QLatin1Char('/') + nameFor(format());
        m_place->setText(m_suggested);
    }
}

void ExportPanel::judge()
{
    const QString place = m_place->text();
    QString trouble;
    if (!place.isEmpty() && !QDir::isAbsolutePath(place)) {
        trouble = tr("Write the whole path, from / on.");
    } else if (!place.isEmpty() && QFileInfo::exists(place)) {
        trouble = format().isFile ? tr("That file is there already. Name one that is not.")
                                  : tr("That folder is there already. Name one that is not.");
    } else if (format().isFile && !place.isEmpty() && !place.endsWith(QLatin1String(".gguf"))) {
        trouble = tr("The name of a GGUF file ends with .gguf.");
    }
    m_trouble->setText(trouble);
    m_trouble->setVisible(!trouble.isEmpty());
    m_export->setEnabled(trouble.isEmpty() && !place.isEmpty());
}

} // namespace bafo::ui
