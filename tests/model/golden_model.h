// SPDX-License-Identifier: Apache-2.0
// A small random decoder with what transformers made of it: tests/golden/model/make_decoders.py.
#pragma once

#include "core/base/clock.h"
#include "core/formats/safetensors.h"
#include "core/model/decoder.h"
#include "core/train/parameter_view.h"
#include "plugins/architectures/architectures.h"

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include <QString>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

namespace bafo::tests {

inline std::uint64_t seedOf(const std::string &name)
{
    std::uint64_t value = 0xCBF29CE484222325ULL;
    for (const char c : name) {
        value = (value ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    }
    return value;
}

/// hashed() of make_decoders.py.
inline float hashed(std::uint64_t seed, std::uint64_t place)
{
    std::uint64_t z = (place + seed) * 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    z ^= z >> 31U;
    return static_cast<float>(static_cast<double>(z >> 40U) / (1 << 23) - 1);
}

inline at::Tensor tensorOf(const formats::TensorEntry &entry)
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
        , document(readDocument(name))
        , architecture(*registry.get(document.at("model_type").get<std::string>()).value())
        , config(architecture.parseConfig(document).value())
        , weights(architecture.tensors(config))
        , decoder(architecture, config, weights, options)
    {
        fill();
        ids = tensor("ids");
        targets = ids.narrow(1, 1, ids.size(1) - 1).clone();
        targets.select(0, 1).narrow(0, targets.size(1) - 4, 4).fill_(-1);
        ids = ids.narrow(1, 0, ids.size(1) - 1).contiguous();
        numTargets = (targets >= 0).sum().item<std::int64_t>();
    }

    static QString folder() { return QStringLiteral(BAFO_SOURCE_DIR "/tests/golden/model/"); }

    static nlohmann::json readDocument(const QString &name)
    {
        std::ifstream stream((folder() + name + QStringLiteral(".json")).toStdString());
        return nlohmann::json::parse(stream);
    }

    void fill()
    {
        for (const auto &weight : weights.weights()) {
            const bool isNorm = weight->name().find("norm") != std::string::npos;
            const std::span<float> values = model::WeightStore::valuesOf(*weight);
            for (std::size_t i = 0; i < values.size(); ++i) {
                const float value = hashed(seedOf(weight->name()), i);
                values[i] = isNorm ? static_cast<float>(1 - config.normOffset) + value / 8 : value / 4;
            }
        }
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
    Registry<model::Architecture> registry = architectures::makeArchitectures();
    formats::SafetensorsFile file;
    nlohmann::json document;
    const model::Architecture &architecture;
    model::ModelConfig config;
    model::WeightStore weights;
    model::Decoder decoder;
    at::Tensor ids;
    at::Tensor targets;
    std::int64_t numTargets = 0;
};

constexpr double kLossTolerance = 1e-6; ///< relative
constexpr double kGradientTolerance = 1e-5; ///< relative

inline double relativeError(const at::Tensor &actual, const at::Tensor &expected)
{
    return ((actual - expected).norm() / expected.norm()).item<double>();
}

/// The largest difference in relation to the largest value; on its own where nothing is expected, as of q and k in
/// layers where a row sees only itself.
inline double largestError(const at::Tensor &actual, const at::Tensor &expected)
{
    const auto difference = (actual - expected).abs().max().item<double>();
    const auto largest = expected.abs().max().item<double>();
    return largest > 0 ? difference / largest : difference;
}

/// The worst of all weights.
inline double gradientError(const Golden &actual, const Golden &expected)
{
    double worst = 0;
    for (std::size_t i = 0; i < expected.weights.weights().size(); ++i) {
        worst = std::max(
            worst, relativeError(actual.weights.weights()[i]->gradient(), expected.weights.weights()[i]->gradient()));
    }
    return worst;
}

} // namespace bafo::tests
