// SPDX-License-Identifier: Apache-2.0
#include "core/exchange/model_expand.h"

#include "core/exchange/model_folder.h"
#include "core/exchange/model_writer.h"
#include "core/exchange/tensor_sources.h"
#include "core/formats/json_limits.h"
#include "core/text/growth.h"
#include "core/text/tokenizer.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace bafo::exchange {
namespace {

constexpr std::uint64_t kMaxGrowthBytes = 256U << 20U;

Result<text::Growth> readGrowth(FileSystem &files, const Path &tokenizer)
{
    const Path path = tokenizer / text::kGrowthFileName;
    if (!BAFO_TRY(files.status(path)).exists) {
        return fail(ErrorCode::data, tokenizer.string() + " is no grown tokenizer: it has no growth.json",
                    "make one with 'bafo tokenizer grow'");
    }
    return text::parseGrowth(BAFO_TRY(files.readFile(path, kMaxGrowthBytes)), path);
}

Result<void> checkBase(FileSystem &files, const Path &model, const Path &tokenizer, const text::Growth &growth)
{
    const auto own = BAFO_TRY(text::loadTokenizer(files, model));
    const auto grown = BAFO_TRY(text::loadTokenizer(files, tokenizer));
    if (own->hash() != growth.baseHash) {
        return fail(ErrorCode::data, tokenizer.string() + " was not grown from the tokenizer of " + model.string(),
                    "grow that model's own tokenizer: bafo tokenizer grow " + model.string());
    }
    if (grown->hash() != growth.grownHash) {
        return fail(ErrorCode::data, tokenizer.string() + " does not fit its growth.json", "grow the tokenizer again");
    }
    return {};
}

/// Which rows each new row is the mean of; padding comes last and takes the mean of all.
std::vector<std::vector<std::uint32_t>> parentsOf(const text::Growth &growth, RowInitialisation mode)
{
    std::vector<std::vector<std::uint32_t>> parents(growth.paddedRows - growth.firstNewId);
    for (std::size_t n = 0; n < growth.pieces.size(); ++n) {
        const text::NewPiece &piece = growth.pieces[n];
        if (mode == RowInitialisation::subpieces) {
            parents[n] = piece.subpieces;
        } else if (mode == RowInitialisation::children) {
            // A piece of another tokenizer may have none: then what the base makes of it stands in.
            parents[n] = piece.children.empty() ? piece.subpieces : piece.children;
        }
    }
    return parents;
}

/// The old rows, then the new ones.
TensorSource grownSource(TensorSource old, const text::Growth &growth, RowInitialisation mode)
{
    const std::int64_t rowLength = old.shape.at(1);
    const auto numKept = static_cast<std::size_t>(growth.firstNewId) * static_cast<std::size_t>(rowLength);
    TensorSource grown = {.name = old.name, .shape = {growth.paddedRows, rowLength}, .stream = {}};
    grown.stream = [old = std::move(old), parents = parentsOf(growth, mode), rowLength,
                    numKept](const ByteSink &sink) -> Result<void> {
        std::vector<float> kept_VD;
        BAFO_TRY(old.stream([&kept_VD](std::span<const std::byte> bytes) -> Result<void> {
            const auto *values = reinterpret_cast<const float *>(bytes.data());
            kept_VD.insert(kept_VD.end(), values, values + bytes.size() / sizeof(float));
            return {};
        }));
        kept_VD.resize(numKept);
        const std::vector<float> made_ND = BAFO_TRY(averageRows(kept_VD, rowLength, parents));
        BAFO_TRY(sink(std::as_bytes(std::span(kept_VD))));
        return sink(std::as_bytes(std::span(made_ND)));
    };
    return grown;
}

Result<std::string> withVocabularySize(const std::string &configText, std::uint32_t numRows)
{
    nlohmann::json config = BAFO_TRY(formats::parseJson(configText, {}));
    config["vocab_size"] = numRows;
    return config.dump(2) + "\n";
}

} // namespace

Result<ExpandedModel> expandModel(FileSystem &files, const Path &model, const Path &tokenizer, RowInitialisation mode,
                                  const Path &to, const Registry<model::Architecture> &architectures)
{
    const ModelFolder folder = BAFO_TRY(ModelFolder::open(files, model, architectures));
    const text::Growth growth = BAFO_TRY(readGrowth(files, tokenizer));
    BAFO_TRY(checkBase(files, folder.path(), tokenizer, growth));
    if (growth.firstNewId > folder.config().vocabularySize
        || growth.paddedRows < growth.firstNewId + growth.pieces.size()) {
        return fail(ErrorCode::data,
                    (tokenizer / text::kGrowthFileName).string() + " does not fit the model's "
                        + std::to_string(folder.config().vocabularySize) + " rows",
                    "grow the tokenizer again");
    }
    ModelFolderContent content;
    content.configJson = BAFO_TRY(withVocabularySize(folder.configText(), growth.paddedRows));
    content.tensors = sourcesFromFolder(folder);
    for (TensorSource &source : content.tensors) {
        if (source.name == folder.architecture().embeddingName() || source.name == folder.architecture().headName()) {
            source = grownSource(std::move(source), growth, mode);
        }
    }
    content.otherFiles = BAFO_TRY(readCompanionFiles(files, folder.path(), tokenizer));
    content.lineage.how = "expand";
    content.lineage.settings = {{"initialisation", std::string(nameOf(mode))}, {"tokenizer_hash", growth.grownHash}};
    const runs::ModelLineage parent = BAFO_TRY(folder.lineage());
    content.lineage.parents.push_back({.name = folder.name(), .weightHash = parent.weightHash()});

    ExpandedModel expanded;
    expanded.made.path = to;
    expanded.made.vocabularySize = growth.paddedRows;
    for (const TensorSource &tensor : content.tensors) {
        expanded.made.numParameters += tensor.shape.size() > 1 ? tensor.shape[0] * tensor.shape[1] : tensor.shape[0];
    }
    expanded.numNewRows = static_cast<std::int64_t>(growth.pieces.size());
    expanded.numPaddingRows = growth.paddedRows - growth.firstNewId - expanded.numNewRows;
    expanded.made.lineage = BAFO_TRY(writeModelFolder(files, to, content));
    return expanded;
}

} // namespace bafo::exchange
