// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/model_folder.h"

#include "core/base/sha256.h"
#include "core/exchange/model_texts.h"
#include "core/formats/json_limits.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstring>
#include <set>

namespace bafo::exchange {
namespace {

constexpr std::size_t kNamedAtMost = 5;

std::string shapeText(const std::vector<std::int64_t> &shape)
{
    std::string text = "[";
    for (const std::int64_t extent : shape) {
        text += (text.size() > 1 ? ", " : "") + std::to_string(extent);
    }
    return text + "]";
}

/// "missing a, b and 7 more"
void addList(std::string &message, const std::string &what, const std::vector<std::string> &names)
{
    if (names.empty()) {
        return;
    }
    message += (message.empty() ? "" : "; ") + what + " ";
    for (std::size_t i = 0; i < std::min(names.size(), kNamedAtMost); ++i) {
        message += (i > 0 ? ", " : "") + names[i];
    }
    if (names.size() > kNamedAtMost) {
        message += " and " + std::to_string(names.size() - kNamedAtMost) + " more";
    }
}

/// Old exports carry tables that are computed anew from config.json.
bool isComputedTable(const std::string &name)
{
    return name.ends_with("rotary_emb.inv_freq");
}

} // namespace

Result<ParsedConfig> parseModelConfig(const std::string &text, const Path &origin,
                                      const Registry<model::Architecture> &architectures)
{
    const auto parsed = formats::parseJson(text, {});
    if (!parsed || !parsed->is_object()) {
        return fail(ErrorCode::data, origin.string() + ": " + (parsed ? "is no JSON object" : parsed.error().message),
                    "the file is damaged; import or copy the model again");
    }
    const auto type = parsed->find("model_type");
    const std::string name = type != parsed->end() && type->is_string() ? type->get<std::string>() : "";
    const auto architecture = architectures.get(name);
    if (!architecture) {
        return fail(ErrorCode::data, origin.string() + ": " + architecture.error().message, architecture.error().hint);
    }
    auto config = (*architecture)->parseConfig(*parsed);
    if (!config) {
        return fail(config.error().code, origin.parent_path().string() + ": " + config.error().message,
                    config.error().hint);
    }
    return ParsedConfig{.architecture = *architecture, .config = std::move(*config)};
}

Result<ModelFolder> ModelFolder::open(FileSystem &files, const Path &path,
                                      const Registry<model::Architecture> &architectures)
{
    ModelFolder folder;
    folder.m_path = path.has_filename() ? path : path.parent_path();
    BAFO_TRY(folder.readConfig(files, architectures));
    folder.m_tensors = BAFO_TRY(TensorFiles::open(files, folder.m_path));
    BAFO_TRY(folder.checkTensors());
    BAFO_TRY(folder.checkTiedHead());
    BAFO_TRY(folder.readEndTokens(files));
    folder.m_lineage = BAFO_TRY(runs::readLineage(files, folder.m_path));
    return folder;
}

std::string ModelFolder::name() const
{
    return m_path.filename().string();
}

Result<void> ModelFolder::readConfig(FileSystem &files, const Registry<model::Architecture> &architectures)
{
    m_configText = BAFO_TRY(readConfigText(files, m_path));
    ParsedConfig parsed = BAFO_TRY(parseModelConfig(m_configText, m_path / "config.json", architectures));
    m_architecture = parsed.architecture;
    m_config = std::move(parsed.config);
    return {};
}

Result<void> ModelFolder::readEndTokens(FileSystem &files)
{
    m_endTokens = BAFO_TRY(exchange::readEndTokens(files, m_path));
    if (m_endTokens.empty()) {
        m_endTokens = tokensAt(m_configText, "eos_token_id");
    }
    return {};
}

Result<void> ModelFolder::checkTensors() const
{
    std::vector<std::string> missing;
    std::vector<std::string> misshapen;
    std::set<std::string> expected;
    for (const model::TensorSpec &spec : m_architecture->tensors(m_config)) {
        if (!spec.tiedTo.empty()) {
            continue;
        }
        expected.insert(spec.name);
        const auto found = m_tensors.tensors().find(spec.name);
        if (found == m_tensors.tensors().end()) {
            missing.push_back(spec.name);
        } else if (m_tensors.shapeOf(spec.name) != spec.shape) {
            misshapen.push_back(spec.name + " " + shapeText(m_tensors.shapeOf(spec.name)) + " instead of "
                                + shapeText(spec.shape));
        }
    }
    std::vector<std::string> surplus;
    for (const auto &[name, tensor] : m_tensors.tensors()) {
        const bool isTiedHead = m_config.isTied && name == m_architecture->headName();
        if (!expected.contains(name) && !isTiedHead && !isComputedTable(name)) {
            surplus.push_back(name);
        }
    }
    std::string message;
    addList(message, "missing", missing);
    addList(message, "of the wrong shape", misshapen);
    addList(message, "not part of the architecture", surplus);
    if (message.empty()) {
        return {};
    }
    return fail(ErrorCode::data, m_path.string() + ": the weights do not fit config.json: " + message,
                "config.json and weights must come from the same model; copy the whole folder again");
}

Result<void> ModelFolder::checkTiedHead() const
{
    const auto head = m_tensors.tensors().find(m_architecture->headName());
    if (!m_config.isTied || head == m_tensors.tensors().end()) {
        return {};
    }
    const formats::TensorEntry &one = *head->second.entry;
    const formats::TensorEntry &other = *m_tensors.tensors().at(m_architecture->embeddingName()).entry;
    const bool isEqual = one.dtype == other.dtype && one.shape == other.shape
        && std::memcmp(one.bytes.data(), other.bytes.data(), one.bytes.size()) == 0;
    if (isEqual) {
        return {};
    }
    return fail(ErrorCode::data,
                m_path.string() + ": config.json ties head and embedding, but " + head->first
                    + " differs from the embedding",
                "set \"tie_word_embeddings\": false in config.json if the head was trained on its own");
}

Result<runs::ModelLineage> ModelFolder::lineage() const
{
    runs::ModelLineage known = m_lineage;
    if (!known.weightHash().empty()) {
        return known;
    }
    for (const std::string &name : m_tensors.fileNames()) {
        known.files.push_back({.name = name, .sha256 = BAFO_TRY(sha256OfFile(m_path / name))});
    }
    return known;
}

Result<model::WeightStore> ModelFolder::loadWeights() const
{
    model::WeightStore weights(m_architecture->tensors(m_config));
    for (const auto &weight : weights.weights()) {
        BAFO_TRY(m_tensors.readFloats(weight->name(), model::WeightStore::valuesOf(*weight)));
    }
    return weights;
}

} // namespace bafo::exchange
