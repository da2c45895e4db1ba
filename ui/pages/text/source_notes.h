// SPDX-License-Identifier: GPL-3.0-or-later
// Licences and provenances to be noted, as the calls of `bafo data annotate` that they need.
#pragma once

#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace bafo::ui {

/// A value. Sources with the same note share a call.
struct SourceNotes {
    /// An empty licence is one that is not known; no provenance: it stays as it is.
    void add(const std::vector<qint64> &sources, const QString &licence, const std::optional<QString> &provenance);

    [[nodiscard]] QList<QStringList> commands() const;

    QString dataset;
    QMap<QStringList, std::vector<qint64>> notes; ///< options -> sources
};

} // namespace bafo::ui
