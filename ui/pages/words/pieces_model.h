// SPDX-License-Identifier: GPL-3.0-or-later
// The new pieces of a growth as a table: what each is made of, how often it is used, what it saves, in which words.
#pragma once

#include "ui/pages/words/word_figures.h"

#include <QAbstractTableModel>

namespace bafo::ui {

class PiecesModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { piece, madeOf, numUses, numSaved, examples, numColumns };

    /// Numbers for sorting, texts for all else.
    static constexpr int kSortRole = Qt::UserRole;

    using QAbstractTableModel::QAbstractTableModel;

    void setPieces(std::vector<NewPieceRow> pieces);
    [[nodiscard]] const std::vector<NewPieceRow> &pieces() const { return m_pieces; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<NewPieceRow> m_pieces;
};

} // namespace bafo::ui
