// SPDX-License-Identifier: GPL-3.0-or-later
// The sources of a dataset as a list: all of them first, then each file with its licence and its share of the words.
#pragma once

#include "ui/models/dataset_contents.h"

#include <QAbstractListModel>

#include <vector>

namespace bafo::ui {

struct SourceRow {
    qint64 id = 0; ///< 0: all sources
    QString name; ///< the file
    QString licence; ///< in words; empty for all sources
    bool isUnclear = false;
    qint64 numWords = 0;
    double share = 0; ///< of the dataset's words, from 0 to 1
};

/// The window's thread only.
class SourceList final : public QAbstractListModel {
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;

    /// Null: empty.
    void setContents(const DatasetContentsPtr &contents);

    [[nodiscard]] const SourceRow &rowAt(int row) const { return m_rows[static_cast<std::size_t>(row)]; }

    /// -1 where there is none.
    [[nodiscard]] int rowOf(qint64 source) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;

    /// Display and accessible text: all that a row shows, as one sentence.
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    std::vector<SourceRow> m_rows;
};

/// "41 %", "under 1 %"
[[nodiscard]] QString shareInWords(const SourceRow &row);

} // namespace bafo::ui
