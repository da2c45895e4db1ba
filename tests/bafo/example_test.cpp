// SPDX-License-Identifier: Apache-2.0
#include "tests/bafo/bafo_program.h"

using namespace bafo;
using namespace bafo::fakes;

class ExampleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_bafo = std::make_unique<BafoProgram>(); }

    void itIsAWholeProjectWithRunsAndWithoutWeights()
    {
        const Path folder = m_bafo->outside("a") / "example"; // made with its parents
        const auto made = m_bafo->run({"init", folder.string(), "--example"});
        QCOMPARE(made.exitCode, 0);
        QCOMPARE(made.json["project"].get<std::string>(), folder.string());
        QCOMPARE(m_bafo->run({"run", "list"}, folder).exitCode, 0);
        QCOMPARE(m_bafo->run({"data", "show", "interface"}, folder).exitCode, 0);
        const auto model = m_bafo->run({"model", "list"}, folder);
        QCOMPARE(model.exitCode, 0);
        QVERIFY(model.json.dump().find("\"has_weights\":false") != std::string::npos);
        const auto verified = m_bafo->run({"model", "verify", "smol-zulu"}, folder);
        QCOMPARE(verified.differsFrom(5, {"model.safetensors"}), std::string());
        const auto names = m_bafo->files.list(folder / "tokenizers" / "grown").value();
        for (const std::string &name : names) {
            QVERIFY2(!name.ends_with(".gz"), name.c_str());
        }
    }

    void aSecondCallLeavesTheFirstCopyAlone()
    {
        const Path folder = m_bafo->outside("example");
        QCOMPARE(m_bafo->run({"init", folder.string(), "--example"}).exitCode, 0);
        m_bafo->write(folder / "mine.txt", "mine");
        QCOMPARE(m_bafo->run({"init", folder.string(), "--example"}).exitCode, 0);
        QVERIFY(m_bafo->files.status(folder / "mine.txt").value().exists);
    }

    void whatIsNotTheExampleIsNotTouched()
    {
        const auto end = m_bafo->run({"init", m_bafo->root().string(), "--example"});
        QCOMPARE(end.differsFrom(2, {"something else than the example"}), std::string());
    }

    void aProgramWithoutItSaysSo()
    {
        m_bafo->standBeside({});
        const auto end = m_bafo->run({"init", m_bafo->outside("example").string(), "--example"});
        QCOMPARE(end.differsFrom(2, {"without the example"}), std::string());
    }

private:
    std::unique_ptr<BafoProgram> m_bafo;
};

QTEST_GUILESS_MAIN(ExampleTest)
#include "example_test.moc"
