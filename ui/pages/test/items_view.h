// SPDX-License-Identifier: GPL-3.0-or-later
// The items behind a score: a list that can be narrowed and searched, and the chosen one beside it.
#pragma once

#include "ui/models/item_list.h"
#include "ui/pages/test/item_card.h"

#include <QJsonObject>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QTimer>
#include <QWidget>

class QLineEdit;
class QSplitter;

namespace bafo::ui {

class FilterChips;
class StateView;

/// Marks of right and wrong as shapes with their words.
class ItemDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// Digits are verdicts.
class ItemTable final : public QTableView {
    Q_OBJECT

public:
    explicit ItemTable(QWidget *parent = nullptr);

Q_SIGNALS:
    void verdictGiven(bafo::scoring::Verdict verdict);

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

/// What the items are about.
struct ItemsSubject {
    QString title = {};
    CellPlace place = {};
    CellPlace other = {};
    ItemContext context = {};
};

/// The window's thread.
class ItemsView final : public QWidget {
    Q_OBJECT

public:
    /// `evaluations` holds a folder an evaluation.
    explicit ItemsView(Path evaluations, QWidget *parent = nullptr);
    ~ItemsView() override;

    void open(const ItemsSubject &subject, ItemFilter filter);

    /// There may be more items by now.
    void refresh() { m_list->refresh(); }
    [[nodiscard]] const CellPlace &place() const { return m_list->place(); }
    [[nodiscard]] const ItemList &list() const { return *m_list; }
    [[nodiscard]] QWidget *firstControl() const { return m_table; }
    void focusSearch();

    /// A verdict on the chosen item; the next one is chosen then.
    void judge(scoring::Verdict verdict);

    /// Filter, search and chosen item; restore() before open().
    [[nodiscard]] QJsonObject state() const;
    void restore(const QJsonObject &state);

Q_SIGNALS:
    void closed();
    void verdictGiven(qint64 line, bafo::scoring::Verdict verdict);

private:
    QWidget *buildList();
    void buildTable();
    void connectParts();
    void showChips();
    void showState();
    void showRows();
    void chooseRow(int row);
    void clearFilters();

    ItemList *m_list;
    qint64 m_chosen = 0; ///< line
    bool m_isFilling = false; ///< other rows come
    Label *m_title;
    Label *m_count;
    QLineEdit *m_search;
    FilterChips *m_chips;
    ItemTable *m_table;
    StateView *m_view;
    ItemCard *m_card;
    QSplitter *m_splitter;
    QTimer m_typing;
};

} // namespace bafo::ui
