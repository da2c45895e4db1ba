// SPDX-License-Identifier: Apache-2.0
// `run start`, `attach` and `list` of the built program beside an engine that is a few lines of sh.
#include "tests/bafo/bafo_program.h"

#include <QTest>

#include <filesystem>

using namespace bafo;
using namespace bafo::fakes;

namespace {

/// An engine whose worker says that it began and how it ended.
std::string workerThatEnds(const std::string &kind, const std::string &fields, const std::string &untilCommanded = {})
{
    const auto line = [](int seq, const std::string &what, const std::string &more) {
        return "echo '{\"v\":1,\"seq\":" + std::to_string(seq) + ",\"t\":" + std::to_string(1000 + seq)
            + ",\"run\":\"r\",\"rank\":0,\"kind\":\"" + what + "\"" + more + "}' >> \"$2/events.jsonl\"\n";
    };
    return line(0, "hello", ",\"pid\":'$$'") + untilCommanded + line(1, kind, "," + fields);
}

/// Lets the worker say its last word only when somebody commands it.
constexpr const char *kWaitForCommand = "while [ ! -s \"$2/commands.jsonl\" ]; do sleep 0.05; done\n";

} // namespace

class RunStartTest : public QObject {
    Q_OBJECT

    std::unique_ptr<BafoProgram> m_bafo;

    runs::RunFolder lastRun() { return *runs::RunFolder::find(m_bafo->files, m_bafo->project(), "last"); }

    std::string lineOfConfig(const std::string &key)
    {
        const std::string text = *m_bafo->files.readFile(lastRun().configFile(), 1U << 20U);
        const std::size_t begin = text.find("\n" + key + ": ") + 1;
        return text.substr(begin, text.find('\n', begin) - begin);
    }

private Q_SLOTS:
    void init()
    {
        m_bafo = std::make_unique<BafoProgram>();
        m_bafo->write(m_bafo->project().modelsFolder() / "smol" / "config.json", "{}");
        QVERIFY(m_bafo->files.createDirectories(m_bafo->project().datasetsFolder() / "texts"));
        m_bafo->write(m_bafo->root() / "run.yaml", "model: smol\ncurriculum: [{dataset: texts}]\n");
    }

    void whoWaitsExitsAsTheWorkerDoes_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("fields");
        QTest::addColumn<int>("code");
        const auto row = [](const char *name, const char *kind, const char *fields, int code) {
            QTest::newRow(name) << QString::fromUtf8(kind) << QString::fromUtf8(fields) << code;
        };
        row("finished", "run_finished", R"("outcome":"finished","step":3)", 0);
        row("stopped", "run_finished", R"("outcome":"stopped","step":3)", 3);
        row("cancelled", "run_finished", R"("outcome":"cancelled","step":3)", 3);
        row("memory", "run_failed", R"("code":"out_of_memory","message":"m","hint":"h")", 4);
        row("data", "run_failed", R"("code":"data","message":"m","hint":"h")", 5);
        row("disk", "run_failed", R"("code":"disk_full","message":"m","hint":"h")", 6);
        row("crash", "heartbeat", R"("step":1)", 70);
    }

    void whoWaitsExitsAsTheWorkerDoes()
    {
        QFETCH(const QString, kind);
        QFETCH(const QString, fields);
        QFETCH(const int, code);
        m_bafo->standBeside(workerThatEnds(kind.toStdString(), fields.toStdString()));
        const auto waited = m_bafo->run({"run", "start", "run.yaml", "--wait"});
        QVERIFY2(waited.exitCode == code, waited.words.c_str());
        const auto attached = m_bafo->run({"run", "attach", "last"});
        QVERIFY2(attached.exitCode == code, attached.words.c_str());
        if (code != 0) {
            QCOMPARE(attached.differsFrom(code, {}), std::string());
        }
    }

    void whoCancelsHearsHowTheRunEndedInTruth_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("fields");
        QTest::addColumn<QString>("words");
        QTest::addColumn<int>("code");
        const auto row = [](const char *name, const char *kind, const char *fields, const char *words, int code) {
            QTest::newRow(name) << QString::fromUtf8(kind) << QString::fromUtf8(fields) << QString::fromUtf8(words)
                                << code;
        };
        row("cancelled", "run_finished", R"("outcome":"cancelled","step":3)", " cancelled (command)", 0);
        row("crashed", "heartbeat", R"("step":1)", " cancelled (command)", 0);
        row("stopped", "run_finished", R"("outcome":"stopped","step":3)", " stopped (command)", 0);
        row("finished", "run_finished", R"("outcome":"finished","step":3)", "had finished before", 0);
        row("failed", "run_failed", R"("code":"data","message":"m","hint":"h")", "had failed before", 5);
    }

    void whoCancelsHearsHowTheRunEndedInTruth()
    {
        QFETCH(const QString, kind);
        QFETCH(const QString, fields);
        QFETCH(const QString, words);
        QFETCH(const int, code);
        m_bafo->standBeside(workerThatEnds(kind.toStdString(), fields.toStdString(), kWaitForCommand));
        QCOMPARE(m_bafo->run({"run", "start", "run.yaml"}).exitCode, 0);
        const auto end = m_bafo->shell("$bafo run cancel last");
        QVERIFY2(end.exitCode == code, end.words.c_str());
        QVERIFY2(end.words.find(words.toStdString()) != std::string::npos, end.words.c_str());
        QCOMPARE(end.words.find(" cancelled (") != std::string::npos, words.startsWith(QLatin1String(" cancelled (")));
    }

    void whoCancelsGetsTheOutcomeAsJson()
    {
        m_bafo->standBeside(workerThatEnds("run_finished", R"("outcome":"finished")", kWaitForCommand));
        QCOMPARE(m_bafo->run({"run", "start", "run.yaml"}).exitCode, 0);
        const auto end = m_bafo->run({"run", "cancel", "last"});
        QCOMPARE(end.json.value("outcome", ""), std::string("finished"));
        QVERIFY(!end.json.contains("cancelled_by"));
    }

    void withoutAnEngineNoRunIsMade()
    {
        m_bafo->standBeside("");
        QCOMPARE(m_bafo->run({"run", "start", "run.yaml"}).differsFrom(2, {"bafo-engine", "make build"}),
                 std::string());
        QVERIFY(m_bafo->files.list(m_bafo->project().runsFolder())->empty());
    }

    void whatTheWorkerWouldRefuseMakesNoRun()
    {
        m_bafo->standBeside(workerThatEnds("run_finished", R"("outcome":"finished")"));
        for (const auto &[setting, word] : {std::pair{"freezing.new_rows_only_steps=3", "growth.json"},
                                            std::pair{"optimizer.new_rows_learning_rate_factor=2", "growth.json"}}) {
            QCOMPARE(m_bafo->run({"run", "start", "run.yaml", "--set", setting}).differsFrom(2, {word}), std::string());
        }
        if (!std::filesystem::exists("/dev/nvidiactl")) {
            QCOMPARE(m_bafo->run({"run", "start", "run.yaml", "--device", "cuda"}).differsFrom(2, {"NVIDIA driver"}),
                     std::string());
        }
        QVERIFY(m_bafo->files.list(m_bafo->project().runsFolder())->empty());
    }

    void aPathMeansWhatItMeansWhereItIsTyped()
    {
        m_bafo->standBeside(workerThatEnds("run_finished", R"("outcome":"finished")"));
        const Path below = m_bafo->root() / "below";
        m_bafo->write(below / "mine" / "config.json", "{}");
        m_bafo->write(m_bafo->root() / "mine" / "config.json", "{}"); // what the worker would take
        m_bafo->write(below / "run.yaml", "curriculum: [{dataset: texts}]\n");
        const auto start = [&](const std::string &model, const std::vector<std::string> &more = {}) {
            std::vector<std::string> arguments{"run", "start", "run.yaml", "--wait", "--set", "model=" + model};
            arguments.insert(arguments.end(), more.begin(), more.end());
            const auto end = m_bafo->run(arguments, below);
            return end.exitCode == 0 ? lineOfConfig("model") : end.words;
        };
        QCOMPARE(start("mine"), std::string("model: \"./below/mine\""));
        QCOMPARE(start("./mine"), std::string("model: \"./below/mine\""));
        QCOMPARE(start("../mine"), std::string("model: \"./mine\""));
        QCOMPARE(start("smol"), std::string("model: \"smol\""));
        QCOMPARE(start("../models/smol/"), std::string("model: \"smol\""));
        QCOMPARE(start((m_bafo->project().modelsFolder() / "smol").string()), std::string("model: \"smol\""));
        m_bafo->write(below / "words" / "tokenizer.json", "{}");
        (void)start("smol", {"--set", "tokenizer=words"});
        QCOMPARE(lineOfConfig("tokenizer"), std::string("tokenizer: \"./below/words\""));
    }

    void aModelOutsideTheProjectIsRefusedWithTheWayIn()
    {
        m_bafo->standBeside(workerThatEnds("run_finished", R"("outcome":"finished")"));
        m_bafo->write(m_bafo->outside("elsewhere") / "config.json", "{}");
        for (const std::string &path : {m_bafo->outside("elsewhere").string(), std::string("../elsewhere")}) {
            QCOMPARE(m_bafo->run({"run", "start", "run.yaml", "--set", "model=" + path})
                         .differsFrom(2, {"elsewhere", "outside the project", "bafo model import"}),
                     std::string());
        }
        QVERIFY(m_bafo->files.list(m_bafo->project().runsFolder())->empty());
    }
};

QTEST_GUILESS_MAIN(RunStartTest)
#include "run_start_test.moc"
