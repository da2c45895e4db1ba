// SPDX-License-Identifier: Apache-2.0
#include "core/base/clock.h"
#include "core/formats/safetensors.h"
#include "core/model/decoder.h"
#include "core/train/adamw.h"
#include "core/train/gradient_norm.h"
#include "plugins/architectures/llama/llama.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <nlohmann/json.hpp>

#include <QScopeGuard>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <memory>
#include <utility>
#include <vector>

using namespace bafo;

namespace {

std::uint64_t seedOf(const std::string &name)
{
    std::uint64_t value = 0xCBF29CE484222325ULL;
    for (const char c : name) {
        value = (value ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    }
    return value;
}

/// hashed() of make_llama.py.
float hashed(std::uint64_t seed, std::uint64_t place)
{
    std::uint64_t z = (place + seed) * 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    z ^= z >> 31U;
    return static_cast<float>(static_cast<double>(z >> 40U) / (1 << 23) - 1);
}

void fill(model::WeightStore &weights)
{
    for (const auto &weight : weights.weights()) {
        const bool isNorm = weight->name().find("norm") != std::string::npos;
        const std::span<float> values = model::WeightStore::valuesOf(*weight);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const float value = hashed(seedOf(weight->name()), i);
            values[i] = isNorm ? 1 + value / 8 : value / 4;
        }
    }
}

at::Tensor tensorOf(const formats::TensorEntry &entry)
{
    const auto type = entry.dtype == formats::Dtype::I64 ? at::kLong : at::kFloat;
    at::Tensor tensor = at::empty(entry.shape, type);
    std::memcpy(tensor.mutable_data_ptr(), entry.bytes.data(), entry.bytes.size());
    return tensor;
}

/// A golden model: its values and a decoder with the same weights.
struct Golden {
    explicit Golden(const QString &name, model::DecoderOptions options = {})
        : file(formats::SafetensorsFile::open((folder() + name + QStringLiteral(".safetensors")).toStdString()).value())
        , config(readConfig(name))
        , weights(llama.tensors(config))
        , decoder(llama, config, weights, options)
    {
        fill(weights);
        ids = tensor("ids");
        targets = ids.narrow(1, 1, ids.size(1) - 1).clone();
        targets.select(0, 1).narrow(0, targets.size(1) - 4, 4).fill_(-1);
        ids = ids.narrow(1, 0, ids.size(1) - 1).contiguous();
        numTargets = (targets >= 0).sum().item<std::int64_t>();
    }

    static QString folder() { return QStringLiteral(BAFO_SOURCE_DIR "/tests/golden/model/"); }

    static model::ModelConfig readConfig(const QString &name)
    {
        std::ifstream stream((folder() + name + QStringLiteral(".json")).toStdString());
        return architectures::Llama().parseConfig(nlohmann::json::parse(stream)).value();
    }

    [[nodiscard]] at::Tensor tensor(const std::string &name) const { return tensorOf(file.tensors().at(name)); }

    /// Loss and gradients of the whole batch, in micro-batches of so many rows.
    double gradients(std::int64_t microBatch, const model::DropoutPlace &dropout = {})
    {
        double loss = 0;
        for (const auto &weight : weights.weights()) {
            weight->clearGradient();
        }
        for (std::int64_t row = 0; row < ids.size(0); row += microBatch) {
            model::DropoutPlace place = dropout;
            place.firstSequence += row;
            loss += decoder
                        .lossAndGradients(ids.narrow(0, row, microBatch), targets.narrow(0, row, microBatch),
                                          numTargets, place, clock)
                        .loss;
        }
        return loss;
    }

    std::vector<train::ParameterView> views()
    {
        std::vector<train::ParameterView> all;
        for (const auto &weight : weights.weights()) {
            const std::int64_t rows = weight->shape()[0];
            all.push_back({.name = weight->name(),
                           .rows = rows,
                           .totalRows = rows,
                           .rowSize = weight->value().numel() / rows,
                           .values = weight->value().mutable_data_ptr<float>(),
                           .gradient = weight->gradient().const_data_ptr<float>()});
        }
        return all;
    }

    SystemClock clock;
    architectures::Llama llama;
    formats::SafetensorsFile file;
    model::ModelConfig config;
    model::WeightStore weights;
    model::Decoder decoder;
    at::Tensor ids;
    at::Tensor targets;
    std::int64_t numTargets = 0;
};

constexpr const char *kModels[] = {"grouped", "odd_heads", "biased", "seven_heads"};
constexpr double kLossTolerance = 1e-6; ///< relative
constexpr double kGradientTolerance = 1e-5; ///< of the norm of the difference, relative

double relativeError(const at::Tensor &actual, const at::Tensor &expected)
{
    return ((actual - expected).norm() / expected.norm()).item<double>();
}

/// The worst of all weights.
double gradientError(const Golden &actual, const Golden &expected)
{
    double worst = 0;
    for (std::size_t i = 0; i < expected.weights.weights().size(); ++i) {
        worst = std::max(
            worst, relativeError(actual.weights.weights()[i]->gradient(), expected.weights.weights()[i]->gradient()));
    }
    return worst;
}

/// How the golden losses were made.
struct TenSteps {
    double learningRate = 1e-3;
    double weightDecay = 0.1;
    double clipNorm = 1;
    train::AdamWSettings settings = {};
};

/// The largest relative error among the losses of ten steps.
double worstOfTenSteps(const QString &name, const TenSteps &steps)
{
    Golden golden(name);
    (void)golden.gradients(golden.ids.size(0));
    std::vector<train::RowGroup> groups;
    for (const auto &weight : golden.weights.weights()) {
        groups.push_back({.tensor = weight->name(),
                          .numRows = weight->shape()[0],
                          .weightDecay = golden.weights.specOf(*weight).isDecayed ? steps.weightDecay : 0.0});
    }
    auto optimizer = train::AdamW::create(steps.settings, groups, golden.views()).value();
    const at::Tensor expected = golden.tensor("losses");
    double worst = 0;
    for (int step = 0; step < 10; ++step) {
        const double loss = golden.gradients(golden.ids.size(0));
        worst = std::max(worst, std::abs(loss / expected[step].item<double>() - 1));
        const double norm = train::gradientNormOf(golden.views()).value;
        optimizer.step(golden.views(), steps.learningRate, train::clipFactor(norm, steps.clipNorm));
    }
    return worst;
}

} // namespace

Q_DECLARE_METATYPE(TenSteps)

class LlamaParityTest : public QObject {
    Q_OBJECT

private:
    static void addModels()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : kModels) {
            QTest::newRow(name) << QString::fromLatin1(name);
        }
    }

private Q_SLOTS:
    void logitsEqualThoseOfTransformers_data() { addModels(); }
    void logitsEqualThoseOfTransformers()
    {
        QFETCH(QString, name);
        Golden golden(name);
        const at::Tensor difference = (golden.decoder.logits(golden.ids) - golden.tensor("logits")).abs().max();
        QVERIFY2(difference.item<double>() < 1e-5, qPrintable(QString::number(difference.item<double>())));
        golden.weights.at("model.layers.0.mlp.up_proj.weight").value().mul_(1.001);
        QVERIFY((golden.decoder.logits(golden.ids) - golden.tensor("logits")).abs().max().item<double>() > 1e-5);
    }

    void anotherRotaryBaseGivesOtherLogits()
    {
        Golden golden(QStringLiteral("grouped"));
        model::ModelConfig config = golden.config;
        config.rotaryBase *= 1.01;
        model::Decoder other(golden.llama, config, golden.weights);
        QVERIFY((other.logits(golden.ids) - golden.tensor("logits")).abs().max().item<double>() > 1e-5);
    }

    void swappedKeyHeadsGiveOtherLogits()
    {
        Golden golden(QStringLiteral("biased"));
        const at::Tensor &keys = golden.weights.at("model.layers.0.self_attn.k_proj.weight").value();
        const at::Tensor first = keys.narrow(0, 0, 4).clone();
        keys.narrow(0, 0, 4).copy_(keys.narrow(0, 4, 4));
        keys.narrow(0, 4, 4).copy_(first);
        QVERIFY((golden.decoder.logits(golden.ids) - golden.tensor("logits")).abs().max().item<double>() > 1e-5);
    }

    void equalWorkGivesEqualBits()
    {
        Golden first(QStringLiteral("biased"));
        Golden second(QStringLiteral("biased"));
        QCOMPARE(second.gradients(2), first.gradients(2));
        for (std::size_t i = 0; i < first.weights.weights().size(); ++i) {
            QVERIFY(at::equal(second.weights.weights()[i]->gradient(), first.weights.weights()[i]->gradient()));
        }
        second.ids[0][0].fill_(1 + second.ids[0][0].item<std::int64_t>());
        QVERIFY(second.gradients(2) != first.gradients(2));
    }

    void gradientsEqualThoseOfTransformers_data() { addModels(); }
    void gradientsEqualThoseOfTransformers()
    {
        QFETCH(QString, name);
        Golden golden(name);
        const double loss = golden.gradients(golden.ids.size(0));
        QVERIFY(std::abs(loss / golden.tensor("losses")[0].item<double>() - 1) < 1e-6);
        for (const auto &weight : golden.weights.weights()) {
            const double error = relativeError(weight->gradient(), golden.tensor("gradient." + weight->name()));
            QVERIFY2(error < kGradientTolerance, (weight->name() + " " + std::to_string(error)).c_str());
        }
        golden.targets.fill_(3);
        (void)golden.gradients(golden.ids.size(0));
        const auto &first = golden.weights.weights().front();
        QVERIFY(relativeError(first->gradient(), golden.tensor("gradient." + first->name())) > 1e-5);
    }

    void tenStepsEqualThoseOfTransformers_data() { addModels(); }
    void tenStepsEqualThoseOfTransformers()
    {
        QFETCH(QString, name);
        const double error = worstOfTenSteps(name, {});
        QVERIFY2(error < kLossTolerance, qPrintable(QString::number(error)));
    }

    void tenOtherStepsHaveOtherLosses_data()
    {
        QTest::addColumn<TenSteps>("steps");
        QTest::newRow("learning rate") << TenSteps{.learningRate = 1.01e-3};
        QTest::newRow("decay") << TenSteps{.weightDecay = 0};
        QTest::newRow("clipping") << TenSteps{.clipNorm = 0};
        QTest::newRow("beta 1") << TenSteps{.settings = {.beta1 = 0.91}};
        QTest::newRow("beta 2") << TenSteps{.settings = {.beta2 = 0.951}};
        QTest::newRow("epsilon") << TenSteps{.settings = {.epsilon = 1e-6}};
    }

    /// The controls.
    void tenOtherStepsHaveOtherLosses()
    {
        QFETCH(TenSteps, steps);
        // Threads that wait for each other on a busy machine take a hundred times as long as these models.
        const int numThreads = at::get_num_threads();
        at::set_num_threads(1);
        const auto restore = qScopeGuard([numThreads] { at::set_num_threads(numThreads); });
        for (const char *name : kModels) {
            const double error = worstOfTenSteps(QString::fromLatin1(name), steps);
            QVERIFY2(error > kLossTolerance, qPrintable(QString::number(error)));
        }
    }

    void recomputationChangesNoBit()
    {
        const model::DropoutPlace dropout{.probability = 0.1, .seed = 3, .step = 5, .firstSequence = 40};
        Golden kept(QStringLiteral("biased"));
        Golden remade(QStringLiteral("biased"), {.recompute = model::Recompute::block});
        QCOMPARE(remade.gradients(2, dropout), kept.gradients(2, dropout));
        for (std::size_t i = 0; i < kept.weights.weights().size(); ++i) {
            QVERIFY(at::equal(remade.weights.weights()[i]->gradient(), kept.weights.weights()[i]->gradient()));
        }
        (void)kept.gradients(2, {.probability = 0.1, .seed = 3, .step = 6, .firstSequence = 40});
        QVERIFY(!at::equal(remade.weights.weights()[0]->gradient(), kept.weights.weights()[0]->gradient()));
    }

    void microBatchesAddUpToTheWhole()
    {
        const model::DropoutPlace dropout{.probability = 0.2, .seed = 1};
        Golden whole(QStringLiteral("grouped"));
        Golden pieces(QStringLiteral("grouped"));
        const double loss = whole.gradients(2, dropout);
        QVERIFY(std::abs(pieces.gradients(1, dropout) / loss - 1) < kLossTolerance);
        QVERIFY(gradientError(pieces, whole) < kGradientTolerance);
        // The controls: one target changed, and other draws.
        pieces.targets[1][0].fill_((pieces.targets[1][0].item<std::int64_t>() + 1) % pieces.config.vocabularySize);
        QVERIFY(std::abs(pieces.gradients(1, dropout) / loss - 1) > kLossTolerance);
        QVERIFY(gradientError(pieces, whole) > kGradientTolerance);
        pieces.targets.copy_(whole.targets);
        QVERIFY(std::abs(pieces.gradients(1, {.probability = 0.2, .seed = 2}) / loss - 1) > kLossTolerance);
        QVERIFY(gradientError(pieces, whole) > kGradientTolerance);
    }

    void chunksOfTheLossChangeItOnlyByRounding()
    {
        Golden whole(QStringLiteral("odd_heads"));
        Golden chunked(QStringLiteral("odd_heads"), {.lossHead = {.chunkBytes = 5 * 67 * 4}});
        const double loss = whole.gradients(2);
        QVERIFY(std::abs(chunked.gradients(2) / loss - 1) < kLossTolerance);
        QVERIFY(gradientError(chunked, whole) < kGradientTolerance);
        // The control: the last row of the last chunk wants another word.
        at::Tensor last = chunked.targets[1][chunked.targets.size(1) - 5];
        last.fill_((last.item<std::int64_t>() + 1) % chunked.config.vocabularySize);
        QVERIFY(std::abs(chunked.gradients(2) / loss - 1) > kLossTolerance);
        QVERIFY(gradientError(chunked, whole) > kGradientTolerance);
    }

    void aFrozenWeightGetsNoGradientAndChangesNoOther()
    {
        Golden free(QStringLiteral("biased"));
        Golden frozen(QStringLiteral("biased"));
        model::Weight &weight = frozen.weights.at("model.layers.1.mlp.down_proj.weight");
        weight.setFrozen(true);
        (void)free.gradients(2);
        (void)frozen.gradients(2);
        QVERIFY(!weight.gradient().defined());
        QVERIFY(at::equal(frozen.weights.weights()[0]->gradient(), free.weights.weights()[0]->gradient()));
    }

    void whatTheCacheRemembersGivesTheSameLogits()
    {
        Golden golden(QStringLiteral("grouped"));
        const at::Tensor ids = golden.ids.select(0, 0).contiguous();
        const at::Tensor expected = golden.decoder.logits(golden.ids).select(0, 0);
        model::KvCache cache = golden.decoder.makeCache(13);
        const at::Tensor first = golden.decoder.readNext(ids.narrow(0, 0, 5), cache);
        QVERIFY((first - expected[4]).abs().max().item<double>() < 1e-5);
        const at::Tensor second = golden.decoder.readNext(ids.narrow(0, 5, 3), cache);
        QVERIFY((second - expected[7]).abs().max().item<double>() < 1e-5);
        const at::Tensor third = golden.decoder.readNext(ids.narrow(0, 8, 1), cache);
        QVERIFY((third - expected[8]).abs().max().item<double>() < 1e-5);
        QVERIFY((third - expected[9]).abs().max().item<double>() > 1e-5);
    }

    void logProbabilitiesAreThoseOfTheLogits()
    {
        Golden golden(QStringLiteral("seven_heads"));
        const auto errors = [&golden](const at::Tensor &targets) {
            const auto values = golden.decoder.logProbabilities(golden.ids, targets);
            const at::Tensor isTarget = golden.targets.reshape({-1}) >= 0;
            const at::Tensor table = golden.tensor("logits").to(at::kDouble).log_softmax(2).flatten(0, 1);
            const at::Tensor chosen = golden.targets.reshape({-1}).clamp_min(0).unsqueeze(1);
            const at::Tensor expected = table.gather(1, chosen).squeeze(1).masked_select(isTarget);
            const at::Tensor actual = at::tensor(values, at::kDouble);
            const double mean = -actual.sum().item<double>() / static_cast<double>(golden.numTargets);
            return std::pair((actual - expected).abs().max().item<double>(),
                             std::abs(mean / golden.tensor("losses")[0].item<double>() - 1));
        };
        const auto [worst, ofMean] = errors(golden.targets);
        QVERIFY2(worst < 1e-5, qPrintable(QString::number(worst)));
        QVERIFY(ofMean < kLossTolerance);
        // The control: one row wants another word.
        at::Tensor other = golden.targets.clone();
        other[0][3].fill_((other[0][3].item<std::int64_t>() + 1) % golden.config.vocabularySize);
        QVERIFY(errors(other).first > 1e-5);
        QVERIFY(errors(other).second > kLossTolerance);
    }

    void keysThatChangeTheResultAreRefusedByName_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("unknown") << QByteArray("logit_softcap") << QByteArray("30");
        QTest::newRow("activation") << QByteArray("hidden_act") << QByteArray("\"gelu\"");
        QTest::newRow("heads") << QByteArray("num_key_value_heads") << QByteArray("4");
        QTest::newRow("negative") << QByteArray("hidden_size") << QByteArray("-1");
        QTest::newRow("text") << QByteArray("vocab_size") << QByteArray("\"many\"");
        QTest::newRow("dropout") << QByteArray("attention_dropout") << QByteArray("0.1");
        QTest::newRow("rotary") << QByteArray("rope_parameters") << QByteArray("{\"rope_type\":\"yarn\",\"factor\":2}");
    }

    void keysThatChangeTheResultAreRefusedByName()
    {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, value);
        std::ifstream stream((Golden::folder() + QStringLiteral("grouped.json")).toStdString());
        nlohmann::json config = nlohmann::json::parse(stream);
        config["sliding_window"] = nullptr;
        QVERIFY(architectures::Llama().parseConfig(config));
        config[key.toStdString()] = nlohmann::json::parse(value.toStdString());
        const auto refused = architectures::Llama().parseConfig(config);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::data);
        const std::string shown = key == "rope_parameters" ? "yarn" : key.toStdString();
        QVERIFY(refused.error().message.find(shown) != std::string::npos);
    }

    void flopsOfTheEmbeddedModelAreWhatTheFormulaSays()
    {
        const model::ModelConfig config{.vocabularySize = 49152,
                                        .hiddenSize = 576,
                                        .intermediateSize = 1536,
                                        .numLayers = 30,
                                        .numHeads = 9,
                                        .numKeyValueHeads = 3,
                                        .headSize = 64};
        // 134,480,896 multiply-adds in matrices, 30 * 576 * 513 in attention.
        QCOMPARE(model::trainingFlopsPerToken(config, 512), 6.0 * (134'479'872.0 + 30.0 * 576 * 513));
    }
};

QTEST_APPLESS_MAIN(LlamaParityTest)
#include "llama_parity_test.moc"
