// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/model_merge.h"

#include "core/exchange/packed_base.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <utility>

namespace bafo::exchange {
namespace {

constexpr std::int64_t kPieceElements = 1 << 20;

Result<at::Tensor> readMatrix(const AdapterFolder &adapter, const std::string &name, std::int64_t rows,
                              std::int64_t columns)
{
    const at::Tensor values = at::empty({rows, columns}, at::kFloat);
    BAFO_TRY(adapter.readFloats(name, 0, {values.mutable_data_ptr<float>(), static_cast<std::size_t>(values.numel())}));
    return values.to(at::kDouble);
}

/// Changes rows [rows, width] of a tensor, of which the first is row `firstRow`.
using Change = std::function<void(const at::Tensor &rows, std::int64_t firstRow)>;

Result<Change> addedProduct(const AdapterFolder &adapter, const adapters::LayerAdapter &layer)
{
    const at::Tensor down_RI = BAFO_TRY(readMatrix(adapter, layer.downName(), layer.rank, layer.inputs));
    const at::Tensor up_OR = BAFO_TRY(readMatrix(adapter, layer.upName(), layer.outputs, layer.rank));
    return Change([down_RI, up_OR, scale = layer.scale](const at::Tensor &rows, std::int64_t firstRow) {
        const at::Tensor product = at::matmul(up_OR.narrow(0, firstRow, rows.size(0)), down_RI);
        rows.copy_(rows.to(at::kDouble).add_(product, scale));
    });
}

Result<Change> replacedRows(const AdapterFolder &adapter, const adapters::RowAdapter &table)
{
    const auto numRows = static_cast<std::int64_t>(table.ids.size());
    const at::Tensor values_KD = BAFO_TRY(readMatrix(adapter, table.rowsName(), numRows, table.width)).to(at::kFloat);
    std::map<std::int64_t, std::int64_t> slotOf;
    for (std::int64_t slot = 0; slot < numRows; ++slot) {
        slotOf[table.ids[static_cast<std::size_t>(slot)]] = slot;
    }
    return Change([values_KD, slotOf](const at::Tensor &rows, std::int64_t firstRow) {
        const auto end = slotOf.lower_bound(firstRow + rows.size(0));
        for (auto entry = slotOf.lower_bound(firstRow); entry != end; ++entry) {
            rows.select(0, entry->first - firstRow).copy_(values_KD.select(0, entry->second));
        }
    });
}

/// Reads rows [rows, width] of a tensor of the base, of which the first is row `firstRow`.
using BaseReader = std::function<Result<void>(const at::Tensor &rows, std::int64_t firstRow)>;

std::span<float> valuesOf(const at::Tensor &rows)
{
    return {rows.mutable_data_ptr<float>(), static_cast<std::size_t>(rows.numel())};
}

BaseReader asItLies(const ModelFolder &base, const std::string &name)
{
    return [&base, name](const at::Tensor &rows, std::int64_t firstRow) {
        return base.tensors().readFloats(name, static_cast<std::size_t>(firstRow * rows.size(1)), valuesOf(rows));
    };
}

/// As packBase would have it.
Result<BaseReader> asPacked(const ModelFolder &base, const model::TensorSpec &tensor)
{
    const BaseReader plain = asItLies(base, tensor.name);
    if (tensor.shape.size() != 2) {
        return plain;
    }
    if (tensor.isEmbedding) {
        return BaseReader([plain](const at::Tensor &rows, std::int64_t firstRow) -> Result<void> {
            BAFO_TRY(plain(rows, firstRow));
            rows.copy_(rows.to(at::kBFloat16));
            return {};
        });
    }
    // shared: a std::function has to be copyable
    const std::shared_ptr<const model::PackedMatrix> packed = BAFO_TRY(packMatrix(base, tensor));
    return BaseReader([packed](const at::Tensor &rows, std::int64_t firstRow) -> Result<void> {
        packed->decode(firstRow, rows.size(0), rows.mutable_data_ptr<float>());
        return {};
    });
}

Result<void> streamChanged(const model::TensorSpec &tensor, const BaseReader &read, const Change &change,
                           const ByteSink &sink)
{
    const std::int64_t numRows = tensor.shape.front();
    const std::int64_t width = tensor.numElements() / numRows;
    const std::int64_t pieceRows = std::max<std::int64_t>(1, kPieceElements / width);
    for (std::int64_t first = 0; first < numRows; first += pieceRows) {
        const at::Tensor rows = at::empty({std::min(pieceRows, numRows - first), width}, at::kFloat);
        BAFO_TRY(read(rows, first));
        if (change) {
            change(rows, first);
        }
        BAFO_TRY(sink(std::as_bytes(valuesOf(rows))));
    }
    return {};
}

bool isInFourBits(const ModelFolder &base)
{
    const auto &tensors = base.tensors().tensors();
    return std::any_of(tensors.begin(), tensors.end(),
                       [&base](const auto &entry) { return base.tensors().nf4Of(entry.first) != nullptr; });
}

std::uint64_t storedBytes(const std::map<std::string, StoredTensor> &tensors)
{
    std::uint64_t total = 0;
    for (const auto &[name, tensor] : tensors) {
        total += tensor.entry->bytes.size();
    }
    return total;
}

/// As it is written.
std::uint64_t mergedBytes(const ModelFolder &base)
{
    std::uint64_t count = 0;
    for (const model::TensorSpec &tensor : base.architecture().tensors(base.config())) {
        count += tensor.tiedTo.empty() ? static_cast<std::uint64_t>(tensor.numElements()) : 0;
    }
    return count * sizeof(float);
}

/// The base's files with those of the tokenizer that the adapter was trained with. A template of the base in a file of
/// its own would come before the adapter's.
Result<std::vector<TextFile>> companionsOf(FileSystem &files, const ModelFolder &base, const AdapterFolder &adapter)
{
    constexpr const char *kTemplateFile = "chat_template.jinja";
    const Path tokenizerFolder = BAFO_TRY(tokenizerFolderOf(files, base, adapter));
    std::vector<TextFile> found = BAFO_TRY(readCompanionFiles(files, base.path(), tokenizerFolder));
    if (!BAFO_TRY(files.status(tokenizerFolder / kTemplateFile)).exists) {
        std::erase_if(found, [](const TextFile &file) { return file.name == kTemplateFile; });
    }
    return found;
}

} // namespace

std::string_view nameOf(MergeWay way)
{
    switch (way) {
    case MergeWay::base16Bit:
        return "base_16bit";
    case MergeWay::baseDequantised:
        return "base_dequantised";
    case MergeWay::keepAdapter:
        return "keep_adapter";
    }
    return "base_16bit";
}

Result<MergeWay> mergeWayOf(const std::string &name)
{
    for (const MergeWay way : {MergeWay::base16Bit, MergeWay::baseDequantised, MergeWay::keepAdapter}) {
        if (name == nameOf(way)) {
            return way;
        }
    }
    return fail(ErrorCode::config, "'" + name + "' is no way to merge",
                "known: base_16bit, base_dequantised, keep_adapter");
}

std::vector<MergeOption> mergeOptions(const ModelFolder &base, const AdapterFolder &adapter)
{
    MergeOption plain{.way = MergeWay::base16Bit, .whyNot = {}, .sizeBytes = mergedBytes(base)};
    if (isInFourBits(base)) {
        plain.whyNot = base.name() + " lies here in 4 bits, not with its own weights";
    }
    MergeOption packed{.way = MergeWay::baseDequantised, .whyNot = {}, .sizeBytes = mergedBytes(base)};
    if (ownWayOf(base, adapter) != MergeWay::baseDequantised) {
        packed.whyNot = adapter.name() + " was trained beside the weights of " + base.name() + ", not beside 4 bits";
    }
    return {plain, packed,
            MergeOption{.way = MergeWay::keepAdapter,
                        .whyNot = {},
                        .sizeBytes = storedBytes(base.tensors().tensors()) + storedBytes(adapter.storedTensors())}};
}

MergeWay ownWayOf(const ModelFolder &base, const AdapterFolder &adapter)
{
    return adapter.isOfPackedBase() || isInFourBits(base) ? MergeWay::baseDequantised : MergeWay::base16Bit;
}

std::vector<TensorSource> mergedSources(const ModelFolder &base, const AdapterFolder &adapter,
                                        const adapters::AdapterPlan &plan, MergeWay way)
{
    const bool isPacked = way == MergeWay::baseDequantised && adapter.isOfPackedBase();
    std::vector<TensorSource> sources;
    for (const model::TensorSpec &tensor : base.architecture().tensors(base.config())) {
        if (!tensor.tiedTo.empty()) {
            continue;
        }
        sources.push_back({.name = tensor.name,
                           .shape = tensor.shape,
                           .stream = [&base, &adapter, &plan, tensor, isPacked](const ByteSink &sink) -> Result<void> {
                               Change change;
                               if (const adapters::LayerAdapter *layer = plan.layerOf(tensor.name)) {
                                   change = BAFO_TRY(addedProduct(adapter, *layer));
                               } else if (const adapters::RowAdapter *table = plan.rowsOf(tensor.name)) {
                                   change = BAFO_TRY(replacedRows(adapter, *table));
                               }
                               const BaseReader read
                                   = isPacked ? BAFO_TRY(asPacked(base, tensor)) : asItLies(base, tensor.name);
                               return streamChanged(tensor, read, change, sink);
                           }});
    }
    return sources;
}

Result<model::WeightStore> loadMerged(const ModelFolder &base, const AdapterFolder &adapter, MergeWay way)
{
    BAFO_TRY(adapter.checkBase(base));
    const adapters::AdapterPlan plan = BAFO_TRY(adapter.planOver(base));
    model::WeightStore weights(base.architecture().tensors(base.config()));
    for (const TensorSource &source : mergedSources(base, adapter, plan, way)) {
        const std::span<std::byte> room = std::as_writable_bytes(model::WeightStore::valuesOf(weights.at(source.name)));
        std::size_t done = 0;
        BAFO_TRY(source.stream([room, &done](std::span<const std::byte> bytes) -> Result<void> {
            std::copy(bytes.begin(), bytes.end(), room.begin() + static_cast<std::ptrdiff_t>(done));
            done += bytes.size();
            return {};
        }));
    }
    return weights;
}

namespace {

Result<void> checkWay(const ModelFolder &base, const AdapterFolder &adapter, MergeWay way)
{
    for (const MergeOption &option : mergeOptions(base, adapter)) {
        if (option.way == way && !option.whyNot.empty()) {
            return fail(ErrorCode::config, std::string(nameOf(way)) + " is no way here: " + option.whyNot,
                        "leave --way out: then it goes into what it was trained beside");
        }
    }
    if (way == MergeWay::keepAdapter) {
        return fail(ErrorCode::config, "keep_adapter writes nothing: the adapter stays what it is",
                    "use " + adapter.name() + " as it is, everywhere where a model is named");
    }
    return {};
}

} // namespace

Result<MadeModel> mergeAdapter(FileSystem &files, const ModelFolder &base, const AdapterFolder &adapter, const Path &to,
                               MergeWay way)
{
    BAFO_TRY(adapter.checkBase(base));
    BAFO_TRY(checkWay(base, adapter, way));
    const adapters::AdapterPlan plan = BAFO_TRY(adapter.planOver(base));
    const auto tokenizer = BAFO_TRY(loadTokenizerOf(files, base, adapter));
    ModelFolderContent content;
    content.configJson = base.configText();
    content.tensors = mergedSources(base, adapter, plan, way);
    content.otherFiles = BAFO_TRY(companionsOf(files, base, adapter));
    content.lineage.how = "merge";
    content.lineage.parents = {{.name = base.name(), .weightHash = BAFO_TRY(base.lineage()).weightHash()},
                               {.name = adapter.name(), .weightHash = BAFO_TRY(adapter.weightHash())}};
    content.lineage.settings[kWaySetting] = nameOf(way);
    if (tokenizer != nullptr) {
        content.lineage.settings[kTokenizerHashSetting] = tokenizer->hash();
    }
    MadeModel made;
    made.path = to;
    made.vocabularySize = base.config().vocabularySize;
    made.numParameters = static_cast<std::int64_t>(mergedBytes(base) / sizeof(float));
    made.lineage = BAFO_TRY(writeModelFolder(files, to, content));
    return made;
}

} // namespace bafo::exchange
