// SPDX-License-Identifier: Apache-2.0
// What the built program says of a run whose worker went without a word because the disk was full.
#include "tests/bafo/bafo_program.h"

#include <QTest>

using namespace bafo;
using namespace bafo::fakes;

namespace {

constexpr const char *kSaysWhy
    = R"(echo '{"v":1,"seq":0,"t":1,"run":"r","rank":0,"kind":"run_failed","code":"data","message":"m","hint":"h"}' \
>> "$2/events.jsonl"
)";

} // namespace

class FullDiskTest : public QObject {
    Q_OBJECT

    std::unique_ptr<BafoProgram> m_bafo;

private Q_SLOTS:
    void init()
    {
        m_bafo = std::make_unique<BafoProgram>();
        m_bafo->write(m_bafo->project().modelsFolder() / "smol" / "config.json", "{}");
        QVERIFY(m_bafo->files.createDirectories(m_bafo->project().datasetsFolder() / "texts"));
        m_bafo->write(m_bafo->root() / "run.yaml", "model: smol\ncurriculum: [{dataset: texts}]\n");
        m_bafo->setVariable("LD_PRELOAD", BAFO_FULL_DISK);
    }

    void aSilentEndOnAFullDiskIsTheDisks_data()
    {
        QTest::addColumn<QString>("worker");
        QTest::addColumn<QString>("freeBytes");
        QTest::addColumn<int>("code");
        const auto row = [](const char *name, const char *worker, const char *freeBytes, int code) {
            QTest::newRow(name) << QString::fromUtf8(worker) << QString::fromUtf8(freeBytes) << code;
        };
        row("full", "exit 1\n", "1048575", 6);
        row("room", "exit 1\n", "1048576", 70);
        row("full, but it spoke", kSaysWhy, "0", 5);
    }

    void aSilentEndOnAFullDiskIsTheDisks()
    {
        QFETCH(const QString, worker);
        QFETCH(const QString, freeBytes);
        QFETCH(const int, code);
        m_bafo->setVariable("BAFO_TEST_FREE_BYTES", freeBytes.toStdString());
        m_bafo->standBeside(worker.toStdString());
        const auto waited = m_bafo->run({"run", "start", "run.yaml", "--wait"});
        QVERIFY2(waited.exitCode == code, waited.words.c_str());
        const std::vector<std::string> texts = code == 6
            ? std::vector<std::string>{"disk", "is full", "free some space", "resume"}
            : std::vector<std::string>{};
        const auto attached = m_bafo->run({"run", "attach", "last"});
        QCOMPARE(attached.differsFrom(code, texts), std::string());
        const auto shown = m_bafo->shell("$bafo run show last");
        QCOMPARE(shown.exitCode, 0);
        QCOMPARE(shown.words.find("is full") != std::string::npos, code == 6);
    }
};

QTEST_GUILESS_MAIN(FullDiskTest)
#include "full_disk_test.moc"
