// SPDX-License-Identifier: GPL-3.0-or-later
// The runs of a project as a table, and the filter over it.
#pragma once

#include "ui/models/run_details.h"
#include "ui/models/run_list.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

namespace bafo::ui {

/// Keeps rows and selection where a run goes on; the window's thread only.
class RunsModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { name, curve, state, model, step, loss, bitsPerByte, duration, started, numColumns };
    enum Role { sortRole = Qt::UserRole, idRole, curveRole };

    /// `list` and `details` are borrowed.
    RunsModel(RunList &list, RunDetailsReader &details, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Null where there is none.
    [[nodiscard]] const RunRow *rowOf(const QString &id) const;
    [[nodiscard]] const RunRow &rowAt(int row) const { return m_rows.at(static_cast<std::size_t>(row)); }

    /// Takes the list's rows over now.
    void update();

private:
    [[nodiscard]] QVariant text(const RunRow &row, int column) const;
    [[nodiscard]] QVariant sortKey(const RunRow &row, int column) const;
    [[nodiscard]] const RunDetails *detailsOf(const RunRow &row) const;
    void tellChanged(int row);

    RunList &m_list;
    RunDetailsReader &m_details;
    std::vector<RunRow> m_rows;
};

/// By words in a run's id or state, and by the kind of its state.
class RunsFilter final : public QSortFilterProxyModel {
    Q_OBJECT

public:
    enum class Kind { all, live, finished, failed };

    explicit RunsFilter(QObject *parent = nullptr);
    void setWords(const QString &words);
    void setKind(Kind kind);
    [[nodiscard]] const QString &words() const { return m_words; }
    [[nodiscard]] Kind kind() const { return m_kind; }
    [[nodiscard]] bool isFiltering() const { return m_kind != Kind::all || !m_words.isEmpty(); }

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    QString m_words;
    Kind m_kind = Kind::all;
};

} // namespace bafo::ui

Q_DECLARE_METATYPE(const std::vector<float> *)
