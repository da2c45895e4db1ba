// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/model_import.h"

#include "core/base/sha256.h"
#include "core/exchange/gguf_config.h"
#include "core/exchange/litgpt_import.h"
#include "core/exchange/llama_cpp_limits.h"
#include "core/exchange/model_folder.h"
#include "core/exchange/model_tokenizer.h"
#include "core/exchange/model_writer.h"
#include "core/exchange/tensor_sources.h"
#include "core/formats/gguf.h"
#include "core/runs/model_licence.h"
#include "core/text/gguf_tokenizer.h"
#include "core/text/growth.h"
#include "core/text/tokenizer.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string_view>

namespace bafo::exchange {
namespace {

constexpr std::uint64_t kMaxConfigBytes = 1 << 20;

/// Puts the file's name in front of a message that lacks it.
Failure naming(const Path &path, const Error &error)
{
    const bool isNamed = error.message.find(path.string()) != std::string::npos;
    return fail(error.code, isNamed ? error.message : path.string() + ": " + error.message, error.hint);
}

/// The scalars of the metadata; of arrays only their length.
nlohmann::json metadataOf(const formats::GgufFile &file)
{
    nlohmann::json metadata = nlohmann::json::object();
    for (const auto &[key, value] : file.metadata()) {
        std::visit(
            [&](const auto &held) {
                if constexpr (std::is_same_v<std::decay_t<decltype(held)>, formats::GgufArray>) {
                    metadata[key] = key.starts_with("tokenizer.") ? nlohmann::json(held.count())
                                                                  : nlohmann::json::array({held.count()});
                } else {
                    metadata[key] = held;
                }
            },
            value);
    }
    return metadata;
}

Result<std::vector<float>> rotaryFactorsOf(const formats::GgufFile &file)
{
    std::vector<float> factors;
    const auto found = file.tensors().find("rope_freqs.weight");
    if (found != file.tensors().end()) {
        if (found->second.type != static_cast<std::uint32_t>(formats::GgufTensorType::F32)) {
            return fail(ErrorCode::data, "tensor 'rope_freqs.weight' is not F32", "convert the model anew");
        }
        factors.resize(static_cast<std::size_t>(found->second.numElements()));
        BAFO_TRY(formats::dequantizeToFloat(found->second.type, found->second.bytes, factors));
    }
    return factors;
}

Result<std::string> configTextFromGguf(const formats::GgufFile &file)
{
    std::vector<std::string> names;
    for (const auto &[name, tensor] : file.tensors()) {
        names.push_back(name);
    }
    const nlohmann::json metadata = metadataOf(file);
    const std::vector<float> factors = BAFO_TRY(rotaryFactorsOf(file));
    const auto config
        = BAFO_TRY(configFromGguf({.metadata = metadata, .tensorNames = names, .rotaryFactors = factors}));
    return config.dump(2) + "\n";
}

Result<MadeModel> write(FileSystem &files, const Path &to, const ModelFolderContent &content,
                        const model::ModelConfig &config)
{
    MadeModel made;
    made.path = to;
    made.vocabularySize = config.vocabularySize;
    for (const TensorSource &tensor : content.tensors) {
        std::int64_t count = 1;
        for (const std::int64_t extent : tensor.shape) {
            count *= extent;
        }
        made.numParameters += count;
    }
    made.lineage = BAFO_TRY(writeModelFolder(files, to, content));
    return made;
}

Result<std::vector<TextFile>> tokenizerFilesOf(const formats::GgufFile &file)
{
    const text::TokenizerFiles tokenizer = BAFO_TRY(text::tokenizerFilesFromGguf(file));
    std::vector<TextFile> found;
    for (const auto &[name, content] : {std::pair{"tokenizer.json", &tokenizer.tokenizerJson},
                                        std::pair{"tokenizer.model", &tokenizer.sentencePieceModel},
                                        std::pair{"tokenizer_config.json", &tokenizer.tokenizerConfigJson}}) {
        if (!content->empty()) {
            found.push_back({.name = name, .content = *content});
        }
    }
    return found;
}

Result<MadeModel> importGguf(FileSystem &files, const Path &source, const Path &to,
                             const Registry<model::Architecture> &architectures)
{
    const formats::GgufFile file = BAFO_TRY(formats::GgufFile::open(source));
    ModelFolderContent content;
    content.configJson = BAFO_TRY(configTextFromGguf(file));
    const ParsedConfig parsed = BAFO_TRY(parseModelConfig(content.configJson, source, architectures));
    content.tensors = BAFO_TRY(sourcesFromGguf(file, parsed.architecture->tensors(parsed.config), parsed.config));
    content.otherFiles = BAFO_TRY(tokenizerFilesOf(file));
    content.lineage.how = "import";
    content.lineage.settings = {{"format", "gguf"}};
    if (const auto licence = file.text("general.license")) {
        content.lineage.settings[runs::kLicenceSetting] = *licence;
    }
    content.lineage.parents.push_back(
        {.name = source.filename().string(), .weightHash = BAFO_TRY(sha256OfFile(source))});
    return write(files, to, content, parsed.config);
}

/// "license" in the YAML head of a Hub folder's README.md; nothing where it does not say so in one line.
std::optional<std::string> licenceOfReadme(FileSystem &files, const Path &folder)
{
    const auto text = files.readFile(folder / "README.md", kMaxConfigBytes);
    if (!text || !text->starts_with("---\n")) {
        return std::nullopt;
    }
    const std::string_view head = std::string_view(*text).substr(3, text->find("\n---", 3) - 3);
    constexpr std::string_view kKey = "\nlicense: ";
    const std::size_t start = head.find(kKey);
    if (start == std::string_view::npos) {
        return std::nullopt;
    }
    std::string_view value = head.substr(start + kKey.size());
    value = value.substr(0, value.find('\n'));
    const std::size_t first = value.find_first_not_of(" \"'");
    const std::size_t last = value.find_last_not_of(" \"'\r");
    return first == std::string_view::npos ? std::nullopt
                                           : std::optional(std::string(value.substr(first, last + 1 - first)));
}

/// Import and export of a folder are one copying, with everything checked on the way. The folder must outlive it.
Result<ModelFolderContent> contentOf(FileSystem &files, const ModelFolder &folder, const std::string &how)
{
    ModelFolderContent content;
    content.configJson = folder.configText();
    content.tensors = sourcesFromFolder(folder);
    content.otherFiles = BAFO_TRY(readCompanionFiles(files, folder.path()));
    content.lineage.how = how;
    content.lineage.settings = {{"format", "hugging_face"}};
    const runs::ModelLineage parent = BAFO_TRY(folder.lineage());
    content.lineage.parents.push_back({.name = folder.name(), .weightHash = parent.weightHash()});
    return content;
}

Result<MadeModel> importFolder(FileSystem &files, const Path &source, const Path &to,
                               const Registry<model::Architecture> &architectures)
{
    const ModelFolder folder = BAFO_TRY(ModelFolder::open(files, source, architectures));
    (void)BAFO_TRY(loadTokenizerOf(files, folder)); // what cannot be read is better refused now than by the first chat
    ModelFolderContent content = BAFO_TRY(contentOf(files, folder, "import"));
    if (const auto licence = licenceOfReadme(files, source)) {
        content.lineage.settings[runs::kLicenceSetting] = *licence;
    }
    return write(files, to, content, folder.config());
}

Result<MadeModel> importLitgpt(FileSystem &files, const Path &checkpoint, const Path &to,
                               const Registry<model::Architecture> &architectures)
{
    const LitgptModel model = BAFO_TRY(openLitgpt(files, checkpoint, architectures));
    return write(files, to, model.content, model.config);
}

/// A folder of LitGPT's may hold the Hugging Face folder that it was made from; what transformers would read comes
/// first.
Result<bool> isLitgptFolder(FileSystem &files, const Path &folder)
{
    for (const char *name : {"model.safetensors", "model.safetensors.index.json"}) {
        if (BAFO_TRY(files.status(folder / name)).exists) {
            return false;
        }
    }
    return BAFO_TRY(files.status(folder / kLitgptFileName)).exists;
}

Result<MadeModel> importWhatItIs(FileSystem &files, const Path &source, bool isDirectory, const Path &to,
                                 const Registry<model::Architecture> &architectures)
{
    if (isDirectory) {
        const bool isLitgpt = BAFO_TRY(isLitgptFolder(files, source));
        return isLitgpt ? importLitgpt(files, source / kLitgptFileName, to, architectures)
                        : importFolder(files, source, to, architectures);
    }
    const std::string kind = source.extension().string();
    const bool isTorch = kind == ".pth" || kind == ".pt" || kind == ".ckpt" || kind == ".bin";
    return isTorch ? importLitgpt(files, source, to, architectures) : importGguf(files, source, to, architectures);
}

} // namespace

Result<MadeModel> importModel(FileSystem &files, const Path &source, const Path &to,
                              const Registry<model::Architecture> &architectures)
{
    const FileStatus status = BAFO_TRY(files.status(source));
    if (!status.exists) {
        return fail(ErrorCode::data, source.string() + " does not exist", "check the spelling of the path");
    }
    auto made = importWhatItIs(files, source, status.isDirectory, to, architectures);
    if (!made && made.error().code == ErrorCode::data) {
        return naming(source, made.error());
    }
    return made;
}

Result<ExportReader> exportReaderOf(const std::string &name)
{
    if (name == "transformers") {
        return ExportReader::transformers;
    }
    if (name == "llama.cpp") {
        return ExportReader::llamaCpp;
    }
    return fail(ErrorCode::config, "'" + name + "' is no reader of exported models", "known: transformers, llama.cpp");
}

Result<MadeModel> exportModel(FileSystem &files, const Path &from, const Path &to,
                              const Registry<model::Architecture> &architectures, ExportReader reader)
{
    const ModelFolder folder = BAFO_TRY(ModelFolder::open(files, from, architectures));
    const auto whyNot = whyNotForLlamaCpp(folder.config());
    if (whyNot && reader == ExportReader::llamaCpp) {
        return fail(ErrorCode::config, from.string() + " cannot be exported for llama.cpp: " + *whyNot,
                    "export it for transformers, which computes it as it is");
    }
    ModelFolderContent content = BAFO_TRY(contentOf(files, folder, "export"));
    content.isLineageWritten = false;
    std::erase_if(content.otherFiles, [](const TextFile &file) { return file.name == text::kGrowthFileName; });
    MadeModel made = BAFO_TRY(write(files, to, content, folder.config()));
    if (whyNot) {
        made.warnings.push_back("do not make a GGUF file of this folder for llama.cpp: " + *whyNot);
    }
    return made;
}

Result<MadeModel> initModel(FileSystem &files, const Path &configPath, std::uint64_t seed, const Path &to,
                            const Registry<model::Architecture> &architectures)
{
    ModelFolderContent content;
    content.configJson = BAFO_TRY(files.readFile(configPath, kMaxConfigBytes));
    const ParsedConfig parsed = BAFO_TRY(parseModelConfig(content.configJson, configPath, architectures));
    content.tensors
        = sourcesFromSeed(parsed.architecture->tensors(parsed.config), parsed.config.initializerRange, seed);
    content.otherFiles = BAFO_TRY(readCompanionFiles(files, configPath.parent_path()));
    content.lineage.how = "init";
    content.lineage.settings = {{"seed", std::to_string(seed)}};
    return write(files, to, content, parsed.config);
}

} // namespace bafo::exchange
