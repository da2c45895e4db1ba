// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/single_instance.h"

#include <QLocalSocket>

namespace bafo::ui {
namespace {

constexpr int kPatienceMs = 500;
constexpr qint64 kLongestRequest = 65536;

} // namespace

SingleInstance::SingleInstance(QString name, QObject *parent)
    : QObject(parent)
    , m_name(std::move(name))
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::take);
}

bool SingleInstance::handOver(const QString &project)
{
    QLocalSocket socket;
    socket.connectToServer(m_name);
    if (!socket.waitForConnected(kPatienceMs)) {
        return false;
    }
    socket.write(project.toUtf8() + '\n');
    return socket.waitForBytesWritten(kPatienceMs) && socket.waitForReadyRead(kPatienceMs)
        && socket.readAll().startsWith("ok");
}

void SingleInstance::listen()
{
    if (!m_server.listen(m_name)) {
        QLocalServer::removeServer(m_name); // left behind by a window that was killed
        m_server.listen(m_name);
    }
}

void SingleInstance::take()
{
    QLocalSocket *socket = m_server.nextPendingConnection();
    connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
    connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
        if (socket->canReadLine()) {
            const QString project = QString::fromUtf8(socket->readLine(kLongestRequest)).trimmed();
            socket->write("ok\n");
            socket->flush();
            Q_EMIT requested(project);
        } else if (socket->bytesAvailable() > kLongestRequest) {
            socket->abort();
        }
    });
}

} // namespace bafo::ui
