// SPDX-License-Identifier: Apache-2.0
#include "core/adapters/adapter_plan.h"

#include "core/adapters/module_pattern.h"
#include "core/base/random.h"
#include "core/base/sha256.h"
#include "core/config/adapter_layers.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <set>
#include <utility>

namespace bafo::adapters {
namespace {

constexpr std::string_view kLayers = "model.layers.";
constexpr std::string_view kWeight = ".weight";
constexpr std::string_view kAllLinear = "all-linear";
constexpr std::int64_t kFirstUse = 16; ///< below are a block's own uses of dropout
constexpr std::uint32_t kFreshPurpose = 0x4C4F5241; // "LORA"

std::string withoutWeight(const std::string &name)
{
    return name.ends_with(kWeight) ? name.substr(0, name.size() - kWeight.size()) : name;
}

/// The linear layer of a tensor, without rank and scale; nothing where the tensor is something else.
std::optional<LayerAdapter> adaptable(const model::TensorSpec &tensor)
{
    const std::string module = withoutWeight(tensor.name);
    const std::size_t dot = module.find('.', kLayers.size());
    if (!module.starts_with(kLayers) || dot == std::string::npos || tensor.shape.size() != 2) {
        return std::nullopt;
    }
    const auto *const layer
        = std::find_if(config::kAdaptableLayers.begin(), config::kAdaptableLayers.end(),
                       [&](const config::AdaptableLayer &one) { return module.substr(dot + 1) == one.module; });
    if (layer == config::kAdaptableLayers.end()) {
        return std::nullopt;
    }
    return LayerAdapter{.layer = module,
                        .index = std::stoll(module.substr(kLayers.size(), dot - kLayers.size())),
                        .use = kFirstUse + (layer - config::kAdaptableLayers.begin()),
                        .inputs = tensor.shape[1],
                        .outputs = tensor.shape[0]};
}

/// Which modules the settings mean.
using IsTarget = std::function<bool(const std::string &module)>;

Result<IsTarget> targetTest(const AdapterSettings &settings)
{
    if (settings.targetPattern == kAllLinear) {
        return IsTarget([](const std::string &module) { return module.starts_with(kLayers); });
    }
    if (!settings.targetPattern.empty()) {
        const ModulePattern pattern = BAFO_TRY(ModulePattern::parse(settings.targetPattern));
        return IsTarget([pattern](const std::string &module) { return pattern.matches(module); });
    }
    return IsTarget([targets = settings.targets](const std::string &module) {
        return std::any_of(targets.begin(), targets.end(),
                           [&](const std::string &target) { return isOrEndsWith(module, target); });
    });
}

/// The value of the first pattern that a name ends with, in the order of the patterns; else the one for all.
template <class Value>
Result<Value> valueFor(const std::string &module, const std::map<std::string, Value> &patterns, Value otherwise)
{
    for (const auto &[text, value] : patterns) {
        if (BAFO_TRY(ModulePattern::parse(text)).matchesEnd(module)) {
            return value;
        }
    }
    return otherwise;
}

Result<void> planLayers(const AdapterSettings &settings, const std::vector<model::TensorSpec> &tensors,
                        AdapterPlan &plan)
{
    const IsTarget isTarget = BAFO_TRY(targetTest(settings));
    for (const model::TensorSpec &tensor : tensors) {
        const std::string module = withoutWeight(tensor.name);
        std::optional<LayerAdapter> layer = adaptable(tensor);
        if (!isTarget(module) || (tensor.isNorm && !layer)) {
            continue;
        }
        if (tensor.isEmbedding) {
            return fail(ErrorCode::data, "it has two matrices beside " + module + ", which is not supported",
                        "train rows of tokens instead (trainable_token_indices), or leave it out of target_modules");
        }
        if (layer) {
            layer->rank = BAFO_TRY(valueFor(module, settings.ranks, settings.rank));
            const double alpha = BAFO_TRY(valueFor(module, settings.alphas, settings.alpha));
            const auto rank = static_cast<double>(layer->rank);
            layer->scale = alpha / (settings.isRankStabilised ? std::sqrt(rank) : rank);
            plan.layers.push_back(std::move(*layer));
        }
    }
    return {};
}

Result<RowAdapter> planRows(const std::string &end, const std::vector<std::int64_t> &ids,
                            const std::vector<model::TensorSpec> &tensors)
{
    const auto table = std::find_if(tensors.begin(), tensors.end(), [&](const model::TensorSpec &tensor) {
        return tensor.isEmbedding && isOrEndsWith(withoutWeight(tensor.name), end);
    });
    if (table == tensors.end()) {
        return fail(ErrorCode::data, "it replaces rows of " + end + ", which is no table of tokens of this model",
                    "rows of embed_tokens and lm_head can be replaced");
    }
    const std::int64_t numTokens = table->shape.front();
    std::set<std::int64_t> seen;
    for (const std::int64_t id : ids) {
        if (id < 0 || id >= numTokens || !seen.insert(id).second) {
            return fail(ErrorCode::data,
                        "it replaces row " + std::to_string(id) + " of " + end
                            + (seen.contains(id) ? " twice" : ", which has " + std::to_string(numTokens) + " of them"),
                        "the adapter is of a model with another vocabulary, or its adapter_config.json was changed");
        }
    }
    return RowAdapter{
        .table = withoutWeight(table->name), .ids = ids, .width = table->shape.back(), .numTokens = numTokens};
}

/// A tied head has the embedding's rows, so what is said of it must be what is said of the embedding.
Result<void> planAllRows(const AdapterSettings &settings, const model::Architecture &architecture,
                         const std::vector<model::TensorSpec> &tensors, bool isTied, AdapterPlan &plan)
{
    for (const auto &[end, ids] : settings.tokenRows) {
        if (ids.empty()) {
            continue;
        }
        RowAdapter rows = BAFO_TRY(planRows(end, ids, tensors));
        if (!isTied || rows.weightName() != architecture.headName()) {
            plan.rows.push_back(std::move(rows));
            continue;
        }
        const RowAdapter *embedding = plan.rowsOf(architecture.embeddingName());
        if (embedding == nullptr || embedding->ids != ids) {
            return fail(ErrorCode::data, "it replaces other rows of the head than of the embedding, which are tied",
                        "train the same tokens in both");
        }
    }
    return {};
}

} // namespace

std::vector<model::TensorSpec> AdapterPlan::tensors() const
{
    std::vector<model::TensorSpec> all;
    for (const LayerAdapter &layer : layers) {
        all.push_back({.name = layer.downName(), .shape = {layer.rank, layer.inputs}});
        all.push_back({.name = layer.upName(), .shape = {layer.outputs, layer.rank}});
    }
    for (const RowAdapter &table : rows) {
        all.push_back({.name = table.rowsName(), .shape = {static_cast<std::int64_t>(table.ids.size()), table.width}});
    }
    return all;
}

void AdapterPlan::attachTo(model::WeightStore &weights) const
{
    for (const auto &weight : weights.weights()) {
        weight->setFrozen(true);
    }
    for (const LayerAdapter &layer : layers) {
        model::Weight &down = weights.at(layer.downName());
        model::Weight &up = weights.at(layer.upName());
        down.setFrozen(false);
        up.setFrozen(false);
        weights.setLowRank(layer.layer,
                           {.down = &down, .up = &up, .scale = layer.scale, .layer = layer.index, .use = layer.use});
    }
    for (const RowAdapter &table : rows) {
        model::Weight &values = weights.at(table.rowsName());
        values.setFrozen(false);
        weights.setTokenRows(table.weightName(), model::TokenRows(values, table.ids, table.numTokens));
    }
}

const LayerAdapter *AdapterPlan::layerOf(const std::string &weightName) const
{
    const auto found = std::find_if(layers.begin(), layers.end(),
                                    [&](const LayerAdapter &layer) { return layer.weightName() == weightName; });
    return found == layers.end() ? nullptr : &*found;
}

const RowAdapter *AdapterPlan::rowsOf(const std::string &weightName) const
{
    const auto found = std::find_if(rows.begin(), rows.end(),
                                    [&](const RowAdapter &table) { return table.weightName() == weightName; });
    return found == rows.end() ? nullptr : &*found;
}

Result<AdapterPlan> planAdapter(const AdapterSettings &settings, const model::Architecture &architecture,
                                const model::ModelConfig &config)
{
    AdapterPlan plan;
    plan.dropout = settings.dropout;
    const std::vector<model::TensorSpec> tensors = architecture.tensors(config);
    BAFO_TRY(planLayers(settings, tensors, plan));
    BAFO_TRY(planAllRows(settings, architecture, tensors, config.isTied, plan));
    if (plan.layers.empty() && plan.rows.empty()) {
        return fail(ErrorCode::data, "none of its target_modules is a layer of this model",
                    "the adapter is of another kind of model");
    }
    return plan;
}

void drawFresh(std::span<float> values, const model::TensorSpec &tensor, std::int64_t first, std::uint64_t seed)
{
    if (!tensor.name.ends_with(".lora_A.weight")) {
        std::fill(values.begin(), values.end(), 0.0F);
        return;
    }
    const double bound = 1 / std::sqrt(static_cast<double>(tensor.shape.back()));
    const std::uint64_t place = std::stoull(sha256Of(tensor.name).substr(0, 16), nullptr, 16);
    const RandomStream draws({.seed = seed, .sequence = place, .purpose = kFreshPurpose});
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double uniform = (draws.bits(static_cast<std::uint64_t>(first) + i) + 0.5) * 0x1.0p-32;
        values[i] = static_cast<float>(bound * (2 * uniform - 1));
    }
}

} // namespace bafo::adapters
