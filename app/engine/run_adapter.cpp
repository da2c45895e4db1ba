// SPDX-License-Identifier: Apache-2.0
#include "app/engine/run_adapter.h"

#include "core/exchange/new_rows.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace bafo::engine {
namespace {

/// All rows from the first new one on: of the embedding, and of a head that is not tied to it.
Result<void> addNewRows(FileSystem &files, const exchange::ModelFolder &base, adapters::AdapterSettings &settings)
{
    auto first = exchange::firstNewRowOf(files, base);
    if (!first) {
        return fail(first.error().code, "adapter.new_rows: " + first.error().message, first.error().hint);
    }
    std::vector<std::int64_t> ids(static_cast<std::size_t>(base.config().vocabularySize - *first));
    std::iota(ids.begin(), ids.end(), *first);
    if (!base.config().isTied) {
        settings.tokenRows["lm_head"] = ids;
    }
    settings.tokenRows["embed_tokens"] = std::move(ids);
    return {};
}

/// Rows of tokens begin as the base's.
Result<void> readRowsOfBase(const exchange::ModelFolder &base, const adapters::RowAdapter &table,
                            const train::WeightRows &rows)
{
    const auto width = static_cast<std::size_t>(table.width);
    for (std::size_t i = 0; i * width < rows.values.size(); ++i) {
        const std::int64_t id = table.ids[static_cast<std::size_t>(rows.firstRow) + i];
        BAFO_TRY(base.tensors().readFloats(table.weightName(), static_cast<std::size_t>(id) * width,
                                           rows.values.subspan(i * width, width)));
    }
    return {};
}

} // namespace

Result<std::optional<RunAdapter>> runAdapterOf(FileSystem &files, const config::RunConfig &config,
                                               const exchange::ModelFolder &base)
{
    if (!config.hasAdapter()) {
        return std::optional<RunAdapter>();
    }
    RunAdapter adapter;
    adapter.settings = {.rank = config.adapter.rank,
                        .alpha = config.adapter.alpha,
                        .dropout = config.adapter.dropout,
                        .isRankStabilised = config.adapter.rslora,
                        .targets = BAFO_TRY(adapters::targetsOf(config.adapter.targets)),
                        .baseName = base.name()};
    if (config.adapter.newRows) {
        BAFO_TRY(addNewRows(files, base, adapter.settings));
    }
    adapter.plan = BAFO_TRY(adapters::planAdapter(adapter.settings, base.architecture(), base.config()));
    return std::optional(std::move(adapter));
}

model::WeightStore storeOf(const exchange::ModelFolder &base, const std::optional<RunAdapter> &adapter)
{
    std::vector<model::TensorSpec> tensors = base.architecture().tensors(base.config());
    if (adapter) {
        const std::vector<model::TensorSpec> added = adapter->plan.tensors();
        tensors.insert(tensors.end(), added.begin(), added.end());
    }
    model::WeightStore weights(tensors, model::WeightStore::Values::elsewhere);
    if (adapter) {
        adapter->plan.attachTo(weights);
    }
    return weights;
}

Result<void> loadWeights(const exchange::ModelFolder &base, const std::optional<RunAdapter> &adapter,
                         std::uint64_t seed, train::ShardedWeights &weights)
{
    std::map<std::string, model::TensorSpec> added;
    std::map<std::string, const adapters::RowAdapter *> tables;
    if (adapter) {
        for (const model::TensorSpec &tensor : adapter->plan.tensors()) {
            added[tensor.name] = tensor;
        }
        for (const adapters::RowAdapter &table : adapter->plan.rows) {
            tables[table.rowsName()] = &table;
        }
    }
    return weights.fill([&](const train::WeightRows &rows) -> Result<void> {
        const std::int64_t first = rows.values.empty() ? 0 : rows.firstRow * rows.rowSize;
        if (tables.contains(rows.name)) {
            return readRowsOfBase(base, *tables.at(rows.name), rows);
        }
        if (added.contains(rows.name)) {
            adapters::drawFresh(rows.values, added.at(rows.name), first, seed);
            return {};
        }
        return base.tensors().readFloats(rows.name, static_cast<std::size_t>(first), rows.values);
    });
}

std::vector<model::TensorSpec> trainedTensorsOf(const exchange::ModelFolder &base,
                                                const std::optional<RunAdapter> &adapter)
{
    std::vector<model::TensorSpec> tensors
        = adapter ? adapter->plan.tensors() : base.architecture().tensors(base.config());
    std::erase_if(tensors, [](const model::TensorSpec &tensor) { return !tensor.tiedTo.empty(); });
    return tensors;
}

} // namespace bafo::engine
