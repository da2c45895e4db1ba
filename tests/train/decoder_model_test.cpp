// SPDX-License-Identifier: Apache-2.0
// What stands between a real decoder and the trainer: the groups of its rows, its gradients, and the places of dropout.
#include "core/train/decoder_model.h"
#include "core/train/row_groups.h"
#include "core/train/train_step.h"
#include "plugins/architectures/llama/llama.h"

#include <ATen/ATen.h>

#include <QTest>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

using namespace bafo;
using namespace bafo::train;

namespace {

constexpr double kDecay = 0.1;
constexpr double kFactor = 0.25;

/// A tiny Llama that has every kind of tensor: norms, biases, matrices, embedding, head.
struct Model {
    explicit Model(bool isTied, bool isRecomputed = false)
        : config{.vocabularySize = 11,
                 .hiddenSize = 8,
                 .intermediateSize = 12,
                 .numLayers = 2,
                 .numHeads = 2,
                 .numKeyValueHeads = 1,
                 .headSize = 4,
                 .contextLength = 16,
                 .isTied = isTied,
                 .hasAttentionBias = true,
                 .hasAttentionOutputBias = true,
                 .hasFeedForwardBias = true}
        , weights(llama.tensors(config))
        , decoder(llama, config, weights,
                  {.recompute = isRecomputed ? model::Recompute::block : model::Recompute::none})
    {
        double frequency = 0.37;
        for (const auto &weight : weights.weights()) {
            const at::Tensor places = at::arange(weight->value().numel(), at::kDouble);
            weight->value().copy_((places * (frequency += 0.11)).sin().view(weight->shape()));
        }
    }

    /// Takes the weights over: they have no values of their own from here on.
    ShardedWeights &sharded()
    {
        if (!shards) {
            shards.emplace(alone, weights, decoder.units(), ZeroStage::two);
        }
        return *shards;
    }

    at::Tensor valueOf(const std::string &name)
    {
        at::Tensor value;
        (void)sharded().withWhole(name, [&](std::span<const float> values) -> Result<void> {
            value = at::tensor(at::ArrayRef<float>(values.data(), values.size()));
            return {};
        });
        return value;
    }

    /// As DecoderModel ought to ask for them.
    std::vector<at::Tensor> plainGradients(const MicroBatch &batch, const model::DropoutPlace &dropout)
    {
        for (const auto &weight : weights.weights()) {
            weight->clearGradient();
        }
        const auto tensorOf = [&](const std::vector<std::int64_t> &values) {
            return at::tensor(values, at::kLong).view({batch.numRows, batch.rowLength});
        };
        const at::Tensor firstVisible = batch.firstVisible.empty() ? at::Tensor() : tensorOf(batch.firstVisible);
        loss = decoder
                   .lossAndGradients(tensorOf(batch.ids), tensorOf(batch.targets), batch.validTargetsOfStep, dropout,
                                     clock, firstVisible)
                   .loss;
        std::vector<at::Tensor> gradients;
        for (const auto &weight : weights.weights()) {
            gradients.push_back(weight->gradient().clone());
        }
        return gradients;
    }

    SystemClock clock;
    architectures::Llama llama;
    model::ModelConfig config;
    model::WeightStore weights;
    model::Decoder decoder;
    distributed::OneRank alone;
    std::optional<ShardedWeights> shards;
    double loss = 0; ///< of the last plainGradients
};

MicroBatch madeBatch()
{
    return {.step = 6,
            .firstSequence = 40,
            .numRows = 2,
            .rowLength = 4,
            .ids = {1, 5, 2, 9, 10, 0, 3, 3},
            .targets = {5, 2, 9, 4, 0, 3, 3, -1},
            .firstVisible = {},
            .validTargetsOfStep = 15};
}

const MicroBatch one = madeBatch();

bool areEqual(const std::vector<ParameterView> &views, const std::vector<at::Tensor> &gradients)
{
    for (std::size_t i = 0; i < views.size(); ++i) {
        const auto *expected = gradients[i].const_data_ptr<float>();
        if (views[i].gradient == nullptr
            || !std::equal(expected, expected + gradients[i].numel(), views[i].gradient,
                           views[i].gradient + views[i].numElements())) {
            return false;
        }
    }
    return views.size() == gradients.size();
}

std::vector<RowGroup> groupsOf(const model::WeightStore &weights, double decay, double factor)
{
    return rowGroupsOf(weights, {.weightDecay = decay, .embeddingFactor = factor}).value();
}

/// Sequences that are given as they are.
class GivenText final : public SequenceSource {
public:
    explicit GivenText(std::vector<TrainingSequence> sequences)
        : m_sequences(std::move(sequences))
    {
    }

    [[nodiscard]] std::int64_t numSequences() const override { return static_cast<std::int64_t>(m_sequences.size()); }
    Result<TrainingSequence> sequence(std::int64_t index) override
    {
        return m_sequences[static_cast<std::size_t>(index)];
    }

private:
    std::vector<TrainingSequence> m_sequences;
};

/// What one step over all of these sequences tells.
StepReport reportOfOneStep(std::vector<TrainingSequence> sequences)
{
    Model model(true);
    DecoderModel trained(model.decoder, model.sharded(), 0, 1, model.clock);
    const auto count = static_cast<std::int64_t>(sequences.size());
    GivenText source(std::move(sequences));
    AdamW optimizer = AdamW::create({}, groupsOf(model.weights, 0, 1), trained.parameters()).value();
    TrainStep step(trained, source, optimizer, model.alone, model.clock, {}, 0);
    const StepPlan plan
        = StepPlan::create({.numSequences = count, .sequencesPerStep = count, .microBatch = count}).value();
    return step.run(plan, 0, 0).value();
}

bool hasPart(const std::string &name, const char *part)
{
    return name.find(part) != std::string::npos;
}

} // namespace

class DecoderModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyWeightIsOneGroupWithTheDecayAndFactorOfItsKind_data()
    {
        QTest::addColumn<bool>("isTied");
        QTest::addColumn<int>("numWithFactor");
        QTest::newRow("tied head") << true << 1;
        QTest::newRow("head of its own") << false << 2;
    }

    void everyWeightIsOneGroupWithTheDecayAndFactorOfItsKind()
    {
        QFETCH(bool, isTied);
        QFETCH(int, numWithFactor);
        Model model(isTied);
        const std::vector<RowGroup> groups = groupsOf(model.weights, kDecay, kFactor);
        // Embedding, two layers of 2 norms, 7 matrices and 7 biases, the last norm, and the head where it is not tied.
        QCOMPARE(groups.size(), isTied ? 34U : 35U);
        int numNorms = 0;
        int numBiases = 0;
        int numSlowed = 0;
        for (std::size_t i = 0; i < groups.size(); ++i) {
            const RowGroup &group = groups[i];
            const char *name = group.tensor.c_str();
            const bool isNorm = hasPart(group.tensor, "norm");
            const bool isBias = hasPart(group.tensor, ".bias");
            const bool isOfTokens = hasPart(group.tensor, "embed_tokens") || hasPart(group.tensor, "lm_head");
            QCOMPARE(group.tensor, model.weights.weights()[i]->name());
            QCOMPARE(group.firstRow, 0);
            QCOMPARE(group.numRows, model.weights.weights()[i]->shape()[0]);
            QVERIFY2(group.weightDecay == (isNorm || isBias ? 0.0 : kDecay), name);
            QVERIFY2(group.learningRateFactor == (isOfTokens ? kFactor : 1.0), name);
            QVERIFY2(!group.isFrozen, name);
            numNorms += isNorm ? 1 : 0;
            numBiases += isBias ? 1 : 0;
            numSlowed += group.learningRateFactor == kFactor ? 1 : 0;
        }
        QCOMPARE(numNorms, 5);
        QCOMPARE(numBiases, 14);
        QCOMPARE(numSlowed, numWithFactor);
    }

    void aStepMovesEachKindOfRowAsItsGroupSays()
    {
        const auto moved = [](double decay, double factor, const std::string &name) {
            Model model(false);
            DecoderModel trained(model.decoder, model.sharded(), 0, 1, model.clock);
            auto optimizer = AdamW::create({}, groupsOf(model.weights, decay, factor), trained.parameters()).value();
            (void)trained.addGradients(&one, 1).value();
            const at::Tensor before = model.valueOf(name);
            optimizer.step(trained.parameters(), 0.01, 1);
            return (model.valueOf(name) - before).abs().max().item<double>();
        };
        for (const char *name : {"model.norm.weight", "model.layers.0.mlp.up_proj.bias"}) {
            QCOMPARE(moved(0.1, kFactor, name), moved(0, 1, name));
        }
        QVERIFY(moved(0.1, 1, "model.layers.0.mlp.up_proj.weight") != moved(0, 1, "model.layers.0.mlp.up_proj.weight"));
        // The first step of AdamW is as long as the learning rate, wherever there is a gradient.
        QVERIFY(std::abs(moved(0, kFactor, "lm_head.weight") - 0.01 * kFactor) < 1e-6);
        QVERIFY(std::abs(moved(0, kFactor, "model.embed_tokens.weight") - 0.01 * kFactor) < 1e-6);
        QVERIFY(std::abs(moved(0, kFactor, "model.norm.weight") - 0.01) < 1e-6);
    }

    void aFrozenWeightHasNoMomentsNoGradientAndStays()
    {
        Model model(false);
        model::Weight &frozen = model.weights.at("model.layers.1.self_attn.k_proj.weight");
        frozen.setFrozen(true);
        DecoderModel trained(model.decoder, model.sharded(), 0, 1, model.clock);
        auto optimizer = AdamW::create({}, groupsOf(model.weights, kDecay, 1), trained.parameters()).value();
        for (std::size_t i = 0; i < optimizer.groups().size(); ++i) {
            const bool isFrozen = optimizer.groups()[i].tensor == frozen.name();
            QCOMPARE(optimizer.groups()[i].isFrozen, isFrozen);
            QCOMPARE(optimizer.moments()[i].first.empty(), isFrozen);
            QCOMPARE(optimizer.moments()[i].second.empty(), isFrozen);
        }
        std::vector<at::Tensor> before;
        for (const auto &weight : model.weights.weights()) {
            before.push_back(model.valueOf(weight->name()));
        }
        (void)trained.addGradients(&one, 1).value();
        optimizer.step(trained.parameters(), 0.01, 1);
        for (std::size_t i = 0; i < before.size(); ++i) {
            const model::Weight &weight = *model.weights.weights()[i];
            QCOMPARE(at::equal(model.valueOf(weight.name()), before[i]), &weight == &frozen);
            QCOMPARE(trained.parameters()[i].gradient == nullptr, &weight == &frozen);
        }
    }

    /// Backward ends above the lowest weight that learns, and what it gives is what the whole of it gives.
    void whatIsFrozenGetsNoGradientAndChangesNoOther_data()
    {
        QTest::addColumn<QString>("frozen");
        QTest::newRow("a matrix") << QStringLiteral("*.1.mlp.up_proj.weight");
        QTest::newRow("the embedding") << QStringLiteral("model.embed_tokens.weight");
        QTest::newRow("all blocks") << QStringLiteral("model.layers.*");
        QTest::newRow("embedding and first block") << QStringLiteral("model.embed_tokens.weight model.layers.0.*");
        QTest::newRow("all below the norm") << QStringLiteral("model.embed_tokens.weight model.layers.*");
    }

    void whatIsFrozenGetsNoGradientAndChangesNoOther()
    {
        QFETCH(QString, frozen);
        for (const bool isRecomputed : {false, true}) {
            Model whole(false, isRecomputed);
            Model part(false, isRecomputed);
            const auto expected = whole.plainGradients(madeBatch(), {});
            GroupRules rules;
            for (const QString &name : frozen.split(QLatin1Char(' '))) {
                rules.frozenTensors.push_back(name.toStdString());
            }
            DecoderModel trained(part.decoder, part.sharded(), 0, 1, part.clock);
            auto optimizer = AdamW::create({}, rowGroupsOf(part.weights, rules).value(), trained.parameters()).value();
            trained.beginStep({.trained = optimizer.trainedRows()});
            const MicroBatchResult result = trained.addGradients(&one, 1).value();
            QCOMPARE(result.loss, whole.loss);
            const std::vector<ParameterView> views = trained.parameters();
            for (std::size_t i = 0; i < views.size(); ++i) {
                const bool isFrozen = optimizer.trainedRows()[i].empty();
                QCOMPARE(views[i].gradient == nullptr, isFrozen);
                QVERIFY(isFrozen
                        || std::equal(views[i].gradient, views[i].gradient + views[i].numElements(),
                                      expected[i].const_data_ptr<float>()));
            }
            // Thawed, they have gradients again.
            trained.clearGradients();
            trained.beginStep({.trained = std::vector<RowRanges>(views.size(), {{.first = 0, .count = 1}})});
            (void)trained.addGradients(&one, 1).value();
            QVERIFY(areEqual(trained.parameters(), expected));
        }
    }

    void gradientsAreThoseOfThePlainDecoder()
    {
        Model model(true);
        Model reference(true);
        const MicroBatch batch = madeBatch();
        DecoderModel trained(model.decoder, model.sharded(), 0, 1, model.clock);
        const auto expected = reference.plainGradients(batch, {});
        const MicroBatchResult result = trained.addGradients(&batch, 1).value();
        QCOMPARE(result.loss, reference.loss);
        QVERIFY(result.loss > 0);
        QVERIFY(areEqual(trained.parameters(), expected));
        MicroBatch other = batch;
        std::swap(other.targets[0], other.targets[1]);
        QVERIFY(!areEqual(trained.parameters(), reference.plainGradients(other, {})));
        other = batch;
        other.validTargetsOfStep = 16;
        QVERIFY(!areEqual(trained.parameters(), reference.plainGradients(other, {})));
        other = batch;
        other.firstVisible = {0, 0, 2, 2, 0, 1, 1, 1};
        QVERIFY(!areEqual(trained.parameters(), reference.plainGradients(other, {})));
        trained.clearGradients();
        (void)trained.addGradients(&other, 1).value();
        QVERIFY(areEqual(trained.parameters(), reference.plainGradients(other, {})));
        trained.clearGradients();
        QVERIFY(trained.parameters()[0].gradient == nullptr);
        (void)trained.addGradients(&batch, 1).value();
        QVERIFY(areEqual(trained.parameters(), expected));
        (void)trained.addGradients(&batch, 1).value();
        QVERIFY(!areEqual(trained.parameters(), expected));
    }

    void packedDocumentsTeachWhatTheyWouldTeachAlone()
    {
        const StepReport alone = reportOfOneStep({{.tokens = {10, 1, 5, 2, 10, 10, 10, 10}, .numValidTargets = 4},
                                                  {.tokens = {10, 7, 10, 10, 10, 10, 10, 10}, .numValidTargets = 2},
                                                  {.tokens = {10, 3, 10, 10, 10, 10, 10, 10}, .numValidTargets = 1}});
        TrainingSequence packed{.tokens = {10, 1, 5, 2, 10, 7, 10, 3}, .numValidTargets = 7, .documentRows = {4, 6}};
        const StepReport apart = reportOfOneStep({packed});
        QCOMPARE(apart.numTokens, alone.numTokens);
        QVERIFY(std::abs(apart.loss - alone.loss) < 1e-6);
        QVERIFY(std::abs(apart.gradientNorm / alone.gradientNorm - 1) < 1e-5);
        packed.documentRows.clear();
        const StepReport together = reportOfOneStep({packed});
        QVERIFY(std::abs(together.loss - alone.loss) > 1e-4);
        QVERIFY(std::abs(together.gradientNorm / alone.gradientNorm - 1) > 1e-3);
    }

    void dropoutIsDrawnAtThePlaceOfTheMicroBatch()
    {
        Model model(true);
        Model reference(true);
        DecoderModel trained(model.decoder, model.sharded(), 0.3, 8, model.clock);
        (void)trained.addGradients(&one, 1).value();
        const model::DropoutPlace place = {.probability = 0.3, .seed = 8, .step = 6, .firstSequence = 40};
        QVERIFY(areEqual(trained.parameters(), reference.plainGradients(madeBatch(), place)));
        std::vector<model::DropoutPlace> others(4, place);
        others[0].probability = 0.4;
        others[1].seed = 9;
        others[2].step = 0;
        others[3].firstSequence = 0;
        for (const model::DropoutPlace &other : others) {
            QVERIFY(!areEqual(trained.parameters(), reference.plainGradients(madeBatch(), other)));
        }
    }
};

QTEST_APPLESS_MAIN(DecoderModelTest)
#include "decoder_model_test.moc"
