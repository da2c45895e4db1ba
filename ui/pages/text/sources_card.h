// SPDX-License-Identifier: GPL-3.0-or-later
// The sources of a dataset, which narrow the documents, and the place to note a licence that was found out later.
#pragma once

#include "ui/models/source_list.h"
#include "ui/widgets/card.h"

#include <QJsonObject>

class QComboBox;
class QLineEdit;
class QListView;
class QPushButton;

namespace bafo::ui {

/// Licences that people choose from; the first is what they mean who know none.
[[nodiscard]] QStringList commonLicences();

/// The window's thread only.
class SourcesCard final : public QWidget {
    Q_OBJECT

public:
    explicit SourcesCard(QWidget *parent = nullptr);

    void setContents(const DatasetContentsPtr &contents);

    /// 0: all.
    void choose(qint64 source);
    [[nodiscard]] qint64 chosen() const { return m_chosen; }

    /// Opens the editor for the chosen source or, where all are chosen, for those with an unclear licence.
    void editLicence();

    /// What was asked for is being noted, or was: the editor closes.
    void closeEditor();

    [[nodiscard]] QJsonObject state() const;
    void restore(const QJsonObject &state);

Q_SIGNALS:
    void sourceChosen(qint64 source);
    void noteWanted(const std::vector<qint64> &sources, const QString &licence, const QString &provenance);

private:
    QWidget *buildEditor();
    void showEditButton();
    void openEditor(const QString &licence, const QString &provenance);
    [[nodiscard]] std::vector<qint64> sourcesToNote() const;

    DatasetContentsPtr m_contents;
    qint64 m_chosen = 0;
    SourceList *m_sources;
    QListView *m_list;
    QPushButton *m_edit;
    QWidget *m_editor = nullptr;
    Label *m_editedWhat = nullptr;
    QComboBox *m_licence = nullptr;
    QLineEdit *m_provenance = nullptr;
};

} // namespace bafo::ui
