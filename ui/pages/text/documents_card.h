// SPDX-License-Identifier: GPL-3.0-or-later
// The documents of a dataset: a search, filters with their counts, and a table of any length.
#pragma once

#include "ui/models/document_list.h"
#include "ui/widgets/card.h"

#include <QJsonObject>
#include <QTimer>

class QLineEdit;
class QTableView;

namespace bafo::ui {

class ExcerptDelegate;
class FilterChips;
class StateView;

/// Owns the filters; the list is the page's. The window's thread only.
class DocumentsCard final : public QWidget {
    Q_OBJECT

public:
    explicit DocumentsCard(DocumentList &list, QWidget *parent = nullptr);

    /// What the filters say.
    [[nodiscard]] data::DocumentQuery query() const { return m_query; }
    void setSource(qint64 source);
    void clearFilters();
    void focusSearch();

    /// The chosen document; 0: none.
    [[nodiscard]] qint64 chosen() const { return m_chosen; }

    [[nodiscard]] QJsonObject state() const;
    void restore(const QJsonObject &state);

Q_SIGNALS:
    void documentChosen(qint64 id);
    void sourceCleared();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildTable();
    void fitColumns();
    void applyQuery();
    void showRows();
    void showState();
    void showChips();
    void chooseRow(int row);

    DocumentList &m_list;
    data::DocumentQuery m_query;
    qint64 m_chosen = 0;
    qint64 m_announced = 0; ///< what documentChosen() told last
    int m_firstRow = -1; ///< to scroll to when the rows come; -1: stay
    QTimer m_typing;
    QLineEdit *m_search;
    FilterChips *m_languages;
    FilterChips *m_splits;
    Label *m_count;
    QTableView *m_table;
    ExcerptDelegate *m_delegate;
    StateView *m_view;
};

} // namespace bafo::ui
