// SPDX-License-Identifier: GPL-3.0-or-later
// What `bafo model merge --compare` told of the ways to put an adapter into its base.
#pragma once

#include <QJsonObject>
#include <QString>

#include <optional>
#include <vector>

namespace bafo::ui {

/// One way, with how far it is from the adapter on the base that it was trained on.
struct MergeWay {
    QString way; ///< "base_16bit", "base_dequantised", "keep_adapter"
    bool isAvailable = false;
    QString whyNot; ///< of one that is not
    double klNatsPerToken = 0;
    double topAgreement = 0; ///< 0 to 1
    double bitsPerByte = 0;
    quint64 sizeBytes = 0;

    bool operator==(const MergeWay &) const = default;
};

struct MergeComparison {
    QString adapter;
    QString base;
    qint64 numTokens = 0; ///< of the text that they were compared on
    std::vector<MergeWay> ways;
    QString recommended;

    [[nodiscard]] const MergeWay *way(const QString &name) const;
    bool operator==(const MergeComparison &) const = default;
};

/// Nothing where the object is none, or names no way.
[[nodiscard]] std::optional<MergeComparison> mergeComparisonIn(const QJsonObject &json);

/// "16-bit base", ...: a way in few words, and in a sentence.
[[nodiscard]] QString wayName(const QString &way);
[[nodiscard]] QString wayInWords(const QString &way);

/// The way in which nothing is written.
[[nodiscard]] QString keepAdapterWay();

} // namespace bafo::ui
