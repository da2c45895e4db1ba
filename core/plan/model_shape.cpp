// SPDX-License-Identifier: Apache-2.0
#include "core/plan/model_shape.h"

#include "core/formats/json_limits.h"
#include "core/formats/safetensors.h"
#include "core/text/growth.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <span>
#include <utility>

namespace bafo::plan {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMaxConfigBytes = 1U << 20U;
constexpr std::int64_t kMostLayers = 10'000;
constexpr std::int64_t kLargestSize = std::int64_t{1} << 40;
constexpr const char *kEmbedding = "model.embed_tokens.weight";
constexpr const char *kFinalNorm = "model.norm.weight";
constexpr const char *kHead = "lm_head.weight";
constexpr std::int64_t kLargestExtent = std::int64_t{1} << 20;
constexpr std::string_view kPartOfPacked = ".weight."; ///< in the names of what bitsandbytes adds to a tensor in 4 bits
constexpr std::string_view kPackedState = ".quant_state.bitsandbytes__nf4";
constexpr std::string_view kLayers = "model.layers.";

Failure unplannable(const Path &folder, const std::string &why)
{
    return fail(ErrorCode::data, "the memory for " + folder.string() + " cannot be planned: " + why,
                "'bafo model verify' tells what is wrong with a model");
}

std::int64_t numberAt(const json &config, const char *key, std::int64_t fallback)
{
    const auto found = config.find(key);
    return found != config.end() && found->is_number_integer() ? found->get<std::int64_t>() : fallback;
}

Result<json> readConfig(FileSystem &files, const Path &folder)
{
    auto parsed = formats::parseJson(BAFO_TRY(files.readFile(folder / "config.json", kMaxConfigBytes)), {});
    if (!parsed || !parsed->is_object()) {
        return unplannable(folder, "config.json holds no JSON object");
    }
    return parsed;
}

using Tensors = std::map<std::string, TensorShape>;

/// Out of what bitsandbytes says of a tensor in 4 bits; nothing where that is no matrix.
std::vector<std::int64_t> packedShapeIn(std::span<const std::byte> bytes)
{
    const auto parsed = formats::parseJson({reinterpret_cast<const char *>(bytes.data()), bytes.size()}, {}); // NOLINT
    const bool isMatrix = parsed && parsed->is_object() && parsed->contains("shape") && (*parsed)["shape"].is_array()
        && (*parsed)["shape"].size() == 2;
    std::vector<std::int64_t> shape;
    for (std::size_t i = 0; isMatrix && i < 2; ++i) {
        const json &extent = (*parsed)["shape"][i];
        if (extent.is_number_integer() && extent.get<std::int64_t>() > 0
            && extent.get<std::int64_t>() <= kLargestExtent) {
            shape.push_back(extent.get<std::int64_t>());
        }
    }
    return shape.size() == 2 ? shape : std::vector<std::int64_t>();
}

Result<Tensors> readTensors(FileSystem &files, const Path &folder)
{
    Tensors tensors;
    std::map<std::string, std::vector<std::int64_t>> packedShapes;
    for (const std::string &name : BAFO_TRY(files.list(folder))) {
        if (!name.ends_with(".safetensors")) {
            continue;
        }
        const auto file = BAFO_TRY(formats::SafetensorsFile::open(folder / name));
        for (const auto &[tensor, entry] : file.tensors()) {
            if (const std::size_t end = tensor.find(kPartOfPacked); end != std::string::npos) {
                if (tensor.ends_with(kPackedState)) {
                    packedShapes[tensor.substr(0, end + kPartOfPacked.size() - 1)] = packedShapeIn(entry.bytes);
                }
                continue;
            }
            const std::int64_t count = entry.numElements();
            const std::int64_t rows = entry.shape.empty() ? 1 : entry.shape.front();
            if (count <= 0 || count > kLargestSize) {
                return unplannable(folder, "'" + tensor + "' has no size that a model could have");
            }
            tensors[tensor] = {.name = tensor,
                               .rows = rows,
                               .rowSize = count / rows,
                               .fileBytes = static_cast<std::int64_t>(entry.bytes.size())};
        }
    }
    for (const auto &[name, shape] : packedShapes) {
        const auto found = tensors.find(name);
        if (found == tensors.end() || shape.empty()) {
            return unplannable(folder, "'" + name + "' is in 4 bits and has no shape");
        }
        found->second.rows = shape[0];
        found->second.rowSize = shape[1];
    }
    return tensors;
}

/// The layer that a tensor belongs to; nothing for those around the layers.
std::optional<std::int64_t> layerOf(const std::string &name)
{
    std::int64_t layer = -1;
    if (name.starts_with(kLayers)) {
        std::from_chars(name.data() + kLayers.size(), name.data() + name.size(), layer);
    }
    return layer >= 0 && layer < kMostLayers ? std::optional(layer) : std::nullopt;
}

/// Rows of a matrix of the first layer; 0 where there is none.
std::int64_t rowsOf(const Tensors &tensors, const std::string &part)
{
    const auto found = tensors.find(std::string(kLayers) + "0." + part + ".weight");
    return found == tensors.end() ? 0 : found->second.rows;
}

Result<void> divideIntoUnits(const Path &folder, const Tensors &tensors, ModelShape &shape)
{
    shape.units.resize(1);
    for (const char *name : {kEmbedding, kFinalNorm, kHead}) {
        const auto found = tensors.find(name);
        if (found != tensors.end() && !(shape.isTied && name == kHead)) {
            shape.units.front().push_back(found->second);
        }
    }
    for (const auto &[name, tensor] : tensors) {
        if (const auto layer = layerOf(name)) {
            shape.units.resize(std::max(shape.units.size(), static_cast<std::size_t>(*layer) + 2));
            shape.units[static_cast<std::size_t>(*layer) + 1].push_back(tensor);
        }
    }
    const auto isEmpty = [](const std::vector<TensorShape> &unit) { return unit.empty(); };
    if (shape.units.size() < 2 || std::any_of(shape.units.begin(), shape.units.end(), isEmpty)) {
        return unplannable(folder, tensors.empty() ? "it holds no weights" : "not all of its layers have weights");
    }
    return {};
}

Result<void> readFiles(FileSystem &files, const Path &folder, ModelShape &shape)
{
    for (const std::string &name : BAFO_TRY(files.list(folder))) {
        const auto size = BAFO_TRY(files.status(folder / name)).sizeBytes;
        shape.folderBytes += size;
        if (name == "tokenizer.json" || name == "tokenizer.model") {
            shape.tokenizerBytes = std::max(shape.tokenizerBytes, static_cast<std::int64_t>(size));
        }
    }
    return {};
}

} // namespace

std::int64_t ModelShape::numParameters() const
{
    std::int64_t count = 0;
    for (const auto &unit : units) {
        for (const TensorShape &tensor : unit) {
            count += tensor.numElements();
        }
    }
    return count;
}

Result<ModelShape> readModelShape(FileSystem &files, const Path &folder)
{
    const json config = BAFO_TRY(readConfig(files, folder));
    const Tensors tensors = BAFO_TRY(readTensors(files, folder));
    ModelShape shape;
    const auto type = config.find("model_type");
    shape.architecture = type != config.end() && type->is_string() ? type->get<std::string>() : "";
    shape.hasScaledEmbedding = shape.architecture.starts_with("gemma");
    const auto tied = config.find("tie_word_embeddings");
    shape.isTied = !tensors.contains(kHead)
        || (tied == config.end() ? shape.hasScaledEmbedding : tied->is_boolean() && tied->get<bool>());
    BAFO_TRY(divideIntoUnits(folder, tensors, shape));
    const auto embedding = tensors.find(kEmbedding);
    if (embedding == tensors.end()) {
        return unplannable(folder, std::string("it has no ") + kEmbedding);
    }
    shape.vocabularySize = embedding->second.rows;
    shape.hiddenSize = embedding->second.rowSize;
    shape.intermediateSize = rowsOf(tensors, "mlp.gate_proj");
    shape.queryWidth = rowsOf(tensors, "self_attn.q_proj");
    shape.keyWidth = rowsOf(tensors, "self_attn.k_proj");
    shape.numHeads = numberAt(config, "num_attention_heads", 1);
    shape.contextLength = numberAt(config, "max_position_embeddings", 0);
    shape.hasEndNorms = rowsOf(tensors, "pre_feedforward_layernorm") > 0;
    if (shape.intermediateSize == 0 || shape.queryWidth == 0 || shape.keyWidth == 0 || shape.numHeads <= 0
        || shape.queryWidth % shape.numHeads != 0) {
        return unplannable(folder, "it is of no family that is known here");
    }
    BAFO_TRY(readFiles(files, folder, shape));
    const auto grown = text::readGrownRows(files, folder);
    if (grown && *grown && (*grown)->paddedRows == shape.vocabularySize) { // else the worker tells, if it needs it
        shape.numNewRows = std::max<std::int64_t>(0, shape.vocabularySize - (*grown)->firstNewId);
    }
    return shape;
}

} // namespace bafo::plan
