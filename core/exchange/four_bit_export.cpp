// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/four_bit_export.h"

#include "core/adapters/nf4.h"
#include "core/base/check.h"
#include "core/exchange/model_folder.h"
#include "core/exchange/model_writer.h"
#include "core/exchange/staged_folder.h"
#include "core/formats/json_limits.h"
#include "core/formats/safetensors.h"
#include "core/text/growth.h"

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <vector>

namespace bafo::exchange {
namespace {

using adapters::Nf4Tensor;
using formats::Dtype;
using formats::SafetensorsWriter;
using nlohmann::ordered_json;

constexpr std::size_t kStateBytes = 256; ///< room for the state of a tensor, whose offset is known last

bool isPacked(const model::TensorSpec &spec)
{
    return spec.tiedTo.empty() && spec.shape.size() == 2 && !spec.isEmbedding;
}

/// The parts of a packed tensor in the order in which they are written.
std::vector<SafetensorsWriter::Declaration> partsOf(const model::TensorSpec &spec)
{
    const std::int64_t numBlocks = (spec.numElements() + adapters::kNf4BlockSize - 1) / adapters::kNf4BlockSize;
    const std::int64_t numScales = (numBlocks + adapters::kNf4ScaleBlockSize - 1) / adapters::kNf4ScaleBlockSize;
    return {{.name = spec.name, .dtype = Dtype::U8, .shape = {(spec.numElements() + 1) / 2, 1}},
            {.name = spec.name + ".absmax", .dtype = Dtype::U8, .shape = {numBlocks}},
            {.name = spec.name + ".quant_map", .shape = {16}},
            {.name = spec.name + ".nested_absmax", .shape = {numScales}},
            {.name = spec.name + ".nested_quant_map", .shape = {256}},
            {.name = spec.name + ".quant_state.bitsandbytes__nf4",
             .dtype = Dtype::U8,
             .shape = {static_cast<std::int64_t>(kStateBytes)}}};
}

/// Filled up with spaces, which JSON may end with.
std::string stateOf(const model::TensorSpec &spec, const Nf4Tensor &tensor)
{
    ordered_json state;
    state["quant_type"] = "nf4";
    state["blocksize"] = adapters::kNf4BlockSize;
    state["dtype"] = "float32";
    state["shape"] = spec.shape;
    state["nested_blocksize"] = adapters::kNf4ScaleBlockSize;
    state["nested_dtype"] = "float32";
    state["nested_offset"] = static_cast<double>(tensor.offset); // all digits
    std::string text = state.dump();
    BAFO_CHECK(text.size() <= kStateBytes, "the state of a packed tensor is too long");
    text.resize(kStateBytes, ' ');
    return text;
}

std::span<const std::byte> bytesOf(const at::Tensor &tensor)
{
    return {static_cast<const std::byte *>(tensor.const_data_ptr()), tensor.nbytes()};
}

Result<void> writePacked(SafetensorsWriter &writer, const model::TensorSpec &spec, std::span<const float> values)
{
    const Nf4Tensor tensor = BAFO_TRY(adapters::encodeNf4(values, true, spec.name));
    BAFO_TRY(writer.write(bytesOf(tensor.packed)));
    BAFO_TRY(writer.write(bytesOf(tensor.scaleCodes)));
    BAFO_TRY(writer.write(std::as_bytes(std::span(adapters::kNf4Code))));
    BAFO_TRY(writer.write(bytesOf(tensor.scales)));
    BAFO_TRY(writer.write(std::as_bytes(std::span(tensor.scaleMap))));
    const std::string state = stateOf(spec, tensor);
    return writer.write(std::as_bytes(std::span(state)));
}

Result<void> writeWeights(FileSystem &files, const ModelFolder &folder, const Path &path)
{
    std::vector<SafetensorsWriter::Declaration> declared;
    std::vector<model::TensorSpec> specs = folder.architecture().tensors(folder.config());
    std::erase_if(specs, [](const model::TensorSpec &spec) { return !spec.tiedTo.empty(); });
    for (const model::TensorSpec &spec : specs) {
        const auto parts = isPacked(spec)
            ? partsOf(spec)
            : std::vector<SafetensorsWriter::Declaration>{{.name = spec.name, .shape = spec.shape}};
        declared.insert(declared.end(), parts.begin(), parts.end());
    }
    auto writer = BAFO_TRY(SafetensorsWriter::create(files, path, declared, {{"format", "pt"}}));
    for (const model::TensorSpec &spec : specs) {
        const at::Tensor memory = at::empty(spec.shape, at::kFloat);
        const std::span<float> values(memory.mutable_data_ptr<float>(), static_cast<std::size_t>(memory.numel()));
        BAFO_TRY(folder.tensors().readFloats(spec.name, values));
        BAFO_TRY(isPacked(spec) ? writePacked(writer, spec, values) : writer.write(std::as_bytes(values)));
    }
    (void)BAFO_TRY(writer.finish());
    return {};
}

/// What transformers 5.3 writes, and reads.
Result<std::string> configOf(const ModelFolder &folder)
{
    auto config = BAFO_TRY(formats::parseJson(folder.configText(), {}));
    config.erase("torch_dtype");
    config["dtype"] = "float32";
    config["quantization_config"] = {{"quant_method", "bitsandbytes"},
                                     {"load_in_4bit", true},
                                     {"load_in_8bit", false},
                                     {"bnb_4bit_quant_type", "nf4"},
                                     {"bnb_4bit_use_double_quant", true},
                                     {"bnb_4bit_compute_dtype", "float32"},
                                     {"bnb_4bit_quant_storage", "uint8"},
                                     {"llm_int8_skip_modules", nlohmann::json::array({"lm_head"})}};
    return config.dump(2) + "\n";
}

} // namespace

Result<MadeModel> exportInFourBits(FileSystem &files, const Path &from, const Path &to,
                                   const Registry<model::Architecture> &architectures)
{
    const ModelFolder folder = BAFO_TRY(ModelFolder::open(files, from, architectures));
    const runs::ModelLineage lineage = BAFO_TRY(folder.lineage());
    StagedFolder staged = BAFO_TRY(StagedFolder::begin(files, to));
    BAFO_TRY(writeWeights(files, folder, staged.path() / "model.safetensors"));
    const std::string config = BAFO_TRY(configOf(folder));
    BAFO_TRY(staged.writeFile("config.json", config));
    for (const TextFile &file : BAFO_TRY(readCompanionFiles(files, from))) {
        if (file.name != text::kGrowthFileName) {
            BAFO_TRY(staged.writeFile(file.name, file.content));
        }
    }
    BAFO_TRY(staged.commit());
    std::int64_t numParameters = 0;
    for (const model::TensorSpec &spec : folder.architecture().tensors(folder.config())) {
        numParameters += spec.tiedTo.empty() ? spec.numElements() : 0;
    }
    return MadeModel{.path = to,
                     .lineage = lineage,
                     .vocabularySize = folder.config().vocabularySize,
                     .numParameters = numParameters,
                     .warnings = {}};
}

} // namespace bafo::exchange
