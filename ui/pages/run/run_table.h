// SPDX-License-Identifier: GPL-3.0-or-later
// The chart's numbers as a table, and what happened as one: for screen readers, and for whoever wants to look closely.
#pragma once

#include "ui/models/run_values.h"

#include <QAbstractTableModel>

namespace bafo::ui {

/// Newest step first. The window's thread.
class RunValuesModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    /// Copies all numbers: while it is looked at, and not more than once a second.
    void take(const RunRecord &record);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    ValueTable m_table;
};

/// Time, step, words; newest first.
class RunNotesModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;
    void take(const RunRecord &record);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<RunNote> m_notes;
};

} // namespace bafo::ui
