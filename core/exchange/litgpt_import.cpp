// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/litgpt_import.h"

#include "core/base/sha256.h"
#include "core/exchange/litgpt_config.h"
#include "core/exchange/litgpt_tensors.h"
#include "core/exchange/model_folder.h"
#include "core/formats/json_limits.h"
#include "core/text/sentence_piece_tokenizer.h"
#include "core/text/tokenizer.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstring>
#include <map>
#include <set>

namespace bafo::exchange {
namespace {

using formats::TorchTensor;
using formats::TorchZipFile;

constexpr const char *kConfigFile = "model_config.yaml";
constexpr std::uint64_t kMaxConfigBytes = 1 << 20;
constexpr std::size_t kPieceBytes = 4U << 20U;
constexpr const char *kEmbedding = "transformer.wte.weight";
constexpr const char *kHead = "lm_head.weight";

Failure refuse(std::string message, std::string hint)
{
    return fail(ErrorCode::data, std::move(message), std::move(hint));
}

/// Tensors by LitGPT's names; those of a compiled model carry a prefix that says so.
Result<std::map<std::string, const TorchTensor *>> namesIn(const TorchZipFile &file)
{
    constexpr std::string_view kCompiled = "_orig_mod.";
    std::map<std::string, const TorchTensor *> found;
    for (const auto &[stored, tensor] : file.content().tensors) {
        std::string name = stored;
        for (std::size_t at = name.find(kCompiled); at != std::string::npos; at = name.find(kCompiled)) {
            name.erase(at, kCompiled.size());
        }
        if (name.find("lora_") != std::string::npos) {
            return refuse("it holds a LoRA adapter ('" + name + "')",
                          "merge it in LitGPT first: litgpt merge_lora CHECKPOINT_DIR");
        }
        if (!found.emplace(name, &tensor).second) {
            return refuse("tensor '" + name + "' is in it twice", "save the plain state dictionary of the model");
        }
    }
    return found;
}

/// Whether two tensors hold the same values. Read side by side in pieces, each given back before the next.
bool isEqual(const TorchZipFile &file, const TorchTensor &one, const TorchTensor &other)
{
    if (one.dtype != other.dtype || one.shape != other.shape || !one.isContiguous() || !other.isContiguous()) {
        return false;
    }
    if (one.bytes.data() == other.bytes.data()) {
        return true;
    }
    bool equal = true;
    for (std::size_t at = 0; equal && at < one.bytes.size(); at += kPieceBytes) {
        const std::size_t size = std::min(kPieceBytes, one.bytes.size() - at);
        const auto left = one.bytes.subspan(at, size);
        const auto right = other.bytes.subspan(at, size);
        equal = std::memcmp(left.data(), right.data(), size) == 0;
        file.release(left);
        file.release(right);
    }
    return equal;
}

/// Token ids that end or pad a text are not LitGPT's to say: they come from the files of the model it was made from.
Result<void> addTokenIds(FileSystem &files, const Path &folder, nlohmann::ordered_json &config)
{
    nlohmann::json known = nlohmann::json::object();
    for (const char *name : {"config.json", "generation_config.json"}) {
        if (BAFO_TRY(files.status(folder / name)).exists) {
            const std::string text = BAFO_TRY(files.readFile(folder / name, kMaxConfigBytes));
            const auto parsed = formats::parseJson(text, {});
            if (parsed && parsed->is_object()) {
                known.update(*parsed);
            }
        }
    }
    for (const char *key : {"bos_token_id", "eos_token_id", "pad_token_id"}) {
        // Without an entry transformers would take its family's own numbers.
        config[key] = known.contains(key) ? nlohmann::ordered_json(known[key]) : nlohmann::ordered_json(nullptr);
    }
    return {};
}

Result<std::string> configTextOf(FileSystem &files, const Path &folder, bool isTied)
{
    const Path path = folder / kConfigFile;
    if (!BAFO_TRY(files.status(path)).exists) {
        return refuse(folder.string() + " has no " + kConfigFile,
                      "it lies beside the weights that LitGPT writes and says what they are: copy it there too");
    }
    const std::string yaml = BAFO_TRY(files.readFile(path, kMaxConfigBytes));
    auto config = BAFO_TRY(configFromLitgpt(yaml, isTied));
    BAFO_TRY(addTokenIds(files, folder, config));
    return config.dump(2) + "\n";
}

/// Rows of a tensor as fp32, a few megabytes at a time.
Result<void> stream(const TorchZipFile &file, const TorchTensor &tensor, const std::vector<RowRange> &rows,
                    const ByteSink &sink)
{
    const std::size_t elementBytes = formats::elementSize(tensor.dtype);
    const std::int64_t rowLength
        = tensor.shape.empty() ? 1 : tensor.numElements() / std::max<std::int64_t>(1, tensor.shape[0]);
    const auto pieceLength = static_cast<std::int64_t>(kPieceBytes / sizeof(float));
    std::vector<std::byte> raw;
    std::vector<float> values;
    for (const RowRange &range : rows) {
        const std::int64_t end = (range.begin + range.count) * rowLength;
        for (std::int64_t at = range.begin * rowLength; at < end; at += pieceLength) {
            const auto count = static_cast<std::size_t>(std::min(pieceLength, end - at));
            raw.resize(count * elementBytes);
            values.resize(count);
            tensor.copyElements(at, raw);
            BAFO_TRY(convertToFloats(tensor.dtype, raw, values));
            BAFO_TRY(sink(std::as_bytes(std::span<const float>(values))));
            if (tensor.isContiguous()) {
                file.release(tensor.bytes.subspan(static_cast<std::size_t>(at) * elementBytes, raw.size()));
            }
        }
    }
    return {};
}

/// Finds for every tensor of the architecture the rows of LitGPT's that hold it.
class SourceList {
public:
    SourceList(TorchZipFile &file, const model::ModelConfig &config, std::map<std::string, const TorchTensor *> names)
        : m_file(file)
        , m_config(config)
        , m_names(std::move(names))
        , m_heads{.numHeads = config.numHeads, .numKeyValueHeads = config.numKeyValueHeads, .headSize = config.headSize}
    {
    }

    Result<void> add(const model::TensorSpec &spec)
    {
        // The older layout has a name of its own; a checkpoint has the one or the other in each layer.
        auto part = litgptPartOf(spec.name, hasFourNorms(), m_heads, QkvLayout::interleaved);
        if (part && !part->rows.empty() && !m_names.contains(part->name)) {
            part = litgptPartOf(spec.name, hasFourNorms(), m_heads, QkvLayout::blocks);
        }
        const auto found = part ? m_names.find(part->name) : m_names.end();
        if (found == m_names.end()) {
            return refuse("it lacks '" + (part ? part->name : spec.name) + "'",
                          "weights and model_config.yaml must be of the same model; copy the whole folder again");
        }
        const TorchTensor &tensor = *found->second;
        std::vector<std::int64_t> expected = spec.shape;
        if (!part->rows.empty()) {
            expected[0] = m_heads.numRows();
        }
        if (tensor.shape != expected) {
            return refuse("'" + part->name + "' has another shape than model_config.yaml says",
                          "weights and model_config.yaml must be of the same model; copy the whole folder again");
        }
        if (part->rows.empty()) {
            part->rows.push_back({0, spec.shape.empty() ? 1 : spec.shape[0]});
        }
        m_used.insert(part->name);
        m_sources.push_back({.name = spec.name,
                             .shape = spec.shape,
                             .stream = [&file = m_file, &tensor, rows = part->rows,
                                        name = part->name](const ByteSink &sink) -> Result<void> {
                                 BAFO_TRY(file.checkStorage(tensor));
                                 auto done = stream(file, tensor, rows, sink);
                                 if (!done && done.error().code == ErrorCode::data) {
                                     return refuse("tensor '" + name + "': " + done.error().message, done.error().hint);
                                 }
                                 return done;
                             }});
        return {};
    }

    Result<std::vector<TensorSource>> finish()
    {
        for (const auto &[name, tensor] : m_names) {
            if (!m_used.contains(name) && !(m_config.isTied && name == kHead)) {
                return refuse("tensor '" + name + "' has no place in a model of family " + m_config.architecture,
                              "this kind of model is not supported yet");
            }
        }
        return std::move(m_sources);
    }

private:
    [[nodiscard]] bool hasFourNorms() const { return m_names.contains("transformer.h.0.post_attention_norm.weight"); }

    TorchZipFile &m_file;
    const model::ModelConfig &m_config;
    std::map<std::string, const TorchTensor *> m_names;
    HeadCounts m_heads;
    std::set<std::string> m_used;
    std::vector<TensorSource> m_sources;
};

/// A tokenizer that cannot be read, or has more pieces than there are rows, is better refused now than by the first
/// chat.
Result<void> checkTokenizer(FileSystem &files, const Path &folder, const model::ModelConfig &config)
{
    const bool isThere = BAFO_TRY(files.status(folder / "tokenizer.json")).exists
        || BAFO_TRY(files.status(folder / text::kSentencePieceFileName)).exists;
    if (!isThere) {
        return {};
    }
    const auto tokenizer = BAFO_TRY(text::loadTokenizer(files, folder));
    if (static_cast<std::int64_t>(tokenizer->vocabularySize()) > config.vocabularySize) {
        return refuse("its tokenizer has " + std::to_string(tokenizer->vocabularySize()) + " pieces, the model only "
                          + std::to_string(config.vocabularySize) + " rows",
                      "put the tokenizer beside it that it was trained with");
    }
    return {};
}

Result<void> addOrigin(const Path &checkpoint, const TorchZipFile &file, ModelFolderContent &content)
{
    content.lineage.how = "import";
    content.lineage.settings = {{"format", "litgpt"}};
    for (const char *key : {"iter_num", "step_count"}) {
        if (const auto found = file.content().numbers.find(key); found != file.content().numbers.end()) {
            content.lineage.settings[key] = std::to_string(found->second);
        }
    }
    content.lineage.parents.push_back(
        {.name = checkpoint.filename().string(), .weightHash = BAFO_TRY(sha256OfFile(checkpoint))});
    return {};
}

} // namespace

Result<LitgptModel> openLitgpt(FileSystem &files, const Path &checkpoint,
                               const Registry<model::Architecture> &architectures)
{
    LitgptModel opened;
    opened.file = std::make_unique<TorchZipFile>(BAFO_TRY(TorchZipFile::open(checkpoint)));
    const auto names = BAFO_TRY(namesIn(*opened.file));
    const auto embedding = names.find(kEmbedding);
    if (embedding == names.end()) {
        return refuse(
            "it lacks '" + std::string(kEmbedding) + "': it is no checkpoint of LitGPT",
            "other PyTorch checkpoints: save the model with transformers, save_pretrained(), and import that");
    }
    const auto head = names.find(kHead);
    const bool isTied = head == names.end() || isEqual(*opened.file, *embedding->second, *head->second);
    const Path folder = checkpoint.has_parent_path() ? checkpoint.parent_path() : Path(".");
    opened.content.configJson = BAFO_TRY(configTextOf(files, folder, isTied));
    const ParsedConfig parsed
        = BAFO_TRY(parseModelConfig(opened.content.configJson, folder / kConfigFile, architectures));
    opened.config = parsed.config;
    SourceList sources(*opened.file, opened.config, names);
    for (const model::TensorSpec &spec : parsed.architecture->tensors(parsed.config)) {
        if (spec.tiedTo.empty()) {
            BAFO_TRY(sources.add(spec));
        }
    }
    opened.content.tensors = BAFO_TRY(sources.finish());
    BAFO_TRY(checkTokenizer(files, folder, opened.config));
    opened.content.otherFiles = BAFO_TRY(readCompanionFiles(files, folder));
    BAFO_TRY(addOrigin(checkpoint, *opened.file, opened.content));
    return opened;
}

} // namespace bafo::exchange
