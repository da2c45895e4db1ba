// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/litgpt_adapter.h"

#include "core/adapters/adapter_plan.h"
#include "core/base/check.h"
#include "core/base/sha256.h"
#include "core/exchange/adapter_folder.h"
#include "core/exchange/litgpt_adapter_settings.h"
#include "core/exchange/litgpt_import.h"
#include "core/exchange/litgpt_tensors.h"
#include "core/exchange/model_tokenizer.h"
#include "core/exchange/model_writer.h"
#include "core/exchange/tensor_files.h"
#include "core/formats/torch_zip.h"
#include "core/text/sentence_piece_tokenizer.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

namespace bafo::exchange {
namespace {

using formats::TorchTensor;
using formats::TorchZipFile;

constexpr const char *kSettingsFile = "hyperparameters.yaml";
constexpr std::uint64_t kMaxSettingsBytes = 1 << 20;
constexpr std::string_view kWeight = ".weight";
constexpr std::array<std::string_view, 3> kParts = {"q_proj", "k_proj", "v_proj"};

Failure refuse(const std::string &message, const std::string &hint)
{
    return fail(ErrorCode::data, message, hint);
}

/// Which of q (0), k (1) and v (2); 3 for other layers.
std::size_t partOf(const std::string &layer)
{
    return static_cast<std::size_t>(
        std::find_if(kParts.begin(), kParts.end(), [&](std::string_view part) { return layer.ends_with(part); })
        - kParts.begin());
}

/// A pair of matrices as it lies in the file, in fp32.
struct Pair {
    std::vector<float> down; ///< [rows, inputs]
    std::vector<float> up; ///< [outputs, rank]
};

/// The tensors of the file by LitGPT's names, of which each must be used.
class AdapterTensors {
public:
    explicit AdapterTensors(TorchZipFile file)
        : m_file(std::move(file))
    {
        constexpr std::string_view kCompiled = "_orig_mod.";
        for (const auto &[stored, tensor] : m_file.content().tensors) {
            std::string name = stored;
            for (std::size_t at = name.find(kCompiled); at != std::string::npos; at = name.find(kCompiled)) {
                name.erase(at, kCompiled.size());
            }
            m_tensors.emplace(std::move(name), tensor);
        }
    }

    [[nodiscard]] bool has(const std::string &name) const { return m_tensors.contains(name); }

    Result<std::vector<float>> read(const std::string &name, const std::vector<std::int64_t> &shape)
    {
        const auto found = m_tensors.find(name);
        if (found == m_tensors.end()) {
            return refuse("it lacks '" + name + "'",
                          "the adapter and hyperparameters.yaml must be of the same training: copy the folder again");
        }
        const TorchTensor &tensor = found->second;
        if (tensor.shape != shape) {
            return refuse("'" + name + "' has another shape than its base and hyperparameters.yaml say",
                          "name the model that the adapter was trained on");
        }
        m_used.insert(name);
        BAFO_TRY(m_file.checkStorage(tensor));
        const auto count = static_cast<std::size_t>(tensor.numElements());
        std::vector<std::byte> raw(count * formats::elementSize(tensor.dtype));
        tensor.copyElements(0, raw);
        std::vector<float> values(count);
        BAFO_TRY(convertToFloats(tensor.dtype, raw, values));
        return values;
    }

    [[nodiscard]] Result<void> checkAllUsed() const
    {
        for (const auto &[name, tensor] : m_tensors) {
            if (!m_used.contains(name)) {
                return refuse("'" + name + "' belongs to no layer that hyperparameters.yaml says has an adapter",
                              "the adapter and hyperparameters.yaml must be of the same training: copy the folder "
                              "again");
            }
        }
        return {};
    }

private:
    TorchZipFile m_file;
    std::map<std::string, TorchTensor> m_tensors;
    std::set<std::string> m_used;
};

/// Turns LitGPT's pairs into one for each layer of a plan.
class PairReader {
public:
    PairReader(AdapterTensors &tensors, const model::ModelConfig &config, const LitgptAdapterSettings &settings,
               bool isMixed)
        : m_tensors(tensors)
        , m_heads{.numHeads = config.numHeads, .numKeyValueHeads = config.numKeyValueHeads, .headSize = config.headSize}
        , m_hasFourNorms(config.architecture == "gemma2")
        , m_rank(settings.adapter.rank)
        , m_isEnabled(settings.isEnabled)
        , m_isMixed(isMixed)
    {
    }

    Result<Pair> read(const adapters::LayerAdapter &layer)
    {
        const std::size_t part = partOf(layer.layer);
        if (part == kParts.size()) {
            const std::string stem = stemOf(layer.layer, QkvLayout::blocks);
            return Pair{.down = BAFO_TRY(m_tensors.read(stem + ".lora_A", {m_rank, layer.inputs})),
                        .up = BAFO_TRY(m_tensors.read(stem + ".lora_B", {layer.outputs, m_rank}))};
        }
        const Pair all = BAFO_TRY(readShared(layer));
        return m_isMixed ? mixedPart(all, layer) : ownPart(all, layer, part);
    }

private:
    [[nodiscard]] std::string stemOf(const std::string &layer, QkvLayout layout) const
    {
        const auto place = litgptPartOf(layer + std::string(kWeight), m_hasFourNorms, m_heads, layout);
        BAFO_CHECK(place.has_value(), "a layer without a counterpart");
        return place->name.substr(0, place->name.size() - kWeight.size());
    }

    [[nodiscard]] std::int64_t rowsOf(std::size_t part) const
    {
        return (part == 0 ? m_heads.numHeads : m_heads.numKeyValueHeads) * m_heads.headSize;
    }

    /// The one pair of q, k and v.
    Result<Pair> readShared(const adapters::LayerAdapter &layer)
    {
        std::string stem = stemOf(layer.layer, QkvLayout::blocks);
        if (!m_tensors.has(stem + ".lora_A")) {
            stem = stemOf(layer.layer, QkvLayout::interleaved);
        }
        std::int64_t numEnabled = 0;
        std::int64_t numRows = 0;
        for (std::size_t part = 0; part < kParts.size(); ++part) {
            numEnabled += m_isEnabled[part] ? 1 : 0;
            numRows += m_isEnabled[part] ? rowsOf(part) : 0;
        }
        return Pair{.down = BAFO_TRY(m_tensors.read(stem + ".lora_A", {m_rank * numEnabled, layer.inputs})),
                    .up = BAFO_TRY(m_tensors.read(stem + ".lora_B", {numRows, m_rank}))};
    }

    /// Its rows of both, behind those of the parts before it.
    [[nodiscard]] Pair ownPart(const Pair &all, const adapters::LayerAdapter &layer, std::size_t part) const
    {
        std::int64_t downRow = 0;
        std::int64_t upRow = 0;
        for (std::size_t before = 0; before < part; ++before) {
            downRow += m_isEnabled[before] ? m_rank : 0;
            upRow += m_isEnabled[before] ? rowsOf(before) : 0;
        }
        const auto down = all.down.begin() + downRow * layer.inputs;
        const auto up = all.up.begin() + upRow * m_rank;
        return {.down = {down, down + m_rank * layer.inputs}, .up = {up, up + layer.outputs * m_rank}};
    }

    /// Row i of the older layout has row i of the three products, one behind the other: whichever that is.
    [[nodiscard]] Pair mixedPart(const Pair &all, const adapters::LayerAdapter &layer) const
    {
        const auto place = litgptPartOf(layer.weightName(), m_hasFourNorms, m_heads, QkvLayout::interleaved);
        Pair own{.down = all.down, .up = std::vector<float>(static_cast<std::size_t>(layer.outputs * layer.rank))};
        std::int64_t row = 0;
        for (const RowRange &range : place->rows) {
            for (std::int64_t from = range.begin; from < range.begin + range.count; ++from, ++row) {
                const std::int64_t product = from < rowsOf(0) ? 0 : from < rowsOf(0) + rowsOf(1) ? 1 : 2;
                std::copy_n(all.up.begin() + from * m_rank, m_rank,
                            own.up.begin() + row * layer.rank + product * m_rank);
            }
        }
        return own;
    }

    AdapterTensors &m_tensors;
    HeadCounts m_heads;
    bool m_hasFourNorms;
    std::int64_t m_rank;
    std::array<bool, 3> m_isEnabled;
    bool m_isMixed;
};

bool isMixed(const AdapterTensors &tensors, const LitgptAdapterSettings &settings)
{
    const bool hasAll = std::all_of(settings.isEnabled.begin(), settings.isEnabled.end(), [](bool is) { return is; });
    return hasAll && tensors.has("transformer.h.0.attn.attn.lora_A");
}

/// Three times the rank at the same scale.
void widen(adapters::AdapterSettings &settings)
{
    for (const std::string_view part : kParts) {
        settings.ranks[std::string(part)] = 3 * settings.rank;
        settings.alphas[std::string(part)] = 3 * settings.alpha;
    }
}

TensorSource sourceOf(const std::string &name, std::vector<std::int64_t> shape, std::vector<float> values)
{
    return {.name = name, .shape = std::move(shape), .stream = [values = std::move(values)](const ByteSink &sink) {
                return sink(std::as_bytes(std::span(values)));
            }};
}

/// Of the base; a tokenizer beside the adapter must be the same. Empty where there is none.
Result<std::string> tokenizerHashOf(FileSystem &files, const Path &folder, const ModelFolder &base)
{
    const auto own = BAFO_TRY(loadTokenizerOf(files, base));
    const bool isThere = BAFO_TRY(files.status(folder / "tokenizer.json")).exists
        || BAFO_TRY(files.status(folder / text::kSentencePieceFileName)).exists;
    if (own == nullptr || !isThere) {
        return own == nullptr ? std::string() : own->hash();
    }
    if (BAFO_TRY(text::loadTokenizer(files, folder))->hash() != own->hash()) {
        return fail(ErrorCode::config, "the tokenizer in " + folder.string() + " is not that of model " + base.name(),
                    "name the model that the adapter was trained on: with other numbers for its words it would speak "
                    "nonsense");
    }
    return own->hash();
}

Result<LitgptAdapterSettings> settingsBeside(FileSystem &files, const Path &folder)
{
    const Path path = folder / kSettingsFile;
    if (!BAFO_TRY(files.status(path)).exists) {
        return refuse(folder.string() + " has no " + kSettingsFile,
                      "it lies beside the adapter that LitGPT writes and says its rank and layers: copy it there too");
    }
    return parseLitgptAdapterSettings(BAFO_TRY(files.readFile(path, kMaxSettingsBytes)));
}

Result<std::vector<TensorSource>> sourcesOf(AdapterTensors &tensors, const ModelFolder &base,
                                            const LitgptAdapterSettings &settings, MadeModel &made)
{
    const bool mixed = isMixed(tensors, settings);
    const adapters::AdapterPlan plan
        = BAFO_TRY(adapters::planAdapter(settings.adapter, base.architecture(), base.config()));
    PairReader pairs(tensors, base.config(), settings, mixed);
    std::vector<TensorSource> sources;
    for (const adapters::LayerAdapter &layer : plan.layers) {
        Pair pair = BAFO_TRY(pairs.read(layer));
        made.numParameters += static_cast<std::int64_t>(pair.down.size() + pair.up.size());
        sources.push_back(sourceOf(layer.downName(), {layer.rank, layer.inputs}, std::move(pair.down)));
        sources.push_back(sourceOf(layer.upName(), {layer.outputs, layer.rank}, std::move(pair.up)));
    }
    BAFO_TRY(tensors.checkAllUsed());
    return sources;
}

} // namespace

Result<std::optional<Path>> litgptAdapterIn(FileSystem &files, const Path &source)
{
    if (source.extension() == ".lora") {
        return std::optional(source);
    }
    const bool isAdapter = BAFO_TRY(files.status(source)).isDirectory
        && BAFO_TRY(files.status(source / kLitgptAdapterName)).exists
        && !BAFO_TRY(files.status(source / kLitgptFileName)).exists;
    return isAdapter ? std::optional(source / kLitgptAdapterName) : std::optional<Path>();
}

Result<MadeModel> importLitgptAdapter(FileSystem &files, const Path &file, const ModelFolder &base, const Path &to)
{
    const Path folder = file.has_parent_path() ? file.parent_path() : Path(".");
    LitgptAdapterSettings settings = BAFO_TRY(settingsBeside(files, folder));
    const std::string tokenizerHash = BAFO_TRY(tokenizerHashOf(files, folder, base));
    AdapterTensors tensors(BAFO_TRY(TorchZipFile::open(file)));
    if (isMixed(tensors, settings)) {
        widen(settings.adapter);
    }
    settings.adapter.baseName = base.name();
    MadeModel made;
    made.path = to;
    made.vocabularySize = base.config().vocabularySize;
    auto sources = sourcesOf(tensors, base, settings, made);
    if (!sources) {
        return fail(sources.error().code, file.string() + ": " + sources.error().message, sources.error().hint);
    }
    ModelFolderContent content = adapterContent(settings.adapter, std::move(*sources));
    content.lineage.how = "import";
    content.lineage.parents = {{.name = base.name(), .weightHash = BAFO_TRY(base.lineage()).weightHash()},
                               {.name = file.filename().string(), .weightHash = BAFO_TRY(sha256OfFile(file))}};
    content.lineage.settings = {{"format", "litgpt_lora"}};
    if (!tokenizerHash.empty()) {
        content.lineage.settings[kTokenizerHashSetting] = tokenizerHash;
    }
    made.lineage = BAFO_TRY(writeModelFolder(files, to, content));
    return made;
}

} // namespace bafo::exchange
