// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/score_model.h"

#include "ui/widgets/number_text.h"

namespace bafo::ui {
namespace {

bool hasSameShape(const ScoreTable &one, const ScoreTable &other)
{
    const auto isSameRow = [](const ScoreRow &a, const ScoreRow &b) {
        return a.kind == b.kind && a.task == b.task && a.prompt == b.prompt && a.title == b.title;
    };
    const auto isSameColumn
        = [](const ScoreColumn &a, const ScoreColumn &b) { return a.model == b.model && a.weightHash == b.weightHash; };
    return std::equal(one.rows.begin(), one.rows.end(), other.rows.begin(), other.rows.end(), isSameRow)
        && std::equal(one.columns.begin(), one.columns.end(), other.columns.begin(), other.columns.end(), isSameColumn);
}

} // namespace

ScoreModel::ScoreModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void ScoreModel::setTable(ScoreTable table)
{
    if (hasSameShape(m_table, table)) {
        m_table = std::move(table);
        if (!m_table.rows.empty()) {
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
            Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
        }
        return;
    }
    beginResetModel();
    m_table = std::move(table);
    endResetModel();
}

void ScoreModel::setCompared(const ComparedColumns &compared)
{
    if (compared.first == m_compared.first && compared.second == m_compared.second) {
        return;
    }
    beginResetModel();
    m_compared = compared;
    m_pairs.clear();
    endResetModel();
}

void ScoreModel::setPairs(const PairCounts &pairs)
{
    m_pairs = pairs;
    if (m_compared.isPair() && rowCount() > 0) {
        Q_EMIT dataChanged(index(0, comparisonColumn()), index(rowCount() - 1, comparisonColumn()));
    }
}

std::vector<PairWish> ScoreModel::wishes() const
{
    std::vector<PairWish> wishes;
    if (!m_compared.isPair()) {
        return wishes;
    }
    for (const ScoreRow &row : m_table.rows) {
        const auto numCells = static_cast<int>(row.cells.size());
        if (row.isOverPrompts || m_compared.first >= numCells || m_compared.second >= numCells) {
            continue;
        }
        const CellPlace &first = row.cells[static_cast<std::size_t>(m_compared.first)].place;
        const CellPlace &second = row.cells[static_cast<std::size_t>(m_compared.second)].place;
        if (first.isSomewhere() && second.isSomewhere()) {
            wishes.push_back({pairKeyOf(row), first, second});
        }
    }
    return wishes;
}

const ScoreRow *ScoreModel::rowAt(int row) const
{
    const bool isThere = row >= 0 && row < rowCount();
    const ScoreRow *found = isThere ? &m_table.rows[static_cast<std::size_t>(row)] : nullptr;
    return found != nullptr && found->kind != ScoreRow::Kind::section ? found : nullptr;
}

const ScoreCell *ScoreModel::cellAt(const QModelIndex &index) const
{
    const ScoreRow *row = rowAt(index.row());
    const int column = index.column() - 1;
    return row != nullptr && column >= 0 && column < static_cast<int>(row->cells.size())
        ? &row->cells[static_cast<std::size_t>(column)]
        : nullptr;
}

const scoring::PairedCounts *ScoreModel::pairAt(int row) const
{
    const ScoreRow *found = rowAt(row);
    const auto pair = found == nullptr ? m_pairs.end() : m_pairs.find(pairKeyOf(*found));
    return pair == m_pairs.end() ? nullptr : &pair->second;
}

int ScoreModel::comparisonColumn() const
{
    return m_compared.isPair() ? static_cast<int>(m_table.columns.size()) + 1 : -1;
}

bool ScoreModel::isComparison(int column) const
{
    return column >= 0 && column == comparisonColumn();
}

QString ScoreModel::firstName() const
{
    return m_compared.isPair() && m_compared.first < static_cast<int>(m_table.columns.size())
        ? m_table.columns[static_cast<std::size_t>(m_compared.first)].title
        : QString();
}

QString ScoreModel::secondName() const
{
    return m_compared.isPair() && m_compared.second < static_cast<int>(m_table.columns.size())
        ? m_table.columns[static_cast<std::size_t>(m_compared.second)].title
        : QString();
}

int ScoreModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table.rows.size());
}

int ScoreModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : 1 + static_cast<int>(m_table.columns.size()) + (m_compared.isPair() ? 1 : 0);
}

QString ScoreModel::text(const QModelIndex &index) const
{
    const ScoreRow &row = m_table.rows[static_cast<std::size_t>(index.row())];
    if (index.column() == 0) {
        return row.title;
    }
    if (isComparison(index.column())) {
        const scoring::PairedCounts *pair = pairAt(index.row());
        return pair != nullptr ? verdictOnPair(*pair, firstName(), secondName()) : QString();
    }
    const ScoreCell *cell = cellAt(index);
    if (cell == nullptr) {
        return {};
    }
    if (!cell->hasScore) {
        return cell->run.isEmpty() ? QStringLiteral("–") : workInWords(*cell);
    }
    return scoreInWords(cell->value, unitOfMetric(cell->metric));
}

QString ScoreModel::tip(const QModelIndex &index) const
{
    const ScoreRow *row = rowAt(index.row());
    if (row == nullptr) {
        return {};
    }
    if (index.column() == 0) {
        return row->prompt.isEmpty() ? row->task : row->task + QStringLiteral(" · ") + row->prompt;
    }
    if (isComparison(index.column())) {
        const scoring::PairedCounts *pair = pairAt(index.row());
        return pair != nullptr ? pairInSentences(*pair, firstName(), secondName()) : QString();
    }
    const ScoreCell *cell = cellAt(index);
    if (cell == nullptr || cell->isEmpty() || row->isOverPrompts) {
        return {};
    }
    return (QStringList{cellInSentences(*cell)} + doubtsAbout(*cell)).join(QLatin1Char('\n'));
}

QVariant ScoreModel::data(const QModelIndex &index, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return text(index);
    case Qt::AccessibleTextRole: {
        const QString words = tip(index);
        return index.column() == 0 || words.isEmpty() ? text(index) : words;
    }
    case Qt::ToolTipRole:
        return tip(index);
    case isSectionRole:
        return rowAt(index.row()) == nullptr;
    default:
        return {};
    }
}

QVariant ScoreModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return QAbstractTableModel::headerData(section, orientation, role);
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) {
        return {};
    }
    if (section == 0) {
        return tr("Task");
    }
    if (isComparison(section)) {
        return tr("%1 → %2").arg(firstName(), secondName());
    }
    return section - 1 < static_cast<int>(m_table.columns.size())
        ? QVariant(m_table.columns[static_cast<std::size_t>(section - 1)].title)
        : QVariant();
}

Qt::ItemFlags ScoreModel::flags(const QModelIndex &index) const
{
    return rowAt(index.row()) == nullptr ? Qt::ItemFlags() : Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

} // namespace bafo::ui
