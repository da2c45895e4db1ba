// SPDX-License-Identifier: GPL-3.0-or-later
// All that the page of models shows, read in a thread of its own and read again when the project changes.
#pragma once

#include "core/runs/parity_certificate.h"
#include "ui/connection/background.h"
#include "ui/models/project_session.h"
#include "ui/models/run_scores.h"
#include "ui/pages/models/model_family.h"

#include <QHash>
#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace bafo::ui {

/// A value, made whole by one reading.
struct ShelfContent {
    std::vector<FamilyMember> members;
    QHash<QString, RunScores> scores; ///< by the id of the run that made a model
    QHash<QString, runs::ParityCertificate> certificates; ///< by model; of those that have one
    QStringList datasets; ///< of texts, by name
    QHash<QString, QStringList> users; ///< model -> living runs that need it
    quint64 freeBytes = 0;
    std::optional<Error> error; ///< the folder of models cannot be read

    [[nodiscard]] const FamilyMember *member(const QString &name) const;
    [[nodiscard]] quint64 sizeBytes() const;

    /// Null where it has none.
    [[nodiscard]] const runs::ParityCertificate *certificateOf(const QString &name) const;

    /// Of the run that made the model; null where none did or its log is gone.
    [[nodiscard]] const RunScores *scoresOf(const FamilyMember &member) const;
};

/// Logs of runs that ended are read once. Lives in the window's thread.
class ModelShelf final : public QObject {
    Q_OBJECT

public:
    ModelShelf(ProjectSession &session, QObject *parent);

    /// Out of sight nothing is read; what changed meanwhile is read when it comes into sight.
    void setInSight(bool isInSight);
    void readAgain();

    /// Null before the first reading.
    [[nodiscard]] const std::shared_ptr<const ShelfContent> &content() const { return m_content; }

    /// For other reading that the page needs.
    [[nodiscard]] Background &thread() { return m_thread; }

Q_SIGNALS:
    void changed();

private:
    void read();

    ProjectSession &m_session;
    std::shared_ptr<const ShelfContent> m_content;
    QString m_liveRuns; ///< ids at the last reading
    bool m_isInSight = false;
    bool m_isStale = true;
    bool m_isReading = false;
    Background m_thread;
};

} // namespace bafo::ui
