// SPDX-License-Identifier: Apache-2.0
// bf16 copies of the weights compute nearly what fp32 does: as nearly as torch's autocast.
#include "core/distributed/collectives.h"
#include "core/train/sharded_weights.h"
#include "tests/model/golden_model.h"

#include <QTest>

using namespace bafo;
using namespace bafo::tests;

namespace {

constexpr std::array kModels = {"grouped", "gemma2_window", "qwen2_window"};

/// Loss and gradients of the golden batch, computed with copies of a type; the weights stay fp32.
struct Computed {
    Computed(const QString &name, at::ScalarType type)
        : golden(name)
    {
        train::ShardedWeights shards(alone, golden.weights, golden.decoder.units(), train::ZeroStage::two,
                                     train::GradientSync::each, {.computeType = type});
        golden.decoder.setKeeper(shards);
        loss = golden.decoder.lossAndGradients(golden.ids, golden.targets, golden.numTargets, {}, golden.clock).loss;
        for (const train::ParameterView &view : shards.parameters()) {
            gradients[view.name]
                = at::from_blob(const_cast<float *>(view.gradient), golden.weights.at(view.name).shape(), at::kFloat)
                      .clone();
        }
        areValuesFloat = shards.bytes().parameters == golden.weights.numParameters() * 4;
    }

    distributed::OneRank alone;
    Golden golden;
    double loss = 0;
    std::map<std::string, at::Tensor> gradients;
    bool areValuesFloat = false;
};

} // namespace

class MixedPrecisionTest : public QObject {
    Q_OBJECT

    static void addModels()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : kModels) {
            QTest::newRow(name) << QString::fromLatin1(name);
        }
    }

private Q_SLOTS:
    void gradientsAreAsNearToFp32AsThoseOfAutocast_data() { addModels(); }
    void gradientsAreAsNearToFp32AsThoseOfAutocast()
    {
        QFETCH(QString, name);
        const Computed mixed(name, at::kBFloat16);
        const auto autocast = formats::SafetensorsFile::open(
                                  (Golden::folder() + name + QStringLiteral("_autocast.safetensors")).toStdString())
                                  .value();
        const auto exactLoss = mixed.golden.tensor("losses")[0].item<double>();
        QVERIFY2(std::abs(mixed.loss / exactLoss - 1) < 5e-3, qPrintable(QString::number(mixed.loss / exactLoss - 1)));
        QVERIFY(mixed.areValuesFloat);
        double squares = 0;
        double autocastSquares = 0;
        for (const auto &[weight, gradient] : mixed.gradients) {
            const at::Tensor exact = mixed.golden.tensor("gradient." + weight);
            const at::Tensor theirs = tensorOf(autocast.tensors().at("gradient." + weight));
            if (exact.norm().item<double>() < 1e-6) {
                continue; // nothing but rounding on all sides
            }
            const double error = relativeError(gradient, exact);
            squares += error * error;
            autocastSquares += std::pow(relativeError(theirs, exact), 2);
            QVERIFY2(error > 0, weight.c_str()); // bf16 it was
            QVERIFY2(error < 0.2, (weight + " " + std::to_string(error)).c_str());
            QVERIFY2(relativeError(gradient, theirs) < 0.2, weight.c_str());
        }
        const double ratio = std::sqrt(squares / autocastSquares);
        qInfo("mean error of ours in relation to autocast's: %.2f", ratio);
        QVERIFY2(ratio < 2, qPrintable(QString::number(ratio)));
    }

    /// The operators that every other device computes with, in whole passes: fp64 has no loops of ours.
    void plainOperatorsGiveTheGradientsOfOurLoops_data() { addModels(); }
    void plainOperatorsGiveTheGradientsOfOurLoops()
    {
        QFETCH(QString, name);
        const Computed loops(name, at::kFloat);
        const Computed plain(name, at::kDouble);
        QVERIFY(std::abs(plain.loss / loops.loss - 1) < 1e-6);
        bool areSomeOther = false;
        for (const auto &[weight, gradient] : plain.gradients) {
            const double error = largestError(gradient, loops.gradients.at(weight));
            QVERIFY2(error < kGradientTolerance, (weight + " " + std::to_string(error)).c_str());
            areSomeOther = areSomeOther || !at::equal(gradient, loops.gradients.at(weight));
        }
        QVERIFY(areSomeOther);
    }

    void normsAndBiasesStayFp32()
    {
        Golden golden(QStringLiteral("qwen2_window"));
        distributed::OneRank alone;
        train::ShardedWeights shards(alone, golden.weights, golden.decoder.units(), train::ZeroStage::two,
                                     train::GradientSync::each, {.computeType = at::kBFloat16});
        const std::vector<model::WeightUnit> units = golden.decoder.units();
        for (std::size_t unit = 0; unit < units.size(); ++unit) {
            shards.unshard(unit);
            for (const model::Weight *weight : units[unit]) {
                QCOMPARE(weight->value().scalar_type(), weight->shape().size() > 1 ? at::kBFloat16 : at::kFloat);
            }
        }
        QCOMPARE(shards.bytes().parameters, golden.weights.numParameters() * 4);
        QVERIFY(shards.bytes().gathered >= golden.weights.numParameters() * 2);
        QVERIFY(shards.bytes().gathered < golden.weights.numParameters() * 3);
    }
};

QTEST_APPLESS_MAIN(MixedPrecisionTest)
#include "mixed_precision_test.moc"
