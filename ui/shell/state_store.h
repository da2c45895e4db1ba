// SPDX-License-Identifier: GPL-3.0-or-later
// What each page would be sorry to lose, kept in the user's data folder: it outlives a crash of the window.
#pragma once

#include "ui/connection/background.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>

namespace bafo::ui {

/// One file a project. Reading a damaged file gives nothing; the damaged one is kept beside it. The window's thread
/// only; a thread beside writes, because a busy disk lets whoever writes wait for longer than a frame. What was not
/// written when the store ends, its destructor writes.
class StateStore {
public:
    explicit StateStore(QString file);
    ~StateStore();
    StateStore(const StateStore &) = delete;
    StateStore &operator=(const StateStore &) = delete;

    [[nodiscard]] QJsonObject stateOf(const QString &page) const;

    /// Soon writes what changed, whole or not at all. False while the last writing failed (full disk); each call tries
    /// again.
    bool keep(const QString &page, const QJsonObject &state);

private:
    void write();
    [[nodiscard]] QByteArray bytes() const;

    QString m_file;
    QJsonObject m_states;
    bool m_hasNews = false; ///< that are not even being written
    bool m_isWriting = false;
    bool m_couldWrite = true;
    Background m_thread;
};

} // namespace bafo::ui
