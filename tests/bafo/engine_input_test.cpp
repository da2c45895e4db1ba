// SPDX-License-Identifier: Apache-2.0
// What the built program answers to bad input of the verbs that it hands to the engine beside it.
#include "tests/bafo/bafo_program.h"

using namespace bafo;
using namespace bafo::fakes;

class EngineInputTest : public QObject {
    Q_OBJECT

    std::unique_ptr<BafoProgram> m_bafo;

    /// Refused as data, and no model made of it.
    void refuses(const std::vector<std::string> &arguments, const std::vector<std::string> &texts)
    {
        QCOMPARE(m_bafo->run(arguments).differsFrom(5, texts), std::string());
        QVERIFY(m_bafo->files.list(m_bafo->project().modelsFolder())->empty());
    }

private Q_SLOTS:
    void init() { m_bafo = std::make_unique<BafoProgram>(); }

    void anUnknownArchitectureIsNamedWithTheKnownOnes()
    {
        const std::string folder = m_bafo->outside("foreign").string();
        m_bafo->write(folder + "/config.json", R"({"architectures": ["FooForCausalLM"], "model_type": "foo"})");
        for (const std::vector<std::string> &verb :
             {std::vector<std::string>{"model", "import", folder, "--to", "taken"},
              {"generate", folder, "--prompt", "a"},
              {"eval", "bpb", folder, "--text", "/dev/null"}}) {
            refuses(verb, {folder + "/config.json", "unknown architecture 'foo'", "llama"});
        }
    }

    void aMissingModelIsNamedWithWhereItWasLookedFor()
    {
        refuses({"generate", "absent", "--prompt", "a"}, {"no model 'absent'", "models/absent"});
        refuses({"model", "import", "absent.gguf", "--to", "taken"}, {"absent.gguf"});
    }

    void aFileThatIsNoModelIsNamed()
    {
        for (const std::string &content : {std::string(), std::string(100, 'x'), std::string("GGUF\3\0\0\0", 8)}) {
            m_bafo->write(m_bafo->outside("bad.gguf"), content);
            refuses({"model", "import", m_bafo->outside("bad.gguf").string(), "--to", "taken"}, {"bad.gguf"});
        }
    }
};

QTEST_GUILESS_MAIN(EngineInputTest)
#include "engine_input_test.moc"
