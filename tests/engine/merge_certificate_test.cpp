// SPDX-License-Identifier: Apache-2.0
// From an adapter to a merged model with its certificate, by the real programs: what a person types, and what is told
// where the model was damaged afterwards.
#include "core/base/sha256.h"
#include "core/formats/safetensors.h"
#include "core/runs/model_lineage.h"
#include "core/runs/parity_certificate.h"
#include "core/scoring/evaluation_info.h"
#include "core/scoring/task_library.h"
#include "tests/engine/worker_project.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <filesystem>

using namespace bafo;
using fakes::WorkerProject;

namespace {

constexpr int kLimitMs = 120'000;

std::string configWith(const std::string &method, const std::string &output)
{
    return "name: adapter\nseed: 7\nmodel: tied\nsequence_length: 16\nsequences_per_step: 2\nmicro_batch: 2\nthreads: "
           "1\n"
           "steps: 4\nadapter: {rank: 4, alpha: 8, targets: [q, v, down], new_rows: true}\n"
           "curriculum:\n  - {name: all, dataset: text, language: zul, epochs: 2}\n"
           "optimizer: {learning_rate: 0.05}\nschedule: {kind: constant}\nmethod: "
        + method + "\noutput_model: " + output + "\n";
}

} // namespace

class MergeCertificateTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_project = std::make_unique<WorkerProject>(Path(BAFO_SOURCE_DIR "/tests/golden/exchange/tiny/sharded"));
        auto config = nlohmann::json::parse(textOf(models() / "tiny" / "config.json"));
        config["tie_word_embeddings"] = true;
        const Path made = m_project->project().root() / "made";
        std::filesystem::create_directories(made);
        write(made / "config.json", config.dump());
        for (const char *name : {"tokenizer.json", "tokenizer_config.json"}) {
            std::filesystem::copy_file(models() / "tiny" / name, made / name);
        }
        QVERIFY2(run({"model", "init", (made / "config.json").string(), "--to", "tied"}) == 0, m_output.constData());
        // As expanding leaves it: of 288 rows the last 32 are new.
        write(
            models() / "tied" / "growth.json",
            R"({"version": 1, "base_hash": "b", "grown_hash": "g", "first_new_id": 256, "padded_rows": 288, "pieces": []})");
        std::string text;
        for (int i = 0; i < 12; ++i) {
            text += "uthisha ufunda incwadi " + std::to_string(i) + "\n";
        }
        write(heldOut(), text);
        train("lora");
        train("qlora");
    }

    void comparingTellsEachWayAndWritesNothing()
    {
        const auto before = m_project->files.list(models()).value();
        const auto lora = compare("lora");
        QCOMPARE(lora["base"].get<std::string>(), std::string("tied"));
        QVERIFY(lora["num_tokens"].get<int>() > 50);
        QCOMPARE(lora["ways"].size(), 3U);
        QVERIFY(lora["ways"][0]["kl_nats_per_token"].get<double>() < 1e-9);
        QVERIFY(!lora["ways"][1]["available"].get<bool>());
        QCOMPARE(lora["recommended"].get<std::string>(), std::string("base_16bit"));
        const auto qlora = compare("qlora");
        QVERIFY(qlora["ways"][0]["kl_nats_per_token"].get<double>() > 1e-4);
        QVERIFY(qlora["ways"][1]["kl_nats_per_token"].get<double>() < 1e-9);
        QCOMPARE(qlora["recommended"].get<std::string>(), std::string("base_dequantised"));
        QCOMPARE(m_project->files.list(models()).value(), before);
        QVERIFY(run({"model", "merge", "lora", "--compare"}) != 0);
        QVERIFY2(m_output.contains("--text"), m_output.constData());
    }

    void mergingLeavesAGreenCertificate_data()
    {
        QTest::addColumn<QString>("method");
        QTest::newRow("lora") << QStringLiteral("lora");
        QTest::newRow("qlora") << QStringLiteral("qlora");
    }
    void mergingLeavesAGreenCertificate()
    {
        QFETCH(QString, method);
        const std::string adapter = method.toStdString();
        const std::string merged = adapter + "-merged";
        QVERIFY2(run({"model", "merge", adapter, "--to", merged}) == 0, m_output.constData());
        const auto certificate = certificateOf(merged);
        QVERIFY(certificate.isGreen());
        QCOMPARE(certificate.checks.size(), 9U);
        QCOMPARE(certificate.checks[0].check, std::string("files"));
        QCOMPARE(certificate.reference.name, std::string("tied"));
        QCOMPARE(certificate.adapter->name, adapter);
        QCOMPARE(certificate.model.dtype, std::string("f32"));
        QVERIFY2(run({"model", "verify", merged}) == 0, m_output.constData());
        const Path out = m_project->project().root() / (merged + "-out");
        QVERIFY2(run({"model", "export", merged, "--to", out.string()}) == 0, m_output.constData());
        QVERIFY2(run({"model", "verify", out.string(), "--against", merged}) == 0, m_output.constData());
        QVERIFY(runs::readCertificate(m_project->files, out).value()->isGreen());
        QVERIFY2(run({"model", "verify", out.string(), "--against", "tied"}) == 5, m_output.constData());
        QVERIFY2(m_output.contains("logits"), m_output.constData());
    }

    void withoutACertificateNoneIsMade()
    {
        QVERIFY2(run({"model", "merge", "qlora", "--to", "bare", "--way", "base_16bit", "--no-certificate"}) == 0,
                 m_output.constData());
        QVERIFY(!runs::readCertificate(m_project->files, models() / "bare").value());
        QVERIFY2(run({"model", "verify", "bare"}) == 0, m_output.constData());
        QVERIFY(certificateOf("bare").isGreen());
    }

    void aFlippedTensorIsRedThoughItsHashWasMended()
    {
        const Path file = copyOfMerged("flipped") / "model.safetensors";
        std::string weights = textOf(file);
        const auto header = formats::parseSafetensorsHeader(std::as_bytes(std::span(weights))).value();
        const auto &place = header.tensors.at("model.layers.0.mlp.up_proj.weight");
        for (std::size_t at = place.begin + 3; at < place.end; at += 4) {
            char &byte = weights[header.dataStart + at];
            byte = static_cast<char>(byte ^ '\x80');
        }
        write(file, weights);
        expectRed("flipped", {"files", "logits"});
        mendHashes("flipped");
        expectRed("flipped", {"logits"});
    }

    void anotherTemplateAWrongEndAndADroppedHeadAreRedByName()
    {
        write(copyOfMerged("template") / "chat_template.jinja", "{{ other }}");
        mendHashes("template");
        expectRed("template", {"chat_template"});
        write(copyOfMerged("ends") / "generation_config.json", R"({"eos_token_id": 3})");
        mendHashes("ends");
        expectRed("ends", {"end_tokens"});
        const Path config = copyOfMerged("head") / "config.json";
        auto changed = nlohmann::json::parse(textOf(config));
        changed["tie_word_embeddings"] = false;
        write(config, changed.dump());
        mendHashes("head");
        expectRed("head", {"head"});
    }

    void withoutWhatItWasMergedFromOnlyItsFilesCanBeJudged()
    {
        (void)copyOfMerged("orphan");
        std::filesystem::rename(models() / "lora", models() / "gone");
        const int compared = run({"model", "verify", "orphan"});
        const QByteArray words = m_output;
        const int filesOnly = run({"model", "verify", "orphan", "--files-only"});
        std::filesystem::rename(models() / "gone", models() / "lora");
        QCOMPARE(compared, 5);
        QVERIFY2(words.contains("was merged from lora, which is not here"), words.constData());
        QVERIFY2(filesOnly == 0, m_output.constData());
    }

    void anAdapterIsEvaluatedAndSpokenWithLikeAModel()
    {
        const Path task = scoring::evaluationDataFolder(m_project->project().root()) / "measure";
        std::filesystem::create_directories(task);
        write(task / "task.yaml",
              "name: measure\nversion: 1\ntitle: t\nkind: bits_per_byte\nlanguage: zul\n"
              "data: {source: s, revision: r, licence: l, format: lines, files: [text]}\n"
              "prompts: [{name: plain}]\ntext: \"{text}\"\n");
        write(task / "text.txt", textOf(heldOut()));
        for (const char *model : {"tied", "lora", "qlora"}) {
            const runs::RunFolder evaluation = m_project->makeRun(
                "asked", std::string("kind: eval\nname: asked\nmodel: ") + model + "\ntasks: [measure]\nthreads: 1\n");
            QVERIFY2(m_project->runWorker(evaluation) == 0, m_project->output().constData());
            const scoring::EvaluationPlace place(scoring::evaluationsFolder(m_project->project().root())
                                                 / evaluation.id());
            m_scores[model] = scoring::readEvaluationScores(m_project->files, place)->cells[0].scores[0].value;
        }
        QVERIFY(m_scores["lora"] < m_scores["tied"] && m_scores["qlora"] < m_scores["tied"]); // it has learnt
        QVERIFY(m_scores["lora"] != m_scores["qlora"]);
        QVERIFY2(run({"generate", "qlora", "--prompt", "uthisha", "--max-new-tokens", "3"}) == 0, m_output.constData());
    }

private:
    [[nodiscard]] Path models() const { return m_project->project().modelsFolder(); }
    [[nodiscard]] Path heldOut() const { return m_project->project().root() / "held-out.txt"; }
    [[nodiscard]] std::string textOf(const Path &file) const
    {
        return m_project->files.readFile(file, 1U << 24U).value();
    }
    void write(const Path &file, const std::string &content)
    {
        QVERIFY(writeFileAtomically(m_project->files, file, content));
    }

    void train(const std::string &method)
    {
        const runs::RunFolder folder = m_project->makeRun(method, configWith(method, method));
        QVERIFY2(m_project->runWorker(folder) == 0, m_project->output().constData());
    }

    nlohmann::json compare(const std::string &adapter)
    {
        if (run({"model", "merge", adapter, "--compare", "--text", heldOut().string(), "--json"}) != 0) {
            qFatal("%s", m_output.constData());
        }
        return nlohmann::json::parse(m_output.toStdString())["merge_comparison"];
    }

    [[nodiscard]] runs::ParityCertificate certificateOf(const std::string &model) const
    {
        return runs::readCertificate(m_project->files, models() / model).value().value();
    }

    /// Under another name; its folder.
    Path copyOfMerged(const std::string &name)
    {
        std::filesystem::copy(models() / "lora-merged", models() / name);
        return models() / name;
    }

    /// The lineage says of all files that are there that they are as they are.
    void mendHashes(const std::string &model)
    {
        const Path folder = models() / model;
        auto lineage = runs::readLineage(m_project->files, folder).value();
        lineage.files.clear();
        const auto names = m_project->files.list(folder).value();
        for (const std::string &name : names) {
            if (name != runs::kLineageFileName && name != runs::kCertificateFileName) {
                lineage.files.push_back({.name = name,
                                         .sha256 = sha256OfFile(folder / name).value(),
                                         .sizeBytes = m_project->files.status(folder / name)->sizeBytes});
            }
        }
        write(folder / runs::kLineageFileName, runs::toJson(lineage));
    }

    /// Verifying ends with 5 and names these checks; of all that can fail only these have, but for the likeliest token
    /// where the logits are wrong.
    void expectRed(const std::string &model, const std::vector<std::string> &checks)
    {
        QCOMPARE(run({"model", "verify", model}), 5);
        std::vector<std::string> failed;
        for (const runs::ParityCheck &check : certificateOf(model).failures()) {
            QVERIFY2(m_output.contains(check.cause.c_str()), m_output.constData());
            if (check.check != "top1") {
                failed.push_back(check.check);
            }
        }
        QCOMPARE(failed, checks);
    }

    /// A verb in the project; gives its exit code.
    int run(const std::vector<std::string> &words)
    {
        QProcess process;
        QStringList arguments;
        for (const std::string &word : words) {
            arguments.push_back(QString::fromStdString(word));
        }
        arguments << QStringLiteral("--project") << QString::fromStdString(m_project->project().root().string());
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("OMP_NUM_THREADS"),
                           QStringLiteral("1")); // of more, each waits for the others
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(QStringLiteral(BAFO_BIN_DIR "/bafo"), arguments);
        const bool hasEnded = process.waitForFinished(kLimitMs);
        m_output = process.readAll();
        return hasEnded ? process.exitCode() : -1;
    }

    std::unique_ptr<WorkerProject> m_project;
    QByteArray m_output;
    std::map<std::string, double> m_scores;
};

QTEST_GUILESS_MAIN(MergeCertificateTest)
#include "merge_certificate_test.moc"
