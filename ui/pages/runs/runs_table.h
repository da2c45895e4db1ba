// SPDX-License-Identifier: GPL-3.0-or-later
// The table of runs: how its rows are painted.
#pragma once

#include <QStyledItemDelegate>
#include <QTableView>

namespace bafo::ui {

/// States by shape and colour, curves by hand.
class RunDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// Columns can be moved, sized and hidden (by their head's menu); Enter and a double click open a row.
class RunsTable final : public QTableView {
    Q_OBJECT

public:
    explicit RunsTable(QWidget *parent = nullptr);

    /// After the model is set: which columns are how wide.
    void arrangeColumns();

    /// As the header saved them, but none narrower than its head.
    void restoreColumns(const QByteArray &columns);

Q_SIGNALS:
    void opened(const QModelIndex &index);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void showHeaderMenu(const QPoint &place);
};

} // namespace bafo::ui
