// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/text/sources_card.h"

#include "ui/pages/text/source_delegate.h"
#include "ui/widgets/buttons.h"

#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>

namespace bafo::ui {

QStringList commonLicences()
{
    return {QStringLiteral("CC0-1.0"),      QStringLiteral("CC-BY-4.0"),    QStringLiteral("CC-BY-SA-4.0"),
            QStringLiteral("CC-BY-NC-4.0"), QStringLiteral("MPL-2.0"),      QStringLiteral("LGPL-3.0-or-later"),
            QStringLiteral("MIT"),          QStringLiteral("public domain")};
}

SourcesCard::SourcesCard(QWidget *parent)
    : QWidget(parent)
    , m_sources(new SourceList(this))
    , m_list(new QListView)
    , m_edit(quietButton({}))
{
    m_editor = buildEditor();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto *card = new Card(tr("Sources"), nullptr);
    column->addWidget(card);
    m_list->setModel(m_sources);
    m_list->setItemDelegate(new SourceDelegate(this));
    m_list->setAccessibleName(tr("Sources"));
    m_list->setMinimumWidth(21 * unitOf(*this));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    card->body()->addWidget(m_list, 1);
    card->body()->addWidget(m_editor);
    card->body()->addWidget(m_edit);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &now) {
        const qint64 source = now.isValid() ? m_sources->rowAt(now.row()).id : 0;
        if (now.isValid() && source != m_chosen) {
            m_chosen = source;
            closeEditor();
            Q_EMIT sourceChosen(source);
        }
    });
    connect(m_edit, &QPushButton::clicked, this, &SourcesCard::editLicence);
}

QWidget *SourcesCard::buildEditor()
{
    const int u = unitOf(*this);
    auto *editor = new QWidget;
    auto *column = new QVBoxLayout(editor);
    column->setContentsMargins(0, u, 0, 0);
    column->setSpacing(u / 2);
    m_editedWhat = mutedWords({});
    m_licence = new QComboBox;
    m_licence->setEditable(true);
    m_licence->setInsertPolicy(QComboBox::NoInsert);
    m_licence->addItems(commonLicences());
    m_licence->setAccessibleName(tr("Licence"));
    m_licence->lineEdit()->setPlaceholderText(tr("not known"));
    m_licence->setMinimumContentsLength(8);
    m_licence->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_provenance = new QLineEdit;
    m_provenance->setAccessibleName(tr("Where it came from"));
    m_provenance->setPlaceholderText(tr("address or sentence"));
    const auto field = [column](const QString &text, QWidget *widget) {
        auto *label = new Label(text);
        label->setBuddy(widget);
        column->addWidget(label);
        column->addWidget(widget);
    };
    column->addWidget(m_editedWhat);
    field(tr("Licence"), m_licence);
    field(tr("Where it came from"), m_provenance);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(0, u / 2, 0, 0);
    QPushButton *save = button(tr("Note it"));
    QPushButton *leave = quietButton(tr("Cancel"));
    row->addWidget(save);
    row->addWidget(leave);
    row->addStretch(1);
    column->addLayout(row);
    editor->hide();
    const auto note = [this] {
        Q_EMIT noteWanted(sourcesToNote(), m_licence->currentText().trimmed(), m_provenance->text().trimmed());
    };
    connect(save, &QPushButton::clicked, this, note);
    connect(m_provenance, &QLineEdit::returnPressed, this, note);
    connect(leave, &QPushButton::clicked, this, &SourcesCard::closeEditor);
    return editor;
}

void SourcesCard::setContents(const DatasetContentsPtr &contents)
{
    m_contents = contents;
    const qint64 chosen = m_chosen; // the reset takes the current row away
    m_sources->setContents(contents);
    m_chosen = m_sources->rowOf(chosen) >= 0 ? chosen : 0;
    choose(m_chosen);
    showEditButton();
}

void SourcesCard::choose(qint64 source)
{
    m_chosen = source;
    const int row = m_sources->rowOf(source);
    if (row >= 0) {
        m_list->setCurrentIndex(m_sources->index(row));
    }
    showEditButton();
}

std::vector<qint64> SourcesCard::sourcesToNote() const
{
    std::vector<qint64> sources;
    if (m_contents) {
        for (const data::Source &source : m_contents->sources) {
            if (source.id == m_chosen || (m_chosen == 0 && isLicenceUnclear(source))) {
                sources.push_back(source.id);
            }
        }
    }
    return sources;
}

void SourcesCard::showEditButton()
{
    const auto sources = sourcesToNote();
    m_edit->setVisible(!sources.empty() && m_editor->isHidden());
    m_edit->setText(m_chosen != 0 ? tr("Note its licence…")
                                  : tr("Note %1 unclear licences…").arg(static_cast<int>(sources.size())));
    if (m_chosen == 0 && sources.size() == 1) {
        m_edit->setText(tr("Note the unclear licence…"));
    }
}

void SourcesCard::editLicence()
{
    for (const qint64 id : sourcesToNote()) {
        for (const data::Source &source : m_contents->sources) {
            if (source.id == id) {
                openEditor(isLicenceUnclear(source) ? QString() : QString::fromStdString(source.licence),
                           m_chosen == 0 ? QString() : QString::fromStdString(source.provenance));
                return;
            }
        }
    }
}

void SourcesCard::openEditor(const QString &licence, const QString &provenance)
{
    const auto sources = sourcesToNote();
    const int row = m_sources->rowOf(m_chosen);
    m_editedWhat->setText(
        m_chosen != 0 && row >= 0
            ? m_sources->rowAt(row).name
            : tr("For all %1 whose licence is not known").arg(sourcesInWords(static_cast<qint64>(sources.size()))));
    m_licence->setEditText(licence);
    m_provenance->setText(provenance);
    m_editor->show();
    m_licence->setFocus();
    showEditButton();
}

void SourcesCard::closeEditor()
{
    m_editor->hide();
    showEditButton();
}

QJsonObject SourcesCard::state() const
{
    if (m_editor->isHidden()) {
        return {};
    }
    return {{QStringLiteral("licence"), m_licence->currentText()},
            {QStringLiteral("provenance"), m_provenance->text()}};
}

void SourcesCard::restore(const QJsonObject &state)
{
    if (!state.isEmpty()) {
        openEditor(state.value(QLatin1String("licence")).toString(),
                   state.value(QLatin1String("provenance")).toString());
    }
}

} // namespace bafo::ui
