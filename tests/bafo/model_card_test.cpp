// SPDX-License-Identifier: Apache-2.0
// `model card` of the built program: from lineage, runs, datasets and evaluations of a project.
#include "core/runs/model_lineage.h"
#include "core/scoring/evaluation_info.h"
#include "tests/bafo/bafo_program.h"

#include <QTest>

#include <filesystem>

using namespace bafo;
using namespace bafo::fakes;

namespace {

const std::string kRun = "20260131-094501-it";
const std::string kLog
    = R"({"v":1,"seq":0,"t":1,"run":"20260131-094501-it","rank":0,"kind":"hello","program":"bafo-engine","version":"0.9","pid":1})"
      "\n"
      R"({"v":1,"seq":1,"t":2,"run":"20260131-094501-it","rank":0,"kind":"eval_finished","name":"zul","language":"zul","bits_per_byte":4.5,"bits_per_byte_low":4.4,"bits_per_byte_high":4.6,"documents":3,"step":0})"
      "\n"
      R"({"v":1,"seq":2,"t":3,"run":"20260131-094501-it","rank":0,"kind":"step_finished","step":5,"loss":9.9,"train_tokens":50,"train_bytes":150})"
      "\n"
      R"({"v":1,"seq":3,"t":4,"run":"20260131-094501-it","rank":0,"kind":"rewound","to_step":3})"
      "\n"
      R"({"v":1,"seq":4,"t":5,"run":"20260131-094501-it","rank":0,"kind":"step_finished","step":4,"loss":1.25,"train_tokens":40,"train_bytes":120})"
      "\n"
      R"({"v":1,"seq":5,"t":6,"run":"20260131-094501-it","rank":0,"kind":"eval_finished","name":"zul","language":"zul","bits_per_byte":2.5,"bits_per_byte_low":2.4,"bits_per_byte_high":2.6,"documents":3,"step":4})"
      "\n";

} // namespace

class ModelCardTest : public QObject {
    Q_OBJECT

    std::unique_ptr<BafoProgram> m_bafo;

    [[nodiscard]] Path models() const { return m_bafo->project().modelsFolder(); }

    /// A model without weights, of which only its files' hashes are known. Gives its weight hash.
    std::string makeModel(const std::string &name, runs::ModelLineage lineage)
    {
        lineage.files = {{.name = "model.safetensors", .sha256 = std::string(64, name.front()), .sizeBytes = 1}};
        m_bafo->write(models() / name / "config.json", R"({"model_type": "llama", "vocab_size": 8})");
        m_bafo->write(models() / name / "lineage.json", runs::toJson(lineage));
        return lineage.weightHash();
    }

    void makeDataset()
    {
        m_bafo->write(m_bafo->outside("pairs.tsv"),
                      "The boy sings.\tUmfana uyacula.\nThe girl sings.\tIntombazane iyacula.\n");
        const auto made
            = m_bafo->run({"data", "import", "pairs", "--pairs", m_bafo->outside("pairs.tsv").string(), "--language",
                           "zul", "--licence", "CC-BY-4.0", "--provenance", "told by <grandmother>"});
        QVERIFY2(made.exitCode == 0, made.words.c_str());
    }

    void makeEvaluation(const std::string &id, const std::string &weightHash)
    {
        const scoring::EvaluationPlace place(scoring::evaluationsFolder(m_bafo->project().root()) / id);
        scoring::EvaluationCell cell;
        cell.task = "sib200-zul";
        cell.title = "SIB-200 topics";
        cell.language = "zul";
        cell.prompt = "english";
        cell.metrics = {"acc"};
        scoring::EvaluationInfo info;
        info.run = id;
        info.weightHash = weightHash;
        info.cells = {cell};
        scoring::CellScores scored;
        scored.numItems = 40;
        scored.scores = {{.metric = "acc", .value = 0.375, .low = 0.24, .high = 0.53}};
        m_bafo->write(place.infoFile(), scoring::toJson(info));
        m_bafo->write(place.scoresFile(), scoring::toJson(scoring::EvaluationScores{.cells = {scored}, .tasks = {}}));
    }

    void makeRun()
    {
        const Path folder = m_bafo->project().runsFolder() / kRun;
        m_bafo->write(folder / "config.yaml",
                      "name: it\nmodel: base\noutput_model: it\nmethod: lora\nsteps: 4\n"
                      "curriculum: [{name: all, dataset: pairs, language: zul, split: unassigned}, "
                      "{name: more, dataset: lost, language: xho}]\n");
        m_bafo->write(folder / "events.jsonl", kLog);
    }

    std::string cardOf(const std::string &model)
    {
        const auto end = m_bafo->run({"model", "card", model});
        return end.exitCode == 0 ? end.json["card"]["markdown"].get<std::string>() : end.words;
    }

private Q_SLOTS:
    void init()
    {
        m_bafo = std::make_unique<BafoProgram>();
        const std::string base = makeModel("base",
                                           {.how = "import",
                                            .parents = {{.name = "base.gguf", .weightHash = "ff"}},
                                            .settings = {{"licence", "apache-2.0"}},
                                            .files = {}});
        const std::string made = makeModel("it",
                                           {.how = "train",
                                            .parents = {{.name = "base", .weightHash = base}},
                                            .settings = {{"run", kRun}},
                                            .files = {}});
        makeEvaluation("e1", made);
        makeEvaluation("e2", "of somebody else");
    }

    void whatTheProjectKnowsStandsInTheCard()
    {
        makeDataset();
        makeRun();
        const std::string card = cardOf("it");
        for (const char *part :
             {"- base: import from base.gguf", "licence apache-2.0", "| method | lora |", "| adapter.rank | 16 |",
              "| steps | 4 |", "| loss of the last step | 1.2500 nats a token |",
              "4.5000 (step 0) | 2.5000 (step 4) | 2.4000 to 2.6000 | 3 |",
              "| pairs | zul | 1 | pairs.tsv | CC-BY-4.0 | told by &lt;grandmother&gt; | 2 |",
              "| lost | xho | 1 | the dataset is no longer here",
              "| it | SIB-200 topics | zul | english | acc 0.3750 | 0.2400 to 0.5300 | 40 |"}) {
            QVERIFY2(card.find(part) != std::string::npos, (part + ("\n" + card)).c_str());
        }
        QVERIFY(card.find("9.9") == std::string::npos); // that step was rewound
        QCOMPARE(card.rfind("| it | SIB-200"), card.find("| it | SIB-200")); // the other one is of other weights
        const std::string base = cardOf("base");
        QVERIFY(base.find("knows of no training run") != std::string::npos);
        QVERIFY(base.find("No evaluation of it") != std::string::npos);
    }

    void aRunThatIsGoneIsUnknown()
    {
        const std::string card = cardOf("it");
        QVERIFY2(card.find("Its folder is no longer here") != std::string::npos, card.c_str());
    }

    void theCertificateIsTold()
    {
        m_bafo->write(
            models() / "it" / "certificate.json",
            R"({"schema": 1, "verdict": "red", "made_at": "2026-01-31T00:00:00Z", "reference": {"name": "base"},
                          "checks": [{"check": "logits", "passed": false, "measured": 0.5, "limit": 0.001, "cause": "a tensor differs"}]})");
        const std::string card = cardOf("it");
        QVERIFY2(card.find("| verdict | red |") != std::string::npos, card.c_str());
        QVERIFY(card.find("| logits | failed, measured 0.5, limit 0.001: a tensor differs |") != std::string::npos);
        m_bafo->write(models() / "it" / "certificate.json", "damaged");
        QVERIFY(cardOf("it").find("There is none: whether") != std::string::npos);
    }

    void itIsWrittenOnceUnlessAskedFor()
    {
        const Path file = m_bafo->outside("card.md");
        const std::vector<std::string> verb{"model", "card", "it", "--to", file.string(), "--licence", "mit"};
        QCOMPARE(m_bafo->run(verb).exitCode, 0);
        QVERIFY(m_bafo->files.readFile(file, 1 << 20)->find("license: \"mit\"") != std::string::npos);
        QCOMPARE(m_bafo->run(verb).differsFrom(2, {"card.md", "already exists", "--replace"}), std::string());
        auto again = verb;
        again.push_back("--replace");
        QCOMPARE(m_bafo->run(again).exitCode, 0);
        std::filesystem::create_directories(m_bafo->outside("folder"));
        QCOMPARE(m_bafo->run({"model", "card", "it", "--to", m_bafo->outside("folder").string()}).exitCode, 0);
        QVERIFY(m_bafo->files.status(m_bafo->outside("folder") / "README.md")->exists);
        QCOMPARE(m_bafo->run({"model", "card", "nobody"}).differsFrom(5, {"nobody"}), std::string());
    }
};

QTEST_APPLESS_MAIN(ModelCardTest)
#include "model_card_test.moc"
