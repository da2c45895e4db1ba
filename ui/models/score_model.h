// SPDX-License-Identifier: GPL-3.0-or-later
// A score table for a view: the tasks' names, a column a model, and behind them, where two models are compared, what
// came of that.
#pragma once

#include "ui/models/pair_reader.h"
#include "ui/models/score_table.h"

#include <QAbstractTableModel>

#include <optional>

namespace bafo::ui {

/// Two columns of a table; the same column twice is no pair.
struct ComparedColumns {
    int first = -1;
    int second = -1;

    [[nodiscard]] bool isPair() const { return first >= 0 && second >= 0 && first != second; }
};

/// Keeps rows and columns (and so the current cell) where only values changed. The window's thread only.
class ScoreModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Role { isSectionRole = Qt::UserRole };

    explicit ScoreModel(QObject *parent = nullptr);

    void setTable(ScoreTable table);
    void setCompared(const ComparedColumns &compared);
    void setPairs(const PairCounts &pairs);

    [[nodiscard]] const ScoreTable &table() const { return m_table; }
    [[nodiscard]] const ComparedColumns &compared() const { return m_compared; }

    /// What `pairs` need to be counted, as the table is now.
    [[nodiscard]] std::vector<PairWish> wishes() const;

    /// Null where a row is none of scores, or a column none of a model.
    [[nodiscard]] const ScoreRow *rowAt(int row) const;
    [[nodiscard]] const ScoreCell *cellAt(const QModelIndex &index) const;
    [[nodiscard]] const scoring::PairedCounts *pairAt(int row) const;
    [[nodiscard]] bool isComparison(int column) const;
    [[nodiscard]] int comparisonColumn() const; ///< -1 where nothing is compared
    [[nodiscard]] QString firstName() const;
    [[nodiscard]] QString secondName() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    [[nodiscard]] QString text(const QModelIndex &index) const;
    [[nodiscard]] QString tip(const QModelIndex &index) const;

    ScoreTable m_table;
    ComparedColumns m_compared;
    PairCounts m_pairs;
};

} // namespace bafo::ui
