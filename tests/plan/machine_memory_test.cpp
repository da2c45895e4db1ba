// SPDX-License-Identifier: Apache-2.0
#include "core/plan/machine_memory.h"

#include <QTest>

using namespace bafo;
using namespace bafo::plan;

class MachineMemoryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void totalAndAvailableAreRead()
    {
        const auto memory = parseMachineMemory("MemTotal:       24689764 kB\nMemFree:          500 kB\n"
                                               "MemAvailable:   23000000 kB\n");
        QCOMPARE(memory.totalBytes, std::int64_t{24689764} * 1024);
        QCOMPARE(memory.availableBytes, std::int64_t{23000000} * 1024);
    }

    void whatIsNotThereIsNothing()
    {
        for (const char *text : {"", "MemTotal:", "MemTotal: many kB\nMemAvailable: -3 kB"}) {
            QCOMPARE(parseMachineMemory(text).totalBytes, 0);
            QCOMPARE(parseMachineMemory(text).availableBytes, 0);
        }
    }

    void thisMachineHasSome()
    {
        PosixFileSystem files;
        const auto memory = readMachineMemory(files);
        QVERIFY(memory && memory->availableBytes > 0 && memory->availableBytes <= memory->totalBytes);
    }
};

QTEST_APPLESS_MAIN(MachineMemoryTest)
#include "machine_memory_test.moc"
