// SPDX-License-Identifier: Apache-2.0
// adapter_config.json: what it means, what is refused, and that what is written is read as the same.
#include "core/adapters/adapter_plan.h"
#include "core/adapters/adapter_work.h"
#include "core/adapters/module_pattern.h"
#include "core/adapters/peft_config.h"
#include "plugins/architectures/llama/llama.h"

#include <QTest>

#include <cmath>

using namespace bafo;
using namespace bafo::adapters;

namespace {

std::string configWith(const std::string &more = {})
{
    return R"({"peft_type": "LORA", "task_type": "CAUSAL_LM", "r": 8, "lora_alpha": 16, "lora_dropout": 0.05, )"
           R"("bias": "none", "target_modules": ["q_proj", "v_proj"])"
        + more + "}";
}

model::ModelConfig tinyConfig(bool isTied = false)
{
    return {.vocabularySize = 10,
            .hiddenSize = 4,
            .intermediateSize = 6,
            .numLayers = 12,
            .numHeads = 2,
            .numKeyValueHeads = 1,
            .headSize = 2,
            .contextLength = 16,
            .isTied = isTied};
}

Result<AdapterPlan> planOf(const std::string &config, bool isTied = false)
{
    const AdapterSettings settings = BAFO_TRY(parsePeftConfig(config, "adapter_config.json"));
    const architectures::Llama llama;
    return planAdapter(settings, llama, tinyConfig(isTied));
}

} // namespace

class PeftConfigTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aStepOfAnAdapterCostsNoGradientsOfItsBase()
    {
        const model::ModelConfig config{.vocabularySize = 10,
                                        .hiddenSize = 4,
                                        .intermediateSize = 6,
                                        .numLayers = 1,
                                        .numHeads = 1,
                                        .numKeyValueHeads = 1,
                                        .headSize = 4};
        const double matrices = 4 * 4 * 4 + 3 * 4 * 6 + 4 * 10;
        const double attention = 2 * 4 * 4.0; // of 7 rows each sees 4 in the mean
        AdapterPlan plan;
        QCOMPARE(trainingFlopsPerToken(plan, config, 7), 4 * matrices + 6 * attention);
        QCOMPARE(model::trainingFlopsPerToken(config, 7), 6 * matrices + 6 * attention);
        plan.layers.push_back({.layer = "model.layers.0.mlp.up_proj", .inputs = 4, .outputs = 6, .rank = 3});
        QCOMPARE(trainingFlopsPerToken(plan, config, 7), 4 * matrices + 6 * attention + 6 * 3 * (4 + 6));
        plan.rows.push_back({.table = "model.embed_tokens", .ids = {8, 9}, .width = 4, .numTokens = 10});
        model::ModelConfig tied = config;
        tied.isTied = true;
        QCOMPARE(trainingFlopsPerToken(plan, tied, 7) - trainingFlopsPerToken(plan, config, 7), 6.0 * 2 * 4);
    }

    void aListOfTargetsMeansEndsOfNames()
    {
        const auto plan = planOf(configWith());
        QVERIFY(plan.has_value());
        QCOMPARE(plan->layers.size(), 24U);
        QCOMPARE(plan->layers[1].layer, std::string("model.layers.0.self_attn.v_proj"));
        QCOMPARE(plan->layers[1].outputs, 2);
        QCOMPARE(plan->layers[1].scale, 2.0);
        QCOMPARE(plan->dropout, 0.05);
        QCOMPARE(plan->tensors().size(), 48U);
        QCOMPARE(plan->tensors()[0].name, std::string("model.layers.0.self_attn.q_proj.lora_A.weight"));
    }

    void patternsOfRanksAndAlphasTakeTheFirstThatFits()
    {
        const auto plan
            = planOf(configWith(R"(, "use_rslora": true, "rank_pattern": {"layers.1.self_attn.q_proj": 4}, )"
                                R"("alpha_pattern": {"^model\\.layers\\.1\\d\\..*": 3, "v_proj": 5})"));
        QVERIFY(plan.has_value());
        const auto layer = [&](const std::string &name) { return *plan->layerOf("model.layers." + name + ".weight"); };
        QCOMPARE(layer("1.self_attn.q_proj").rank, 4);
        QCOMPARE(layer("11.self_attn.q_proj").rank, 8);
        QCOMPARE(layer("1.self_attn.q_proj").scale, 16 / 2.0);
        QCOMPARE(layer("11.self_attn.v_proj").scale, 3 / std::sqrt(8.0));
        QCOMPARE(layer("9.self_attn.v_proj").scale, 5 / std::sqrt(8.0));
    }

    void allLinearMeansTheLayersOfBlocks()
    {
        std::string config = configWith();
        config.replace(config.find("[\"q_proj\", \"v_proj\"]"), 20, "\"all-linear\"");
        QCOMPARE(planOf(config)->layers.size(), 84U);
    }

    void aPatternMeansWholeNames()
    {
        std::string config = configWith();
        config.replace(config.find("[\"q_proj\", \"v_proj\"]"), 20,
                       R"("model\\.layers\\.(0|3)\\.mlp\\.(up|down)_proj")");
        QCOMPARE(planOf(config)->layers.size(), 4U);
    }

    void rowsOfATiedHeadAreThoseOfTheEmbedding()
    {
        const std::string both
            = configWith(R"(, "trainable_token_indices": {"embed_tokens": [3, 9], "lm_head": [3, 9]})");
        QCOMPARE(planOf(both, true)->rows.size(), 1U);
        QCOMPARE(planOf(both, false)->rows.size(), 2U);
        const auto plan = planOf(configWith(R"(, "trainable_token_indices": [9, 3])"));
        QCOMPARE(plan->rows.front().rowsName(), std::string("model.embed_tokens.token_adapter.trainable_tokens_delta"));
        QCOMPARE(plan->rows.front().ids, (std::vector<std::int64_t>{9, 3}));
    }

    void whatIsNotUnderstoodIsRefusedByName_data()
    {
        QTest::addColumn<QString>("more");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *what, const char *more, const char *words) {
            QTest::newRow(what) << QString::fromLatin1(more) << QString::fromLatin1(words);
        };
        row("DoRA", R"(, "use_dora": true)", "'use_dora' is true");
        row("whole modules", R"(, "modules_to_save": ["lm_head"])", "'modules_to_save'");
        row("some layers", R"(, "layers_to_transform": [0])", "'layers_to_transform'");
        row("doubled layers", R"(, "layer_replication": [[0, 4]])", "'layer_replication'");
        row("a beginning that changes the base", R"(, "init_lora_weights": "pissa")", "'init_lora_weights'");
        row("weights the other way round", R"(, "fan_in_fan_out": true)", "'fan_in_fan_out'");
        row("something of tomorrow", R"(, "use_tomorrow": 3)", "'use_tomorrow' is 3");
        row("a rank that is none", R"(, "rank_pattern": {"q_proj": 0})", "'rank_pattern'");
        row("a pattern beyond what is read", R"(, "alpha_pattern": {"(a+)+": 3})", "repeats a group");
        row("a row that is not there", R"(, "trainable_token_indices": [10])", "row 10");
        row("a row twice", R"(, "trainable_token_indices": [3, 3])", "twice");
        row("rows of another table", R"(, "trainable_token_indices": {"wte": [3]})", "wte");
    }

    void whatIsNotUnderstoodIsRefusedByName()
    {
        QFETCH(QString, more);
        QFETCH(QString, words);
        const auto plan = planOf(configWith(more.toStdString()));
        QVERIFY(!plan);
        QVERIFY2(plan.error().message.find(words.toStdString()) != std::string::npos, plan.error().message.c_str());
    }

    void matricesBesideTheHeadOrNothingAreRefused()
    {
        std::string head = configWith();
        head.replace(head.find("\"v_proj\""), 8, "\"lm_head\"");
        QVERIFY(planOf(head).error().message.find("lm_head") != std::string::npos);
        std::string nothing = configWith();
        nothing.replace(nothing.find("[\"q_proj\", \"v_proj\"]"), 20, "[\"c_attn\"]");
        QVERIFY(planOf(nothing).error().message.find("target_modules") != std::string::npos);
        std::string others = configWith();
        others.replace(others.find("none"), 4, "all");
        QVERIFY(planOf(others).error().message.find("'bias'") != std::string::npos);
        QVERIFY(!planOf("[]"));
        QVERIFY(!planOf("{"));
        QVERIFY(!planOf("{}"));
        QVERIFY(planOf(configWith(R"(, "some_flag": false, "some_list": [], "some_thing": null)")).has_value());
    }

    void whatIsWrittenIsReadAsTheSame()
    {
        AdapterSettings settings{.rank = 5,
                                 .alpha = 7.5,
                                 .dropout = 0.1,
                                 .isRankStabilised = true,
                                 .targets = {"q_proj", "down_proj"},
                                 .ranks = {{"q_proj", 3}},
                                 .alphas = {{"down_proj", 2.5}},
                                 .tokenRows = {{"embed_tokens", {1, 4}}},
                                 .baseName = "base"};
        QVERIFY(parsePeftConfig(toPeftConfig(settings), "x").value() == settings);
        settings.targets.clear();
        settings.targetPattern = "all-linear";
        settings.tokenRows.clear();
        QVERIFY(parsePeftConfig(toPeftConfig(settings), "x").value() == settings);
        QVERIFY(toPeftConfig(settings).find("trainable_token_indices") == std::string::npos);
    }

    void freshValuesAreDrawnByPlaceAndBeginAtNothing()
    {
        const model::TensorSpec down{.name = "model.layers.0.self_attn.q_proj.lora_A.weight", .shape = {8, 100}};
        std::vector<float> whole(800);
        drawFresh(whole, down, 0, 3);
        std::vector<float> part(300);
        drawFresh(part, down, 500, 3);
        QVERIFY(std::equal(part.begin(), part.end(), whole.begin() + 500));
        const auto [least, most] = std::minmax_element(whole.begin(), whole.end());
        QVERIFY(*least >= -0.1F && *least < -0.09F && *most <= 0.1F && *most > 0.09F);
        drawFresh(part, down, 500, 4);
        QVERIFY(!std::equal(part.begin(), part.end(), whole.begin() + 500));
        drawFresh(part, {.name = "model.layers.0.self_attn.q_proj.lora_B.weight", .shape = {100, 8}}, 0, 3);
        QVERIFY(std::all_of(part.begin(), part.end(), [](float value) { return value == 0; }));
    }

    void theShortNamesOfSettingsAreTheEndsOfModules()
    {
        QCOMPARE(targetsOf({"q", "down"}).value(), (std::vector<std::string>{"q_proj", "down_proj"}));
        QVERIFY(targetsOf({"q", "head"}).error().message.find("'head'") != std::string::npos);
        QVERIFY(!targetsOf({"q", "q"}));
    }
};

QTEST_APPLESS_MAIN(PeftConfigTest)
#include "peft_config_test.moc"
