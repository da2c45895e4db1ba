// SPDX-License-Identifier: GPL-3.0-or-later
// The comparison of the ways to merge an adapter: held-out text out of a dataset, `bafo model merge --compare` over it,
// and what came of it, kept.
#pragma once

#include "ui/connection/background.h"
#include "ui/pages/models/merge_comparison.h"
#include "ui/pages/page.h"

#include <QHash>

namespace bafo::ui {

/// Goes on without the page and is found again by it. The window's thread.
class MergeWork final : public QObject {
    Q_OBJECT

public:
    MergeWork(const PageContext &context, Background &thread, QObject *parent);

    /// Takes notice of what ended while no page was there. Call it once, with the connections made.
    void begin();

    /// `weightHash` is the adapter's: the comparison of one that was trained anew is forgotten.
    void compare(const QString &adapter, const QString &weightHash, const QString &dataset);

    [[nodiscard]] std::optional<MergeComparison> comparisonOf(const QString &adapter, const QString &weightHash) const;

    /// "Comparing, 2 min so far"; empty where it is not under way.
    [[nodiscard]] QString progressOf(const QString &adapter) const;
    void cancel(const QString &adapter);

    [[nodiscard]] QJsonObject state() const;
    void restore(const QJsonObject &state);

Q_SIGNALS:
    void changed();

private:
    struct Asked {
        QString weightHash;
        QString textFile;
    };

    void start(const QString &adapter, const Asked &asked);
    void conclude(Job *job);

    PageContext m_context;
    Background &m_thread;
    QHash<QString, Asked> m_asked; ///< by adapter
    QHash<QString, QJsonObject> m_compared; ///< by adapter: {"weight_hash", "merge_comparison"}
    QString m_preparing; ///< adapter for which text is being read
};

/// Held-out texts of a dataset, one a line, up to `maxBytes` of them. Gives how many documents. Fails (config) where
/// none is held out. Any thread.
[[nodiscard]] Result<std::int64_t> writeHeldOutText(FileSystem &files, const Path &dataset, const Path &file,
                                                    std::size_t maxBytes);

} // namespace bafo::ui
