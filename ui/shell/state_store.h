// SPDX-License-Identifier: GPL-3.0-or-later
// What each page would be sorry to lose, kept in the user's data folder: it outlives a crash of the window.
#pragma once

#include <QJsonObject>
#include <QString>

namespace bafo::ui {

/// One file a project. Reading a damaged file gives nothing; the damaged one is kept beside it.
class StateStore {
public:
    explicit StateStore(QString file);

    [[nodiscard]] QJsonObject stateOf(const QString &page) const;

    /// Writes where something changed, whole or not at all. False where it could not be written (full disk).
    bool keep(const QString &page, const QJsonObject &state);

private:
    QString m_file;
    QJsonObject m_states;
};

} // namespace bafo::ui
