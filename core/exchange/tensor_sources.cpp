// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/tensor_sources.h"

#include "core/exchange/gguf_tensors.h"
#include "core/exchange/random_weights.h"

#include <algorithm>
#include <map>
#include <optional>

namespace bafo::exchange {
namespace {

Result<void> hand(const ByteSink &sink, const std::vector<float> &values)
{
    return sink(std::as_bytes(std::span(values)));
}

TensorSource declare(const model::TensorSpec &spec)
{
    return {.name = spec.name, .shape = spec.shape, .stream = {}};
}

/// A tensor of a GGUF file under its Hugging Face name.
struct FoundTensor {
    std::string ggufName;
    const formats::GgufTensor *tensor = nullptr;
    GgufChange change = GgufChange::none;
};

Result<std::map<std::string, FoundTensor>> renameAll(const formats::GgufFile &file)
{
    const std::string architecture(file.text("general.architecture").value_or(""));
    std::map<std::string, FoundTensor> found;
    for (const auto &[name, tensor] : file.tensors()) {
        if (name == "rope_freqs.weight") {
            continue;
        }
        const auto renamed = renameGgufTensor(architecture, name);
        if (!renamed) {
            return fail(ErrorCode::data, "tensor '" + name + "' is not part of the architecture " + architecture,
                        "this kind of model is not supported");
        }
        found[renamed->name] = {.ggufName = name, .tensor = &tensor, .change = renamed->change};
    }
    return found;
}

TensorSource sourceOf(const formats::GgufFile &file, const FoundTensor &found, const model::TensorSpec &spec,
                      const model::ModelConfig &config)
{
    TensorSource source = declare(spec);
    const std::int64_t numHeads = found.change == GgufChange::permutedQuery ? config.numHeads : config.numKeyValueHeads;
    const std::int64_t rowLength = spec.shape.size() > 1 ? spec.shape.back() : 1;
    source.stream
        = [&file, found, numHeads, rowLength, count = spec.numElements()](const ByteSink &sink) -> Result<void> {
        std::vector<float> values(static_cast<std::size_t>(count));
        BAFO_TRY(formats::dequantizeToFloat(found.tensor->type, found.tensor->bytes, values));
        file.release(*found.tensor);
        if (found.change == GgufChange::addedOne) {
            // Exact wherever the sum is not far below 1: what was rounded away in adding it is lost.
            std::transform(values.begin(), values.end(), values.begin(), [](float value) { return value - 1; });
        }
        if (found.change == GgufChange::none || found.change == GgufChange::addedOne) {
            return hand(sink, values);
        }
        std::vector<float> ordered(values.size());
        undoRotaryPermutation(values, ordered, numHeads, rowLength);
        return hand(sink, ordered);
    };
    return source;
}

} // namespace

std::vector<TensorSource> sourcesFromFolder(const ModelFolder &folder)
{
    std::vector<TensorSource> sources;
    for (const model::TensorSpec &spec : folder.architecture().tensors(folder.config())) {
        if (!spec.tiedTo.empty()) {
            continue;
        }
        TensorSource source = declare(spec);
        source.stream = [&folder, name = spec.name, count = spec.numElements()](const ByteSink &sink) -> Result<void> {
            std::vector<float> values(static_cast<std::size_t>(count));
            BAFO_TRY(folder.tensors().readFloats(name, values));
            return hand(sink, values);
        };
        sources.push_back(std::move(source));
    }
    return sources;
}

Result<std::vector<TensorSource>> sourcesFromGguf(const formats::GgufFile &file,
                                                  const std::vector<model::TensorSpec> &specs,
                                                  const model::ModelConfig &config)
{
    std::map<std::string, FoundTensor> found = BAFO_TRY(renameAll(file));
    std::vector<TensorSource> sources;
    for (const model::TensorSpec &spec : specs) {
        if (!spec.tiedTo.empty()) {
            continue;
        }
        const auto entry = found.find(spec.name);
        if (entry == found.end()) {
            return fail(ErrorCode::data, "it lacks the tensor for " + spec.name,
                        "the file is incomplete; download it again");
        }
        const formats::GgufTensor &tensor = *entry->second.tensor;
        const auto typeName = formats::nameOf(static_cast<formats::GgufTensorType>(tensor.type));
        if (!typeName) {
            return fail(ErrorCode::data,
                        "tensor '" + entry->second.ggufName + "' has GGUF type " + std::to_string(tensor.type)
                            + ", which cannot be read",
                        "take a file in F32, F16, BF16, Q8_0, Q4_0 or Q4_1");
        }
        if (tensor.shape != spec.shape) {
            return fail(ErrorCode::data,
                        "tensor '" + entry->second.ggufName + "' has another shape than its metadata say",
                        "the file is damaged; download it again");
        }
        sources.push_back(sourceOf(file, entry->second, spec, config));
        found.erase(entry);
    }
    if (!found.empty()) {
        return fail(ErrorCode::data,
                    "tensor '" + found.begin()->second.ggufName
                        + "' is not part of the model that its metadata describe",
                    "this kind of model is not supported");
    }
    return sources;
}

std::vector<TensorSource> sourcesFromSeed(const std::vector<model::TensorSpec> &specs, double deviation,
                                          std::uint64_t seed)
{
    std::vector<TensorSource> sources;
    for (const model::TensorSpec &spec : specs) {
        if (!spec.tiedTo.empty()) {
            continue;
        }
        TensorSource source = declare(spec);
        source.stream = [spec, deviation, seed](const ByteSink &sink) {
            std::vector<float> values(static_cast<std::size_t>(spec.numElements()));
            if (spec.shape.size() > 1) {
                drawNormalWeights(values, seed, spec.name, deviation);
            } else {
                std::fill(values.begin(), values.end(), static_cast<float>(spec.freshValue));
            }
            return hand(sink, values);
        };
        sources.push_back(std::move(source));
    }
    return sources;
}

} // namespace bafo::exchange
