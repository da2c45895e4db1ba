// SPDX-License-Identifier: GPL-3.0-or-later
// Paints a score table: the score with its interval, what an evaluation is doing, what came of a comparison.
#pragma once

#include <QStyledItemDelegate>

namespace bafo::ui {

class ScoreModel;
struct ScoreCell;
struct ScoreRow;

/// For a view over a ScoreModel.
class ScoreDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    /// `model` is borrowed.
    explicit ScoreDelegate(const ScoreModel &model, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintName(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintCell(QPainter &painter, const QStyleOptionViewItem &option, const ScoreRow &row,
                   const ScoreCell &cell) const;
    void paintPair(QPainter &painter, const QStyleOptionViewItem &option, int row) const;

    const ScoreModel &m_model;
};

} // namespace bafo::ui
