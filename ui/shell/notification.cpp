// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/notification.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCall>
#include <QVariantMap>

namespace bafo::ui {

void notifyDesktop(const QString &title, const QString &text)
{
    constexpr int kDesktopDecides = -1;
    const QString service = QStringLiteral("org.freedesktop.Notifications");
    QDBusMessage call = QDBusMessage::createMethodCall(service, QStringLiteral("/org/freedesktop/Notifications"),
                                                       service, QStringLiteral("Notify"));
    call.setArguments({QStringLiteral("BafoGPT Workbench"), 0U, QStringLiteral("org.bafogpt.Workbench"), title, text,
                       QStringList(), QVariantMap(), kDesktopDecides});
    QDBusConnection::sessionBus().asyncCall(call);
}

} // namespace bafo::ui
