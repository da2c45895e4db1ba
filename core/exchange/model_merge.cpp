// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/model_merge.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <functional>
#include <map>
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

Result<void> streamChanged(const ModelFolder &base, const model::TensorSpec &tensor, const Change &change,
                           const ByteSink &sink)
{
    const std::int64_t numRows = tensor.shape.front();
    const std::int64_t width = tensor.numElements() / numRows;
    const std::int64_t pieceRows = std::max<std::int64_t>(1, kPieceElements / width);
    for (std::int64_t first = 0; first < numRows; first += pieceRows) {
        const at::Tensor rows = at::empty({std::min(pieceRows, numRows - first), width}, at::kFloat);
        const std::span<float> values(rows.mutable_data_ptr<float>(), static_cast<std::size_t>(rows.numel()));
        BAFO_TRY(base.tensors().readFloats(tensor.name, static_cast<std::size_t>(first * width), values));
        if (change) {
            change(rows, first);
        }
        BAFO_TRY(sink(std::as_bytes(values)));
    }
    return {};
}

} // namespace

std::vector<TensorSource> mergedSources(const ModelFolder &base, const AdapterFolder &adapter,
                                        const adapters::AdapterPlan &plan)
{
    std::vector<TensorSource> sources;
    for (const model::TensorSpec &tensor : base.architecture().tensors(base.config())) {
        if (!tensor.tiedTo.empty()) {
            continue;
        }
        sources.push_back({.name = tensor.name,
                           .shape = tensor.shape,
                           .stream = [&base, &adapter, &plan, tensor](const ByteSink &sink) -> Result<void> {
                               Change change;
                               if (const adapters::LayerAdapter *layer = plan.layerOf(tensor.name)) {
                                   change = BAFO_TRY(addedProduct(adapter, *layer));
                               } else if (const adapters::RowAdapter *table = plan.rowsOf(tensor.name)) {
                                   change = BAFO_TRY(replacedRows(adapter, *table));
                               }
                               return streamChanged(base, tensor, change, sink);
                           }});
    }
    return sources;
}

Result<MadeModel> mergeAdapter(FileSystem &files, const ModelFolder &base, const AdapterFolder &adapter, const Path &to)
{
    BAFO_TRY(adapter.checkBase(base));
    const adapters::AdapterPlan plan = BAFO_TRY(adapter.planOver(base));
    const auto tokenizer = BAFO_TRY(loadTokenizerOf(files, base, adapter));
    ModelFolderContent content;
    content.configJson = base.configText();
    content.tensors = mergedSources(base, adapter, plan);
    const Path tokenizerFolder = BAFO_TRY(tokenizerFolderOf(files, base, adapter));
    content.otherFiles = BAFO_TRY(readCompanionFiles(files, base.path(), tokenizerFolder));
    content.lineage.how = "merge";
    content.lineage.parents = {{.name = base.name(), .weightHash = BAFO_TRY(base.lineage()).weightHash()},
                               {.name = adapter.name(), .weightHash = BAFO_TRY(adapter.weightHash())}};
    if (tokenizer != nullptr) {
        content.lineage.settings[kTokenizerHashSetting] = tokenizer->hash();
    }
    MadeModel made;
    made.path = to;
    made.vocabularySize = base.config().vocabularySize;
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

} // namespace bafo::exchange
