// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/words/pieces_model.h"

#include "ui/widgets/measures.h"
#include "ui/widgets/number_text.h"

namespace bafo::ui {
namespace {

QVariant valueOf(const NewPieceRow &row, int column)
{
    switch (column) {
    case PiecesModel::piece:
        return row.piece;
    case PiecesModel::madeOf:
        return row.madeOf;
    case PiecesModel::numUses:
        return row.numUses;
    case PiecesModel::numSaved:
        return row.numSaved;
    case PiecesModel::examples:
        return row.examples;
    default:
        return {};
    }
}

bool isNumber(int column)
{
    return column == PiecesModel::numUses || column == PiecesModel::numSaved;
}

} // namespace

void PiecesModel::setPieces(std::vector<NewPieceRow> pieces)
{
    beginResetModel();
    m_pieces = std::move(pieces);
    endResetModel();
}

int PiecesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_pieces.size());
}

int PiecesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : numColumns;
}

QVariant PiecesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const NewPieceRow &row = m_pieces[static_cast<std::size_t>(index.row())];
    const QVariant value = valueOf(row, index.column());
    switch (role) {
    case Qt::DisplayRole:
        return isNumber(index.column()) ? QVariant(groupedNumber(value.toLongLong())) : value;
    case kSortRole:
        return value;
    case Qt::TextAlignmentRole:
        return int((isNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::FontRole:
        if (isNumber(index.column())) {
            return numberFont();
        }
        return index.column() == piece ? QVariant(fontOf(TextSize::body, TextWeight::strong)) : QVariant();
    case Qt::ToolTipRole:
        return row.startsWord ? tr("Piece %1: begins a word").arg(row.id)
                              : tr("Piece %1: inside a word, or at the start of a line").arg(row.id);
    default:
        return {};
    }
}

QVariant PiecesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case numUses:
            return tr("How often the sample's text, what was learned from included, is cut into this piece");
        case numSaved:
            return tr("How many pieces fewer the sample, what was learned from included, has for it; inside longer "
                      "pieces too");
        default:
            return {};
        }
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case piece:
        return tr("piece");
    case madeOf:
        return tr("made of");
    case numUses:
        return tr("used");
    case numSaved:
        return tr("saves");
    case examples:
        return tr("for example");
    default:
        return {};
    }
}

} // namespace bafo::ui
