// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/litgpt_export.h"

#include "core/base/check.h"
#include "core/exchange/litgpt_import.h"
#include "core/exchange/litgpt_model_config.h"
#include "core/exchange/litgpt_tensors.h"
#include "core/exchange/model_folder.h"
#include "core/exchange/model_tokenizer.h"
#include "core/exchange/model_writer.h"
#include "core/exchange/staged_folder.h"
#include "core/formats/half_precision.h"
#include "core/formats/json_limits.h"
#include "core/formats/torch_zip_writer.h"
#include "core/text/growth.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace bafo::exchange {
namespace {

using formats::Dtype;
using formats::TorchZipWriter;

constexpr std::int64_t kPieceElements = 1 << 20;

/// A tensor of LitGPT's, and ours that lie in it one behind the other.
struct Joined {
    std::string name;
    std::vector<model::TensorSpec> parts;
    std::string sameAs; ///< a tied head: the name of LitGPT's embedding
};

Result<std::vector<Joined>> joinedTensors(const ModelFolder &folder)
{
    const model::ModelConfig &config = folder.config();
    const HeadCounts heads{
        .numHeads = config.numHeads, .numKeyValueHeads = config.numKeyValueHeads, .headSize = config.headSize};
    const bool hasFourNorms = config.architecture == "gemma2";
    const auto partOf = [&](const std::string &name) -> Result<LitgptPart> {
        const auto part = litgptPartOf(name, hasFourNorms, heads, QkvLayout::blocks);
        return part ? Result<LitgptPart>(*part)
                    : fail(ErrorCode::config, "LitGPT has no place for tensor '" + name + "'",
                           "export the model for transformers ('--format safetensors')");
    };
    std::vector<Joined> all;
    for (const model::TensorSpec &spec : folder.architecture().tensors(config)) {
        const LitgptPart part = BAFO_TRY(partOf(spec.name));
        if (!spec.tiedTo.empty()) {
            all.push_back({.name = part.name, .parts = {spec}, .sameAs = BAFO_TRY(partOf(spec.tiedTo)).name});
            continue;
        }
        const auto known
            = std::find_if(all.begin(), all.end(), [&](const Joined &other) { return other.name == part.name; });
        if (known == all.end()) {
            all.push_back({.name = part.name, .parts = {spec}, .sameAs = {}});
        } else {
            known->parts.push_back(spec); // q, k and v come in this order in every architecture
        }
    }
    return all;
}

std::vector<std::int64_t> shapeOf(const Joined &tensor)
{
    std::vector<std::int64_t> shape = tensor.parts.front().shape;
    for (std::size_t i = 1; i < tensor.parts.size(); ++i) {
        shape.front() += tensor.parts[i].shape.front();
    }
    return shape;
}

Result<void> writeTensor(const ModelFolder &folder, const model::TensorSpec &spec, Dtype dtype, TorchZipWriter &writer)
{
    std::vector<float> values;
    std::vector<std::uint16_t> halves;
    for (std::int64_t first = 0; first < spec.numElements(); first += kPieceElements) {
        values.resize(static_cast<std::size_t>(std::min(kPieceElements, spec.numElements() - first)));
        BAFO_TRY(folder.tensors().readFloats(spec.name, static_cast<std::size_t>(first), values));
        if (dtype == Dtype::BF16) {
            halves.resize(values.size());
            std::transform(values.begin(), values.end(), halves.begin(), formats::floatToBfloat);
        }
        BAFO_TRY(
            writer.write(dtype == Dtype::BF16 ? std::as_bytes(std::span(halves)) : std::as_bytes(std::span(values))));
    }
    return {};
}

Result<void> writeWeights(const ModelFolder &folder, FileSystem &files, const Path &path, Dtype dtype, MadeModel &made)
{
    const std::vector<Joined> tensors = BAFO_TRY(joinedTensors(folder));
    std::vector<formats::TorchTensorDeclaration> declared;
    for (const Joined &tensor : tensors) {
        declared.push_back({.name = tensor.name, .dtype = dtype, .shape = shapeOf(tensor), .sameAs = tensor.sameAs});
    }
    auto writer = BAFO_TRY(TorchZipWriter::create(files, path, declared));
    for (const Joined &tensor : tensors) {
        for (const model::TensorSpec &part : tensor.parts) {
            if (tensor.sameAs.empty()) {
                made.numParameters += part.numElements();
                BAFO_TRY(writeTensor(folder, part, dtype, writer));
            }
        }
    }
    const formats::WrittenFile written = BAFO_TRY(writer.finish());
    made.lineage.files.push_back(
        {.name = path.filename().string(), .sha256 = written.sha256, .sizeBytes = written.sizeBytes});
    return {};
}

/// LitGPT asks for this key without looking whether it is there.
Result<std::string> withTokenizerClass(const std::string &tokenizerConfig)
{
    auto config = BAFO_TRY(formats::parseJson(tokenizerConfig, {}));
    if (!config.is_object() || config.contains("tokenizer_class")) {
        return tokenizerConfig;
    }
    config["tokenizer_class"] = "PreTrainedTokenizerFast";
    return config.dump(2) + "\n";
}

Result<void> writeTexts(FileSystem &files, const ModelFolder &folder, const std::string &modelConfig,
                        StagedFolder &staged)
{
    BAFO_TRY(staged.writeFile("model_config.yaml", modelConfig));
    BAFO_TRY(staged.writeFile("config.json", folder.configText()));
    for (const TextFile &file : BAFO_TRY(readCompanionFiles(files, folder.path()))) {
        if (file.name == "tokenizer_config.json") {
            const std::string config = BAFO_TRY(withTokenizerClass(file.content));
            BAFO_TRY(staged.writeFile(file.name, config));
        } else if (file.name != text::kGrowthFileName) {
            BAFO_TRY(staged.writeFile(file.name, file.content));
        }
    }
    return {};
}

} // namespace

Result<MadeModel> exportLitgpt(FileSystem &files, const Path &from, const Path &to,
                               const Registry<model::Architecture> &architectures, Dtype dtype)
{
    BAFO_CHECK(dtype == Dtype::F32 || dtype == Dtype::BF16, "LitGPT checkpoints of this type are not written");
    const ModelFolder folder = BAFO_TRY(ModelFolder::open(files, from, architectures));
    (void)BAFO_TRY(loadTokenizerOf(files, folder)); // one that does not fit is better refused here
    const std::string modelConfig = BAFO_TRY(litgptModelConfigOf(folder.config(), folder.name()));
    MadeModel made;
    made.path = to;
    made.vocabularySize = folder.config().vocabularySize;
    made.lineage.how = "export";
    made.lineage.settings = {{"format", "litgpt"}};
    made.lineage.parents.push_back({.name = folder.name(), .weightHash = BAFO_TRY(folder.lineage()).weightHash()});
    StagedFolder staged = BAFO_TRY(StagedFolder::begin(files, to));
    BAFO_TRY(writeWeights(folder, files, staged.path() / kLitgptFileName, dtype, made));
    BAFO_TRY(writeTexts(files, folder, modelConfig, staged));
    BAFO_TRY(staged.commit());
    return made;
}

} // namespace bafo::exchange
