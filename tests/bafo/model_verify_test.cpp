// SPDX-License-Identifier: Apache-2.0
// `model verify` of the built program: exit code 5 with the file's name where a model is not what was written.
#include "core/base/sha256.h"
#include "core/runs/model_lineage.h"
#include "tests/bafo/bafo_program.h"

#include <QTest>

#include <filesystem>

using namespace bafo;
using namespace bafo::fakes;

class ModelVerifyTest : public QObject {
    Q_OBJECT

    std::unique_ptr<BafoProgram> m_bafo;

    [[nodiscard]] Path folder() const { return m_bafo->project().modelsFolder() / "smol"; }

private Q_SLOTS:
    void init()
    {
        m_bafo = std::make_unique<BafoProgram>();
        runs::ModelLineage lineage;
        for (const auto &[name, content] : {std::pair<std::string, std::string>{"config.json", "{}"},
                                            std::pair<std::string, std::string>{"model.safetensors", "weights"}}) {
            m_bafo->write(folder() / name, content);
            lineage.files.push_back({.name = name, .sha256 = sha256Of(content), .sizeBytes = content.size()});
        }
        m_bafo->write(folder() / "lineage.json", runs::toJson(lineage));
    }

    void aSoundModelIsSaidToBeSound()
    {
        for (const std::string &name : {std::string("smol"), folder().string()}) {
            const auto end = m_bafo->run({"model", "verify", name});
            QVERIFY2(end.exitCode == 0, end.words.c_str());
            QCOMPARE(end.json["verification"]["is_sound"].get<bool>(), true);
            QCOMPARE(end.json["verification"]["num_files"].get<int>(), 2);
        }
    }

    void whatIsWrongIsNamed()
    {
        m_bafo->write(folder() / "model.safetensors", "weightz");
        QCOMPARE(m_bafo->run({"model", "verify", "smol"}).differsFrom(5, {"model.safetensors", "other bytes"}),
                 std::string());
        std::filesystem::remove(folder() / "model.safetensors");
        QCOMPARE(m_bafo->run({"model", "verify", "smol"}).differsFrom(5, {"model.safetensors", "missing"}),
                 std::string());
        m_bafo->write(folder() / "model.safetensors", "weights");
        m_bafo->write(folder() / "notes.txt", "n");
        QCOMPARE(m_bafo->run({"model", "verify", "smol"}).differsFrom(5, {"notes.txt", "not written with"}),
                 std::string());
        std::filesystem::remove(folder() / "notes.txt");
        QCOMPARE(m_bafo->run({"model", "verify", "smol"}).exitCode, 0);
    }

    void aModelThatIsNotThereOrHasNoLineageIsAnError()
    {
        QCOMPARE(m_bafo->run({"model", "verify", "nobody"}).differsFrom(5, {"nobody"}), std::string());
        std::filesystem::remove(folder() / "lineage.json");
        QCOMPARE(m_bafo->run({"model", "verify", "smol"}).differsFrom(5, {"lineage.json", "import"}), std::string());
    }
};

QTEST_APPLESS_MAIN(ModelVerifyTest)
#include "model_verify_test.moc"
