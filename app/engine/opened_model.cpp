// SPDX-License-Identifier: Apache-2.0
#include "app/engine/opened_model.h"

#include "core/exchange/model_tokenizer.h"
#include "core/runs/adapter_base.h"

#include <utility>

namespace bafo::engine {

Result<FoundModel> findModelAndBase(FileSystem &files, const runs::Project *project, const std::string &nameOrPath)
{
    FoundModel found;
    found.path = BAFO_TRY(runs::resolveModel(files, project, nameOrPath));
    found.base = found.path;
    if (BAFO_TRY(runs::isAdapter(files, found.path))) {
        found.base = BAFO_TRY(runs::resolveBase(files, project, found.path));
        found.adapter = BAFO_TRY(exchange::AdapterFolder::open(files, found.path));
    }
    return found;
}

Result<model::WeightStore> OpenedModel::loadWeights() const
{
    return adapter ? exchange::loadAdapted(folder, *adapter) : folder.loadWeights();
}

Result<std::string> OpenedModel::weightHash() const
{
    if (adapter) {
        return adapter->weightHash();
    }
    return BAFO_TRY(folder.lineage()).weightHash();
}

std::int64_t OpenedModel::numParameters() const
{
    std::int64_t count
        = model::WeightStore(folder.architecture().tensors(folder.config()), model::WeightStore::Values::elsewhere)
              .numParameters();
    if (adapter) {
        for (const auto &[name, tensor] : adapter->storedTensors()) {
            count += tensor.entry->numElements();
        }
    }
    return count;
}

Result<OpenedModel> openModel(FileSystem &files, const runs::Project *project, const std::string &nameOrPath,
                              const Registry<model::Architecture> &architectures)
{
    FoundModel found = BAFO_TRY(findModelAndBase(files, project, nameOrPath));
    auto folder = BAFO_TRY(exchange::ModelFolder::open(files, found.base, architectures));
    if (!found.adapter) {
        auto tokenizer = BAFO_TRY(exchange::loadTokenizerOf(files, folder));
        const Path own = folder.path();
        std::vector<std::uint32_t> ends = folder.endTokens();
        return OpenedModel{.path = std::move(found.path),
                           .folder = std::move(folder),
                           .adapter = {},
                           .ownPath = own,
                           .tokenizer = std::move(tokenizer),
                           .endTokens = std::move(ends)};
    }
    auto tokenizer = BAFO_TRY(exchange::loadTokenizerOf(files, folder, *found.adapter));
    Path own = BAFO_TRY(exchange::tokenizerFolderOf(files, folder, *found.adapter));
    std::vector<std::uint32_t> ends = BAFO_TRY(exchange::endTokensOf(files, folder, *found.adapter));
    return OpenedModel{.path = std::move(found.path),
                       .folder = std::move(folder),
                       .adapter = std::move(found.adapter),
                       .ownPath = std::move(own),
                       .tokenizer = std::move(tokenizer),
                       .endTokens = std::move(ends)};
}

} // namespace bafo::engine
