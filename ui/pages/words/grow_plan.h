// SPDX-License-Identifier: GPL-3.0-or-later
// A growth that a user asks for: the command that does it, what it costs a model, and its result in words.
#pragma once

#include "core/runs/model_summary.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>

namespace bafo::ui {

/// A language of a dataset; empty: none.
struct DatasetLanguage {
    QString dataset;
    QString language;

    [[nodiscard]] bool isEmpty() const { return dataset.isEmpty(); }
    bool operator==(const DatasetLanguage &) const = default;
};

struct GrowPlan {
    QString base; ///< folder below the project: "models/smol"
    qint64 numPieces = 1000;
    DatasetLanguage learned;
    bool isLearnedSplit = true; ///< the dataset tells text to train on from held-out text
    DatasetLanguage kept; ///< the old language
    bool isKeptSplit = true;
    bool hasKeptHeldOut = false;
    QStringList keptFiles; ///< in place of `kept`
    QString name; ///< of the new tokenizer

    /// For bafo.
    [[nodiscard]] QStringList arguments() const;

    [[nodiscard]] QJsonObject toJson() const;
    [[nodiscard]] static GrowPlan fromJson(const QJsonObject &json);
};

/// "zul-1k", and with a number behind it where that is taken.
[[nodiscard]] QString growthName(const QString &language, qint64 numPieces, const QStringList &taken);

/// What rows for new pieces cost a model on the disk, and about as much of its memory.
struct RowCost {
    qint64 numRows = 0;
    quint64 sizeBytes = 0; ///< of the rows
};

/// Models have rows in multiples of 64, and may have spare ones.
[[nodiscard]] RowCost costOf(const runs::ModelSummary &model, std::uint32_t vocabularySize, qint64 numPieces);

/// What `tokenizer grow` said, as a sentence and what a user should be warned of.
struct GrowthWords {
    QString result;
    QStringList warnings;
};

[[nodiscard]] GrowthWords growthWords(const QJsonObject &result, const GrowPlan &plan);

} // namespace bafo::ui
