// SPDX-License-Identifier: Apache-2.0
#include "core/config/run_config.h"

#include <QTest>

using namespace bafo;
using namespace bafo::config;

class RunConfigTest : public QObject {
    Q_OBJECT

    static RunConfig filled()
    {
        RunConfig config;
        config.name = "a \"quoted\" näme: #1";
        config.model = "smol";
        config.curriculum = {{.name = "one", .dataset = "lo", .language = "zul", .split = "train", .epochs = 3},
                             {.name = "two", .dataset = "lo", .language = "eng"}};
        config.optimizer.learningRate = 0.1 + 0.2;
        config.evaluation.heldOut = {{.name = "zul", .dataset = "lo", .language = "zul", .maxDocuments = 7}};
        config.samples.prompts = {"Sawubona", "two\nlines"};
        config.maxFlops = 1.5e15;
        return config;
    }

    static void refuses(std::string_view yaml, const char *what)
    {
        const auto config = parseRunConfig(yaml);
        QVERIFY2(!config, "accepted");
        QVERIFY2(config.error().code == ErrorCode::config, config.error().message.c_str());
        const std::string all = config.error().message + " | " + config.error().hint;
        QVERIFY2(all.find(what) != std::string::npos, all.c_str());
    }

private Q_SLOTS:
    void whatIsWrittenReadsBackEqual()
    {
        const RunConfig config = filled();
        const auto again = parseRunConfig(toYaml(config));
        QVERIFY2(again.has_value(), again ? "" : again.error().message.c_str());
        QVERIFY(*again == config);
        QVERIFY(!(*again == RunConfig()));
    }

    void theHashChangesWithEveryKnob()
    {
        const RunConfig config = filled();
        QCOMPARE(hashOf(config), hashOf(filled()));
        int numKnobs = 0;
        visitKnobs(
            [&](const Knob &knob, const auto &field) {
                ++numKnobs;
                RunConfig other = filled();
                visitKnobs(
                    [&](const Knob &otherKnob, auto &otherField) {
                        if constexpr (std::is_same_v<std::decay_t<decltype(field)>,
                                                     std::decay_t<decltype(otherField)>>) {
                            if (otherKnob.key == knob.key) {
                                using Field = std::decay_t<decltype(otherField)>;
                                if constexpr (std::is_same_v<Field, std::string>) {
                                    otherField += "x";
                                } else if constexpr (std::is_arithmetic_v<Field>) {
                                    otherField = static_cast<Field>(otherField == Field{} ? 1 : 0);
                                } else {
                                    otherField.emplace_back();
                                }
                            }
                        }
                    },
                    other);
                QVERIFY2(hashOf(other) != hashOf(config), std::string(knob.key).c_str());
            },
            config);
        QVERIFY(numKnobs > 30);
    }

    void anUnknownKeyNamesItsLineAndTheNearestKey()
    {
        refuses("name: a\noptimizer:\n  learning_rat: 1\n", "line 3: unknown key 'optimizer.learning_rat'");
        refuses("name: a\noptimizer:\n  learning_rat: 1\n", "did you mean 'optimizer.learning_rate'?");
        refuses("curriculum:\n  - {dataset: a, epoch: 2}\n", "did you mean 'epochs'?");
    }

    void wrongValuesSayWhatTheyShouldBe()
    {
        refuses("steps: many\n", "steps: 'many' is not a whole number from 0");
        refuses("steps: 1.5\n", "whole number");
        refuses("sequence_length: 1\n", "from 2 to 131072 (tokens)");
        refuses("dropout: 2\n", "a number from 0 to 0.9");
        refuses("optimizer: {learning_rate: nan}\n", "a number from 0");
        refuses("recompute: half\n", "one of none|block");
        refuses("precision: bf16-true\n", "one of fp32|bf16-mixed|bf16-products");
        refuses("evaluation: {at_start: maybe}\n", "true or false");
        refuses("curriculum: zul\n", "a list of maps");
        refuses("curriculum: [{name: a}]\n", "dataset is missing");
        refuses("steps: {a: 1}\n", "a list or map is not a whole number");
        refuses("name: a\nname: b\n", "name is set twice");
        refuses("steps: 1\ncurriculum:\n  - {dataset: a, dataset: b}\n", "line 3: curriculum.dataset is set twice");
        refuses("evaluation:\n  held_out:\n    - dataset: a\n      split: x\n      split: y\n",
                "line 5: evaluation.held_out.split is set twice");
    }

    void unitsAreReadWhereTheyBelongAndRefusedElsewhere()
    {
        QCOMPARE(parseRunConfig("max_bytes: 10 MB\n")->maxBytes, 10000000);
        QCOMPARE(parseRunConfig("max_bytes: 64KiB\n")->maxBytes, 65536);
        refuses("max_bytes: 10 parsecs\n", "kB, MB, GB");
        refuses("steps: 10 MB\n", "whole number");
    }

    void hostileYamlIsRefused()
    {
        refuses("a: &x [1]\nb: *x\n", "are not read");
        refuses(std::string(100, '[') + std::string(100, ']'), "deeper");
        refuses("name: [\n", "line");
        refuses("- 1\n", "a map of settings");
        refuses(std::string(2 << 20, ' '), "bytes");
    }

    void oneKnobIsSetFromText()
    {
        RunConfig config;
        QVERIFY(setKnob(config, "optimizer.learning_rate", "2e-4"));
        QCOMPARE(config.optimizer.learningRate, 2e-4);
        QVERIFY(setKnob(config, "curriculum", "[{dataset: x, epochs: 2}]"));
        QCOMPARE(config.curriculum.at(0).epochs, 2);
        QVERIFY(setKnob(config, "name", "yes: no"));
        QCOMPARE(config.name, std::string("yes: no"));
        QVERIFY(!setKnob(config, "optimizer.learning_rate", "fast"));
        QVERIFY(!setKnob(config, "learning_rate", "1"));
    }

    void contradictionsOfTheRecipeAreNamed_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QByteArray>("what"); // empty: sound
        const auto row = [](const char *name, const char *yaml, const char *what) {
            QTest::newRow(name) << QByteArray(yaml) << QByteArray(what);
        };
        row("wsd", "steps: 100\nschedule: {kind: wsd, warmup_steps: 80}", "");
        row("warm-up into the decay", "steps: 100\nschedule: {kind: wsd, warmup_steps: 81}",
            "schedule.warmup_steps 81");
        row("the same with a cosine", "steps: 100\nschedule: {kind: cosine, warmup_steps: 81}", "");
        row("wsd that rises", "schedule: {kind: wsd, minimum_learning_rate: 1}", "schedule.minimum_learning_rate");
        row("a constant has no end", "schedule: {kind: constant, minimum_learning_rate: 1}", "");
        row("replay", "replay: {dataset: eng, share: 0.25}", "");
        row("a share of nothing", "replay: {share: 0.25}", "replay.dataset is not set");
        row("text without a share", "replay: {dataset: eng}", "replay.share is 0");
        row("an adapter", "method: lora\nadapter: {targets: [q, down]}", "");
        row("an adapter on nothing", "method: lora\nadapter: {targets: []}", "adapter.targets is empty");
        row("no layer", "method: lora\nadapter: {targets: [q_proj]}", "'q_proj'");
        row("a layer twice", "adapter: {targets: [q, q]}", "twice");
        row("new rows that stay", "method: lora\nfreezing: {new_rows_only_steps: 3}", "freezing.new_rows_only_steps");
    }

    void contradictionsOfTheRecipeAreNamed()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QByteArray, what);
        const auto config = parseRunConfig("model: m\ncurriculum: [{dataset: zul}]\n" + yaml.toStdString());
        QVERIFY2(config.has_value(), config ? "" : config.error().message.c_str());
        const auto checked = checkRunConfig(*config);
        QCOMPARE(checked.has_value(), what.isEmpty());
        QVERIFY(checked || checked.error().message.find(what.toStdString()) != std::string::npos);
    }

    void sharesOutsideOfTheirRangesAreRefused()
    {
        refuses("replay: {share: 0.95}\n", "from 0 to 0.9");
        refuses("schedule: {decay_share: 0}\n", "from 0.001 to 1");
        refuses("freezing: {tensors: all}\n", "a list of texts");
    }

    void contradictionsAreFound()
    {
        const auto sound = [] {
            RunConfig config = filled();
            config.name = "a-run_1.2";
            return config;
        };
        QVERIFY(checkRunConfig(sound()));
        QVERIFY(!checkRunConfig(filled())); // its name is nothing to make a folder of
        RunConfig config = sound();
        config.microBatch = 4;
        QVERIFY(!checkRunConfig(config));
        config = sound();
        config.curriculum.clear();
        QVERIFY(!checkRunConfig(config));
        config = sound();
        config.precision = "bf16-products";
        config.method = "lora";
        QVERIFY(!checkRunConfig(config));
        QVERIFY(checkRunConfig(config).error().message.find("is for method qlora") != std::string::npos);
        config.method = "qlora";
        config.freezing.newRowsOnlySteps = 0;
        QVERIFY(checkRunConfig(config));
        config = sound();
        config.outputModel = "../x";
        QVERIFY(!checkRunConfig(config));
        for (const std::string &name : {std::string(), std::string(kLongestRunName + 1, 'n'), std::string("my run"),
                                        std::string("-rf"), std::string("a/b")}) {
            config = sound();
            config.name = name;
            const auto checked = checkRunConfig(config);
            QVERIFY2(!checked, name.c_str());
            QVERIFY(!checked.error().hint.empty());
        }
        config.name = std::string(kLongestRunName, 'n');
        QVERIFY(checkRunConfig(config));
    }
};

QTEST_APPLESS_MAIN(RunConfigTest)
#include "run_config_test.moc"
