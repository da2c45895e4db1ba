// SPDX-License-Identifier: Apache-2.0
#include "core/runs/launch_settings.h"

#include <QTemporaryDir>
#include <QTest>

using namespace bafo;
using namespace bafo::runs;

class LaunchSettingsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    PosixFileSystem m_files;

    RunFolder run() const { return RunFolder(Path(m_folder->path().toStdString())); }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void aRunWithoutTheFileIsOneProcess() { QCOMPARE(readLaunchSettings(m_files, run())->numRanks, std::int64_t{1}); }

    void whatIsWrittenComesBack()
    {
        const LaunchSettings settings{.numRanks = 4, .rankTimeoutSeconds = 5, .device = "cpu"};
        QVERIFY(writeLaunchSettings(m_files, run(), settings));
        QVERIFY(*readLaunchSettings(m_files, run()) == settings);
        QVERIFY(!(settings == LaunchSettings()));
    }

    void numbersThatCannotBeAreNotWritten()
    {
        for (const std::int64_t number : {-1, 0, 65}) {
            const auto written = writeLaunchSettings(m_files, run(), {.numRanks = number});
            QVERIFY(!written);
            QCOMPARE(written.error().code, ErrorCode::config);
            QVERIFY(written.error().message.find(std::to_string(number)) != std::string::npos);
        }
        QVERIFY(!writeLaunchSettings(m_files, run(), {.numRanks = 2, .rankTimeoutSeconds = 0}));
        QVERIFY(!writeLaunchSettings(m_files, run(), {.device = "tpu"}));
        QVERIFY(!m_files.status(run().launchFile())->exists);
    }

    void aDamagedFileIsNamedAndNothingIsGuessed_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"", "{", "[]", "4", R"({"ranks": "4"})", R"({"ranks": 0})", R"({"ranks": 1e3})",
                                 R"({"ranks": 2, "rank_timeout_s": null})", R"({"device": 0})", R"({"device": "tpu"})",
                                 R"({"ranks": 18446744073709551615})"}) {
            QTest::newRow(text) << QByteArray(text);
        }
    }

    void aDamagedFileIsNamedAndNothingIsGuessed()
    {
        QFETCH(QByteArray, text);
        QVERIFY(writeFileAtomically(m_files, run().launchFile(), text.toStdString()));
        const auto read = readLaunchSettings(m_files, run());
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::data);
        QVERIFY(read.error().message.find("launch.json") != std::string::npos);
        QVERIFY(read.error().hint.find("--ranks") != std::string::npos);
    }

    void fieldsOfLaterVersionsAreLeftOut()
    {
        QVERIFY(writeFileAtomically(m_files, run().launchFile(), R"({"ranks": 3, "hosts": ["a", "b"]})"));
        QCOMPARE(readLaunchSettings(m_files, run())->numRanks, std::int64_t{3});
        QCOMPARE(readLaunchSettings(m_files, run())->device, std::string("auto"));
    }
};

QTEST_GUILESS_MAIN(LaunchSettingsTest)
#include "launch_settings_test.moc"
