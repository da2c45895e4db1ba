// SPDX-License-Identifier: Apache-2.0
// The real program importing while the disk runs full at every possible call: exit code 6, and all or nothing is kept.
#include "tests/data/dataset_folder.h"

#include <QProcess>
#include <QTest>

using namespace bafo;
using namespace bafo::data;

class FullDiskTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<DatasetFolder>();
        QCOMPARE(bafo({QStringLiteral("init"), project()}, -1), 0);
    }

    void aNewDatasetIsThereWholeOrNotAtAll()
    {
        const int numRefused = importUntilItFits("a.txt", 0);
        QVERIFY2(numRefused > 5, std::to_string(numRefused).c_str());
        QCOMPARE(numDocuments(), std::int64_t{kNumLines});
    }

    void aDatasetKeepsWhatItHad()
    {
        QCOMPARE(import("first.txt", -1), 0);
        const std::string ledger = ledgerText();
        QVERIFY(!ledger.empty());
        const int numRefused = importUntilItFits("second.txt", kNumLines);
        QVERIFY2(numRefused > 5, std::to_string(numRefused).c_str());
        QCOMPARE(numDocuments(), std::int64_t{2 * kNumLines});
        QVERIFY(ledgerText() != ledger);
    }

private:
    static constexpr int kNumLines = 200;

    /// How many imports were refused for want of room before one fitted; each must leave what there was.
    int importUntilItFits(const std::string &name, std::int64_t numBefore)
    {
        const std::string ledger = ledgerText();
        int numRefused = 0;
        for (int numGood = 0; numGood < 5000; ++numGood) {
            const int code = import(name, numGood);
            if (code == 0) {
                return numRefused;
            }
            if (code != 6 || numDocuments() != numBefore || ledgerText() != ledger) {
                qWarning("after %d calls: exit code %d, %d documents", numGood, code, static_cast<int>(numDocuments()));
                return -1;
            }
            if (numBefore == 0 && m_folder->files.status(dataFolder())->exists) {
                qWarning("after %d calls: a folder is left", numGood);
                return -1;
            }
            ++numRefused;
            numGood += numGood > 20 ? 10 : 0; // many are pages of the same log
        }
        return -1;
    }

    QString project() const { return QString::fromStdString((m_folder->root() / "project").string()); }
    Path dataFolder() const { return m_folder->root() / "project" / "datasets" / "full-place"; }

    std::int64_t numDocuments() const
    {
        auto dataset = Dataset::open(m_folder->files, dataFolder());
        return dataset ? dataset->count({}).value_or(-1) : 0;
    }

    std::string ledgerText() const
    {
        return m_folder->files.readFile(dataFolder() / "sources.yaml", 1 << 20).value_or("");
    }

    int import(const std::string &name, int numGood)
    {
        std::string lines;
        for (int i = 0; i < kNumLines; ++i) {
            lines += name + " umugqa " + std::to_string(i) + "\n";
        }
        const Path file = m_folder->write(name, lines);
        return bafo({QStringLiteral("data"), QStringLiteral("import"), QStringLiteral("full-place"),
                     QStringLiteral("--text"), QString::fromStdString(file.string()), QStringLiteral("--documents"),
                     QStringLiteral("line"), QStringLiteral("--language"), QStringLiteral("zul"),
                     QStringLiteral("--project"), project()},
                    numGood);
    }

    /// The exit code. The disk is full after so many calls that write to the dataset; never where that is negative.
    static int bafo(const QStringList &arguments, int numGood)
    {
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        if (numGood >= 0) {
            environment.insert(QStringLiteral("LD_PRELOAD"), QStringLiteral(BAFO_FULL_DISK));
            environment.insert(QStringLiteral("BAFO_TEST_FULL_PLACE"), QStringLiteral("/full-place/"));
            environment.insert(QStringLiteral("BAFO_TEST_FULL_AFTER"), QString::number(numGood));
        }
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(BAFO_BIN_DIR "/bafo"), arguments);
        process.waitForFinished(60'000);
        return process.exitStatus() == QProcess::CrashExit ? -1 : process.exitCode();
    }

    std::unique_ptr<DatasetFolder> m_folder;
};

QTEST_GUILESS_MAIN(FullDiskTest)
#include "full_disk_test.moc"
