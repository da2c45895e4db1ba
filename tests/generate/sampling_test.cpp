// SPDX-License-Identifier: Apache-2.0
#include "core/generate/sampling.h"

#include <QFile>
#include <QTest>
#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>

using namespace bafo;
using namespace bafo::generate;

namespace {

/// The formula of tests/golden/generate/make_sampling.py.
std::vector<float> goldenLogits(int row, int vocabulary)
{
    std::vector<float> logits;
    for (int i = 0; i < vocabulary; ++i) {
        logits.push_back(static_cast<float>((i * 7919 + row * 104729) % 1009 - 504) / 64.0F);
    }
    return logits;
}

nlohmann::json golden()
{
    QFile file(QString::fromUtf8(BAFO_SOURCE_DIR "/tests/golden/generate/sampling.json"));
    return file.open(QIODevice::ReadOnly) ? nlohmann::json::parse(file.readAll().toStdString()) : nlohmann::json();
}

SamplingOptions optionsOf(const nlohmann::json &entry)
{
    return {.temperature = entry["temperature"],
            .topK = entry["top_k"],
            .topP = entry["top_p"],
            .repetitionPenalty = entry["penalty"]};
}

bool matchesReference(const nlohmann::json &entry, const SamplingOptions &options, int vocabulary)
{
    std::vector<float> logits = goldenLogits(entry["row"], vocabulary);
    const auto history = entry["history"].get<std::vector<std::uint32_t>>();
    Sampler sampler(options);
    const auto kept = sampler.candidates(logits, history);
    const auto ids = entry["kept"].get<std::vector<std::uint32_t>>();
    const auto scores = entry["scores"].get<std::vector<float>>();
    if (!kept || kept->size() != ids.size()) {
        return false;
    }
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if ((*kept)[i].id != ids[i] || std::abs((*kept)[i].logit - scores[i]) > 1e-6F * (1 + std::abs(scores[i]))) {
            return false;
        }
    }
    return true;
}

} // namespace

class SamplingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theSurvivorsAreThoseOfTransformers()
    {
        const auto values = golden();
        QCOMPARE(values["cases"].size(), 10U);
        for (const auto &entry : values["cases"]) {
            QVERIFY2(matchesReference(entry, optionsOf(entry), values["vocabulary"]), entry["row"].dump().c_str());
        }
    }

    void aChangedSettingNoLongerMatches()
    {
        const auto values = golden();
        const auto &entry = values["cases"][6];
        for (int change = 0; change < 4; ++change) {
            SamplingOptions options = optionsOf(entry);
            switch (change) {
            case 0:
                options.temperature *= 1.01;
                break;
            case 1:
                options.topK = 2;
                break;
            case 2:
                options.topP = 0.2;
                break;
            default:
                options.repetitionPenalty = 1.0;
                break;
            }
            QVERIFY2(!matchesReference(entry, options, values["vocabulary"]), qPrintable(QString::number(change)));
        }
    }

    void zeroTemperatureTakesTheHighestAndTheFirstOfEquals()
    {
        std::vector<float> logits = {1, 3, 2, 3};
        Sampler sampler({.temperature = 0});
        QCOMPARE(sampler.choose(logits, {}, 0).value(), 1U);
        const std::vector<std::uint32_t> history = {1};
        Sampler penalised({.temperature = 0, .repetitionPenalty = 2});
        QCOMPARE(penalised.choose(logits, history, 0).value(), 3U);
    }

    void aTemperatureTooSmallToDivideByTakesTheHighest()
    {
        // The last is the smallest positive double; the first two are 0 and a subnormal number in fp32.
        for (const double temperature : {1e-50, 1e-40, 1e-30, std::numeric_limits<double>::denorm_min()}) {
            for (const std::vector<float> &row :
                 {std::vector<float>{0, -1, 0.5F, 0.25F}, {-3, -2, -1, -2}, {-1, -1, 0, -1}, {-1e38F, 0, 1e38F, 1}}) {
                Sampler sampler({.temperature = temperature, .topK = 3, .topP = 0.9, .seed = 5});
                for (std::uint64_t position = 0; position < 20; ++position) {
                    std::vector<float> logits = row;
                    QCOMPARE(sampler.choose(logits, {}, position).value(), 2U);
                }
                std::vector<float> logits = row;
                QCOMPARE(sampler.candidates(logits, {})->size(), 1U);
            }
        }
        // A small temperature that fp32 holds, and logits as close, are no such case.
        Sampler sampler({.temperature = 1e-6});
        std::vector<float> logits = {1e-6F, 1.5e-6F, 0};
        QCOMPARE(sampler.candidates(logits, {})->size(), 3U);
    }

    void equalSeedAndPositionGiveAnEqualTokenAndOthersDiffer()
    {
        const auto drawMany = [](std::uint64_t seed) {
            std::vector<std::uint32_t> drawn;
            Sampler sampler({.seed = seed});
            for (std::uint64_t position = 0; position < 50; ++position) {
                std::vector<float> logits(100, 0.0F);
                drawn.push_back(sampler.choose(logits, {}, position).value());
            }
            return drawn;
        };
        QCOMPARE(drawMany(1), drawMany(1));
        QVERIFY(drawMany(1) != drawMany(2));
        const auto drawn = drawMany(1);
        QVERIFY(std::count(drawn.begin(), drawn.end(), drawn.front()) < 10);
    }

    void drawsFollowTheProbabilities()
    {
        Sampler sampler({.seed = 3});
        int numFirst = 0;
        constexpr int kDraws = 4000;
        for (int i = 0; i < kDraws; ++i) {
            std::vector<float> logits = {std::log(0.2F), std::log(0.8F)};
            numFirst += sampler.choose(logits, {}, static_cast<std::uint64_t>(i)).value() == 0 ? 1 : 0;
        }
        QVERIFY(std::abs(numFirst / double(kDraws) - 0.2) < 0.02);
    }

    void damagedLogitsAreAnErrorNotAToken()
    {
        Sampler sampler({});
        std::vector<float> logits = {1, std::numeric_limits<float>::quiet_NaN()};
        QCOMPARE(sampler.choose(logits, {}, 0).error().code, ErrorCode::data);
        std::vector<float> none(3, -std::numeric_limits<float>::infinity());
        QCOMPARE(sampler.choose(none, {}, 0).error().code, ErrorCode::data);
        std::vector<float> fine = {1, -std::numeric_limits<float>::infinity()};
        QCOMPARE(sampler.choose(fine, {}, 0).value(), 0U);
    }

    void settingsOutsideTheirRangesAreNamed()
    {
        QVERIFY(checkSamplingOptions({}));
        const auto nameIn = [](const SamplingOptions &options, const char *name) {
            const auto checked = checkSamplingOptions(options);
            return !checked && checked.error().code == ErrorCode::config && checked.error().message.starts_with(name);
        };
        QVERIFY(nameIn({.temperature = -1}, "temperature"));
        QVERIFY(nameIn({.temperature = std::nan("")}, "temperature"));
        QVERIFY(nameIn({.topK = -1}, "top_k"));
        QVERIFY(nameIn({.topP = 0}, "top_p"));
        QVERIFY(nameIn({.repetitionPenalty = 0}, "repetition_penalty"));
        QVERIFY(nameIn({.repetitionPenalty = 1e-50}, "repetition_penalty"));
    }
};

QTEST_APPLESS_MAIN(SamplingTest)
#include "sampling_test.moc"
