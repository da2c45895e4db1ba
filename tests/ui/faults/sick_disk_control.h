// SPDX-License-Identifier: GPL-3.0-or-later
// Makes a disk ill and well for this process and what it starts (see tests/fakes/sick_disk.cpp).
#pragma once

#include <QFile>
#include <QString>

#include <unistd.h>

namespace bafo::faults {

/// Starts this program again under the preloaded library where it is not there yet. First of all in main().
inline void liveOnASickDisk(char **argv)
{
    if (qEnvironmentVariableIsSet("BAFO_TEST_SICK_DISK")) {
        return;
    }
    qputenv("BAFO_TEST_SICK_DISK", "/tmp/bafo-sick-disk-" + QByteArray::number(::getpid()));
    qputenv("LD_PRELOAD", BAFO_SICK_DISK);
    ::execv("/proc/self/exe", argv);
    qFatal("cannot start again under %s", BAFO_SICK_DISK);
}

class SickDisk {
public:
    ~SickDisk() { recover(); }
    SickDisk() = default;
    SickDisk(const SickDisk &) = delete;
    SickDisk &operator=(const SickDisk &) = delete;

    /// From now on nothing below `path` can grow, or nothing there can be changed. One place at a time.
    void fill(const QString &path) { say("full " + path.toUtf8()); }
    void lock(const QString &path) { say("readonly " + path.toUtf8()); }
    void recover() { QFile::remove(control()); }

private:
    static QString control() { return qEnvironmentVariable("BAFO_TEST_SICK_DISK"); }

    static void say(const QByteArray &words)
    {
        QFile file(control());
        if (!file.open(QIODevice::WriteOnly) || file.write(words) != words.size()) {
            qFatal("the disk cannot be made ill");
        }
    }
};

} // namespace bafo::faults

/// In place of BAFO_FAULT_TEST.
#define BAFO_SICK_DISK_TEST(Test)                                                                                      \
    int main(int argc, char **argv)                                                                                    \
    {                                                                                                                  \
        bafo::faults::liveOnASickDisk(argv);                                                                           \
        return bafo::faults::runTest(argc, argv, []() -> QObject * { return new Test; });                              \
    }
