// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/adapter_folder.h"

#include "core/adapters/peft_config.h"
#include "core/base/sha256.h"
#include "core/exchange/model_texts.h"
#include "core/exchange/model_tokenizer.h"
#include "core/exchange/packed_base.h"
#include "core/runs/adapter_base.h"
#include "core/text/growth.h"
#include "core/text/sentence_piece_tokenizer.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <set>
#include <utility>

namespace bafo::exchange {
namespace {

constexpr std::uint64_t kMaxConfigBytes = 4 << 20;
constexpr std::size_t kHashLettersShown = 12;
constexpr std::size_t kNamedAtMost = 5;
constexpr std::string_view kWeightsFile = "adapter_model.safetensors";

std::string storedName(const std::string &name)
{
    return std::string(adapters::kPeftPrefix) + name;
}

bool hasParent(const runs::ModelLineage &lineage, const std::string &weightHash)
{
    return std::any_of(lineage.parents.begin(), lineage.parents.end(),
                       [&](const runs::LineageParent &parent) { return parent.weightHash == weightHash; });
}

Failure alreadyMerged(const std::string &adapter, const std::string &base)
{
    return fail(ErrorCode::data, "model " + base + " already has the adapter " + adapter + " in it",
                "use " + base + " as it is; putting an adapter in twice would change it twice");
}

std::string listed(const std::vector<std::string> &names)
{
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), kNamedAtMost); ++i) {
        text += (i > 0 ? ", " : "") + names[i];
    }
    return names.size() > kNamedAtMost ? text + " and " + std::to_string(names.size() - kNamedAtMost) + " more" : text;
}

Result<bool> hasTokenizer(FileSystem &files, const Path &folder)
{
    return BAFO_TRY(files.status(folder / "tokenizer.json")).exists
        || BAFO_TRY(files.status(folder / text::kSentencePieceFileName)).exists;
}

std::int64_t numElementsOf(const std::vector<std::int64_t> &shape)
{
    std::int64_t count = 1;
    for (const std::int64_t extent : shape) {
        count *= extent;
    }
    return count;
}

} // namespace

Result<AdapterFolder> AdapterFolder::open(FileSystem &files, const Path &path)
{
    AdapterFolder folder;
    folder.m_path = path.has_filename() ? path : path.parent_path();
    const Path config = folder.m_path / adapters::kPeftConfigName;
    if (!BAFO_TRY(files.status(config)).exists) {
        return fail(ErrorCode::data, path.string() + " is no adapter: it has no adapter_config.json",
                    "name a folder that a run with method lora has made, or that PEFT has saved");
    }
    const std::string text = BAFO_TRY(files.readFile(config, kMaxConfigBytes));
    folder.m_settings = BAFO_TRY(adapters::parsePeftConfig(text, config.string()));
    const Path weights = folder.m_path / kWeightsFile;
    if (!BAFO_TRY(files.status(weights)).exists) {
        return fail(ErrorCode::data, folder.m_path.string() + " has no " + std::string(kWeightsFile),
                    "save the adapter with safe_serialization=True");
    }
    folder.m_tensors = BAFO_TRY(TensorFiles::openFile(weights));
    folder.m_lineage = BAFO_TRY(runs::readLineage(files, folder.m_path));
    return folder;
}

Result<std::string> AdapterFolder::weightHash() const
{
    std::string known = m_lineage.weightHash();
    if (!known.empty()) {
        return known;
    }
    runs::ModelLineage made;
    const std::string name(kWeightsFile);
    made.files.push_back({.name = name, .sha256 = BAFO_TRY(sha256OfFile(m_path / name))});
    return made.weightHash();
}

Result<void> AdapterFolder::checkBase(const ModelFolder &base) const
{
    if (m_lineage.parents.empty()) {
        return fail(ErrorCode::data, m_path.string() + " does not say of which model it is an adapter",
                    "'bafo model import " + m_path.string() + " --base MODEL --to NAME' makes it one of this project");
    }
    const runs::LineageParent &wanted = m_lineage.parents.front();
    const runs::ModelLineage lineage = BAFO_TRY(base.lineage());
    const std::string hash = lineage.weightHash();
    if (hash == wanted.weightHash) {
        return {};
    }
    if (hasParent(lineage, BAFO_TRY(weightHash()))) {
        return alreadyMerged(name(), base.name());
    }
    return fail(ErrorCode::data,
                name() + " is an adapter of " + wanted.name + " with weights "
                    + wanted.weightHash.substr(0, kHashLettersShown) + ", but " + base.name() + " has weights "
                    + hash.substr(0, kHashLettersShown),
                "an adapter works with the very model it was trained on: bring that back under the name " + wanted.name
                    + ", or train the adapter again");
}

Result<adapters::AdapterPlan> AdapterFolder::planOver(const ModelFolder &base) const
{
    auto plan = adapters::planAdapter(m_settings, base.architecture(), base.config());
    if (!plan) {
        return fail(plan.error().code, m_path.string() + ": " + plan.error().message, plan.error().hint);
    }
    std::vector<std::string> wrong;
    std::set<std::string> expected;
    for (const model::TensorSpec &tensor : plan->tensors()) {
        const auto found = m_tensors.tensors().find(storedName(tensor.name));
        expected.insert(storedName(tensor.name));
        if (found == m_tensors.tensors().end()) {
            wrong.push_back(tensor.name + " is missing");
        } else if (found->second.entry->shape != tensor.shape) {
            wrong.push_back(tensor.name + " has another shape");
        }
    }
    for (const auto &[name, tensor] : m_tensors.tensors()) {
        if (!expected.contains(name)) {
            wrong.push_back(name + " belongs to no layer of target_modules");
        }
    }
    if (!wrong.empty()) {
        return fail(ErrorCode::data,
                    m_path.string() + " does not fit adapter_config.json and model " + base.name() + ": "
                        + listed(wrong),
                    "name the model that the adapter was trained on, or copy the adapter again");
    }
    return plan;
}

bool AdapterFolder::isOfPackedBase() const
{
    const auto method = m_lineage.settings.find(kMethodSetting);
    return method != m_lineage.settings.end() && method->second == "qlora";
}

Result<void> AdapterFolder::readFloats(const std::string &name, std::size_t first, std::span<float> values) const
{
    return m_tensors.readFloats(storedName(name), first, values);
}

Result<model::WeightStore> loadAdapted(const ModelFolder &base, const AdapterFolder &adapter, BaseForm form)
{
    BAFO_TRY(adapter.checkBase(base));
    const adapters::AdapterPlan plan = BAFO_TRY(adapter.planOver(base));
    std::vector<model::TensorSpec> tensors = base.architecture().tensors(base.config());
    const std::size_t numOfBase = tensors.size();
    const std::vector<model::TensorSpec> added = plan.tensors();
    tensors.insert(tensors.end(), added.begin(), added.end());
    model::WeightStore weights(tensors, model::WeightStore::Values::elsewhere);
    if (form == BaseForm::asTrained && adapter.isOfPackedBase()) {
        BAFO_TRY(packBase(base, weights, at::kFloat));
    }
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        model::Weight &weight = weights.at(tensors[i].name);
        if (!tensors[i].tiedTo.empty() || weight.isPacked()) {
            continue;
        }
        weight.setValue(at::empty(tensors[i].shape, at::kFloat));
        const std::span<float> values = model::WeightStore::valuesOf(weight);
        BAFO_TRY(i < numOfBase ? base.tensors().readFloats(tensors[i].name, values)
                               : adapter.readFloats(tensors[i].name, 0, values));
    }
    plan.attachTo(weights);
    return weights;
}

Result<std::vector<std::uint32_t>> endTokensOf(FileSystem &files, const ModelFolder &base, const AdapterFolder &adapter)
{
    std::vector<std::uint32_t> own = BAFO_TRY(readEndTokens(files, adapter.path()));
    return own.empty() ? base.endTokens() : own;
}

Result<Path> tokenizerFolderOf(FileSystem &files, const ModelFolder &base, const AdapterFolder &adapter)
{
    return BAFO_TRY(hasTokenizer(files, adapter.path())) ? adapter.path() : base.path();
}

Result<std::unique_ptr<text::Tokenizer>> loadTokenizerOf(FileSystem &files, const ModelFolder &base,
                                                         const AdapterFolder &adapter)
{
    const Path folder = BAFO_TRY(tokenizerFolderOf(files, base, adapter));
    if (!BAFO_TRY(hasTokenizer(files, folder))) {
        return std::unique_ptr<text::Tokenizer>();
    }
    auto tokenizer = BAFO_TRY(text::loadTokenizer(files, folder));
    BAFO_TRY(checkTokenizerFits(*tokenizer, base));
    const auto trainedWith = adapter.lineage().settings.find(kTokenizerHashSetting);
    std::string wanted = trainedWith == adapter.lineage().settings.end() ? std::string() : trainedWith->second;
    if (wanted.empty() && folder != base.path()) {
        const auto own = BAFO_TRY(loadTokenizerOf(files, base));
        wanted = own != nullptr ? own->hash() : std::string();
    }
    if (!wanted.empty() && tokenizer->hash() != wanted) {
        return fail(ErrorCode::config,
                    "the tokenizer in " + folder.string() + " is not the one that the adapter " + adapter.name()
                        + " was trained with",
                    "put that tokenizer's files into " + adapter.path().string()
                        + ": with other numbers for its words the model would speak nonsense");
    }
    return tokenizer;
}

ModelFolderContent adapterContent(const adapters::AdapterSettings &settings, std::vector<TensorSource> tensors)
{
    ModelFolderContent content;
    content.configJson = adapters::toPeftConfig(settings);
    content.configName = adapters::kPeftConfigName;
    content.weightsName = adapters::kPeftWeightsName;
    content.maxShardBytes = UINT64_MAX;
    content.tensors = std::move(tensors);
    for (TensorSource &tensor : content.tensors) {
        tensor.name = storedName(tensor.name);
    }
    return content;
}

namespace {

Result<ModelFolderContent> copyOf(FileSystem &files, const AdapterFolder &adapter, const ModelFolder &base,
                                  MadeModel &made)
{
    const adapters::AdapterPlan plan = BAFO_TRY(adapter.planOver(base));
    std::vector<TensorSource> tensors;
    for (const model::TensorSpec &tensor : plan.tensors()) {
        const std::int64_t count = numElementsOf(tensor.shape);
        made.numParameters += count;
        tensors.push_back({.name = tensor.name,
                           .shape = tensor.shape,
                           .stream = [&adapter, name = tensor.name, count](const ByteSink &sink) -> Result<void> {
                               std::vector<float> values(static_cast<std::size_t>(count));
                               BAFO_TRY(adapter.readFloats(name, 0, values));
                               return sink(std::as_bytes(std::span(values)));
                           }});
    }
    adapters::AdapterSettings settings = adapter.settings();
    settings.baseName = base.name();
    ModelFolderContent content = adapterContent(settings, std::move(tensors));
    content.otherFiles = BAFO_TRY(readCompanionFiles(files, adapter.path()));
    made.vocabularySize = base.config().vocabularySize;
    return content;
}

} // namespace

Result<MadeModel> importAdapter(FileSystem &files, const Path &source, const ModelFolder &base, const Path &to)
{
    const AdapterFolder adapter = BAFO_TRY(AdapterFolder::open(files, source));
    const runs::ModelLineage baseLineage = BAFO_TRY(base.lineage());
    const std::string ownHash = BAFO_TRY(adapter.weightHash());
    if (hasParent(baseLineage, ownHash)) {
        return alreadyMerged(adapter.name(), base.name());
    }
    if (!adapter.lineage().parents.empty()) {
        BAFO_TRY(adapter.checkBase(base)); // one of ours knows whose it is
    }
    const auto tokenizer = BAFO_TRY(loadTokenizerOf(files, base, adapter));
    MadeModel made;
    made.path = to;
    ModelFolderContent content = BAFO_TRY(copyOf(files, adapter, base, made));
    content.lineage.how = "import";
    content.lineage.parents = {{.name = base.name(), .weightHash = baseLineage.weightHash()},
                               {.name = adapter.name(), .weightHash = ownHash}};
    content.lineage.settings = {{"format", "peft"}};
    if (adapter.isOfPackedBase()) {
        content.lineage.settings[kMethodSetting] = adapter.lineage().settings.at(kMethodSetting);
    }
    if (tokenizer != nullptr) {
        content.lineage.settings[kTokenizerHashSetting] = tokenizer->hash();
    }
    made.lineage = BAFO_TRY(writeModelFolder(files, to, content));
    return made;
}

Result<MadeModel> exportAdapter(FileSystem &files, const Path &from, const ModelFolder &base, const Path &to)
{
    const AdapterFolder adapter = BAFO_TRY(AdapterFolder::open(files, from));
    BAFO_TRY(adapter.checkBase(base));
    MadeModel made;
    made.path = to;
    ModelFolderContent content = BAFO_TRY(copyOf(files, adapter, base, made));
    content.lineage.how = "export";
    content.lineage.settings = {{"format", "peft"}};
    content.lineage.parents = {adapter.lineage().parents.front()};
    content.isLineageWritten = false;
    std::erase_if(content.otherFiles, [](const TextFile &file) { return file.name == text::kGrowthFileName; });
    made.lineage = BAFO_TRY(writeModelFolder(files, to, content));
    return made;
}

} // namespace bafo::exchange
