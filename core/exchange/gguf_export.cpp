// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/gguf_export.h"

#include "core/base/check.h"
#include "core/exchange/gguf_config.h"
#include "core/exchange/gguf_keys.h"
#include "core/exchange/gguf_tensors.h"
#include "core/exchange/llama_cpp_limits.h"
#include "core/exchange/model_folder.h"
#include "core/exchange/model_tokenizer.h"
#include "core/exchange/staged_file.h"
#include "core/formats/gguf_writer.h"
#include "core/text/chat_format.h"
#include "core/text/tokenizer_folder.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace bafo::exchange {
namespace {

using formats::GgufTensorDeclaration;
using formats::GgufTensorType;
using formats::GgufWriter;

constexpr std::int64_t kPieceElements = 1 << 20;
constexpr const char *kRotaryFactors = "rope_freqs.weight";

/// One tensor on its way: what it is called there, and what happens to its values.
struct OutgoingTensor {
    model::TensorSpec spec;
    TensorRename renamed;
};

Result<std::vector<OutgoingTensor>> outgoingTensors(const ModelFolder &folder)
{
    std::vector<OutgoingTensor> tensors;
    for (const model::TensorSpec &spec : folder.architecture().tensors(folder.config())) {
        if (!spec.tiedTo.empty()) {
            continue;
        }
        const auto renamed = ggufTensorOf(folder.config().architecture, spec.name);
        if (!renamed) {
            return fail(ErrorCode::config, "llama.cpp knows no tensor '" + spec.name + "' in this kind of model",
                        "export the model for transformers or LitGPT");
        }
        tensors.push_back({.spec = spec, .renamed = *renamed});
    }
    return tensors;
}

GgufTensorType typeOf(const model::TensorSpec &spec, GgufTensorType wanted)
{
    if (spec.shape.size() < 2) {
        return GgufTensorType::F32;
    }
    return formats::ggufSizeBytes(wanted, static_cast<std::uint64_t>(spec.shape.back())) ? wanted : GgufTensorType::F16;
}

/// Values per frequency of a Llama 3; empty for every other scaling.
std::vector<float> rotaryFactors(const model::ModelConfig &config)
{
    if (config.rotaryScaling.kind != model::RotaryScalingKind::llama3) {
        return {};
    }
    const model::RotaryScaling &scaling = config.rotaryScaling;
    const std::vector<double> factors
        = llama3RotaryFactors(static_cast<std::size_t>(config.headSize / 2), config.rotaryBase, scaling.factor,
                              scaling.lowFrequencyFactor, scaling.highFrequencyFactor, scaling.originalContextLength);
    return {factors.begin(), factors.end()};
}

Result<void> writeTensor(const ModelFolder &folder, const OutgoingTensor &tensor, GgufWriter &writer)
{
    const model::ModelConfig &config = folder.config();
    const GgufChange change = tensor.renamed.change;
    const bool isPermuted = change == GgufChange::permutedQuery || change == GgufChange::permutedKey;
    const std::int64_t rowLength = tensor.spec.shape.size() > 1 ? tensor.spec.shape.back() : 1;
    // Rows of a head change places within it; others go by as many as make a piece.
    const std::int64_t unit = isPermuted ? config.headSize * rowLength : rowLength;
    const std::int64_t piece = std::max<std::int64_t>(1, kPieceElements / unit) * unit;
    const std::int64_t total = tensor.spec.numElements();
    std::vector<float> values;
    std::vector<float> permuted;
    for (std::int64_t first = 0; first < total; first += piece) {
        values.resize(static_cast<std::size_t>(std::min(piece, total - first)));
        BAFO_TRY(folder.tensors().readFloats(tensor.spec.name, static_cast<std::size_t>(first), values));
        if (change == GgufChange::addedOne) {
            std::transform(values.begin(), values.end(), values.begin(), [](float value) { return value + 1; });
        }
        if (isPermuted) {
            permuted.resize(values.size());
            const auto numHeads = static_cast<std::int64_t>(values.size()) / unit;
            applyRotaryPermutation(values, permuted, numHeads, rowLength);
        }
        BAFO_TRY(writer.write(isPermuted ? permuted : values));
    }
    return {};
}

struct Vocabulary {
    text::GgufVocabulary tokens;
    std::string chatTemplate;
};

Result<Vocabulary> vocabularyOf(FileSystem &files, const ModelFolder &folder)
{
    if (BAFO_TRY(loadTokenizerOf(files, folder)) == nullptr) {
        return fail(ErrorCode::data, folder.path().string() + " has no tokenizer, which a GGUF file holds",
                    "put the tokenizer's files into the model's folder");
    }
    const text::TokenizerFiles read = BAFO_TRY(text::readTokenizerFiles(files, folder.path()));
    return Vocabulary{
        .tokens = BAFO_TRY(text::ggufVocabularyOf(read, static_cast<std::uint32_t>(folder.config().vocabularySize))),
        .chatTemplate = BAFO_TRY(text::readChatTemplate(files, folder.path()))};
}

Result<void> writeFile(FileSystem &files, const ModelFolder &folder, const Path &path,
                       const formats::GgufMetadataWriter &keys, GgufTensorType type, MadeModel &made)
{
    const std::vector<OutgoingTensor> tensors = BAFO_TRY(outgoingTensors(folder));
    const std::vector<float> factors = rotaryFactors(folder.config());
    std::vector<GgufTensorDeclaration> declared;
    if (!factors.empty()) {
        declared.push_back({.name = kRotaryFactors, .shape = {static_cast<std::int64_t>(factors.size())}});
    }
    for (const OutgoingTensor &tensor : tensors) {
        made.numParameters += tensor.spec.numElements();
        declared.push_back(
            {.name = tensor.renamed.name, .type = typeOf(tensor.spec, type), .shape = tensor.spec.shape});
    }
    auto writer = BAFO_TRY(GgufWriter::create(files, path, keys, std::move(declared)));
    if (!factors.empty()) {
        BAFO_TRY(writer.write(factors));
    }
    for (const OutgoingTensor &tensor : tensors) {
        BAFO_TRY(writeTensor(folder, tensor, writer));
    }
    const formats::WrittenFile written = BAFO_TRY(writer.finish());
    made.lineage.files.push_back(
        {.name = made.path.filename().string(), .sha256 = written.sha256, .sizeBytes = written.sizeBytes});
    return {};
}

} // namespace

Result<MadeModel> exportGguf(FileSystem &files, const Path &from, const Path &to,
                             const Registry<model::Architecture> &architectures, GgufTensorType type)
{
    BAFO_CHECK(type == GgufTensorType::F16 || type == GgufTensorType::Q8_0, "this kind of GGUF file is not written");
    const ModelFolder folder = BAFO_TRY(ModelFolder::open(files, from, architectures));
    if (const auto whyNot = whyNotForLlamaCpp(folder.config())) {
        return fail(ErrorCode::config, from.string() + " cannot be written for llama.cpp: " + *whyNot,
                    "export it for transformers or LitGPT, which compute it as it is");
    }
    const Vocabulary vocabulary = BAFO_TRY(vocabularyOf(files, folder));
    MadeModel made;
    made.path = to;
    made.vocabularySize = folder.config().vocabularySize;
    made.warnings = vocabulary.tokens.warnings;
    made.lineage.how = "export";
    made.lineage.settings = {{"format", type == GgufTensorType::F16 ? "gguf-f16" : "gguf-q8_0"}};
    made.lineage.parents.push_back({.name = folder.name(), .weightHash = BAFO_TRY(folder.lineage()).weightHash()});
    const formats::GgufMetadataWriter keys = ggufKeysOf(folder.config(),
                                                        {.name = folder.name(),
                                                         .type = type,
                                                         .vocabulary = vocabulary.tokens,
                                                         .endTokens = folder.endTokens(),
                                                         .chatTemplate = vocabulary.chatTemplate},
                                                        made.warnings);
    StagedFile staged = BAFO_TRY(StagedFile::begin(files, to));
    BAFO_TRY(writeFile(files, folder, staged.path(), keys, type, made));
    BAFO_TRY(staged.commit());
    return made;
}

} // namespace bafo::exchange
