// SPDX-License-Identifier: Apache-2.0
// The real program killed at any moment of an import: what it leaves is whole.
#include "tests/data/dataset_folder.h"

#include <QProcess>
#include <QTest>

using namespace bafo;
using namespace bafo::data;

class KillTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<DatasetFolder>();
        std::string lines;
        for (int i = 0; i < kNumLines; ++i) {
            lines += "umugqa " + std::to_string(i) + "\n";
        }
        m_folder->write("a.txt", lines);
        QCOMPARE(bafo({QStringLiteral("init"), project()}), 0);
    }

    void aKilledImportLeavesAllOrNothing()
    {
        int numKilled = 0;
        for (int delayMs = 1; numKilled < 20 && delayMs < 2000; delayMs += 7) {
            const int code = bafo(importArguments(), delayMs);
            numKilled += code < 0 ? 1 : 0;
            auto dataset = Dataset::open(m_folder->files, dataFolder());
            const std::int64_t count = dataset ? dataset->count({}).value() : 0;
            QVERIFY2(count == 0 || count == kNumLines, std::to_string(count).c_str());
            if (code == 0 || count == kNumLines) {
                QVERIFY(dataset);
                QCOMPARE(dataset->database()
                             .integer("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'")
                             .value(),
                         0);
                break;
            }
        }
        QVERIFY(numKilled > 3); // else nothing was tried
        const int last = bafo(importArguments());
        QVERIFY(last == 0 || last == 2); // 2: it is there already, whole
        QCOMPARE(Dataset::open(m_folder->files, dataFolder())->count({}).value(), kNumLines);
    }

private:
    static constexpr int kNumLines = 20'000;

    QString project() const { return QString::fromStdString((m_folder->root() / "project").string()); }
    Path dataFolder() const { return m_folder->root() / "project" / "datasets" / "d"; }

    QStringList importArguments() const
    {
        return {QStringLiteral("data"),
                QStringLiteral("import"),
                QStringLiteral("d"),
                QStringLiteral("--text"),
                QString::fromStdString((m_folder->root() / "a.txt").string()),
                QStringLiteral("--documents"),
                QStringLiteral("line"),
                QStringLiteral("--language"),
                QStringLiteral("zul"),
                QStringLiteral("--project"),
                project()};
    }

    /// The exit code; -1 where the process was killed after so many milliseconds.
    static int bafo(const QStringList &arguments, int killAfterMs = -1)
    {
        QProcess process;
        process.start(QStringLiteral(BAFO_BIN_DIR "/bafo"), arguments);
        if (!process.waitForFinished(killAfterMs < 0 ? 60'000 : killAfterMs)) {
            process.kill();
            process.waitForFinished();
        }
        return process.exitStatus() == QProcess::CrashExit ? -1 : process.exitCode();
    }

    std::unique_ptr<DatasetFolder> m_folder;
};

QTEST_GUILESS_MAIN(KillTest)
#include "kill_test.moc"
