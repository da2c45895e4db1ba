// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps corrections and takes them back, by `bafo data correct`.
#pragma once

#include "core/base/result.h"
#include "ui/models/project_session.h"
#include "ui/pages/chat/conversation.h"

#include <QObject>

#include <functional>
#include <vector>

namespace bafo::ui {

/// A row that is to be kept.
struct WantedCorrection {
    std::vector<ChatLine> lines; ///< the last one the answer as it should have been
    QString answer; ///< as it was
    QString model;
    AnswerOrigin origin;
    QString language; ///< of the row
    QString replaces; ///< id of the correction in whose place it comes; may be empty
};

/// The window's thread. What was asked goes on when the page is gone; then nobody hears of its end.
class CorrectionWork final : public QObject {
    Q_OBJECT

public:
    /// The session outlives it.
    CorrectionWork(ProjectSession &session, QObject *parent);

    void keep(const WantedCorrection &wanted, const std::function<void(const Result<CorrectionNote> &)> &done);
    void withdraw(const CorrectionNote &note, const std::function<void(const Result<void> &)> &done);

private:
    ProjectSession &m_session;
};

/// The dataset that corrections go to.
[[nodiscard]] QString correctionDataset();

} // namespace bafo::ui
