// SPDX-License-Identifier: Apache-2.0
// A small decoder with an adapter, and what peft made of both: tests/golden/adapters/make_adapters.py.
#pragma once

#include "core/adapters/adapter_plan.h"
#include "core/adapters/peft_config.h"
#include "tests/model/golden_model.h"

#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace bafo::tests {

struct GoldenAdapterName {
    const char *adapter;
    const char *base;
};

inline constexpr GoldenAdapterName kGoldenAdapters[] = {{"grouped_all", "grouped"},
                                                        {"gemma2_stabilised", "gemma2_window"},
                                                        {"qwen2_patterns", "qwen2_window"},
                                                        {"gemma2_rows", "gemma2_window"},
                                                        {"grouped_rows", "grouped"}};

inline std::string goldenAdapterFolder()
{
    return BAFO_SOURCE_DIR "/tests/golden/adapters/";
}

inline adapters::AdapterSettings goldenSettings(const std::string &name)
{
    const std::string path = goldenAdapterFolder() + name + "/adapter_config.json";
    std::ifstream stream(path);
    const std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    return adapters::parsePeftConfig(text, path).value();
}

/// Base and adapter with the values of the script, and a decoder over both.
struct GoldenAdapter {
    GoldenAdapter(const std::string &name, const std::string &baseName, adapters::AdapterSettings settings,
                  model::DecoderOptions options = {})
        : base(QString::fromStdString(baseName))
        , file(formats::SafetensorsFile::open(goldenAdapterFolder() + name + ".safetensors").value())
        , plan(adapters::planAdapter(settings, base.architecture, base.config).value())
        , weights(tensorsOf(base, plan))
    {
        for (const auto &weight : weights.weights()) {
            const bool isNorm = weight->name().find("norm") != std::string::npos;
            const std::span<float> values = model::WeightStore::valuesOf(*weight);
            for (std::size_t i = 0; i < values.size(); ++i) {
                const float value = hashed(seedOf(weight->name()), i);
                values[i] = isNorm ? static_cast<float>(1 - base.config.normOffset) + value / 8 : value / 4;
            }
        }
        plan.attachTo(weights);
        decoder.emplace(base.architecture, base.config, weights, options);
    }

    explicit GoldenAdapter(const GoldenAdapterName &names)
        : GoldenAdapter(names.adapter, names.base, goldenSettings(names.adapter))
    {
    }

    static std::vector<model::TensorSpec> tensorsOf(const Golden &base, const adapters::AdapterPlan &plan)
    {
        std::vector<model::TensorSpec> all = base.architecture.tensors(base.config);
        const std::vector<model::TensorSpec> added = plan.tensors();
        all.insert(all.end(), added.begin(), added.end());
        return all;
    }

    [[nodiscard]] at::Tensor tensor(const std::string &name) const { return tensorOf(file.tensors().at(name)); }

    double gradients(std::int64_t microBatch = 2, const model::DropoutPlace &dropout = {})
    {
        double loss = 0;
        for (const auto &weight : weights.weights()) {
            weight->clearGradient();
        }
        for (std::int64_t row = 0; row < base.ids.size(0); row += microBatch) {
            model::DropoutPlace place = dropout;
            place.firstSequence += row;
            loss += decoder
                        ->lossAndGradients(base.ids.narrow(0, row, microBatch), base.targets.narrow(0, row, microBatch),
                                           base.numTargets, place, base.clock)
                        .loss;
        }
        return loss;
    }

    /// Of the adapter.
    std::vector<model::Weight *> trained()
    {
        std::vector<model::Weight *> all;
        for (const model::TensorSpec &tensor : plan.tensors()) {
            all.push_back(&weights.at(tensor.name));
        }
        return all;
    }

    std::vector<train::ParameterView> views()
    {
        std::vector<train::ParameterView> all;
        for (model::Weight *weight : trained()) {
            const std::int64_t rows = weight->shape()[0];
            all.push_back({.name = weight->name(),
                           .rows = rows,
                           .totalRows = rows,
                           .rowSize = weight->numElements() / rows,
                           .values = weight->value().mutable_data_ptr<float>(),
                           .gradient = weight->gradient().const_data_ptr<float>()});
        }
        return all;
    }

    Golden base; ///< without the adapter
    formats::SafetensorsFile file;
    adapters::AdapterPlan plan;
    model::WeightStore weights;
    std::optional<model::Decoder> decoder;
};

} // namespace bafo::tests
