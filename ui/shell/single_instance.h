// SPDX-License-Identifier: GPL-3.0-or-later
// One window a user: a second start hands its project to the first and ends.
#pragma once

#include <QLocalServer>
#include <QObject>

namespace bafo::ui {

/// A socket in the user's runtime folder, readable by that user only. The window's thread.
class SingleInstance final : public QObject {
    Q_OBJECT

public:
    explicit SingleInstance(QString name, QObject *parent = nullptr);

    /// True where another window took the request: then this program has nothing to do. Waits at most a second for it;
    /// one that hangs or has died is replaced.
    [[nodiscard]] bool handOver(const QString &project);

    /// From now on requests come here. Without a runtime folder there simply is a second window.
    void listen();

Q_SIGNALS:
    /// Somebody started the program again; the project may be empty.
    void requested(const QString &project);

private:
    void take();

    QString m_name;
    QLocalServer m_server;
};

} // namespace bafo::ui
