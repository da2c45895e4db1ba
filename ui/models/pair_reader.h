// SPDX-License-Identifier: GPL-3.0-or-later
// Counts wins and losses of two models, cell by cell, from the indexes of their answers, in a thread beside.
#pragma once

#include "core/base/file_system.h"
#include "core/scoring/paired_items.h"
#include "ui/connection/background.h"
#include "ui/models/score_table.h"

#include <QObject>
#include <QString>

#include <map>
#include <vector>

namespace bafo::ui {

/// The cells of one row.
struct PairWish {
    QString key = {}; ///< of the row
    CellPlace first = {};
    CellPlace second = {};

    bool operator==(const PairWish &) const = default;
};

/// By the row's key.
using PairCounts = std::map<QString, scoring::PairedCounts>;

/// "task/prompt": the key of a row.
[[nodiscard]] QString pairKeyOf(const ScoreRow &row);

/// The window's thread. Only the answer to the last question comes.
class PairReader final : public QObject {
    Q_OBJECT

public:
    /// `evaluations` holds a folder an evaluation.
    explicit PairReader(Path evaluations, QObject *parent = nullptr);

    void read(const std::vector<PairWish> &wishes);

Q_SIGNALS:
    void counted(const bafo::ui::PairCounts &counts);

private:
    Path m_evaluations;
    quint64 m_question = 0;
    Background m_background; ///< ended first
};

} // namespace bafo::ui
