// SPDX-License-Identifier: GPL-3.0-or-later
// What the desktop is told, on a bus of the test's own.
#include "ui/shell/notification.h"

#include <QCoreApplication>
#include <QDBusAbstractAdaptor>
#include <QDBusConnection>
#include <QProcess>
#include <QStringList>
#include <QTest>
#include <QVariantMap>

using namespace bafo;

/// In place of the desktop's: keeps what it was told.
class Desktop : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    QStringList told;

public Q_SLOTS:
    Q_SCRIPTABLE uint Notify(const QString &program, uint /*replaces*/, const QString &icon, const QString &title,
                             const QString &text, const QStringList & /*actions*/, const QVariantMap & /*hints*/,
                             int /*timeoutMs*/)
    {
        told = QStringList{program, icon, title, text};
        return 1;
    }
};

class NotificationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theDesktopIsToldWhatHappenedAndByWhom()
    {
        Desktop desktop;
        QDBusConnection bus = QDBusConnection::sessionBus();
        QVERIFY(bus.registerObject(QStringLiteral("/org/freedesktop/Notifications"), &desktop,
                                   QDBusConnection::ExportScriptableSlots));
        QVERIFY(bus.registerService(QStringLiteral("org.freedesktop.Notifications")));
        ui::notifyDesktop(QStringLiteral("Run zulu has ended: finished."), QStringLiteral("step 2,000"));
        QTRY_COMPARE(desktop.told,
                     (QStringList{QStringLiteral("BafoGPT Workbench"), QStringLiteral("org.bafogpt.Workbench"),
                                  QStringLiteral("Run zulu has ended: finished."), QStringLiteral("step 2,000")}));
    }
};

int main(int argc, char **argv)
{
    QProcess daemon;
    daemon.start(QStringLiteral("dbus-daemon"),
                 {QStringLiteral("--session"), QStringLiteral("--nofork"), QStringLiteral("--print-address")});
    if (!daemon.waitForReadyRead(10'000)) {
        qFatal("dbus-daemon does not start: it is in installer/debian-packages.txt");
    }
    qputenv("DBUS_SESSION_BUS_ADDRESS", daemon.readLine().trimmed());
    const QCoreApplication application(argc, argv);
    NotificationTest test;
    const int code = QTest::qExec(&test, argc, argv);
    daemon.kill();
    daemon.waitForFinished();
    return code;
}

#include "notification_test.moc"
