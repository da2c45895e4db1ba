// SPDX-License-Identifier: GPL-3.0-or-later
// "New pieces": the table of what a growth brought, searched and sorted.
#pragma once

#include "ui/pages/words/pieces_model.h"

#include <QJsonObject>
#include <QSortFilterProxyModel>
#include <QWidget>

class QLineEdit;
class QTreeView;

namespace bafo::ui {

class Label;
class StateView;
struct Offer;

class PiecesCard final : public QWidget {
    Q_OBJECT

public:
    explicit PiecesCard(QWidget *parent = nullptr);

    void showLoading();

    /// Nothing was grown, for the reason that the sentence tells.
    void showEmpty(const QString &sentence, const Offer &offer);
    void show(const std::vector<NewPieceRow> &pieces);

    [[nodiscard]] QJsonObject state() const;
    void restore(const QJsonObject &state);
    void focusSearch();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    void search(const QString &text);

    PiecesModel m_model;
    QSortFilterProxyModel m_sorted;
    QLineEdit *m_search;
    Label *m_count;
    QTreeView *m_table;
    StateView *m_view;
};

} // namespace bafo::ui
