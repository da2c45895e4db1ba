// SPDX-License-Identifier: Apache-2.0
#include "core/config/litgpt_run.h"

#include <QTest>

#include <algorithm>

using namespace bafo;
using namespace bafo::config;

namespace {

/// A pretraining of today's LitGPT, with the settings that decide what is learnt.
const std::string kPretraining = R"(model_name: Gemma-2-2b
initial_checkpoint_dir: checkpoints/google/gemma-2-2b
out_dir: out/pretrain/isizulu 2
precision: bf16-mixed
data:
  class_path: litgpt.data.TextFiles
  init_args: {train_data_path: text}
train:
  save_interval: 500
  log_interval: 1
  global_batch_size: 64
  micro_batch_size: 2
  lr_warmup_steps: 200
  max_tokens: 10000000
  max_seq_length: 1024
  tie_embeddings: false
  max_norm: 0.5
  min_lr: 4e-5
eval: {interval: 250, max_iters: 20, initial_validation: true}
optimizer:
  class_path: torch.optim.AdamW
  init_args: {lr: 4e-4, weight_decay: 0.2, betas: [0.8, 0.95], fused: true}
devices: 4
seed: 7
resume: false
)";

bool warns(const LitgptRun &run, const std::string &about)
{
    return std::any_of(run.warnings.begin(), run.warnings.end(),
                       [&](const std::string &line) { return line.find(about) != std::string::npos; });
}

QByteArray why(const Result<LitgptRun> &run)
{
    return run ? QByteArray() : QByteArray::fromStdString(run.error().message);
}

} // namespace

class LitgptRunTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPretrainingBecomesARun()
    {
        const auto run = runConfigFromLitgpt(kPretraining, "news");
        QVERIFY2(run, why(run).constData());
        const RunConfig &config = run->config;
        QCOMPARE(config.model, std::string("gemma-2-2b"));
        QCOMPARE(config.name, std::string("isizulu-2"));
        QCOMPARE(config.seed, 7);
        QCOMPARE(config.sequenceLength, 1024);
        QCOMPARE(config.sequencesPerStep, 64);
        QCOMPARE(config.microBatch, 2);
        QCOMPARE(config.packing, std::string("together"));
        QCOMPARE(config.steps, 10000000 / 4 / 2048 / 8);
        QCOMPARE(config.precision, std::string("bf16-mixed"));
        QCOMPARE(config.optimizer.learningRate, 4e-4);
        QCOMPARE(config.optimizer.weightDecay, 0.2);
        QCOMPARE(config.optimizer.beta1, 0.8);
        QCOMPARE(config.optimizer.beta2, 0.95);
        QCOMPARE(config.optimizer.clipNorm, 0.5);
        QCOMPARE(config.schedule.kind, std::string("cosine"));
        QCOMPARE(config.schedule.warmupSteps, 200);
        QCOMPARE(config.schedule.minimumLearningRate, 4e-5);
        QCOMPARE(config.checkpoint.everySteps, 500);
        QCOMPARE(config.evaluation.everySteps, 250);
        QVERIFY(config.evaluation.atStart);
        QCOMPARE(config.curriculum.at(0).dataset, std::string("news"));
        QCOMPARE(parseRunConfig(toYaml(config)).value(), config);
    }

    void whatHasNoCounterpartIsTold()
    {
        const auto run = runConfigFromLitgpt(kPretraining, "news").value();
        for (const char *key : {"data: ", "devices = 4: ", "train.log_interval", "eval.max_iters", "init_args.fused",
                                "bafo model import checkpoints/google/gemma-2-2b --to gemma-2-2b"}) {
            QVERIFY2(warns(run, key), key);
        }
        for (const char *key : {"resume", "train.max_norm", "seed", "optimizer.class_path"}) {
            QVERIFY2(!warns(run, key), key);
        }
        const auto future = runConfigFromLitgpt(kPretraining + "from_the_future: 3\n", "").value();
        QVERIFY(warns(future, "from_the_future = 3: it has no counterpart"));
        QVERIFY(warns(future, "--dataset"));
    }

    void aFineTuningHasOtherDefaults()
    {
        const auto run = runConfigFromLitgpt("checkpoint_dir: checkpoints/google/gemma-2-2b\nlora_r: 8\nquantize:\n"
                                             "train: {epochs: 2, max_seq_length: 512, global_batch_size: 6,\n"
                                             "        micro_batch_size: 2, min_lr: 6.0e-05}\n",
                                             "chat");
        QVERIFY2(run, why(run).constData());
        QCOMPARE(run->config.sequencesPerStep, 6);
        QCOMPARE(run->config.steps, 0);
        QCOMPARE(run->config.curriculum.at(0).epochs, 2);
        QCOMPARE(run->config.optimizer.learningRate, 1e-3); // torch's, as LitGPT leaves it
        QCOMPARE(run->config.optimizer.beta2, 0.999);
        QCOMPARE(run->config.optimizer.clipNorm, 0.0);
        QCOMPARE(run->config.schedule.minimumLearningRate, 0.0);
        QCOMPARE(run->config.schedule.warmupSteps, 100);
        QVERIFY(warns(*run, "lora_r = 8: adapters"));
        QVERIFY(warns(*run, "train.min_lr"));
        QVERIFY(!warns(*run, "quantize"));
    }

    void olderFilesKeepTheOptimizerUnderTrain()
    {
        const auto run = runConfigFromLitgpt("model_name: tiny-llama-1.1b\nmodel: {block_size: 2048}\ntrain:\n"
                                             "  learning_rate: 4e-4\n  weight_decay: 1e-1\n  beta1: 0.9\n"
                                             "  beta2: 0.95\n  max_norm: 1.0\n  global_batch_size: 512\n"
                                             "  micro_batch_size: 4\n  max_tokens: 3000000000000\n",
                                             "");
        QVERIFY2(run, why(run).constData());
        QCOMPARE(run->config.optimizer.learningRate, 4e-4);
        QCOMPARE(run->config.optimizer.weightDecay, 0.1);
        QCOMPARE(run->config.sequenceLength, 2048);
        QCOMPARE(run->config.steps, 3000000000000 / 8192 / 128);
        QVERIFY(warns(*run, "random weights"));
    }

    void sequencesAreRoundedAsLitgptRoundsThem()
    {
        const auto run = runConfigFromLitgpt("train: {global_batch_size: 10, micro_batch_size: 2, max_seq_length: 8}\n"
                                             "devices: 2\n",
                                             "");
        QVERIFY2(run, why(run).constData());
        QCOMPARE(run->config.sequencesPerStep, 8);
        QVERIFY(warns(*run, "LitGPT computes 8 sequences a step on 2 devices"));
    }

    void wrongValuesAreRefusedByName()
    {
        const std::pair<const char *, const char *> wrong[]
            = {{"train: {micro_batch_size: many}", "train.micro_batch_size"},
               {"train: {global_batch_size: 2, micro_batch_size: 4}", "train.global_batch_size"},
               {"train: {max_seq_length: 1}", "sequence_length"},
               {"train: {max_tokens: 5, max_seq_length: 8}", "train.max_tokens"},
               {"train: {}\noptimizer: {class_path: AdamW, init_args: {lr: 100}}", "optimizer.learning_rate"},
               {"train: {}\ndevices: 4611686018427387904\nnum_nodes: 4", "devices is 4611686018427387904"},
               {"train: {}\nnum_nodes: 3037000500", "num_nodes"},
               {"train: {global_batch_size: -8}", "train.global_batch_size"},
               {"train: {micro_batch_size: 0}", "micro_batch"},
               {"model: x", "no settings of LitGPT"},
               {"train: [", "line"}};
        for (const auto &[yaml, name] : wrong) {
            const auto run = runConfigFromLitgpt(yaml, "");
            QVERIFY2(!run, yaml);
            QCOMPARE(run.error().code, ErrorCode::config);
            QVERIFY2(run.error().message.find(name) != std::string::npos, run.error().message.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(LitgptRunTest)
#include "litgpt_run_test.moc"
