// SPDX-License-Identifier: Apache-2.0
#include "core/model/rotary.h"

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include <QTest>

#include <cmath>
#include <fstream>
#include <numbers>
#include <vector>

using namespace bafo;
using model::ModelConfig;
using model::RotaryScaling;
using model::RotaryScalingKind;

namespace {

/// One unit in the last place of a float is 1.2e-7 of it; powers may be off by a few.
constexpr double kTolerance = 5e-7;

/// What becomes of a frequency under llama3 scaling, by its wavelength.
enum Band { kept, between, divided };

nlohmann::json golden()
{
    std::ifstream file(BAFO_SOURCE_DIR "/tests/golden/model/rotary.json");
    return nlohmann::json::parse(file);
}

ModelConfig configOf(const nlohmann::json &entry)
{
    const nlohmann::json &rope = entry.at("rope_parameters");
    ModelConfig config;
    config.headSize = entry.at("head_dim").get<std::int64_t>();
    config.rotaryBase = rope.at("rope_theta").get<double>();
    RotaryScaling &scaling = config.rotaryScaling;
    scaling.factor = rope.value("factor", 1.0);
    if (rope.at("rope_type") == "linear") {
        scaling.kind = RotaryScalingKind::linear;
    } else if (rope.at("rope_type") == "llama3") {
        scaling.kind = RotaryScalingKind::llama3;
        scaling.lowFrequencyFactor = rope.at("low_freq_factor").get<double>();
        scaling.highFrequencyFactor = rope.at("high_freq_factor").get<double>();
        scaling.originalContextLength = rope.at("original_max_position_embeddings").get<double>();
    }
    return config;
}

/// Position 1 turns by the frequency itself, which is at most 1.
std::vector<double> frequenciesOf(const ModelConfig &config)
{
    const at::Tensor sine = model::RotaryTable(config, 2).sine();
    std::vector<double> frequencies;
    for (std::int64_t i = 0; i < sine.size(1); ++i) {
        frequencies.push_back(std::asin(static_cast<double>(sine[1][i].item<float>())));
    }
    return frequencies;
}

/// The largest relative error among the frequencies of one band.
double errorIn(Band band, const ModelConfig &config, const nlohmann::json &entry)
{
    const RotaryScaling scaling = configOf(entry).rotaryScaling;
    const std::vector<double> actual = frequenciesOf(config);
    double worst = 0;
    for (std::size_t i = 0; i < actual.size(); ++i) {
        const double waves
            = scaling.originalContextLength * entry["unscaled"][i].get<double>() / (2 * std::numbers::pi);
        const Band place = waves > scaling.highFrequencyFactor ? kept
            : waves < scaling.lowFrequencyFactor               ? divided
                                                               : between;
        if (place == band) {
            worst = std::max(worst, std::abs(actual[i] / entry["frequencies"][i].get<double>() - 1));
        }
    }
    return worst;
}

} // namespace

class RotaryTest : public QObject {
    Q_OBJECT

private:
    static void addModels(bool isLlama3Only)
    {
        QTest::addColumn<QString>("name");
        const nlohmann::json models = golden();
        for (const auto &[name, entry] : models.items()) {
            if (!isLlama3Only || entry["rope_parameters"]["rope_type"] == "llama3") {
                QTest::newRow(name.c_str()) << QString::fromStdString(name);
            }
        }
    }

private Q_SLOTS:
    void frequenciesEqualThoseOfTransformers_data() { addModels(false); }
    void frequenciesEqualThoseOfTransformers()
    {
        QFETCH(QString, name);
        const nlohmann::json entry = golden().at(name.toStdString());
        const ModelConfig config = configOf(entry);
        const std::vector<double> actual = frequenciesOf(config);
        QCOMPARE(actual.size(), entry["frequencies"].size());
        for (std::size_t i = 0; i < actual.size(); ++i) {
            const double error = actual[i] / entry["frequencies"][i].get<double>() - 1;
            QVERIFY2(std::abs(error) < kTolerance, qPrintable(QString::number(error)));
        }
        ModelConfig other = config;
        other.rotaryBase *= 1.0001;
        QVERIFY(std::abs(frequenciesOf(other).back() / entry["frequencies"].back().get<double>() - 1) > kTolerance);
    }

    /// The controls: a table that treats a band as its neighbour is told from the true one in that band.
    void noBandCanBeLeftOut_data() { addModels(true); }
    void noBandCanBeLeftOut()
    {
        QFETCH(QString, name);
        const nlohmann::json entry = golden().at(name.toStdString());
        const ModelConfig config = configOf(entry);
        for (const Band band : {kept, between, divided}) {
            QVERIFY(errorIn(band, config, entry) < kTolerance);
        }
        ModelConfig nothingKept = config;
        nothingKept.rotaryScaling.highFrequencyFactor = 1e9;
        QVERIFY(errorIn(kept, nothingKept, entry) > 0.1);
        ModelConfig nothingBetween = config;
        nothingBetween.rotaryScaling.highFrequencyFactor = config.rotaryScaling.lowFrequencyFactor + 1e-9;
        QVERIFY(errorIn(between, nothingBetween, entry) > 0.1);
        QVERIFY(errorIn(kept, nothingBetween, entry) < kTolerance);
        ModelConfig nothingDivided = config;
        nothingDivided.rotaryScaling.originalContextLength = 1e12;
        QVERIFY(errorIn(divided, nothingDivided, entry) > 0.1);
        QVERIFY(errorIn(kept, nothingDivided, entry) < kTolerance);
    }

    void theTableHoldsCosinesAndSinesOfPositionTimesFrequency()
    {
        const nlohmann::json entry = golden().at("Llama 3.1");
        const model::RotaryTable table(configOf(entry), 300);
        QCOMPARE(table.numPositions(), 300);
        for (const std::int64_t position : {0, 1, 7, 299}) {
            for (std::size_t i = 0; i < entry["frequencies"].size(); ++i) {
                const double angle = static_cast<double>(position) * entry["frequencies"][i].get<double>();
                const auto place = static_cast<std::int64_t>(i);
                QVERIFY(std::abs(table.cosine()[position][place].item<double>() - std::cos(angle)) < 1e-4);
                QVERIFY(std::abs(table.sine()[position][place].item<double>() - std::sin(angle)) < 1e-4);
            }
        }
        QVERIFY(std::abs(table.cosine()[299][0].item<double>() - std::cos(298.0)) > 1e-4);
    }
};

QTEST_APPLESS_MAIN(RotaryTest)
#include "rotary_test.moc"
